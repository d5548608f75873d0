"""The digest reader: the shapes of the seed, told in words of our own; the seed itself where it lies beside us."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config import load as config
from briefing.config.publishers import load
from briefing.draw.look import day_only
from briefing.editorial.editing import edit
from briefing.editorial.publishers import Publishers
from briefing.errors import ParseError
from briefing.formats import digest, digestlines
from briefing.formats.encoding import decode
from briefing.formats.reading import Document, Reading
from briefing.model import Also, Credit, Item, Rights, Source
from briefing.text import clean, clean_block

PUBLISHERS = Publishers(load())
DAY = 1_723_766_400  # 2024-08-16T00:00:00Z
SEED = Path(__file__).parents[3] / "shared" / "seed"

# One line for each shape of the seed: an inline credit with another that it confirms, a trailing credit after a bare
# word, two lines of boilerplate, a continuation that knows a person by the short form, a credit after a quotation
# mark, one after a full stop on an item that names no place, names with a slash and with a space, a notice, and a call.
SHAPES = """\
Two officials who follow the ferries told CNN that several thousand passengers were sent home. The count confirms \
what the Wall Street Journal wrote this week. CNN says: “The boats to Sudzha stay in port.”
A harbour office has been opened in the Kursk district, according to its head. Cmdr Ann Example said it would \
"keep the piers safe" on the river - BBC
JOIN US ON TELEGRAM
Follow our coverage of the port on the @Kyivpost_official.
Ships were 35km up the river, where they held 1,150sq km of water, Cmdr Example said.
A port adviser said the ban was required near Kursk. "We need it," the adviser wrote on Telegram. "It works." - Reuters
Kyiv’s tugs may get longer ropes, a choice that would give Ukraine’s crews more reach. \
Nobody in Russia commented. - Politico
Nearly 2,000 carts were waiting to cross the Kerch Strait by raft. A channel spoke of "a long queue." - RFE/RL
Talks on the fishing grounds off Gaza went on, past 40,000 pages of them, according to Gaza fishing authorities. - AP
Sweden has counted its first case of mpox in cats - two days after the World Health Organization (WHO) \
asked it to. - Sky News
The article is reprinted with the author's permission. Please find the original here.
You can also highlight the text and press Ctrl + Enter"""


def read(text: str | bytes, *, at: int = DAY) -> Reading:
    return digest.read(Document(text if isinstance(text, bytes) else text.encode(), at=at), PUBLISHERS)


def edited(reading: Reading) -> tuple[Item, ...]:
    fronts = config.desk(config.default_file()).fronts
    source = Source("imported", "/srv/digest.txt")
    return edit(reading.items, source=source, fronts=fronts, publishers=PUBLISHERS, channel="", now=DAY + 3600)


def told(text: str) -> list[tuple[str, str]]:
    return [(item.credit.publisher, item.text) for item in read(text).items]


def test_every_shape_of_the_seed_is_read_with_its_own_credit():
    found = [(i.credit.publisher, i.credit.how, i.credit.also) for i in read(SHAPES).items]
    assert found == [
        ("CNN", "inferred", (Also("The Wall Street Journal", "confirms"),)),
        ("BBC", "stated", ()),
        ("Reuters", "stated", ()),
        ("Politico", "stated", ()),
        ("RFE/RL", "stated", ()),
        ("AP", "stated", ()),
        ("Sky News", "stated", ()),
    ]


def test_rights_carrier_and_day_stand_on_every_item():
    for item in read(SHAPES).items:
        assert item.credit.via == ("Kyiv Post",)
        assert item.credit.rights.permission == "reprinted with the author's permission"
        assert (item.published, item.published_how) == (DAY, "inferred")


def test_every_line_is_accounted_for():
    trace = read(SHAPES).trace
    assert [step.line for step in trace] == list(range(1, 13))
    assert [step.line for step in trace if step.verdict == "dropped"] == [3, 4, 12]
    assert [step.line for step in trace if step.verdict == "notice"] == [11]
    assert [step.line for step in trace if step.verdict == "continuation"] == [5]
    assert trace[0].why.count("CNN, inferred") == 1
    assert "Kyiv Post, inferred" in trace[3].why
    for words in ("goes on with line 2", "'Cmdr Example' is short for 'Cmdr Ann Example'", "(BBC) is inherited"):
        assert words in trace[4].why


def test_the_continuation_is_a_paragraph_of_the_item_it_continues():
    second = read(SHAPES).items[1]
    assert second.text.split("\n\n")[1].startswith("Ships were 35km up the river")
    assert not second.text.endswith("BBC")


def test_fronts_follow_from_the_words_and_the_war_from_several_weak_ones():
    assert [item.fronts for item in edited(read(SHAPES))] == [
        *[("kursk",)] * 4, ("kerch",), ("gaza",), ("mpox",)
    ]  # fmt: skip


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not beside this checkout")
def test_the_seed_is_read_exactly_as_a_careful_reader_does():
    expected = json.loads((SEED / "expected.json").read_text())
    reading = read((SEED / "digest-2024-08-16.txt").read_bytes())
    how = {"trailing": "stated", "inline": "inferred"}
    assert [(item.credit.publisher, item.credit.how, item.fronts) for item in edited(reading)] == [
        (item["credit"]["publisher"], how[item["credit"]["how"]], (item["front"],)) for item in expected["items"]
    ]
    for item, wanted in zip(reading.items, expected["items"], strict=True):
        also = [Also(entry["publisher"], entry["relation"]) for entry in wanted.get("also_credits", [])]
        assert list(item.credit.also) == also
        assert len(item.text.split("\n\n")) == len(wanted["lines"])
        assert item.credit.via == (expected["document"]["host_publisher"]["name"],)
        assert item.credit.rights.permission == "reprinted with the author's permission"
    lines = {verdict: [step.line for step in reading.trace if step.verdict == verdict]
             for verdict in ("dropped", "notice", "item", "continuation")}  # fmt: skip
    assert lines["dropped"] == expected["document"]["dropped_boilerplate_lines"]
    assert lines["notice"] == expected["document"]["notice_lines"]
    assert lines["item"] == [item["lines"][0] for item in expected["items"]]
    assert lines["continuation"] == [5]


ONE = {
    "brackets": ("The ferry stopped at noon (Reuters)", "Reuters"),
    "brackets and a full stop": ("The ferry stopped at noon (Reuters).", "Reuters"),
    "an em dash": ("The ferry stopped at noon. — BBC News", "BBC"),
    "an em dash without spaces": ("The ferry stopped at noon.—BBC", "BBC"),
    "two hyphens": ("The ferry stopped at noon -- AP", "AP"),
    "a label": ("The ferry stopped at noon. Source: AP", "AP"),
    "a label in brackets": ("The ferry stopped at noon (source: AP)", "AP"),
    "via an agency": ("The ferry stopped at noon. Via AFP", "AFP"),
    "via in brackets": ("The ferry stopped at noon (via AFP)", "AFP"),
    "a dateline": ("KYIV, Aug 16 (Reuters) – The ferry stopped at noon.", "Reuters"),
    "a dateline with a country": ("KYIV, Ukraine (AP) — The ferry stopped at noon.", "AP"),
    "an opening": ("(Reuters) - The ferry stopped at noon.", "Reuters"),
    "an opening with a colon": ("Reuters: The ferry stopped at noon.", "Reuters"),
    "a bullet": ("• The ferry stopped at noon - Reuters", "Reuters"),
    "a number": ("3) The ferry stopped at noon - Reuters", "Reuters"),
    "a quotation": ("> The ferry stopped at noon - Reuters", "Reuters"),
    "a day behind it": ("The ferry stopped at noon - BBC, 16 August", "BBC"),
    "an alias": ("The ferry stopped at noon - the Associated Press", "AP"),
    "small letters": ("The ferry stopped at noon. - reuters", "Reuters"),
    "a link": ("The ferry stopped at noon - [BBC](https://bbc.example/1)", "BBC"),
    "a link without a dash": ("The ferry stopped at noon. [BBC](https://bbc.example/1)", "BBC"),
    "an address behind it": ("The ferry stopped at noon - BBC (https://bbc.example/1)", "BBC"),
    "a line of its own": ("The ferry stopped at noon.\n— BBC News", "BBC"),
    "brackets on a line of their own": ("The ferry stopped at noon.\n\n(Reuters)", "Reuters"),
    "a label on a line of its own": ("The ferry stopped at noon.\nSource: AP", "AP"),
    "a bar": ("The ferry stopped at noon | The Guardian", "The Guardian"),
    "a slash": ("The ferry stopped at noon / AFP", "AFP"),
    "nothing but its place": ("The ferry stopped at noon. Reuters", "Reuters"),
    "a bare name on a line of its own": ("The ferry stopped at noon.\nReuters", "Reuters"),
    "a reference": ("The ferry stopped at noon - Reuters [1]", "Reuters"),
    "an afterthought": ("The ferry stopped at noon - Reuters (updated)", "Reuters"),
    "whom it cites": ("The ferry stopped at noon – Ukrainska Pravda, citing the harbour", "Ukrainska Pravda"),
    "an address for a name": ("The ferry stopped at noon. – Source: https://www.bbc.co.uk/news/1", "BBC"),
    "a handle": ("The ferry stopped at noon - @BBCWorld", "BBC"),
    "a domain": ("The ferry stopped at noon - bbc.com", "BBC"),
    "an institution": ("The ferry stopped at noon - WHO", "WHO"),
    "a name before a dash": ("BBC - The ferry stopped at noon", "BBC"),
    "a name before a bar": ("BBC News | The ferry stopped at noon", "BBC"),
    "a name in brackets first": ("[Reuters] The ferry stopped at noon", "Reuters"),
    "a reporting verb": ("The ferry stopped at noon, reports the BBC.", "BBC"),
    "inline": ("The ferry stopped at noon, according to Reuters.", "Reuters"),
    "an unknown name that reads as a publisher's": ("The ferry stopped at noon - Example Wire", "Example Wire"),
    "an unknown name after a full stop": ("The ferry stopped at noon. - Les Exemples", "Les Exemples"),
    "an unknown domain": ("The ferry stopped at noon - wire.example", "wire.example"),
    "she said": ("The ferry will stop - she said", ""),
    "a place": ("The ferry will stop in the capital - Doha", ""),
    "a hyphenated ending": ("The harbour master called the stop well-planned", ""),
    "a dash in the sentence": ("The ferry - it was noon - stopped near the pier.", ""),
    "the speaker of a quotation": ("“The ferry has stopped.” - Ann Example", ""),
    "somebody named before": ("Ann Example stopped the ferry. “It was noon.” - Ann Example", ""),
    "an office holder": ("The ferry stopped. - President Example", ""),
    "initials explained": ("The stop was asked for by the World Health Organization (WHO)", ""),
    "initials of something else": ("The stop was asked for by the Ferry Traffic (FT)", ""),
    "a carrier within the sentence": ("The ferry stopped, he said via Telegram", ""),
    "a footnote": ("The ferry stopped at noon [1]", ""),
    "agencies": ("The ferry stopped at noon. (with agencies)", ""),
    "who took the picture": ("The ferry stopped at noon. Photo: AFP", ""),
    "an either-or": ("The ferry stopped at noon and/or one / two", ""),
    "an institution's word": ("The WHO said that the ferry had stopped.", ""),
}


@pytest.mark.parametrize(("text", "publisher"), ONE.values(), ids=ONE.keys())
def test_a_credit_is_found_in_any_shape_and_nothing_else_is_taken_for_one(text, publisher):
    (item,) = read(text).items
    assert item.credit.publisher == publisher
    assert "noon" not in text or "noon" in item.text
    if item.credit.how == "stated":
        assert publisher not in item.text


@pytest.mark.parametrize(("text", "publisher"), [row for name, row in ONE.items() if "unknown" in name])
def test_an_unknown_credit_is_kept_and_marked(text, publisher):
    assert read(text).items[0].credit.unverified
    assert "unverified" in read(text).trace[0].why


def test_the_link_behind_a_credit_is_the_items():
    assert read("The ferry stopped - [BBC](https://bbc.example/1)").items[0].url == "https://bbc.example/1"
    assert read("The [ferry](https://f.example/2) stopped. - BBC").items[0].url == "https://f.example/2"
    assert read("The [ferry](https://f.example/2) stopped. - BBC").items[0].text == "The ferry stopped."


@pytest.mark.parametrize(
    ("credit", "publisher", "also", "via", "byline"),
    [
        ("AP, Reuters", "AP", ["Reuters"], (), ""),
        ("AP and Reuters", "AP", ["Reuters"], (), ""),
        ("Reuters/AFP", "Reuters", ["AFP"], (), ""),
        ("RFE/RL, AP", "RFE/RL", ["AP"], (), ""),
        ("BBC via Kyiv Post", "BBC", [], ("Kyiv Post",), ""),
        ("AP via Kyiv Post via Telegram", "AP", [], ("Kyiv Post", "Telegram"), ""),
        ("A. Writer, Reuters", "Reuters", [], (), "A. Writer"),
        ("A. Writer and B. Writer, AP", "AP", [], (), "A. Writer and B. Writer"),
        ("BBC, Telegram", "BBC", [], ("Telegram",), ""),
    ],
)
def test_a_credit_may_name_several_in_their_roles(credit, publisher, also, via, byline):
    found = read(f"The ferry stopped at noon. - {credit}").items[0].credit
    assert (found.publisher, [entry.publisher for entry in found.also], found.via, found.byline) == (
        publisher, also, via, byline,
    )  # fmt: skip


def test_headings_name_the_front_of_what_follows():
    reading = read("## Gaza\n\nThe ferry stopped. - AP\n\nMPOX:\nThe cats are well. - BBC\n")
    assert [item.fronts for item in reading.items] == [("Gaza",), ("MPOX",)]
    assert [item.fronts for item in edited(reading)] == [("gaza",), ("mpox",)]
    assert [step.verdict for step in reading.trace] == ["heading", "item", "heading", "item"]


def test_a_heading_that_names_no_front_leaves_it_to_the_words():
    assert edited(read("Elsewhere\nThe ferry to Rafah stopped at noon. - AP"))[0].fronts == ("gaza",)


def test_a_heading_with_a_publisher_credits_what_follows():
    items = read("## Reuters\n- The ferry stopped.\n- The raft sank.\n## BBC\n- The tug came.").items
    assert [item.credit.publisher for item in items] == ["Reuters", "Reuters", "BBC"]
    assert {item.credit.how for item in items} == {"stated"}


def test_a_numbered_heading_in_capitals_is_a_front_and_no_item():
    text = "1) KURSK\nThe ferry stopped at noon. - AP\n2) GAZA\n- A raft sank.\n- TUG SEEN\n- Cats are well.\n"
    text += "3) CATS\n4) TUGS\n"
    assert [(item.text, item.fronts) for item in read(text).items] == [
        ("The ferry stopped at noon.", ("KURSK",)), ("A raft sank.", ("GAZA",)), ("TUG SEEN", ("GAZA",)),
        ("Cats are well.", ("GAZA",)), ("CATS", ("GAZA",)), ("TUGS", ("GAZA",)),
    ]  # fmt: skip


def test_a_headline_is_the_title_of_its_paragraph():
    reading = read("Ferry to Rafah stops at noon\nThe harbour gave no reason for it, and nobody asked. - AP\n")
    assert reading.items[0].title == "Ferry to Rafah stops at noon"
    assert [step.verdict for step in reading.trace] == ["headline", "item"]


def test_a_title_with_a_day_dates_the_items():
    reading = read("# Morning digest, 17 August 2024\n\nThe ferry stopped at noon. - AP", at=DAY)
    assert reading.notes == ("its title is 'Morning digest, 17 August 2024'",)
    assert edited(reading._replace(items=(reading.items[0]._replace(credit=Credit()),)))[0].credit.publisher == ""
    assert reading.items[0].published == DAY + 86_400
    assert day_only(reading.items[0])  # or "00:00" would stand before it


@pytest.mark.parametrize("title", ["Digest 17.08.2024", "Lage am 17. August 2024", "Дайджест, 17 серпня 2024"])
def test_a_day_is_a_day_as_the_continent_writes_it(title):
    (item,) = read(f"{title}\n\nThe ferry stopped at noon. - AP", at=DAY).items
    assert (item.published, item.fronts) == (DAY + 86_400, ())


def test_without_any_day_there_is_none():
    assert read("The ferry stopped at noon. - AP", at=0).items[0].published is None


def test_a_run_of_lines_with_one_credit_at_its_end_is_one_item():
    text = "The ferry stopped.\nThe raft sank.\nNobody was hurt. - AP\n\nA tug came. - BBC\n"
    assert told(text) == [("AP", "The ferry stopped.\n\nThe raft sank.\n\nNobody was hurt."), ("BBC", "A tug came.")]


def test_without_empty_lines_an_uncredited_paragraph_does_not_borrow_the_next_credit():
    assert told("The ferry stopped.\nThe raft sank. - AP") == [("", "The ferry stopped."), ("AP", "The raft sank.")]


def test_lines_broken_to_a_width_are_one_paragraph():
    text = (
        "The ferry stopped at noon, and the harbour gave no\nreason for it although many had asked in the course\n"
        "of the day. - AP\n\nA tug came in the evening to bring those who had\nwaited home. - BBC\n"
    )
    assert [publisher for publisher, _ in told(text)] == ["AP", "BBC"]
    assert "no reason for it although many had asked in the course of the day." in told(text)[0][1]
    assert [step.line for step in read(text).trace] == [1, 2, 3, 5, 6]


def test_a_credit_below_several_bullets_is_the_credit_of_each():
    assert told("* The ferry stopped.\n* The raft sank.\nSource: AP") == [
        ("AP", "The ferry stopped."),
        ("AP", "The raft sank."),
    ]


def test_bare_names_may_lead_what_follows_instead():
    assert told("Reuters\nThe ferry stopped at noon.\nBBC News\nThe raft sank at two.") == [
        ("Reuters", "The ferry stopped at noon."),
        ("BBC", "The raft sank at two."),
    ]


def test_a_second_credit_line_is_a_further_credit():
    credit = read("The ferry stopped. - AP\nSource: Reuters").items[0].credit
    assert (credit.publisher, credit.also) == ("AP", (Also("Reuters"),))


@pytest.mark.parametrize("opening", ["He", "“They", "Her brother"])
def test_a_pronoun_goes_on_with_what_stands_before(opening):
    text = f"Ann Example stopped the ferry. - AP\n{opening} said that it was noon.\nThe raft sank. - BBC"
    assert [publisher for publisher, _ in told(text)] == ["AP", "BBC"]
    assert "is inherited, so inferred" in read(text).trace[1].why


def test_a_lead_in_goes_with_the_paragraph_that_knows_its_people():
    text = (
        "Cmdr Ann Example came to the pier.\nThere, Cmdr Example said, the ferry had stopped. - AP\nA raft sank. - BBC"
    )
    assert [publisher for publisher, _ in told(text)] == ["AP", "BBC"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", "\r\n\r\n", "\u2028"])
def test_any_line_ends_will_do(end):
    assert [publisher for publisher, _ in told(end.join(["The ferry stopped. - AP", "A raft sank. - BBC"]))] == [
        "AP",
        "BBC",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_will_do(encoding):
    text = "The café’s ferry stopped at noon – nobody knows why. – AFP\nIn Malmö it went on. – BBC"
    assert [(item.credit.publisher, "é" in item.text) for item in read(text.encode(encoding)).items] == [
        ("AFP", True),
        ("BBC", False),
    ]


def test_cyrillic_in_an_old_encoding():
    text = "Паром остановился в полдень, и никто не знает почему, сообщили в порту. - Интерфакс"
    for encoding in ("cp1251", "koi8-r"):
        (item,) = read(text.encode(encoding)).items
        assert item.credit.publisher == "Interfax"


@pytest.mark.parametrize(
    ("line", "licence", "permission", "notice", "via"),
    [
        ("Reprinted from Kyiv Post with permission.", "", "reprinted from Kyiv Post with permission", "", "Kyiv Post"),
        ("This digest is licensed under CC BY 4.0.", "CC BY 4.0", "", "", ""),
        ("© 2024 Example Wire", "", "", "© 2024 Example Wire", ""),
        ("First published in the Kyiv Post.", "", "", "", "Kyiv Post"),
    ],
)
def test_notices_speak_for_the_whole_digest(line, licence, permission, notice, via):
    for item in read(f"The ferry stopped. - AP\nA raft sank. - BBC\n{line}").items:
        assert item.credit.rights == (notice, licence, permission)
        assert item.credit.via == ((via,) if via else ())


@pytest.mark.parametrize(
    "line",
    [
        "Follow the money, the harbour master said, and the ferry will come back.",
        "The stories about permission to land were published by everybody on the pier.",
        "Copyright law will change in the spring, the harbour said.",
        "Get the ferry back, the crowd shouted at noon.",
        "Support for the ferry grew at noon.",
        "Two days ago the ferry stopped.",
        "See below the pier, the harbour said, and find the ferry.",
    ],
)
def test_news_that_only_resembles_boilerplate_is_kept(line):
    assert line.rstrip(".") in read(f"{line}\nA raft sank. - BBC").items[0].text


@pytest.mark.parametrize(
    "line", ["Please find below today's digest.", "See attached the evening digest:", "11h ago", "Key event"]
)
def test_what_only_leads_to_the_news_or_tells_its_age_is_dropped(line):
    reading = read(f"{line}\n\nA raft sank. - BBC")
    assert [item.text for item in reading.items] == ["A raft sank."]
    assert [step.line for step in reading.trace if step.verdict == "dropped"] == [1]


def test_the_day_that_a_greeting_tells_is_not_dropped_with_it():
    (item,) = read("Please find below the digest of 15 August 2024\n\nA raft sank off the long pier. - BBC").items
    assert item.published == 1_723_680_000


def test_the_same_digest_has_the_same_keys_and_a_correction_further_down_keeps_its_key():
    before = read("The ferry stopped at noon. Two were hurt. - AP").items[0]
    after = read("The ferry stopped at noon. Three were hurt. - AP").items[0]
    assert before.key == after.key
    twice = read("The ferry stopped at noon. - AP\nThe ferry stopped at noon. - BBC").items
    assert len({item.key for item in twice}) == 2


MARKDOWN = """\
# Evening digest, 16 August 2024

