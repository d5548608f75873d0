"""The words that changed between two wordings, marked in the running text. Pure; loaded only when asked for.

    Three [-hundred-] [+thousand+] vehicles

The brackets say it where neither colour nor strokes can be seen.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from briefing.draw.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_WORDS = 4_000
"""Beyond this many words of a paragraph, which no editor writes, both wordings are shown whole."""


def words_changed(old: str, new: str, style: str = "body") -> list[Span]:
    """One line of text in which what was taken out and what was put in are marked; unchanged words are in `style`."""
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MOST_WORDS:
        runs = [("replace", 0, len(before), 0, len(after))]
    else:
        runs = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()  # type: ignore[assignment]
    found: list[Span] = []
    for kind, start, end, new_start, new_end in runs:
        if kind == "equal":
            _add(found, " ".join(after[new_start:new_end]), style)
            continue
        if end > start:
            _add(found, f"[-{' '.join(before[start:end])}-]", "removed")
        if new_end > new_start:
            _add(found, f"[+{' '.join(after[new_start:new_end])}+]", "added")
    return found


def paragraphs_changed(old: str, new: str) -> list[list[Span]]:
    """The paragraphs that changed, each with its changed words marked; those that did not are left out."""
    before, after = old.split("\n\n"), new.split("\n\n")
    found: list[list[Span]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _pairs(before[start:end], after[new_start:new_end])
    return found


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[list[Span]]:
    """Paragraphs of one changed stretch, old against new in their order."""
    length = max(len(before), len(after))
    olds = [*before, *[""] * (length - len(before))]
    news = [*after, *[""] * (length - len(after))]
    return [spans for old, new in zip(olds, news, strict=True) if (spans := words_changed(old, new))]


def _add(found: list[Span], text: str, style: str) -> None:
    """A run of words after those before it."""
    if found:
        found.append(Span(" "))
    found.append(Span(text, style))
