"""No way inside: redirects, names and odd spellings of addresses, and secrets that stay with their origin."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from tests.engine.server import Server, response

from briefing.fetch import addresses, network
from briefing.fetch.outcome import Failed, Fetched, Limits, Outcome, Refused, Request, Spent
from briefing.fetch.web import Web, fetch

LIMITS = Limits(deadline=2.0, body=1 << 20)


async def ask(server: Server, url: str, named: list[tuple[str, int]] | None = None, **request: Any) -> Outcome:
    async with Web(LIMITS).client([("127.0.0.1", server.port)] if named is None else named) as client:
        return await fetch(Request(url, **request), client)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1", "240.0.0.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1",
        "2001::1", "2001:db8::1", "100::1", "3fff::1", "5f00::1",
        "::ffff:0:10.0.0.1", "nonsense",
    ],
)  # fmt: skip
def test_what_is_not_public_is_objected_to(address: str) -> None:
    assert addresses.objection(address) != ""


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("127.0.0.1", "a loopback address"),
        ("::1", "a loopback address"),
        ("::ffff:127.0.0.1", "a loopback address"),
        ("0.0.0.0", "the unspecified address"),
        ("10.0.0.1", "a private address"),
        ("fd12::1", "a private address"),
        ("fec0::1", "a private address"),
        ("169.254.169.254", "a link-local address"),
        ("fe80::1%eth0", "a link-local address"),
        ("100.64.0.1", "a shared address of a carrier"),
        ("::ffff:100.64.0.1", "a shared address of a carrier"),
        ("224.0.0.1", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("240.0.0.1", "a reserved address"),
        ("::127.0.0.1", "a reserved address"),
        ("64:ff9b::808:808", "a NAT64 address"),
        ("64:ff9b:1::1", "a NAT64 address"),
        ("2002:808:808::1", "a 6to4 address"),
        ("192.88.99.1", "a 6to4 address"),
        ("2001::1", "a Teredo address"),
    ],
)
def test_each_kind_is_called_by_its_name(address: str, name: str) -> None:
    assert addresses.objection(address) == name


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "151.101.1.81", "2a00:1450:4001::1", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_what_is_public_is_not(address: str) -> None:
    assert addresses.objection(address) == ""


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
async def test_no_spelling_of_loopback_is_reached_unless_named(server: Server, host: str) -> None:
    got = await ask(server, f"http://{host}:{server.port}/feed", named=[])
    assert isinstance(got, Refused | Failed)
    assert server.asked == []


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]"])
async def test_a_redirect_does_not_lead_inside(server: Server, host: str) -> None:
    server.answers["/feed"] = response(302, location=f"http://{host}:{server.port}/secret")
    server.answers["/secret"] = response(200, b"secret")
    got = await ask(server, server.url())
    assert isinstance(got, Refused | Failed)
    assert server.paths() == ["/feed"]


async def test_a_redirect_does_not_lead_to_another_port_of_a_named_host(server: Server) -> None:
    async with Server() as other:
        other.answers["/secret"] = response(200, b"secret")
        server.answers["/feed"] = response(302, location=other.url("/secret"))
        got = await ask(server, server.url())
        assert got == Refused("refused: 127.0.0.1 is a loopback address, and not named in the configuration")
        assert other.asked == []


async def test_a_redirect_within_a_named_host_is_followed_and_permanent_ones_are_told(server: Server) -> None:
    server.answers["/feed"] = response(301, location="/new")
    server.answers["/new"] = response(308, location=server.url("/newer"))
    server.answers["/newer"] = response(302, location="now?a=b c#d")
    server.answers["/now?a=b%20c"] = response(200, b"hello")
    got = await ask(server, server.url())
    assert isinstance(got, Fetched)
    assert (got.body, got.moved, got.address) == (b"hello", server.url("/newer"), server.url("/now?a=b%20c"))


async def test_redirects_in_circles_end(server: Server) -> None:
    server.answers["/feed"] = response(302, location="/feed")
    assert await ask(server, server.url()) == Failed("it redirects more than 5 times")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location", ["http://[bad", "ftp://x/", "javascript:alert(1)", "\x1b]0;x", "//", "http://\x00/"]
)
async def test_a_redirect_to_nonsense_is_said_in_words(server: Server, location: str) -> None:
    server.answers["/feed"] = response(302, location=location)
    got = await ask(server, server.url())
    assert isinstance(got, Failed | Refused)
    assert got.why.isprintable()


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names resolve to these addresses, one list for each time, the last for ever."""
    left = list(answers)
    asked: list[str] = []

    def resolve(host: str, port: int, *_: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(network.socket, "getaddrinfo", resolve)
    return asked


async def test_a_name_is_resolved_once_and_its_checked_address_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    server.answers["/feed"] = response(200, b"hello")
    got = await ask(server, server.url(host="news.test"), named=[("news.test", server.port)])
    assert isinstance(got, Fetched)
    assert asked == ["news.test"]
    assert server.asked[0].headers["host"] == f"news.test:{server.port}"


@pytest.mark.parametrize(
    "host", ["93.184.216.34%.news.test", "93.184.216.34%25.news.test", "[2606:2800::1%25.news.test]"]
)
async def test_a_name_that_begins_like_an_address_is_none(
    server: Server, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """It would be judged as the address, and then looked up as the name."""
    asked = answering(monkeypatch, ["127.0.0.1"])
    server.answers["/feed"] = response(302, location=f"http://{host}:{server.port}/inside")
    server.answers["/inside"] = response(200, b"hello")
    got = await ask(server, server.url(host="news.test"), named=[("news.test", server.port)])
    assert isinstance(got, Failed)
    assert "understood" in got.why
    assert asked == ["news.test"]


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("bücher.test", "xn--bcher-kva.test"),
        ("BÜCHER.test", "xn--bcher-kva.test"),
        ("faß.test", "xn--fa-hia.test"),
        ("βόλος.test", "xn--nxasmm1c.test"),
        ("☃.test", "xn--n3h.test"),
        ("news_1.ü.test", "news_1.xn--tda.test"),
        ("例え。test", "xn--r8jz45g.test"),
        ("ⓛocalhost", "localhost"),
        ("①②⑦.0.0.1", ""),
        ("a\u3002\u3002ü.test", None),
        ("a\ufffdü.test", None),
    ],
)
async def test_a_name_is_asked_for_as_browsers_ask(
    monkeypatch: pytest.MonkeyPatch, host: str, asked: str | None
) -> None:
    names = answering(monkeypatch, ["127.0.0.1"])
    async with Web(LIMITS).client() as client:
        got = await fetch(Request(f"http://{host}/feed"), client)
    assert names == [name for name in (asked,) if name]
    if asked is None:
        assert got == Failed("the host's name cannot be understood")
    else:
        assert isinstance(got, Refused), "an address of another kind, or one that leads inside"


