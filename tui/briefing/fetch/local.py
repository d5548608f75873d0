"""Files and folders of this machine: looked at before they are opened, read within a bound, never followed outside.

Blocking, for ever on a disk that is away: the engine has `fetch.disk` ask. Pipes, devices and sockets are
refused before opening, since opening one can block for ever or set a machine in motion.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

from briefing.fetch.disk import alive
from briefing.fetch.outcome import MIB, Failed, Fetched, Refused
from briefing.text import clean

MOST_FILES = 200_000
GONE = "no such file or folder"
_SYSTEM = {
    errno.ENOENT: GONE,
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.ELOOP: "its symbolic links go in circles",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.ENAMETOOLONG: "its path is too long",
    errno.ESTALE: "its file system is away",
    errno.EIO: "its disk cannot be read",
}


class File(NamedTuple):
    """A file to read: `stamp` (nanoseconds) grows whenever it is written or moved into place."""

    path: str
    stamp: int
    size: int


class Listing(NamedTuple):
    """What a path holds: its regular files, oldest first, and sentences about what was passed over."""

    files: tuple[File, ...] = ()
    refusals: tuple[str, ...] = ()
    folder: bool = False


def look(path: str) -> Listing | Failed | Refused:
    """The regular files at `path`: itself, or those directly in the folder but for hidden and unfinished ones."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return _look_inside(path)
    except (OSError, ValueError) as error:
        return _failed(error)
    kind = _odd(status.st_mode)
    if kind:
        return Refused(f"refused: {kind}, not a file")
    return Listing((_file(path, status),))


def _look_inside(folder: str) -> Listing:
    root = os.path.realpath(folder)
    files: list[File] = []
    refusals: list[str] = []
    with os.scandir(folder) as entries:
        for looked_at, entry in enumerate(entries):
            alive()
            if looked_at >= MOST_FILES:
                refusals.append(f"only {MOST_FILES:,} of what is in it are looked at")
                break
            if passed_over(entry.name):
                continue
            try:
                if entry.is_symlink() and not _within(root, entry.path):
                    refusals.append(f"{clean(entry.name, 100)} leads out of the folder")
                    continue
                status = entry.stat()
            except OSError as error:
                refusals.append(f"{clean(entry.name, 100)}: {_failed(error).why}")
                continue
            if stat.S_ISREG(status.st_mode):
                files.append(_file(entry.path, status))
            elif not stat.S_ISDIR(status.st_mode):
                refusals.append(f"{clean(entry.name, 100)} is {_odd(status.st_mode)}")
    files.sort(key=lambda entry: (entry.stamp, entry.path))
    return Listing(tuple(files), tuple(refusals), folder=True)


def passed_over(name: str) -> bool:
    """Whether a file of this name in a folder is somebody's unfinished or hidden business."""
    return name.startswith(".") or name.endswith(("~", ".tmp", ".part", ".swp"))


def _file(path: str, status: os.stat_result) -> File:
    return File(path, max(status.st_mtime_ns, status.st_ctime_ns), status.st_size)


def _within(root: str, path: str) -> bool:
    return os.path.realpath(path).startswith(root.rstrip("/") + "/")


def _is_at(status: os.stat_result, root: str, path: str) -> bool:
    """Whether what was opened is what now stands at `path` under `root`: a link may have been put there in between."""
    real = os.path.realpath(path)
    return real.startswith(root.rstrip("/") + "/") and os.path.samestat(status, os.lstat(real))


def read(path: str, bound: int, root: str = "") -> Fetched | Refused | Failed:
    """The whole of one regular file, which must lie under `root` when one is given."""
    try:
        if root and not _within(os.path.realpath(root), path):
            return Refused("refused: it leads out of the folder")
        kind = _odd(os.stat(path).st_mode)
        if kind:
            return Refused(f"refused: {kind}, not a file")
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (OSError, ValueError) as error:
        return _failed(error)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return Refused(f"refused: {_odd(before.st_mode)}, not a file")
        if root and not _is_at(before, os.path.realpath(root), path):
            return Refused("refused: it leads out of the folder")
        if before.st_size > bound:
            return Refused(f"refused: more than {bound / MIB:g} MiB")
        body = _pieces(handle, bound)
        after = os.fstat(handle)
    except OSError as error:
        return _failed(error)
    finally:
        os.close(handle)
    if len(body) > bound:
        return Refused(f"refused: more than {bound / MIB:g} MiB")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return Failed("it is being written just now")
    return Fetched(body, path, modified=int(after.st_mtime))


def _pieces(handle: int, bound: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while size <= bound:
        piece = os.read(handle, min(MIB, bound + 1 - size))
        alive()
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _odd(mode: int) -> str:
    """What a path is when it is neither a file nor a folder: "a FIFO"; "" for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    for test, name in (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    ):
        if test(mode):
            return name
    return "something odd"


def _failed(error: OSError | ValueError) -> Failed:
    if isinstance(error, OSError):
        return Failed(_SYSTEM.get(error.errno or 0) or clean(error.strerror or "it cannot be read", 200))
    return Failed("its path cannot be understood")
