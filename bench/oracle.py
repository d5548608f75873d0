"""feedparser's own tests as an oracle: each `Expect:` translated to the fields that an item keeps.

A test is a feed whose leading comment holds a Python expression over feedparser's result. The expression is
taken apart; every `path == literal` in it that names something we keep becomes a check on our reading, the
rest (sanitised HTML letter by letter, details of types, images, tags …) concerns us not.
"""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from briefing.editorial.publishers import Publishers
from briefing.errors import ParseError
from briefing.formats import Document, dates, encoding, feed, identity, jsonfeed, parsed_json, xmlfeed
from briefing.formats.feed import Channel, Entry
from briefing.markup import html_to_text, plain
from briefing.model import Item

EXPECT = re.compile(rb"(?:Description:\s*(?P<about>.*?)\s*)?Expect:\s*(?P<expect>.*?)\s*-->", re.DOTALL)
HEADER = re.compile(rb"Header:\s*Content-[Tt]ype:\s*([^\n\r]*)")
TEXTS = ("summary", "description", "content")


class Check(NamedTuple):
    """One thing that a test expects: where ("entry title"), what, and what we have there."""

    field: str
    expected: object
    ours: object
    holds: bool


class Read(NamedTuple):
    """A document as read: the channel, its entries as stated, and the items made of them."""

    channel: Channel
    entries: list[Entry]
    items: list[Item]


def read(body: bytes, address: str, publishers: Publishers) -> Read | None:
    """The feed in `body` with everything that is in it, also items that say nothing; `None` when refused."""
    header = HEADER.search(body)
    content_type = header[1].decode("latin-1") if header else ""
    document = Document(body, address, content_type)
    decoded = encoding.decode(body, content_type)
    try:
        if decoded.text.startswith("{"):
            channel = jsonfeed.channel(parsed_json(decoded.text))
        else:
            channel = xmlfeed.entries(decoded, document)[0]
    except ParseError:
        return None
    entries = list(channel.entries)
    stated = Channel(**{name: getattr(channel, name) for name in ("title", "publisher", "notice", "licence")})
    feed.reading(channel, document, publishers)
    items = [feed.item_of(entry, channel, publishers) for entry in entries]
    return Read(stated, entries, items)


def checks(body: bytes, address: str, publishers: Publishers) -> Iterator[Check]:
    """What the test in `body` expects of the fields we keep, and whether our reading bears it out."""
    expect = EXPECT.search(body)
    if expect is None:
        return
    expectations = list(_expectations(expect["expect"].decode("utf-8", "replace")))
    concerning = [(path, value) for path, value in expectations if _concerns(path, value)]
    if not concerning:
        return
    ours = read(body, address, publishers)
    for path, value in concerning:
        field = " ".join(str(part) for part in path if not isinstance(part, int))
        if ours is None:
            yield Check(field, value, "refused", False)
            continue
        have, holds = _compared(path, value, ours)
        yield Check(field, value, have, holds)


def _expectations(source: str) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The comparisons `path == literal` in an expression, those within `and` too."""
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError:
        return
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            waiting += node.values
        elif isinstance(node, ast.Compare) and all(isinstance(operator, ast.Eq) for operator in node.ops):
            sides = [node.left, *node.comparators]
            literals = [value for side in sides if (value := _literal(side)) is not None]
            for path in filter(None, map(_path, sides)):
                if literals:
                    yield path, literals[0]


def _literal(node: ast.expr) -> Any:
    """The value of a literal, `None` when the node is none."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _path(node: ast.expr) -> tuple[Any, ...]:
    """`entries[0]['title']` and `entries[0].title` as ("entries", 0, "title"); () for anything else."""
    parts: list[Any] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            parts.append(node.slice.value)
        else:
            return ()
        node = node.value
    return (node.id, *reversed(parts))


def _concerns(path: tuple[Any, ...], value: object) -> bool:
    """Whether a path leads to something that an item or a reading keeps."""
    if value in ("", [], {}, None) or len(path) < 2:
        return False
    if path[0] == "feed":
        return path[1:] in FEED
    return path[0] == "entries" and len(path) > 2 and path[2:] in ENTRY


