"""What servers and feeds ask for, and what failures teach, decides when a source is asked again: the whole way."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from tests.engine.server import Clock, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine.refresh import refresh
from briefing.model import Source, SourceHealth
from briefing.store import health
from briefing.store.connection import Store

DAY = 86_400


class Asking:
    """Asks one source once, whenever it is called."""

    def __init__(self, store: Store, publishers: Publishers, server: Server, clock: Clock) -> None:
        self.store, self.publishers, self.server, self.clock = store, publishers, server, clock
        self.dice = 0.5

    async def __call__(self, url: str = "", interval: int = 300) -> SourceHealth:
        desk = desk_of(Source("news", url or self.server.url(), interval=interval))
        (well,) = await refresh(
            self.store, desk, self.publishers, everything=True, clock=self.clock, dice=lambda: self.dice
        )
        return well

    async def wait(self, url: str = "", interval: int = 300) -> int:
        """Ask, and how many seconds it is then until the next time."""
        well = await self(url, interval)
        assert well.next_check is not None
        return well.next_check - self.clock()


@pytest.fixture
def ask(store: Store, publishers: Publishers, server: Server, clock: Clock) -> Asking:
    return Asking(store, publishers, server, clock)


def in_future(seconds: int) -> str:
    return formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({}, 300, 300),
        ({"cache_control": "max-age=1200"}, 1_200, 1_200),
        ({"cache_control": "max-age=60"}, 300, 300),
        ({"cache_control": "public, max-age=9999999"}, DAY, DAY),
        ({"cache_control": "no-cache, max-age=1200"}, 300, 300),
        ({"date": in_future(0), "expires": in_future(1_200)}, 1_199, 1_201),
        ({"expires": in_future(99 * DAY)}, DAY, DAY),
        ({"expires": "0"}, 300, 300),
    ],
)
async def test_an_answer_that_is_fresh_for_long_is_asked_for_late(
    server: Server, ask: Asking, headers: dict[str, str], least: int, most: int
) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"), etag='"a"', **headers)
    assert least <= await ask.wait() <= most
    server.answers["/feed"] = response(304, **headers)
    assert least <= await ask.wait() <= most
    server.answers["/feed"] = response(200, rss("Kursk one"), **headers)
    assert least <= await ask.wait() <= most, "the same body"


async def test_an_answer_without_a_date_is_fresh_from_when_it_came(server: Server, ask: Asking) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"), expires=in_future(1_200))
    assert 1_150 <= await ask.wait() <= 1_200


@pytest.mark.parametrize(("minutes", "wait"), [(1, 300), (20, 1_200), (99_999, DAY)])
async def test_the_ttl_of_a_feed_is_kept_to(server: Server, ask: Asking, minutes: int, wait: int) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one", ttl=minutes))
    assert await ask.wait() == wait


@pytest.mark.parametrize("status", [429, 503, 500, 403])
@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("1200", 1_200, 1_200),
        (1_200, 1_080, 1_200),
        (str(40 * DAY), DAY, DAY),
        (40 * DAY, DAY, DAY),
        ("soon", 300, 300),
        (-1_200, 300, 300),
    ],
    ids=str,
)
async def test_a_retry_after_is_kept_to_in_both_its_forms(
    server: Server, ask: Asking, status: int, said: str | int, least: int, most: int
) -> None:
    server.answers["/feed"] = response(status, retry_after=said if isinstance(said, str) else in_future(said))
    assert least <= await ask.wait() <= most
    wait_until = health.memory(ask.store, "news").wait_until
    assert (wait_until > ask.clock()) is (least > 300), "a reader's wish waits for it as well"


async def test_failures_are_spread_and_grow_and_are_forgotten(server: Server, ask: Asking) -> None:
    server.answers["/feed"] = response(500)
    waits = []
    for ask.dice in (0.0, 0.5, 0.999, 0.5):
        waits.append(await ask.wait())
    assert waits == [240, 600, 1_440, 2_400]
    server.answers["/feed"] = response(200, rss("Kursk one"))
    assert await ask.wait() == 300
    server.answers["/feed"] = response(500)
    ask.dice = 0.5
    assert await ask.wait() == 300


async def test_a_feed_that_has_shrunk_is_asked_no_more_rarely(server: Server, ask: Asking) -> None:
    """Once it listed its whole archive: its news counts until that is forgotten."""
    server.answers["/feed"] = response(200, rss(*(f"Kursk {number}" for number in range(900))))
    assert await ask.wait() == 300
    for number in range(9):
        server.answers["/feed"] = response(200, rss(f"Kursk news {number}", *(f"Kursk {n}" for n in range(19))))
        well = await ask()
        assert (well.state, well.items) == ("failing", 901 + number)
        assert well.next_check == ask.clock() + 300
    assert "20 where" in well.error


async def test_while_nobody_answers_the_wait_stays_short_since_it_may_be_our_network(ask: Asking) -> None:
    waits = [await ask.wait("http://127.0.0.1:1/feed") for _ in range(5)]
    assert waits == [300, 600, 900, 900, 900]


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_redirect_is_not_believed_before_its_third_sighting_in_a_row(
    server: Server, ask: Asking, status: int
) -> None:
    server.answers["/new"] = server.answers["/newer"] = response(200, rss("Kursk one"))
    asked = []
    for target in ("/new", "/new", "/newer", "/new", "/new", "/new", "/new"):
        server.answers["/feed"] = response(status, location=target)
        server.asked.clear()
        await ask()
        asked.append(server.paths())
    assert asked[:6] == [["/feed", target] for target in ("/new", "/new", "/newer", "/new", "/new", "/new")]
    assert asked[6] == ["/new"]


@pytest.mark.parametrize(
    "bad",
    [
        response(200, b"<!doctype html><title>For sale</title>", content_type="text/html"),
        response(200, b""),
        response(200, rss()),
        response(404),
    ],
    ids=["page", "nothing", "empty", "404"],
)
async def test_where_it_moved_is_left_when_there_is_no_feed_any_longer(server: Server, ask: Asking, bad: bytes) -> None:
    """A domain that was given up is often sold, and answers whatever is asked."""
    server.answers["/feed"] = response(301, location="/new")
    server.answers["/new"] = response(200, rss("Kursk one", "Kursk two"))
    for _ in range(4):
        await ask()
    assert server.paths()[-2:] == ["/new", "/new"], "it is believed by now"
    server.answers["/new"] = bad
    server.answers["/feed"] = response(200, rss("Kursk three", "Kursk four"))
    assert (await ask()).state == "failing"
    assert (await ask()).state == "ok"
    assert server.paths()[-2:] == ["/new", "/feed"]


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_temporary_redirect_is_never_believed(server: Server, ask: Asking, status: int) -> None:
    server.answers["/new"] = response(200, rss("Kursk one"))
    server.answers["/feed"] = response(status, location="/new")
    for _ in range(5):
        well = await ask()
    assert server.paths() == ["/feed", "/new"] * 5
    assert (well.state, well.error) == ("ok", "")


async def test_after_an_answer_in_its_own_place_a_redirect_begins_to_count_anew(server: Server, ask: Asking) -> None:
    server.answers["/new"] = response(200, rss("Kursk one"))
    for _ in range(3):
        for _ in range(2):
            server.answers["/feed"] = response(301, location="/new")
            await ask()
        server.answers["/feed"] = response(200, rss("Kursk two"))
        await ask()
    server.asked.clear()
    await ask()
    assert server.paths() == ["/feed"]
