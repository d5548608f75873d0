"""How many instructions the start takes, counted by valgrind: the same on every machine but for one part in a hundred.

python bench/instructions.py [--items 100000] [--rival 5000]

Counted up to the first screen (everything before the toolkit is imported), up to the moment when the toolkit has taken
that screen over and answers keys, and for `python -c pass`. With --rival, newsboat with so many items, from its start
until it ends at a q that waits for its first screen; both have a hundred sources. Whatever a first start compiles or
keeps is there already.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.rival import LAST, prepared
from bench.terminal import begun, environment, stocked
from tests.terminal.harness import Terminal

COUNTER = ["valgrind", "--trace-children=yes", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file=%s"]
PAINTED = ("signal", "os._exit(0)")
READY = (
    "briefing.cli.fault",
    "import briefing.ui.app; briefing.ui.app.Viewer._settled = lambda viewer: os._exit(0)",
)
START = """
import os, sys
class AfterPaint:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "{}":
            {}
sys.meta_path.insert(0, AfterPaint)
from briefing.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""The viewer as it is, but for what happens when it is about to import one of the modules needed after the paint."""


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rival", type=int, default=0)
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is not installed")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        plain = counted([sys.executable, "-c", "pass"], home)
        print(f"python -c pass                         {plain:8.0f} million instructions")
        stocked(home, options.items)
        (home / "briefing.toml").write_text("sources = []\n")
        rest = ["--no-spawn", "--store", str(home / "wire.db"), "--config", str(home / "briefing.toml")]
        with begun([sys.executable, "-m", "briefing", *rest], home, 120, 40) as terminal:
            terminal.press("q")
            terminal.ended()
        for words, stop in (("the first screen", PAINTED), ("the toolkit ready", READY)):
            found = counted([sys.executable, "-c", START.format(*stop), *rest], home)
            print(f"{words:18} of {options.items:7} items {found:11.0f} million, {found / plain:.2f} times python")
        if options.rival:
            with tempfile.TemporaryDirectory() as other:
                argv = prepared(Path(other), options.rival)
                if argv:
                    its = counted(argv, Path(other), "q")
                    print(
                        f"newsboat           of {options.rival:7} items {its:11.0f} million, we take {found / its:.2f}"
                    )


def counted(argv: Sequence[str], home: Path, keys: str = "") -> float:
    """Millions of instructions of a program in a terminal, in which keys wait for it from the start."""
    log = home / "valgrind"
    argv = [*COUNTER[:-1], COUNTER[-1] % log, *argv]
    with Terminal(argv, columns=120, rows=40, env=environment(home) | {"PYTHONHASHSEED": "0"}) as terminal:
        if keys:
            terminal.shows(LAST, 600)
            terminal.send(keys)
        assert terminal.ended(600), "it does not end"
        assert terminal.status == 0, os.linesep.join(terminal.text())
    (number,) = re.findall(r"Collected : (\d+)", log.read_text())
    return int(number) / 1e6


if __name__ == "__main__":
    main()
