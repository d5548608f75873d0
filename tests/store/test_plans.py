"""What SQLite does for each question of a reader: no walk over what is stored, and no more steps when more is stored.

Steps of SQLite's virtual machine are counted, not seconds, so these tests say the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests.store.making import NOON, item, raw

from briefing.store import edits, listing, marks, passing
from briefing.store.connection import Store
from briefing.store.items import save
from briefing.store.listing import Place, counts, next_new, page
from briefing.store.search import find

FEW, MANY = 200, 6_000
FRONTS = ("kursk", "kerch", "gaza", "mpox")
MIDDLE = Place(NOON + 60 * 100, 100)


def filled(folder: Path, count: int) -> Store:
    """A wire of `count` items in four fronts whose reader has seen all but a dozen, long ago and just now."""
    wire, own = str(folder / f"{count}.db"), str(folder / f"{count}-marks.db")
    store = Store.open(wire, own, now=NOON)
    save(store, "s", [item(n, fronts=(FRONTS[n % 4],), key_event=n % 10 == 0) for n in range(count)], NOON)
    marks.see(store, [f"i{n}" for n in range(count) if n not in (1, 2, 3, 4, 90, 91, 92, 93)], NOON)
    while passing.settle(store, FRONTS):
        continue
    for number in (4, 8, 12):
        marks.save(store, f"i{number}", True, NOON)
    save(store, "s", [item(count + n, fronts=(FRONTS[n],)) for n in range(4)], NOON)
    # As if a third of it had been corrected; to do so would spread the index over more parts than it is in.
    store.run("INSERT INTO edit SELECT NULL, place, first_seen, 'corrected', 0, '' FROM items WHERE seq % 3 = 0")
    return store


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    folder = tmp_path_factory.mktemp("plans")
    with closing(filled(folder, FEW)) as few, closing(filled(folder, MANY)) as many:
        yield few, many


def latest(store: Store) -> int:
    return int(store.rows("SELECT last FROM arrivals")[0][0])


QUESTIONS: dict[str, Callable[[Store], object]] = {
    "top": lambda store: page(store, "kursk", limit=20),
    "older": lambda store: page(store, "kursk", limit=20, older_than=MIDDLE),
    "newer": lambda store: page(store, "kursk", limit=20, newer_than=MIDDLE),
    "held": lambda store: page(store, "kursk", limit=20, up_to_seq=latest(store) - 40),
    "key": lambda store: page(store, "kursk", limit=10, older_than=MIDDLE, show="key"),
    "saved": lambda store: page(store, "kursk", limit=20, show="saved"),
    "new": lambda store: page(store, "kursk", limit=20, show="new"),
    "counts": lambda store: counts(store, "kursk"),
    "counts held": lambda store: counts(store, "kursk", up_to_seq=latest(store) - 100, cap=10),
    "new in all": lambda store: listing.new_in_all(store, FRONTS),
    "next new": lambda store: next_new(store, FRONTS),
    "item": lambda store: listing.item(store, "i50"),
    "revisions": lambda store: listing.revisions(store, "i50"),
    "arrivals": lambda store: listing.arrivals(store, after_seq=150, limit=20),
    "arrivals of a front": lambda store: listing.arrivals(store, ("kursk",), after_seq=100, limit=20),
    "edits": lambda store: list(edits.edited(store, after=edits.last(store) - 5, fronts=("kursk",))),
    "no edits": lambda store: list(edits.edited(store, after=edits.last(store))),
    "print": lambda store: list(listing.items(store, fronts=FRONTS, limit=20)),
    "see": lambda store: marks.see(store, ["i5", "i6", "i7"], NOON),
    "read all, and take it back": lambda store: marks.undo_all_read(store, marks.all_read(store, "kursk", NOON)),
    "left off": lambda store: marks.left_off(store, "kursk"),
    "search": lambda store: find(store, "headline", limit=20),
    "search a beginning": lambda store: find(store, "headl", limit=20),
    "search a front": lambda store: find(store, "headline", front="kursk", limit=20),
    "search the saved": lambda store: find(store, "headline", saved=True),
    "search nothing": lambda store: find(store, "", limit=20),
}
each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are run meanwhile, with what was bound to them."""
    seen: list[tuple[str, Any]] = []

    def note(cursor: apsw.Cursor, sql: str, bindings: Any) -> bool:
        seen.append((sql, bindings))
        return True

    raw(store).exec_trace = note
    try:
        yield seen
    finally:
        raw(store).exec_trace = None


