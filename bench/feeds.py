"""Feeds of our own to measure with: so many, each with so many items, the same bytes for the same numbers.

    python bench/feeds.py FOLDER --feeds 100 --items 50

They follow what public news feeds look like: a headline of 40 to 110 characters, a summary of about 250, for every
second feed a body of about 900, an author, categories, dates a few minutes apart. The words are of no language, but
drawn as in one, since what an index costs depends on that: of 30,000, the commonest is every twentieth word of the
text, one in six has a capital letter, one in fifty is a number or a year, and a sentence has some twenty.
"""

from __future__ import annotations

import argparse
import html
import json
import random
from email.utils import formatdate
from itertools import accumulate
from pathlib import Path
from time import gmtime, strftime

EPOCH = 1_790_000_000
STARTS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr")
SYLLABLES = [start + vowel + end for start in STARTS for vowel in "aeiou" for end in ("", "n", "r", "s")]
KINDS = ("rss", "atom", "rss", "json")
VOCABULARY = 30_000


def vocabulary() -> list[str]:
    """Words of one to four syllables, no two alike, the commonest first and mostly short."""
    dice = random.Random("vocabulary")
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        most = 1 + len(found) ** 0.5 / 30
        found["".join(dice.choices(SYLLABLES, k=min(4, max(1, round(dice.gauss(most, 0.7))))))] = None
    return list(found)


WORDS = vocabulary()
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))


def number(dice: random.Random) -> str:
    """A year or, as often, how many there are of something."""
    return str(dice.randrange(1_950, 2_030)) if dice.random() < 0.5 else f"{dice.randrange(2, 9_000):,}"


def words(dice: random.Random, characters: int) -> str:
    """About so many characters of sentences."""
    found: list[str] = []
    length, begins = 0, True
    while length < characters:
        word = dice.choices(WORDS, cum_weights=WEIGHTS)[0] if dice.random() > 0.02 else number(dice)
        word = word.capitalize() if begins or dice.random() < 0.14 else word
        begins = dice.random() < 0.05
        found.append(word + "." if begins else word)
        length += len(word) + 1
    return " ".join(found).rstrip(".")


def item(feed: int, number: int) -> dict[str, str]:
    """One item's texts."""
    dice = random.Random(f"{feed}/{number}")
    at = EPOCH + number * 1_400 - feed
    body = "".join(f"<p>{words(dice, 300)}</p>" for _ in range(3)) if feed // 4 % 2 else ""
    return {
        "title": words(dice, dice.randint(40, 110)),
        "link": f"https://news{feed}.example/{number}/{dice.randrange(10**6)}",
        "key": f"tag:news{feed}.example,2026:{number}",
        "rfc822": formatdate(at, usegmt=True),
        "rfc3339": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(at)),
        "author": f"Writer {dice.randrange(9)}",
        "summary": f"<p>{words(dice, dice.randint(150, 350))} <a href='/x'>more &amp; more</a></p>" + body,
        "category": dice.choice(("World", "Politics", "Science", "Health")),
    }


def rss(feed: int, items: list[dict[str, str]]) -> str:
    """RSS 2.0."""
    each = "".join(
        f"<item><title>{html.escape(i['title'])}</title><link>{i['link']}</link>"
        f'<guid isPermaLink="false">{i["key"]}</guid><pubDate>{i["rfc822"]}</pubDate>'
        f"<dc:creator><![CDATA[{i['author']}]]></dc:creator><category>{i['category']}</category>"
        f"<description><![CDATA[{i['summary']}]]></description></item>\n"
        for i in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Feed {feed}</title><link>https://news{feed}.example/</link>"
        f"<description>Made to measure</description>\n{each}</channel></rss>\n"
    )


def atom(feed: int, items: list[dict[str, str]]) -> str:
    """Atom 1.0."""
    each = "".join(
        f"<entry><title>{html.escape(i['title'])}</title><id>{i['key']}</id><link href='{i['link']}'/>"
        f"<updated>{i['rfc3339']}</updated><author><name>{i['author']}</name></author>"
        f"<summary type='html'>{html.escape(i['summary'])}</summary></entry>\n"
        for i in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed {feed}</title>'
        f"<id>tag:news{feed}.example,2026:feed</id><updated>{items[0]['rfc3339']}</updated>\n{each}</feed>\n"
    )


def jsonfeed(feed: int, items: list[dict[str, str]]) -> str:
    """JSON Feed 1.1."""
    each = [
        {
            "id": i["key"],
            "url": i["link"],
            "title": i["title"],
            "content_html": i["summary"],
            "date_published": i["rfc3339"],
            "authors": [{"name": i["author"]}],
        }
        for i in items
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"Feed {feed}", "items": each})


def make(folder: Path, feeds: int, items: int) -> list[str]:
    """Write the feeds into `folder`; their file names. newsboat reads no JSON Feed, so it gets RSS in its place."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for feed in range(feeds):
        made = [item(feed, number) for number in reversed(range(items))]
        kind = KINDS[feed % len(KINDS)]
        name = f"feed{feed:03}.xml"
        (folder / name).write_text((atom if kind == "atom" else rss)(feed, made), encoding="utf-8")
        if kind == "json":
            (folder / f"feed{feed:03}.json").write_text(jsonfeed(feed, made), encoding="utf-8")
        names.append(name)
    return names


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--items", type=int, default=50)
    given = parser.parse_args()
    print(len(make(given.folder, given.feeds, given.items)), "feeds")
