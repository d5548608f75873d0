"""What a reader chose on the screen is there again, and is theirs alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from briefing.errors import StoreError
from briefing.store import preferences
from briefing.store.connection import Store


def test_a_choice_is_there_at_the_next_login_and_nobody_elses(tmp_path: Path) -> None:
    wire, mine, theirs = (str(tmp_path / name) for name in ("wire.db", "mine.db", "theirs.db"))
    with closing(Store.open(wire, mine)) as store:
        assert preferences.get(store, "theme") == ""
        preferences.put(store, "theme", "day")
        preferences.put(store, "theme", "paper")
    with closing(Store.open(wire, mine)) as store:
        assert preferences.get(store, "theme") == "paper"
    with closing(Store.open(wire, theirs)) as store:
        assert preferences.get(store, "theme") == ""


def test_without_marks_nothing_is_remembered_and_that_is_said(tmp_path: Path) -> None:
    with closing(Store.open(str(tmp_path / "wire.db"))) as store:
        assert preferences.get(store, "theme") == ""
        with pytest.raises(StoreError, match="no marks"):
            preferences.put(store, "theme", "day")


def test_a_choice_counts_until_the_desk_says_something_else(tmp_path: Path) -> None:
    with closing(Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"))) as store:
        assert preferences.chosen(store, "theme", "night") == "night"
        preferences.choose(store, "theme", "day", "night")
        preferences.choose(store, "times", "clock", "ages")
        assert preferences.chosen(store, "theme", "night") == "day"
        assert preferences.chosen(store, "theme", "paper") == "paper"
        assert preferences.chosen(store, "times", "ages") == "clock"
        preferences.choose(store, "theme", "night", "night")
        assert preferences.chosen(store, "theme", "night") == "night"
