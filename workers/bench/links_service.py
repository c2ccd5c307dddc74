"""The redirect service for a measurement: as it is, or with a counter beside each link.

`python -m flywheel.bench.links_service --design append|update --port …`; both are the same
program but for what happens to a click.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from contextlib import AsyncExitStack

from flywheel import db
from flywheel.config import settings
from flywheel.content.clicks import Click
from flywheel.content.redirects import redirect_application, served

_SQL = db.Queries.load(__package__, "links.sql")
_CONNECTIONS = 16


class Counters:
    """Records a click by adding one to a row, a statement and a commit for each."""

    def __init__(self) -> None:
        self._idle: asyncio.Queue[db.Connection] = asyncio.Queue()

    async def open(self, dsn: str, exits: AsyncExitStack) -> None:
        """Connect; the connections are closed with `exits`."""
        for _ in range(_CONNECTIONS):
            self._idle.put_nowait(await exits.enter_async_context(db.connect(dsn)))

    async def record(self, click: Click) -> None:
        """Return once the number is durable."""
        connection = await self._idle.get()
        try:
            await connection.execute(_SQL.count_up, {"id": click.managed_url_id})
        finally:
            self._idle.put_nowait(connection)


async def _serve(design: str, port: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    given = settings().db_url
    assert given is not None
    dsn = given.get_secret_value()
    async with AsyncExitStack() as exits:
        counters = Counters()
        if design == "update":
            await counters.open(dsn, exits)
        service = await exits.enter_async_context(
            redirect_application(
                dsn,
                country_header="CF-IPCountry",
                recorder=counters if design == "update" else None,
            )
        )
        await exits.enter_async_context(served(service, "127.0.0.1", port))
        await stop.wait()


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--design", choices=("append", "update"), required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(_serve(options.design, options.port))


if __name__ == "__main__":
    main()
