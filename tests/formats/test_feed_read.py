"""The one door: what a document is found to be, what is said of one that cannot be read, and that nothing breaks it."""

from __future__ import annotations

import json
import pickle
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing import formats
from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.errors import NotAFeed, ParseError
from briefing.formats import KINDS, Document, read, salvage

PUBLISHERS = Publishers(load())
GOLDEN = sorted(
    path for path in (Path(__file__).parent / "golden").glob("*/*") if not path.name.endswith(".expected.json")
)
ITEM = (
    "<item><title>Span {0}</title><link>https://n.example/{0}</link><guid>g{0}</guid>"
    "<description>Text {0}</description><pubDate>Fri, 16 Aug 2024 07:02:00 GMT</pubDate></item>"
)
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
    + "".join(map(ITEM.format, range(3)))
    + "</channel></rss>"
)


def reading(body: str | bytes, **how: object) -> formats.Reading:
    return read(Document(body.encode() if isinstance(body, str) else body, **how), PUBLISHERS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "broken",
    [
        "Warning: php\n<br />" + FEED,
        FEED + "<script>x</script>",
        FEED.replace("Span 1", "Span & bridge 1"),
        FEED.replace("Span 1", "Span&nbsp;&eacute; 1"),
        FEED.replace("Span 1", "Sp\x08an\x00 1"),
        FEED.replace("<pubDate>", "<dc:creator>A. Writer</dc:creator><pubDate>"),
        FEED.replace("Text 1", "a < b <3 <a href=foo>x</a>"),
        FEED.replace("Text 1", "one<br>two<p>three"),
        FEED.replace("</title><link>https://n.example/1", "</titel><link>https://n.example/1"),
        FEED.replace("</item><item>", "<item>"),
        FEED.replace('<?xml version="1.0"?>', '<!DOCTYPE rss [<!ENTITY x "y">]>'),
        FEED.replace("Span 1", "Span &#0;&#xFFFF;&#xD800; 1"),
    ],
)
def test_a_broken_feed_loses_no_item(broken: str) -> None:
    result = reading(broken)
    assert result.strictness == "repaired"
    assert [item.url for item in result.items] == [f"https://n.example/{number}" for number in range(3)]


def test_a_good_feed_is_read_strictly() -> None:
    assert reading(FEED).strictness == "strict"


@pytest.mark.parametrize("cut", [200, 300, 20])
def test_of_a_feed_cut_short_the_whole_items_are_kept(cut: int) -> None:
    result = reading(FEED[:-cut])
    assert result.partial
    assert "the body was cut short" in result.notes
    assert 0 < len(result.items) <= 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("Not found!!", "an answer of only 11 bytes, not a feed"),
        ("<html><title>Sign in</title><input type='password'>", "an HTML login page, not a feed (“Sign in”)"),
        ("<!doctype html><title>Just a moment...</title>", "an HTML page that checks for robots, not a feed"),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "an HTML page, not a feed"),
        ("%PDF-1.7 …", "a PDF document, not news"),
        ("<note>hi</note>", "an XML document of another kind, not a feed"),
        ('{"a": 1}', "JSON of a kind that is not known here"),
        ('{"a": 1', "the body was cut short"),
        ('{"a": oops}', "JSON with a mistake in it"),
        (FEED[:120], "the body was cut short before its first whole item"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(body: str, said: str) -> None:
    with pytest.raises(ParseError) as caught:
        reading(body, address="https://n.example/feed")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "page", "live"),
    [
        ("https://n.example/world/live/2026/kursk", "<html><title>Kursk live</title>", True),
        ("https://n.example/news/live-blog-kursk", "<html><title>Kursk live</title>", True),
        ("https://n.example/a", "<html><title>Kursk</title><div class='c liveblog__posts'></div>", True),
        ("https://n.example/lives-of-others", "<html><title>A film</title><p>live blog</p>", False),
    ],
)
def test_a_live_blog_that_only_a_browser_loads_is_called_so(address: str, page: str, live: bool) -> None:
    with pytest.raises(NotAFeed) as caught:
        reading(page, address=address)
    assert ("whose live blog cannot be read" in str(caught.value)) is live


