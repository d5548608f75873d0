"""RSS 0.90 and 1.0 in RDF: items beside the channel, identified by `rdf:about`, dated by `dc:date`.

Specification: RDF Site Summary 1.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.formats import rss

if TYPE_CHECKING:
    from briefing.formats.feed import Channel
    from briefing.formats.xmltree import Element


def channel(root: Element, address: str = "") -> Channel:
    """The channel of an `rdf:RDF` element and the items beside it."""
    result = rss.channel(root, address)
    result.kind = "rdf"
    for entry in result.entries:
        # An item's rdf:about is the address of what it describes.
        entry.link = entry.link or entry.guid
    return result
