"""Every command of the viewer, once: bindings, help, palette, `briefing keys` and the README's table come from here.

Keys are the printable character itself ("j", "?", "#") or the toolkit's name of a key ("enter",
"ctrl+p", "pagedown"). Imported before the first headline is painted, since the key hints come from here.
"""

from __future__ import annotations

from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final, Literal

    Where = Literal["", "board", "reader"]
    Overrides = Sequence[tuple[str, Sequence[str]]]

BOARD: Final = "board"
READER: Final = "reader"
MOST_FRONTS_WITH_A_KEY = 9


class Command(NamedTuple):
    """Something a reader can ask for. `id` is what `[keys]` in the desk calls it.

    `footer` is the word in the key hints, "" when it is not shown there. `where` is the screen that it
    belongs to, "" for both the board and the reader. `counted` says whether a count (`5j`) means something.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...]
    footer: str = ""
    group: str = "Move"
    where: Where = ""
    counted: bool = False


_MOVE = (
    Command("down", "Down", "One item down; in the reader, one line", ("j", "down"), "move", counted=True),
    Command("up", "Up", "One item up; in the reader, one line", ("k", "up"), counted=True),
    Command(
        "top", "Newest", "To the newest item, where arrivals appear; in the reader, to the beginning", ("g", "home")
    ),
    Command("bottom", "Oldest", "To the oldest item; in the reader, to the end", ("G", "end")),
    Command("page_down", "Page down", "A screenful down", ("pagedown", "space"), counted=True),
    Command("page_up", "Page up", "A screenful up", ("pageup", "shift+space"), counted=True),
    Command("half_down", "Half a page down", "Half a screenful down", ("ctrl+d",), counted=True),
    Command("half_up", "Half a page up", "Half a screenful up", ("ctrl+u",), counted=True),
    Command(
        "next_new",
        "Next new",
        "To the oldest item not yet seen, on whichever front it is",
        ("n",),
        "next new",
        counted=True,
    ),
    Command("previous_new", "Previous new", "Back to the new item before, across fronts", ("N",), counted=True),
)

_FRONTS = (
    Command(
        "next_front", "Next front", "To the pane after this one", ("tab", "l", "right"), group="Fronts", where=BOARD
    ),
    Command(
        "previous_front",
        "Previous front",
        "To the pane before this one",
        ("shift+tab", "h", "left"),
        group="Fronts",
        where=BOARD,
    ),
    *(
        Command(f"front_{number}", f"Front {number}", f"To pane {number}", (str(number),), group="Fronts", where=BOARD)
        for number in range(1, MOST_FRONTS_WITH_A_KEY + 1)
    ),
    Command("zoom", "Zoom", "This pane alone on the screen, and back", ("z",), "zoom", group="Fronts", where=BOARD),
    Command(
        "filter", "Filter", "What the pane shows: all, new, saved, key events", ("f",), group="Fronts", where=BOARD
    ),
    Command("figures", "Figures", "The figures of this front over time", ("#",), group="Fronts", where=BOARD),
)

_READ = (
    Command("read", "Read", "Open the item", ("enter",), "read", group="Read", where=BOARD),
    Command(
        "back",
        "Back",
        "Leave the reader or what lies over the screen",
        ("escape", "q"),
        "back",
        group="Read",
        where=READER,
    ),
    Command(
        "next_item",
        "Next item",
        "The item below this one, without going back",
        ("l", "right", "tab"),
        "next",
        group="Read",
        where=READER,
        counted=True,
    ),
    Command(
        "previous_item",
        "Previous item",
        "The item above this one, without going back",
        ("h", "left", "shift+tab"),
        group="Read",
        where=READER,
        counted=True,
    ),
    Command(
        "changes",
        "What changed",
        "Earlier wordings of the item, with the words that changed marked",
        ("c",),
        "changes",
        group="Read",
    ),
    Command("story", "Who else tells it", "Everyone who tells this story", ("v",), group="Read"),
    Command(
        "link",
        "Link",
        "Show the link and copy it; opens it only when the desk names a program",
        ("o",),
        "link",
        group="Read",
    ),
    Command("copy_link", "Copy link", "Copy the link", ("y",), group="Read"),
    Command("copy_item", "Copy with credit", "Copy the item with its full credit", ("Y",), group="Read"),
)

_MARK = (
    Command("toggle_read", "Read or unread", "Mark the item read, or unread again", ("m",), group="Mark"),
    Command("all_read", "All read", "Mark everything on this front read", ("A",), group="Mark"),
    Command("save", "Save", "Save the item, or let it go again", ("s",), group="Mark"),
    Command("flag", "Flag a mistake", "Flag a mistake in the item, with a note", ("!",), group="Mark"),
    Command("undo", "Undo", "Take back the last mark", ("u",), group="Mark", counted=True),
)

_DESK = (
    Command("search", "Search", "Search everything that is stored", ("/",), "search", group="Desk"),
    Command("refresh", "Refresh front", "Ask for this front's sources now", ("r",), group="Desk"),
    Command("refresh_all", "Refresh all", "Ask for every source now", ("R",), group="Desk"),
    Command("sources", "Sources", "The sources and how they are doing", ("S",), group="Desk"),
    Command("pause", "Pause", "Hold every arrival and count it, until the key is pressed again", ("p",), group="Desk"),
    Command("times", "Ages or times", "How old each item is, or its time by the clock", ("T",), group="Desk"),
    Command(
        "bidi",
        "Right to left",
        "Turn right-to-left text around here, for terminals that do not",
        ("B",),
        group="Desk",
    ),
    Command("theme", "Theme", "Choose the colours", ("t",), group="Desk"),
    Command("palette", "Commands", "Find any command by its name", (":", "ctrl+p"), group="Desk"),
    Command("help", "Help", "These keys", ("?", "f1"), "help", group="Desk"),
    Command("redraw", "Redraw", "Paint the whole screen again", ("ctrl+l",), group="Desk"),
    Command(
        "quit",
        "Quit",
        "Leave; what you were reading is remembered (Ctrl+C twice does the same)",
        ("q", "ctrl+q"),
        "quit",
        group="Desk",
        where=BOARD,
    ),
)

COMMANDS: tuple[Command, ...] = (*_MOVE, *_FRONTS, *_READ, *_MARK, *_DESK)
"""In the order of the help screen; the commands of one group stand together."""

_HINTS = ("down", "front", "read", "next_new", "search", "zoom", "changes", "link", "quit", "help")
_READER_HINTS = ("down", "next_item", "back", "changes", "link", "next_new", "help")
_SHOWN = {
    "enter": "⏎", "escape": "Esc", "space": "Space", "pagedown": "PgDn", "pageup": "PgUp", "down": "↓", "up": "↑",
    "left": "←", "right": "→", "home": "Home", "end": "End", "tab": "Tab", "delete": "Del", "backspace": "Bksp",
}  # fmt: skip
_SHOWN_ASCII = {"enter": "Enter", "down": "Down", "up": "Up", "left": "Left", "right": "Right"}


_KEYS = {each.id: each.keys for each in COMMANDS}


def command(id: str) -> Command | None:
    """The command called `id`, if there is one."""
    return next((each for each in COMMANDS if each.id == id), None)


def keys_of(overrides: Overrides = ()) -> Mapping[str, tuple[str, ...]]:
    """The keys of every command by id, the desk's `[keys]` laid over the defaults; unknown ids are passed over.

    A key that the desk gives to a command is taken away from the others of the same screen.
    """
    if not overrides:
        return _KEYS
    known = {each.id: each for each in COMMANDS}
    wanted = {name: tuple(keys) for name, keys in overrides if name in known}
    found: dict[str, tuple[str, ...]] = {}
    for each in COMMANDS:
        if each.id in wanted:
            found[each.id] = wanted[each.id]
            continue
        taken = {key for name, keys in wanted.items() for key in keys if _meet(each, known[name])}
        found[each.id] = tuple(key for key in each.keys if key not in taken)
    return found


def keymap(overrides: Overrides = (), where: Where = BOARD) -> dict[str, str]:
    """Which command each key means on one screen: `{"j": "down", …}`."""
    keys = keys_of(overrides)
    return {key: each.id for each in COMMANDS if each.where in ("", where) for key in keys[each.id]}


def problems(overrides: Overrides) -> list[str]:
    """What is wrong with the desk's `[keys]`, a sentence each: unknown commands, and keys given to two of them."""
    known = {each.id: each for each in COMMANDS}
    found: list[str] = []
    given: list[tuple[str, str]] = []
    for name, keys in overrides:
        if name not in known:
            near = nearest(name)
            found.append(f"keys.{name}: there is no such command" + (f"; did you mean {near}?" if near else ""))
            continue
        for key in keys:
            if not _is_key(key):
                found.append(f'keys.{name}: there is no key {key!r}; one is a character, or a name as "f5" or "ctrl+p"')
            other = next((there for there, taken in given if taken == key and _meet(known[there], known[name])), "")
            if other:
                found.append(f"keys.{name}: {key!r} is already given to {other}")
            given.append((name, key))
    return found


