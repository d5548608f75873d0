"""Tables in a digest: a row is an item with its time, front, link and credit; figures are one paragraph."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.formats import digest
from briefing.formats.reading import Document, Reading

PUBLISHERS = Publishers(load())
DAY = 1_723_766_400  # 2024-08-16T00:00:00Z


def read(text: str) -> Reading:
    return digest.read(Document(text.encode(), at=DAY), PUBLISHERS)


TABLE = """\
The table of the day follows.

| Time (UTC) | Front | Event | Details | Where | Link | Source |
|:-----------|:-----:|-------|---------|-------|------|-------:|
| 14:10 | Kursk | **Ferry** stops | Nobody knows why. | Pier | https://f.example/1 | Reuters, AP |
| 14:20 | Gaza | A raft sank \\| twice | | | | [BBC](https://b.example/2) |
| at dusk | | A tug came |
| | | | | | | |

The cats are well. - AFP
"""


def test_a_row_is_an_item_with_all_that_its_columns_say() -> None:
    items = read(TABLE).items
    assert [item.text for item in items] == [
        "The table of the day follows.",
        "Ferry stops. Nobody knows why. (Where: Pier)",
        "A raft sank | twice",
        "A tug came (Time (UTC): at dusk)",
        "The cats are well.",
    ]
    assert [item.credit.publisher for item in items] == ["", "Reuters", "BBC", "", "AFP"]
    assert [also.publisher for also in items[1].credit.also] == ["AP"]
    assert [item.fronts for item in items] == [(), ("Kursk",), ("Gaza",), (), ()]
    assert [item.url for item in items] == ["", "https://f.example/1", "https://b.example/2", "", ""]
    assert [((item.published or 0) - DAY) // 60 for item in items] == [0, 850, 860, 0, 0]
    assert [item.published_how for item in items[1:3]] == ["inferred", "inferred"]


def test_a_time_is_in_the_zone_of_its_row_or_else_of_its_column_and_none_where_that_is_not_known() -> None:
    rows = "| 14:10 | Ferry stops |\n| 14:20 EEST | Raft sinks |\n| 14:30Z | Tug comes |\n"
    items = read(f"| Time (Pier) | Event |\n|-|-|\n{rows}").items
    assert [item.text for item in items] == ["Ferry stops (Time (Pier): 14:10)", "Raft sinks", "Tug comes"]
    assert [((item.published or 0) - DAY) // 60 for item in items] == [0, 680, 870]
    items = read(f"| Time (CEST) | Event |\n|-|-|\n{rows}").items
    assert [item.text for item in items] == ["Ferry stops", "Raft sinks", "Tug comes"]
    assert [((item.published or 0) - DAY) // 60 for item in items] == [730, 680, 870]


def test_every_row_is_accounted_for_and_the_head_is_no_news() -> None:
    trace = read(TABLE).trace
    assert [(step.line, step.verdict) for step in trace] == [
        (1, "item"), (3, "dropped"), (5, "item"), (6, "item"), (7, "item"), (10, "item"),
    ]  # fmt: skip
    assert trace[1].why == "the head of a table"


def test_a_table_of_figures_is_one_paragraph() -> None:
    reading = read("Country | Cases\n--- | ---\nSweden | 1\nDR Congo | 17,000\n\nA raft sank. - BBC")
    assert [item.text for item in reading.items] == [
        "Country, Cases: Sweden, 1; DR Congo, 17,000.",
        "A raft sank.",
    ]
    assert [(step.line, step.verdict) for step in reading.trace] == [
        (1, "dropped"), (3, "item"), (4, "continuation"), (6, "item"),
    ]  # fmt: skip


def test_where_only_the_others_are_known_the_longest_column_is_the_news() -> None:
    text = "| Nr | Harbour watch | Outlet |\n|---|---|---|\n| 1 | Ferry stops | BBC |\n| 2 | Raft sinks | AP |"
    assert [(item.text, item.credit.publisher) for item in read(text).items] == [
        ("Ferry stops (Nr: 1)", "BBC"),
        ("Raft sinks (Nr: 2)", "AP"),
    ]


def test_heads_in_other_languages_will_do_and_a_front_has_no_marks() -> None:
    text = "| Zeit | Thema | Ereignis | Quelle |\n|---|---|---|---|\n| 14:10 | **Gaza** | Ferry stops | AFP |"
    (item,) = read(text).items
    assert (item.text, item.credit.publisher, item.fronts) == ("Ferry stops", "AFP", ("Gaza",))
    assert item.published == DAY + 850 * 60


def test_a_row_may_have_a_day_and_a_table_be_quoted() -> None:
    text = "> | Date | UTC | What |\n> |--|--|--|\n"
    text += "> | 2024-08-15 | 14:10 | Ferry stops |\n> | 15 Aug | 14:20 | Raft sinks |"
    assert [(item.text, item.published, item.published_how) for item in read(text).items] == [
        ("Ferry stops", DAY - 86_400 + 850 * 60, "stated"),
        ("Raft sinks (Date: 15 Aug; UTC: 14:20)", DAY, "inferred"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ferry stops | The Guardian\nRaft sinks | BBC",
        "Ferry | stops\n---\nRaft | sinks",
        "| Ferry | stops |\n|---|\n| Raft | sinks |",
        "Ferry | stops\n--- | ---\n\nRaft | sinks",
    ],
)
def test_bars_without_a_head_and_rows_are_no_table(text: str) -> None:
    assert all(step.why != "the head of a table" for step in read(text).trace)


CELLS = st.text(st.sampled_from("ferry stops 14:10|\\-*[]() BBC."), max_size=12).map(
    lambda text: text.replace("|", "\\|")
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["Time", "What", "Source", "Front", "Cases", "Link", ""]), min_size=1, max_size=5),
    st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=5),
)
def test_no_word_of_a_table_is_lost(names: list[str], body: list[list[str]]) -> None:
    table = [names, ["---"] * len(names), *body]
    text = "The cats are well. - AFP\n\n" + "\n".join("| " + " | ".join(row) + " |" for row in table)
    reading = read(text)
    assert sum(step.verdict == "item" for step in reading.trace) == len(reading.items)
    said = " ".join(f"{item.title} {item.text} {item.credit} {item.fronts} {item.url}" for item in reading.items)
    said += " ".join(step.why for step in reading.trace)
    for word in ("ferry", "stops"):
        if any(word in cell.split() for row in body for cell in row):
            assert word in said


def test_many_tables_take_no_time() -> None:
    before = time.process_time()
    read("The cats are well. - AFP\n" + "|-|-|\n" * 20_000)
    read("The cats are well. - AFP\n" + "a|b\n-|-\n" * 4_000)
    assert time.process_time() - before < 4
