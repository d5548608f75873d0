"""Fetches documents over httpx and stores nothing: what no fetcher of ours can get below, measured beside it.

python bench/floor.py PORT NAME…       asks 127.0.0.1 for each, two at a time as we do, over a client for each worker
"""

from __future__ import annotations

import asyncio
import sys

sys.modules["httpx._main"] = None  # type: ignore[assignment]  # its command line, which we leave out too

import httpx  # noqa: E402


async def work(port: int, names: list[str], transport: httpx.AsyncBaseTransport) -> None:
    """Ask for one after the other over one connection."""
    async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
        while names:
            (await client.get(f"http://127.0.0.1:{port}/{names.pop()}")).raise_for_status()


async def main(port: int, names: list[str]) -> None:
    """Ask for all of them."""
    await asyncio.gather(*(work(port, names, httpx.AsyncHTTPTransport(verify=False)) for _ in range(2)))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2:]))
