"""The resolved desk as TOML that a person can read, and could use as a desk, without any secret in it."""

from __future__ import annotations

from typing import Any

from briefing.config.values import block
from briefing.model import Desk, Front, Secret, Source

HIDDEN = "(hidden)"


def shown(desk: Desk) -> str:
    """Every setting as it holds, defaults filled in. Secret values are hidden; where they come from is shown."""
    blocks = [f"# {desk.path or 'the default desk'}", _head(desk)]
    blocks += [block("[[fronts]]", _front(front)) for front in desk.fronts]
    blocks += [block("[[sources]]", _source(source)) for source in desk.sources]
    blocks.append(block("[links]", {"open": desk.links.open}))
    if desk.keys:
        blocks.append(block("[keys]", dict(desk.keys)))
    blocks.append(block("[layout]", {"columns": desk.layout.columns, "weights": dict(desk.layout.weights)}))
    fetching = {"deadline": desk.fetching.deadline, "size": desk.fetching.size}
    proxy = {"proxy": _host_only(desk.proxy)} if desk.proxy else {}
    blocks.append(block("[fetch]", {"connections": desk.fetching.connections, **fetching, **proxy}))
    blocks.append(block("[keep]", desk.keep._asdict()))
    return "\n".join(blocks)


def _head(desk: Desk) -> str:
    settings = {"theme": desk.theme, "ascii": desk.ascii, "mouse": desk.mouse}
    settings |= {"times": desk.times, "clock": desk.clock, "bidi": desk.bidi, "driver": desk.driver}
    return block("", settings).lstrip("\n")


def _front(front: Front) -> dict[str, Any]:
    words = {name: words for name, words in front.match._asdict().items() if words}
    return {"id": front.id, "title": front.title, **({"match": words} if words else {})}


def _source(source: Source) -> dict[str, Any]:
    table: dict[str, Any] = {
        "id": source.id,
        "url" if source.remote else "path": source.address,
        "title": source.title,
        "kind": source.kind,
        "publisher": source.publisher,
        "fronts": source.fronts,
        "covers": source.covers,
        "interval": source.interval,
        "terms": source.terms,
        "headers": {name: _secret(value) for name, value in source.headers},
        "user": source.user,
        "password": _secret(source.password),
        "proxy": _host_only(source.proxy),
    }
    if source.longest:
        table["longest"] = source.longest
    used = {key: value for key, value in table.items() if value not in ("", (), {})}
    return used if source.enabled else {**used, "enabled": False}


def _secret(value: str | Secret) -> Any:
    if isinstance(value, str):
        return HIDDEN if value else ""
    return {name: part for name, part in value._asdict().items() if part and name != "prefix"}


def _host_only(proxy: str) -> str:
    """A proxy without its user and password."""
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if proxy else ""
