"""What the command line decides about one run of the viewer. Imports nothing of the toolkit."""

from __future__ import annotations

from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.draw.styles import Depth


class Options(NamedTuple):
    """The command line's choices, laid over the desk's.

    `depth` is how many colours the terminal has: "none", "16", "256" or "truecolor". `spawn` allows a fetcher
    to be started; `fetcher` is the command that starts one, without which nothing is started. `restricted`
    is for use behind sshd's ForceCommand: no opener, nothing but marks is written, nothing reaches out.
    """

    front: str = ""
    depth: Depth = "256"
    ascii: bool = False
    mouse: bool = False
    offline: bool = False
    spawn: bool = True
    fetcher: tuple[str, ...] = ()
    restricted: bool = False
    log: str = ""
