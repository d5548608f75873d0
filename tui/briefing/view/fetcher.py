"""Seeing to it that somebody fetches: a child of ours when nobody else holds the lease, never longer than we live.

The child reads its end of a pipe; when the pipe closes, however we end, it ends too. It has a session of its own, so
that neither Ctrl+C nor a hang-up of the terminal reaches it before the pipe does.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence

from briefing.store import lease

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Instant
    from briefing.store.connection import Store

PAUSES = (2, 10, 30, 60, 300)
"""Seconds to wait before another try, after each early end in a row."""
SETTLED = 120
"""A child that lived for as many seconds did not end early."""


class Fetcher:
    """Watches the lease, and keeps a child that fetches whenever nobody else does.

    `command` starts the child, `env` is its environment (ours by default), `log` the file it complains to.
    """

    def __init__(
        self,
        store: Store,
        command: Sequence[str],
        *,
        clock: Callable[[], Instant],
        log: str = os.devnull,
        env: dict[str, str] | None = None,
    ) -> None:
        self._store, self._command, self._clock, self._log, self._env = store, tuple(command), clock, log, env
        self._child: subprocess.Popen[bytes] | None = None
        self._started = self._not_before = 0
        self._failures = 0
        self.trouble = ""

    @property
    def child(self) -> int | None:
        """The process id of our child while it runs."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def tend(self) -> bool:
        """Look whether somebody fetches, and start a child if nobody does; to be called every few seconds.

        Whether there is something new to tell: `trouble` says in a sentence why nobody fetches, or is "".
        """
        before = self.trouble
        now = self._clock()
        if self._child is not None:
            self._look_after_child(now)
        elif lease.holder(self._store, now) is not None:
            self._failures, self.trouble = 0, ""
        elif now >= self._not_before:
            self._start(now)
        return self.trouble != before

    def _look_after_child(self, now: Instant) -> None:
        assert self._child is not None
        code = self._child.poll()
        if code is None:
            if now - self._started >= SETTLED:
                self._failures = 0
            if self.trouble and lease.holder(self._store, now) is not None:
                self.trouble = ""
            return
        self._let_go()
        if code == 0 and lease.holder(self._store, now) is not None:
            return
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._not_before = now + pause
        how = f"signal {-code}" if code < 0 else f"code {code}"
        self.trouble = f"the fetcher ended with {how}; another try in {pause} s" + self._see_log()

    def _see_log(self) -> str:
        return f" (see {self._log})" if self._log != os.devnull else ""

    def _start(self, now: Instant) -> None:
        self._started = now
        try:
            with open(self._log_file(), "ab") as log:
                self._child = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    env=self._env,
                    start_new_session=True,
                )
        except OSError as error:
            self._failures += 1
            self._not_before = now + PAUSES[-1]
            self.trouble = f"no fetcher could be started: {error.strerror}"

    def _log_file(self) -> str:
        """The log, in a folder that is there; nothing is worth failing for here."""
        try:
            os.makedirs(os.path.dirname(self._log), mode=0o700, exist_ok=True)
            os.close(os.open(self._log, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            return self._log
        except OSError:
            return os.devnull

    def _let_go(self) -> None:
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
        self._child = None

    def stop(self, patience: float = 0) -> None:
        """Close the pipe, at which the child ends by itself; wait for that for at most `patience` seconds."""
        child = self._child
        self._let_go()
        if child is not None and patience:
            child.wait(patience)