async def test_a_name_that_leads_inside_is_refused_unless_named(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.1"])
    got = await ask(server, server.url(host="evil.test"), named=[])
    assert got == Refused("refused: evil.test is a loopback address, and not named in the configuration")
    assert server.asked == []


@pytest.mark.parametrize("named", [False, True])
async def test_an_address_of_this_machine_is_not_public(
    server: Server, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """As with IPv6, where a machine's own address is global, and known to every server that it asks."""
    monkeypatch.setattr(addresses, "objection", lambda address: "")
    server.answers["/feed"] = response(200, b"hello")
    got = await ask(server, server.url(), named=[("127.0.0.1", server.port)] if named else [])
    if named:
        assert isinstance(got, Fetched)
    else:
        assert got == Refused("refused: 127.0.0.1 is an address of this machine, and not named in the configuration")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_what_is_ours_is_told_by_the_system(address: str) -> None:
    assert network.ours(address)


@pytest.mark.parametrize("address", ["198.51.100.77", "2001:db8::77", "nonsense"])
def test_what_is_not_ours_is_not(address: str) -> None:
    assert not network.ours(address)


def test_a_named_host_that_was_public_and_turns_private_is_not_believed() -> None:
    seen: set[str] = set()
    guard = network.Network([("news.test", 80)], seen, 1_000, Spent())
    assert guard.permitted("news.test", 80, ["192.168.1.9"]) == ["192.168.1.9"]
    assert guard.permitted("news.test", 80, ["8.8.8.8", "127.0.0.1"]) == ["8.8.8.8"]
    with pytest.raises(network.Forbidden, match="had a public address"):
        guard.permitted("news.test", 80, ["127.0.0.1"])


async def test_secrets_go_to_their_own_origin_only(server: Server) -> None:
    async with Server() as other:
        server.answers["/feed"] = response(302, location="/same")
        server.answers["/same"] = response(302, location=other.url("/other"))
        other.answers["/other"] = response(200, b"hello")
        named = [("127.0.0.1", server.port), ("127.0.0.1", other.port)]
        headers = (("X-Api-Key", "sesame"), ("Authorization", "Bearer sesame"))
        got = await ask(server, server.url(), named=named, headers=headers, **server.known())
        assert isinstance(got, Fetched)
        assert [asked.headers.get("x-api-key") for asked in server.asked] == ["sesame", "sesame"]
        assert "sesame" not in str(other.asked)
        assert "if-none-match" not in other.asked[0].headers


async def test_a_header_can_be_replaced_but_not_smuggled(server: Server) -> None:
    server.answers["/feed"] = response(200, b"hello")
    await ask(server, server.url(), headers=(("user-agent", "Desk 1"),))
    assert server.asked[0].headers["user-agent"] == "Desk 1"
    for bad in (("X-A", "b\r\nX-C: d"), ("Host", "other.test"), ("X A", "b"), ("Range", "bytes=0-")):
        got = await ask(server, server.url(), headers=(bad,))
        assert got == Failed("a header of the configuration cannot be sent")


async def test_the_environment_has_no_say(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    server.answers["/feed"] = response(200, b"hello")
    assert isinstance(await ask(server, server.url()), Fetched)


async def test_where_one_address_leads_nowhere_the_next_answers(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.2", "127.0.0.1"])  # nobody listens at the first
    server.answers["/feed"] = response(200, b"hello")
    got = await ask(server, server.url(host="news.test"), named=[("news.test", server.port)])
    assert isinstance(got, Fetched)


async def test_where_one_address_says_nothing_the_next_is_tried_meanwhile(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.2", "127.0.0.3", "127.0.0.1"])
    connect, tried, given_up = network.connect, [], []

    async def silent(host: str, port: int) -> Any:
        tried.append(host)
        try:
            return await (connect(host, port) if host == "127.0.0.1" else asyncio.Event().wait())
        except asyncio.CancelledError:
            given_up.append(host)
            raise

    monkeypatch.setattr(network, "connect", silent)
    monkeypatch.setattr(network, "_STAGGER", 0.02)
    server.answers["/feed"] = response(200, b"hello")
    got = await ask(server, server.url(host="news.test"), named=[("news.test", server.port)])
    assert isinstance(got, Fetched)
    assert tried == ["127.0.0.2", "127.0.0.3", "127.0.0.1"]
    assert sorted(given_up) == tried[:2], "nothing is left trying"


async def test_who_breaks_off_while_connecting_leaves_no_connection_open(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[asyncio.StreamWriter] = []
    real = network.connect

    async def connect(address: str, port: int) -> Any:
        opened.append((connection := await real(address, port))[1])
        return connection

    monkeypatch.setattr(network, "connect", connect)
    server.answers["/feed"] = response(200, b"fine")
    client = Web().client([("127.0.0.1", server.port)])
    for steps in range(1, 30):
        async with client:
            asking = asyncio.create_task(fetch(Request(server.url()), client))
            for _ in range(steps):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.wait([asking])
        await asyncio.sleep(0.01)
        assert all(writer.transport.is_closing() for writer in opened), f"after {steps} steps"
    assert opened
