"""The reader: the whole text, the whole credit, what changed, and going on without going back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.newsroom import NOON, Newsroom, press

from briefing.draw import reader as drawing
from briefing.draw.changes import paragraphs_changed, words_changed
from briefing.draw.flow import line_width
from briefing.draw.look import Look
from briefing.model import Also, Credit, Item, Revision, Rights
from briefing.text import clean_block
from briefing.view.reader import ReaderView

LOOK = Look(now=NOON)
CREDIT = Credit(
    "CNN", "inferred", "A. Writer", ("One", "Two"), (Also("AP"), Also("The Wall Street Journal", "confirms")),
    Rights("© CNN", "CC BY 4.0", "reprinted with permission"), True,
)  # fmt: skip
TEXT = """The first paragraph speaks of https://news.example/a?b=1, and goes on.

> A quoted line that is long enough to be wrapped in a narrow reader, twice or more.

• one point of a list that is long enough to be wrapped
• another point"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.close()


def said(lines: list) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in lines]


def seen(reader: ReaderView) -> str:
    return "\n".join(said(reader.lines()))


def item(**fields: object) -> Item:
    given = {
        "title": "A headline",
        "published": NOON - 600,
        "credit": CREDIT,
        "text": TEXT,
        "url": "https://news.example/1",
        "source": "wire",
    }
    return Item(key="k", first_seen=NOON - 60, **(given | fields))  # type: ignore[arg-type]


def test_the_credit_stands_there_in_full_by_role():
    found = said(drawing.document(item(), 80, LOOK, source="The wire"))
    for line in (
        "Publisher   CNN (inferred, not in the publishers table)",
        "Byline      A. Writer",
        "Via         One, then Two",
        "Also        AP (cited), The Wall Street Journal (confirmed)",
        "Copyright   © CNN",
        "Licence     CC BY 4.0",
        "Permission  reprinted with permission",
        "Source      The wire",
        "Seen here   Fri 16 Aug 11:59 UTC",
    ):
        assert line in found


@pytest.mark.parametrize("width", range(20, 60))
def test_no_line_of_the_times_ends_or_begins_with_what_parts_them(width: int):
    found = said(drawing.headline(item(revision=1, pinned=True, key_event=True), width, LOOK))
    assert not any(line.strip().startswith("·") or line.strip().endswith("·") for line in found)


def test_the_link_stands_in_full_on_lines_of_its_own_and_is_one():
    url = "https://news.example/" + "long-way-" * 20
    lines = drawing.document(item(url=url), 60, LOOK)
    parts = [span for line in lines for span in line if span.link == url]
    assert "".join(span.text for span in parts) == url
    assert all(
        len([span for span in line if span.text.strip()]) == 1 for line in lines if line and line[-1].link == url
    )
    assert not any(
        span.link for line in drawing.document(item(url="file:///x"), 60, LOOK) for span in line if "file" in span.text
    )


def test_quotes_lists_and_links_of_the_text():
    lines = drawing.body(TEXT, 40, LOOK)
    found = said(lines)
    assert [line for line in found if line.startswith("▏ ")] == [
        "▏ A quoted line that is long enough to",
        "▏ be wrapped in a narrow reader, twice",
        "▏ or more.",
    ]
    assert found[-3:] == ["• one point of a list that is long", "  enough to be wrapped", "• another point"]
    assert [span.text for line in lines for span in line if span.link] == ["https://news.example/a?b=1"]
    assert " ".join(found).count("a?b=1, and goes on.") == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Fri 16 Aug 11:50 UTC, 10m ago"),
        ({"published": NOON}, "Fri 16 Aug 12:00 UTC, just now"),
        ({"published": None}, "no date given, first seen Fri 16 Aug 11:59 UTC"),
        ({"published": NOON - NOON % 86_400, "published_how": "inferred"}, "Fri 16 Aug, the hour is not known"),
        ({"published_how": "inferred"}, "(time inferred)"),
        ({"withdrawn": True}, "withdrawn"),
    ],
)
def test_the_line_of_times(fields: dict[str, object], words: str):
    assert words in said(drawing.headline(item(**fields), 90, LOOK))[1]


@given(st.text(max_size=300).map(clean_block), st.integers(1, 100), st.booleans())
def test_no_line_is_wider_than_the_reader(text: str, width: int, ascii: bool):
    lines = drawing.document(item(text=text), width, LOOK._replace(ascii=ascii))
    assert max(line_width(line) for line in lines) <= max(width, 3)


