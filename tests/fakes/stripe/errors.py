"""The errors of Stripe's API, as it words them."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None):
        super().__init__(f"{status}: {body['error'].get('message')}")
        self.status = status
        self.body = body
        self.headers = headers or {}

    @property
    def code(self) -> str | None:
        """Stripe's code of the error, if it has one."""
        code: str | None = self.body["error"].get("code")
        return code


def error(status: int, kind: str, message: str, **more: Any) -> ApiError:
    """Build an error; fields that are None stay out of its body."""
    fields = {key: value for key, value in more.items() if value is not None}
    return ApiError(status, {"error": {"type": kind, "message": message, **fields}})


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    """Build a 400 of the caller's making."""
    return error(400, "invalid_request_error", message, param=param, code=code)


def missing(kind: str, identifier: str, param: str = "id", status: int = 404) -> ApiError:
    """Build the error for an object that is not there."""
    name = kind.rsplit(".", 1)[-1]
    message = f"No such {name}: '{identifier}'"
    return error(status, "invalid_request_error", message, param=param, code="resource_missing")


DECLINES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
# Reasons that are codes of their own; any other is a decline_code beside `card_declined`.
OWN_CODES = {"expired_card", "incorrect_cvc", "processing_error", "authentication_required"}


def decline(reason: str) -> dict[str, Any]:
    """Return the fields of a card error for one reason."""
    code = reason if reason in OWN_CODES else "card_declined"
    fields = {"type": "card_error", "code": code, "message": DECLINES[reason]}
    if reason not in OWN_CODES or reason == "authentication_required":
        fields["decline_code"] = reason
    return fields