*Compiled by the night desk*

## Kursk

1. **Pier opened.** The harbour has a new pier, its master said ([BBC](https://bbc.example/1))
2. Tickets must be fair — [Reuters](https://reuters.example/x), [AP](https://ap.example/y)
3. Longer ropes are being weighed [Politico]

Kerch
-----
* KERCH, Aug 16 (RFE/RL) — Nearly 2,000 carts were waiting.
* The queue was gone by evening. (Source: Crimean Wind via Telegram)

## mpox

Sweden counts ill cats
Sweden has counted its first cats with the new variant, an agency said on Thursday.
By A. Writer, Sky News

---
Follow us on X @BBCWorld
"""


def test_a_digest_in_markdown_is_read_with_every_role():
    items = read(MARKDOWN).items
    found = [(i.credit.publisher, i.credit.how, i.credit.byline, i.fronts, i.url) for i in items]
    assert found == [
        ("BBC", "stated", "", ("Kursk",), "https://bbc.example/1"),
        ("Reuters", "stated", "", ("Kursk",), "https://reuters.example/x"),
        ("Politico", "stated", "", ("Kursk",), ""),
        ("RFE/RL", "stated", "", ("Kerch",), ""),
        ("Crimean Wind", "stated", "", ("Kerch",), ""),
        ("Sky News", "stated", "A. Writer", ("mpox",), ""),
    ]
    assert [item.title for item in items[3:]] == [
        "Nearly 2,000 carts were waiting",
        "The queue was gone by evening",
        "Sweden counts ill cats",
    ]
    assert items[4].credit.via == ("Telegram", "BBC")
    assert items[0].text == "Pier opened. The harbour has a new pier, its master said"
    assert "a byline: the night desk" in read(MARKDOWN).notes


@pytest.mark.parametrize("body", [b"", b" \n\n", b"JOIN US ON TELEGRAM", b"<html><p>x", b"\x00\x01\x02", b"***\n---"])
def test_what_holds_no_news_is_refused(body):
    with pytest.raises(ParseError, match="not a digest"):
        read(body)


def test_what_is_written_reads_back_with_the_same_credits():
    written = digest.dumps(read(SHAPES).items)
    again = read(written)
    assert [item.text.replace("\n\n", " ") for item in read(SHAPES).items] == [item.text for item in again.items]
    for before, after in zip(read(SHAPES).items, again.items, strict=True):
        assert after.credit.publisher == before.credit.publisher
        assert after.credit.via == before.credit.via
        assert after.credit.rights == before.credit.rights
    assert digest.dumps(again.items) == written


def test_a_permission_is_written_only_where_all_came_with_it():
    free, bound = read("The ferry stopped. - AP").items[0], read("A ship sank. - RFE/RL").items[0]
    bound = bound._replace(credit=bound.credit._replace(rights=Rights(permission="reprinted with permission")))
    assert digest.dumps([bound]).splitlines()[-1] == "Reprinted with permission."
    assert "permission" not in digest.dumps([free, bound])
    assert "permission" not in digest.dumps([free])


def test_a_title_that_the_text_does_not_say_is_written_before_it():
    item = read("The ferry stopped. - AP").items[0]._replace(title="Pier closed", url="https://a.example/1")
    assert digest.dumps([item]) == "Pier closed. The ferry stopped. - [AP](https://a.example/1)\n"


REPORTING = [record.credit for record in PUBLISHERS if record.kind in ("agency", "broadcaster", "paper", "state-run")]
SAID = [
    "The ferry stopped at noon",
    "Nobody was hurt.",
    "“It works.”",
    "The raft sank - twice.",
    "It was (nearly) noon",
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(SAID), min_size=1, max_size=3).map(" ".join),
            st.sampled_from(REPORTING),
            st.lists(st.sampled_from(["Telegram", "Kyiv Post", "Google News"]), max_size=2, unique=True),
            st.sampled_from(["", "https://a.example/1"]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_is_credited_reads_back(parts):
    items = [
        Item(str(number), text, text, url, credit=Credit(name, "stated", via=tuple(n for n in via if n != name)))
        for number, (text, name, via, url) in enumerate(parts)
    ]
    again = read(digest.dumps(items)).items
    assert [(item.text, item.url, item.credit) for item in again] == [
        (item.text, item.url, item.credit) for item in items
    ]


PIECES = st.sampled_from(
    ["The ferry stopped. ", "- AP", "(Reuters)", "\n", "\n\n", "• ", "## ", "Source: ", "— ", "[BBC](https://b.example)",
     "told CNN", "KYIV, Aug 16 (AP) – ", "@Kyivpost", "\r\n", "“", "”", "3. ", "Gen Ann Example said ", "© 2024 ",
     "By A. Writer", "reprinted with permission", "16 August 2024", "via ", ", ", "/", "\0", "\x1b[2J", "\u2029", "**",
     "14:10 ", "\n14.10 BST\n", "\nBest,\nAnn\n", "\n-- \n", "\n> ", "| a | b |\n|---|---|\n", "| ",
     "\nshort line\n",
     "| Time | What |\n|-|-|\n", "\nFrom: a\nTo: b\n", "Unsubscribe",
     "Nobody gave any reason for it\nand no boat came.\n"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PIECES | st.text(max_size=10), max_size=30).map("".join).map(lambda text: text.encode("utf-8", "replace"))
    | st.binary(max_size=400)
)
def test_any_bytes_give_items_or_a_parse_error_and_every_item_is_traced(body):
    with contextlib.suppress(ParseError):
        reading = read(body)
        assert len({item.key for item in reading.items}) == len(reading.items)
        assert sum(step.verdict == "item" for step in reading.trace) == len(reading.items)
        assert all(item.title and clean_block(item.text) == item.text for item in reading.items)
        told = {step.line for step in reading.trace}
        for number, line in enumerate(digestlines._LINE_END.split(decode(body, "").text), 1):
            assert number in told or not any(map(str.isalnum, clean(line))), line


def test_short_lines_of_one_length_were_not_broken_to_a_width():
    text = "Ferry 1 stopped. - AP\nFerry 2 stopped. - AP\n\nFerry 3 stopped. - AP\nFerry 4 stopped. - AP\n"
    assert len(told(text)) == 4


def test_headlines_one_below_the_other_are_items_each():
    headlines = [
        "Ferry stops at noon near the pier",
        "Raft sinks off Rafah",
        "Tug comes to the pier at noon",
        "Cats well",
    ]
    for end in ("\n", "\n\n"):
        assert [text for _, text in told(end.join(headlines))] == headlines


@pytest.mark.parametrize(
    "text",
    [
        "The ferry stopped. - AP\n" + "Ф" * 300_000,
        "The ferry stopped. - AP\n" + "Фф" * 100_000 + "\nA raft sank.",
        "Ann Example Writer " * 15_000,
        "“The ferry stopped” " * 15_000,
        "- " * 100_000,
        "The ferry stopped. - AP " * 15_000,
        "(source: AP " * 25_000,
        "[AP](https://a.example/) " * 12_000,
        "The ferry stopped.\n" * 8_000,
        "## Ferry\n" * 8_000,
        "Best,\nAnn\n" * 4_000,
        "To: a@w.example\n" * 8_000,
        "> " * 150_000,
        "Unsubscribe\n" + "a" * 300_000,
        ("." * 1_400 + "list\n") * 200,
        "Best,\n" + "Aa" * 150_000,
        "From: a\n" + "a." * 150_000,
        "On 16 August " + "wrote " * 50_000 + ":",
        "-- \n" * 8_000,
        "14:10\n" * 8_000,
        "Unsubscribe\n" * 8_000,
        f"The cats are well.\n# a{' ' * 30_000}b\n= a{' ' * 30_000}b\n+++ a{' ' * 30_000}b\n",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_whatever_is_said_over_and_over_takes_no_time(text):
    before = time.process_time()
    with contextlib.suppress(ParseError):
        read(text)
    assert time.process_time() - before < 4


def test_what_is_far_too_long_for_a_digest_is_refused():
    for text in ("The ferry stopped.\n" * 8_001, "\n" * 50_000 + "The ferry stopped.\n"):
        with pytest.raises(ParseError, match="too long for a digest"):
            read(text)


def test_an_item_is_no_longer_than_a_text_may_be():
    lines = ["The ferry stopped, and " + "nobody knows why, " * 2_000 + str(number) for number in range(9)]
    first, _ = read("\n".join(lines) + "\nIt stays. - AP\n\nA raft sank. - BBC").items
    assert clean_block(first.text) == first.text
    assert len(first.text) > 190_000


def test_each_line_of_a_notice_that_was_broken_to_a_width_is_accounted_for():
    text = (
        "Traffic over the bridge to the pier was stopped for the whole of the day, and\n"
        "nobody gave a reason for that. - AP\n\n"
        "A raft sank off Rafah in the evening, which the harbour says has never been\n"
        "heard of before in this century. - BBC\n\n"
        "This article is reprinted with the permission of all who have anything to\n"
        "say about it.\n"
    )
    assert [(step.line, step.verdict) for step in read(text).trace] == [
        (1, "item"), (2, "continuation"), (4, "item"), (5, "continuation"), (7, "notice"), (8, "notice"),
    ]  # fmt: skip


def test_a_number_with_nothing_behind_it_is_accounted_for():
    assert [(step.line, step.verdict) for step in read("The ferry stopped. - AP\n2.\n3. ‘").trace] == [
        (1, "item"), (2, "dropped"), (3, "dropped"),
    ]  # fmt: skip
