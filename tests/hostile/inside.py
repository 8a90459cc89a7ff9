"""Requests to the application in this process, without a server around it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import httpx
from starlette.types import ASGIApp


def ask_app(app: ASGIApp, requests: Iterable[httpx.Request]) -> list[httpx.Response]:
    """The answers to some requests, sent one after the other; their addresses start with ``http://inside``."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            return [await client.send(request) for request in requests]

    return asyncio.run(ask())


def get(path: str, accept: str = "text/html", **parameters: str) -> httpx.Request:
    """A request for a page or, with another Accept header, for data."""
    return httpx.Request("GET", f"http://inside{path}", params=parameters, headers={"accept": accept})
