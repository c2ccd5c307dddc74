"""Secrets of connections: kept sealed in the database, opened only here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from flywheel.db import Connection, Queries
from flywheel.integrations.errors import MissingCredentialError, UnreadableCredentialError
from flywheel.integrations.keyring import Keyring

_queries = Queries.load(__package__)
_NIL = UUID(int=0)


class Owner(StrEnum):
    """What kind of connection a secret belongs to."""

    store = auto()
    site = auto()
    esp = auto()
    ads = auto()


class Kind(StrEnum):
    """What a secret is for."""

    access_token = auto()
    refresh_token = auto()
    webhook_secret = auto()
    api_key = auto()
    api_secret = auto()
    password = auto()


@dataclass(frozen=True)
class Credential:
    """A stored secret, without the secret.

    Attributes
    ----------
    owner_id
        Id of the connection: a store, a site builder, an e-mail provider, an ad account.
    key_id
        Which key of the keyring opens it.
    expires_at
        When the provider stops accepting it; `None` where it does not say.
    """

    id: UUID
    workspace_id: UUID
    owner: Owner
    owner_id: UUID
    kind: Kind
    key_id: str
    expires_at: datetime | None
    updated_at: datetime


@dataclass
class Rotation:
    """What a rotation did.

    Attributes
    ----------
    resealed
        How many secrets are now under the current key.
    unreadable
        Secrets that did not open, with the reason; they were left as they are.
    """

    resealed: int = 0
    unreadable: list[tuple[UUID, str]] = field(default_factory=list)


class Vault:
    """Stores and opens secrets on one connection.

    Parameters
    ----------
    connection
        Of a role that may write `private.integration_credentials`: `service_role` or the owner.
    keyring
        The keys of this installation.
    """

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def put(
        self,
        owner: Owner,
        owner_id: UUID,
        kind: Kind,
        secret: str,
        *,
        expires_at: datetime | None = None,
    ) -> UUID:
        """Store a secret, over an older one of its kind; returns the id of its row.

        Raises
        ------
        MissingCredentialError
            If there is no such connection.
        """
        workspace_id = await self._workspace(owner, owner_id)
        cursor = await self._connection.execute(
            _queries.save,
            {
                "workspace_id": workspace_id,
                "owner": owner,
                "owner_id": owner_id,
                "kind": kind,
                "key_id": self._keyring.current,
                "ciphertext": self._keyring.seal(
                    secret, _context(workspace_id, owner, owner_id, kind)
                ),
                "expires_at": expires_at,
            },
        )
        row = await cursor.fetchone()
        assert row is not None
        saved: UUID = row["id"]
        return saved

    async def get(self, owner: Owner, owner_id: UUID, kind: Kind) -> str:
        """Return a secret.

        Raises
        ------
        MissingCredentialError
            If there is no such connection, or no secret of this kind.
        UnreadableCredentialError
            If it does not open.
        """
        workspace_id = await self._workspace(owner, owner_id)
        cursor = await self._connection.execute(
            _queries.read,
            {"workspace_id": workspace_id, "owner": owner, "owner_id": owner_id, "kind": kind},
        )
        row = await cursor.fetchone()
        if row is None:
            raise MissingCredentialError(
                f"the {owner} connection {owner_id} has no {kind}",
                hint=f"Store it: flywheel secrets set {owner} {owner_id} {kind}",
            )
        return self._keyring.unseal(
            row["key_id"], row["ciphertext"], _context(workspace_id, owner, owner_id, kind)
        )

    async def rotate(self, *, batch: int = 100) -> Rotation:
        """Seal everything anew with the current key, `batch` secrets a transaction.

        Safe to stop and to repeat: what is done stays done. A secret that does not open is
        left as it is and listed.
        """
        rotation = Rotation()
        after = _NIL
        while True:
            async with self._connection.transaction():
                cursor = await self._connection.execute(
                    _queries.lock_old,
                    {"current": self._keyring.current, "after": after, "batch": batch},
                )
                rows = await cursor.fetchall()
                for row in rows:
                    await self._reseal(row, rotation)
            if not rows:
                return rotation
            after = rows[-1]["id"]

    async def _reseal(self, row: Mapping[str, Any], rotation: Rotation) -> None:
        context = _context(
            row["workspace_id"], Owner(row["owner"]), row["owner_id"], Kind(row["kind"])
        )
        try:
            secret = self._keyring.unseal(row["key_id"], row["ciphertext"], context)
        except UnreadableCredentialError as error:
            rotation.unreadable.append((row["id"], error.message))
            return
        await self._connection.execute(
            _queries.reseal,
            {
                "id": row["id"],
                "key_id": self._keyring.current,
                "ciphertext": self._keyring.seal(secret, context),
            },
        )
        rotation.resealed += 1

    async def _workspace(self, owner: Owner, owner_id: UUID) -> UUID:
        cursor = await self._connection.execute(
            _queries.find_workspace, {"owner": owner, "owner_id": owner_id}
        )
        row = await cursor.fetchone()
        if row is None:
            raise MissingCredentialError(
                f"there is no {owner} connection {owner_id}",
                hint="The kinds of connections: store, site, esp, ads.",
            )
        found: UUID = row["workspace_id"]
        return found


async def list_credentials(
    connection: Connection, workspace_id: UUID | None = None
) -> list[Credential]:
    """Return what is stored, of one workspace or of all. Takes no key."""
    cursor = await connection.execute(_queries.list_all, {"workspace_id": workspace_id})
    return [
        Credential(**{**row, "owner": Owner(row["owner"]), "kind": Kind(row["kind"])})
        async for row in cursor
    ]


def _context(workspace_id: UUID, owner: Owner, owner_id: UUID, kind: Kind) -> bytes:
    """Return what a sealed secret is bound to: copied to another row, it does not open."""
    return f"flywheel.credential.v1|{workspace_id}|{owner}|{owner_id}|{kind}".encode()
