"""An item in a list, at every width: two to four lines, every state told by a character or a word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw.flow import line_width
from briefing.draw.items import block
from briefing.draw.look import Look, zone
from briefing.model import Also, Credit, Item, Marks
from briefing.text import clean

NOW = 1_723_818_720  # Friday 16 August 2024, 14:32 UTC
LOOK = Look(now=NOW)
BBC = Credit("BBC", "stated", also=(Also("Reuters"), Also("AP")))


def item(title: str = "Military office set up inside Kursk region", **fields: object) -> Item:
    given = {"published": NOW - 22 * 60, "credit": BBC, "marks": Marks(seen=True)} | fields
    return Item(key="k", title=title, **given)  # type: ignore[arg-type]


def shown(item: Item, width: int = 40, look: Look = LOOK, cursor: bool = False) -> list[str]:
    return ["".join(span.text for span in line).rstrip() for line in block(item, width, look, cursor=cursor)]


def test_the_item_of_the_design():
    assert shown(item("Military office set up inside the Kursk region", marks=Marks()), 46) == [
        " ● 14:10 Military office set up inside the",
        "         Kursk region",
        "         BBC +2",
    ]


def test_the_cursor_stands_beside_every_line_of_its_item():
    assert shown(item("Military office set up inside the Kursk region"), 46, cursor=True) == [
        "▌  14:10 Military office set up inside the",
        "▌        Kursk region",
        "▌        BBC +2",
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"marks": Marks()}, "●"),
        ({"marks": Marks(seen=True, read=True)}, "✓"),
        ({"revision": 1}, "updated"),
        ({"revision": 1, "updated": NOW - 600}, "updated 14:22"),
        ({"withdrawn": True}, "withdrawn"),
        ({"pinned": True}, "▲ "),
        ({"pinned": True}, "pinned"),
        ({"key_event": True}, "◆ "),
        ({"key_event": True}, "key event"),
        ({"marks": Marks(True, True, True)}, "★ saved"),
        ({"marks": Marks(True, True, False, "wrong place")}, "flagged"),
        ({"published": None, "first_seen": NOW}, "no date given"),
        ({"source": "bundled"}, "bundled edition"),
    ],
)
def test_each_state_is_told_without_colour(fields: dict[str, object], words: str):
    plain = "\n".join(shown(item(), 100))
    told = "\n".join(shown(item(**fields), 100))
    assert words in told
    assert words not in plain


def test_a_read_item_is_ticked_and_a_withdrawn_one_is_struck():
    assert shown(item(), 60)[0].startswith("   14:10")
    assert shown(item(marks=Marks(True, True)), 60)[0].startswith(" ✓ 14:10")
    styles = {span.style for line in block(item(withdrawn=True), 60, LOOK) for span in line}
    assert "headline_withdrawn" in styles


def test_what_was_updated_within_a_minute_of_its_publication_was_not_corrected():
    published = NOW - 22 * 60
    assert "updated" not in " ".join(shown(item(updated=published + 30), 80))
    assert "updated" in " ".join(shown(item(updated=published + 90), 80))


def test_narrow_lists_put_the_time_before_the_credit():
    assert shown(item(), 26) == ["   Military office set up", "   inside Kursk region", "   14:10 BBC +2"]


@pytest.mark.parametrize("width", [30, 38, 46, 60])
def test_that_an_item_was_changed_is_always_said(width: int):
    credit = Credit("A Publisher of a Long Name", "inferred", also=(Also("AP"),))
    assert (
        shown(item(credit=credit, revision=1, updated=NOW), width)[-1].rstrip().endswith(("updated", "updated 14:32"))
    )
    assert shown(item(credit=credit, withdrawn=True), width)[-1].endswith("withdrawn")


def test_a_narrow_list_has_a_third_line_for_a_headline_that_needs_it():
    title = "Two convoys reach the hospital in the north, the first since July, doctors say"
    assert shown(item(title), 38) == [
        "   Two convoys reach the hospital in",
        "   the north, the first since July,",
        "   doctors say",
        "   14:10 BBC +2",
    ]
    assert shown(item("Engineers open an office in the north"), 38)[2:] == ["   14:10 BBC +2"]


def test_the_gravest_doubt_about_a_publisher_is_told_whole_before_both_are_cut():
    doubted = Credit("Strait Post", "inferred", also=(Also("AP"),), unverified=True)
    assert shown(item(credit=doubted), 60)[-1].endswith(" Strait Post (inferred, unverified) +1")
    assert shown(item(credit=doubted), 38)[-1] == "   14:10 Strait Post (unverified) +1"


def test_nothing_is_set_wider_than_it_can_be_read():
    lines = shown(item("A long headline of many words " * 9, text="And a text that is longer still " * 20), 220)
    assert max(len(line.strip()) for line in lines[1:]) <= 100
    roomy = block(item("A headline", text="And a text that is longer still " * 20), 220, LOOK, lead=2)
    assert max(sum(len(span.text.strip()) for span in line) for line in roomy) <= 100


def test_ages_take_the_place_of_times():
    look = LOOK._replace(relative=True)
    assert shown(item(), 60, look)[0].startswith("   22m Military")
    assert shown(item(published=NOW), 60, look)[0].startswith("   now Military")
    assert shown(item(published=NOW - 3 * 3_600), 60, look)[0].startswith("    3h Military")
    assert shown(item(), 26, look)[-1] == "   22m BBC +2"


def test_what_is_of_another_day_says_when_under_the_rule_with_its_date():
    look = LOOK._replace(relative=True)
    yesterday = item(published=NOW - 15 * 3_600)
    assert shown(yesterday, 60, look)[0].startswith("   23:32 Military")
    assert shown(yesterday, 60, look._replace(now=NOW - 14 * 3_600 - 60))[0].startswith("     59m Military")


def test_no_hour_is_told_when_only_the_date_is_known():
    dated = item(published=NOW - NOW % 86_400, published_how="inferred")
    assert shown(dated, 60)[0].startswith("   Military")
    assert "00:00" not in shown(dated, 26)[-1]
    assert shown(item(published=NOW - NOW % 86_400), 60)[0].startswith("   00:00 Military")


def test_an_item_without_a_headline_says_so():
    assert "(no headline)" in shown(item(""))[0]


def test_ascii_draws_with_ascii_alone():
    look = LOOK._replace(ascii=True)
    every = item("„Мости“ — 中…", pinned=True, key_event=True, revision=2, marks=Marks(False, False, True))
    for width in (20, 40, 80):
        assert all(line.isascii() for line in shown(every, width, look, True))


titles = st.one_of(st.text(max_size=200).map(clean), st.text("word 中文 ", max_size=120).map(clean))


@given(
    st.builds(
        Item,
        key=st.just("k"),
        title=titles,
        published=st.one_of(st.none(), st.integers(0, 2 * NOW)),
        credit=st.builds(Credit, titles.map(lambda t: t[:20]), st.sampled_from(["stated", "inferred"])),
        revision=st.integers(0, 1),
        withdrawn=st.booleans(),
        pinned=st.booleans(),
        key_event=st.booleans(),
        marks=st.builds(Marks, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "note"])),
    ),
    st.integers(1, 120),
    st.booleans(),
    st.booleans(),
)
def test_every_line_is_exactly_as_wide_as_asked(item: Item, width: int, ascii: bool, cursor: bool):
    lines = block(item, width, LOOK._replace(ascii=ascii), cursor=cursor)
    assert 2 <= len(lines) <= 4
    assert all(line_width(line) == width for line in lines)


def test_the_words_for_days_and_times():
    assert LOOK.day(NOW) == "Fri 16 Aug"
    assert LOOK.day(NOW - 400 * 86_400) == "Thu 13 Jul 2023"
    assert LOOK.whole_day(NOW) == "16 August 2024"
    assert LOOK.when(NOW - 60) == "14:31"
    assert LOOK.when(NOW - 86_400) == "15 Aug 14:32"
    assert LOOK.when(NOW - 366 * 86_400) == "16 Aug 2023 14:32"
    assert zone(NOW, time.gmtime) == "UTC"


def test_a_roomy_list_shows_how_the_text_begins():
    long = item("An office inside Kursk region", text="The office is to keep order, the commander said.\n\nMore.")
    lines = ["".join(span.text for span in line).rstrip() for line in block(long, 46, LOOK, lead=2)]
    assert lines[1:3] == ["         The office is to keep order, the", "         commander said."]
    assert lines[-1].endswith("BBC +2")
    assert "More" not in "".join(lines)


def test_a_text_that_begins_with_its_headline_does_not_say_it_twice():
    twice = item("The office opened…", text="The office opened on Friday, he said.")
    assert "".join(s.text for s in block(twice, 60, LOOK, lead=1)[1]).strip() == "on Friday, he said."
    only = item("The office opened.", text="The office opened.")
    assert len(block(only, 60, LOOK, lead=2)) == 2
