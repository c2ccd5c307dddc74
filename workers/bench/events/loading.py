"""Writing the made-up data into a database by COPY; what is in already is not written again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import psycopg
from psycopg.rows import dict_row

from flywheel import db
from flywheel.bench.events.plan import Plan
from flywheel.bench.events.rows import ChunkRows
from flywheel.bench.events.stream import chunk
from flywheel.bench.events.world import Row, World, as_text

_SQL = db.Queries.load(__package__, "load.sql")
EVENTS_PER_ROLL_UP = 100_000
MARKS_PER_STEP = 5_000

Say = Callable[[str], None]
Connection = psycopg.Connection[dict[str, Any]]


class Loader:
    """Fills one database.

    Parameters
    ----------
    dsn
        For the superuser: triggers are passed by.
    say
        Told what is going on.
    """

    def __init__(self, dsn: str, plan: Plan, say: Say) -> None:
        self._dsn = dsn
        self._world = World(plan)
        self._plan = plan
        self._say = say

    def load_world(self) -> None:
        """Write what is there before the first event."""
        world = self._world
        tables: dict[str, tuple[bytes, Callable[[], Iterable[Row]]]] = {
            "users": (_SQL.users, world.user_rows),
            "profiles": (_SQL.profiles, world.profile_rows),
            "workspaces": (_SQL.workspaces, world.workspace_rows),
            "members": (_SQL.members, world.member_rows),
            "products": (_SQL.products, world.product_rows),
            "campaigns": (_SQL.campaigns, world.campaign_rows),
            "components": (_SQL.components, world.component_rows),
            "ad_accounts": (_SQL.ad_accounts, world.ad_account_rows),
            "ad_sets": (_SQL.ad_sets, world.ad_set_rows),
            "ads": (_SQL.ads, world.ad_rows),
            "ad_metrics": (_SQL.ad_metrics, world.ad_metric_rows),
        }
        with self._connection() as connection:
            for name in self._missing(connection, list(tables)):
                statement, rows = tables[name]
                self._say(f"writing {name}")
                with connection.transaction():
                    _copy(connection, statement, rows())
                    connection.execute(_SQL.mark, {"step": name})
            for name, statement in (("words", _SQL.learn_words), ("spend", _SQL.mark_spend)):
                for _ in self._missing(connection, [name]):
                    with connection.transaction():
                        connection.execute(statement)
                        connection.execute(_SQL.mark, {"step": name})

    def load_events(self) -> float:
        """Write the events and orders; return how many events a second the copying took."""
        written, spent = 0, 0.0
        with self._connection() as connection:
            days = {"since": self._plan.since, "until": self._plan.until}
            connection.execute(_SQL.make_partitions, days)
            steps = [f"events {number}" for number in range(self._plan.chunks)]
            for step in self._missing(connection, steps):
                number = int(step.split()[1])
                rows = ChunkRows(self._world, chunk(self._plan, number), number)
                with connection.transaction():
                    written += len(rows.chunk)
                    spent += self._write(connection, rows)
                    connection.execute(_SQL.mark, {"step": step})
                self._say(f"events: chunk {number + 1} of {self._plan.chunks}")
            for _ in self._missing(connection, ["revenue"]):
                with connection.transaction():
                    connection.execute(_SQL.mark_revenue)
                    connection.execute(_SQL.mark, {"step": "revenue"})
        return written / spent if spent else 0.0

    def roll_up(self) -> float:
        """Take all that waits into the rollups; return how many events a second that took."""
        events, taken = 0, 0.0
        begun = time.monotonic()
        with self._connection() as connection:
            connection.execute(_SQL.heed_triggers)
            while True:
                row = connection.execute(_SQL.roll_up, {"events": EVENTS_PER_ROLL_UP}).fetchone()
                done: dict[str, int] = (row or {})["done"]
                events += done["events"]
                if not done["batches"] and not done["days_of_spend"]:
                    break
                self._say(f"rolled up: {events:,} events")
            taken = time.monotonic() - begun
            while connection.execute(_SQL.roll_up_revenue).fetchone() != {"days": 0}:
                pass
        return events / taken

    def attribute(self) -> None:
        """Credit all orders to what led to them."""
        with self._connection() as connection:
            connection.execute(_SQL.heed_triggers)
            for _ in self._missing(connection, ["attribution"]):
                with connection.transaction():
                    connection.execute(_SQL.mark_attribution)
                    connection.execute(_SQL.mark, {"step": "attribution"})
            self._say("attributing orders")
            marks = {"marks": MARKS_PER_STEP}
            while connection.execute(_SQL.attribute, marks).fetchone() != {"marks": 0}:
                pass

    def vacuum(self) -> None:
        """Leave the tables as autovacuum would in a while."""
        with self._connection() as connection:
            connection.execute(_SQL.vacuum)

    def _write(self, connection: Connection, rows: ChunkRows) -> float:
        """Write a chunk; return the seconds that its events took, made in advance."""
        for statement, table in (
            (_SQL.customers, rows.customer_rows),
            (_SQL.orders, rows.order_rows),
            (_SQL.order_items, rows.order_item_rows),
            (_SQL.payments, rows.payment_rows),
            (_SQL.refunds, rows.refund_rows),
        ):
            _copy(connection, statement, table())
        workspaces, counts = rows.batches()
        opened = connection.execute(
            _SQL.open_batches, {"workspaces": workspaces, "counts": counts}
        ).fetchall()
        batch_of = {one["id"].hex: one["batch"] for one in opened}
        blocks = list(as_text(rows.event_rows(batch_of)))
        begun = time.monotonic()
        _copy_blocks(connection, _SQL.events, iter(blocks))
        return time.monotonic() - begun

    def _connection(self) -> Connection:
        connection = psycopg.connect(self._dsn, autocommit=True, row_factory=dict_row)
        connection.execute(_SQL.make_marks)
        connection.execute(_SQL.make_steps)
        connection.execute(_SQL.skip_triggers)
        return connection

    @staticmethod
    def _missing(connection: Connection, steps: list[str]) -> Iterator[str]:
        done = {row["step"] for row in connection.execute(_SQL.done_steps).fetchall()}
        return (step for step in steps if step not in done)


def load(dsn: str, plan: Plan, *, say: Say) -> None:
    """Write everything and roll it up; called again, it goes on where it stopped.

    Parameters
    ----------
    dsn
        For the superuser.
    say
        Told what is going on.
    """
    loader = Loader(dsn, plan, say)
    loader.load_world()
    say(f"{loader.load_events():,.0f} events a second by COPY")
    say(f"{loader.roll_up():,.0f} events a second rolled up")
    loader.attribute()
    loader.vacuum()


def _copy(connection: Connection, statement: bytes, rows: Iterable[Row]) -> None:
    _copy_blocks(connection, statement, as_text(rows))


def _copy_blocks(connection: Connection, statement: bytes, blocks: Iterator[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in blocks:
            copy.write(block)
