"""A fault of our own: a short line for the person, the traceback (without the values of variables) in a file."""

from __future__ import annotations

import os
import time
import traceback

from briefing import __version__, paths
from briefing.text import safe

LIMIT = 1 << 20


def told(error: BaseException) -> str:
    """The line to show where nothing may be written."""
    return f"a fault of our own ({type(error).__name__})"


def report(error: BaseException) -> str:
    """Write down what happened; returns the line to show, which says where."""
    file = os.path.join(os.path.dirname(paths.log_file()), "faults.log")
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    lines = "".join(traceback.format_exception(error)).splitlines()
    text = "\n".join([f"{stamp} briefing {__version__}", *map(safe, lines), "", ""])
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        too_large = os.path.exists(file) and os.path.getsize(file) > LIMIT
        with open(file, "w" if too_large else "a", encoding="utf-8", errors="replace") as log:
            log.write(text)
    except OSError:
        return f"{told(error)}, and its particulars could not be written to {file}"
    return f"{told(error)}; the particulars are in {file}"
