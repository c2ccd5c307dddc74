"""Who asks: members of a large, a middling and a small workspace, and what they know of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import jwt
import psycopg
from psycopg.rows import dict_row

from flywheel import db
from flywheel.bench.catalogue import Catalogue
from flywheel.bench.events.plan import Plan
from flywheel.bench.events.world import World

_SQL = db.Queries.load(__package__, "tenants.sql")
_QUERIES = 30
SIZES = ("large", "middling", "small")
MIX = ("large", "large", "large", "middling", "small")
"""In this order they ask: most of it, and so the median, is the large tenant's."""


@dataclass(frozen=True)
class Tenant:
    """A workspace, seen by one of its viewers.

    Attributes
    ----------
    token
        The viewer's JWT.
    owner
        The owner's id: whose rows they are in the documents' schema.
    until
        The last day with events.
    moments
        Times in the middle of a table's list, by table.
    words
        What to search for, by kind of search.
    """

    size: str
    id: str
    owner: str
    token: str
    until: date
    products: list[str]
    campaigns: list[str]
    orders: list[str]
    visitors: list[str]
    moments: dict[str, list[str]]
    words: dict[str, list[str]]


def tenants(dsn: str, plan: Plan, secret: str) -> dict[str, Tenant]:
    """Return the tenants by size.

    Parameters
    ----------
    dsn
        Of a loaded database.
    secret
        What PostgREST checks tokens with.
    """
    world = World(plan)
    places = {"large": 0, "middling": plan.tenants // 20, "small": plan.tenants * 3 // 4}
    words: dict[str, list[str]] = defaultdict(list)
    for query in Catalogue(seed=2).queries(_QUERIES):
        words[query.kind].append(query.text)
    found = {}
    with psycopg.connect(dsn, row_factory=dict_row) as connection:
        for size in SIZES:
            place = places[size]
            owner = world.users[world.first_user[place]]
            known = (
                connection.execute(_SQL.known, {"workspace_id": world.workspaces[place]}).fetchone()
                or {}
            )
            person = str(known["viewer"] or owner)
            found[size] = Tenant(
                size=size,
                id=str(known["id"]),
                owner=owner,
                token=jwt.encode(
                    {"role": "authenticated", "aud": "authenticated", "sub": person},
                    secret,
                    algorithm="HS256",
                ),
                until=plan.until - timedelta(days=1),
                products=known["products"],
                campaigns=known["campaigns"],
                orders=known["orders"],
                visitors=known["visitors"],
                moments=known["moments"],
                words=words,
            )
    return found
