"""A path or URL → Fetched | Unchanged | Refused | Failed. The only place that speaks HTTP or opens a source's files."""

import sys

# httpx imports its own command line wherever click and rich happen to be installed, which takes as long as all the rest
# of it. None says that there is no such module, and httpx does without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
