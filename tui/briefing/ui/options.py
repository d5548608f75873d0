"""What the command line decides about one run of the viewer. Imports nothing of the toolkit."""

from __future__ import annotations

from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.draw.styles import Depth


class Options(NamedTuple):
    """The command line's choices, laid over the desk's.

    `theme` is "" where the desk chooses. `depth` is how many colours the terminal has. `restricted` is for use behind
    sshd's ForceCommand: no program is started, nothing but marks is written.
    """

    front: str = ""
    theme: str = ""
    depth: Depth = "256"
    ascii: bool = False
    mouse: bool = False
    offline: bool = False
    restricted: bool = False
