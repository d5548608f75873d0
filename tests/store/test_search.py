"""Finding items by their words: what is found, in what order, and that no string is too strange."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.store.making import NOON, ids, item, items

from briefing.model import Also, Credit
from briefing.store import marks, search
from briefing.store.connection import Store
from briefing.store.items import save
from briefing.store.listing import place
from briefing.store.search import find


@pytest.fixture
def news(store: Store) -> Store:
    save(
        store,
        "s",
        [
            item(1, title="Bridge shut after shelling", fronts=("kerch",), credit=Credit("RFE/RL", "stated")),
            item(2, title="Ferries stop; bridge opens", text="A 2,400-pound device.", fronts=("kerch",)),
            item(3, title="Müller über die Brücke", credit=Credit("BBC", "stated", byline="B. Writer")),
            item(4, title="New cases", text="Clade 1b found", credit=Credit("AP", "stated", via=("Kyiv Post",))),
            item(5, title="Опасность на мосту", credit=Credit("", also=(Also("Reuters", "confirms"),))),
        ],
        NOON,
    )
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bridge", ["i2", "i1"]),
        ("BRIDGE Shut", ["i1"]),
        ("shut bridge", ["i1"]),
        ("bri", ["i2", "i1"]),
        ("bridg", ["i2", "i1"]),
        ("b", ["i3"]),  # one letter is a word: the initial of a byline
        ("bri opens", []),  # only the last word may be the beginning of one
        ("opens bri", ["i2"]),
        ('"bridge shut"', ["i1"]),
        ('"shut bridge"', []),
        ('"bridge sh', ["i1"]),
        ('"bridge sh"', []),
        ('"bridge" op', ["i2"]),
        ("muller brucke", ["i3"]),
        ("MÜLLER", ["i3"]),
        ("мост", ["i5"]),
        ("2,400-pound", ["i2"]),
        ("2,400-po", ["i2"]),
        ("rfe/rl", ["i1"]),
        ("kyiv post", ["i4"]),
        ("reuters", ["i5"]),
        ("kerch", []),  # the name of a front is no word of its items
        ("bridge kerch", []),
        ("NOT bridge", []),
        ("bridge OR cases", []),
        ("title:bridge", []),
        ("bridge*", ["i2", "i1"]),
        ("bridge -", ["i2", "i1"]),
        ("", ["i5", "i4", "i3", "i2", "i1"]),
        ('  " ', ["i5", "i4", "i3", "i2", "i1"]),
    ],
)
def test_a_query_finds(news: Store, query: str, found: list[str]) -> None:
    assert ids(find(news, query)) == found


def test_filters_narrow_with_and_without_words(news: Store) -> None:
    assert ids(find(news, "", front="kerch")) == ["i2", "i1"]
    assert ids(find(news, "opens", front="kerch")) == ["i2"]
    assert find(news, "brücke", front="kerch") == []
    assert find(news, "bridge", front="kerch-strait") == find(news, "bridge", front="ker") == []
    assert ids(find(news, "", publisher="bbc")) == ["i3"]
    assert ids(find(news, "bridge", publisher="RFE/RL")) == ["i1"]
    assert find(news, "", publisher="RFE") == []
    assert ids(find(news, "", since=NOON + 240)) == ["i5", "i4"]
    assert ids(find(news, "bridge", since=NOON + 120)) == ["i2"]
    assert find(news, "bridge", since=1 << 62) == []
    marks.save(news, "i1", True, NOON)
    marks.save(news, "i4", True, NOON)
    assert ids(find(news, "", saved=True)) == ["i4", "i1"]
    assert ids(find(news, "bridge", saved=True)) == ["i1"]
    assert ids(find(news, "", saved=True, front="kerch", publisher="rfe/rl", since=NOON)) == ["i1"]
    assert find(news, "", saved=True)[0].marks.saved


def test_results_are_paged_by_time_not_by_arrival(store: Store) -> None:
    save(store, "a", items(10), NOON)
    save(store, "b", [item(n, published=NOON + 60 * n + 30) for n in range(100, 110)], NOON)
    save(store, "c", [item(n, published=NOON + 60 * (n - 200) + 10) for n in range(200, 210)], NOON)
    every = find(store, "headline", limit=99)
    assert [place(one) for one in every] == sorted((place(one) for one in every), reverse=True)
    paged = find(store, "headline", limit=7)
    while found := find(store, "headline", limit=7, older_than=place(paged[-1])):
        paged += found
    assert ids(paged) == ids(every)
    assert len(every) == 30


def test_a_beginning_finds_words_that_begin_one_another(store: Store) -> None:
    save(
        store,
        "s",
        [item(n, title=title) for n, title in enumerate(["case", "casework", "cases", "Casés", "cast"])],
        NOON,
    )
    assert ids(find(store, "case")) == ["i3", "i2", "i1", "i0"]


def test_a_beginning_shared_by_very_many_words_is_found_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, "s", [item(n, title=f"abcd{n:04}") for n in range(60)], NOON)
    assert len(find(store, "abcd", limit=99)) == 60
    monkeypatch.setattr(search, "WORDS_NAMED", 10)
    assert len(find(store, "abcd", limit=99)) == 60


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30) | st.text('"*:^-+(){}\\ aAND OR NEAR,0\x00\x1f\ud800', max_size=30))
@example('"')
@example("a AND")
@example("NEAR(a b)")
@example("{title}: a")
@example("\ud800")
@example("\u0301")
@example("🇺🇦")
def test_any_string_is_safe(news: Store, query: str) -> None:
    find(news, query)
    find(news, query, front=query, publisher=query, saved=True)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_item_is_found_by_any_of_its_words_and_their_beginnings(news: Store, data: st.DataObject) -> None:
    titles = {"i1": "Bridge shut after shelling", "i2": "Ferries stop bridge opens", "i3": "Müller über die Brücke"}
    wanted = data.draw(st.sampled_from(sorted(titles)))
    chosen = data.draw(st.lists(st.sampled_from(titles[wanted].split()), min_size=1, max_size=4))
    last = chosen[-1][: data.draw(st.integers(2, len(chosen[-1])))]
    assert wanted in ids(find(news, " ".join([*chosen[:-1], last])))
