"""Spans say what ran, for whom and how it ended, and nothing of the payload."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, get_current_span

from flywheel.jobs import Context, GiveUpError
from flywheel.jobs.tracing import traced
from flywheel.jobs.transport import Transport
from tests.conftest import Stack

from .conftest import Payload, Queue, registry, running

Connect = Callable[[], Transport]


async def test_each_attempt_is_a_span_without_secrets(queue: Queue, connect: Connect) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    inside: list[bool] = []

    async def work(payload: Payload, context: Context) -> None:
        inside.append(get_current_span().is_recording())
        if payload.how == "refuse":
            raise GiveUpError("This cannot be.")
        if payload.how == "break":
            raise RuntimeError(f"the secret is {payload.secret}")

    job_type = await queue.register(max_attempts=1)
    workspace = await queue.value("select gen_random_uuid()")
    async with running(queue, connect(), traced(registry(job_type, work), provider)):
        for how in ("do", "refuse", "break"):
            job_id = await queue.enqueue(
                job_type, {"how": how, "secret": "hunter2"}, workspace_id=workspace
            )
            await queue.reaches(job_id, "completed", "failed")
    spans = exporter.get_finished_spans()
    assert inside == [True] * 3
    assert [span.name for span in spans] == [f"process {job_type}"] * 3
    assert [_outcome(span) for span in spans] == [
        (StatusCode.UNSET, None, None),
        (StatusCode.ERROR, "This cannot be.", "GiveUpError"),
        (StatusCode.ERROR, None, "RuntimeError"),
    ]
    for span in spans:
        assert span.kind is SpanKind.CONSUMER
        assert span.attributes["messaging.destination.name"] == job_type
        assert span.attributes["flywheel.workspace_id"] == str(workspace)
        assert span.attributes["flywheel.attempt"] == 1
        assert "hunter2" not in span.to_json()


def _outcome(span: ReadableSpan) -> tuple[StatusCode, str | None, object]:
    return span.status.status_code, span.status.description, span.attributes.get("error.type")


@pytest.fixture
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """An OTLP collector on the loopback interface, and what it was sent."""
    received: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("options", "variable", "path"),
    [
        ((), "OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        (("--traces",), "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces"),
    ],
    ids=["asked by the environment", "asked by --traces"],
)
async def test_a_worker_process_sends_its_spans(
    queue: Queue,
    stack: Stack,
    collector: tuple[str, list[ExportTraceServiceRequest]],
    options: tuple[str, ...],
    variable: str,
    path: str,
) -> None:
    url, received = collector
    job_type = await queue.register()
    job_id = await queue.enqueue(job_type)
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flywheel.cli", "worker", "--types", job_type, "--no-schedules"),
        *("--import", "tests.workers.jobs.process_handlers", *options),
        env={
            **os.environ,
            **stack.environment(),
            "TEST_JOB_TYPE": job_type,
            variable: url + path,
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        },
        cwd=Path(__file__).parents[3],
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await queue.reaches(job_id, "completed")
    finally:
        worker.terminate()
        await worker.wait()
    (request,) = received
    (resource,) = request.resource_spans
    names = {item.key: item.value.string_value for item in resource.resource.attributes}
    assert names["service.name"] == "flywheel-worker"
    ((span,),) = [scope.spans for scope in resource.scope_spans]
    assert span.name == f"process {job_type}"


def test_the_libraries_are_loaded_by_who_traces_alone() -> None:
    code = (
        "import sys, flywheel.cli; from flywheel.jobs import load; load(); "
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