def plan(store: Store, sql: str, bindings: Any) -> list[str]:
    return [str(row[3]) for row in store.rows(f"EXPLAIN QUERY PLAN {sql}", bindings)]


def walks(step: str) -> bool:
    """Whether a step of a plan goes through a whole table that grows.

    Few are fronts (f), saved items (k), the one row of arrivals, and what inner queries gave.
    """
    table = step.removeprefix("SCAN ").split()[0]
    return (
        step.startswith("SCAN ")
        and "VIRTUAL TABLE" not in step
        and table not in ("f", "k", "CONSTANT", "p", "arrivals")
        and not table.startswith("(subquery-")
    )


@each_question
def test_no_question_walks_a_table(stores: tuple[Store, Store], question: Callable[[Store], object]) -> None:
    _, store = stores
    with statements(store) as seen:
        question(store)
    assert seen
    for sql, bindings in seen:
        if sql.startswith("SELECT"):
            assert [step for step in plan(store, sql, bindings) if walks(step)] == [], sql


def test_a_walk_would_be_noticed(stores: tuple[Store, Store]) -> None:
    _, store = stores
    assert any(map(walks, plan(store, "SELECT * FROM items i WHERE i.title = 'x'", None)))
    assert any(map(walks, plan(store, "SELECT count(*) FROM placed WHERE place > 5", None)))


def steps_once(store: Store, question: Callable[[Store], object]) -> int:
    """How many steps SQLite's virtual machine takes to answer the first time."""
    taken = 0

    def count() -> bool:
        nonlocal taken
        taken += 1
        return False

    raw(store).set_progress_handler(count, 1)
    try:
        question(store)
    finally:
        raw(store).set_progress_handler(None)
    return taken


def steps(store: Store, question: Callable[[Store], object]) -> int:
    """How many steps SQLite's virtual machine takes to answer once it was asked."""
    question(store)
    return steps_once(store, question)


@each_question
def test_no_question_takes_more_steps_when_more_is_stored(
    stores: tuple[Store, Store], question: Callable[[Store], object]
) -> None:
    few, many = (steps(store, question) for store in stores)
    assert few > 10
    assert many <= 1.3 * few + 50


def test_counting_what_is_new_stops_at_the_cap(tmp_path: Path) -> None:
    with closing(Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"), now=NOON)) as store:
        save(store, "s", [item(n) for n in range(3_000)], NOON)
        waiting = steps(store, lambda store: counts(store, "kursk", cap=50))
        marks.see(store, ["i5"], NOON)
        taken_in = steps(store, lambda store: counts(store, "kursk", cap=50))
        everything = steps(store, lambda store: counts(store, "kursk", cap=10_000))
        assert counts(store, "kursk", cap=50).new == 50
    assert max(waiting, taken_in) < everything / 20


def test_a_page_needs_no_sorting(stores: tuple[Store, Store]) -> None:
    _, store = stores
    for name in (
        "top",
        "older",
        "newer",
        "held",
        "key",
        "new",
        "arrivals",
        "search",
        "search a front",
        "search nothing",
    ):
        with statements(store) as seen:
            QUESTIONS[name](store)
        for sql, bindings in seen:
            if sql.startswith("SELECT i."):
                assert not any("TEMP B-TREE" in step for step in plan(store, sql, bindings)), name
