"""Telling systemd that we are ready, alive or stopping (sd_notify(3)); nothing happens where nobody listens."""

from __future__ import annotations

import os
import socket


def notify(state: str) -> bool:
    """Send a state such as "READY=1" to the service manager; whether somebody was there to be told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
    except OSError:
        return False
    return True
