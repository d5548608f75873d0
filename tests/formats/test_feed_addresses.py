"""The address that programs read for the page that people paste."""

import pytest

from briefing.formats.addresses import to_read

GUARDIAN = "https://www.theguardian.com/world/live/2024/aug/16/x"
BLUESKY = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?limit=50&actor="


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (GUARDIAN, f"{GUARDIAN}.json?dcr=true"),
        (f"{GUARDIAN}?page=with:block-1#block-1", f"{GUARDIAN}.json?dcr=true"),
        (f"{GUARDIAN}.json?dcr=true", f"{GUARDIAN}.json?dcr=true"),
        ("https://www.theguardian.com/world/ukraine/rss", "https://www.theguardian.com/world/ukraine/rss"),
        ("https://t.me/harbourwatch", "https://t.me/s/harbourwatch"),
        ("https://t.me/s/harbourwatch", "https://t.me/s/harbourwatch"),
        ("https://t.me/joinchat/abc", "https://t.me/joinchat/abc"),
        ("https://bsky.app/profile/desk.example", f"{BLUESKY}desk.example"),
        ("https://n.example/live/1", "https://n.example/live/1"),
        ("/home/me/feed.xml", "/home/me/feed.xml"),
    ],
)
def test_known_pages_have_better_addresses(page: str, address: str) -> None:
    assert to_read(page) == address
    assert to_read(address) == address


def test_outbreak_news_has_an_api() -> None:
    assert "diseaseoutbreaknews" in to_read("https://www.who.int/emergencies/disease-outbreak-news")
