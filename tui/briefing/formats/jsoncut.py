"""JSON that was cut short: the whole elements of its list, which is where every kind we know has its items. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\]]', re.DOTALL)
_LISTS = (["["], ["{", "["])
_CLOSING = {"{": "}", "[": "]"}


def closed(text: str) -> Any:
    """What `text` says up to its last whole element of a list near its root; None when it has none, or was not cut."""
    stack: list[str] = []
    end, around = 0, ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in _CLOSING:
            stack.append(token)
        elif token in ("}", "]"):
            if not stack or _CLOSING[stack.pop()] != token:
                return None
            if stack in _LISTS:
                end, around = match.end(), "".join(_CLOSING[opened] for opened in reversed(stack))
    if not stack or not end:
        return None
    try:
        return json.loads(text[:end] + around, strict=False)
    except (ValueError, RecursionError):
        return None
