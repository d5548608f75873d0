"""A body put together from its pieces, never beyond a bound. Pure.

Only what was asked for is decoded: gzip (RFC 1952), once. A piece of a bomb is inflated no further than the
bound; a gzip stream that stops before its end is noticed, which zlib alone does not tell.
"""

from __future__ import annotations

import zlib

_GZIP = 16 + zlib.MAX_WBITS
_MEMBER = b"\x1f"
_MEMBERS = 1_000
_PIECES = 100_000


class TooLarge(Exception):
    """More than the bound. `str` is a sentence."""


class Undecodable(Exception):
    """Not what its headers promise. `str` is a sentence."""


def coding(header: str) -> str:
    """ "" or "gzip" for a `Content-Encoding` that was asked for. Raises Undecodable."""
    name = header.strip().lower()
    if name in ("", "identity"):
        return ""
    if name in ("gzip", "x-gzip"):
        return "gzip"
    raise Undecodable("its body is in a coding that was not asked for")


class Body:
    """The body so far. `bound` is in decoded bytes, and holds for the encoded ones too."""

    def __init__(self, coding: str, bound: int) -> None:
        self._bound = bound
        self._decoded = bytearray()  # not a list: of pieces of two bytes, the list would take thirty times the bound
        self.received = self._pieces = 0
        self._inflate = zlib.decompressobj(_GZIP) if coding == "gzip" else None
        self._members = 0
        self._padded = False

    def add(self, piece: bytes) -> None:
        """Take the next piece as it came from the wire. Raises TooLarge or Undecodable."""
        self.received += len(piece)
        self._pieces += 1
        if self._pieces > _PIECES:
            raise TooLarge("its body comes in too many pieces")
        if self.received > self._bound:
            raise TooLarge(self._too_large())
        if self._inflate is None:
            self._keep(piece)
        else:
            self._add_gzip(piece)

    def _add_gzip(self, piece: bytes) -> None:
        while piece:
            assert self._inflate is not None
            if self._inflate.eof:
                if self._padded or not piece.startswith(_MEMBER):
                    self._padded = True  # what stands behind it is nothing of the document, as gzip(1) has it too
                    return
                self._members += 1
                if self._members > _MEMBERS:
                    raise Undecodable("its gzip body is in too many parts")
                self._inflate = zlib.decompressobj(_GZIP)
            try:
                self._keep(self._inflate.decompress(piece, self._bound - len(self._decoded) + 1))
            except zlib.error:
                raise Undecodable("its gzip body is damaged") from None
            piece = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    def _keep(self, decoded: bytes) -> None:
        if len(self._decoded) + len(decoded) > self._bound:
            self._decoded.clear()
            raise TooLarge(self._too_large())
        self._decoded += decoded

    def finish(self) -> bytes:
        """The whole body. Raises Undecodable when a gzip stream has not ended."""
        if self._inflate is not None and not self._inflate.eof and self.received:
            raise Undecodable("the body was cut short")
        return bytes(self._decoded)

    def _too_large(self) -> str:
        return f"more than {self._bound / (1 << 20):g} MiB"
