"""The jobs that follow Stripe's events, and those that compare everything."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from flywheel.billing.client import StripeUnconfiguredError
from flywheel.billing.kinds import KINDS
from flywheel.billing.reading import Reader, api_version
from flywheel.billing.reconciliation import adopt_mode, reconcile
from flywheel.config import settings
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError, TryAgainError
from flywheel.jobs.registry import Effect, handler

_PATIENCE_SECONDS = 10.0


class ProjectPayload(BaseModel):
    """Which object to read, and what the reading must be newer than."""

    account_id: str
    object: str
    id: str
    since: AwareDatetime


class ReconcilePayload(BaseModel):
    """Which account to compare; None for all."""

    account_id: str | None = None


class ReconcileKindPayload(BaseModel):
    """Which kind of object of which run."""

    reconciliation_id: UUID
    object: str


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler("stripe.project", payload=ProjectPayload, effect=Effect.AT_LEAST_ONCE)
async def project(payload: ProjectPayload, context: Context) -> dict[str, Any]:
    """Read an object, keep it and write what follows; a repetition changes nothing.

    Raises
    ------
    GiveUpError
        If Stripe refuses: the events are marked as failed, and `stripe.sweep` tries again.
    TryAgainError
        If Stripe may answer later.
    """
    kind = KINDS.get(payload.object)
    if kind is None:
        raise GiveUpError(f"objects of kind {payload.object!r} are not kept")
    about = {"account_id": payload.account_id, "object": payload.object, "id": payload.id}
    begun = await context.call("begin_stripe_projection", **about, since=payload.since.isoformat())
    if begun is None:
        return {"changed": 0}
    reader = Reader(
        payload.account_id,
        livemode=begun["livemode"],
        stripe_id=begun["stripe_id"],
        patience=_PATIENCE_SECONDS,
    )
    try:
        data = await reader.one(kind, payload.id)
    except StripeUnconfiguredError:
        raise
    except TryAgainError as error:
        # It was waited for already: from now on as the job type says, longer and longer.
        raise TryAgainError(error.message, error.hint) from error
    await adopt_mode(begun["livemode"], reader, payload.account_id, context)
    stored: dict[str, Any] = await context.call(
        "store_stripe_objects",
        account_id=payload.account_id,
        read_at=begun["read_at"],
        objects=[{"object": payload.object, "id": payload.id, "data": data}],
        api_version=api_version(),
    )
    return stored


@handler("stripe.sweep", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def sweep(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Have events tried again that nobody answered; the function does nothing twice."""
    return {"swept": await context.call("sweep_stripe_events")}


@handler("stripe.reconcile", payload=ReconcilePayload, effect=Effect.AT_LEAST_ONCE)
async def start(payload: ReconcilePayload, context: Context) -> dict[str, Any]:
    """Start a run for an account, or for each; a run that is under way stays the one."""
    if payload.account_id is not None:
        run = await context.call("start_stripe_reconciliation", account_id=payload.account_id)
        return {"reconciliation_id": run}
    if settings().stripe_api_key is None:
        return {"started": 0, "note": "there is no key for Stripe here"}
    return {"started": await context.call("start_stripe_reconciliations")}


@handler("stripe.reconcile_kind", payload=ReconcileKindPayload, effect=Effect.AT_LEAST_ONCE)
async def reconcile_kind(payload: ReconcileKindPayload, context: Context) -> dict[str, Any]:
    """Do one step of a run; an attempt that dies is followed by one that goes on at its cursor.

    Raises
    ------
    GiveUpError
        If Stripe refuses, or there is no key: the step and the run fail.
    TryAgainError
        If Stripe may answer later.
    """
    try:
        return {"pages": await reconcile(payload.reconciliation_id, payload.object, context)}
    except StripeUnconfiguredError as error:
        raise GiveUpError(error.message, error.hint) from error
