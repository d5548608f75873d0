"""Asking the fetcher for sources, through the wire, and telling the reader which of them it will ask now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model import SourceHealth
from briefing.store import health, lease, requests
from briefing.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.model import Instant, Source
    from briefing.ui.stage import Setting


def ask(setting: Setting, ids: Sequence[str], look: Look) -> str:
    """Ask for the sources of these ids, or for all that are asked at all; what to tell the reader about it."""
    store, now = setting.store, setting.clock()
    if setting.options.offline or setting.options.restricted:
        return f"{'offline' if setting.options.offline else 'restricted'}: nothing is asked for"
    if store.read_only:
        return "you may only read this wire, so nothing can be asked for: its fetcher asks by itself"
    wanted = [each for each in setting.desk.sources if (each.id in ids if ids else each.enabled)]
    known = {each.id: each for each in health.sources(store)}
    just: list[Instant] = []
    told: list[Instant] = []
    free: list[str] = []
    for source in wanted:
        wait_until = health.memory(store, source.id).wait_until if source.remote else 0
        at = requests.not_before(known.get(source.id, SourceHealth(source.id)), now, wait_until=wait_until)
        if at <= now or not source.remote:
            free.append(source.id)
        else:
            (told if at == wait_until else just).append(at)
    if free:
        requests.ask(store, free if ids or just or told else (), now)
    words = [f"asked for {counted(len(free), 'source')}"] if free else []
    if just:
        words.append(f"{_how_many(just, wanted)}asked just now, again in {min(just) - now} s")
    if told:
        words.append(f"{_how_many(told, wanted)}to be left alone until {look.when(min(told))}")
    if free and lease.holder(store, now) is None:
        words.append("no fetcher is running yet")
    return "; ".join(words)


def _how_many(some: Sequence[Instant], wanted: Sequence[Source]) -> str:
    """How many they are, where that is not plain."""
    return f"{len(some)} " if len(wanted) > 1 else ""