def same_text(expected: str, ours: str) -> bool:
    """Whether our plain text says what the expected HTML, plain text, or either without its markup says."""
    texts = {squeezed(plain(expected)), squeezed(html_to_text(expected)), squeezed(expected)}
    return bool({squeezed(ours), squeezed(plain(ours))} & texts)


def squeezed(text: str) -> str:
    """`text` without white space, list and quote signs, and addresses of links."""
    return re.sub(r"[\s>•]+|\(https?://[^)]*\)", "", text)


def _instant(value: object) -> int | None:
    """A time tuple or a date as written, as an instant."""
    return calendar.timegm(value) if isinstance(value, tuple) else dates.instant(str(value))


def _text(entry: Entry, item: Item) -> str:
    return item.text or item.title


def named(expected: str, names: Any) -> bool:
    """Whether one of `names` is the expected person."""
    return any(same_text(feed.person(expected), feed.person(name)) for name in names)


def _compared(path: tuple[Any, ...], value: Any, ours: Read) -> tuple[object, bool]:
    """What we have at `path`, and whether it is what is expected."""
    if path[0] == "feed":
        have = FEED[path[1:]](ours.channel)
        return have, same_text(str(value), str(have))
    if path[1] >= len(ours.entries):
        return "no such item", False
    return ENTRY[path[2:]](ours.entries[path[1]], ours.items[path[1]], value)


def _title(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.title, same_text(value, item.title)


def _body(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    have = _text(entry, item)
    return have, same_text(value, have) or squeezed(plain(value)) in squeezed(have)


def _link(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.url or entry.link, identity.canonical(value) == item.url or (not item.url and entry.link == value)


def _id(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.key, entry.guid == value or item.key == identity.identify(value, item.url)[0] or value.endswith(
        entry.guid
    )


def _published(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.published, item.published == _instant(value)


def _updated(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    have = dates.instant(entry.updated or entry.published)
    return have, have == _instant(value)


def _people(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    names = [*entry.authors, *entry.contributors]
    return names, named(value, names)


def _publisher(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.credit.publisher, same_text(feed.person(value), feed.person(item.credit.publisher))


def _origin(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.credit.publisher, same_text(value, item.credit.publisher)


def _origin_link(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return entry.origin_link, entry.origin_link == value


def _origin_person(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.credit.byline, named(value, entry.authors)


def _rights(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.credit.rights.notice, same_text(value, item.credit.rights.notice)


def _licence(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return item.credit.rights.licence, item.credit.rights.licence == value


def _picture(entry: Entry, item: Item, value: Any) -> tuple[object, bool]:
    return entry.pictures, any(value == name for name, _ in entry.pictures)


FEED: dict[tuple[Any, ...], Callable[[Channel], str]] = {
    ("title",): lambda channel: channel.title,
    ("rights",): lambda channel: channel.notice,
    ("copyright",): lambda channel: channel.notice,
    ("license",): lambda channel: channel.licence,
    ("publisher",): lambda channel: channel.publisher,
}
ENTRY: dict[tuple[Any, ...], Callable[[Entry, Item, Any], tuple[object, bool]]] = {
    ("title",): _title,
    ("title_detail", "value"): _title,
    ("link",): _link,
    ("id",): _id,
    ("guid",): _id,
    **{(name,): _body for name in TEXTS[:2]},
    ("summary_detail", "value"): _body,
    ("content", 0, "value"): _body,
    **{
        (name,): _published
        for name in ("published", "published_parsed", "created", "created_parsed", "issued", "issued_parsed")
    },
    **{
        (name,): _updated
        for name in ("updated", "updated_parsed", "modified", "modified_parsed", "date", "date_parsed")
    },
    ("author",): _people,
    ("author_detail", "name"): _people,
    **{("authors", number, "name"): _people for number in range(3)},
    **{("contributors", number, "name"): _people for number in range(3)},
    ("publisher",): _publisher,
    ("publisher_detail", "name"): _publisher,
    ("source", "title"): _origin,
    ("source", "href"): _origin_link,
    ("source", "author"): _origin_person,
    ("source", "author_detail", "name"): _origin_person,
    **{("source", "authors", number, "name"): _origin_person for number in range(3)},
    ("source", "rights"): _rights,
    ("rights",): _rights,
    ("copyright",): _rights,
    ("license",): _licence,
    **{("media_credit", number, "content"): _picture for number in range(3)},
}
