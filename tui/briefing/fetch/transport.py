"""httpx over connections that were looked at first: a transport whose pool opens sockets through `fetch.network`.

The transport is asked directly. What a client would add on top (cookies, redirects, decoding, the environment) is
either unwanted here or has to be judged by us, hop by hop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpcore
import httpx

from briefing.fetch.network import Network, Stream


class Transport(httpx.AsyncBaseTransport):
    """Sends requests over a pool of connections that a network opens and checks; errors come through as they are."""

    def __init__(self, pool: httpcore.AsyncConnectionPool, network: Network) -> None:
        self._pool = pool
        self._network = network

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body unread: read it with `aiter_raw` and close it. Raises what httpcore does."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
            )
        )
        stream = answer.extensions["network_stream"]
        if isinstance(stream, Stream) and not stream.complete():
            await answer.aclose()
            raise httpcore.RemoteProtocolError("answered before it was asked")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close what is open."""
        await self._pool.aclose()
        await self._network.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer as it comes off the connection."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()
