"""Read all of the corpus and say, per folder, what was read, what was refused and why, and what came out wrong.

    python bench/corpus.py [FOLDER]          FOLDER is ../shared/corpus unless given; without it there is nothing to do
    python bench/corpus.py --list            also every expectation that does not hold, with the reason we know

Exits 1 when something raised anything but ParseError, when an expectation fails that corpus_exceptions.toml
does not explain, or when fewer than 98 % of those that concern us hold.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import feedparser

import oracle
import pairs
from briefing import formats
from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.errors import ParseError
from briefing.formats import Document, Reading, dates, feed, identity
from briefing.markup import plain
from oracle import Check

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / "shared" / "corpus"
EXCEPTIONS = HERE / "corpus_exceptions.toml"
LEAST = 0.98
NOW = 1_800_000_000
PUBLISHERS = Publishers(load())


class Outcome(NamedTuple):
    """What became of one folder."""

    files: int
    read: int
    refused: Counter[str]
    raised: list[str]
    checks: int
    failed: list[tuple[str, Check]]


def examined(root: Path, files: Iterable[Path], check: Callable[[Path], Iterator[Check]]) -> Outcome:
    """Every file through `formats.read`, then through what is expected of it."""
    number = read = checks = 0
    refused: Counter[str] = Counter()
    raised: list[str] = []
    failed: list[tuple[str, Check]] = []
    for path in files:
        number += 1
        name = str(path.relative_to(root))
        try:
            formats._read(Document(path.read_bytes(), path.as_uri(), at=NOW), PUBLISHERS)
            read += 1
        except ParseError as error:
            refused[str(error)] += 1
        except Exception as error:
            raised.append(f"{name}: {type(error).__name__}: {error}")
        for each in check(path):
            checks += 1
            if not each.holds:
                failed.append((name, each))
    return Outcome(number, read, refused, raised, checks, failed)


def of_feedparser(path: Path) -> Iterator[Check]:
    """feedparser's expectation of a feed, served from where its own test server would serve it."""
    yield from oracle.checks(path.read_bytes(), f"http://127.0.0.1:8097/{path.name}", PUBLISHERS)


def of_gofeed(path: Path) -> Iterator[Check]:
    """gofeed's reading of a feed."""
    yield from pairs.checks(path, PUBLISHERS)


def of_news(path: Path) -> Iterator[Check]:
    """What feedparser finds in a real feed: each item's title, link, date and authors are in ours too."""
    if path.suffix != ".xml":
        yield Check("items", "some", "", bool(formats.read(Document(path.read_bytes()), PUBLISHERS).items))
        return
    ours = oracle.read(path.read_bytes(), "", PUBLISHERS)
    for number, theirs in enumerate(feedparser.parse(BytesIO(path.read_bytes())).entries):
        item, entry = (ours.items[number], ours.entries[number]) if ours else (None, None)
        if item is None or entry is None:
            yield Check("item", theirs.get("title"), "refused", False)
            continue
        yield Check("title", theirs.get("title"), item.title, oracle.same_text(theirs.get("title", ""), item.title))
        link = identity.canonical(theirs.get("link", ""))
        yield Check("link", link, item.url, link == item.url)
        date = dates.instant(theirs.get("published", "") or theirs.get("updated", ""))
        yield Check("date", date, item.published, date == item.published)
        for author in theirs.get("authors", ()):
            if plain(author.get("name", "")):
                yield Check(
                    "author",
                    author["name"],
                    entry.authors,
                    oracle.named(author["name"], [",".join(entry.authors), *entry.authors]),
                )


def of_live_blogs(path: Path) -> Iterator[Check]:
    """Every update with a time, a headline, a publisher and an address that works; the Guardian's two forms agree."""
    reading = formats.read(Document(path.read_bytes(), at=NOW), PUBLISHERS)
    yield Check("updates", "some", len(reading.items), bool(reading.items))
    for item in reading.items:
        whole = bool(item.title and item.published and item.credit.publisher and feed.host(item.url))
        yield Check("update", "time, title, publisher, address", item.key, whole)
    if path.parent.name == "jsonld" and path.name.startswith("guardian"):
        yield from _agreement(reading, path.parent.parent / "guardian" / f"{path.stem}.fearticle.json")
    if path.parent.name == "html":
        linked = formats.read(
            Document((path.parent.parent / "jsonld" / f"{path.stem}.json").read_bytes(), at=NOW), PUBLISHERS
        )
        yield Check(
            "page and its JSON-LD", len(linked.items), len(reading.items), len(linked.items) == len(reading.items)
        )


