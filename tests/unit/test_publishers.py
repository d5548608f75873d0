"""The publishers table: what ships, how it is read, and how names and addresses find their publisher."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.config.publishers import KINDS, load
from briefing.editorial.publishers import Publishers, folded, host_and_path
from briefing.errors import ConfigError
from briefing.model import Publisher

SHIPPED = load()
PUBLISHERS = Publishers(SHIPPED)


def test_the_table_holds_enough_and_each_entry_says_its_terms_and_when_they_were_noted():
    assert len(SHIPPED) >= 80
    for record in SHIPPED:
        assert record.terms, record.name
        assert record.noted, record.name
        assert record.kind in KINDS


def test_no_two_publishers_share_a_name_or_an_address():
    owners: dict[str, str] = {}
    for record in SHIPPED:
        for name in {folded(name) for name in (record.name, record.credit, *record.aliases)} | set(record.domains):
            assert owners.setdefault(name, record.name) == record.name, name


def test_every_publisher_of_the_default_fronts_is_there():
    short = "CNN BBC Reuters Politico RFE/RL AP AFP WHO UN Ukrinform TASS IDF Hamas ISW"
    for name in (*short.split(), "Sky News", "The Wall Street Journal", "Kyiv Post", "Al Jazeera", "Africa CDC"):
        record = PUBLISHERS.named(name)
        assert record is not None, name
        assert record.credit == name


@pytest.mark.parametrize(
    ("name", "credit"),
    [
        ("BBC News", "BBC"),
        ("bbc news", "BBC"),
        ("the BBC", "BBC"),
        ("The Associated Press", "AP"),
        ("A.P.", "AP"),
        ("Radio Free Europe/Radio Liberty", "RFE/RL"),
        ("rferl", "RFE/RL"),
        ("WSJ", "The Wall Street Journal"),
        ("Wall Street Journal", "The Wall Street Journal"),
        ("Agence France Presse", "AFP"),
        ("El Pais", "El País"),
        ("L’Orient Today", "L'Orient Today"),
        ("ТАСС", "TASS"),
        ("bbc.co.uk", "BBC"),
        ("www.reuters.com", "Reuters"),
    ],
)
def test_names_are_found_however_they_are_written(name, credit):
    record = PUBLISHERS.named(name)
    assert record is not None
    assert record.credit == credit


@pytest.mark.parametrize("name", ["", " ", "she said", "Example Wire", "-", "nowhere.example", "B B C"])
def test_what_is_no_name_of_the_table_is_nobodys(name):
    assert PUBLISHERS.named(name) is None


@pytest.mark.parametrize(
    ("url", "credit"),
    [
        ("https://www.bbc.co.uk/news/1", "BBC"),
        ("https://feeds.bbci.co.uk/news/rss.xml", "BBC"),
        ("HTTPS://EDITION.CNN.COM/a", "CNN"),
        ("https://news.google.com/rss/search?q=x", "Google News"),
        ("https://t.me/s/DeepStateUA/1", "DeepState"),
        ("https://t.me/s/somebody", "Telegram"),
        ("https://news.yahoo.com/a", "Yahoo News"),
        ("https://notbbc.co.uk/", None),
        ("https://bbc.co.uk.evil.example/", None),
        ("ftp://bbc.co.uk/", None),
        ("/srv/bbc.co.uk/feed.xml", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_an_address_belongs_to_the_longest_domain_and_path(url, credit):
    record = PUBLISHERS.at(url)
    assert (record.credit if record else None) == credit


@pytest.mark.parametrize(
    ("handle", "credit"),
    [
        ("Kyivpost_official", "Kyiv Post"),
        ("BBCWorld", "BBC"),
        ("rferl", "RFE/RL"),
        ("nobody_at_all", None),
        ("_", None),
    ],
)
def test_a_handle_gives_its_publisher_away(handle, credit):
    record = PUBLISHERS.handle(handle)
    assert (record.credit if record else None) == credit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He told the BBC and Reuters.", ["BBC", "Reuters"]),
        ("BBCs, notBBC, BBC-like, Reuters-style", []),
        ("He told Times readers of The Times and the Times.", ["The Times", "The Times"]),
        ("The Wall Street Journal and Wall Street Journal", ["The Wall Street Journal"] * 2),
        ("the WHO, Telegram and Hamas", []),
        ("RFE/RL's service", ["RFE/RL"]),
        ("the guardian of the times", []),
    ],
)
def test_prose_names_reporting_publishers_by_whole_names(text, expected):
    assert [record.credit for _, _, record in PUBLISHERS.mentions(text)] == expected


def test_the_first_of_two_that_share_a_name_wins():
    first, second = Publisher("One", "One", ("Wire",)), Publisher("Two", "Two", ("Wire",))
    assert Publishers([first, second]).named("wire") == first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[[publishers]]\nname='A'\nkind='paper'\nalias=['B']",
            r"publisher 1 \(A\): unknown key 'alias'; did you mean",
        ),
        ("[[publishers]]\nkind='paper'", "publisher 1: name is missing"),
        ("[[publishers]]\nname='A'", "kind '' is none of ours"),
        ("[[publishers]]\nname='A'\nkind='papper'", "the nearest is paper"),
        ("[[publishers]]\nname='A'\nkind='paper'\ndomains='a.example'", "domains must be a list"),
        ("[[publishers]]\nname='A'\nkind='paper'\ndomains=['https://a']", "is no host"),
        ("[[publishers]]\nname='A'\nkind='paper'\nnoted='lately'", "no month or day"),
        ("[[publishers]]\nname='A'\nkind='paper'\ncarrier=1", "carrier must be true or false"),
        ("[[publishers]]\nname='A'\nkind='paper'\nhome=1", "home must be a text"),
        ("publishers=1", "must be a list of tables"),
        ("[[papers]]", "unknown key 'papers'"),
        ("[[publishers", "publishers.toml: "),
    ],
)
def test_mistakes_name_the_file_the_publisher_and_the_key(tmp_path, text, message):
    path = tmp_path / "publishers.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message) as raised:
        load(str(path))
    assert "publishers.toml" in str(raised.value)


def test_a_missing_file_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        load(str(tmp_path / "none.toml"))


def test_a_credit_and_a_carrier_have_defaults(tmp_path):
    path = tmp_path / "publishers.toml"
    path.write_text("[[publishers]]\nname='A'\nkind='paper'\n[[publishers]]\nname='B'\nkind='carrier'\n")
    assert load(str(path)) == (Publisher("A", "A", kind="paper"), Publisher("B", "B", kind="carrier", carrier=True))


@given(st.text(max_size=60))
def test_no_text_makes_a_lookup_raise(text):
    PUBLISHERS.named(text)
    PUBLISHERS.at(text)
    PUBLISHERS.handle(text)
    host_and_path("http://" + text)
    list(PUBLISHERS.mentions(text))