def test_a_page_says_which_feeds_it_links_to() -> None:
    page = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">'
        "<link rel=alternate type=application/atom+xml href=/atom>"
    )
    with pytest.raises(NotAFeed) as caught:
        reading(page, address="https://n.example/news/")
    assert caught.value.feeds == ("https://n.example/rss?a=1&b=2", "https://n.example/atom")
    assert str(caught.value) == "an HTML page, not a feed; it links to https://n.example/rss?a=1&b=2 and 1 more"
    again = pickle.loads(pickle.dumps(caught.value))  # errors cross from the worker process
    assert (str(again), again.feeds) == (str(caught.value), caught.value.feeds)


def test_an_unknown_kind_is_refused_with_the_kinds() -> None:
    with pytest.raises(ParseError, match="the kinds are auto, rss"):
        reading(FEED, kind="rrs")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("auto", "digest", "items")])
def test_plain_text_is_no_feed_of_any_kind(kind: str) -> None:
    with pytest.raises(ParseError):
        reading("Some words that go on. " * 20, kind=kind)


def test_a_body_in_utf16_with_a_wrong_label_is_read() -> None:
    assert len(reading(FEED.replace('"1.0"', '"1.0" encoding="utf-8"').encode("utf-16")).items) == 3


def in_item(inner: str, attributes: str = "", root: str = "") -> str:
    return f"<rss {root}><channel><item {attributes}>{inner}</item></channel></rss>"


ENTITIES = "".join(f'<!ENTITY {b} "{("&" + a + ";") * 50}">' for a, b in ("ab", "bc", "cd", "de", "ef"))
MANY_ATTRIBUTES = " ".join(f"a{number}='x'" for number in range(20_000))
MANY_NAMESPACES = " ".join(f"xmlns:a{number}='urn:{number}'" for number in range(20_000))
BOMBS = {
    "billion laughs": f'<!DOCTYPE r [<!ENTITY a "lol">{ENTITIES}]>' + in_item("<title>&f;</title>"),
    "quadratic entity": f'<!DOCTYPE r [<!ENTITY a "{"x" * 70}">]>' + in_item(f"<title>{'&a;' * 300_000}</title>"),
    "external entity": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + in_item("<title>x&a;y</title>"),
    "deep": in_item(f"<title>x</title><description>{'<b>' * 200_000}y{'</b>' * 200_000}</description>"),
    "attributes": in_item("<title>x</title>", MANY_ATTRIBUTES),
    "attributes, broken": in_item("<title>x</titel>", MANY_ATTRIBUTES),
    "many items": "<rss><channel>" + "<item><title>x</title></item>" * 200_000 + "</channel></rss>",
    "many broken items": "<rss><channel>" + "<item><title>x</titel></item>" * 100_000 + "</channel></rss>",
    "namespaces": in_item("<title>x</title>", root=MANY_NAMESPACES),
    "prefixes": in_item("".join(f"<p{number}:x/>" for number in range(50_000))),
    "one long title": in_item(f"<title>{'x' * 8_000_000}</title>"),
    "comments": "<!--" * 200_000,
    "less-than signs": "<" * 2_000_000,
    "ampersands": in_item(f"<title>{'&' * 2_000_000}</title>"),
    "cdata": in_item("<![CDATA[" * 100_000),
    "unclosed comments": in_item("<titel>" + "<!--" * 100_000),
    "doctypes": "<!DOCTYPE " * 100_000,
    "instructions": "<?xml " * 200_000,
    "deep json": "[" * 200_000,
    "wide json": '{"version":"https://jsonfeed.org/version/1.1","items":[' + ",".join(['{"id":1}'] * 300_000) + "]}",
    "scripts": "<html>" + '<script type="application/ld+json">' * 50_000,
    "link elements": "<html>" + "<link rel=alternate " * 100_000,
    "live blog of rubbish": '<html><script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":['
    + ",".join(['{"@id":"x"}'] * 100_000)
    + "]}</script>",
    "microdata": "<html>" + '<div itemscope itemtype="http://schema.org/LiveBlogPosting">' * 20_000,
    "microdata, wide": '<html><div itemscope itemtype="http://schema.org/LiveBlogPosting">'
    + "<p itemprop=a>x</p>" * 50_000,
    "telegram": "<html>"
    + '<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="a/1">' * 5_000,
    "brackets": in_item("<description>" + "[[" * 500_000 + "</description>"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_every_bomb_settles_quickly(name: str) -> None:
    start = time.process_time()
    try:
        result = formats._read(Document(BOMBS[name].encode(), address="https://n.example/"), PUBLISHERS)
    except ParseError:
        pass
    else:
        assert sum(len(item.text) + len(item.title) for item in result.items) < 5_000_000
        assert "root:" not in str(result.items)
    assert time.process_time() - start < 5


SHARP = [b"<", b"&", b'"', b"]]>", b"null", b"{}", b"[]", b"-1", b"</", b"<!--"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_document_of_any_kind_gives_a_reading_or_a_parse_error(path: Path, data: st.DataObject) -> None:
    body = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body)))
        length = data.draw(st.integers(0, 60))
        body[at : at + length] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"<", b"&", b'"', b"]]>", b"null", b"{}", b"[]", b"-1", b"</"])
        )
    with suppress(ParseError):
        formats._read(Document(bytes(body), address="https://n.example/x"), PUBLISHERS)


