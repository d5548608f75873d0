"""Starts the viewer on a store, as the command line does but for what that finds out: argv is WIRE MARKS [JSON]."""

from __future__ import annotations

import json
import os
import sys

from briefing.config import load, themes
from briefing.draw.styles import depth_of
from briefing.model import Front, Links, Source
from briefing.store.connection import Store
from briefing.ui import app
from briefing.ui.options import Options
from briefing.view.board import Board

wire, marks = sys.argv[1:3]
wanted = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
title = wanted.get("title", "")
names = wanted.get("fronts", ["kursk", "kerch", "gaza", "mpox"])
desk = load.desk(os.devnull)._replace(
    fronts=tuple(Front(name, name.title() + title) for name in names),
    sources=(Source("test", f"https://news.example/{title}", title, fronts=tuple(names)),) if title else (),
    driver=wanted.get("driver", "lean"),
    keys=tuple((name, tuple(keys)) for name, keys in wanted.get("keys", {}).items()),
    links=Links(tuple(wanted.get("open", ()))),
)
if secret := wanted.get("fault"):

    def broken(board: Board, command: str, count: int = 1) -> bool:
        """Fails, with something in a local variable that nobody should see."""
        shown = f"{secret} {command} {count}"
        return bool(len(shown) / 0)

    Board.do = broken  # type: ignore[method-assign]
options = Options(depth=depth_of(os.environ), mouse=wanted.get("mouse", False), ascii=wanted.get("ascii", False))
sys.exit(app.run(Store.open(wire, marks), desk, themes.named(wanted.get("theme", "night")), options))
