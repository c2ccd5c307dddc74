"""A process that a worker or a client runs in: `python -m flywheel.bench.queue.desk`."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from flywheel.bench.queue.board import Board

Task = Callable[["Desk"], Awaitable[Any]]
"""What a child does; its answer is what it returns. Pickled on its way."""

_LOOK_SECONDS = 0.001
_IDLE_LOOK_SECONDS = 0.02


class Desk:
    """What a task sees of the measurement it is part of.

    Parameters
    ----------
    board
        The numbers shared with the parent.
    child
        Which child this is, from 0.
    """

    def __init__(self, board: Board, child: int) -> None:
        self._board = board
        self._child = child
        self._parent = os.getppid()
        self.delays: list[int] = []
        """Nanoseconds from the enqueueing to the handler, of each job that said when."""

    async def start(self) -> None:
        """Say that everything is connected, and wait for the start signal."""
        # What was imported so far never goes away: no reason to look through it each time.
        gc.collect()
        gc.freeze()
        self._board.set_ready(self._child)
        while not self._board.gone:
            self._require_parent()
            await asyncio.sleep(_LOOK_SECONDS)

    async def stop(self) -> None:
        """Wait until the measurement is over."""
        while not self.is_over:  # noqa: ASYNC110 - the signal comes from another process
            await asyncio.sleep(_IDLE_LOOK_SECONDS)

    @property
    def is_over(self) -> bool:
        """Whether the measurement is over."""
        self._require_parent()
        return self._board.stopped

    def ran(self, sent: int = 0) -> None:
        """Take note of a job: every contender's handler does this and nothing else.

        Parameters
        ----------
        sent
            When it was enqueued, by `time.monotonic_ns`, which all processes share; else 0.
        """
        self._board.count(self._child)
        if sent:
            self.delays.append(time.monotonic_ns() - sent)

    def _require_parent(self) -> None:
        if os.getppid() != self._parent:
            raise SystemExit("the benchmark is gone")


def main() -> None:
    """Run the task that comes on standard input; its answer goes to standard output, pickled."""
    task: Task
    board_path: Path
    child: int
    task, uses_uvloop, board_path, child = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our parent
    desk = Desk(Board(board_path), child)
    with asyncio.Runner(loop_factory=_uvloop() if uses_uvloop else None) as runner:
        answer = runner.run(_run(task, desk))
    pickle.dump(answer, sys.stdout.buffer)


async def _run(task: Task, desk: Desk) -> Any:
    return await task(desk)


def _uvloop() -> Callable[[], asyncio.AbstractEventLoop]:
    import uvloop

    new_loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return new_loop


if __name__ == "__main__":
    main()
