"""Objects of a workspace's Stripe account, for the tests of what follows from them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

Object = dict[str, Any]

ACCOUNT = "acct_shop"
OWNER = uuid.UUID(int=(0x5A1E << 112) + 1)
SHOP = uuid.UUID(int=(0x5A1E << 112) + 2)
SOAP = uuid.UUID(int=(0x5A1E << 112) + 3)
BEGAN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

ROWS = {
    "customers": """
        select stripe_customer_id, email, full_name, phone, country from customers
        where workspace_id = %s
    """,
    "orders": """
        select o.stripe_id, c.email as customer, o.customer_email, o.total_amount, o.currency,
            o.attribution_data, o.status, o.ordered_at, o.paid_at, o.refunded_at, o.canceled_at
        from orders as o
        left join customers as c on c.id = o.customer_id
        where o.workspace_id = %s
    """,
    "order_items": """
        select o.stripe_id, i.product_id, i.external_product_id, i.product_name, i.quantity,
            i.unit_price, i.discount_amount, i.currency
        from order_items as i
        join orders as o on o.id = i.order_id
        where i.workspace_id = %s
    """,
    "payments": """
        select p.stripe_payment_id, p.stripe_payment_intent_id, o.stripe_id, c.email, p.amount,
            p.refunded_amount, p.disputed_amount, p.currency, p.payment_method, p.error_message,
            p.status, p.completed_at, p.failed_at, p.refunded_at, p.disputed_at, p.created_at
        from payments as p
        left join orders as o on o.id = p.order_id
        left join customers as c on c.id = p.customer_id
        where p.workspace_id = %s
    """,
    "refunds": """
        select r.stripe_refund_id, p.stripe_payment_id, o.stripe_id, r.amount, r.currency,
            r.reason, r.status, r.refunded_at
        from refunds as r
        left join payments as p on p.id = r.payment_id
        left join orders as o on o.id = r.order_id
        where r.workspace_id = %s
    """,
}


def open_shop(connection: psycopg.Connection) -> None:
    """Make a workspace with a product and a connected account."""
    connection.execute(
        "insert into auth.users (id, email) values (%s, 'shop@example.com')", (OWNER,)
    )
    connection.execute(
        "insert into workspaces (id, owner_id, name) values (%s, %s, 'Shop')", (SHOP, OWNER)
    )
    connection.execute(
        "insert into products (id, workspace_id, name, category, base_price, current_price,"
        " currency) values (%s, %s, 'Soap', 'Bath', 20, 20, 'USD')",
        (SOAP, SHOP),
    )
    connection.execute(
        "insert into stripe_accounts (id, workspace_id, status) values (%s, %s, 'active')",
        (ACCOUNT, SHOP),
    )


def store(connection: psycopg.Connection, data: Iterable[Object], second: int = 0) -> Object:
    """Store objects as a worker does that began to read them in that second."""
    given = [{"object": one["object"], "id": one["id"], "data": one} for one in data]
    row = connection.execute(
        "select store_stripe_objects(%s, %s, %s)",
        (ACCOUNT, BEGAN + dt.timedelta(seconds=second), Jsonb(given)),
    ).fetchone()
    assert row
    return dict(row[0])


def written(connection: psycopg.Connection) -> dict[str, list[Object]]:
    """Return all that was written in commerce, without our own ids."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return {
            table: sorted(cursor.execute(query.encode(), (SHOP,)).fetchall(), key=repr)
            for table, query in ROWS.items()
        }


def faults(connection: psycopg.Connection) -> list[str]:
    """Return why nothing could be made of some objects."""
    rows = connection.execute(
        "select error_message from stripe_objects where error_message is not null"
    )
    return [row[0] for row in rows]


def uneven(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """Return the sums that differ between commerce and the mirror."""
    return connection.execute(
        "select * from private.stripe_sales_check(%s) where ours <> theirs", (ACCOUNT,)
    ).fetchall()
