"""The jobs that read from Stripe what its events are about."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from flywheel.billing.errors import StripeUnavailableError
from flywheel.billing.identity import check_key
from flywheel.billing.kinds import KINDS
from flywheel.billing.reading import read_object
from flywheel.jobs.context import Context
from flywheel.jobs.errors import GiveUpError
from flywheel.jobs.registry import Effect, handler


class ProjectionPayload(BaseModel):
    """Which object to read, and since when a reading would do.

    Attributes
    ----------
    account_id
        platform, or a connected account.
    object
        Its kind, in Stripe's words.
    """

    model_config = ConfigDict(extra="forbid")

    account_id: str
    object: str
    id: str
    since: AwareDatetime


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@handler("stripe.project", payload=ProjectionPayload, effect=Effect.AT_LEAST_ONCE)
async def project(payload: ProjectionPayload, context: Context) -> dict[str, Any]:
    """Read an object again, and let the database write what follows from it.

    Reading it twice does no harm: the reading that began later counts.

    Raises
    ------
    GiveUpError
        If there can be no such object.
    StripeUnavailableError
        If Stripe does not answer; the job is tried again.
    """
    if payload.object not in KINDS:
        raise GiveUpError(f"objects of the kind {payload.object} are not read from Stripe")
    begun = await context.call(
        "begin_stripe_projection",
        account_id=payload.account_id,
        object=payload.object,
        id=payload.id,
        since=payload.since.isoformat(),
    )
    if begun is None:  # a later reading has answered it
        return {"read": False}
    found = await read_object(payload.object, payload.id, payload.account_id)
    check_mode(found, begun["livemode"], payload.account_id)
    if found is None:  # deleted, or only unknown to this key?
        await check_key(
            payload.account_id, livemode=begun["livemode"], stripe_id=begun["stripe_id"]
        )
    stored: dict[str, Any] = await context.call(
        "store_stripe_objects",
        account_id=payload.account_id,
        read_at=begun["read_at"],
        objects=[{"object": payload.object, "id": payload.id, "data": found}],
    )
    return {"read": True, **stored}


@handler("stripe.sweep", payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def sweep(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Enqueue again what waits for a job that is gone."""
    return {"swept": await context.call("sweep_stripe_events")}


def check_mode(found: dict[str, Any] | None, livemode: bool | None, account: str) -> None:
    """Refuse what a key of the other mode has read: it would mix test money with real money.

    Raises
    ------
    StripeUnavailableError
        If it is of the other mode; with the right key it can be read later.
    """
    if found is None or livemode is None or found.get("livemode") in (None, livemode):
        return
    raise StripeUnavailableError(
        f"account {account} is in {'live' if livemode else 'test'} mode, and the key is not",
        "Set FLYWHEEL_STRIPE_API_KEY to a key of that mode.",
        after=60,
    )
