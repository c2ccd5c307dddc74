"""Signatures of webhooks: HMAC-SHA256 over `<time>.<body>`, as Stripe documents them."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence


def sign(body: str, secret: str, at: int | None = None) -> str:
    """Return the header `Stripe-Signature` for a body; `at` is in seconds, now if left out."""
    return sign_with_all(body, [secret], at)


def sign_with_all(body: str, secrets: Sequence[str], at: int | None = None) -> str:
    """Return the header with one signature per secret, as while a secret is being rolled."""
    at = int(time.time()) if at is None else at
    payload = f"{at}.{body}".encode()
    found = [hmac.new(one.encode(), payload, hashlib.sha256).hexdigest() for one in secrets]
    return ",".join([f"t={at}", *(f"v1={one}" for one in found)])
