"""`flywheel secrets`: the tokens and keys of connections, without showing them."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from flywheel import db
from flywheel.api import database_url
from flywheel.cli.console import Output, errors, out
from flywheel.config import settings
from flywheel.integrations import (
    Credential,
    Keyring,
    Kind,
    Owner,
    Rotation,
    Vault,
    list_credentials,
    new_key,
)

app = typer.Typer(
    help="Store, list and re-encrypt the secrets of connections.", no_args_is_help=True
)


@app.command("list")
def list_secrets(
    workspace: Annotated[UUID | None, typer.Option(help="One workspace's id.")] = None,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Show what is stored for which connection, and under which key; never a secret."""
    stored = asyncio.run(_list(workspace))
    if output is Output.json:
        rows = [dataclasses.asdict(one) for one in stored]
        typer.echo(json.dumps(rows, indent=2, default=str))
        return
    table = Table(box=None)
    for column in ("workspace", "connection", "id", "kind", "key", "expires"):
        table.add_column(column, no_wrap=True, overflow="ignore")
    for one in stored:
        expires = f"{one.expires_at:%Y-%m-%d %H:%M}" if one.expires_at else ""
        table.add_row(
            str(one.workspace_id), one.owner, str(one.owner_id), one.kind, one.key_id, expires
        )
    out.print(table if stored else "No secrets are stored.")


@app.command("set")
def set_secret(
    owner: Annotated[Owner, typer.Argument(help="What kind of connection it is.")],
    owner_id: Annotated[UUID, typer.Argument(help="The connection's id.")],
    kind: Annotated[Kind, typer.Argument(help="What the secret is for.")],
    expires_at: Annotated[
        datetime | None, typer.Option(help="When the provider stops accepting it, UTC.")
    ] = None,
) -> None:
    """Store a secret, typed unseen or piped in, over an older one of its kind."""
    secret = (
        typer.prompt("Secret", hide_input=True) if sys.stdin.isatty() else sys.stdin.read().strip()
    )
    if not secret:
        raise typer.BadParameter("the secret is empty")
    keyring = Keyring(settings().secret_keys)
    until = expires_at.replace(tzinfo=UTC) if expires_at else None
    asyncio.run(_put(keyring, owner, owner_id, kind, secret, until))
    out.print(f"The {kind} of the {owner} connection {owner_id} is stored.")


@app.command()
def rotate() -> None:
    """Encrypt everything anew with the first key of FLYWHEEL_SECRET_KEYS.

    Put a new key in front of the old one, restart the workers, rotate, then take the old
    one out.
    """
    keyring = Keyring(settings().secret_keys)
    rotation = asyncio.run(_rotate(keyring))
    out.print(f"{rotation.resealed} secrets are now under the key {keyring.current}.")
    for credential_id, reason in rotation.unreadable:
        errors.print(f"{credential_id}: {reason}", highlight=False, soft_wrap=True)
    if rotation.unreadable:
        errors.print(f"{len(rotation.unreadable)} secrets did not open and stay as they are.")
        raise typer.Exit(1)


@app.command()
def key(
    key_id: Annotated[
        str | None, typer.Argument(help="The id of the key; the date where none is given.")
    ] = None,
) -> None:
    """Print a new key, as it goes in front in FLYWHEEL_SECRET_KEYS."""
    typer.echo(json.dumps({key_id or f"{datetime.now(UTC):%Y-%m-%d}": new_key()}))


async def _list(workspace: UUID | None) -> list[Credential]:
    async with db.connect(database_url(settings())) as connection:
        return await list_credentials(connection, workspace)


async def _put(
    keyring: Keyring,
    owner: Owner,
    owner_id: UUID,
    kind: Kind,
    secret: str,
    expires_at: datetime | None,
) -> None:
    async with db.connect(database_url(settings())) as connection:
        await Vault(connection, keyring).put(owner, owner_id, kind, secret, expires_at=expires_at)


async def _rotate(keyring: Keyring) -> Rotation:
    async with db.connect(database_url(settings())) as connection:
        return await Vault(connection, keyring).rotate()
