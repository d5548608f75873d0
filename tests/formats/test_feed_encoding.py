"""Encodings by byte order mark, header, prolog and content, as far as the bytes bear the label out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.formats.encoding import decode

RUSSIAN = "Движение по мосту закрыто на ночь, сообщают власти региона и перевозчики"


@pytest.mark.parametrize(
    "codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-be", "cp1251", "koi8-r", "iso8859-5"]
)
def test_content_alone_tells(codec: str) -> None:
    assert decode(f"<rss>{RUSSIAN}</rss>".encode(codec)).text == f"<rss>{RUSSIAN}</rss>"


@pytest.mark.parametrize(
    ("label", "codec"),
    [("windows-1251", "cp1251"), ("KOI8-R", "koi8-r"), ("ISO-8859-1", "cp1252"), ("gb2312", "gb18030")],
)
def test_header_and_prolog_are_believed(label: str, codec: str) -> None:
    text = "Kürze – “short”" if codec == "cp1252" else "北京消息" if codec == "gb18030" else RUSSIAN
    assert decode(text.encode(codec), f"application/xml; charset={label}").text == text
    prolog = f'<?xml version="1.0" encoding="{label}"?><rss>{text}</rss>'
    assert decode(prolog.encode(codec)).text == prolog


def test_the_header_is_trusted_before_the_prolog() -> None:
    body = b'<?xml version="1.0" encoding="koi8-r"?>' + RUSSIAN.encode("cp1251")
    assert RUSSIAN in decode(body, "text/xml; charset=windows-1251").text


def test_a_label_that_the_bytes_contradict_is_not_believed() -> None:
    assert decode("café".encode(), "text/xml; charset=iso-8859-1").text == "café"
    assert decode("café €".encode("cp1252"), "text/xml; charset=utf-8").text == "café €"


def test_a_few_bad_bytes_do_not_turn_utf8_into_something_else() -> None:
    assert decode(("é" * 50).encode() + b"\xff").encoding == "utf-8"


@pytest.mark.parametrize(
    "label", ["base64", "rot13", "zlib", "idna", "unicode_escape", "undefined", "utf-7", "nonsense"]
)
def test_labels_that_are_no_encodings_of_documents_are_passed_over(label: str) -> None:
    assert decode(f'<?xml version="1.0" encoding="{label}"?><a>+ADw- \\x41 é</a>'.encode()).text.endswith(
        "<a>+ADw- \\x41 é</a>"
    )


@given(st.binary(max_size=300), st.text(max_size=40))
def test_every_body_becomes_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type).text, str)
