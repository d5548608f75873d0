"""What a reader's questions cost when much is stored, as ratios to the same questions to a small store in the same run.

    python bench/store.py                  1,000 items against 100,000
    python bench/store.py 1000 1000000     against a million (some two minutes to fill, 2 GB in the temporary folder)
    python bench/store.py --check          exits 1 when a question costs more than 3 times as much in the large one

Items are made here: a headline of eight words and a summary of forty, drawn as words are in a language (the commonest
word is in nearly every item), from 40 sources over four fronts. The reader has seen all but the latest hundred.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from briefing.model import Credit, Item
from briefing.store import items, listing, marks, passing
from briefing.store.connection import Store
from briefing.store.listing import Place
from briefing.store.search import find

FRONTS = ("kursk", "kerch", "gaza", "mpox")
START = 1_600_000_000
VOCABULARY, AT_ONCE, ROUNDS, MOST = 20_000, 5_000, 60, 3.0


def vocabulary(dice: random.Random) -> list[str]:
    """Words of four to eight letters, no two alike."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        syllables = (dice.choice("bcdfghklmnprstvz") + dice.choice("aeiou") for _ in range(dice.randint(2, 4)))
        words["".join(syllables)] = None
    return list(words)


def arriving(words: list[str], count: int, dice: random.Random) -> Iterator[Item]:
    """`count` items, each half a minute after the last, one in ten in two fronts."""
    weights = [0.0]
    for rank in range(1, VOCABULARY + 1):
        weights.append(weights[-1] + 1 / rank)
    for number in range(count):
        said = dice.choices(words, cum_weights=weights[1:], k=48)
        address = f"https://n{number % 40}.example/{number}"
        fronts = (FRONTS[number % 4],) if number % 10 else (FRONTS[number % 4], FRONTS[(number + 1) % 4])
        yield Item(
            key=address,
            title=" ".join(said[:8]),
            text=" ".join(said[8:]),
            url=address,
            published=START + 30 * number,
            credit=Credit(f"Publisher {number % 40}", "stated"),
            fronts=fronts,
            key_event=number % 50 == 0,
            id=f"{number:016x}",
            first_seen=START + 30 * number,
        )


def fill(folder: Path, words: list[str], count: int) -> tuple[Store, float]:
    """A wire of `count` items with a reader of it, and how many items a second were stored."""
    store = Store.open(str(folder / f"{count}.db"), str(folder / f"{count}-marks.db"), now=START + 30 * count)
    stream, spent = arriving(words, count, random.Random(count)), 0.0
    while batch := list(islice(stream, AT_ONCE)):
        began = time.perf_counter()
        items.save(store, "s", batch, START)
        spent += time.perf_counter() - began
    for front in FRONTS:
        marks.all_read(store, front, START, up_to_seq=count - 100)
    while passing.settle(store, FRONTS):
        continue
    for number in range(0, count, max(1, count // 40)):
        marks.save(store, f"{number:016x}", True, START)
    return store, count / spent


def questions(words: list[str], count: int) -> dict[str, Callable[[Store], object]]:
    """What a reader asks of a store of `count` items, by name."""
    common, rare, middle = words[0], words[100], Place(START + 15 * count, 0)
    return {
        "four first pages and counts": lambda store: [
            (listing.page(store, front, limit=20), listing.counts(store, front)) for front in FRONTS
        ],
        "a page from the middle": lambda store: listing.page(store, "gaza", limit=20, older_than=middle),
        "a page upwards": lambda store: listing.page(store, "gaza", limit=20, newer_than=middle),
        "a page of new items": lambda store: listing.page(store, "gaza", limit=20, show="new"),
        "a page of saved items": lambda store: listing.page(store, "gaza", limit=20, show="saved"),
        "a page of key events": lambda store: listing.page(store, "gaza", limit=20, show="key"),
        "counting what is new": lambda store: listing.counts(store, "gaza"),
        "the next new one of all fronts": lambda store: listing.next_new(store, FRONTS),
        "reading all of a front, and taking it back": lambda store: marks.undo_all_read(
            store, marks.all_read(store, "gaza", START)
        ),
        "search: the commonest word": lambda store: find(store, f'"{common}"', limit=20),
        "search: it, being typed": lambda store: find(store, common, limit=20),
        "search: its first two letters": lambda store: find(store, common[:2], limit=20),
        "search: a rarer word in a front": lambda store: find(store, rare, front="gaza", limit=20),
        "has anything changed": lambda store: store.version(),
    }


def microseconds(question: Callable[[Store], object], store: Store) -> float:
    """The least time of many: the least disturbed one."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        question(store)
        times.append(time.perf_counter() - began)
    return min(times) * 1e6


def main() -> int:
    """Print the table; 1 when `--check` was asked for and a ratio is too high."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 100_000])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    few, *more = sorted(options.sizes)
    words = vocabulary(random.Random(0))
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder, closing(fill(Path(folder), words, few)[0]) as small:
        for count in more:
            store, rate = fill(Path(folder), words, count)
            with closing(store):
                size = os.path.getsize(store.path) / count
                print(f"{count:,} items: stored at {rate:,.0f} a second, {size:,.0f} bytes each\n")
                print(f"{'microseconds':32}{few:>12,}{count:>12,}  ratio")
                for name, question in questions(words, count).items():
                    fast = microseconds(questions(words, few)[name], small)
                    slow = microseconds(question, store)
                    worst = max(worst, slow / fast)
                    print(f"{name:32}{fast:>12,.0f}{slow:>12,.0f}  {slow / fast:.2f}")
    return int(options.check and worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
