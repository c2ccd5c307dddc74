"""Users: rows of `auth.users` with their identities and factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from flywheel.db import Connection, Queries
from flywheel.local.auth.errors import AuthError

sql = Queries.load(__package__ or "")

_EMAIL_PROVIDER = {"provider": "email", "providers": ["email"]}
_UNKNOWN = "0001-01-01T00:00:00+00:00"
# Columns that the API shows under their own names; left out where they are null.
_MOMENTS = (
    "created_at",
    "updated_at",
    "email_confirmed_at",
    "phone_confirmed_at",
    "confirmed_at",
    "invited_at",
    "confirmation_sent_at",
    "recovery_sent_at",
    "email_change_sent_at",
    "reauthentication_sent_at",
    "last_sign_in_at",
    "banned_until",
    "deleted_at",
)


@dataclass(frozen=True)
class User:
    """One user as the database has it."""

    row: DictRow

    @property
    def id(self) -> UUID:
        """The user's id, the `sub` of tokens."""
        return UUID(str(self.row["id"]))

    @property
    def email(self) -> str:
        """The address; empty for an anonymous user."""
        return self.row["email"] or ""

    @property
    def confirmed(self) -> bool:
        """Whether the address is confirmed."""
        return self.row["email_confirmed_at"] is not None

    @property
    def banned(self) -> bool:
        """Whether the user may not sign in now."""
        until: datetime | None = self.row["banned_until"]
        return until is not None and until > datetime.now(UTC)

    @property
    def encrypted_password(self) -> str:
        """The bcrypt hash; empty where no password is set."""
        return self.row["encrypted_password"] or ""

    @property
    def verified_factors(self) -> list[dict[str, Any]]:
        """The factors that the user has proved."""
        return [factor for factor in self.row["factors"] if factor["status"] == "verified"]

    def as_json(self) -> dict[str, Any]:
        """Return the user as the API shows it."""
        row = self.row
        shown: dict[str, Any] = {
            "id": str(self.id),
            "aud": row["aud"] or "authenticated",
            "role": row["role"] or "authenticated",
            "email": self.email,
            "phone": row["phone"] or "",
            "app_metadata": row["raw_app_meta_data"] or {},
            "user_metadata": row["raw_user_meta_data"] or {},
            "identities": row["identities"],
            # Clients insist on it; a user that a seed wrote by hand may have none.
            "created_at": _UNKNOWN,
            "is_anonymous": row["is_anonymous"],
        }
        shown |= {name: row[name].isoformat() for name in _MOMENTS if row[name]}
        if row["email_change"]:
            shown["new_email"] = row["email_change"]
        if row["factors"]:
            shown["factors"] = row["factors"]
        return shown


@dataclass(frozen=True)
class NewUser:
    """What an account starts with.

    Attributes
    ----------
    email
        The address; none for an anonymous user.
    encrypted_password
        A bcrypt hash, or empty.
    kind
        How it came to be: by somebody signing up, by an invitation, by a service, or
        anonymously.
    """

    email: str | None
    encrypted_password: str
    user_metadata: dict[str, Any]
    kind: Literal["signup", "invite", "admin", "anonymous"] = "signup"
    role: str = "authenticated"
    id: UUID | None = None


async def find(connection: Connection, user_id: UUID | str) -> User | None:
    """Return the user with this id."""
    found = await find_all(connection, [user_id])
    return found[0] if found else None


async def find_all(connection: Connection, user_ids: Sequence[UUID | str]) -> list[User]:
    """Return the users with these ids, newest first."""
    cursor = await connection.execute(sql.users_by_ids, {"ids": [str(one) for one in user_ids]})
    return [User(row) for row in await cursor.fetchall()]


async def get(connection: Connection, user_id: UUID | str) -> User:
    """Return the user with this id, or raise `user_not_found`."""
    if (user := await find(connection, user_id)) is None:
        raise AuthError(404, "user_not_found", "User not found")
    return user


async def find_by_email(connection: Connection, email: str) -> User | None:
    """Return the user with this address, in lower case."""
    cursor = await connection.execute(sql.user_id_by_email, {"email": email.lower()})
    row = await cursor.fetchone()
    return await find(connection, row["id"]) if row else None


async def create(connection: Connection, new: NewUser) -> User | None:
    """Make an account with an unconfirmed address; None if the address is taken.

    The application's triggers on `auth.users` run inside this call.
    """
    user_id = new.id or uuid4()
    # What we know goes over what the user says: nobody names their own address verified.
    identity = {
        **new.user_metadata,
        "sub": str(user_id),
        "email": new.email,
        "email_verified": False,
        "phone_verified": False,
    }
    anonymous = new.kind == "anonymous"
    cursor = await connection.execute(
        sql.insert_user,
        {
            "id": user_id,
            "role": new.role,
            "email": new.email,
            "encrypted_password": new.encrypted_password,
            "invited": new.kind == "invite",
            "app_metadata": Jsonb({} if anonymous else _EMAIL_PROVIDER),
            "user_metadata": Jsonb(identity if new.kind == "signup" else new.user_metadata),
            "is_anonymous": anonymous,
        },
    )
    if await cursor.fetchone() is None:
        return None
    if not anonymous:
        await connection.execute(
            sql.insert_identity, {"user_id": user_id, "identity_data": Jsonb(identity)}
        )
    return await get(connection, user_id)


async def confirm(connection: Connection, user: User) -> User:
    """Take the user's address as confirmed."""
    await connection.execute(sql.confirm_user, {"id": user.id})
    return await get(connection, user.id)


async def set_email(connection: Connection, user: User, email: str) -> None:
    """Give the user this address, in the account and in its identity."""
    await connection.execute(sql.set_email, {"id": user.id, "email": email})
    await connection.execute(
        sql.insert_identity,
        {
            "user_id": user.id,
            "identity_data": Jsonb({"sub": str(user.id), "email": email}),
        },
    )


async def merge_metadata(
    connection: Connection,
    user: User,
    user_metadata: dict[str, Any] | None = None,
    app_metadata: dict[str, Any] | None = None,
) -> None:
    """Merge these keys into the user's metadata; a key set to None goes."""
    await connection.execute(
        sql.merge_metadata,
        {
            "id": user.id,
            "user_metadata": Jsonb(user_metadata or {}),
            "app_metadata": Jsonb(app_metadata or {}),
        },
    )
