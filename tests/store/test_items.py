"""What happens to an item that is new, the same, edited, silent, withdrawn, moved, or old."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.making import NOON, ids, item, items, keep_newest, raw, sound

from briefing.errors import StoreLocked
from briefing.model import Also, Credit, Figure, Item, Revision, Rights
from briefing.store import health, listing, removal
from briefing.store import items as writing
from briefing.store.connection import Store
from briefing.store.items import Saved, place_again, save, save_all
from briefing.store.listing import page, place, revisions
from briefing.store.rows import NEWEST_KEY
from briefing.store.search import find

FULL = Item(
    key="full",
    title="Bridge shut – 2,000 vehicles wait",
    text="First paragraph.\n\nSecond “paragraph”.",
    url="https://news.example/full",
    published=NOON + 5,
    published_how="configured",
    updated=NOON + 6,
    credit=Credit(
        "RFE/RL",
        "inferred",
        byline="A. Writer",
        via=("Kyiv Post", "Telegram"),
        also=(Also("Reuters", "confirms"), Also("AP")),
        rights=Rights("© Example", "CC BY 4.0", "reprinted with permission"),
        unverified=True,
    ),
    fronts=("kerch", "kursk"),
    figures=(Figure("about 2,000 vehicles", 2000.0, "~", "", "vehicles", "the port"), Figure("dozens", None, "vague")),
    withdrawn=True,
    pinned=True,
    key_event=True,
    revision=3,
    story="bridge",
    id="full",
    first_seen=NOON,
)


def stored(store: Store, id: str = "i1") -> Item:
    found = listing.item(store, id)
    assert found is not None
    return found


def test_an_item_comes_back_as_it_went_in(store: Store) -> None:
    assert save(store, "desk", [FULL], NOON) == Saved(new=1)
    assert stored(store, "full") == FULL._replace(source="desk", seq=1)
    assert listing.item(store, "other") is None


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf"]), max_size=12)
names = st.lists(words.filter(bool), unique=True, max_size=3).map(tuple)
times = st.none() | st.integers(-(1 << 40), 1 << 40)
others = st.lists(st.builds(Also, words.filter(bool)), max_size=2).map(tuple)
values = st.none() | st.floats(allow_nan=False)
figures = st.lists(st.builds(Figure, words, values, st.just(""), words, words, words), max_size=3).map(tuple)
given_items = st.builds(
    FULL._replace,
    title=words,
    text=words,
    url=words,
    published=times,
    updated=times,
    fronts=names,
    credit=st.builds(Credit, words, st.just("stated"), words, names, others),
    figures=figures,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_items)
def test_whatever_clean_text_an_item_holds_comes_back(store: Store, given_item: Item) -> None:
    number = len(store.rows("SELECT 1 FROM items"))
    save(store, "desk", [given_item._replace(id=f"h{number}")], NOON)
    back = stored(store, f"h{number}")
    within = None if given_item.published is None else max(1 - (1 << 33), min(given_item.published, (1 << 33) - 1))
    assert back.published == within
    assert (back.title, back.text, back.url) == (given_item.title, given_item.text, given_item.url)
    assert (back.credit, back.fronts, back.figures) == (given_item.credit, given_item.fronts, given_item.figures)
    for front in back.fronts:
        assert back in page(store, front, limit=100)


def test_the_same_again_writes_nothing(store: Store, another: Store) -> None:
    save(store, "s", items(20), NOON)
    version = another.version()
    assert save(store, "s", items(20), NOON + 300) == Saved(unchanged=20)
    assert another.version() == version


def test_a_document_keeps_its_order_among_items_of_one_time(store: Store) -> None:
    save(store, "s", [item(n, published=NOON) for n in (5, 3, 9)], NOON)
    save(store, "s", [item(1, published=NOON)], NOON)
    assert ids(page(store, "kursk", limit=9)) == ["i1", "i5", "i3", "i9"]


def test_of_several_items_with_one_id_the_first_counts(store: Store) -> None:
    twice = [item(1, title="Newer wording"), item(2), item(1, title="Older wording")]
    assert save(store, "s", twice, NOON) == Saved(new=2)
    assert save(store, "s", twice, NOON) == Saved(unchanged=2)
    assert stored(store).title == "Newer wording"


def test_an_edit_keeps_the_place_and_the_earlier_wording(store: Store) -> None:
    save(store, "s", items(4), NOON)
    before = stored(store)
    edit = item(1, title="A better headline", published=NOON + 9_000, first_seen=NOON + 9_000)
    assert save(store, "s", [edit], NOON + 9_000) == Saved(updated=1)
    after = stored(store)
    assert place(after) == place(before)
    assert (after.first_seen, after.published, after.revision) == (NOON, before.published, 1)
    assert after.updated == NOON + 9_000, "a date that moved forward with the words is the update's"
    assert revisions(store, "i1") == [Revision(0, before.title, before.text, NOON + 9_000)]
    assert ids(page(store, "kursk", limit=9)) == ["i3", "i2", "i1", "i0"]
    save(store, "s", [edit._replace(text="A longer body.", revision=7)], NOON + 9_060)
    assert stored(store).revision == 7
    assert [one.revision for one in revisions(store, "i1")] == [0, 1]


def test_a_change_that_is_no_wording_makes_no_revision(store: Store) -> None:
    save(store, "s", [item(1)], NOON)
    for number, change in enumerate(
        ({"withdrawn": True}, {"pinned": True}, {"url": "https://news.example/b"}, {"updated": NOON + 70}), 1
    ):
        assert save(store, "s", [item(1, **change)], NOON + number) == Saved(updated=1)
    assert revisions(store, "i1") == []
    assert (stored(store).revision, stored(store).withdrawn, stored(store).updated) == (0, False, NOON + 70)


def test_a_change_of_nothing_that_is_sought_leaves_the_index_alone(store: Store) -> None:
    save(store, "s", items(3), NOON)
    before = store.rows("SELECT id, block FROM words_data ORDER BY id")
    save(store, "s", [item(1, url="https://news.example/1?visit=7", pinned=True, updated=NOON + 70)], NOON + 60)
    assert stored(store).pinned
    assert store.rows("SELECT id, block FROM words_data ORDER BY id") == before
    save(store, "s", [item(1, credit=Credit("AP", "stated"), pinned=True)], NOON + 120)
    assert store.rows("SELECT id, block FROM words_data ORDER BY id") != before
    sound(store)


def test_a_withdrawn_item_stays_where_it_is(store: Store) -> None:
    save(store, "s", items(3), NOON)
    save(store, "s", [item(1, withdrawn=True)], NOON)
    assert [(one.id, one.withdrawn) for one in page(store, "kursk", limit=3)] == [
        ("i2", False),
        ("i1", True),
        ("i0", False),
    ]


def test_what_a_feed_no_longer_lists_stays(store: Store) -> None:
    save(store, "s", items(5), NOON)
    save(store, "s", [item(9)], NOON)
    assert len(page(store, "kursk", limit=99)) == 6


def test_silence_takes_nothing_away(store: Store) -> None:
    save(store, "s", [FULL], NOON)
    poorer = Item(key="full", id="full", title=FULL.title, withdrawn=True, pinned=True, key_event=True)
    assert save(store, "s", [poorer], NOON) == Saved(unchanged=1)
    assert stored(store, "full") == FULL._replace(source="s", seq=1)
    assert save(store, "s", [poorer], NOON) == Saved(unchanged=1)
    named = poorer._replace(credit=Credit("Reuters", "stated"))
    assert save(store, "s", [named], NOON) == Saved(updated=1)
    credit = FULL.credit._replace(publisher="Reuters", how="stated", unverified=False)
    assert stored(store, "full").credit == credit


def test_figures_belong_to_the_words_they_stood_in(store: Store) -> None:
    save(store, "s", [FULL], NOON)
    save(store, "s", [FULL._replace(text="Other words.", figures=())], NOON)
    assert stored(store, "full").figures == ()


def test_an_edit_moves_an_item_between_fronts(store: Store) -> None:
    save(store, "s", [item(1), item(2)], NOON)
    save(store, "s", [item(1, fronts=("gaza",), key_event=True)], NOON)
    assert ids(page(store, "kursk", limit=9)) == ["i2"]
    assert ids(page(store, "gaza", limit=9)) == ids(page(store, "gaza", limit=9, show="key")) == ["i1"]
    save(store, "s", [item(1, fronts=())], NOON)
    assert ids(page(store, "gaza", limit=9)) == ["i1"], "an item that names no front any more stays where it was"
    assert page(store, "gaza", limit=9, show="key") == []


def test_the_index_follows_edits(store: Store) -> None:
    save(store, "s", [item(1, title="Ferries stopped")], NOON)
    save(store, "s", [item(1, title="Boats stopped")], NOON)
    assert find(store, "ferries") == []
    assert ids(find(store, "boats")) == ["i1"]


def test_the_wordings_of_a_feed_that_is_never_content_do_not_fill_the_disk(store: Store) -> None:
    for number in range(writing.REVISIONS_KEPT + 20):
        save(store, "s", [item(1, title=f"Wording {number}")], NOON + number)
    kept = revisions(store, "i1")
    assert len(kept) == writing.REVISIONS_KEPT
    assert kept[-1].revision == stored(store).revision - 1


def test_arrivals_are_numbered_in_the_order_of_time_and_no_number_is_used_twice(store: Store) -> None:
    save(store, "s", items(3), NOON)
    assert [one.seq for one in page(store, "kursk", limit=9)] == [3, 2, 1]
    assert keep_newest(store, 0) == 3
    save(store, "s", [item(50)], NOON)
    assert stored(store, "i50").seq == 4


def test_a_long_document_is_stored_in_short_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 10)
    assert save(store, "s", items(35), NOON) == Saved(new=35)
    assert [one.seq for one in page(store, "kursk", limit=99)] == list(range(35, 0, -1))


def test_the_oldest_are_removed_for_good(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 3)
    save(store, "s", items(20, fronts=("kursk", "gaza")), NOON)
    save(store, "s", [item(0, title="Reworded", fronts=("kursk", "gaza"))], NOON)
    assert keep_newest(store, 15) == 5
    assert keep_newest(store, 12) == 3
    assert keep_newest(store, 12) == 0
    assert ids(page(store, "gaza", limit=99)) == [f"i{n}" for n in range(19, 7, -1)]
    assert find(store, "reworded") == []
    assert save(store, "s", items(20), NOON).new == 0, "the feed still lists them, and they are not news"
    health.record(store, health.SourceHealth("s"))
    assert health.sources(store)[0].items == 12


def test_what_is_to_go_or_to_move_is_left_alone_by_others_until_that_is_done(store: Store, another: Store) -> None:
    """Two fetchers, one of which takes the other for dead; `sound` is checked afterwards."""
    save(store, "s", items(20, fronts=("kursk", "gaza")), NOON)

    def meddle(*_: object) -> int:
        with pytest.raises(StoreLocked):
            place_again(another, lambda one: ("mpox",))
        with pytest.raises(StoreLocked):
            keep_newest(another, 15)
        return 0

    another.hurry(0)
    assert removal.expire(store, before=0, most=10, spare=meddle, saved=tuple) == (10, None)
    assert place_again(store, lambda one: ("kerch",) if meddle() else ("kursk",)) == (10, None)
    assert place_again(another, lambda one: ("mpox",)) == (10, None)
    assert keep_newest(another, 5) == 5


def test_what_is_saved_is_only_looked_up_when_something_is_to_go(store: Store) -> None:
    save(store, "s", items(9), NOON)

    def never() -> tuple[str, ...]:
        raise AssertionError("asked for nothing")

    assert removal.expire(store, before=NOON, most=9, spare=lambda source: 0, saved=never) == (0, None)
    assert removal.expire(store, before=NOON + 999, most=8, spare=lambda source: None, saved=never) == (0, None)
    assert removal.expire(store, before=0, most=5, spare=lambda source: 3, saved=lambda: ("i1",)) == (4, None)
    assert ids(page(store, "kursk", limit=99)) == ["i8", "i7", "i6", "i5", "i1"]


def test_a_new_front_is_filled_from_what_is_stored(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PLACED_AT_ONCE", 7)
    save(store, "s", items(20), NOON)
    moved: list[int] = []
    below: int | None = NEWEST_KEY
    while below is not None:
        some, below = place_again(store, lambda one: ("kursk", "odd") if int(one.id[1:]) % 2 else one.fronts, below)
        moved.append(some)
        shown = ids(page(store, "odd", limit=99))
        assert shown == [f"i{n}" for n in range(19, 0, -2)][: sum(moved)], "the newest first"
    assert (len(moved), sum(moved)) == (3, 10)
    assert ids(page(store, "odd", limit=99)) == [f"i{n}" for n in range(19, 0, -2)]
    assert listing.counts(store, "odd").new == 0, "what was there before the front is not news in it"
    save(store, "s", [item(31, fronts=("odd",))], NOON)
    assert listing.counts(store, "odd").new == 1
    assert find(store, "headline", front="odd", limit=2)[1].id == "i19"


def test_times_out_of_any_calendar_are_brought_into_range(store: Store) -> None:
    save(store, "s", [item(1, published=1 << 62, updated=-(1 << 62)), item(2, published=-(1 << 62))], NOON)
    assert ids(page(store, "kursk", limit=9)) == ["i1", "i2"]


def test_an_item_without_a_date_is_listed_when_it_was_first_seen(store: Store) -> None:
    save(store, "s", [item(1, published=None, first_seen=0)], NOON + 77)
    assert place(stored(store)).at == NOON + 77
    save(store, "s", [item(1, published=NOON, title="Dated now")], NOON + 99)
    assert place(stored(store)).at == NOON + 77


def test_saving_half_way_through_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with closing(Store.open(str(tmp_path / "wire.db"))) as store:
        raw(store).execute(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON main.placed WHEN new.seq = 8"
            " BEGIN SELECT RAISE(ABORT, 'enough'); END"
        )
        with pytest.raises(Exception, match="enough"):
            save(store, "s", items(10), NOON)
        for table in ("items", "placed", "front", "tally"):
            assert store.rows(f"SELECT * FROM {table}") == []


def test_several_sources_are_saved_in_one_go_as_each_alone(store: Store) -> None:
    save(store, "a", [item(1, title="Old words")], NOON)
    first, second, third = save_all(
        store, [("a", [item(1, title="New words"), item(2)]), ("b", [item(3), item(4)]), ("c", [])], NOON + 60
    )
    assert (first, second, third) == (Saved(1, 1, 0), Saved(2, 0, 0), Saved())
    assert [one.seq for one in sorted(listing.items(store), key=lambda one: one.seq)] == [1, 2, 3, 4]
    assert {well.id: well.items for well in health.sources(store)} == {}
    assert [found.title for found in find(store, "New words")] == ["New words"]
    assert find(store, "Old words") == []
    assert save_all(store, [("b", [item(3), item(4)])], NOON + 120) == [Saved(0, 0, 2)]
