"""A guid that is used again for another story swallows nothing; an item that is told anew stays one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.editorial.editing import edit
from briefing.editorial.publishers import Publishers
from briefing.editorial.sameness import another, known_as
from briefing.formats import Document, read
from briefing.model import Item, Source
from briefing.store import items, listing
from briefing.store.connection import Store

SOURCE = Source("s", "https://n.example/feed")
NOW = 1_723_809_600
BRIDGE = ("Bridge shut after midnight explosion", "Cars queue on both shores while divers look at the piers.")
CLINIC = ("Clinic opens ward for children", "Nurses vaccinate hundreds of families against the new strain.")
TALKS = ("Envoys meet again in Doha", "Negotiators return on Thursday with a revised proposal for hostages.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(str(tmp_path / "wire.db"))) as opened:
        yield opened


def feed(*entries: tuple[str, str, tuple[str, str]]) -> tuple[Item, ...]:
    """The items of a feed with these guids, links and words, the newest first."""
    body = "".join(
        f'<item><guid isPermaLink="false">{guid}</guid><link>{link}</link><title>{words[0]}</title>'
        f"<description>{words[1]}</description><pubDate>Fri, 16 Aug 2024 07:02:00 GMT</pubDate></item>"
        for guid, link, words in entries
    )
    document = Document(f'<rss version="2.0"><channel><title>N</title>{body}</channel></rss>'.encode())
    found = read(document, Publishers()).items
    return edit(found, source=SOURCE, fronts=(), publishers=Publishers(), channel="N", now=NOW)


def save(store: Store, *entries: tuple[str, str, tuple[str, str]]) -> items.Saved:
    return items.save(store, "s", feed(*entries), NOW, known_as)


def stored(store: Store) -> dict[str, int]:
    """The stored headlines with their revisions."""
    found = list(listing.items(store, fronts=(), since=None, limit=100))
    assert len({item.title for item in found}) == len(found), "an item is there twice"
    return {item.title: item.revision for item in found}


A, B, C = ("https://n.example/bridge", "https://n.example/clinic", "https://n.example/talks")


def test_a_guid_used_again_for_another_story_makes_another_item(store: Store) -> None:
    assert save(store, ("g", A, BRIDGE)) == (1, 0, 0)
    assert save(store, ("g", B, CLINIC)) == (1, 0, 0)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0]: 0}
    version = store.version()
    assert save(store, ("g", B, CLINIC)) == (0, 0, 1)
    assert save(store, ("g", A, BRIDGE)) == (0, 0, 1)
    assert store.version() == version, "reading the same again writes nothing"
    assert save(store, ("g", B, (CLINIC[0] + " and parents", CLINIC[1]))) == (0, 1, 0)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0] + " and parents": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((A, BRIDGE), (A, CLINIC)),  # the same link: all the words were rewritten
        ((A, BRIDGE), ("http://www.n.example/bridge/", CLINIC)),  # the same page
        ((A, BRIDGE), (B, (BRIDGE[0] + ", crossing halted", CLINIC[1]))),  # the link follows the headline
        ((A, BRIDGE), (B, (CLINIC[0], BRIDGE[1] + " More follows."))),  # a new headline and link over the same text
        ((A + "?t=1", BRIDGE), (A + "?t=2", (BRIDGE[0] + " – live", ""))),  # a live blog whose link always changes
        (("", BRIDGE), ("", CLINIC)),  # no link at all: the guid is all there is
    ],
)
def test_an_item_told_anew_is_a_revision(
    store: Store, before: tuple[str, tuple[str, str]], after: tuple[str, tuple[str, str]]
) -> None:
    save(store, ("g", *before))
    assert save(store, ("g", *after)) == (0, 1, 0)
    assert list(stored(store).values()) == [1]


def test_a_number_behind_the_guid_is_a_revision(store: Store) -> None:
    save(store, (A + "#0", A, BRIDGE))
    assert save(store, (A + "#1", A, CLINIC)) == (0, 1, 0)


def test_stories_that_shared_a_guid_in_one_document_are_known_again_when_one_is_left(store: Store) -> None:
    assert save(store, ("g", A, BRIDGE), ("g", B, CLINIC)).new == 2
    assert save(store, ("g", B, CLINIC)) == (0, 0, 1)
    assert save(store, ("g", B, CLINIC), ("g", C, TALKS)) == (1, 0, 1)
    assert save(store, ("g", C, TALKS)) == (0, 0, 1)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0]: 0, TALKS[0]: 0}


def test_the_first_of_them_is_known_again_when_others_join_it(store: Store) -> None:
    save(store, ("g", A, BRIDGE))
    assert save(store, ("g", B, CLINIC), ("g", A, BRIDGE)) == (1, 0, 1)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0]: 0}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([(A, BRIDGE), (B, CLINIC), (C, TALKS)]), min_size=1, max_size=3, unique=True),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_window_shows_each_story_is_stored_once(
    tmp_path_factory: pytest.TempPathFactory, windows: list[list[tuple[str, tuple[str, str]]]]
) -> None:
    path = tmp_path_factory.mktemp("wire") / "wire.db"
    with closing(Store.open(str(path))) as store:
        for window in windows:
            save(store, *(("g", *entry) for entry in window))
            again = save(store, *(("g", *entry) for entry in window))
            assert again == (0, 0, len(window))
        shown = {words[0] for window in windows for _, words in window}
        assert stored(store) == dict.fromkeys(shown, 0)


WORDS = st.lists(st.sampled_from(["bridge", "harbour", "clinic", "vaccine", "envoy", "ceasefire"]), max_size=8)


@given(WORDS, WORDS, WORDS)
def test_no_item_is_another_than_itself_nor_than_itself_in_part(
    title: Sequence[str], text: Sequence[str], more: Sequence[str]
) -> None:
    item = Item("k", " ".join(title), " ".join(text), url=A)
    assert not another(item, item._replace(url=B)) or not (title or text)
    assert not another(item, item._replace(title="unlike anything", text="else altogether"))
    if set(title):
        assert not another(item, item._replace(url=B, title=" ".join([*title, *more])))
