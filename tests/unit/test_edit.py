"""edit(): credits in their order of trust, carriers apart from publishers, fronts, dates and identity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config.publishers import load
from briefing.editorial.editing import edit
from briefing.editorial.ids import item_id
from briefing.editorial.publishers import Publishers
from briefing.model import Also, Credit, Front, Item, Match, Rights, Source
from briefing.text import clean, clean_block

PUBLISHERS = Publishers(load())
FRONTS = (Front("kursk", "Kursk", Match(any=("Kursk",))), Front("gaza", "Gaza", Match(any=("Gaza",))))
NOW = 1_723_809_600
SITE = "https://local.example/feed"


def edited(item: Item, *, source: Source | None = None, channel: str = "") -> Item:
    source = source or Source("s", "/srv/feeds/a.xml")
    return edit((item,), source=source, fronts=FRONTS, publishers=PUBLISHERS, channel=channel, now=NOW)[0]


def credited(
    title: str = "Office set up",
    text: str = "",
    *,
    credit: Credit | None = None,
    url: str = "",
    address: str = "/srv/feeds/a.xml",
    publisher: str = "",
    channel: str = "",
) -> tuple[str, str, tuple[str, ...], tuple[Also, ...]]:
    item = Item("k", title, text, url=url, credit=credit or Credit())
    found = edited(item, source=Source("s", address, publisher=publisher), channel=channel).credit
    return found.publisher, found.how, found.via, found.also


CASES = {
    "what is stated stands, in the table's short form": (
        {"credit": Credit("Associated Press", "stated")},
        ("AP", "stated", (), ()),
    ),
    "a gatherer's texts say first whose they are": (
        {"text": "[Example Daily] It was set up.", "url": "https://allafrica.com/stories/1.html"},
        ("Example Daily", "stated", ("allAfrica",), ()),
    ),
    "in the table's words": (
        {"text": "[Unicef] It was set up.", "url": "https://allafrica.com/stories/1.html"},
        ("UNICEF", "stated", ("allAfrica",), ()),
    ),
    "also when they are its own": (
        {"text": "[allAfrica] It was set up.", "url": "https://allafrica.com/stories/1.html"},
        ("allAfrica", "stated", (), ()),
    ),
    "brackets elsewhere are only brackets": (
        {"text": "[Example Daily] It was set up.", "url": "https://www.bbc.co.uk/news/1"},
        ("BBC", "inferred", (), ()),
    ),
    "whoever's site an agency's report stands on carries it": (
        {"credit": Credit("AP", "stated"), "url": "https://www.boston.com/news/1"},
        ("AP", "stated", ("Boston.com",), ()),
    ),
    "an unknown publisher is kept": ({"credit": Credit("Example Wire", "stated")}, ("Example Wire", "stated", (), ())),
    "a credit on the title": ({"title": "Office set up - Reuters"}, ("Reuters", "stated", (), ())),
    "a credit at the end of the text": ({"text": "It was set up. (AP)"}, ("AP", "stated", (), ())),
    "a dateline": ({"text": "KYIV, Aug 16 (Reuters) – It was set up."}, ("Reuters", "stated", (), ())),
    "the text says who was told": ({"text": "Two officials told CNN."}, ("CNN", "inferred", (), ())),
    "the text before the desk": (
        {"text": "Two officials told CNN.", "publisher": "BBC"},
        ("CNN", "inferred", ("BBC",), ()),
    ),
    "but on the publisher's own site the text names its sources": (
        {"text": "Two officials told CNN.", "publisher": "BBC", "url": "https://www.bbc.co.uk/news/1"},
        ("BBC", "configured", (), (Also("CNN"),)),
    ),
    "also where the table does not know the site": (
        {"text": "Two told CNN.", "publisher": "Local", "url": "https://local.example/1", "address": SITE},
        ("Local", "configured", (), (Also("CNN"),)),
    ),
    "a reprinting source carries what it credits to others": (
        {"credit": Credit("BBC", "stated"), "publisher": "Kyiv Post"},
        ("BBC", "stated", ("Kyiv Post",), ()),
    ),
    "the desk for items that name nobody": ({"publisher": "BBC News"}, ("BBC", "configured", (), ())),
    "the address of the item": ({"url": "https://apnews.com/article/1"}, ("AP", "inferred", (), ())),
    "the channel's title": ({"channel": "BBC News - World"}, ("BBC", "inferred", (), ())),
    "the address of the source": ({"address": "https://feeds.bbci.co.uk/x.xml"}, ("BBC", "inferred", (), ())),
    "a channel that the table does not know": ({"channel": "Example Wire"}, ("Example Wire", "inferred", (), ())),
    "at last the host": ({"url": "https://www.local.example/1"}, ("local.example", "inferred", (), ())),
    "nothing at all": ({}, ("", "", (), ())),
    "a carrier is never the publisher": (
        {"credit": Credit("Google News", "stated"), "title": "Office set up - Example Wire"},
        ("", "", ("Google News",), ()),
    ),
    "Google News hangs the credit on every title": (
        {
            "title": "Office set up - Example Wire",
            "credit": Credit("Example Wire", "stated"),
            "address": "https://news.google.com/rss/search?q=x",
            "channel": '"site:wire.example" - Google News',
        },
        ("Example Wire", "stated", ("Google News",), ()),
    ),
    "a channel on Telegram": (
        {"address": "https://t.me/s/nobody_knows", "channel": "Kyiv Post"},
        ("Kyiv Post", "inferred", ("Telegram",), ()),
    ),
    "a byline that is a publisher's": (
        {"credit": Credit(byline="Reuters in Kyiv"), "publisher": "BBC"},
        ("Reuters", "stated", ("BBC",), ()),
    ),
    "others that the text names": (
        {"credit": Credit("BBC", "stated"), "text": "It confirms what the Wall Street Journal wrote, AP reports."},
        ("BBC", "stated", (), (Also("The Wall Street Journal", "confirms"), Also("AP"))),
    ),
    "an institution's claim is no credit": ({"text": "The World Health Organization said so."}, ("", "", (), ())),
}


@pytest.mark.parametrize(("given_parts", "expected"), CASES.values(), ids=CASES.keys())
def test_the_credit_is_completed_in_the_order_of_trust(given_parts, expected):
    assert credited(**given_parts) == expected


@pytest.mark.parametrize(
    ("title", "publisher", "address", "expected"),
    [
        ("Bridge shut - Reuters", "", "/f", "Bridge shut"),
        ("Bridge shut | BBC News", "BBC", "/f", "Bridge shut"),
        ("Bridge shut - Example Wire", "Example Wire", "/f", "Bridge shut"),
        ("Bridge shut - Example Wire", "", "https://news.google.com/rss", "Bridge shut"),
        ("Bridge shut - Example Wire", "", "/f", "Bridge shut - Example Wire"),
        ("Bridge shut - Example Wire", "", "https://t.me/s/x", "Bridge shut - Example Wire"),
        ("Bridge shut - for now", "", "/f", "Bridge shut - for now"),
        ("What is mpox? - WHO", "", "/f", "What is mpox? - WHO"),
        ("A half-hour with Reuters", "", "/f", "A half-hour with Reuters"),
    ],
)
def test_only_a_credit_is_taken_off_a_title(title, publisher, address, expected):
    credit = Credit(publisher, "stated") if publisher else Credit()
    assert edited(Item("k", title, credit=credit), source=Source("s", address)).title == expected


def test_a_writer_and_an_agency_in_one_byline_part():
    found = edited(Item("k", "t", credit=Credit(byline="A. Writer, Associated Press"))).credit
    assert (found.publisher, found.byline) == ("AP", "A. Writer")


@pytest.mark.parametrize("byline", ["A. Writer", "A. Writer in Kyiv", "A. Writer and B. Writer", "Staff, WHO"])
def test_a_byline_that_names_no_reporting_publisher_stays_as_it_is(byline):
    assert edited(Item("k", "t", credit=Credit(byline=byline))).credit == Credit(byline=byline)


@pytest.mark.parametrize(("publisher", "unverified"), [("Reuters", False), ("Example Wire", True)])
def test_a_publisher_that_the_table_does_not_hold_is_marked(publisher, unverified):
    assert edited(Item("k", "t", credit=Credit(publisher, "stated"))).credit.unverified is unverified


def test_rights_and_stated_fronts_pass_through():
    rights = Rights("© Example", "CC BY 4.0", "reprinted")
    item = edited(Item("k", "Nothing in particular", credit=Credit(rights=rights), fronts=("Gaza",)))
    assert (item.credit.rights, item.fronts) == (rights, ("gaza",))


@pytest.mark.parametrize(("published", "expected"), [(None, None), (NOW - 60, NOW - 60), (NOW + 60, NOW), (0, 0)])
def test_nothing_is_published_after_it_was_read(published, expected):
    item = edited(Item("k", "t", published=published))
    assert (item.published, item.first_seen) == (expected, NOW)


def test_identity_is_the_source_and_the_key():
    first = edited(Item("k", "t"))
    assert first.id == item_id("s", "k") == edited(Item("k", "another title")).id
    assert len({first.id, item_id("s", "k2"), item_id("s2", "k"), item_id("sk", "")}) == 4
    assert (len(first.id), first.source) == (16, "s")


WORDS = st.sampled_from(
    ["told CNN", "Reuters reports", "- BBC", "(AP)", "KYIV, Aug 16 (Reuters) –", "Gaza", "Kursk", "“", "”", ".", "via",
     "Source:", "confirms what the Wall Street Journal wrote", "[BBC](https://bbc.co.uk)", "\n\n", "- she said"]
)  # fmt: skip
PROSE = st.lists(WORDS | st.text(max_size=12), max_size=12).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(PROSE, PROSE, PROSE, PROSE)
def test_editing_never_raises_and_twice_is_once(title, text, byline, channel):
    item = Item("k", clean(title), clean_block(text), credit=Credit(byline=clean(byline)))
    once = edited(item, channel=clean(channel))
    assert edited(once, channel=clean(channel)) == once
