"""The public page of a Telegram channel (`t.me/s/<channel>`): its posts, and from whom they were forwarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import html as lxml_html
from lxml.etree import LxmlError, tostring

from briefing.errors import ParseError
from briefing.formats import feed, page
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.markup import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading

CARRIER = "Telegram"
_HOSTS = ("t.me", "telegram.me", "telegram.dog")
_MESSAGE = "tgme_widget_message"
_WITHOUT_WORDS = (("tgme_widget_message_video_player", "Video"), ("tgme_widget_message_photo_wrap", "Photo"),
                  ("tgme_widget_message_voice_player", "Voice message"), ("tgme_widget_message_document_wrap", "File"),
                  ("tgme_widget_message_poll", "Poll"))  # fmt: skip


def is_one(html: str, document: Document) -> bool:
    """Whether a page is a channel's: it came from Telegram, or holds its posts."""
    return page.belongs_to(document, *_HOSTS) or "tgme_widget_message_wrap" in html


def read(html: str, document: Document, publishers: Publishers) -> Reading:
    """The posts on a channel's page, in its order, oldest first. Raises ParseError when it shows none."""
    try:
        root = lxml_html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (LxmlError, ValueError):
        raise ParseError("a page of Telegram that cannot be read") from None
    messages = [message for message in _with(root, _MESSAGE) if message.get("data-post")]
    if not messages:
        raise ParseError("a page of Telegram without posts: the channel has no public preview")
    header = _first(root, "tgme_channel_info_header_title")
    title = _words(header) or _words(_first(root, "tgme_widget_message_owner_name"))
    entries = [_entry(message) for message in messages if "service_message" not in (message.get("class") or "")]
    channel = Channel(
        title=title,
        link=document.address,
        publisher=title,
        kind="telegram",
        entries=entries[-MOST_ITEMS:],
    )
    return feed.reading(channel, document, publishers)


def _entry(message: HtmlElement) -> Entry:
    """One post. The quotation of a post that it replies to is not its text."""
    post = message.get("data-post") or ""
    texts = [text for text in _with(message, "js-message_text") if not _within(text, "tgme_widget_message_reply")]
    date = _first(message, "tgme_widget_message_date")
    moment = next(iter(date.iter("time")), None) if date is not None else None
    forwarded = _first(message, "tgme_widget_message_forwarded_from")
    body = tostring(texts[-1], encoding="unicode", method="html", with_tail=False) if texts else ""
    return Entry(
        guid=f"t.me/{post}",
        link=f"https://t.me/{post}",
        title=""
        if plain(body)
        else next((name for kind, name in _WITHOUT_WORDS if _with(message, kind)), "Post without words"),
        text=body,
        published=(moment.get("datetime") or "") if moment is not None else "",
        authors=[_words(author)] if (author := _first(message, "tgme_widget_message_from_author")) is not None else [],
        via=[
            *([(_words(forwarded).removeprefix("Forwarded from").strip(), "")] if forwarded is not None else []),
            (CARRIER, ""),
        ],
    )


def _with(element: HtmlElement, name: str) -> list[HtmlElement]:
    """The elements within that have this class, in order."""
    return [
        found
        for found in element.iterdescendants()
        if isinstance(found, lxml_html.HtmlElement) and name in (found.get("class") or "").split()
    ]


def _first(element: HtmlElement, name: str) -> HtmlElement | None:
    return next(iter(_with(element, name)), None)


def _within(element: HtmlElement, name: str) -> bool:
    return any(name in (parent.get("class") or "").split() for parent in element.iterancestors())


def _words(element: HtmlElement | None) -> str:
    return " ".join(element.text_content().split()) if element is not None else ""
