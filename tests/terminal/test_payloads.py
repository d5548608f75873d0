"""Whatever a feed says, the terminal is sent text, and sequences of our own making, and nothing else."""

from __future__ import annotations

import base64
import re
import time
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from tests.terminal.conftest import Start

from briefing.model import Also, Credit, Figure, Item, Rights, SourceHealth
from briefing.store import health, items
from briefing.store.connection import Store
from briefing.store.marks import flag

OURS = re.compile(
    rb"\x1b\[(?:\d+(?:;\d+)?)?H|\x1b\[\d*[CDKX]|\x1b\[\d*[AB]\x08{0,3}|\x1b\[[\d;]*m"
    rb"|\x1b\[\?(?:1049|25|7|2004|2026)[hl]|\x1b\[(?:\d+;\d+)?r|\x1b[DM]"
    rb"|\x1b\]8;[^;\x1b]*;(?:https?://[!-~]+)?\x1b\\"
)
CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)")
PAYLOADS = {
    "escape": "\x1b[2J\x1b[31mred\x1bc",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "title": "\x1b]0;owned\x1b\\",
    "csi8": "\x9b2J\x9b31m",
    "osc8": "\x9d52;c;b3duZWQ=\x9c",
    "nul": "a\x00b\x01c\x08d\x7fe",
    "lines": "a\r\nb\x0bc\x0cd\x85e\u2028f\u2029g\th",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200f\u061c",
    "hidden": "a\u200bb\u2060c\ufeffd\u00ade\U000e0041f",
    "marks": "e" + "\u0301" * 60,
    "other marks": "ก" + "\u0e49" * 60,
    "joiners": "👩\u200d👩\u200d👧\u200d\u200d\u200d👦 🏳\ufe0f\u200d🌈",
    "markup": "[/foo] [/ [bold]x[/] [@click=app.quit]press[/] [ @click=app.quit]x",
    "private": "\ue000\uf8ff\U0010ffff\ufdd0",
    "wide": "界" * 40 + "한글" + "ﷺ",
}
LINKS = (
    "javascript:alert(1)",
    "https://news.example/\x1b]52;c;eA==\x07",
    "file:///etc/passwd",
    "http://\u202enews.example/",
)


def poisoned(wire: Path) -> None:
    """An item for each payload, in every field of it, straight into the store, past the first wall."""
    now = int(time.time())
    with closing(Store.open(str(wire))) as store:
        for number, payload in enumerate(PAYLOADS.values()):
            rights = Rights(payload, payload, payload)
            item = Item(
                key=f"p{number}",
                id=f"p{number}",
                title=f"Poison {number} {payload} end",
                text=f"Before {payload} after.\n\n{payload}",
                url=LINKS[number % len(LINKS)],
                credit=Credit(payload, "stated", payload, (payload,), (Also(payload, "confirms"),), rights),
                figures=(Figure(payload, 1.0, "", payload, payload, payload),),
                fronts=("kursk",),
                published=now - number,
                first_seen=now,
            )
            items.save(store, "test", [item], now)
            items.save(store, "test", [item._replace(title=f"Poison {payload} changed", text="Another wording.")], now)
        health.record(store, SourceHealth("test", payload, "failing", payload))
        marks = Store.open(str(wire), str(wire.with_name("marks.db")))
        flag(marks, "p0", PAYLOADS["escape"], now)
        marks.close()


def forbidden(raw: bytes) -> list[str]:
    """What was sent that is neither text nor a sequence of ours."""
    text = OURS.sub(b"", raw).decode("utf-8")
    bad = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") and char not in "\r\n"}
    bad |= set(re.findall("[\u0300-\u036f]{5,}|\u0e49{9,}", text))
    return sorted(hex(ord(char[0])) for char in bad)


@pytest.mark.parametrize("driver", ["lean", "stock"])
def test_no_payload_reaches_the_terminal_through_any_screen(start: Start, wire: Path, driver: str) -> None:
    poisoned(wire)
    title = " ".join(PAYLOADS.values())
    terminal = start(driver=driver, wait="Poison", fronts=["kursk", "kerch"], title=title)
    each = ["\r", "c", "G", "\x1b", "o", "!", "\x1b", "j"]
    screens = [
        "S",
        "G",
        "q",
        "/",
        "kursk",
        "\r",
        "l",
        "l",
        "\x1b",
        "\x1b",
        "?",
        "q",
        ":",
        "\x1b",
        "t",
        "q",
        "#",
        "q",
        "z",
        "g",
    ]
    for keys in each * len(PAYLOADS) + screens:
        terminal.send(keys)
        terminal.settle(0.06 if keys == "\x1b" else 0.02)
    terminal.send("\x03\x03")
    assert terminal.ended()
    assert terminal.status == 0
    assert forbidden(CLIPBOARD.sub(b"", terminal.raw)) == []
    copied = [base64.b64decode(found).decode() for found in CLIPBOARD.findall(terminal.raw)]
    assert copied
    assert all(re.fullmatch("https?://[!-~]+", text) for text in copied)


def test_the_check_itself_sees_what_is_forbidden() -> None:
    for name, payload in PAYLOADS.items():
        if name not in ("markup", "wide", "lines"):
            assert forbidden(payload.encode("utf-8", "replace")), name
