"""Child processes that wait for one start signal, and what they used up."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from flywheel.bench.queue.board import Board
from flywheel.bench.queue.desk import Task
from flywheel.bench.queue.errors import MeasurementError

READY_SECONDS = 60.0
END_SECONDS = 60.0
_TAIL_CHARACTERS = 2000


class Crew:
    """One operating system process per task; a context manager that leaves none behind.

    Parameters
    ----------
    tasks
        What they do.
    uses_uvloop
        Whether on uvloop instead of asyncio's own event loop.
    """

    def __init__(self, tasks: Sequence[Task], *, uses_uvloop: bool = False) -> None:
        self._tasks = tasks
        self._uses_uvloop = uses_uvloop
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="flywheel-bench-")
        self._path = Path(self._folder.name)

    def __enter__(self) -> Self:
        """Start the processes and wait until all of them are ready.

        Raises
        ------
        MeasurementError
            If one of them ends instead, or takes too long.
        """
        board_path = self._path / "board"
        board_path.write_bytes(bytes(Board.size(len(self._tasks))))
        self._board = Board(board_path)
        try:
            for child, task in enumerate(self._tasks):
                self._processes.append(self._start(task, board_path, child))
            self._await_ready()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End what is still there."""
        self._end()

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not all(self._board.is_ready(child) for child in range(len(self._tasks))):
            self.check()
            if time.monotonic() > deadline:
                raise MeasurementError(f"no worker is ready within {READY_SECONDS:.0f} s")
            time.sleep(0.005)

    def _start(self, task: Task, board_path: Path, child: int) -> subprocess.Popen[bytes]:
        with (
            (self._path / f"{child}.out").open("wb") as out,
            (self._path / f"{child}.err").open("wb") as err,
        ):
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "flywheel.bench.queue.desk"],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
            )
        assert process.stdin is not None
        with process.stdin as order:
            pickle.dump((task, self._uses_uvloop, board_path, child), order)
        return process

    def go(self) -> None:
        """Give the start signal."""
        self._board.go()

    @property
    def handled(self) -> int:
        """How many jobs their handlers were called for, together."""
        return sum(self._board.handled(child) for child in range(len(self._tasks)))

    @property
    def cpu_seconds(self) -> float:
        """CPU time that they have used so far, together."""
        times = [psutil.Process(process.pid).cpu_times() for process in self._processes]
        return sum(one.user + one.system for one in times)

    def check(self) -> None:
        """Raise `MeasurementError` if one of them has failed."""
        for child, process in enumerate(self._processes):
            if process.poll():
                said = (self._path / f"{child}.err").read_text("utf-8", errors="replace")
                raise MeasurementError(
                    f"a process of the benchmark ended with code {process.returncode}:\n"
                    f"{said[-_TAIL_CHARACTERS:].strip()}"
                )

    def finish(self) -> list[Any]:
        """Ask them to end; return their answers.

        Raises
        ------
        MeasurementError
            If one fails or does not end.
        """
        self._board.stop()
        return self.wait(END_SECONDS)

    def wait(self, seconds: float | None = None) -> list[Any]:
        """Wait until they end by themselves; return their answers.

        Raises
        ------
        MeasurementError
            If one fails, or does not end within `seconds`.
        """
        for process in self._processes:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired as error:
                raise MeasurementError("a process of the benchmark does not end") from error
        self.check()
        return [
            pickle.loads((self._path / f"{child}.out").read_bytes())  # noqa: S301 - from our child
            for child in range(len(self._tasks))
        ]

    def _end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        self._folder.cleanup()