def _is_key(key: str) -> bool:
    """Whether a key can be pressed: a character, or one of the toolkit's names, modifiers before it."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if not all(each in ("ctrl", "shift", "alt") for each in modifiers):
        return False
    if len(last) == 1:
        return True
    return last in _SHOWN or last == "insert" or (last[0:1] == "f" and last[1:].isdecimal()) or bool(modifiers and last)


def nearest(id: str) -> str:
    """The id of the command most like `id`, or ""."""
    import difflib

    return next(iter(difflib.get_close_matches(id, [each.id for each in COMMANDS], 1)), "")


def shown(key: str, ascii: bool = False) -> str:
    """A key as it is written for people: "Ctrl+P", "⏎", "PgDn"."""
    if len(key) == 1:
        return key
    *modifiers, last = key.split("+")
    name = (_SHOWN_ASCII.get(last) if ascii else None) or _SHOWN.get(last) or last.capitalize()
    return "+".join(
        [*(each.capitalize() for each in modifiers), name.upper() if modifiers and len(name) == 1 else name]
    )


def key(id: str, overrides: Overrides = (), *, ascii: bool = False) -> str:
    """The first key of a command as it is written for people; its title when it has none."""
    keys = keys_of(overrides)[id]
    named = command(id)
    return shown(keys[0], ascii) if keys else named.title if named else id


def hints(
    overrides: Overrides = (), *, where: Where = BOARD, fronts: int = 0, ascii: bool = False, changed: bool = False
) -> list[tuple[str, str]]:
    """The key hints of a screen, most needed first: `[("j/k", "move"), ("1-4", "front"), …]`.

    `changed` says that the changes of an item are shown, so that their key goes back to its text.
    """
    keys = keys_of(overrides)
    found: list[tuple[str, str]] = []
    for name in _HINTS if where == BOARD else _READER_HINTS:
        if name == "front":
            if fronts > 1:
                found.append((f"1-{min(fronts, MOST_FRONTS_WITH_A_KEY)}", "front"))
            continue
        known = command(name)
        if known is None or not keys[name]:
            continue
        label = shown(keys[name][0], ascii)
        if name == "down" and keys["up"]:
            label += "/" + shown(keys["up"][0], ascii)
        found.append((label, "text" if name == "changes" and changed else known.footer))
    return found


def _meet(one: Command, other: Command) -> bool:
    """Whether two commands answer to keys on one and the same screen."""
    return one.id != other.id and (one.where == other.where or not one.where or not other.where)
