"""`python -m briefing`, and the `briefing` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    try:
        from briefing.cli.main import main as run
    except KeyboardInterrupt:
        return 130

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