def _agreement(linked: Reading, model: Path) -> Iterator[Check]:
    """The posts of the Guardian's JSON-LD against those of its page model: identity, address, words, time."""
    whole = {item.key: item for item in formats.read(Document(model.read_bytes(), at=NOW), PUBLISHERS).items}
    for item in linked.items:
        other = whole.get(item.key)
        if other is None:
            yield Check("guardian post", item.key, "not in the page model", False)
            continue
        yield Check("guardian address", other.url, item.url, other.url == item.url)
        said, full = oracle.squeezed(item.text.rstrip("…"))[:800], oracle.squeezed(other.text)
        yield Check("guardian words", other.text[:80], item.text[:80], full.startswith(said) or said.startswith(full))
        # The id holds the second of creation, which is not after the publication.
        created = item.published or 0
        yield Check("guardian time", other.published, created, 0 <= (other.published or 0) - created < 6 * 3600)


def of_ninjs(path: Path) -> Iterator[Check]:
    """Every item has a title, an identity, and a publisher, a byline or a notice where the example states one."""
    if path.name == "extension-schema.json":
        return
    reading = formats.read(Document(path.read_bytes(), at=NOW), PUBLISHERS)
    yield Check("items", "some", len(reading.items), bool(reading.items))
    text = path.read_text().lower()
    for item in reading.items[:1]:
        for word, have in (
            ("copyrightholder", item.credit.publisher),
            ('"by"', item.credit.byline or item.credit.publisher),
        ):
            if word in text:
                yield Check(word, "stated", have, bool(have))


def of_opml(path: Path) -> Iterator[Check]:
    """Every web address in the list is among the feeds."""
    text = path.read_text()
    if "<opml" not in text:
        return
    reading = formats.read(Document(path.read_bytes()), PUBLISHERS)
    expected = text.count('xmlUrl="http')
    yield Check("feeds", expected, len(reading.feeds), expected == len(reading.feeds))


FOLDERS: tuple[tuple[str, tuple[str, ...], Callable[[Path], Iterator[Check]]], ...] = (
    ("feedparser/tests", ("**/*.xml", "**/*.json"), of_feedparser),
    ("gofeed/testdata", ("**/*.xml", "translator/json/*[!d].json"), of_gofeed),
    ("news", ("*.xml", "*.json"), of_news),
    ("liveblogs", ("*/*.json", "*/*.html"), of_live_blogs),
    ("ninjs", ("**/*.json",), of_ninjs),
    ("opml", ("*/*.opml", "*/*.xml"), of_opml),
)


def main(arguments: list[str]) -> int:
    """Read the corpus, print the table, judge."""
    listed = "--list" in arguments
    corpus = Path(next((each for each in arguments if not each.startswith("-")), FOLDER)).resolve()
    if not corpus.is_dir():
        print(f"there is no corpus at {corpus}: nothing to read")
        return 0
    with EXCEPTIONS.open("rb") as file:
        excepted = {
            (each["folder"], each["file"], each["field"]): each["reason"] for each in tomllib.load(file)["exceptions"]
        }
    worst = 0
    print(f"{'folder':20}{'files':>7}{'read':>7}{'refused':>9}{'wrong':>7}{'checks':>8}{'hold':>9}")
    for folder, globs, check in FOLDERS:
        root = corpus / folder
        files = sorted({path for pattern in globs for path in root.glob(pattern)})
        worst |= report(folder, examined(root, files, check), excepted, listed)
    return worst


def report(folder: str, outcome: Outcome, excepted: dict[tuple[str, str, str], str], listed: bool) -> int:
    """One folder's line, its reasons for refusing, and what is unexplained; 1 when it is not good enough."""
    unexplained = [(name, each) for name, each in outcome.failed if (folder, name, each.field) not in excepted]
    share = 1 - len(outcome.failed) / outcome.checks if outcome.checks else 1.0
    wrong = len(outcome.raised) + len(unexplained)
    print(
        f"{folder:20}{outcome.files:7}{outcome.read:7}{outcome.refused.total():9}{wrong:7}{outcome.checks:8}{share:9.2%}"
        f"{f'   {len(outcome.failed) - len(unexplained)} explained' if outcome.failed else ''}"
    )
    for reason, number in outcome.refused.most_common(12):
        print(f"    refused {number:4}: {reason}")
    for line in outcome.raised:
        print(f"    RAISED {line}")
    for name, each in outcome.failed if listed else unexplained:
        why = excepted.get((folder, name, each.field), "UNEXPLAINED")
        print(f"    {name}: {each.field}: expected {each.expected!r:.90}, ours {each.ours!r:.90}: {why}")
    return int(bool(wrong) or share < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
