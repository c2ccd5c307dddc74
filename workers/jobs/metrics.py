"""What a worker counts, for Prometheus."""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from flywheel.errors import ConfigurationError

_DURATIONS = (0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
_DELAYS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 30, 60, 300, 3600)


class Distribution:
    """Counts of values by bucket: what a histogram of the client library is when it is read."""

    __slots__ = ("_bounds", "_counts", "_sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def read(self) -> tuple[list[tuple[str, float]], float]:
        """Return the cumulative buckets and the sum, as the exposition format has them."""
        names = [*map(str, map(float, self._bounds)), "+Inf"]
        return list(zip(names, map(float, accumulate(self._counts)), strict=True)), self._sum


class Metrics(Collector):
    """The metrics of one worker, in a registry of its own.

    Only one thread counts, so that plain numbers do, a tenth of the price of the library's
    metrics; they become the library's when somebody asks.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.running = 0
        self.waiting = 0
        self._finished: Counter[tuple[str, str]] = Counter()
        self._errors: Counter[str] = Counter()
        self._exchanges = 0
        self._durations: dict[str, Distribution] = defaultdict(lambda: Distribution(_DURATIONS))
        self._delays: dict[str, Distribution] = defaultdict(lambda: Distribution(_DELAYS))
        self.registry.register(self)

    def job_started(self, job_type: str, delay: float) -> None:
        """Count a job that a handler gets, `delay` seconds after it was to run."""
        self._delays[job_type].observe(delay if delay > 0 else 0.0)

    def attempt_ended(self, job_type: str, seconds: float) -> None:
        """Count how long an attempt ran."""
        self._durations[job_type].observe(seconds)

    def outcome(self, job_type: str, outcome: str) -> None:
        """Count how an attempt ended."""
        self._finished[job_type, outcome] += 1

    def transport_error(self, call: str) -> None:
        """Count a call to the queue that failed."""
        self._errors[call] += 1

    def exchanged(self) -> None:
        """Count a round trip to the queue."""
        self._exchanges += 1

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as the library has them."""
        finished = CounterMetricFamily(
            "flywheel_jobs_finished",
            "Attempts that ended, by job type and outcome.",
            labels=["job_type", "outcome"],
        )
        for (job_type, outcome), count in list(self._finished.items()):
            finished.add_metric([job_type, outcome], count)
        yield finished
        yield self._histogram(
            "flywheel_job_duration_seconds", "How long attempts ran.", self._durations
        )
        yield self._histogram(
            "flywheel_job_delay_seconds",
            "From the time a job was to run until a worker had it, by the database's clock.",
            self._delays,
        )
        yield GaugeMetricFamily(
            "flywheel_jobs_running", "Jobs that run in this worker now.", self.running
        )
        yield GaugeMetricFamily(
            "flywheel_jobs_fetched", "Jobs that wait in this worker for a free place.", self.waiting
        )
        yield CounterMetricFamily(
            "flywheel_worker_exchanges", "Round trips to the queue.", self._exchanges
        )
        errors = CounterMetricFamily(
            "flywheel_worker_transport_errors", "Calls to the queue that failed.", labels=["call"]
        )
        for call, count in list(self._errors.items()):
            errors.add_metric([call], count)
        yield errors

    @staticmethod
    def _histogram(
        name: str, text: str, distributions: dict[str, Distribution]
    ) -> HistogramMetricFamily:
        family = HistogramMetricFamily(name, text, labels=["job_type"])
        for job_type, distribution in list(distributions.items()):
            buckets, total = distribution.read()
            family.add_metric([job_type], buckets, total)
        return family

    @contextmanager
    def served(self, port: int | None) -> Iterator[None]:
        """Serve the metrics on a loopback port during the block; on none for None.

        Raises
        ------
        ConfigurationError
            If the port is taken.
        """
        if port is None:
            yield
            return
        try:
            server, thread = start_http_server(port, addr="127.0.0.1", registry=self.registry)
        except OSError as error:
            raise ConfigurationError(
                f"the metrics port {port} cannot be used: {error.strerror}",
                hint="Choose another one: --metrics-port.",
            ) from error
        with contextlib.ExitStack() as exits:
            exits.callback(thread.join)
            exits.callback(server.server_close)
            exits.callback(server.shutdown)
            yield
