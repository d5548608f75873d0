"""What makes an item the same item tomorrow."""

import pytest

from briefing.formats.identity import canonical, identify, settle
from briefing.model import Item


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://n.example/a?at_medium=RSS&at_campaign=rss", "https://n.example/a"),
        ("https://N.Example:443/a?id=7&utm_source=x#top", "https://n.example/a?id=7#top"),
        ("http://n.example:80/a?traffic_source=rss", "http://n.example/a"),
        ("https://n.example/a?maca=en-rss&icid=rss", "https://n.example/a"),
        ("https://n.example/a#publisher=newsstand", "https://n.example/a"),
        ("https://n.example/a?ref=4711", "https://n.example/a?ref=4711"),
        ("tag:n.example,2024:1", "tag:n.example,2024:1"),
        ("https://[bad", "https://[bad"),
    ],
)
def test_canonical_addresses(address: str, expected: str) -> None:
    assert canonical(address) == expected


def test_a_guid_with_a_number_behind_it_is_a_revision() -> None:
    assert identify("https://n.example/a#3", "https://n.example/a") == ("https://n.example/a", 3)


def test_a_guid_that_is_only_a_time_gives_way_to_the_link() -> None:
    assert identify("https://n.example/?t=1771374614", "https://n.example/news/a") == ("n.example/news/a", 0)
    assert identify("https://n.example/?t=1771374614", "")[0] == "https://n.example/?t=1771374614"


def test_without_guid_and_link_the_words_identify() -> None:
    assert identify("", "", "One", "text") == identify("", "", "One", "text")
    assert identify("", "", "One", "text") != identify("", "", "Two", "text")


def test_http_and_https_are_one_item() -> None:
    assert identify("", "http://n.example/a") == identify("", "https://n.example/a")


def item(key: str, title: str, url: str = "https://n.example/a", revision: int = 0) -> Item:
    return Item(key=key, title=title, url=url, revision=revision)


def test_an_item_that_is_repeated_is_kept_once() -> None:
    assert settle([item("g", "One"), item("h", "Two"), item("g", "One")]) == (item("g", "One"), item("h", "Two"))


def test_of_two_revisions_the_later_is_kept_in_the_first_place() -> None:
    assert settle([item("g", "Old", revision=1), item("h", "X"), item("g", "New", revision=2)]) == (
        item("g", "New", revision=2),
        item("h", "X"),
    )


def test_a_guid_that_stands_for_two_stories_swallows_none() -> None:
    settled = settle([item("g", "One", "https://n.example/1"), item("g", "Two", "https://n.example/2")])
    assert [each.title for each in settled] == ["One", "Two"]
    assert len({each.key for each in settled}) == 2


def test_one_link_and_one_guid_for_many_posts_swallows_none() -> None:
    settled = settle([item("g", "One"), item("g", "Two"), item("g", "Three")])
    assert [each.title for each in settled] == ["One", "Two", "Three"]
    assert len({each.key for each in settled}) == 3


def test_keys_of_a_reused_guid_do_not_depend_on_what_else_is_there() -> None:
    first = settle([item("g", "One", "https://n.example/1"), item("g", "Two", "https://n.example/2")])
    later = settle([item("g", "Two", "https://n.example/2"), item("g", "Three", "https://n.example/3")])
    assert first[1].key == later[0].key
