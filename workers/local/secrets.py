"""The local stack's secrets and the JSON Web Tokens signed with them."""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt

from flywheel.errors import FlywheelError

_ALGORITHM = "HS256"
_TEN_YEARS = 10 * 365 * 24 * 3600


class InvalidTokenError(FlywheelError):
    """A JWT is malformed, expired or signed with another key."""


@dataclass(frozen=True)
class Keys:
    """Secrets of one local stack.

    Attributes
    ----------
    jwt_secret
        Shared by Auth, PostgREST and Realtime; at least 32 characters.
    db_password
        Password of the login roles of the local database.
    issued_at
        Unix time in seconds at which the API keys were issued; keeps them stable.
    """

    jwt_secret: str
    db_password: str
    issued_at: int

    @cached_property
    def anon_key(self) -> str:
        """The key a browser carries: role `anon`."""
        return self._api_key("anon")

    @cached_property
    def service_role_key(self) -> str:
        """The key a server carries: role `service_role`, which bypasses RLS."""
        return self._api_key("service_role")

    def _api_key(self, role: str) -> str:
        return self.sign(
            {
                "iss": "supabase-local",
                "role": role,
                "iat": self.issued_at,
                "exp": self.issued_at + _TEN_YEARS,
            }
        )

    def sign(self, claims: dict[str, Any]) -> str:
        """Return `claims` as a signed token."""
        return jwt.encode(claims, self.jwt_secret, algorithm=_ALGORITHM)

    def verify(self, token: str) -> dict[str, Any]:
        """Return the claims of `token`.

        Raises
        ------
        InvalidTokenError
            If the token is malformed, expired, or signed with another key.
        """
        try:
            return dict(
                jwt.decode(
                    token,
                    self.jwt_secret,
                    algorithms=[_ALGORITHM],
                    options={"verify_aud": False},
                )
            )
        except jwt.ExpiredSignatureError as error:
            raise InvalidTokenError(
                "token is expired", hint="Refresh the session, then try again."
            ) from error
        except jwt.PyJWTError as error:
            raise InvalidTokenError(
                f"token is not valid: {error}",
                hint="Use a key or session of this stack: flywheel status",
            ) from error

    @classmethod
    def load_or_create(cls, path: Path) -> Keys:
        """Read the secrets at `path`; make them at the first start, readable by us alone."""
        if path.exists():
            return cls(**json.loads(path.read_text("utf-8")))
        keys = cls(
            jwt_secret=secrets.token_urlsafe(40),
            db_password=secrets.token_urlsafe(24),
            issued_at=int(time.time()),
        )
        partial = path.with_suffix(".partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(keys), file)
        partial.replace(path)
        return keys
