"""Bytes into items and items into bytes: pure, one file per format."""
