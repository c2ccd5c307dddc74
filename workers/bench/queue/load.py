"""Clients that enqueue, as tasks for processes of their own."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from flywheel.bench.queue.contender import BATCH, Client
from flywheel.bench.queue.desk import Desk

WARM_UP = 10
"""Calls before those that count: plans are made, caches filled."""
GAP_SECONDS = 0.02

Connect = Callable[[], AbstractAsyncContextManager[Client]]
"""Connects a client; `functools.partial`, to be pickled."""


@dataclass(frozen=True)
class Took:
    """What a client's calls took.

    Attributes
    ----------
    seconds
        By the clock.
    cpu_seconds
        Of the client's process.
    """

    seconds: float
    cpu_seconds: float


async def enqueue_singly(desk: Desk, *, connect: Connect, count: int) -> Took:
    """Enqueue `count` jobs one after the other, measured."""
    async with connect() as client:
        for _ in range(WARM_UP):
            await client.enqueue()
        await desk.start()
        begun, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            await client.enqueue()
        return Took(time.perf_counter() - begun, time.process_time() - cpu)


async def enqueue_batches(desk: Desk, *, connect: Connect, count: int) -> Took:
    """Enqueue `count` jobs in batches, measured."""
    async with connect() as client:
        for _ in range(WARM_UP):
            await client.enqueue_batch(1)
        await desk.start()
        begun, cpu = time.perf_counter(), time.process_time()
        for done in range(0, count, BATCH):
            await client.enqueue_batch(min(BATCH, count - done))
        return Took(time.perf_counter() - begun, time.process_time() - cpu)


async def enqueue_now_and_then(desk: Desk, *, connect: Connect, count: int) -> None:
    """Enqueue single jobs that say when, far enough apart for an idle worker."""
    jitter = random.Random(count)  # noqa: S311 - no secret
    async with connect() as client:
        await desk.start()
        for _ in range(count):
            await asyncio.sleep(GAP_SECONDS * jitter.uniform(0.5, 1.5))
            await client.enqueue(time.monotonic_ns())
