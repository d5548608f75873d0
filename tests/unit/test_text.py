"""The two walls: nothing that goes through them can move the cursor, hide text or reorder it."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.text import BLOCK_LIMIT, age, clean, clean_block, iso, safe, shorten

PAYLOADS = {
    "escape sequence": "a\x1b[31mb",
    "clipboard write": "a\x1b]52;c;eA==\x07b",
    "title change": "a\x1b]0;x\x1b\\b",
    "device control": "a\x1bPq\x1b\\b",
    "C1 control sequence": "a\x9b31mb",
    "C1 string": "a\x9dx\x9cb",
    "null": "a\x00b",
    "delete": "a\x7fb",
    "backspace": "a\x08b",
    "bell": "a\x07b",
    "bidi override": "a\u202eb\u202c",
    "bidi isolate": "a\u2066b\u2069",
    "right-to-left mark": "a\u200fb",
    "zero width space": "a\u200bb",
    "word joiner": "a\u2060b",
    "byte order mark": "\ufeffab",
    "tag characters": "a\U000e0041\U000e007fb",
    "lone surrogate": "a\ud800b",
    "private use": "a\ue000\U000f0000b",
    "non-character": "a\ufffe\U0001ffffb",
    "interlinear annotation": "a\ufff9b",
    "variation selector": "a\ufe0fb",
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_clean_leaves_only_what_prints(payload: str) -> None:
    cleaned = clean(payload)
    assert cleaned.isprintable()
    assert cleaned.startswith("a")
    assert cleaned.endswith("b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nc\rd\x0be\x0cf\x85g\u2028h\u2029i", "a b c d e f g h i"),
        ("  a   b  ", "a b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200d b", "a b"),
        ("🧑\u200d🚀", "🧑🚀"),
        ("👍🏽", "👍"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("ก" + "\u0e49" * 99, "ก" + "\u0e49" * 8),
        ("م" + "\u064b\u064f" * 50 + "م", "م" + "\u064b\u064f" * 4 + "م"),
        ("न" + "\u094d" * 50 + "म", "न" + "\u094d" * 8 + "म"),
        ("บริษัทที่ซื้อน้ำ بِسْمِ ٱللَّهِ בְּרֵאשִׁ֖ית བརྒྱུད་ क्षेत्रीय", "บริษัทที่ซื้อน้ำ بِسْمِ ٱللَّهِ בְּרֵאשִׁ֖ית བརྒྱུད་ क्षेत्रीय"),
        ("Séjourné — “quoted” 35 km²", "Séjourné — “quoted” 35 km²"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_clean_drops_every_character_of_the_forbidden_categories() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char) in ("Cc", "Cs", "Cf", "Co") or code & 0xFFFE == 0xFFFE:
            kept = clean(f"a{char}1b")
            assert kept in ("a1b", "a 1b"), hex(code)


@given(st.text())
def test_clean_is_idempotent_and_bounded(text: str) -> None:
    once = clean(text, 80)
    assert clean(once, 80) == once
    assert len(once) <= 80
    assert safe(once) == once


@given(st.text(alphabet="e \u0301\u0e49\u064b\u0650\u094d\u20dd\ufe20\u200c\u200dक१", min_size=10))
def test_clean_is_idempotent_where_marks_pile_up(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_safe_never_lets_a_control_through(text: str) -> None:
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in safe(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("one\r\ntwo\r\n\r\nthree", "one\ntwo\n\nthree"),
        ("\n\n a \x1b[2J\n \n b ", "a [2J\n\nb"),
        ("one\u2029two\u2028three", "one\n\ntwo\nthree"),
        ("\u200b\n\u200b", ""),
    ],
)
def test_clean_block_keeps_paragraphs(text: str, expected: str) -> None:
    assert clean_block(text) == expected


@given(st.text(alphabet=st.characters() | st.sampled_from("\n\r\t \u2028\u2029")))
def test_clean_block_is_idempotent_and_each_line_clean(text: str) -> None:
    block = clean_block(text)
    assert clean_block(block) == block
    assert "\n\n\n" not in block
    assert all(clean(line) == line for line in block.split("\n"))


def test_clean_block_is_capped() -> None:
    assert len(clean_block("word " * BLOCK_LIMIT)) <= BLOCK_LIMIT


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("a longer line of words", 14, "a longer line…"),
        ("unbreakablelongword", 8, "unbreak…"),
        ("ends with, comma", 12, "ends with…"),
        ("x", 1, "x"),
        ("xy", 1, "…"),
    ],
)
def test_shorten(text: str, limit: int, expected: str) -> None:
    assert shorten(text, limit) == expected


@given(st.text(min_size=1), st.integers(min_value=1, max_value=60))
def test_shorten_keeps_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "now"),
        (59, "now"),
        (60, "1m"),
        (3_599, "59m"),
        (3_600, "1h"),
        (86_399, "23h"),
        (86_400, "1d"),
        (1_209_600, "2w"),
    ],
)
def test_age(seconds: int, expected: str) -> None:
    assert age(seconds) == expected


def test_iso() -> None:
    assert iso(1_723_810_200) == "2024-08-16T12:10:00Z"
