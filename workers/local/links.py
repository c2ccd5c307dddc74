"""Short links on the local stack: the same service as anywhere else, on a port of its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import aiohttp

from flywheel import db
from flywheel.config import Settings
from flywheel.local.process import ManagedProcess

_SQL = db.Queries.load("flywheel.content", "links.sql")


@dataclass(frozen=True)
class LinkService:
    """The service that redirects readers of short links, and where it is."""

    settings: Settings
    dsn: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.settings.links_port}"

    async def register(self) -> None:
        """Let short addresses lead to it, unless the operator has set another place."""
        async with db.connect(self.dsn) as connection:
            await connection.execute(_SQL.serve_at, {"address": self.url})

    def process(self) -> ManagedProcess:
        """Return its process, not yet started."""

        async def ready() -> bool:
            try:
                async with (
                    aiohttp.ClientSession() as session,
                    session.get(f"{self.url}/-/ready") as answer,
                ):
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        return ManagedProcess(
            name="Short links",
            argv=[
                *(sys.executable, "-m", "flywheel.cli", "links", "serve"),
                *("--port", str(self.settings.links_port)),
            ],
            env={"FLYWHEEL_HOME": str(self.settings.home), "FLYWHEEL_DB_URL": self.dsn},
            log=self.settings.home / "logs" / "links.log",
            ready=ready,
        )
