"""The fetcher's log: one file that rotates, a line for each event, and nothing in it that a server said uncleaned."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
import time
from io import TextIOBase, TextIOWrapper
from logging.handlers import RotatingFileHandler

from briefing.text import HOUR, LINE_LIMIT, iso, safe

LOGGER = logging.getLogger("briefing")
LOGGER.addHandler(logging.NullHandler())
LOGGER.propagate = False
_ALL = (LOGGER, logging.getLogger())
"""Ours, and the one of libraries that warn of something, which would else print what a server said."""
LARGEST = 1 << 20
KEPT = 3
RAW = ".raw"
MOST_RAW = 1 << 16


_handlers: list[logging.Handler] = []
_lasting: dict[str, tuple[str, float]] = {}
"""Trouble that goes on, by what it is about: what was said last, and when by `time.monotonic`."""


class _OneSafeLine(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """RFC 3339 in UTC."""
        return iso(int(record.created))

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever is in it; a traceback is told in its last line."""
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            record = logging.makeLogRecord(
                record.__dict__
                | {"exc_info": None, "exc_text": None, "msg": f"{record.getMessage()}: {told(error)}", "args": ()}
            )
        return safe(super().format(record))


class _PrivateFile(RotatingFileHandler):
    """A file that only this user may read, also after it was rotated, by us or by another process of ours."""

    def _open(self) -> TextIOWrapper:
        os.makedirs(os.path.dirname(self.baseFilename), 0o700, exist_ok=True)
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding="utf-8", errors="replace")

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line to whatever file has the name now. What cannot be written is lost: it stops nobody's work."""
        with contextlib.suppress(OSError):
            if self.stream is not None and not self._current(self.stream):
                before, self.stream = self.stream, self._open()
                with contextlib.suppress(OSError):  # what a full disk did not take is tried once more, in vain
                    before.close()
            super().emit(record)

    def close(self) -> None:
        """Let go of the file, whatever became of it."""
        with contextlib.suppress(OSError):
            super().close()

    def _current(self, stream: TextIOWrapper) -> bool:
        try:
            return os.path.samestat(os.stat(self.baseFilename), os.fstat(stream.fileno()))
        except OSError:
            return False


class _Lines(TextIOBase):
    """A text file whose lines become events of the log."""

    def __init__(self) -> None:
        self._begun = ""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Take text; each line of it that is whole is logged, and one that does not end is cut."""
        *lines, self._begun = (self._begun + text).split("\n")
        if len(self._begun) > LINE_LIMIT:
            lines, self._begun = [*lines, self._begun], ""
        _complain(lines)
        return len(text)


def _complain(lines: list[str]) -> None:
    for line in filter(str.strip, lines):
        LOGGER.error("said on standard error: %s", line)


def told(error: BaseException) -> str:
    """An error with the place where it was raised, in our own code if it passed there."""
    where, trace = "", error.__traceback__
    while trace is not None:
        where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {where}: {error}"


def start(path: str, *, verbose: bool = False) -> None:
    """Write to the file at `path` alone, private to this user, and if `verbose` to standard error. Never raises."""
    stop()
    LOGGER.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.raiseExceptions = False
    _add(logging.NullHandler())  # so that nothing is printed uncleaned where there is neither file nor `verbose`
    if verbose:
        _add(logging.StreamHandler(sys.stderr))
    try:
        _add(_PrivateFile(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="replace"))
    except OSError as error:
        LOGGER.warning("no log file: %s", error.strerror)


def take_complaints(path: str) -> None:
    """From now on, what this process says on standard error goes to the log at `path`, a cleaned line for each of its.

    For a process whose standard error is the log file: what libraries complain of may quote a server. What is written
    past Python, as when the interpreter crashes, is kept in a file beside the log until somebody tells it, which may
    be the next fetcher.
    """
    sys.stderr = _Lines()
    try:
        raw = os.open(path + RAW, os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError:
        raw = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    os.dup2(raw, 2)
    os.close(raw)
    faulthandler.enable(2)
    tell_complaints()


def tell_complaints() -> None:
    """Log what was written past Python since the last time, if `take_complaints` was called."""
    if not isinstance(sys.stderr, _Lines):
        return
    try:
        if os.fstat(2).st_size:
            said = os.pread(2, MOST_RAW, 0)
            os.ftruncate(2, 0)
            _complain(said.decode("utf-8", "replace").splitlines())
    except OSError:
        return


def go_on_about(subject: str, trouble: str) -> None:
    """Log trouble that is found again at every try: when it begins, when it has become another, and once an hour."""
    said, at = _lasting.get(subject, ("", 0.0))
    moment = time.monotonic()
    if trouble != said or moment - at >= HOUR:
        _lasting[subject] = trouble, moment
        LOGGER.error("%s", trouble)


def is_over(subject: str) -> None:
    """That trouble has ended: should it come again, it is told again."""
    _lasting.pop(subject, None)


def _add(handler: logging.Handler) -> None:
    handler.setFormatter(_OneSafeLine())
    _handlers.append(handler)
    for logger in _ALL:
        logger.addHandler(handler)


def stop() -> None:
    """Close what `start` opened."""
    _lasting.clear()
    while _handlers:
        handler = _handlers.pop()
        for logger in _ALL:
            logger.removeHandler(handler)
        handler.close()
