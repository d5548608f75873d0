"""The application around the stage: what Textual draws is what the stage shows, and its events reach it."""

from __future__ import annotations

from tests.ui.conftest import NOW, report
from textual import events

from briefing.store import items, preferences
from briefing.store.connection import Store
from briefing.ui.app import Viewer
from briefing.ui.stage import Setting


def drawn(viewer: Viewer) -> list[str]:
    """The rows that the compositor has."""
    return [strip.text.rstrip() for strip in viewer.screen._compositor.render_strips()]


def expected(viewer: Viewer) -> list[str]:
    """The rows that the stage wants."""
    return ["".join(span.text for span in line).rstrip() for line in viewer.stage.lines(*viewer.size)]


async def test_keys_reach_the_stage_and_the_picture_is_the_stages(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        for key in ("j", "tab", "5", "j", "enter", "G", "escape", "question_mark", "slash", "f", "escape", "q", "z"):
            await pilot.press(key)
            assert drawn(viewer) == expected(viewer)
        assert viewer.stage.item is not None
        assert viewer.stage.item.title == "Kerch report 5"
        await pilot.press("q")
    assert viewer.return_code == 0


async def test_only_what_changed_is_drawn_again(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        regions: list[int] = []
        refresh = viewer._canvas.refresh
        viewer._canvas.refresh = lambda *some, **how: regions.extend(r.area for r in some) or refresh(*some, **how)  # type: ignore
        await pilot.press("j")
        assert 0 < sum(regions) < 100 * 30 // 4


async def test_a_new_size_and_an_arrival_are_shown(setting: Setting, store: Store) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        await pilot.resize_terminal(60, 14)
        await pilot.pause()
        assert drawn(viewer) == expected(viewer)
        assert len(drawn(viewer)) == 14
        items.save(store, "bbc", [report("kursk", 97, title="An arrival", published=NOW + 1)], NOW)
        viewer.look()
        await pilot.pause()
        assert any("An arrival" in row for row in drawn(viewer))


async def test_a_size_that_was_taken_back_is_drawn_whole(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        whole: list[tuple[object, ...]] = []
        refresh = viewer._canvas.refresh
        viewer._canvas.refresh = lambda *some, **how: whole.append(some) or refresh(*some, **how)  # type: ignore
        viewer.post_message(events.Resize(viewer.size, viewer.size))
        await pilot.pause()
        assert whole == [()]


async def test_nothing_of_the_toolkits_lies_on_the_screen(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30), tooltips=True, notifications=True):
        assert viewer.screen.children[:] == [viewer._canvas]
        assert not viewer.stylesheet.rules


async def test_what_is_pasted_goes_where_one_types(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        viewer.post_message(events.Paste("qq"))
        await pilot.pause()
        await pilot.press("slash")
        viewer.post_message(events.Paste("kursk"))
        await pilot.pause()
        assert "/ kursk" in drawn(viewer)[1]


async def test_a_theme_is_worn_at_once(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        before = {segment.style.color for segment in viewer._canvas.render_line(5) if segment.style}
        await pilot.press("t", "k", "enter")
        await pilot.pause()
        assert {segment.style.color for segment in viewer._canvas.render_line(5) if segment.style} != before
        assert viewer.stage.theme.id == "day"


async def test_the_wheel_moves_the_cursor(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        await pilot._post_mouse_events([events.MouseScrollDown], viewer._canvas, button=0)
        assert viewer.stage.item is not None
        assert viewer.stage.item.title == "Kursk report 1"


async def test_the_mouse_selects_and_then_reads(setting: Setting) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        line = next(y for y, text in enumerate(drawn(viewer)) if "Kerch report 1" in text)
        await pilot.click(offset=(70, line))
        assert viewer.stage.item is not None
        assert viewer.stage.item.title == "Kerch report 1"
        await pilot.click(offset=(70, line))
        assert type(viewer.stage.front).__name__ == "Reader"
        await pilot.press("escape", "t")
        await pilot.pause()
        line = next(y for y, text in enumerate(drawn(viewer)) if "Day" in text)
        await pilot.click(offset=(5, line))
        assert viewer.stage.theme.id == "day"


async def test_a_theme_that_was_chosen_is_remembered(setting: Setting, store: Store) -> None:
    viewer = Viewer(setting)
    async with viewer.run_test(size=(100, 30)) as pilot:
        await pilot.press("t", "k", "enter")
        await pilot.pause()
        assert preferences.chosen(store, "theme", setting.desk.theme) == "day"
