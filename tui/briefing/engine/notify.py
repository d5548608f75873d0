"""Telling systemd that we are ready, alive or stopping (sd_notify(3)); nothing happens where nobody listens."""

from __future__ import annotations

import os
import socket
import time

EVERY = 10.0
"""Seconds after which a state that goes on is told again: each time, the manager has news for all who listen to it."""

_last = "", 0.0


def notify(state: str) -> None:
    """Send a state such as "READY=1" to the service manager, unless it was just told the same."""
    global _last
    address = os.environ.get("NOTIFY_SOCKET", "")
    moment = time.monotonic()
    if not address.startswith(("/", "@")) or (state == _last[0] and moment - _last[1] < EVERY):
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
    except OSError:
        return
    _last = state, moment
