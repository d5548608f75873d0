"""What the canvas lies on: the toolkit's application and screen without its style sheets, its widgets and its drawing.

One canvas that fills the terminal needs no rules, and nothing of the toolkit's own beside it. To read and match the
rules that come with it, and to draw what the driver has been given already, takes a fifth of the start.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

from briefing.ui.terminal.driver import LeanDriver


class Ground(Screen[None], inherit_css=False, inherit_bindings=False):
    """An empty screen that never scrolls. A widget that is laid on it gets its styles in code."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.styles.overflow_x = self.styles.overflow_y = "hidden"

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        """Mount none: what is offered shows notices and tooltips, and ours are on the canvas."""

    def _compositor_refresh(self) -> None:
        """Draw only where the driver does not take the lines of the canvas as they are."""
        if isinstance(self.app._driver, LeanDriver):
            self._dirty_widgets.clear()
        else:
            super()._compositor_refresh()


class Bare(App[None], inherit_css=False, inherit_bindings=False):
    """An application of one empty screen."""

    ENABLE_COMMAND_PALETTE = False

    def get_css_variables(self) -> dict[str, str]:
        """None: there is no style sheet to use them."""
        return {}

    def get_default_screen(self) -> Ground:
        """The toolkit's only screen; ours are drawn on the canvas."""
        return Ground()
