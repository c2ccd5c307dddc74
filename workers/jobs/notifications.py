"""Whether notifications arrive, at the start and from then on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import psycopg

from flywheel import db
from flywheel.errors import FlywheelError

PROBE = "flywheel_probe"
"""The channel on which a listener hears of itself."""

_PATIENCE_SECONDS = 2.0

_queries = db.Queries.load(__package__)


class SilenceError(FlywheelError):
    """A notification that was sent did not arrive."""


async def arrive(listener: db.Connection, sender: db.Connection) -> bool:
    """Say whether what one connection sends reaches the other.

    Behind a transaction pooler it does not: the session that listens is somebody else's as
    soon as the transaction ends.
    """
    token = uuid4().hex
    await listener.execute(_queries.listen_probe)
    await sender.execute(_queries.notify, {"channel": PROBE, "payload": token})
    async for notice in listener.notifies(timeout=_PATIENCE_SECONDS):
        if notice.payload == token:
            return True
    return False


async def follow(
    listener: db.Connection,
    on_notice: Callable[[psycopg.Notify], None],
    notify: Callable[[str, str], Awaitable[None]],
    probe_seconds: float,
) -> None:
    """Pass on notifications for as long as they arrive.

    Parameters
    ----------
    notify
        Sends a payload to a channel, over another connection.
    probe_seconds
        How often to send one to ourselves where nothing else arrives.

    Raises
    ------
    SilenceError
        If one did not come back.
    """
    await listener.execute(_queries.listen_probe)
    while True:
        heard = False
        async for notice in listener.notifies(timeout=probe_seconds):
            heard = True
            if notice.channel != PROBE:
                on_notice(notice)
        if heard:
            continue
        token, sent_at = uuid4().hex, time.monotonic()
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await notify(PROBE, token)
        except TimeoutError as error:
            raise SilenceError("a notification to ourselves could not be sent") from error
        while not heard:
            async for notice in listener.notifies(timeout=_PATIENCE_SECONDS, stop_after=1):
                heard = True
                if notice.channel != PROBE:
                    on_notice(notice)
            if not heard and time.monotonic() - sent_at > _PATIENCE_SECONDS:
                raise SilenceError("a notification to ourselves did not arrive")
