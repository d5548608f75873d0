"""Which item of the wire an item of a source is. Pure, and light enough for a process that only checks it."""

from __future__ import annotations

import hashlib


def item_id(source_id: str, key: str) -> str:
    """An item's identity within the wire, from its source and its key there: 16 hexadecimal digits of SHA-256."""
    return hashlib.sha256(f"{source_id}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
