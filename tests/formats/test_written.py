"""What we write for people and for other programs: every credit in it, and nothing that the text could smuggle in."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from briefing import formats
from briefing.draw.cells import width
from briefing.draw.look import Look
from briefing.editorial.publishers import Publishers
from briefing.formats import digest, markdown, opml, outlines, plain, publication, webpage
from briefing.formats.reading import Document
from briefing.formats.telling import changed, nothing
from briefing.model import Also, Credit, Front, Item, Revision, Rights, Secret, Source
from briefing.store.edits import Edited

if TYPE_CHECKING:
    from briefing.formats.telling import Telling

AT = 1_723_810_200  # 16 August 2024, 12:10 UTC
LOOK = Look(now=AT + 3_600)
CREDIT = Credit(
    "BBC",
    "stated",
    byline="A. Writer",
    via=("Kyiv Post",),
    also=(Also("Reuters"),),
    rights=Rights("© BBC", "https://licence.example/by", "reprinted with permission"),
)
ITEM = Item(
    key="a",
    title="Office set up",
    text="One.\n\nTwo\nlines.",
    url="https://bbc.example/a(1)?b=1&c=2",
    published=AT,
    credit=CREDIT,
    id="1234",
    fronts=("kursk",),
)
NASTY = (
    "\x1b]52;c;x\x07 [x](javascript:1) <script>alert(1)</script> *a* _b_ `c` ![i](https://t.example/i) &lt; #"
    " \x1b[2J \u202eevil"
)
EVIL = ITEM._replace(
    title=NASTY,
    text=f"{NASTY}\n\n# {NASTY}\n- {NASTY}\n1. {NASTY}\n    code",
    url="javascript:alert(1)",
    credit=CREDIT._replace(publisher=NASTY, via=(NASTY,), byline=NASTY),
)
WEB_PAGE = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "article", "h3", "p", "time", "br"
}  # fmt: skip
WRITERS = {"text": plain.written, "markdown": markdown.written, "html": webpage.written}


def written(form: str, *items: Item, title: str = "Kursk", changes: Telling = nothing) -> str:
    return "\n".join(WRITERS[form]([(title, items)], LOOK, changes=changes))


def corrected(before: Item) -> Telling:
    """What is told of an item that replaces `before`."""
    old = Revision(0, before.title, before.text, AT)
    return lambda item: changed(Edited(item, "corrected", AT, old), LOOK)


@pytest.mark.parametrize("form", WRITERS)
def test_it_tells_the_whole_credit(form: str) -> None:
    text = written(form, ITEM)
    for word in ("Kursk", "Office set up", "BBC", "A. Writer", "Kyiv Post", "Reuters", "reprinted with permission"):
        assert word in text


@pytest.mark.parametrize("form", WRITERS)
def test_a_front_without_items_is_not_headed(form: str) -> None:
    assert "Kursk" not in written(form)


@pytest.mark.parametrize("form", WRITERS)
def test_a_withdrawn_item_says_so(form: str) -> None:
    assert "withdrawn" in written(form, ITEM._replace(withdrawn=True))


@pytest.mark.parametrize("form", WRITERS)
def test_no_character_of_it_acts_on_a_terminal(form: str) -> None:
    assert all(line.isprintable() for line in written(form, EVIL, title=NASTY).split("\n"))


@pytest.mark.parametrize("form", WRITERS)
def test_what_was_corrected_is_marked_and_acts_on_nothing_either(form: str) -> None:
    assert "[-Office-] [+Offices+] set up" in written(
        form, ITEM._replace(title="Offices set up"), changes=corrected(ITEM)
    ).replace("\\", "")
    text = written(form, EVIL, changes=corrected(ITEM)) + written(form, ITEM, changes=corrected(EVIL))
    assert all(line.isprintable() for line in text.split("\n"))
    assert {tag for tag, _ in Tags(text).found} <= {*WEB_PAGE, "a"} or form != "html"


def test_a_correction_says_when_it_came_and_the_paragraphs_that_changed() -> None:
    now = ITEM._replace(text="One.\n\nTwo more\nlines.")
    assert corrected(ITEM)(now) == ["Corrected 12:10: Two [+more+] lines."]
    assert changed(Edited(ITEM, "withdrawn", AT, None), LOOK) == ["Withdrawn 12:10"]


@pytest.mark.parametrize("form", WRITERS)
def test_an_assumed_date_has_no_time(form: str) -> None:
    assumed = ITEM._replace(published=1_723_766_400, published_how="inferred")
    text = written(form, assumed)
    assert "00:00" not in text.replace("T00:00:00Z", "")
    assert "16 Aug" in text


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_web_page_runs_and_loads_nothing() -> None:
    tags = Tags(written("html", EVIL, title=NASTY)).found
    assert {tag for tag, _ in tags} == WEB_PAGE
    assert [attrs["href"] for tag, attrs in Tags(written("html", ITEM)).found if tag == "a"] == [ITEM.url]


def test_markdown_shows_the_text_and_makes_nothing_of_it() -> None:
    tokens = MarkdownIt("commonmark").parse(written("markdown", EVIL, title=NASTY))
    blocks = {token.type for token in tokens}
    assert blocks <= {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
    inline = {child.type for token in tokens for child in token.children or ()}
    assert inline <= {"text", "text_special", "softbreak", "strong_open", "strong_close", "em_open", "em_close"}
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert "<script>alert(1)</script> *a* _b_ `c` ![i](https://t.example/i) &lt;" in shown


def test_markdown_links_to_the_item() -> None:
    (link,) = [
        child
        for token in MarkdownIt("commonmark").parse(written("markdown", ITEM))
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert link.attrs["href"] == "https://bbc.example/a%281%29?b=1&c=2"


@pytest.mark.parametrize("cells", [40, 72, 200])
def test_plain_text_keeps_to_its_width(cells: int) -> None:
    long = ITEM._replace(title="Длинный заголовок 東京 " * 20, text="слово " * 200, url="")
    for line in plain.written([("Kursk", [long])], LOOK, cells, full=True):
        assert width(line) <= cells


def test_plain_text_gives_days_their_own_heading() -> None:
    lines = written("text", ITEM, ITEM._replace(published=AT - 86_400)).split("\n")
    assert [line for line in lines if line.startswith("Kursk")] == ["Kursk · Fri 16 Aug", "Kursk · Thu 15 Aug"]


def test_a_feed_of_ours_reads_back_with_its_credits() -> None:
    body = publication.dumps([ITEM, EVIL], "Export", {}, AT).encode()
    reading = formats.read(Document(body, "export.xml", at=AT), Publishers())
    first, second = reading.items
    assert (reading.kind, reading.strictness) == ("atom", "strict")
    assert (first.title, first.text, first.url, first.published) == (ITEM.title, ITEM.text, ITEM.url, ITEM.published)
    assert (first.credit.publisher, first.credit.byline) == ("BBC", "A. Writer")
    assert first.credit.rights.licence == "https://licence.example/by"
    assert "via Kyiv Post; reprinted with permission" in first.credit.rights.notice
    assert second.url == ""


def test_a_feed_of_ours_says_what_was_withdrawn_and_when_an_item_was_corrected() -> None:
    first, second = ITEM._replace(withdrawn=True, updated=AT + 60), ITEM._replace(id="5678", key="b")
    body = publication.dumps([first, second], "Export", {first.id: AT + 30, second.id: AT + 90}, AT)
    entries = ET.fromstring(body).findall("{*}entry")
    assert [entry.findtext("{*}title") for entry in entries] == ["Withdrawn: Office set up", "Office set up"]
    assert [entry.findtext("{*}updated") for entry in entries] == ["2024-08-16T12:11:00Z", "2024-08-16T12:11:30Z"]


def test_a_digest_of_ours_says_what_was_withdrawn() -> None:
    withdrawn, standing = digest.dumps([ITEM._replace(withdrawn=True), ITEM]).splitlines()[:2]
    assert withdrawn == f"Withdrawn: {standing}"


def test_opml_nests_by_front_and_keeps_secrets() -> None:
    sources = [
        Source("a", "https://a.example/", "A & B", fronts=("kursk",), covers=("gaza",)),
        Source("b", "https://b.example/", "B", password="hunter2", user="u", headers=(("X", Secret(env="HUNTER2")),)),
        Source("c", "/home/desk/c.txt", "C"),
    ]
    text = outlines.dumps(sources, [Front("kursk", "Kursk"), Front("gaza", "Gaza")], "Export")
    assert "hunter2" not in text.lower()
    body = ET.fromstring(text).find("body")
    assert body is not None
    kursk, other = body
    assert (kursk.get("text"), [outline.get("text") for outline in kursk]) == ("Kursk", ["A & B"])
    assert kursk[0].get("category") == "/kursk,/gaza"
    assert other.get("xmlUrl") == "https://b.example/"


def test_opml_of_ours_reads_back() -> None:
    sources = [Source("a", "https://a.example/?x=1&y=2", "A & B", fronts=("kursk",), covers=("gaza",))]
    body = outlines.dumps(sources, [Front("kursk", "Kursk")], "Export").encode()
    (found,) = opml.subscriptions(Document(body, "export.opml"))
    assert (found.title, found.address) == ("A & B", "https://a.example/?x=1&y=2")
    assert found.folders == ("Kursk",)
    assert {"kursk", "gaza"} == set(found.categories)
