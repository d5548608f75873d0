"""How fresh a front is, in words."""

from __future__ import annotations

import pytest

from briefing.draw.cells import width
from briefing.draw.fresh import desk_summary, fresh
from briefing.draw.look import Look
from briefing.model import Source, SourceHealth

NOW = 1_723_818_720
NOON = NOW - 152 * 60
LOOK = Look(now=NOW)
BBC = Source("bbc", "https://a.example/", publisher="BBC")
GUARDIAN = Source("guardian", "https://b.example/", title="Guardian Ukraine")
DW = Source("dw", "https://c.example/")


def healthy(source: Source, minutes: int) -> SourceHealth:
    return SourceHealth(source.id, state="ok", checked=NOW - 60 * minutes, succeeded=NOW - 60 * minutes)


def test_each_source_with_the_age_of_its_last_answer():
    healths = {"bbc": healthy(BBC, 2), "guardian": healthy(GUARDIAN, 5)}
    assert fresh((GUARDIAN, BBC), healths, 60, LOOK) == ("Guardian Ukraine 5m · BBC 2m", ())


def test_ages_stay_as_wide_as_they_were_when_the_first_minute_is_over():
    assert fresh((BBC,), {"bbc": healthy(BBC, 0)}, 60, LOOK).summary == "BBC 0m"


def test_what_does_not_fit_is_counted():
    healths = {"bbc": healthy(BBC, 2), "guardian": healthy(GUARDIAN, 5), "dw": healthy(DW, 9)}
    assert fresh((BBC, GUARDIAN, DW), healths, 20, LOOK).summary == "BBC 2m · +2"


@pytest.mark.parametrize("room", range(1, 60))
def test_the_summary_never_exceeds_its_room(room: int):
    healths = {"bbc": healthy(BBC, 2), "guardian": healthy(GUARDIAN, 5)}
    for offline in (True, False):
        for bundled in ("", "16 August 2024"):
            for known in (healths, {}):
                said = fresh((BBC, GUARDIAN), known, room, LOOK, offline=offline, bundled=bundled).summary
                assert said
                assert width(said) <= room


def test_a_failing_source_is_named_with_its_reason_and_its_next_try():
    failing = SourceHealth(
        "guardian", state="failing", error="HTTP 503", succeeded=NOW - 30 * 60, next_check=NOW + 18 * 60
    )
    found = fresh((BBC, GUARDIAN), {"bbc": healthy(BBC, 1), "guardian": failing}, 80, LOOK)
    assert found.troubles == ("Guardian Ukraine failing since 14:02: HTTP 503, next try 14:50",)


def test_sources_that_fail_alike_are_told_together():
    healths = {each.id: SourceHealth(each.id, state="failing", error="no network") for each in (BBC, GUARDIAN, DW)}
    assert fresh((BBC, GUARDIAN, DW), healths, 60, LOOK).troubles == ("all 3 sources failing: no network",)
    healths["dw"] = healthy(DW, 1)
    assert fresh((BBC, GUARDIAN, DW), healths, 60, LOOK).troubles == (
        "2 sources (BBC, Guardian Ukraine) failing: no network",
    )


def test_what_there_is_no_room_for_goes_as_a_whole():
    said = [
        fresh((BBC, GUARDIAN), {}, room, LOOK, offline=True, bundled="16 August 2024").summary
        for room in (70, 60, 43, 42, 30)
    ]
    assert said == [
        "bundled edition of 16 August 2024 · offline · 2 sources not read yet",
        "bundled edition of 16 August 2024 · offline",
        "bundled edition of 16 August 2024 · offline",
        "bundled edition of 16 August 2024",
        "bundled edition of 16 August…",
    ]


def test_hosts_that_cannot_be_found_are_told_together_whatever_their_names():
    error = "cannot find {}.example (no network, or no such host)"
    healths = {
        each.id: SourceHealth(each.id, state="failing", error=error.format(each.id)) for each in (BBC, GUARDIAN, DW)
    }
    assert fresh((BBC, GUARDIAN, DW), healths, 60, LOOK).troubles == (
        "all 3 sources failing: no network, or no such host",
    )
    healths["dw"] = healthy(DW, 1)
    del healths["guardian"]
    assert fresh((BBC, GUARDIAN, DW), healths, 60, LOOK).troubles == ("BBC failing: cannot find bbc.example",)


