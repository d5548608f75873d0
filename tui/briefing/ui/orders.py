"""The commands that belong to no screen: what each does, in one table by the command's id."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from briefing.errors import StoreError
from briefing.store import preferences
from briefing.ui import sharing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.model import Item, Theme
    from briefing.ui.stage import Stage

    Action = Callable[[Stage], None]


def refresh(stage: Stage, sources: Sequence[str]) -> None:
    """Ask the fetcher for these sources, or for all, through the wire."""
    from briefing.ui.asking import ask

    stage.notice(ask(stage.setting, sources, stage.look))


def _refresh_front(stage: Stage) -> None:
    front = stage.setting.board.front
    sources = [each.id for each in stage.setting.desk.feeding(front) if each.enabled] if front is not None else []
    if sources:
        refresh(stage, sources)
    else:
        stage.notice("no source feeds this front")


def _refresh_all(stage: Stage) -> None:
    refresh(stage, ())


def _with_item(action: Callable[[Stage, Item], None]) -> Action:
    def do(stage: Stage) -> None:
        if stage.item is None:
            stage.notice("nothing is selected")
        else:
            action(stage, stage.item)

    return do


def _link(stage: Stage, item: Item) -> None:
    """Show and copy the link, and open it where the desk names a program."""
    url = sharing.link_of(item)
    if not url:
        stage.notice("this item has no link")
        return
    stage.host.copy(url)
    opener = () if stage.setting.options.restricted else stage.setting.desk.links.open
    trouble = sharing.open_link(opener, url) if opener else ""
    stage.notice(trouble or (f"opened: {url}" if opener else f"copied: {url}"))


def _copy_link(stage: Stage, item: Item) -> None:
    url = sharing.link_of(item)
    if url:
        stage.host.copy(url)
    stage.notice("link copied" if url else "this item has no link")


def _copy_item(stage: Stage, item: Item) -> None:
    stage.host.copy(sharing.with_credit(item, stage.look))
    stage.notice("copied with its credit")


def _flag(stage: Stage, item: Item) -> None:
    from briefing.ui.screens.note import Note

    def keep(item: Item, note: str) -> None:
        stage.back()
        board = stage.setting.board
        stage.notice(board.marking.flag(item, note))
        board.load()

    stage.show(Note(stage.look, item, keep))


def _read(stage: Stage) -> None:
    """Open the item under the board's cursor."""
    from briefing.ui.screens.reader import Reader

    if stage.item is None:
        stage.notice("nothing is selected")
    else:
        stage.show(Reader(stage.setting.board))


def _changes(stage: Stage) -> None:
    """Open it where its earlier wordings are."""
    _read(stage)
    stage.front.do("changes", 1)


def _search(stage: Stage) -> None:
    from briefing.ui.screens.reader import Reader
    from briefing.ui.screens.search import Search

    setting = stage.setting

    def read(item: Item) -> None:
        stage.show(Reader(setting.board, item, found.step))

    found = Search(stage.look, setting.store, setting.desk.fronts, setting.clock, read)
    stage.show(found)


def _sources(stage: Stage) -> None:
    from briefing.ui.screens.sources import Sources

    setting = stage.setting
    add = partial(_add_source, stage)
    stage.show(Sources(stage.look, setting.store, setting.desk.sources, setting.clock, stage.refresh, add))


def _add_source(stage: Stage) -> None:
    from briefing.ui.screens.adding import Adding

    def added(said: str) -> None:
        stage.back()
        stage.notice(said.splitlines()[-1] if said else "added")

    if stage.setting.options.restricted or not stage.setting.command:
        stage.notice("sources cannot be added here")
    else:
        stage.show(Adding(stage.look, stage.setting.command, added))


def _theme(stage: Stage) -> None:
    from briefing.ui.screens.themes import Themes

    def wear(theme: Theme) -> None:
        # Of the one that is worn the file may have changed since it was listed, and then it is worn as it is now.
        if theme.id != stage.theme.id:
            stage.theme = theme
            stage.host.wear(theme)

    def keep(theme: Theme) -> None:
        wear(theme)
        stage.back()
        try:
            preferences.choose(stage.setting.store, "theme", theme.id, stage.setting.desk.theme)
            stage.notice(f"{theme.title or theme.id} from now on")
        except StoreError as error:
            stage.notice(f"not remembered: {error}")

    found = stage.setting.themes()
    shown = [item for pane in stage.setting.board.panes for item in pane.window.items[:3]]
    stage.show(Themes(stage.look, found.themes or (stage.theme,), found.failed, stage.theme, wear, keep, shown))


def _palette(stage: Stage) -> None:
    from briefing.ui.screens.palette import Palette

    stage.show(Palette(stage.look, stage.setting.desk, stage.where, stage.run))


def _help(stage: Stage) -> None:
    from briefing.ui.screens.help import Help

    desk = stage.setting.desk
    stage.show(Help(stage.look, desk.keys, len(desk.fronts)))


def _figures(stage: Stage) -> None:
    from briefing.ui.screens.found import Figures

    board = stage.setting.board
    if board.front is None:
        stage.notice("there is no front")
        return
    stage.show(Figures(stage.look, board.store, board.front, _reading(stage)))


def _story(stage: Stage, item: Item) -> None:
    from briefing.ui.screens.found import Story

    found = Story(stage.look, stage.setting.store, item, _reading(stage))
    if len(found.entries) > 1:
        stage.show(found)
    else:
        stage.notice("nobody else is known to tell this story")


def _reading(stage: Stage) -> Callable[[Item], None]:
    from briefing.ui.screens.reader import Reader

    return lambda item: stage.show(Reader(stage.setting.board, item))


def _of_the_board(command: str) -> Action:
    """A command of the board that is given while another screen is seen."""

    def do(stage: Stage) -> None:
        board = stage.setting.board
        board.do(command)
        stage.notice(board.said)
        board.notice("")

    return do


ACTIONS: dict[str, Action] = {
    "read": _read,
    "changes": _changes,
    "back": lambda stage: stage.back(),
    "link": _with_item(_link),
    "copy_link": _with_item(_copy_link),
    "copy_item": _with_item(_copy_item),
    "flag": _with_item(_flag),
    "story": _with_item(_story),
    "figures": _figures,
    **{command: _of_the_board(command) for command in ("all_read", "pause", "times", "bidi")},
    "search": _search,
    "refresh": _refresh_front,
    "refresh_all": _refresh_all,
    "sources": _sources,
    "theme": _theme,
    "palette": _palette,
    "help": _help,
    "redraw": lambda stage: stage.host.redraw(),
    "quit": lambda stage: stage.host.leave(0),
}
