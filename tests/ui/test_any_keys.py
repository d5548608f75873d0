"""Whatever is pressed, at whatever size, while whatever arrives: every picture is whole and nothing is raised."""

from __future__ import annotations

import random

import pytest
from tests.ui.conftest import FRONTS, Clock, Noted, report

from briefing.draw.flow import line_width
from briefing.store import items
from briefing.store.connection import Store
from briefing.ui.stage import Setting, Stage

NAMED = (
    "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "space", "backspace", "delete", "ctrl+d", "ctrl+u", "ctrl+w", "ctrl+l", "ctrl+p", "f1", "f12", "ctrl+c", "alt+x",
)  # fmt: skip
TYPED = "jkgGhlzfnNmAs!ucvoyYrRSpTt:/?#q0123456789 abж界\"'[]"
TITLES = ("Late report", "עדכון מאוחר", "緊急 速報 " * 9, "x" * 90, "", "e\u0301" * 20, "🚢 at the bridge")


@pytest.mark.parametrize("seed", range(20))
def test_any_keys(setting: Setting, host: Noted, store: Store, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    stage = Stage(setting, host)
    width, height = 100, 30
    for step in range(150):
        roll = chance.random()
        if roll < 0.05:
            width, height = chance.choice([(1, 1), (3, 40), (40, 12), (80, 24), (220, 50), (chance.randint(1, 300), 7)])
        elif roll < 0.12:
            clock.now += chance.choice([1, 60, 3_600, 90_000])
            late = report(chance.choice(FRONTS), 1_000 + step, title=chance.choice(TITLES), published=clock.now)
            items.save(store, "bbc", [late._replace(withdrawn=roll < 0.07, story="one")], clock.now)
        if roll < 0.2:
            stage.poll()
        elif roll < 0.6:
            typed = chance.choice(TYPED)
            stage.press(typed, typed)
        else:
            stage.press(chance.choice(NAMED), None)
        lines = stage.lines(width, height)
        assert len(lines) == height
        assert {line_width(line) for line in lines} == {width}
