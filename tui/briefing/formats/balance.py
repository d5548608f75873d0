"""Tags that do not nest, made to nest: the second mending of a feed, for what `repair` could not cure.

Every tag is written anew with its attributes quoted and named once. An end tag closes what is open inside
its element; one that fits nothing closes the innermost element when it looks like a slip of the pen, else
it goes. HTML's void elements close themselves, and an entry never contains another one. Linear in the
input but for the depth of the tags, which is bounded.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,60})((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>")
_APART = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]{0,60})(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>/]+)))?")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "meta", "param", "source", "track", "wbr")
)
_ENTRIES = frozenset(("item", "entry"))
_DEEPEST = 200


def balanced(text: str) -> str:
    """`text` with tags that nest."""
    out: list[str] = []
    open_tags: list[str] = []
    at = 0
    while (start := text.find("<", at)) >= 0:
        out.append(text[at:start])
        match = _TAG.match(text, start)
        if match is None:
            piece, at = _other(text, start)
            out.append(piece)
            continue
        at = match.end()
        if match[1]:
            _end(match[2], open_tags, out)
        else:
            _start(match[2], match[3], open_tags, out)
    out.append(text[at:])
    out.extend(f"</{name}>" for name in reversed(open_tags))
    return "".join(out)


def _other(text: str, start: int) -> tuple[str, int]:
    """What stands at a "<" that starts no tag: a CDATA section as it is, a comment dropped, else a mere sign."""
    for opening, closing in _APART:
        if text.startswith(opening, start):
            end = text.find(closing, start)
            if end < 0:  # nothing ends it: nothing after it can be trusted
                return "", len(text)
            end += len(closing)
            return (text[start:end] if opening == "<![CDATA[" else ""), end
    return "&lt;", start + 1


def _start(name: str, attributes: str, open_tags: list[str], out: list[str]) -> None:
    """Open an element; a new entry closes the one before it."""
    local = name.rpartition(":")[2].lower()
    if local in _ENTRIES:
        inside = [place for place, other in enumerate(open_tags) if other == name]
        if inside:
            _close(inside[0], open_tags, out)
    alone = attributes.rstrip().endswith("/")
    if local in _VOID and name == local and len(open_tags) > 3:
        alone = True
    if len(open_tags) >= _DEEPEST and not alone:
        return
    out.append(f"<{name}{_attributes(attributes)}{'/' if alone else ''}>")
    if not alone:
        open_tags.append(name)


def _end(name: str, open_tags: list[str], out: list[str]) -> None:
    """Close an element and what is open in it; an end tag that fits nothing may be a misspelt one."""
    if name in open_tags:
        _close(len(open_tags) - 1 - open_tags[::-1].index(name), open_tags, out)
    elif open_tags and sorted(open_tags[-1].lower()) == sorted(name.lower()):
        _close(len(open_tags) - 1, open_tags, out)


def _close(place: int, open_tags: list[str], out: list[str]) -> None:
    """End every element from the innermost to the one at `place`."""
    while len(open_tags) > place:
        out.append(f"</{open_tags.pop()}>")


def _attributes(source: str) -> str:
    """The attributes of a tag, each once, quoted."""
    if "=" not in source:
        return ""
    attributes: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        attributes.setdefault(name, double or single or bare)
    return "".join(f' {name}="{_quoted(value)}"' for name, value in attributes.items())


def _quoted(value: str) -> str:
    """An attribute's value fit for double quotes; references that are good stay as they are."""
    return _REFERENCE.sub("&amp;", value).replace("<", "&lt;").replace('"', "&quot;")
