"""A few numbers in memory that a measurement shares with its child processes."""

from __future__ import annotations

import mmap
from pathlib import Path

_GO = 0
_STOP = 1
_HEAD = 2
_CELLS_PER_CHILD = 2
_BYTES = 8


class Board:
    """Signals to the children, and what each says of itself.

    Reading and writing a cell takes no lock: each is an aligned machine word with one writer.

    Parameters
    ----------
    path
        File of `Board.size` bytes that all of them map.
    """

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._cells = memoryview(mmap.mmap(file.fileno(), 0)).cast("q")

    @staticmethod
    def size(children: int) -> int:
        """Return how many bytes a board for so many children takes."""
        return (_HEAD + children * _CELLS_PER_CHILD) * _BYTES

    @property
    def gone(self) -> bool:
        """Whether the start signal was given."""
        return bool(self._cells[_GO])

    def go(self) -> None:
        """Give the start signal."""
        self._cells[_GO] = 1

    @property
    def stopped(self) -> bool:
        """Whether the children were asked to end."""
        return bool(self._cells[_STOP])

    def stop(self) -> None:
        """Ask the children to end."""
        self._cells[_STOP] = 1

    def is_ready(self, child: int) -> bool:
        """Return whether a child waits for the start signal."""
        return bool(self._cells[_HEAD + child * _CELLS_PER_CHILD])

    def set_ready(self, child: int) -> None:
        """Say that a child waits for the start signal."""
        self._cells[_HEAD + child * _CELLS_PER_CHILD] = 1

    def handled(self, child: int) -> int:
        """Return how many jobs a child's handler was called for."""
        return self._cells[_HEAD + child * _CELLS_PER_CHILD + 1]

    def count(self, child: int, jobs: int = 1) -> None:
        """Add to what a child has handled."""
        self._cells[_HEAD + child * _CELLS_PER_CHILD + 1] += jobs
