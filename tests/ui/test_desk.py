"""The desk's file changes while the viewer runs: it is read by a child, and only when it reads well."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ui.conftest import DAY, Noted

from briefing import paths
from briefing.config import cache
from briefing.model import Desk, Front, Source
from briefing.ui.desk import DeskWatch
from briefing.ui.screens.search import Search
from briefing.ui.stage import Setting, Stage

BRIEFING = (sys.executable, "-m", "briefing", "--config")


def until(watch: DeskWatch, wanted: Callable[[object], bool], worn: str = "") -> object:
    """Look again and again, until what was found is what is wanted."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = watch.look(worn)
        if wanted(found):
            return found
        time.sleep(0.01)
    raise AssertionError(watch.trouble or "nothing was found")


def test_what_is_written_is_taken_over_and_a_slip_is_told(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    watch = DeskWatch(
        str(file), paths.stamp(str(file)), (*BRIEFING, str(file)), lambda theme: cache.cached(str(file), theme)
    )
    assert watch.look() is watch.look() is None
    file.write_text('[[fronts]]\nid = "summit"\ntitle = "Summit"\n')
    desk, _ = until(watch, bool)  # type: ignore[misc]
    assert [front.title for front in desk.fronts] == ["Summit"]
    file.write_text('them = "day"\n')
    until(watch, lambda found: bool(watch.trouble))
    assert 'did you mean "theme"' in watch.trouble
    file.write_text('theme = "day"\n')
    _, theme = until(watch, bool)  # type: ignore[misc]
    assert theme.id == "day"
    assert watch.trouble == ""


def test_what_was_written_while_the_viewer_started_is_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    known = paths.stamp(str(file))
    file.write_text('[[fronts]]\nid = "summit"\ntitle = "Summit"\n')
    watch = DeskWatch(str(file), known, (*BRIEFING, str(file)), lambda theme: cache.cached(str(file), theme))
    desk, _ = until(watch, bool)  # type: ignore[misc]
    assert [front.title for front in desk.fronts] == ["Summit"]


def test_a_file_that_is_still_being_written_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    known = paths.stamp(str(file))
    watch = DeskWatch(str(file), known, (sys.executable, "-c", "raise SystemExit(0)"), lambda theme: (Desk(), DAY))
    for number in range(5):
        file.write_text("#" * number)
        assert watch.look() is None
        assert watch._child is None
    until(watch, bool)
    watch.stop()


def test_the_file_of_the_theme_that_is_worn_is_taken_over_and_a_slip_is_told(tmp_path: Path, home: Path) -> None:
    file, own = tmp_path / "briefing.toml", Path(paths.own_themes()) / "mine.toml"
    own.parent.mkdir(parents=True)
    night = Path(paths.shipped("themes"), "night.toml").read_text()
    settled, known = (lambda theme: cache.cached(str(file), theme)), paths.stamp(str(file))
    watch = DeskWatch(str(file), known, (*BRIEFING, str(file)), settled, themes=paths.own_themes())
    file.write_text("")
    until(watch, bool, "night")
    own.write_text(night)
    assert watch.look("mine") is watch.look("mine") is watch.look("mine") is None, "another theme is no change of one"
    own.write_text(night.replace('"#0f141a"', '"#123456"'))
    _, theme = until(watch, bool, "mine")  # type: ignore[misc]
    assert dict(theme.colours)["background"] == "#123456"
    own.write_text(night.replace('"#0f141a"', '"blu"'))
    until(watch, lambda found: bool(watch.trouble), "mine")
    assert watch.trouble.startswith('mine.toml: colours.background: "blu" is not a colour')
    watch.stop()


def test_the_stage_wears_a_changed_theme(setting: Setting, host: Noted) -> None:
    stage = Stage(setting, host)
    stage.lines(120, 40)
    stage.adopt(setting.desk, stage.theme)
    stage.adopt(setting.desk, DAY)
    assert host.asked == [], "nothing has changed, or not what is worn"
    changed = stage.theme._replace(dark=False)
    stage.adopt(setting.desk, changed)
    assert stage.theme is changed
    assert host.asked == [("wear", "night")]
    assert any("the theme has changed" in span.text for span in stage.lines(120, 40)[-1])


@pytest.mark.parametrize("key", ["escape", "enter"])
def test_a_theme_that_changes_while_the_themes_are_listed_stays_as_it_is_now(
    setting: Setting, host: Noted, key: str
) -> None:
    stage = Stage(setting, host)
    stage.press("t", "t")
    changed = stage.theme._replace(dark=False)
    stage.adopt(setting.desk, changed)
    stage.press(key, None)
    assert stage.theme is changed
    assert host.asked == [("wear", "night")]


def test_the_stage_takes_a_changed_desk_over(setting: Setting, host: Noted) -> None:
    stage = Stage(setting, host)
    stage.lines(120, 40)
    stage.press("S", "S")
    fronts = (*setting.desk.fronts, Front("summit", "Summit"))
    sources = (*setting.desk.sources, Source("new", "https://new.example/", "The New One"))
    stage.adopt(setting.desk._replace(fronts=fronts, sources=sources, theme="day", keys=(("help", ("H",)),)), DAY)
    shown = ["".join(span.text for span in line) for line in stage.lines(120, 40)]
    assert any("The New One" in line for line in shown)
    assert host.asked == [("wear", "day")]
    stage.press("escape", None)
    shown = ["".join(span.text for span in line) for line in stage.lines(120, 40)]
    assert any("5 Summit" in line for line in shown)
    stage.press("H", "H")
    assert "help" in type(stage.front).__name__.lower()


def test_every_screen_goes_by_the_changed_desk(setting: Setting, host: Noted) -> None:
    stage = Stage(setting, host)
    stage.press("s", "s")
    stage.press("?", "?")
    stage.show(found := Search(stage.look, setting.store, setting.desk.fronts, setting.clock, lambda item: None))
    stage.paste("front:summit")
    assert found.empty == "no front is called summit"
    keys = (("undo", ("U",)),)
    stage.adopt(setting.desk._replace(fronts=(Front("summit", "Summit"), *setting.desk.fronts), keys=keys), stage.theme)
    assert found.empty == "nothing stored matches"
    stage.back()
    said = [" ".join("".join(span.text for span in line).split()) for line in stage.lines(120, 60)]
    assert any(line.startswith("U ") for line in said), said
    assert any(line.startswith("1-5 ") for line in said), said
    stage.back()
    stage.press("s", "s")
    assert "U takes it back" in setting.board.said


def test_a_theme_named_at_the_start_stays(setting: Setting, host: Noted) -> None:
    stage = Stage(setting._replace(options=setting.options._replace(theme="night")), host)
    stage.adopt(setting.desk._replace(theme="day"), DAY)
    assert host.asked == []
