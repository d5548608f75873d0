"""Of a document that is cut short, wherever that is, every whole item is read as in the whole, and none is made up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.errors import ParseError
from briefing.formats import Document, Reading, read
from briefing.model import Item

PUBLISHERS = Publishers(load())
GOLDEN = Path(__file__).parent / "golden"
ENDS = {
    "rss/every_credit.xml": "</channel></rss>",
    "atom/copied_entries.xml": "</feed>",
    "rdf/beside_the_channel.xml": "</rdf:RDF>",
}
CUTS = 200


def read_bytes(body: bytes) -> Reading | None:
    try:
        return read(Document(body, "https://n.example/feed", at=1_800_000_000), PUBLISHERS)
    except ParseError as error:
        if "could not be read" in str(error):
            raise
        return None


def cuts(body: bytes) -> list[int]:
    """Some two hundred places all over a document."""
    return list(range(1, len(body), max(1, len(body) // CUTS)))


@pytest.mark.parametrize("name", ENDS)
def test_of_a_feed_cut_anywhere_the_whole_items_are_kept_and_none_is_made_up(name: str) -> None:
    body = (GOLDEN / name).read_bytes()
    ends = [match.end() for match in re.finditer(rb"</(?:\w+:)?(?:item|entry)\s*>", body)]
    assert len(ends) > 1
    for at in cuts(body):
        whole = [end for end in ends if end <= at]
        wanted = read_bytes(body[: whole[-1]] + ENDS[name].encode()) if whole else None
        found = read_bytes(body[:at])
        assert (found.items if found else ()) == (wanted.items if wanted else ()), at
        assert found is None or found.partial or at > ends[-1]


ITEMS = [
    {
        "id": str(number), "url": f"https://n.example/{number}", "title": f"Pier {number} “shut”",
        "tags": ["a", {"b": []}], "content_text": 'Said: "no {way} [out]" \\', "authors": [{"name": "A. Writer"}],
        "date_published": "2024-08-16T07:02:00Z",
    }
    for number in range(4)
]  # fmt: skip
STATUSES = [
    {
        "id": str(number), "uri": f"https://n.example/{number}", "url": f"https://n.example/{number}",
        "content": "<p>x</p>", "created_at": "2024-08-16T07:02:00Z",
        "account": {"acct": "a", "display_name": "d", "url": "https://n.example/a"},
    }
    for number in range(3)
]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "indent", "end"),
    [
        ({"version": "https://jsonfeed.org/version/1.1", "title": "Pier", "items": ITEMS}, 2, "]}"),
        (STATUSES, 1, "]"),
    ],
    ids=["a feed", "statuses"],
)
def test_of_json_cut_anywhere_the_whole_items_are_kept_and_none_is_made_up(
    document: object, indent: int, end: str
) -> None:
    body = json.dumps(document, ensure_ascii=False, indent=1)
    ends = [match.end() for match in re.finditer(rf"^ {{{indent}}}\}}", body, re.MULTILINE)]
    assert len(ends) > 2
    for at in cuts(body.encode()):
        cut = body.encode()[:at]
        whole = [size for size in ends if len(body[:size].encode()) <= at]
        wanted: tuple[Item, ...] = ()
        if whole and (known := read_bytes((body[: whole[-1]] + end).encode())):
            wanted = known.items
        found = read_bytes(cut)
        assert (found.items if found else ()) == wanted, cut[-60:]
        assert found is None or (found.partial and found.notes[-1] == "the body was cut short")


@pytest.mark.parametrize(
    "text", ['{"items": [{}, {"a": 1}],}', '{"items": [oops, {}', '[{"a": 1}]]', '{"a": {"b": [{}']
)
def test_json_with_a_mistake_in_it_is_not_taken_for_cut(text: str) -> None:
    with pytest.raises(ParseError):
        read(Document(text.encode(), "/srv/x.json"), PUBLISHERS)
