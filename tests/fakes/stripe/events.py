"""The list of events, kept for 30 days, and a few types few people handle."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tests.fakes.stripe.account import DAY, Account
from tests.fakes.stripe.errors import invalid, missing
from tests.fakes.stripe.listing import LISTED, paged, tests
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, flag, text
from tests.fakes.stripe.routes import endpoint

KEPT = 30 * DAY


@endpoint(
    "GET",
    "/v1/events",
    {**LISTED, "type": text, "types": [text], "delivery_success": flag},
)
def listed(account: Account, params: Params) -> Object:
    types = params.get("types")
    if types and params.get("type"):
        raise invalid("You may not specify both type and types.", "types")
    if types and len(types) > 20:
        raise invalid("You may specify up to 20 types.", "types")
    wanted = types or ([params["type"]] if params.get("type") else ["*"])
    oldest = account.now - KEPT

    def fits(one: Object) -> bool:
        return one["created"] >= oldest and any(fnmatchcase(one["type"], each) for each in wanted)

    found = account.events[::-1]
    return {**paged(found, params, "/v1/events", tests(params, (), fits), "event"), "_done": True}


@endpoint("GET", "/v1/events/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    for one in reversed(account.events):
        if one["id"] == identifier:
            return {**one, "_done": True}
    raise missing("event", identifier)


def pay_out(account: Account, amount: int, currency: str) -> Object:
    """Send money to the owner's bank, with its event."""
    with account.operation():
        made = account.add(
            "payout",
            amount=amount,
            application_fee=None,
            application_fee_amount=None,
            arrival_date=account.now,
            automatic=True,
            balance_transaction=account.new_id("balance_transaction"),
            created=account.now,
            currency=currency,
            description="STRIPE PAYOUT",
            destination=None,
            failure_balance_transaction=None,
            failure_code=None,
            failure_message=None,
            livemode=account.fake.livemode,
            metadata={},
            method="standard",
            original_payout=None,
            reconciliation_status="completed",
            reversed_by=None,
            source_type="card",
            statement_descriptor=None,
            status="paid",
            type="bank_account",
        )
        account.emit("payout.paid", made)
    return made


def warn_of_fraud(account: Account, charge: str) -> Object:
    """Have a card's network warn of a charge, with its event."""
    found = account.get("charge", charge)
    with account.operation():
        made = account.add(
            "radar.early_fraud_warning",
            actionable=not found["refunded"],
            charge=charge,
            created=account.now,
            fraud_type="made_with_stolen_card",
            livemode=account.fake.livemode,
            payment_intent=found["payment_intent"],
        )
        account.emit("radar.early_fraud_warning.created", made)
    return made
