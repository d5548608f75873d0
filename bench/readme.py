"""Writes the table of keys into README.md anew, from the registry of commands: python bench/readme.py"""

from __future__ import annotations

from pathlib import Path

from briefing.cli.settings import markdown

BEGIN, END = "<!-- keys: made by `briefing keys --markdown` -->\n", "<!-- /keys -->"


def main() -> None:
    """Replace what stands between the two marks."""
    file = Path(__file__).parents[1] / "README.md"
    head, _, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    file.write_text(head + BEGIN + "\n".join(markdown()) + "\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
