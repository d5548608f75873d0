"""A digest that came by mail: what the mail put around it is dropped and accounted for, and no news is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config.publishers import load
from briefing.editorial.publishers import Publishers
from briefing.formats import digest, digestmail
from briefing.formats.reading import Document, Reading

PUBLISHERS = Publishers(load())
DAY = 1_723_766_400  # 2024-08-16T00:00:00Z
FERRY, RAFT = "The ferry stopped at noon, and nobody knows why. - AP", "A raft sank off Rafah. - BBC"


def read(text: str) -> Reading:
    return digest.read(Document(text.encode(), at=DAY), PUBLISHERS)


def texts(text: str) -> list[str]:
    return [item.text for item in read(text).items]


def dropped(text: str) -> list[int]:
    return [step.line for step in read(text).trace if step.verdict == "dropped"]


NEWS = ["The ferry stopped at noon, and nobody knows why.", "A raft sank off Rafah."]

# What stands above the news, then what stands below it.
AROUND = {
    "a comma": ("", "Regards,\nA. Writer"),
    "one word": ("Dear all,\n\n", "\nBest,\nAnn"),
    "nobody in particular": ("Hello,\n\n", "\nBest,\nAnn"),
    "a line between": ("Hi everyone,\n\n", "\nKind regards,\n\nA. Writer\nHead of the night desk\n+44 20 0000 0000"),
    "a name behind it": ("", "\nThanks, Ann"),
    "a dash": ("", "\nBest wishes – A. Writer"),
    "none at all": ("", "\nMany thanks"),
    "two of them": ("", "\nThanks again!\n\nWarm regards\nA. Writer | a@w.example"),
    "a desk": ("", "\nYours sincerely\nthe night desk"),
    "other languages": ("", "\nMit freundlichen Grüßen\nA. Writer"),
    "Cyrillic": ("", "\nЗ повагою,\nА. Автор"),
    "the mailers' delimiter": ("", "-- \nA. Writer\nNight desk, Example News\nhttps://n.example"),
    "the delimiter without its space": ("", "--\nA. Writer, Example News\nTel. +44 20 0000 0000"),
    "the delimiter over anything short": ("", "\n-- \nall the harbour's news, every day"),
    "initials and a whole signature": (
        "",
        "Cheers\nC.\n\nC. Writer | Head of desk | Example News\nT +44 20 0000 0000 | M +44 7000 000000\n"
        "1 Pier Street, London EC1A 1AA\nwww.n.example | @example",
    ),
    "no sign-off": ("", "\nThe Night Desk\nnight@n.example\n+44 20 0000 0000"),
    "nothing but an address": ("", "\nnight@n.example"),
    "sign-off and delimiter": ("", "Best,\nAnn\n-- \nA. Writer\nNight desk, Example News\n+44 20 0000 0000"),
    "a phone": ("", "\nSent from my iPhone"),
    "another mailer": ("", "\nGet Outlook for Android <https://mailer.example/o>"),
    "a phone of elsewhere": ("", "\nVon meinem iPhone gesendet"),
    "a newsletter": ("View this email in your browser\n\n", "\nUnsubscribe | Manage preferences | View online"),
    "a reason": ("", "\nYou are receiving this email because you signed up at n.example.\nUnsubscribe here"),
    "a wish": ("", "\nIf you no longer wish to receive these emails, unsubscribe: https://n.example/u"),
    "an address": ("", "\nThis message was sent to a@w.example\nhttps://n.example/unsubscribe?u=1"),
    "a group": (
        "",
        '\n-- \nYou received this message because you are subscribed to the Google Groups "Digest" group.\n'
        "To unsubscribe from this group and stop receiving emails from it, send an email to\nd+u@g.example.\n"
        "To view this discussion on the web visit https://g.example/d/1.\nFor more options, visit https://g.example/o",
    ),
    "a list": (
        "",
        "_______________________________________________\nHarbour digest mailing list\nd@lists.example\n"
        "https://lists.example/mailman/listinfo/d",
    ),
    "lawyers": (
        "CAUTION: This email originated from outside the organisation.\n\n",
        "\nThis email and any attachments are confidential and intended solely for the addressee.",
    ),
    "headers": ("From: A. Writer <a@w.example>\nTo: d@n.example,\n b@n.example\nSubject: digest\n\n", ""),
    "headers in bold": ("**From:** A. Writer\n**Sent:** Friday, 16 August 2024 07:02\n**Subject:** digest\n\n", ""),
    "headers of elsewhere": ("Von: A. Writer\nGesendet: Freitag, 16. August 2024\nBetreff: Lage\n\n", ""),
    "forwarded": ("---------- Forwarded message ---------\nFrom: A. Writer\nDate: Fri, 16 Aug 2024 at 07:02\n\n", ""),
    "forwarded by Apple": ("Begin forwarded message:\n\nFrom: A. Writer\nSubject: digest\n\n", ""),
    "an original": ("-----Original Message-----\nFrom: A. Writer\nTo: d@n.example\n\n", ""),
    "an answer": ("On Fri, 16 Aug 2024 at 07:02, A. Writer <a@w.example> wrote:\n\n", ""),
    "an answer, broken": ("On Fri, 16 Aug 2024 at 07:02, A. Writer\n<a@w.example> wrote:\n\n", ""),
}


@pytest.mark.parametrize(("above", "below"), AROUND.values(), ids=AROUND.keys())
@pytest.mark.parametrize("quoted", ["", "> ", ">> "])
def test_what_a_mail_puts_around_the_news_is_dropped_and_told(above: str, below: str, quoted: str) -> None:
    whole = "\n".join(
        quoted + line if line else quoted.strip() for line in f"{above}{FERRY}\n{RAFT}\n{below}".split("\n")
    )
    reading = read(whole)
    assert [item.text for item in reading.items] == NEWS
    assert [item.credit.publisher for item in reading.items] == ["AP", "BBC"]
    lines = [line.strip("> \t-_") for line in whole.split("\n")]
    told = {step.line for step in reading.trace}
    assert told >= {number for number, line in enumerate(lines, 1) if line}
    assert {step.verdict for step in reading.trace} <= {"item", "dropped"}
    assert all(step.why for step in reading.trace)


def test_why_a_line_was_dropped_is_said() -> None:
    text = f"From: A. Writer\nTo: B. Writer\n\nHello all,\n{FERRY}\n\nBest,\nAnn\n\nSent from my phone\n"
    assert [(step.line, step.why) for step in read(text).trace if step.verdict == "dropped"] == [
        (1, "a header of the mail that it came in"),
        (2, "a header of the mail that it came in"),
        (4, "a greeting"),
        (7, "a sign-off"),
        (8, "a signature"),
        (10, "a footer of the mail that it came in"),
    ]


KEPT = {
    "a headline below": (f"{FERRY}\n\nRegards,\n\nHarbour master resigns\nShe gave no reason for it on Friday.", 2),
    "a capital headline": (f"{FERRY}\n\nBest,\n\nHarbour Master To Resign\n\nShe gave no reason for it on Friday.", 2),
    "an address below news": (f"{FERRY}\nRaft sinks off the coast\nnight@n.example", 3),
    "news below an address": (f"{FERRY}\n\nnight@n.example\n\n{RAFT}", 3),
    "news at once": (f"{FERRY}\nThanks,\n{RAFT}", 2),
    "a list below": (f"{FERRY}\nCheers,\n- Ferry sails\n- Raft sinks", 3),
    "news below a delimiter": (f"{FERRY}\n-- \n{RAFT}", 2),
    "headlines below a delimiter": (f"{FERRY}\n--\nferry sails again\nraft sinks off the coast", 3),
    "many below a delimiter": (f"{FERRY}\n-- \n" + "\n".join(f"Ferry {number} sails" for number in range(9)), 10),
    "a sentence below a delimiter": (f"{FERRY}\n-- \nNobody at the harbour knew what to say to that.", 2),
    "a phone that is news": ("Sent from my harbour by the last boat of the day, the letter came late.", 1),
    "a letter": ("Sent from the front, the letter reached the pier in June.", 1),
    "an appeal": ("Unsubscribe from crime, the harbour master said at noon.", 1),
    "a wish that is news": ("If you no longer wish to wait for the ferry, take the raft, the harbour said.", 1),
    "a message": ("This message was sent to the harbour at noon, its master said.", 1),
    "an order": ("To stop receiving rope the harbour needs a permit.", 1),
    "a best": ("Best of all, the ferry sailed.\nRegards from the pier came in June.\nBest ferry in the world sinks", 3),
    "thanks": ("Thanks to the raft, nobody was hurt.", 1),
    "from alone": ("From: the pier to the raft, a walk of an hour, people stood.", 1),
    "to alone": ("To: nobody, said the letter.\nDate: unknown, the harbour said.", 2),
    "wrote": ("On 16 August 2024 the harbour master wrote:\n“The ferry stays.”", 2),
    "a greeting that is news": ("Dear all, the harbour master wrote, the ferry stays.", 1),
}


@pytest.mark.parametrize(("text", "count"), KEPT.values(), ids=KEPT.keys())
def test_news_that_only_resembles_a_mail_is_kept(text: str, count: int) -> None:
    reading = read(text)
    kept = sum(step.verdict in ("item", "continuation", "headline", "heading") for step in reading.trace)
    assert kept >= count
    assert all("mail" not in step.why and "signature" not in step.why for step in reading.trace)


def test_a_headline_and_its_link_below_a_name_are_kept() -> None:
    assert texts(f"{FERRY}\nBest,\nAnn\n\nRaft sinks off Rafah\nhttps://r.example/1")[1] == "Raft sinks off Rafah"


def test_the_day_of_the_mail_dates_the_news_and_the_digests_own_title_comes_first() -> None:
    mail = "From: A. Writer\nDate: Sat, 17 Aug 2024 07:02:00 +0300\n\n"
    assert [item.published for item in read(mail + FERRY).items] == [DAY + 86_400]
    titled = mail + "# Digest, 15 August 2024\n\n" + FERRY
    assert [item.published for item in read(titled).items] == [DAY - 86_400]
    twice = "From: B. Writer\nDate: Sun, 18 Aug 2024 07:02\n\n" + mail + FERRY
    assert [item.published for item in read(twice).items] == [DAY + 86_400]
    assert [item.published for item in read(f"On 17 August 2024, A. Writer wrote:\n> {FERRY}").items] == [DAY + 86_400]


def test_lines_that_a_mailer_broke_are_joined_without_the_marks_of_a_quotation() -> None:
    text = (
        "> Traffic over the bridge to the pier was stopped for the whole of the\n"
        "> night, and the officials who follow it gave no reason for that. - AP\n>\n"
        "> A raft sank off Rafah in the evening, which the harbour says has not\n"
        "> happened before in this century. - BBC\n"
    )
    assert [text.count(">") for text in texts(text)] == [0, 0]
    assert (
        read(text)
        .items[0]
        .text.endswith("the whole of the night, and the officials who follow it gave no reason for that.")
    )


def test_a_quotation_that_repeats_what_stands_above_it_is_one_item() -> None:
    text = f"{FERRY}\n{RAFT}\n\nOn Fri, 16 Aug 2024 A. Writer <a@w.example> wrote:\n> {FERRY}\n> A tug came. - AFP\n"
    assert texts(text) == [*NEWS, "A tug came."]
    assert next(step.why for step in read(text).trace if step.line == 5) == "quoted from line 1"


SIGNED = ["Best,\nAnn", "Kind regards,\n\nA. Writer", "-- \nA. Writer\na@w.example", "Sent from my phone", "Thanks!"]
SAID = [
    "The ferry stopped at noon, and nobody knows why",
    "A raft sank off Rafah",
    "“It works,” the harbour master said.",
    "Nearly 2,000 carts were waiting, an agency reported on Friday.",
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(SAID), st.sampled_from(["AP", "BBC", "Reuters"]), st.sampled_from(["", *SIGNED])),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["", "> "]),
)
def test_wherever_a_mail_ends_the_news_after_it_is_kept(parts: list[tuple[str, str, str]], quoted: str) -> None:
    text = "\n\n".join(f"{said} - {name}\n\n{signed}" for said, name, signed in parts)
    reading = read("\n".join(quoted + line for line in text.split("\n")))
    wanted = [(said, name) for said, name, _ in parts]
    assert [(item.text, item.credit.publisher) for item in reading.items] == wanted
    assert sum(step.verdict == "item" for step in reading.trace) == len(parts)


def test_each_footer_is_sought_where_its_words_are() -> None:
    """The words that make us look for footers are in all of them, else a footer would be missed without a sign."""
    below = [text for _, text in AROUND.values()]
    footers = [line for text in below for line in text.split("\n") if digestmail._footer_pattern().match(line)]
    assert len(footers) > 15
    for line in footers:
        assert any(cue in line.lower() for cue in digestmail._CUES), line
