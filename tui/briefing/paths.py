"""Where files live (XDG Base Directory Specification 0.8), and in which state one is.

Nothing is created or read when this is imported.
Uses `os.path`, not `pathlib`: these functions run before the first headline is painted.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Stamp = tuple[int, int]

APP = "briefing"


def _xdg(env: Mapping[str, str], variable: str, fallback: str) -> str:
    """An XDG base folder; relative values are ignored, as the specification asks."""
    base = env.get(variable, "")
    if not os.path.isabs(base):
        base = os.path.join(env.get("HOME") or os.path.expanduser("~"), fallback)
    return os.path.join(base, APP)


def config_folder(env: Mapping[str, str] = os.environ) -> str:
    """The folder of `briefing.toml` and of the reader's own `themes/`."""
    return _xdg(env, "XDG_CONFIG_HOME", ".config")


def own_themes(env: Mapping[str, str] = os.environ) -> str:
    """The folder of the reader's own themes."""
    return os.path.join(config_folder(env), "themes")


def config_file(env: Mapping[str, str] = os.environ) -> str:
    """The desk: `$BRIEFING_CONFIG`, else `briefing.toml` in the configuration folder."""
    return env.get("BRIEFING_CONFIG") or os.path.join(config_folder(env), "briefing.toml")


def wire_file(env: Mapping[str, str] = os.environ) -> str:
    """The shared store: `$BRIEFING_STORE`, else `wire.db` in the data folder."""
    return env.get("BRIEFING_STORE") or os.path.join(_xdg(env, "XDG_DATA_HOME", ".local/share"), "wire.db")


def marks_file(env: Mapping[str, str] = os.environ) -> str:
    """The reader's own marks, `marks.db` in the state folder."""
    return os.path.join(_xdg(env, "XDG_STATE_HOME", ".local/state"), "marks.db")


def log_file(env: Mapping[str, str] = os.environ) -> str:
    """The fetcher's log, `briefing.log` in the state folder."""
    return os.path.join(_xdg(env, "XDG_STATE_HOME", ".local/state"), "briefing.log")


def cache_folder(env: Mapping[str, str] = os.environ) -> str:
    """The folder of what can be made again at any time."""
    return _xdg(env, "XDG_CACHE_HOME", ".cache")


def shipped(folder: str) -> str:
    """The folder `themes` or `data` that comes with the program, installed or in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.join(package, folder)
    if os.path.isdir(installed):
        return installed
    return os.path.join(os.path.dirname(os.path.dirname(package)), folder)


def stamp(file: str) -> Stamp:
    """When a file was last changed, in nanoseconds, and its size; -1 and -1 when it is not there."""
    try:
        state = os.stat(file)
        return state.st_mtime_ns, state.st_size
    except OSError:
        return -1, -1


def number(file: str) -> int:
    """By which a file that is open somewhere is told from another that took its name; 0 when there is none."""
    try:
        return os.stat(file).st_ino
    except OSError:
        return 0
