"""A path or URL → Fetched | Unchanged | Refused | Failed. The only place that speaks HTTP or opens a source's files."""
