"""Bringing a document in by hand, trying an address, and the edition that comes with the program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.engine.server import Asked, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine import bundled, importing, trial
from briefing.errors import ParseError
from briefing.fetch.web import Client, Web
from briefing.formats.reading import Document
from briefing.model import Source
from briefing.store import listing
from briefing.store.connection import Store

NOW = 1_800_000_000


def test_an_imported_document_is_read_and_stored(store: Store, publishers: Publishers) -> None:
    document = Document(rss("Kursk one", "Elsewhere two"), "/some/feed.xml", at=NOW)
    dry = importing.import_document(None, document, desk_of(), publishers, now=NOW)
    assert (dry.saved, len(dry.items), list(listing.items(store))) == (None, 2, [])
    done = importing.import_document(store, document, desk_of(), publishers, now=NOW)
    assert done.saved is not None
    assert (done.saved.new, done.reading.kind) == (2, "rss")
    assert {(item.title, item.source, item.fronts) for item in listing.items(store)} == {
        ("Kursk one", "imported", ("kursk",)),
        ("Elsewhere two", "imported", ()),
    }
    again = importing.import_document(store, document, desk_of(), publishers, now=NOW)
    assert again.saved is not None
    assert again.saved.unchanged == 2


def test_what_cannot_be_imported_is_said(store: Store, publishers: Publishers) -> None:
    with pytest.raises(ParseError):
        importing.import_document(store, Document(b"\x00\x01"), desk_of(), publishers, now=NOW)


async def test_a_trial_stores_nothing(server: Server, publishers: Publishers) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    reading = await trial.try_source(Source("t", server.url()), desk_of(), publishers, now=NOW)
    assert [(item.title, item.fronts) for item in reading.items] == [("Kursk one", ("kursk",))]


async def test_a_trial_says_what_is_in_the_way(server: Server, publishers: Publishers, tmp_path: Path) -> None:
    async def why(address: str, **options: bool) -> str:
        with pytest.raises(ParseError) as caught:
            await trial.try_source(Source("t", address), desk_of(), publishers, now=NOW, **options)
        return str(caught.value)

    assert await why(server.url("/none")) == "HTTP 404 (not found)"
    assert await why(server.url(), offline=True) == "offline: not asked"
    assert await why(str(tmp_path / "none")) == "no such file or folder"
    assert await why(str(tmp_path)) == "there is no file in it"


async def test_a_trial_of_a_folder_reads_its_files(publishers: Publishers, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.xml").write_bytes(rss(f"Kursk {number}"))
    reading = await trial.try_source(Source("t", str(tmp_path)), desk_of(), publishers, now=NOW)
    assert {item.title for item in reading.items} == {"Kursk 0", "Kursk 1", "Kursk 2"}


def test_the_bundled_edition_fills_an_empty_wire_once(store: Store, publishers: Publishers) -> None:
    assert bundled.install(store, publishers, NOW)
    items = list(listing.items(store))
    assert {front for item in items for front in item.fronts} == {"kursk", "kerch", "gaza", "mpox"}
    assert all(item.credit.publisher and item.source == "bundled" for item in items)
    assert not bundled.install(store, publishers, NOW)
    assert list(listing.items(store)) == items


def test_the_bundled_edition_stays_away_from_a_wire_that_holds_something(store: Store, publishers: Publishers) -> None:
    importing.import_document(store, Document(rss("Kursk one"), at=NOW), desk_of(), publishers, now=NOW)
    assert not bundled.install(store, publishers, NOW)


async def test_a_trial_repeats_no_secret(server: Server, publishers: Publishers) -> None:
    async def repeat(asked: Asked, writer: asyncio.StreamWriter) -> None:
        page = f"<!doctype html><title>Who sent {asked.headers['x-key']}?</title>"
        writer.write(response(200, page.encode(), content_type="text/html"))

    server.answers["/feed"] = repeat
    source = Source("t", server.url(), headers=(("X-Key", "sesame"),))
    with pytest.raises(ParseError) as caught:
        await trial.try_source(source, desk_of(), publishers, now=NOW)
    assert "Who sent …?" in str(caught.value)


async def test_a_trial_may_go_where_the_fetcher_may(publishers: Publishers, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[set[tuple[str, int]]] = []

    def client(self: Web, some: Iterable[tuple[str, int]] = (), proxy: str = "") -> Client:
        named.append(set(some))
        raise ParseError("far enough")

    monkeypatch.setattr(Web, "client", client)
    with pytest.raises(ParseError, match="far enough"):
        await trial.try_source(Source("t", "http://news.example/"), desk_of(), publishers, now=NOW)
    assert named == [{("news.example", 80), ("news.example", 443)}]


PAGE = "<!doctype html><html><head><title>News</title><link rel=alternate type={} href={}></head></html>"


async def test_a_trial_follows_a_page_to_its_feed(server: Server, publishers: Publishers) -> None:
    server.answers["/"] = response(200, PAGE.format("application/rss+xml", "/feed").encode(), content_type="text/html")
    server.answers["/feed"] = response(200, rss("Kursk one"))
    reading = await trial.try_source(Source("t", server.url("/")), desk_of(), publishers, now=NOW)
    assert [item.title for item in reading.items] == ["Kursk one"]
    assert reading.notes == (f"read from the feed that its page links to, {server.url('/feed')}",)
    with pytest.raises(ParseError, match="HTML page"):
        await trial.try_source(Source("t", server.url("/"), kind="rss"), desk_of(), publishers, now=NOW)
    server.answers["/feed"] = response(503)
    with pytest.raises(ParseError, match=r"which cannot be read: HTTP 503 \(.*\)$"):
        await trial.try_source(Source("t", server.url("/")), desk_of(), publishers, now=NOW)
