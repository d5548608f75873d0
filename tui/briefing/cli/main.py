"""Where every invocation begins and ends: the dashboard by the short way, other commands through the parser.

Exit codes: 0 fine; 1 some sources failed, or a fault of our own; 2 wrong usage or configuration; 3 the store
cannot be used; 128+n on signal n. What is wrong is said in one line on standard error.
"""

from __future__ import annotations

import errno
import sys

from briefing.cli import streams
from briefing.cli.options import scan
from briefing.cli.streams import complain
from briefing.errors import BriefingError, UsageError
from briefing.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 128 + 2
BROKEN_PIPE = 128 + 13
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""Why output cannot be written, through no fault of ours."""


def main(argv: Sequence[str]) -> int:
    """Do what the command line asks for; returns the exit code. Raises SystemExit at a signal, nothing else."""
    streams.hold_all_three()
    try:
        _refuse_what_is_no_text(argv)
        options = scan(argv)
        if options is not None and streams.interactive():
            import gc

            # What the start makes lives for days; looking through it again and again would cost a tenth of the start.
            gc.disable()
            from briefing.cli import dashboard

            return dashboard.run(options)
        from briefing.cli import ending

        ending.at_signals()
        from briefing.cli import commands

        code = commands.run(argv)
        sys.stdout.flush()
        return code
    except BriefingError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        streams.drop_the_rest()
        return BROKEN_PIPE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            streams.drop_the_rest()
            complain(f"what was asked for cannot be written: {error.strerror}")
            return 1
        from briefing.cli import fault

        complain((fault.told if "--restricted" in argv else fault.report)(error))
        return 1


def _refuse_what_is_no_text(argv: Sequence[str]) -> None:
    """Refuse arguments whose bytes are no text of this locale; nothing further on could store or show them."""
    for word in argv:
        if not word.isascii() and any("\udc80" <= character <= "\udcff" for character in word):
            raise UsageError(f"the argument {safe(word) or '?'} is not text; is it UTF-8?")
