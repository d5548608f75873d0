"""A wire with a reader's marks, checked for soundness when the test is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.making import NOON, sound

from briefing.store.connection import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"), now=NOON, patience=0.2)
    yield opened
    sound(opened)
    opened.close()


@pytest.fixture
def another(store: Store) -> Iterator[Store]:
    """A second connection to the same files."""
    opened = Store.open(store.path, store.marks, now=NOON, patience=0.2)
    yield opened
    opened.close()
