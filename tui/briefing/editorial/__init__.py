"""Judgement, pure: who says so, which front, what changed."""
