"""The terminal program: the only place that imports Textual."""
