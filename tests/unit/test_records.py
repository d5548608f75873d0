"""Our light `NamedTuple` behaves as the one it stands in for."""

import copy
import pickle

import pytest

from briefing.model import Credit, Item, Rights, Source
from briefing.records import NamedTuple, many


class Point(NamedTuple):
    """A point."""

    x: int
    y: int = 2

    @property
    def sum(self) -> int:
        return self.x + self.y

    def plus(self, other: "Point") -> "Point":
        return Point(self.x + other.x, self.y + other.y)


def test_fields_defaults_and_methods() -> None:
    assert Point(1) == (1, 2)
    assert Point(x=3, y=4).sum == 7
    assert Point(1).plus(Point(1, 1)) == Point(2, 3)
    assert repr(Point(1)) == "Point(x=1, y=2)"
    assert Point.__doc__ == "A point."
    assert Point._fields == ("x", "y")


def test_it_is_frozen_and_checks_its_arguments() -> None:
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]


def test_records_survive_pickling_copying_and_replacing() -> None:
    item = Item("k", "t", credit=Credit("BBC", "stated", rights=Rights(notice="n")))
    assert pickle.loads(pickle.dumps(item)) == item
    assert copy.deepcopy(item)._replace(title="u") == item._replace(title="u")
    assert type(pickle.loads(pickle.dumps(item)).credit) is Credit


@pytest.mark.parametrize(
    ("address", "remote"),
    [("https://n.example/rss", True), ("http://n.example/rss", True), ("/srv/news", False), ("ftp://n.example", False)],
)
def test_a_source_knows_whether_it_needs_the_network(address: str, remote: bool) -> None:
    assert Source("s", address).remote is remote


@pytest.mark.parametrize("made", [0, 100, -1], ids=["the first", "one of many", "called many"])
def test_the_first_records_of_a_kind_are_made_as_the_many_later_ones(made: int) -> None:
    class Triple(NamedTuple):
        a: int
        b: int = 2
        c: tuple[int, ...] = ()

    if made < 0:
        Triple = many(Triple)  # type: ignore[misc]  # noqa: N806
    for number in range(made):
        Triple(number)
    assert Triple(1) == (1, 2, ())
    assert Triple(1, c=(3,)) == (1, 2, (3,))
    assert Triple(c=(3,), a=1) == (1, 2, (3,))
    assert Triple(1, 5)._replace(a=0) == (0, 5, ())
    assert Triple._make([1, 2, (3,)]) == Triple(1, 2, (3,))
    assert Triple(1)._asdict() == {"a": 1, "b": 2, "c": ()}
    assert type(Triple(1)) is Triple
    for arguments, named in [((), {}), ((1, 2, (), 4), {}), ((1,), {"a": 1}), ((1,), {"d": 1}), ((), {"b": 1})]:
        with pytest.raises(TypeError):
            Triple(*arguments, **named)
    with pytest.raises(ValueError, match="no field d"):
        Triple(1)._replace(d=1)
    with pytest.raises(TypeError):
        Triple._make([1])
