"""Handlers are found by name, once each; workers count what they do."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from flywheel.errors import ConfigurationError
from flywheel.jobs import Context, Effect, Registry, handler, load
from flywheel.jobs.errors import (
    HandlerError,
    LeaseLostError,
    RejectedError,
    TransportError,
    from_code,
)
from flywheel.jobs.metrics import Metrics

from .conftest import Payload


async def work(payload: Payload, context: Context) -> None:
    """A handler."""


def test_a_type_has_one_handler() -> None:
    handlers = Registry()
    handler("a.b", payload=Payload, effect=Effect.AT_LEAST_ONCE, registry=handlers)(work)
    with pytest.raises(HandlerError, match=r"'a\.b' has two handlers: .*test_registry\.work"):
        handler("a.b", payload=Payload, effect=Effect.AT_LEAST_ONCE, registry=handlers)(work)


def test_a_type_without_handler_cannot_be_chosen() -> None:
    handlers = Registry()
    handler("a.b", payload=Payload, effect=Effect.AT_LEAST_ONCE, registry=handlers)(work)
    assert handlers.only(["a.b"]).types == ["a.b"]
    with pytest.raises(HandlerError, match=r"no handler for job type 'a\.c'") as refused:
        handlers.only(["a.c"])
    assert "a.b" in str(refused.value.hint)


def test_a_missing_module_is_an_error_and_not_a_silence() -> None:
    with pytest.raises(HandlerError, match="'no_such_module' cannot be imported"):
        load(["no_such_module"])


def test_the_queues_own_handlers_are_loaded() -> None:
    assert {"jobs.maintain", "ai.generate"} <= set(load().types)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("JQ409", LeaseLostError),
        ("40001", TransportError),
        ("57P01", TransportError),
        ("PGRST000", TransportError),
        ("23505", RejectedError),
        ("PT422", RejectedError),
        ("PGRST202", RejectedError),
    ],
)
def test_only_what_may_pass_is_tried_again(code: str, kind: type[Exception]) -> None:
    assert type(from_code(code, "message", None)) is kind


def test_metrics_are_served_on_the_loopback_only_while_the_worker_runs() -> None:
    metrics = Metrics()
    metrics.outcome("a.b", "completed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port}"), metrics.served(port):
            pass
    with metrics.served(port):
        text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    assert 'flywheel_jobs_finished_total{job_type="a.b",outcome="completed"} 1.0' in text
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")