def test_the_words_that_changed_are_marked():
    line = words_changed("Two hundred vehicles wait at the bridge", "Two thousand vehicles wait")
    assert "".join(span.text for span in line) == "Two [-hundred-] [+thousand+] vehicles wait [-at the bridge-]"
    assert [span.text for span in line if span.style == "added"] == ["[+thousand+]"]
    assert "".join(s.text for s in words_changed("", "new words")) == "[+new words+]"


def test_only_paragraphs_that_changed_are_shown():
    found = paragraphs_changed(
        "Same.\n\nOld words here.\n\nSame too.", "Same.\n\nNew words here.\n\nSame too.\n\nMore."
    )
    assert ["".join(span.text for span in line) for line in found] == ["[-Old-] [+New+] words here.", "[+More.+]"]


def test_a_very_long_change_does_not_take_forever():
    old, new = "a " * 50_000, "b " * 50_000
    assert len(words_changed(old, new)) == 3


def test_every_change_with_its_time_newest_first():
    revisions = [Revision(0, "First words", "T", NOON - 1_200), Revision(1, "Second words", "T", NOON - 600)]
    found = said(drawing.changes(item(title="Third words", text="T"), revisions, 70, LOOK))
    assert found[1:3] == ["Change 2, Fri 16 Aug 11:50 UTC", "[-Second-] [+Third+] words"]
    assert "Change 1, Fri 16 Aug 11:40 UTC" in found
    assert said(drawing.changes(item(), [], 70, LOOK))[-1] == "No earlier wording is stored."


def test_opening_an_item_reads_it(room: Newsroom):
    room.arrive("One")
    board = room.board()
    reader = ReaderView(board)
    assert "One, told in full." in seen(reader)
    assert board.current is not None
    assert board.current.marks.read
    reader.do("toggle_read")
    assert not board.current.marks.read
    assert "u takes it back" in seen(reader)


def test_next_and_previous_without_going_back(room: Newsroom):
    room.arrive("One", "Two", "Three")
    board = room.board()
    reader = ReaderView(board)
    assert reader.item is not None
    assert reader.item.title == "Three"
    reader.do("next_item", 2)
    assert reader.item.title == "One"
    reader.do("next_item")
    assert "this is the oldest item" in seen(reader)
    reader.do("previous_item")
    assert reader.item.title == "Two"
    assert board.current is not None
    assert board.current.title == "Two"
    reader.do("top")
    reader.do("previous_item", 5)
    reader.do("previous_item")
    assert "this is the newest item" in seen(reader)


def test_next_new_from_the_reader_goes_across_fronts(room: Newsroom):
    room.arrive("One", front="gaza")
    room.arrive("Two")
    reader = ReaderView(room.board())
    reader.do("next_new", 2)
    assert reader.item is not None
    assert reader.item.title == "One"
    reader.do("next_new")
    assert "nothing new" in seen(reader)


def test_reading_through_what_is_new_leaves_none_out(room: Newsroom):
    room.arrive("One", "Two", "Three")
    board = room.board()
    press(board, "filter")
    reader = ReaderView(board)
    order = []
    for _ in range(3):
        assert reader.item is not None
        order.append(reader.item.title)
        reader.do("next_item")
    assert order == ["Three", "Two", "One"]


@pytest.mark.parametrize(
    ("start", "command", "comes_to", "says"),
    [
        ("One", "next_item", "One", "this is the oldest item"),
        ("One", "previous_item", "Two", ""),
        ("Two", "next_item", "One", ""),
        ("Two", "previous_item", "Three", ""),
        ("Three", "next_item", "Two", ""),
        ("Three", "previous_item", "Three", "this is the newest item"),
        ("Two", "next_new", "One", ""),
        ("One", "next_new", "Two", ""),
    ],
)
def test_what_is_read_leaves_what_is_new_but_not_its_neighbours(
    room: Newsroom, start: str, command: str, comes_to: str, says: str
):
    room.arrive("One", "Two", "Three")
    board = room.board()
    press(board, "filter", *["down"] * ["Three", "Two", "One"].index(start))
    reader = ReaderView(board)
    assert reader.item is not None
    assert reader.item.title == start
    reader.do(command)
    assert reader.item.title == comes_to
    assert says in seen(reader)


def test_what_was_saved_and_is_let_go_while_one_reads_is_not_taken_for_something_new(room: Newsroom):
    room.arrive("One", "Two")
    board = room.board()
    press(board, "save", "down", "save", "all_read", "filter", "filter", "top")
    reader = ReaderView(board)
    reader.do("save")
    reader.do("next_new")
    assert reader.item is not None
    assert reader.item.title == "Two"
    assert "nothing new on any front" in seen(reader)
    assert board.said == ""


