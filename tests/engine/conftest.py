"""A server on loopback, a wire of its own for each test, and the publishers table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.engine.server import Clock, Server

from briefing.config import publishers as table
from briefing.editorial.publishers import Publishers
from briefing.store.connection import Store


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(str(tmp_path / "wire.db"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def publishers() -> Publishers:
    return Publishers(table.load())


@pytest.fixture
def clock() -> Clock:
    return Clock()
