"""schema.org in microdata (HTML Living Standard, section 5) as the objects that JSON-LD would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import html as lxml_html
from lxml.etree import LxmlError, tostring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_ADDRESSES = {
    "a": "href",
    "link": "href",
    "area": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "embed": "src",
}
_HTML_WANTED = ("articleBody", "text", "description")
_DEEPEST = 40


def objects(page: str, kind: str) -> list[dict[str, Any]]:
    """The items of this schema.org type in a page, with their properties; items within them as objects."""
    try:
        root = lxml_html.document_fromstring(
            page.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (LxmlError, ValueError):
        return []
    scopes = root.xpath("//*[@itemscope][contains(@itemtype, $kind)]", kind=kind)
    return [_object(scope, 0) for scope in scopes if isinstance(scope, lxml_html.HtmlElement)]


def _object(scope: HtmlElement, depth: int) -> dict[str, Any]:
    """One item: its type, its id, and its properties; a property said twice is a list."""
    found: dict[str, Any] = {"@type": (scope.get("itemtype") or "").strip().rpartition("/")[2]}
    if scope.get("itemid") or scope.get("id"):
        found["@id"] = scope.get("itemid") or scope.get("id")
    for element in _properties(scope):
        scoped = element.get("itemscope") is not None
        for name in (element.get("itemprop") or "").split():
            value = _object(element, depth + 1) if scoped and depth < _DEEPEST else _value(element, name)
            if name in found:
                already = found[name]
                found[name] = [*already, value] if isinstance(already, list) else [already, value]
            else:
                found[name] = value
    return found


def _properties(scope: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with `itemprop` that belong to this item and to none within it."""
    waiting = list(reversed(scope))
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        if element.get("itemprop"):
            yield element
        if element.get("itemscope") is None:
            waiting.extend(reversed(element))


def _value(element: HtmlElement, name: str) -> str:
    """What a property says: its `content`, its time, its address, else its text (for a body, its HTML)."""
    stated = element.get("content") or element.get("datetime")
    if stated:
        return stated
    attribute = _ADDRESSES.get(str(element.tag))
    if attribute:
        return element.get(attribute) or ""
    if name in _HTML_WANTED:
        return tostring(element, encoding="unicode", method="html", with_tail=False)
    return " ".join(element.text_content().split())