def test_the_worst_trouble_comes_first():
    states = {"bbc": ("stale", "nothing since May"), "guardian": ("gone", "HTTP 410"), "dw": ("failing", "HTTP 503")}
    healths = {key: SourceHealth(key, state=state, error=error) for key, (state, error) in states.items()}  # type: ignore[arg-type]
    assert fresh((BBC, GUARDIAN, DW), healths, 60, LOOK).troubles == (
        "dw failing: HTTP 503",
        "Guardian Ukraine gone: HTTP 410",
        "BBC stale: nothing since May",
    )


def test_a_source_that_is_gone_is_not_tried_again():
    gone = SourceHealth("dw", state="gone", error="HTTP 410 (gone)", next_check=NOW + 600)
    assert fresh((DW,), {"dw": gone}, 60, LOOK).troubles == ("dw gone: HTTP 410 (gone)",)


def test_calm_words_before_anything_was_read():
    assert fresh((BBC, DW), {}, 60, LOOK).summary == "2 sources not read yet"
    assert fresh((BBC,), {}, 60, LOOK, offline=True).summary == "offline · 1 source not read yet"
    assert fresh((), {}, 60, LOOK).summary == "no source feeds this front"
    assert fresh((BBC,), {}, 60, LOOK, bundled="16 August 2024").summary.startswith("bundled edition of 16 August 2024")


def test_a_source_that_is_switched_off_is_not_spoken_of():
    assert fresh((BBC, DW._replace(enabled=False)), {}, 60, LOOK).summary == "1 source not read yet"


def test_the_header_counts_what_is_wrong():
    healths = {"bbc": healthy(BBC, 1), "dw": SourceHealth("dw", state="stale")}
    assert desk_summary((BBC, GUARDIAN, DW), healths) == ("3 sources", "1 stale")
    assert desk_summary((BBC,), healths) == ("1 source", "")


def test_errors_from_outside_are_cleaned():
    health = SourceHealth("bbc", state="failing", error="HTTP 503 \x1b]52;c;x\x07 busy")
    assert all(each.isprintable() for each in fresh((BBC,), {"bbc": health}, 60, LOOK).troubles)


def test_a_trouble_leaves_out_what_it_can_where_room_is_short():
    error = "HTTP 503 (service unavailable)"
    health = SourceHealth("bbc", state="failing", error=error, succeeded=NOON, next_check=NOW + 18 * 60)
    said = [fresh((BBC, DW), {"bbc": health}, room, LOOK).troubles[0] for room in (80, 55, 40, 30)]
    assert said == [
        "BBC failing since 12:00: HTTP 503 (service unavailable), next try 14:50",
        "BBC failing since 12:00: HTTP 503, next try 14:50",
        "BBC failing: HTTP 503, next try 14:50",
        "BBC failing: HTTP 503",
    ]


def test_what_is_stale_says_how_old_its_newest_item_is_not_when_it_was_read():
    read = {"state": "stale", "checked": NOW, "succeeded": NOW, "next_check": NOW + 600}
    old = SourceHealth("dw", error="its newest item is 39w old", newest=NOW - 39 * 7 * 86_400, **read)  # type: ignore[arg-type]
    older = SourceHealth("bbc", error="its newest item is 60w old", newest=NOW - 60 * 7 * 86_400, **read)  # type: ignore[arg-type]
    assert fresh((DW,), {"dw": old}, 60, LOOK).troubles == (
        f"dw stale: newest item 39w old, next try {LOOK.when(NOW + 600)}",
    )
    assert fresh((DW,), {"dw": old}, 20, LOOK).troubles == ("dw stale: 39w old",)
    both = fresh((DW, BBC), {"dw": old, "bbc": older}, 60, LOOK).troubles
    assert both == ("all 2 sources stale: newest item 39w old, next try " + LOOK.when(NOW + 600),)
    assert fresh((DW,), {"dw": old._replace(newest=None)}, 40, LOOK).troubles == (
        "dw stale: its newest item is 39w old",
    )
