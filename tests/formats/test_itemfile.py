import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import ParseError
from briefing.formats import itemfile
from briefing.formats.reading import Document
from briefing.model import Also, Credit, Figure, Item, Rights
from briefing.text import clean, clean_block

NOON = 1_723_809_600  # 2024-08-16T12:00:00Z

FULL = Item(
    key="bridge",
    title="Bridge shut after explosions",
    text="Traffic stopped overnight.\n\nIt had not moved by noon.",
    url="https://news.example/bridge",
    published=NOON,
    updated=NOON + 60,
    credit=Credit(
        publisher="RFE/RL",
        how="stated",
        byline="A. Writer",
        via=("Kyiv Post", "Telegram"),
        also=(Also("AP", "cites"), Also("Reuters", "confirms")),
        rights=Rights("© Example", "CC BY 4.0", "reprinted with the author's permission"),
        unverified=True,
    ),
    fronts=("kerch",),
    figures=(
        Figure("nearly 2,000 vehicles", 2000, "<~", "", "vehicles", "officials"),
        Figure("several thousand troops", None, "vague", "", "troops"),
        Figure("2.5km", 2.5, "", "km"),
    ),
    withdrawn=True,
    pinned=True,
    key_event=True,
    revision=3,
)


def read(text: str, at: int = 0):
    return itemfile.read(Document(text.encode(), at=at))


def test_everything_an_item_says_survives_being_written_and_read():
    assert read(itemfile.dumps([FULL], title="Evening edition")).items == (FULL,)
    assert read(itemfile.dumps([FULL], title="Evening edition")).title == "Evening edition"


def test_a_hand_written_item_needs_only_a_title():
    reading = read('briefing = 1\n[[items]]\ntitle = "Bridge shut"\n')
    assert reading.items == (Item(key="Bridge shut", title="Bridge shut", published_how="inferred"),)


@pytest.mark.parametrize(
    ("given_time", "expected"),
    [
        ("2024-08-16T12:00:00Z", NOON),
        ("2024-08-16T14:00:00+02:00", NOON),
        ("2024-08-16 12:00:00", NOON),
        ("2024-08-16", NOON - 12 * 3600),
    ],
)
def test_times_are_instants_and_no_offset_means_utc(given_time, expected):
    item = read(f'briefing = 1\n[[items]]\ntitle = "t"\npublished = {given_time}\n').items[0]
    assert (item.published, item.published_how) == (expected, "stated")


def test_an_undated_item_takes_the_day_of_the_file_then_the_day_it_was_given_and_says_so():
    dated = read('briefing = 1\ndate = 2024-08-16\n[[items]]\ntitle = "t"\n', at=5).items[0]
    undated = read('briefing = 1\n[[items]]\ntitle = "t"\n', at=5).items[0]
    assert (dated.published, dated.published_how) == (NOON - 12 * 3600, "inferred")
    assert (undated.published, undated.published_how) == (5, "inferred")


def test_what_stands_at_the_top_serves_items_that_have_none_of_their_own():
    reading = read(
        'briefing = 1\npublisher = "AP"\nvia = ["Kyiv Post"]\nfronts = ["gaza"]\nrights = {permission = "reprinted"}\n'
        '[[items]]\ntitle = "one"\n'
        '[[items]]\ntitle = "two"\nfronts = ["mpox"]\n'
        '[items.credit]\npublisher = "BBC"\nhow = "configured"\nvia = ["X"]\nrights = {licence = "CC0"}\n'
    )
    one, two = reading.items
    assert one.credit == Credit("AP", "stated", via=("Kyiv Post",), rights=Rights(permission="reprinted"))
    assert two.credit == Credit("BBC", "configured", via=("X",), rights=Rights(licence="CC0"))
    assert (one.fronts, two.fronts) == (("gaza",), ("mpox",))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("title = 'x'", "does not say briefing = 1"),
        ("briefing = true", "does not say briefing = 1"),
        ("briefing = 2", "does not say briefing = 1"),
        ("briefing = 1\nitmes = []", "unknown key 'itmes'; did you mean items?"),
        ("briefing = 1\n[[items]]\ntext = 'x'", "item 1: title is missing"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\npubished = 2024-08-16", "did you mean published?"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\npublished = '2024-08-16'", "published must be a date"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\npublished = 0001-01-01T00:00:00+23:59", "before 1970"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\n[[items]]\ntitle = 'x'", "item 2: key 'x' is taken"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\nrevision = -1", "revision must be a whole number"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\npinned = 1", "pinned must be true or false"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\nfronts = 'gaza'", "fronts must be a list"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\ncredit = 'AP'", "credit must be a table"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\n[items.credit]\npublisher='A'\nhow='said'", "none of stated"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\n[[items.credit.also]]\nrelation='denies'", "none of confirms"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\n[[items.figures]]\ntext='x'\nvalue=nan", "value must be a number"),
        ("briefing = 1\n[[items]]\ntitle = 'x'\n[[items.figures]]\ntext='x'\nqualifier='≈'", "none of >"),
        ("briefing = 1\nx = " + "[" * 5000, "nested too deeply"),
        ("<rss/>", "not an item file"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(body, message):
    with pytest.raises(ParseError, match=message.replace("[", r"\[")):
        read(body)


def test_bytes_that_are_no_utf8_are_refused():
    with pytest.raises(ParseError, match="UTF-8"):
        itemfile.read(Document(b"briefing = 1\ntitle = '\xff'"))


def test_text_from_the_file_is_cleaned():
    item = read('briefing = 1\n[[items]]\ntitle = "a\\u001b[31mb\\u202e"\ntext = "c\\u0007d"\n').items[0]
    assert (item.title, item.text) == ("a[31mb", "cd")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: ("briefing = 1\n" + text).encode()))
def test_nothing_but_a_parse_error_comes_out(body):
    with contextlib.suppress(ParseError):
        itemfile.read(Document(body))


lines = st.text(max_size=40).map(clean)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(lines.filter(bool), st.text(max_size=200).map(clean_block), lines), unique_by=lambda it: it[0])
)
def test_any_clean_text_survives_being_written_and_read(parts):
    items = tuple(
        Item(key=title, title=title, text=text, credit=Credit(byline=byline), published=NOON)
        for title, text, byline in parts
    )
    assert read(itemfile.dumps(items)).items == items
