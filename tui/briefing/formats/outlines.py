"""The sources of a desk as OPML 2.0 (http://opml.org/spec2.opml), an outline a front. `opml` reads such lists."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from briefing.model import Front, Source
from briefing.text import safe


def dumps(sources: Sequence[Source], fronts: Sequence[Front], title: str) -> str:
    """The document. Sources of several fronts stand under the first; those of none, and of all, at the top.

    Files of this machine are left out, and so is whatever is secret.
    """
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    asked = [source for source in sources if source.remote]
    for front in fronts:
        own = [source for source in asked if _first(source) == front.id]
        if own:
            outline = ET.SubElement(body, "outline", text=front.title, title=front.title)
            for source in own:
                _subscription(outline, source)
    known = {front.id for front in fronts}
    for source in asked:
        if _first(source) not in known:
            _subscription(body, source)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _first(source: Source) -> str:
    return next(iter((*source.fronts, *source.covers)), "")


def _subscription(parent: ET.Element, source: Source) -> None:
    fronts = ",".join(f"/{front}" for front in (*source.fronts, *source.covers))
    names = {"text": safe(source.title), "title": safe(source.title), "type": "rss", "xmlUrl": source.address}
    ET.SubElement(parent, "outline", {**names, **({"category": fronts} if fronts else {})})
