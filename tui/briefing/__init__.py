"""Briefing: a live blog of every front you follow, in a terminal, always saying who says so."""

__version__ = "0.1.0"