def _wild(value: object, draw: st.DataObject) -> object:
    """JSON with some of its values put in the wrong shape."""
    if draw.draw(st.integers(0, 9)) == 0:
        return draw.draw(
            st.sampled_from([None, 1, -1.5, True, "x", [], {}, [None], {"a": []}, 10**30, "<p>", "\x1b[2J"])
        )
    if isinstance(value, dict):
        return {key: _wild(inner, draw) for key, inner in value.items()}
    if isinstance(value, list):
        return [_wild(inner, draw) for inner in value]
    return value


@pytest.mark.parametrize("path", [path for path in GOLDEN if path.suffix == ".json"], ids=lambda path: path.name)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_json_of_the_wrong_shape_gives_a_reading_or_a_parse_error(path: Path, data: st.DataObject) -> None:
    body = json.dumps(_wild(json.loads(path.read_text()), data)).encode()
    try:
        result = formats._read(Document(body, address="https://n.example/x"), PUBLISHERS)
    except ParseError:
        return
    for item in result.items:
        assert "\x1b" not in item.title + item.text + item.url + item.credit.publisher + item.credit.byline


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_give_a_reading_or_a_parse_error(body: bytes) -> None:
    with suppress(ParseError):
        formats._read(Document(body), PUBLISHERS)


def test_the_last_wall_turns_a_fault_of_ours_into_a_parse_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("fault")

    monkeypatch.setitem(formats._READERS, "feed", fails)
    with pytest.raises(ParseError, match="could not be read"):
        reading(FEED)


@pytest.mark.parametrize("body", ['title = "Half of an item', "brief", "[project]\nname = 'x'\n", "Words. - Reuters\n"])
def test_half_an_item_file_never_becomes_news(body: str) -> None:
    with pytest.raises(ParseError, match="not an item file"):
        reading(body, address="/desk/notes.toml")
    assert reading(body, address="/desk/notes.txt").items
    assert reading(FEED, address="/desk/feed.toml").kind == "rss"


def test_a_heap_of_tags_is_not_given_to_the_most_forgiving_reader() -> None:
    item = "<item><title>Span shut</title><link>https://n.example/1</link></item>"
    assert len(salvage.channel(f"<rss><channel>{item * 400}").entries) == 400
    with pytest.raises(ParseError, match="too tangled to be mended"):
        salvage.channel(f"<rss><channel>{item}" + "<b>" * 100_000)
