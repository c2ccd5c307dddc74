"""Test clocks: customers who live on a time of their own."""

from __future__ import annotations

from tests.fakes.stripe.account import DAY, Account
from tests.fakes.stripe.errors import invalid
from tests.fakes.stripe.listing import PAGED, page
from tests.fakes.stripe.objects import Object
from tests.fakes.stripe.parameters import Params, integer, text
from tests.fakes.stripe.routes import endpoint

KIND = "test_helpers.test_clock"


@endpoint("POST", "/v1/test_helpers/test_clocks", {"frozen_time!": integer, "name": text})
def create(account: Account, params: Params) -> Object:
    made = account.add(
        KIND,
        created=account.now,
        deletes_after=account.now + 30 * DAY,
        frozen_time=params["frozen_time"],
        livemode=account.fake.livemode,
        name=params.get("name"),
        status="ready",
        status_details={},
    )
    account.emit("test_helpers.test_clock.created", made)
    return made


@endpoint("GET", "/v1/test_helpers/test_clocks", PAGED)
def listed(account: Account, params: Params) -> Object:
    return page(account, KIND, params, "/v1/test_helpers/test_clocks")


@endpoint("GET", "/v1/test_helpers/test_clocks/{id}")
def retrieve(account: Account, params: Params, identifier: str) -> Object:
    return account.get(KIND, identifier)


@endpoint("POST", "/v1/test_helpers/test_clocks/{id}/advance", {"frozen_time!": integer})
def advance(account: Account, params: Params, identifier: str) -> Object:
    """Move a clock; unlike Stripe's, which takes a while, all is done when this answers."""
    found = account.get(KIND, identifier)
    if params["frozen_time"] <= found["frozen_time"]:
        raise invalid("The time must be after the clock's current frozen time.", "frozen_time")
    account.run_due(params["frozen_time"], identifier)
    found["frozen_time"] = params["frozen_time"]
    account.emit("test_helpers.test_clock.ready", found)
    return found


@endpoint("DELETE", "/v1/test_helpers/test_clocks/{id}")
def delete(account: Account, params: Params, identifier: str) -> Object:
    from tests.fakes.stripe import customers

    found = account.get(KIND, identifier)
    for one in account.all("customer"):
        if one["test_clock"] == identifier:
            customers.delete(account, {}, one["id"])
    account.emit("test_helpers.test_clock.deleted", found)
    account.remove(found)
    return {"id": identifier, "object": KIND, "deleted": True, "_done": True}
