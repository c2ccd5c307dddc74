"""What a worker counts, for Prometheus."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from flywheel.errors import ConfigurationError

_DURATIONS = (0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
_DELAYS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 30, 60, 300, 3600)


class Metrics:
    """The metrics of one worker, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.finished = Counter(
            "flywheel_jobs_finished",
            "Attempts that ended, by job type and outcome.",
            ["job_type", "outcome"],
            registry=self.registry,
        )
        self.duration = Histogram(
            "flywheel_job_duration_seconds",
            "How long attempts ran.",
            ["job_type"],
            buckets=_DURATIONS,
            registry=self.registry,
        )
        self.delay = Histogram(
            "flywheel_job_delay_seconds",
            "From the time a job was to run until a worker had it, by the worker's clock.",
            ["job_type"],
            buckets=_DELAYS,
            registry=self.registry,
        )
        self.running = Gauge(
            "flywheel_jobs_running", "Jobs that run in this worker now.", registry=self.registry
        )
        self.errors = Counter(
            "flywheel_worker_transport_errors",
            "Calls to the queue that failed.",
            ["call"],
            registry=self.registry,
        )

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
