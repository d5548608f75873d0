"""Whatever is pressed, at whatever size, while whatever arrives: every picture is whole and nothing is raised."""

from __future__ import annotations

import random

import pytest
from tests.store.making import keep_newest
from tests.ui.conftest import DAY, FRONTS, NIGHT, Clock, Noted, report

from briefing.draw.flow import line_width
from briefing.draw.styles import Palette
from briefing.model import Front, SourceHealth
from briefing.store import health, items
from briefing.ui.stage import Setting, Stage
from briefing.ui.theming import Paint

NAMED = (
    "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "space", "backspace", "delete", "ctrl+d", "ctrl+u", "ctrl+w", "ctrl+l", "ctrl+p", "f1", "f12", "ctrl+c", "alt+x",
)  # fmt: skip
TYPED = "jkgGhlzfnNmAs!ucvoyYrRSpTt:/?#q0123456789 abж界\"'[]"
TITLES = ("Late report", "עדכון מאוחר", "緊急 速報 " * 9, "x" * 90, "", "e\u0301" * 20, "🚢 at the bridge")


SIZES = ((1, 1), (3, 40), (7, 20), (40, 12), (80, 24), (220, 50))


def happen(chance: random.Random, stage: Stage, clock: Clock, number: int) -> None:
    """Something that no key has caused."""
    store, desk = stage.setting.store, stage.setting.desk
    title = chance.choice(TITLES)
    kind = chance.randrange(6)
    if kind < 3:
        clock.now += chance.choice([1, 60, 3_600, 90_000])
        late = report(chance.choice(FRONTS), 1_000 + number, title=title, published=clock.now)
        items.save(store, "bbc", [late._replace(withdrawn=kind == 0, story="one")], clock.now)
    elif kind == 3:
        health.record(store, SourceHealth(chance.choice(["bbc", "sky"]), title, "failing", title))
    elif kind == 4:
        keep_newest(store, chance.randint(0, 20))
    else:
        fronts = tuple(Front(each, title) for each in chance.sample(FRONTS, chance.randint(0, 4)))
        bidi, theme = chance.random() < 0.5, chance.choice([DAY, NIGHT])
        stage.adopt(desk._replace(fronts=fronts, bidi=bidi, theme=theme.id), theme)


@pytest.mark.parametrize("seed", range(30))
def test_any_keys(setting: Setting, host: Noted, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    stage = Stage(setting, host)
    paint = Paint(Palette(NIGHT, "256"))
    width, height = 100, 30
    for step in range(150):
        roll = chance.random()
        if roll < 0.05:
            width, height = chance.choice([*SIZES, (chance.randint(1, 20), chance.randint(1, 30))])
        elif roll < 0.14:
            happen(chance, stage, clock, step)
        if roll < 0.2:
            stage.poll()
        elif roll < 0.22:
            stage.point(chance.randint(0, width), chance.randint(0, height), chance.choice([0, 0, 1, -1]))
        elif roll < 0.6:
            typed = chance.choice(TYPED)
            stage.press(typed, typed)
        else:
            stage.press(chance.choice(NAMED), None)
        lines = stage.lines(width, height)
        assert len(lines) == height
        assert {line_width(line) for line in lines} == {width}
        assert {len(paint.row(line)) for line in lines} == {width}
