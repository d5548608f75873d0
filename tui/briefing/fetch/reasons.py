"""Why something could not be fetched, in a sentence for people. Nothing in it repeats an address or a header."""

from __future__ import annotations

import errno
import ssl

import httpcore
import socksio

from briefing.fetch.decoding import TooLarge, Undecodable
from briefing.fetch.network import BrokenHandshake, Forbidden, Overflow, Unknown
from briefing.fetch.outcome import Failed, Refused
from briefing.text import clean

_STATUS = {
    204: "no content",
    400: "bad request",
    401: "a password or key is wanted",
    402: "payment is wanted",
    403: "forbidden",
    404: "not found",
    405: "method not allowed",
    406: "not acceptable",
    407: "the proxy wants a password",
    408: "the server waited too long for us",
    410: "gone for good",
    418: "a teapot",
    421: "misdirected request",
    425: "too early",
    426: "another protocol is wanted",
    429: "too many requests",
    451: "unavailable for legal reasons",
    500: "an error of the server",
    501: "not implemented",
    502: "bad gateway",
    503: "service unavailable",
    504: "gateway timeout",
    508: "a loop",
    511: "the network wants a login",
}
_TLS = {
    "WRONG_VERSION_NUMBER": "the server does not speak it at this port",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server wants an older version than is safe",
    "UNSUPPORTED_PROTOCOL": "the server wants an older version than is safe",
}
_SYSTEM = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "the connection was reset",
    errno.EPIPE: "the connection was closed",
    errno.ENETUNREACH: "no network",
    errno.EHOSTUNREACH: "no way to the host",
    errno.ETIMEDOUT: "no connection: no answer",
    errno.EADDRNOTAVAIL: "no network",
    errno.EMFILE: "this program has too many files open",
}


def of_status(status: int) -> str:
    """ "HTTP 404 (not found)"."""
    words = _STATUS.get(status)
    if words is None:
        words = {2: "an odd success", 3: "an odd redirect", 4: "refused", 5: "an error of the server"}.get(
            status // 100
        )
    return f"HTTP {status} ({words})" if words else f"HTTP {status}"


def of_error(error: BaseException) -> Failed | Refused:
    """The answer that stands for an exception raised on the way to an answer."""
    if isinstance(error, Forbidden | Overflow | TooLarge):
        return Refused(clean(f"refused: {error}", 300))
    if isinstance(error, Undecodable):
        return Failed(str(error))
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failed(clean(f"TLS: {error.verify_message or 'the certificate is not trusted'}", 300))
    if isinstance(error, ssl.SSLError):
        words = _TLS.get(error.reason or "") or (error.reason or "failed").lower().replace("_", " ")
        return Failed(clean(f"TLS: {words}", 300))
    if isinstance(error, BrokenHandshake):
        return Failed(f"TLS: {error}")
    if isinstance(error, Unknown):
        return Failed(clean(str(error), 300), unreachable=True)
    if isinstance(error, TimeoutError) and not error.errno:
        return Failed(clean(str(error) or "no answer", 300), unreachable=True)
    if isinstance(error, ConnectionResetError | BrokenPipeError) and not error.errno:
        return Failed("the connection was lost")
    if isinstance(error, OSError):
        words = _SYSTEM.get(error.errno or 0) or f"cannot connect ({errno.errorcode.get(error.errno or 0, 'unknown')})"
        return Failed(words, unreachable=True)
    return Failed(_of_protocol(error))


def _of_protocol(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, httpcore.ProxyError):
        return clean(f"the proxy refused: {_of_proxy(text)}", 300)
    if isinstance(error, socksio.ProtocolError | AssertionError):  # the latter for a reply to another question
        return "the proxy does not speak SOCKS5"
    if isinstance(error, httpcore.RemoteProtocolError):
        if "without sending complete" in text or "incomplete" in text:
            return "the body was cut short"
        if "disconnected" in text:
            return "the server hung up without an answer"
        if "too long" in text or "too large" in text:
            return "its headers are too long"
        return "its answer is not HTTP that we understand"
    if isinstance(error, httpcore.NetworkError):
        return "the connection was lost"
    if isinstance(error, ValueError):
        return clean(text, 300) or "the address cannot be understood"
    return f"could not be fetched ({type(error).__name__})"


def _of_proxy(text: str) -> str:
    """What a proxy refused with: for one of HTTP the status alone, since it may repeat its password in the phrase."""
    status = text.partition(" ")[0]
    if status.isascii() and status.isdigit():
        return of_status(int(status))
    return "it wants another way to log in" if text.startswith("Requested") else text.rstrip(".").lower()
