"""A request's body, no larger and no slower than allowed."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from scgraph.web.limits import Limits


async def read_body(request: Request, limits: Limits) -> bytes:
    """The whole body.

    :raises HTTPException: 413 if it is too large, 408 if it does not arrive in time.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.request_seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limits.body_bytes:
                    raise HTTPException(413, f"The request is too large: at most {limits.body_bytes} bytes.")
                chunks.append(chunk)
    except TimeoutError as error:
        raise HTTPException(408, "The request took too long to arrive.") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "The request broke off.") from error
    return b"".join(chunks)
