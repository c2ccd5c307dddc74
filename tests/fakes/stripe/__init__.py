"""A small Stripe that keeps state, for tests: its API, webhooks and pages of the checkout."""

from tests.fakes.stripe import resources
from tests.fakes.stripe.account import Account
from tests.fakes.stripe.delivery import Delivery
from tests.fakes.stripe.errors import ApiError
from tests.fakes.stripe.faults import Faults
from tests.fakes.stripe.server import serve
from tests.fakes.stripe.signing import sign
from tests.fakes.stripe.state import FakeStripe, WebhookEndpoint
from tests.fakes.stripe.versions import NEWEST

__all__ = [
    "NEWEST",
    "Account",
    "ApiError",
    "Delivery",
    "FakeStripe",
    "Faults",
    "WebhookEndpoint",
    "resources",
    "serve",
    "sign",
]