def test_scrolling(room: Newsroom):
    room.arrive("One", text="\n\n".join(f"Paragraph {number}." for number in range(60)))
    board = room.board()
    reader = ReaderView(board)
    reader.resize(60, 24)
    first = reader.lines()
    assert "%" in said(first)[0]
    reader.do("page_down")
    assert reader.lines() != first
    reader.do("page_up")
    assert reader.lines() == first
    reader.do("bottom")
    assert "https://news.example/1" in seen(reader)
    assert "100 %" in said(reader.lines())[0]
    reader.do("down", 50)
    reader.do("up", 3)
    assert "97 %" in said(reader.lines())[0] or "98 %" in said(reader.lines())[0]
    reader.do("top")
    assert reader.lines() == first


def test_what_changed_on_a_key(room: Newsroom):
    first = room.arrive("Two hundred wait")[0]
    room.now += 600
    room.correct(first, title="Two thousand wait")
    board = room.board()
    board.poll()
    reader = ReaderView(board)
    reader.do("changes")
    assert "Two [-hundred-] [+thousand+] wait" in seen(reader)
    reader.do("changes")
    assert "Says who" in seen(reader)


def test_a_correction_that_comes_while_one_reads_is_shown_and_said(room: Newsroom):
    first = room.arrive("Two hundred wait")[0]
    reader = ReaderView(room.board())
    reader.lines()
    room.correct(first, title="Two thousand wait")
    assert reader.poll()
    assert "Two thousand wait" in seen(reader)
    assert "corrected just now" in seen(reader)


def test_an_arrival_does_not_change_what_one_reads(room: Newsroom):
    room.arrive("One")
    reader = ReaderView(room.board())
    room.arrive("Two")
    reader.poll()
    assert reader.item is not None
    assert reader.item.title == "One"
    assert "One, told in full." in seen(reader)


def test_a_found_item_has_no_neighbours(room: Newsroom):
    one, _ = room.arrive("One", "Two")
    reader = ReaderView(room.board(), one)
    reader.do("next_item")
    assert reader.item is not None
    assert reader.item.title == "One"
    assert "no neighbours" in seen(reader)


def test_nothing_to_read(room: Newsroom):
    reader = ReaderView(room.board())
    for command in ("down", "next_item", "changes", "toggle_read", "save", "undo"):
        reader.do(command)
        assert "Nothing is selected." in seen(reader)
    assert not reader.do("figures")


def test_every_size_is_filled_exactly(room: Newsroom):
    room.arrive("Київ 庫爾斯克 غزة", text=TEXT, credit=CREDIT)
    reader = ReaderView(room.board())
    for width in (1, 2, 5, 20, 33, 40, 80, 104, 300):
        for height in (1, 2, 5, 6, 12, 50):
            for command in ("top", "down", "changes", "bottom", "changes"):
                reader.resize(width, height)
                reader.do(command)
                lines = reader.lines()
                assert len(lines) == height
                assert {line_width(line) for line in lines} == {width}


def test_ascii_is_all_that_is_sent_when_asked_for(room: Newsroom):
    room.correct(room.arrive("Київ", text=TEXT, credit=CREDIT)[0], title="Київ — „мости“ 中")
    reader = ReaderView(room.board(ascii=True))
    for command in ("top", "changes", "bottom", "next_item", "save"):
        reader.do(command)
        assert [span.text for line in reader.lines() for span in line if not span.text.isascii()] == []


def test_the_footer_grows_to_a_second_line_before_a_role_goes(room: Newsroom):
    also = (Also("Some Other Paper", "confirms"),)
    credit = Credit("CNN", "inferred", via=("A Carrier",), also=also, rights=Rights("© CNN"))
    room.arrive("Told by many", text=TEXT, credit=credit)
    for height in (24, 12):
        reader = ReaderView(room.board(64, height))
        reader.resize(64, height)
        shown = said(reader.lines())
        assert len(shown) == height
        told = " ".join(" ".join(shown[-3:]).split())
        assert all(role in told for role in ("CNN", "A Carrier", "confirms Some Other Paper", "© CNN"))
        assert ("Esc back" in shown[-1]) == (height == 24)
        reader.notice("something to say")
        assert said(reader.lines())[-1].strip() == "something to say"
        assert len(reader.lines()) == height
