"""Golden pairs: a document in each format, all written by us, and what a careful reader understands of it.

Beside `name.ext` stands `name.expected.json`: under "document" how it came (address, content type, time), under
"reading" what is not as by default. After a wanted change: BRIEFING_GOLDEN=write pytest, then read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.formats import Document, Reading, read
from briefing.model import Credit, Item, Rights
from briefing.text import iso

GOLDEN = Path(__file__).parent / "golden"
INPUTS = sorted(path for path in GOLDEN.glob("*/*") if not path.name.endswith(".expected.json"))
PUBLISHERS = Publishers(load())


def told(reading: Reading) -> dict[str, Any]:
    """A reading as JSON, without what is as by default; moments in words."""
    return _fields(reading, Reading(kind=""))


def _fields(record: Any, default: Any) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in record._asdict().items() if value != getattr(default, name)}


def _value(name: str, value: Any) -> Any:
    if name in ("published", "updated") and isinstance(value, int):
        return iso(value)
    if isinstance(value, Item):
        return _fields(value, Item(key="", title=""))
    if isinstance(value, Credit):
        return _fields(value, Credit())
    if isinstance(value, Rights):
        return _fields(value, Rights())
    if isinstance(value, tuple):
        return [_value("", each) if not hasattr(each, "relation") else list(each) for each in value]
    return value


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_document_is_read_as_expected(path: Path) -> None:
    pair = path.with_name(f"{path.stem}.expected.json")
    expected = json.loads(pair.read_text()) if pair.exists() else {"document": {}}
    reading = told(read(Document(path.read_bytes(), **expected["document"]), PUBLISHERS))
    if os.environ.get("BRIEFING_GOLDEN") == "write":
        pair.write_text(
            json.dumps({"document": expected["document"], "reading": reading}, ensure_ascii=False, indent=1) + "\n"
        )
    assert reading == expected.get("reading")


def test_every_pair_is_complete() -> None:
    assert {path.with_name(f"{path.stem}.expected.json") for path in INPUTS} == set(GOLDEN.glob("*/*.expected.json"))
