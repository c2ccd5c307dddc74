"""What the machine and Postgres give at best: pgbench, with the floor's table."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flywheel import db
from flywheel.bench.queue.errors import MeasurementError
from flywheel.bench.queue.measurement import Bench, Figures
from flywheel.bench.queue.plan import Sizes
from flywheel.local.tools import PostgresBinaries
from flywheel.schema.supabase_cli import without_password

NAME = "pgbench"
_SQL = db.Queries.load(__package__, "limits.sql")
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_INSERTED, _TAKEN = 1000, 500
"""Rows per transaction of insert_batch and take_batch."""


@dataclass(frozen=True)
class Limits:
    """Runs pgbench, where this Postgres came with it.

    Attributes
    ----------
    floor
        The contender whose table is used.
    """

    floor: Bench

    @property
    def are_known(self) -> bool:
        """Whether there is a pgbench."""
        return (self._binaries.bindir / "pgbench").exists()

    def measure(self, sizes: Sizes) -> Figures:
        """Return transactions or jobs per second, one client."""
        dsn = self.floor.fresh()
        batches = max(2, sizes.batched // _INSERTED)
        return {
            "round_trip": self._tps(dsn, _SQL.round_trip, sizes.single * 4),
            "insert": self._tps(dsn, _SQL.insert, sizes.single),
            "insert_batch": self._tps(dsn, _SQL.insert_batch, batches) * _INSERTED,
            "take_batch": self._tps(dsn, _SQL.take_batch, batches) * _TAKEN,
        }

    @property
    def _binaries(self) -> PostgresBinaries:
        return self.floor.cluster.cluster.binaries

    def _tps(self, dsn: str, script: bytes, transactions: int) -> float:
        url, password = without_password(dsn)
        with tempfile.TemporaryDirectory(prefix="flywheel-bench-") as folder:
            path = Path(folder) / "script.sql"
            path.write_bytes(script + b";\n")
            done = subprocess.run(
                [
                    self._binaries.program("pgbench"),
                    *("--no-vacuum", "--protocol", "prepared", "--client", "1"),
                    *("--transactions", str(transactions), "--file", str(path), url),
                ],
                env={**os.environ, **self._binaries.env, "PGPASSWORD": password or ""},
                capture_output=True,
                text=True,
                check=False,
            )
        found = _TPS.search(done.stdout)
        if done.returncode != 0 or found is None:
            raise MeasurementError(f"pgbench failed: {done.stderr.strip() or done.stdout.strip()}")
        return float(found[1])
