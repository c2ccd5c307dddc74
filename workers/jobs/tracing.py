"""OpenTelemetry spans of attempts, for workers that are asked for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flywheel.errors import FlywheelError
from flywheel.jobs.context import Context
from flywheel.jobs.registry import Handler, Registry

if TYPE_CHECKING:  # importing them takes longer than starting a worker that does not trace
    from opentelemetry.trace import Tracer, TracerProvider

ENDPOINT_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""Where spans go, as every OpenTelemetry SDK reads it; without it, to localhost:4318."""


def traced(handlers: Registry, provider: TracerProvider | None = None) -> Registry:
    """Return the same handlers, each attempt in a span.

    Wrapped once and for all: who does not trace pays nothing. Names and attributes follow
    OpenTelemetry's semantic conventions for messaging systems. Payloads, and the texts of
    exceptions that may quote them, stay out.

    Parameters
    ----------
    provider
        Where spans go; the global one where it is left out.
    """
    from opentelemetry import trace

    tracer = trace.get_tracer("flywheel.jobs", version("flywheel"), tracer_provider=provider)
    wrapped = Registry()
    for job_type in handlers.types:
        wrapped.add(_wrapped(handlers[job_type], tracer))
    return wrapped


@contextmanager
def exported() -> Iterator[TracerProvider]:
    """Send spans over OTLP/HTTP during the block; what is left is sent at its end.

    The endpoint, headers and sampling come from the variables that OpenTelemetry defines
    (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_TRACES_SAMPLER`, …).
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create(
        {"service.name": "flywheel-worker", "service.version": version("flywheel")}
    )
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield provider
    finally:
        provider.shutdown()


def _wrapped(handler: Handler, tracer: Tracer) -> Handler:
    return replace(handler, function=_in_span(handler.job_type, handler.function, tracer))


def _in_span(
    job_type: str, function: Callable[[Any, Context], Awaitable[Any]], tracer: Tracer
) -> Callable[[Any, Context], Awaitable[Any]]:
    from opentelemetry.trace import SpanKind, Status, StatusCode

    async def run(payload: Any, context: Context) -> Any:
        attributes: dict[str, str | int] = {
            "messaging.system": "flywheel",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.destination.name": job_type,
            "messaging.message.id": str(context.job_id),
            "flywheel.attempt": context.attempt,
        }
        if context.workspace_id is not None:
            attributes["flywheel.workspace_id"] = str(context.workspace_id)
        with tracer.start_as_current_span(
            f"process {job_type}",
            kind=SpanKind.CONSUMER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                return await function(payload, context)
            except BaseException as error:
                # Only what Flywheel raises on purpose is written for people to read.
                said = error.message if isinstance(error, FlywheelError) else None
                span.set_attribute("error.type", type(error).__qualname__)
                span.set_status(Status(StatusCode.ERROR, said))
                raise

    return run
