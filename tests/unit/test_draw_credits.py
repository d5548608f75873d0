"""Who says so: in a few letters, in a footer of any width, and as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw import credits as drawing
from briefing.draw.flow import line_width
from briefing.draw.look import Look
from briefing.model import Also, Credit, Item, Rights

LOOK = Look(now=1_723_818_720)
REPRINT = Rights(permission="reprinted with the author's permission")
FULL = Credit("BBC", "stated", via=("Kyiv Post",), also=(Also("Reuters"), Also("AP")), rights=REPRINT)


def item(credit: Credit, **fields: object) -> Item:
    return Item(
        key="k", title="T", url="https://www.bbc.co.uk/news/1", published=1_723_817_400, credit=credit, **fields
    )


def text(lines: list) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines)


@pytest.mark.parametrize(
    ("credit", "shown"),
    [
        (FULL, "BBC +2"),
        (Credit("CNN", "inferred"), "CNN (inferred)"),
        (Credit("CNN", "inferred", unverified=True), "CNN (inferred, unverified)"),
        (Credit("BBC", "configured"), "BBC"),
        (Credit(via=("A Channel",)), "via A Channel"),
        (Credit(byline="A. Writer"), "by A. Writer"),
        (Credit(), "uncredited"),
    ],
)
def test_the_credit_of_a_list(credit: Credit, shown: str):
    assert text([drawing.short(credit, LOOK)]) == shown


def test_the_footer_of_the_design():
    wanted = "BBC · via Kyiv Post, reprinted with the author's permission · also Reuters, AP · bbc.co.uk"
    assert text(drawing.full(item(FULL), 118, LOOK)) == wanted


def test_how_the_publisher_is_known_is_said_when_the_item_does_not_state_it():
    assert text(drawing.full(item(Credit("BBC", "configured")), 80, LOOK)) == "BBC (configured) · bbc.co.uk"
    assert text(drawing.full(item(Credit("X", "inferred", unverified=True)), 80, LOOK)).startswith(
        "X (inferred, unverified)"
    )
    assert text(drawing.full(item(Credit()), 80, LOOK)).startswith("publisher not stated")


def test_what_a_text_confirms_is_told_apart_from_what_it_cites():
    credit = Credit("CNN", "inferred", also=(Also("The Wall Street Journal", "confirms"), Also("AP")))
    assert "also AP · confirms The Wall Street Journal" in text(drawing.full(item(credit), 100, LOOK))


def test_a_second_line_comes_before_a_role_goes_and_the_rights_go_last():
    credit = FULL._replace(byline="A. Writer")
    whole = text(drawing.full(item(credit), 80, LOOK)).replace("\n", " · ")
    assert all(word in whole for word in ("BBC", "A. Writer", "Kyiv Post", "permission", "Reuters, AP"))
    gone = []
    for width in range(100, 9, -1):
        shown = text(
            drawing.full(item(Credit("BBC", "stated", "A. Writer", rights=Rights(notice="© BBC"))), width, LOOK, 1)
        )
        gone += [name for name in ("bbc.co.uk", "A. Writer", "© BBC") if name not in shown and name not in gone]
    assert gone == ["bbc.co.uk", "A. Writer", "© BBC"]


def test_a_long_notice_is_cut_before_anybody_is_lost_to_it():
    notice = "Copyright: a notice that goes on and on about what may be done and by whom, " * 3
    credit = Credit("BBC", "stated", "A. Writer", ("Kyiv Post", "Telegram"), (Also("AP"),), Rights(notice=notice))
    said = text(drawing.full(item(credit), 120, LOOK))
    assert said.replace("\n", " ").startswith(
        "BBC · by A. Writer · via Kyiv Post, then Telegram · also AP · Copyright: a notice that goes on"
    )
    assert said.endswith("…")


def test_no_line_begins_or_ends_with_a_bullet():
    for width in range(20, 100):
        for line in drawing.full(item(FULL), width, LOOK):
            shown = text([line])
            assert not shown.startswith("· ")
            assert not shown.endswith(" ·")


names = st.text("ABCabc é中", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(
    st.builds(
        Credit,
        publisher=names,
        how=st.sampled_from(["stated", "inferred", "configured"]),
        byline=names,
        via=st.lists(names, max_size=3).map(tuple),
        also=st.lists(st.builds(Also, names, st.sampled_from(["cites", "confirms"])), max_size=4).map(tuple),
        rights=st.builds(Rights, names, names, names),
        unverified=st.booleans(),
    ),
    st.integers(1, 160),
    st.integers(1, 2),
)
def test_the_credit_fits_at_any_width(credit: Credit, width: int, lines: int):
    found = drawing.full(item(credit), width, LOOK, lines)
    assert 1 <= len(found) <= lines
    assert all(line_width(line) <= width for line in found)
    whole = drawing.full(item(credit), 2_000, LOOK)
    assert all(each.publisher in text(whole) for each in credit.also)


def test_with_nothing_selected_every_publisher_on_the_screen_is_credited_once():
    items = [item(Credit("BBC", "stated")), item(Credit("AP", "stated")), item(Credit("BBC", "stated"))]
    assert text(drawing.on_screen(items, 80, LOOK)) == "on this screen: BBC, AP"
    assert text(drawing.on_screen([], 80, LOOK)) == "nothing to credit yet"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("http://user:word@news.example:8080/x?y#z", "news.example:8080"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://swißinfo.example/", "xn--swiinfo-2va.example"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("", ""),
        ("https://" + "é" * 80 + ".example/", ""),
    ],
)
def test_the_host_is_shown_in_ascii(url: str, host: str):
    assert drawing.host_of(url) == host


def test_controls_in_a_credit_never_reach_a_line():
    credit = Credit("B\x1b]52;c;x\x07BC", "stated", "\u202eA", via=("\x9bK",), rights=Rights(notice="\x00n"))
    shown = text(drawing.full(item(credit), 200, LOOK)) + drawing.in_words(item(credit), LOOK)
    assert shown.replace("\n", "").isprintable()
