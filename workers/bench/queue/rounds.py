"""The whole run: every contender in turn, round by round."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec

from flywheel.bench.queue.cluster import bench_cluster
from flywheel.bench.queue.contender import Contender
from flywheel.bench.queue.flatness import Flatness
from flywheel.bench.queue.floor import Floor
from flywheel.bench.queue.flywheel import Flywheel
from flywheel.bench.queue.limits import NAME as LIMITS
from flywheel.bench.queue.limits import Limits
from flywheel.bench.queue.machine import machine_facts
from flywheel.bench.queue.measurement import Bench, Figures
from flywheel.bench.queue.pgqueuer import PgQueuer
from flywheel.bench.queue.plan import Plan, Sizes
from flywheel.bench.queue.procrastinate import Procrastinate
from flywheel.bench.queue.record import Record
from flywheel.errors import ConfigurationError

_NEEDED = ("asyncpg", "pgqueuer", "procrastinate")

Say = Callable[[str], None]


async def measure_queues(plan: Plan, *, say: Say) -> Record:
    """Measure all queues on a cluster of their own, which is gone afterwards.

    Parameters
    ----------
    say
        Told what is going on.

    Raises
    ------
    ConfigurationError
        If the other queues are not installed.
    MeasurementError
        If a job was lost, or ran twice, or did not end.
    """
    require_contenders()
    contenders: tuple[Contender, ...] = (
        Flywheel(plan.from_sources),
        PgQueuer(),
        Procrastinate(),
        Floor(),
    )
    async with bench_cluster() as cluster:
        benches = []
        for contender in contenders:
            say(f"preparing {contender.name}")
            await contender.prepare(cluster, contender.name)
            benches.append(Bench(cluster, contender, contender.name))
        record = Record(
            plan=plan,
            machine=machine_facts(cluster.cluster.data),
            postgres=cluster.settings(),
            settings={contender.name: contender.settings for contender in contenders},
        )
        flat = None
        for number in range(1, plan.rounds + 1):
            figures: dict[str, Figures] = defaultdict(dict)
            for what, bench, measure in _measurements(benches, plan.sizes):
                say(f"round {number} of {plan.rounds}: {what}, {bench.contender.name}")
                figures[bench.contender.name] |= measure()
                await asyncio.sleep(0)  # Ctrl-C gets through here
            for bench in benches:
                if bench.contender.name == Floor().name and (limits := Limits(bench)).are_known:
                    say(f"round {number} of {plan.rounds}: {LIMITS}")
                    figures[LIMITS] |= limits.measure(plan.sizes)
                if bench.contender.name == Flywheel().name and plan.flat:
                    say(f"round {number} of {plan.rounds}: backlogs, archive, old transactions")
                    flat = flat or Flatness(bench, plan.flat, say)
                    figures[bench.contender.name] |= flat.measure()
                await asyncio.sleep(0)
            record.rounds.append(dict(figures))
        return record


def _measurements(
    benches: Sequence[Bench], sizes: Sizes
) -> Iterator[tuple[str, Bench, Callable[[], Figures]]]:
    """Yield each measurement of each contender: what, whose, and how.

    The contenders follow each other closely, so that what slows the machine down for a while
    slows all of them.
    """
    measurements: dict[str, Callable[[Bench], Figures]] = {
        "enqueueing singly": lambda bench: bench.enqueue(sizes.single),
        "enqueueing in batches": lambda bench: bench.enqueue_batches(sizes.batched),
        "one worker": lambda bench: bench.drain(sizes.drain, workers=1),
        "two workers": lambda bench: bench.drain(sizes.drain, workers=2),
        "one job at a time": lambda bench: bench.drain(sizes.single, workers=1, one_at_a_time=True),
        "pickup": lambda bench: bench.pickup(sizes.probes),
    }
    for what, measure in measurements.items():
        for bench in benches:
            yield what, bench, partial(measure, bench)


def require_contenders() -> None:
    """Raise `ConfigurationError` if the other queues are not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"not installed: {', '.join(missing)}, which our queue is measured beside",
            hint="make bench installs them; without make: pip install 'flywheel[bench]'",
        )


def run_queue_benchmark(plan: Plan, *, say: Say) -> Record:
    """Run `measure_queues` to its end; the parameters are the same."""
    return asyncio.run(measure_queues(plan, say=say))
