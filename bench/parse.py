"""How many items a second the readers of feeds give, beside feedparser, on feeds shaped like those of newsrooms.

    python bench/parse.py            the table
    python bench/parse.py --check    exits 1 when we are less than 20 times as fast (13 to the end), or lose a credit

The feeds are made here, the same bytes each time: RSS 2.0, Atom and RDF, a headline, a summary in HTML and, in
every other feed, a full text; authors, sources, rights, licences, dates, categories and pictures as found in
the wild. "entries" is the strict path, bytes to entries as stated, which is what feedparser gives too; "items" is
all of `formats.read`, on to plain text, moments, identity and credits. Both are checked.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable
from io import BytesIO

import feedparser

from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.formats import Document, encoding, read, xmlfeed

FEEDS, ITEMS, ROUNDS = 60, 50, 5
TIMES, TIMES_TO_THE_END = 20, 13
VOCABULARY = """
    front bridge harbour officials said the a of in over after region troops talks envoy ceasefire vaccine clinic
    convoy power station outage drone strike night morning border crossing aid trucks minister statement court vote
    café façade Łódź Київ Крим غزة “quoted” — river dam rail depot grain port ship crew rescue storm flood market
"""
WORDS = VOCABULARY.split()
HEAD = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:cc="http://web.resource.org/cc/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


RSS = """<item><title>{title}</title><link>https://n{feed}.example/a/{number}?utm_source=rss</link>
<guid isPermaLink="false">n{feed}-{number}</guid><pubDate>Fri, 16 Aug 2024 07:{number:02}:00 GMT</pubDate>
<dc:creator>A. Writer</dc:creator><source url="https://o.example/rss">Origin Wire</source><category>World</category>
<dc:rights>© Origin Wire</dc:rights><description><![CDATA[{summary}]]></description>
<content:encoded><![CDATA[{full}]]></content:encoded><media:content url="https://i.example/{number}.jpg">
<media:credit>P. Hotographer</media:credit></media:content><cc:license rdf:resource="{licence}"/></item>"""
ATOM = """<entry><title>{title}</title><link href="https://n{feed}.example/a/{number}"/>
<id>tag:n{feed}.example,2024:{number}</id><published>2024-08-16T07:{number:02}:00Z</published>
<updated>2024-08-16T08:{number:02}:00Z</updated><author><name>A. Writer</name></author><rights>© Origin Wire</rights>
<source><title>Origin Wire</title></source><link rel="license" href="{licence}"/>
<summary type="html"><![CDATA[{summary}]]></summary><content type="html"><![CDATA[{full}]]></content></entry>"""
RDF = """<item rdf:about="https://n{feed}.example/a/{number}"><title>{title}</title>
<link>https://n{feed}.example/a/{number}</link><dc:date>2024-08-16T07:{number:02}:00Z</dc:date>
<dc:creator>A. Writer</dc:creator><dc:publisher>Origin Wire</dc:publisher><dc:rights>© Origin Wire</dc:rights>
<cc:license rdf:resource="{licence}"/><description><![CDATA[{summary}]]></description></item>"""
FEED = {
    "rss": (RSS, '<rss version="2.0" {head}><channel><title>News {feed}</title>{items}</channel></rss>'),
    "atom": (ATOM, '<feed xmlns="http://www.w3.org/2005/Atom"><title>News {feed}</title>{items}</feed>'),
    "rdf": (
        RDF,
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" {head}><channel><title>News</title></channel>{items}</rdf:RDF>',
    ),
}


def words(source: random.Random, many: int) -> str:
    """A sentence of so many words."""
    return " ".join(source.choices(WORDS, k=many)).capitalize()


def paragraph(source: random.Random) -> str:
    """A paragraph of HTML with an entity and a link."""
    return f'<p>{words(source, 42)}. <a href="/topic/{source.randrange(99)}">more &amp; more</a></p>'


def made(kind: str, feed: int, source: random.Random) -> bytes:
    """One feed; every other one has full texts."""
    item, whole = FEED[kind]
    items = [
        item.format(
            feed=feed, number=number, licence=LICENCE, title=words(source, 10), summary=paragraph(source),
            full="".join(paragraph(source) for _ in range(3)) if feed % 2 else "",
        )
        for number in range(ITEMS)
    ]  # fmt: skip
    return whole.format(feed=feed, head=HEAD, items="".join(items)).encode()


def lost(bodies: list[bytes], publishers: Publishers) -> int:
    """How many items come out without one of the credits that they state."""
    return sum(
        not (item.credit.publisher == "Origin Wire" and item.credit.byline == "A. Writer")
        or "© Origin Wire" not in item.credit.rights.notice
        or item.credit.rights.licence != LICENCE
        for body in bodies
        for item in read(Document(body), publishers).items
    )


def best(parse: Callable[[bytes], int], bodies: list[bytes]) -> float:
    """Items a second in the best of several rounds, by CPU time, each feed parsed once a round."""
    rates = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        items = sum(parse(body) for body in bodies)
        rates.append(items / (time.process_time() - start))
    return max(rates)


def entries(body: bytes) -> int:
    """How many entries the strict path finds."""
    document = Document(body)
    return len(xmlfeed.entries(encoding.decode(body), document)[0].entries)


def main() -> int:
    """Measure, print, judge."""
    source = random.Random(1)
    kinds = {kind: [made(kind, feed, source) for feed in range(FEEDS // 3)] for kind in FEED}
    kinds["all"] = [body for bodies in kinds.values() for body in bodies]
    publishers = Publishers(load())
    print(f"{'items a second':16}{'entries':>10}{'items':>10}{'feedparser':>12}{'times':>8}{'':>8}")
    times = to_the_end = 0.0
    for name, bodies in kinds.items():
        strict = best(entries, bodies)
        whole = best(lambda body: len(read(Document(body), publishers).items), bodies)
        theirs = best(
            lambda body: len(feedparser.parse(BytesIO(body)).entries), bodies[:12] if name != "all" else bodies[::5]
        )
        times, to_the_end = strict / theirs, whole / theirs
        print(f"{name:16}{strict:10,.0f}{whole:10,.0f}{theirs:12,.0f}{times:8.1f}{to_the_end:8.1f}")
    missing = lost(kinds["all"], publishers)
    print(f"{missing} of {FEEDS * ITEMS} items without a credit they state")
    slow = times < TIMES or to_the_end < TIMES_TO_THE_END
    return int("--check" in sys.argv and (slow or missing > 0))


if __name__ == "__main__":
    sys.exit(main())
