"""Times of day in a digest: before a line they are the item's time, and what only looks like one stays text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.formats import digest
from briefing.formats.digestclocks import opening
from briefing.formats.reading import Document, Reading

PUBLISHERS = Publishers(load())
DAY = 1_723_766_400  # 2024-08-16T00:00:00Z
MINUTE, HOUR = 60, 3600


def read(text: str, at: int = DAY) -> Reading:
    return digest.read(Document(text.encode(), at=at), PUBLISHERS)


def told(text: str, at: int = DAY) -> list[tuple[str, int | None]]:
    """The texts of the items with the minutes after the day at which they are told."""
    return [
        (item.text, None if item.published is None else (item.published - DAY) // MINUTE)
        for item in read(text, at).items
    ]


PREFIXES = {
    "14:10 ": 850, "14:10: ": 850, "14:10 – ": 850, "14:10 — ": 850, "14:10 - ": 850, "14:10 | ": 850, "14:10:30 ": 850,
    "[14:10] ": 850, "(14:10) ": 850, "[14.10] ": 850, "14.10: ": 850, "14.10 – ": 850, "14h10 ": 850, "9:05 ": 545,
    "2:10 pm – ": 850, "2:10pm: ": 850, "2.10 p.m. ": 850, "2 PM: ": 840, "12:10 am – ": 10, "12:10 pm – ": 730,
    "1410Z ": 850, "1410 GMT: ": 850, "14:10 GMT ": 850, "14:10Z – ": 850, "14:10 UTC: ": 850, "[14:10 GMT] ": 850,
    "1410 hrs: ": 850, "14:10 Uhr: ": 850, "14:10 → ": 850, "0610 - ": 370,
    "14:10 EEST – ": 670, "(14:10 BST) ": 790, "14:10 UTC+3: ": 670, "14:10+03:00 ": 670,
    "23:50 ": 1430, "00:01 ": 1, "20:00: ": 1200, "• 14:10 ": 850, "1. 14:10 – ": 850, "2) 1410Z: ": 850,
    "> 14:10 ": 850,
    "**14:10** ": 850, "2024-08-15 23:30 ": -30, "2024-08-16T14:10Z ": 850,
}  # fmt: skip


@pytest.mark.parametrize(("prefix", "minute"), PREFIXES.items())
def test_a_time_before_a_line_is_the_items_and_not_its_text(prefix: str, minute: int) -> None:
    reading = read(f"{prefix}The ferry stopped at noon. - AP\n\nA raft sank. - BBC")
    assert [item.text for item in reading.items] == ["The ferry stopped at noon.", "A raft sank."]
    assert reading.items[0].title == "The ferry stopped at noon"
    assert [(item.published or 0) - DAY for item in reading.items] == [minute * MINUTE, 0]
    assert [item.credit.publisher for item in reading.items] == ["AP", "BBC"]
    assert "its time is" in reading.trace[0].why
    assert "its time is" not in reading.trace[1].why


NO_TIMES = [
    "14.10 million people fled the pier",
    "3.15 tonnes of rope were lost",
    "16:9 is how wide the picture was",
    "14:10 was when the ferry stopped",
    "14:10 Uhr war es still",
    "2 pm was when the ferry stopped",
    "14:10 – 15:00 Talks about the ferry",
    "12:00-14:00 Talks about the ferry",
    "16.08: The ferry stopped",
    "17.08. – The ferry stopped",
    "24:10 The ferry stopped",
    "14:60 The ferry stopped",
    "13:10 pm – The ferry stopped",
    "1410 People were on the pier",
    "2024: The ferry stopped",
    "20,000 people were on the pier",
    "10:1 The ferry wins",
    "[14:10 The ferry stopped",
    "14:10 XYZT – The ferry stopped",
    "[14:10 IST] The ferry stopped",
    "14:10-tonne ferry stopped",
    "2024-99-99 14:10 The ferry stopped",
    "1 The ferry stopped",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_only_looks_like_a_time_stays_text(text: str) -> None:
    assert opening(text, DAY) == (None, text)
    assert told(f"{text}. - AP") == [(f"{text}.", 0)]


@pytest.mark.parametrize("name", ["BBC: ", "AFP – ", "[Reuters] ", "KYIV, Aug 16 (AP) – "])
def test_a_credit_may_stand_behind_the_time(name: str) -> None:
    (item,) = read(f"14:10 {name}The ferry stopped at noon, and nobody knows why.").items
    assert item.published == DAY + 850 * MINUTE
    assert item.credit.how == "stated"
    assert "14:10" not in item.text
    assert item.text.endswith("The ferry stopped at noon, and nobody knows why.")


def test_a_headline_with_a_time_is_over_its_text_up_to_the_empty_line() -> None:
    text = "14:10 Ferry stops\nThe harbour gave no reason for it.\nNobody was hurt. - AP\n\nA raft sank. - BBC\n"
    (ferry, raft) = read(text).items
    assert (ferry.title, ferry.text) == ("Ferry stops", "The harbour gave no reason for it.\n\nNobody was hurt.")
    assert (ferry.published, raft.published) == (DAY + 850 * MINUTE, DAY)
    assert [step.verdict for step in read(text).trace] == ["headline", "item", "continuation", "item"]


def test_short_lines_with_a_time_each_are_items_not_headlines() -> None:
    text = "14:10 Ferry stops\n14:20 Raft sinks off Rafah, crew of four swims ashore\n14:30 Tug comes\n"
    assert [text for text, _ in told(text)] == [
        "Ferry stops",
        "Raft sinks off Rafah, crew of four swims ashore",
        "Tug comes",
    ]
    assert [minute for _, minute in told(text)] == [850, 860, 870]


def test_a_time_on_a_line_of_its_own_is_that_of_all_up_to_the_next() -> None:
    text = (
        "14:10\n\nFerry stops at noon\n\nThe harbour gave no reason for it.\n\nNobody was hurt. - AP\n\n"
        "13:55 GMT\nA raft sank. - BBC\n\nA tug came. - AFP\n\n## mpox\n\nThe cats are well. - AP\n"
    )
    reading = read(text)
    assert [(item.title, (item.published or 0) - DAY) for item in reading.items] == [
        ("Ferry stops at noon", 850 * MINUTE),
        ("A raft sank", 835 * MINUTE),
        ("A tug came", 835 * MINUTE),
        ("The cats are well", 0),
    ]
    assert reading.items[0].text == "The harbour gave no reason for it.\n\nNobody was hurt."
    assert [item.fronts for item in reading.items] == [(), (), (), ("mpox",)]
    assert [(step.verdict, step.why) for step in reading.trace if step.line in (1, 9)] == [
        ("heading", "the time of what follows it: '14:10'"),
        ("heading", "the time of what follows it: '13:55 GMT'"),
    ]


def test_a_credit_below_several_times_is_that_of_each() -> None:
    reading = read("14:10 The ferry stopped.\n14:20 A raft sank.\nSource: AP\n")
    assert [(item.text, item.credit.publisher) for item in reading.items] == [
        ("The ferry stopped.", "AP"),
        ("A raft sank.", "AP"),
    ]


def test_a_time_parts_what_would_lean_on_its_neighbour() -> None:
    text = "14:10 Cmdr Ann Example came. - BBC\n14:20 She said it would rain."
    assert [item.text for item in read(text).items] == ["Cmdr Ann Example came.", "She said it would rain."]


def test_the_day_is_that_of_the_title_over_it() -> None:
    text = "# Digest, 15 August 2024\n\n14:10Z Ferry stops. - AP\n14:20 Raft sinks. - AP\n\n"
    text += "# 16 August 2024\n\n00:10 UTC Tug comes. - AP\n"
    assert [(item.published, item.published_how) for item in read(text, DAY + 9 * 86_400).items] == [
        (DAY - 86_400 + 850 * MINUTE, "stated"),
        (DAY - 86_400 + 860 * MINUTE, "inferred"),
        (DAY + 10 * MINUTE, "stated"),
    ]


@pytest.mark.parametrize(
    ("at", "clock", "moment"),
    [
        (DAY, "23:50", DAY + 1430 * MINUTE),  # a day was given, all of it counts
        (DAY + 30 * MINUTE, "23:50", DAY - 10 * MINUTE),  # read just after midnight
        (DAY + 11 * HOUR, "14:10", DAY + 850 * MINUTE),  # ahead of us, so perhaps in a zone to the east
        (DAY + 11 * HOUR, "14:10 UTC", DAY + 850 * MINUTE - 86_400),
        (DAY + 11 * HOUR, "14:10 EEST", DAY + 670 * MINUTE),
        (DAY + 11 * HOUR, "2024-08-16 14:10 UTC", DAY + 850 * MINUTE),
        (0, "14:10", None),
        (0, "2024-08-16 14:10 UTC", DAY + 850 * MINUTE),
    ],
)
def test_without_a_day_of_its_own_it_is_the_day_on_which_it_was_read_or_the_one_before(
    at: int, clock: str, moment: int | None
) -> None:
    assert [item.published for item in read(f"{clock} The ferry stopped. - AP", at).items] == [moment]


def test_a_time_begins_a_paragraph_where_lines_were_broken_only_after_a_sentence() -> None:
    text = (
        "14:10 Traffic over the bridge to the pier was stopped for the whole of the day, and\n"
        "nobody gave a reason for that, while the ferry that was to leave the harbour at\n"
        "14:30 Friday stayed in port with some two hundred people who had paid for it. - AP\n"
        "14:20 A raft sank off Rafah in the evening, which the harbour says has never been\n"
        "heard of before in this century, nor in the one before it. - BBC\n\n"
        "14:40 Nothing else was heard of on this day from any of the harbours in the country,\n"
        "as the officials who have to look after them tell us with much regret. - AP\n"
    )
    assert [(text[:9], minute) for text, minute in told(text)] == [
        ("Traffic o", 850),
        ("A raft sa", 860),
        ("Nothing e", 880),
    ]


@settings(max_examples=300)
@given(
    st.text(st.sampled_from("0123456789:.hapmZGMTUCB[]() –-+FerryŁ"), max_size=14),
    st.sampled_from([0, DAY, DAY + 5000]),
)
def test_a_time_takes_nothing_of_the_words(text: str, at: int) -> None:
    clock, rest = opening(text, at)
    if clock is None:
        assert rest == text
    else:
        assert text.rstrip().endswith(rest.rstrip())
        assert clock.said in text
        assert 0 <= clock.minute < 1440
        assert not set(text[: len(text) - len(rest)]) & set("FerryŁ")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(sorted(PREFIXES)), min_size=1, max_size=8))
def test_every_item_has_its_time_whatever_stands_around_it(prefixes: list[str]) -> None:
    prefixes = ["", *prefixes]
    text = "\n".join(f"{prefix}Ferry {number} stopped. - AP" for number, prefix in enumerate(prefixes))
    assert told(text) == [
        (f"Ferry {number} stopped.", PREFIXES.get(prefix, 0)) for number, prefix in enumerate(prefixes)
    ]


def test_where_times_are_usual_less_will_do() -> None:
    text = "12:05 – Ferry stops.\n[12:20] Raft sinks.\n12.45 Tug comes.\n1305 - Cats are well.\n1.10pm mpox spreads."
    text += "\n2pm Tugs go.\n0620 Ferry comes back."
    assert told(text) == [
        ("Ferry stops.", 725), ("Raft sinks.", 740), ("Tug comes.", 765), ("Cats are well.", 785),
        ("mpox spreads.", 790), ("Tugs go.", 840), ("Ferry comes back.", 380),
    ]  # fmt: skip
    alone = "12:05 – Ferry stops.\n\n12.45 Tug comes.\n\n1305 - Cats are well.\n\n1.10pm mpox spreads."
    assert [minute for _, minute in told(alone)] == [725, 0, 0, 0]
    never = (
        "12:05 – Ferry stops.\n\n12:20 – Raft sinks.\n\n14.10 million fled.\n\n2.10pm was too late.\n\n2024 Tugs came."
        "\n\n2 pm curfew ends.\n\n0620 tugs came."
    )
    assert [minute for _, minute in told(never)] == [725, 740, 0, 0, 0, 0, 0]


def test_a_live_page_as_it_is_copied() -> None:
    text = (
        "16.32 BST\nFerry stops at noon\n\nThe harbour gave no reason.\n\nShare\n\n11h ago\n"
        "16.20 BST\nRaft sinks\nBy A. Writer\n\n"
        "A raft sank off Rafah, the harbour said.\n\nUpdated at 16.25 BST\n"
    )
    reading = read(text)
    assert [(item.title, item.text) for item in reading.items] == [
        ("Ferry stops at noon", "The harbour gave no reason."),
        ("Raft sinks", "A raft sank off Rafah, the harbour said."),
    ]
    assert [((item.published or 0) - DAY) // MINUTE for item in reading.items] == [932, 920]
    assert [item.credit.byline for item in reading.items] == ["", "A. Writer"]
    assert [step.line for step in reading.trace if step.verdict == "dropped"] == [6, 8, 15]


def test_a_title_with_its_day_may_be_longer_than_what_is_below_it() -> None:
    reading = read("OVERNIGHT BRIEF — Thursday 15 August 2024\nPrepared by the night desk\n\nKursk\nFerry stops (AP)\n")
    assert [(item.text, item.published, item.fronts) for item in reading.items] == [
        ("Ferry stops", DAY - 86_400, ("Kursk",))
    ]
