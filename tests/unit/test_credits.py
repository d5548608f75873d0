"""Whom a running text says it has its report from, and the parsers of credits against anything that may come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config.publishers import load
from briefing.editorial import names
from briefing.editorial.attribution import attributed
from briefing.editorial.credits import alone, opening, suffix, trailing
from briefing.editorial.publishers import Publishers
from briefing.editorial.sentences import headline, sentences

PUBLISHERS = Publishers(load())

TEXTS = {
    "told": ("Two officials told CNN that boats were moved.", "CNN", {}),
    "told the": ("She told the BBC on Thursday.", "BBC", {}),
    "told, with a possessive": ("He told RFE/RL's service in an interview.", "RFE/RL", {}),
    "an interview with": ("In an interview with Reuters the adviser denied it.", "Reuters", {}),
    "says": ("CNN says: “The boats moved.”", "CNN", {}),
    "reports": ("The boats moved, the Guardian reports.", "The Guardian", {}),
    "has learned": ("Sky News has learned that boats moved.", "Sky News", {}),
    "an inverted verb": ("The boats moved, reported Reuters.", "Reuters", {}),
    "its correspondent": ("Al Jazeera's correspondent in the port said that boats moved.", "Al Jazeera", {}),
    "according to": ("According to the Wall Street Journal the boats moved.", "The Wall Street Journal", {}),
    "citing": ("The boats moved, officials said, citing TASS.", "TASS", {}),
    "seen by": ("The order was seen by Reuters.", "Reuters", {}),
    "in brackets": ("The boats moved (AFP) at noon.", "AFP", {}),
    "a report by": ("A report by Politico on the boats caused a stir.", "Politico", {}),
    "confirms what": ("It confirms what the Wall Street Journal wrote.", "", {"The Wall Street Journal": "confirms"}),
    "confirms a report by": ("The port confirmed an earlier report by AP.", "", {"AP": "confirms"}),
    "confirms its report": ("The port confirmed a BBC report.", "", {"BBC": "confirms"}),
    "confirmed by": ("The video was verified by Reuters.", "", {"Reuters": "confirms"}),
    "has confirmed": ("The BBC has independently verified the video.", "", {"BBC": "confirms"}),
    "confirmed to is told": ("The port confirmed to Reuters that boats moved.", "Reuters", {}),
    "the one leant on most": (
        "According to AP boats moved. Two officials told CNN more. CNN says it is much.",
        "CNN",
        {"AP": "cites"},
    ),
    "the first of equals": ("He told AP so. She told AFP otherwise.", "AP", {"AFP": "cites"}),
    "a publisher in the news": ("The police searched the office of Al Jazeera.", "", {}),
    "an institution": ("The WHO said so, according to the UN.", "", {}),
    "a party": ("Hamas said so; the IDF told nobody.", "", {}),
    "a carrier": ("He wrote on Telegram and told Facebook users.", "", {}),
    "initials of something else": ("The Polish Aid Programme (PAP) closed.", "", {}),
    "part of another name": ("He told BBC-like stations and the Reuters-Forum.", "", {}),
    "small letters": ("he told time and again what nature reported", "", {}),
}


@pytest.mark.parametrize(("text", "publisher", "also"), TEXTS.values(), ids=TEXTS.keys())
def test_what_a_text_attributes(text, publisher, also):
    said = attributed(text, PUBLISHERS)
    assert said.publisher == publisher
    assert {entry.publisher: entry.relation for entry in said.named if entry.publisher != publisher} == also
    for name, words in said.evidence:
        assert words in text, name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Example Wire", True),
        ("wire.example", True),
        ("Les Exemples", True),
        ("Agency of the North", True),
        ("she said", False),
        ("Friday", False),
        ("16 August 2024", False),
        ("14:10 GMT", False),
        ("President Example", False),
        ("Live", False),
        ("of the North", False),
        ("The End Of The", False),
        ("A sentence that goes on, and on", False),
        ("“Quoted”", False),
        ("x", False),
        ("X" * 61, False),
        ("123", False),
        ("", False),
    ],
)
def test_which_unknown_names_could_be_a_publishers(name, expected):
    assert names.plausible(name) is expected


@pytest.mark.parametrize(
    ("title", "known"), [("A - B - Reuters", ("A - B", "Reuters")), ("Reuters", None), ("- Reuters", None), ("", None)]
)
def test_the_last_part_of_a_title_may_be_its_credit(title, known):
    found = suffix(title, PUBLISHERS)
    assert (found and (found.text, found.names.publishers[0])) == known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Gen. Example met Mr. Writer in the U.S. on Aug. 16. Then they left.", 2),
        ("“It works.” He left. 35 boats followed.", 3),
        ("It cost 2.5 million.\nA new line.", 2),
        ("", []),
    ],
)
def test_sentences_end_where_they_do(text, expected):
    found = sentences(text)
    assert (found if isinstance(expected, list) else len(found)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry stopped. It was noon.", "The ferry stopped"),
        ("Did the ferry stop? It did.", "Did the ferry stop?"),
        ("The ferry stopped...", "The ferry stopped..."),
        ("The ferry stopped .", "The ferry stopped"),
        ("", ""),
        (
            "The ferry that goes to the island twice a day in summer and once in winter stopped, which nobody had "
            "thought possible before the storm.",
            "The ferry that goes to the island twice a day in summer and once in winter stopped…",
        ),
        ("word " * 40 + "end.", "word " * 22 + "word…"),
    ],
)
def test_a_headline_is_the_first_sentence_cut_where_it_can_be(text, expected):
    found = headline(text)
    assert len(found) <= 120
    assert found == expected or (text.startswith("word") and found.endswith("word…"))


PIECES = st.sampled_from(
    ["- ", " - AP", "(", ")", "[", "](https://a.example)", "Source: ", "via ", " told CNN", "—", "told"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=15), max_size=12).map("".join))
def test_no_parser_of_credits_raises_and_what_is_left_was_there(text):
    for parser in (trailing, opening, alone):
        found = parser(text, PUBLISHERS)
        if found and parser is trailing:
            assert text.startswith(found.text)
    names.parse(text, PUBLISHERS)
    suffix(text, PUBLISHERS, always=True)
    attributed(text, PUBLISHERS)
    assert len(headline(text)) <= 120


def test_long_text_without_a_credit_takes_no_time():
    text = "- (a [b " * 20_000
    assert trailing(text, PUBLISHERS) is None
    assert attributed(text, PUBLISHERS).publisher == ""
