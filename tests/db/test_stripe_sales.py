"""What a workspace's Stripe account sold is written the same, in whatever order it is heard of."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Stack
from tests.db.stripe_sales import (
    SOAP,
    Object,
    faults,
    open_shop,
    store,
    uneven,
    written,
)

DAY = 86400
SOLD_AT = 1_772_000_000


def customer(**changes: object) -> Object:
    return {
        "id": "cus_1",
        "object": "customer",
        "created": SOLD_AT - DAY,
        "email": "Mona@example.com",
        "name": "Mona",
        "phone": None,
        "address": {"country": "ae"},
        **changes,
    }


def intent(**changes: object) -> Object:
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "created": SOLD_AT,
        "amount": 4500,
        "amount_received": 4500,
        "currency": "usd",
        "customer": "cus_1",
        "canceled_at": None,
        "last_payment_error": None,
        "metadata": {},
        "receipt_email": None,
        "status": "succeeded",
        **changes,
    }


def charge(**changes: object) -> Object:
    return {
        "id": "ch_1",
        "object": "charge",
        "created": SOLD_AT + 60,
        "amount": 4500,
        "amount_captured": 4500,
        "amount_refunded": 0,
        "billing_details": {"email": None},
        "captured": True,
        "currency": "usd",
        "customer": "cus_1",
        "failure_message": None,
        "payment_intent": "pi_1",
        "payment_method_details": {"type": "card"},
        "refunded": False,
        "status": "succeeded",
        **changes,
    }


def refund(**changes: object) -> Object:
    return {
        "id": "re_1",
        "object": "refund",
        "created": SOLD_AT + 2 * DAY,
        "amount": 500,
        "charge": "ch_1",
        "currency": "usd",
        "payment_intent": "pi_1",
        "reason": "requested_by_customer",
        "status": "succeeded",
        **changes,
    }


def dispute(**changes: object) -> Object:
    return {
        "id": "dp_1",
        "object": "dispute",
        "created": SOLD_AT + 3 * DAY,
        "amount": 4000,
        "balance_transactions": [],
        "charge": "ch_1",
        "currency": "usd",
        "payment_intent": "pi_1",
        "status": "lost",
        **changes,
    }


def line(**changes: object) -> Object:
    return {
        "id": "li_1",
        "object": "item",
        "amount_discount": 500,
        "amount_subtotal": 5000,
        "amount_total": 4500,
        "description": "Three soaps",
        "quantity": 3,
        "price": {"id": "price_1", "metadata": {}, "product": "prod_1"},
        **changes,
    }


def session(**changes: object) -> Object:
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "created": SOLD_AT - 60,
        "amount_total": 4500,
        "client_reference_id": "cart 7",
        "currency": "usd",
        "customer": "cus_1",
        "customer_details": {"email": "mona@example.com"},
        "invoice": "in_1",
        "line_items": {"object": "list", "data": [line()]},
        "metadata": {"utm_source": "mail", "note": "x"},
        "mode": "payment",
        "payment_intent": "pi_1",
        "payment_status": "paid",
        "status": "complete",
        **changes,
    }


def invoice(**changes: object) -> Object:
    return {
        "id": "in_1",
        "object": "invoice",
        "created": SOLD_AT,
        "amount_due": 4500,
        "currency": "usd",
        "customer": "cus_1",
        "customer_email": "billing@example.com",
        "lines": {
            "object": "list",
            "data": [
                {
                    "id": "il_1",
                    "object": "line_item",
                    "amount": 4500,
                    "description": "A line of the invoice",
                    "discount_amounts": [],
                    "quantity": 1,
                    "pricing": {"price_details": {"price": "price_1", "product": "prod_1"}},
                }
            ],
        },
        "payments": {
            "object": "list",
            "data": [
                {
                    "id": "inpay_1",
                    "payment": {"type": "payment_intent", "payment_intent": {"id": "pi_1"}},
                    "status": "paid",
                }
            ],
        },
        "status": "paid",
        "status_transitions": {"paid_at": SOLD_AT + 60},
        **changes,
    }


PRODUCT = {
    "id": "prod_1",
    "object": "product",
    "created": SOLD_AT - DAY,
    "metadata": {"product_id": str(SOAP)},
}

# Each object as it was read one time after another.
HISTORY = [
    [customer(name=None), customer()],
    [
        intent(status="requires_payment_method", amount_received=0),
        intent(
            status="requires_payment_method",
            amount_received=0,
            last_payment_error={"code": "card_declined"},
        ),
        intent(),
    ],
    [
        charge(
            id="ch_0",
            amount_captured=0,
            captured=False,
            created=SOLD_AT + 30,
            failure_message="No money",
            status="failed",
        )
    ],
    [charge(), charge(amount_refunded=4500, refunded=True), charge(amount_refunded=500)],
    [refund()],
    [refund(id="re_0", amount=4000), refund(id="re_0", amount=4000, status="failed")],
    [dispute(status="needs_response"), dispute()],
    [session(status="open", payment_status="unpaid", payment_intent=None), session()],
    [invoice(status="open", payments=None, payment_intent="pi_1"), invoice()],
    [PRODUCT],
]
READINGS = [(version, one) for states in HISTORY for version, one in enumerate(states)]


def in_turn(connection: psycopg.Connection) -> dict[str, list[Object]]:
    """Return what is written of the last state of each, in the order of the list."""
    for number, states in enumerate(HISTORY):
        store(connection, [states[-1]], 100 + number)
    return written(connection)


@settings(max_examples=30, deadline=None)
@given(readings=st.permutations(READINGS))
def test_any_order_of_arrival_gives_the_same_rows(
    stack: Stack, readings: list[tuple[int, Object]]
) -> None:
    with psycopg.connect(stack.db_url) as connection:
        open_shop(connection)
        with connection.transaction(force_rollback=True):
            expected = in_turn(connection)
        for version, one in readings:
            store(connection, [one], version)
        assert not faults(connection)
        assert written(connection) == expected
        assert not uneven(connection)
        connection.rollback()


@pytest.fixture
def shop(stack: Stack) -> psycopg.Connection:
    with psycopg.connect(stack.db_url) as connection:
        open_shop(connection)
        yield connection
        connection.rollback()


def test_a_sale_has_its_lines_payments_refunds_and_what_was_lost(shop: psycopg.Connection) -> None:
    rows = in_turn(shop)
    assert [(one["status"], one["amount"]) for one in rows["payments"]] == [
        ("failed", Decimal("45.00")),
        ("partially_refunded", Decimal("45.00")),
    ]
    paid = rows["payments"][1]
    assert (paid["refunded_amount"], paid["disputed_amount"]) == (Decimal("5.00"), Decimal("40.00"))
    assert [one["status"] for one in rows["refunds"]] == ["failed", "succeeded"]
    (order,) = rows["orders"]
    assert (order["status"], order["total_amount"]) == ("partially_refunded", Decimal("45.00"))
    assert order["attribution_data"] == {"utm_source": "mail", "client_reference_id": "cart 7"}
    (item,) = rows["order_items"]
    # 50.00 for three: 16.67 each, and the cent too much is taken off beside the discount of 5.00.
    assert (item["unit_price"], item["discount_amount"]) == (Decimal("16.67"), Decimal("5.01"))
    assert item["product_id"] == SOAP


def test_what_is_held_is_no_payment_and_what_is_let_go_no_refund(shop: psycopg.Connection) -> None:
    held = {"captured": False, "amount_captured": 0}
    store(shop, [intent(status="requires_capture", amount_received=0), charge(**held)])
    assert written(shop)["payments"][0]["status"] == "processing"
    assert written(shop)["orders"][0]["status"] == "pending"
    taken = charge(amount_captured=3000, amount_refunded=1500)
    store(shop, [intent(amount_received=3000), taken], 1)
    (payment,) = written(shop)["payments"]
    assert (payment["status"], payment["amount"]) == ("completed", Decimal("30.00"))
    assert payment["refunded_amount"] == 0
    assert written(shop)["orders"][0]["total_amount"] == Decimal("30.00")
    assert not uneven(shop)


def test_what_was_refunded_before_anybody_looked_again_was_paid(
    shop: psycopg.Connection,
) -> None:
    held = {"captured": False, "amount_captured": 0}
    store(shop, [intent(status="requires_capture", amount_received=0), charge(**held)])
    store(shop, [charge(amount_refunded=4500, refunded=True), intent()], 1)
    assert not faults(shop)
    assert [one["status"] for one in written(shop)["payments"]] == ["refunded"]
    assert [one["status"] for one in written(shop)["orders"]] == ["refunded"]


def test_an_authorisation_that_is_let_go_is_canceled(shop: psycopg.Connection) -> None:
    gone = charge(captured=False, amount_captured=0, amount_refunded=4500, refunded=True)
    store(shop, [intent(status="canceled", amount_received=0, canceled_at=SOLD_AT + DAY), gone])
    (payment,) = written(shop)["payments"]
    assert (payment["status"], payment["refunded_amount"]) == ("canceled", 0)
    assert written(shop)["orders"][0]["status"] == "canceled"


@pytest.mark.parametrize(
    ("currency", "amount", "stored"),
    [("jpy", 500, Decimal(500)), ("kwd", 12340, Decimal("12.34")), ("isk", 500, Decimal(5))],
)
def test_amounts_are_of_their_currency(
    shop: psycopg.Connection, currency: str, amount: int, stored: Decimal
) -> None:
    money: Object = {"currency": currency, "amount": amount}
    store(shop, [intent(amount_received=amount, **money), charge(amount_captured=amount, **money)])
    assert not faults(shop)
    assert written(shop)["payments"][0]["amount"] == stored
    assert written(shop)["orders"][0]["total_amount"] == stored
    assert not uneven(shop)


def test_an_amount_that_two_decimals_cannot_hold_is_never_rounded(
    shop: psycopg.Connection,
) -> None:
    stored = store(shop, [intent(currency="kwd", amount=12345, amount_received=12345)])
    assert stored["failed"] == 1
    assert faults(shop) == ["12.345 KWD has more than two decimals"]
    assert not written(shop)["orders"]


def test_what_was_paid_without_a_payment_intent_is_an_order_too(shop: psycopg.Connection) -> None:
    store(
        shop,
        [
            session(
                id="cs_free",
                amount_total=0,
                invoice=None,
                payment_intent=None,
                payment_status="no_payment_required",
            ),
            invoice(id="in_bank", payments={"object": "list", "data": []}),
            invoice(id="in_old", payments=None, paid_out_of_band=True, payment_intent=None),
            invoice(id="in_open", payments=None, payment_intent=None, status="open"),
        ],
    )
    assert [(one["stripe_id"], one["status"]) for one in written(shop)["orders"]] == [
        ("cs_free", "paid"),
        ("in_bank", "paid"),
        ("in_old", "paid"),
    ]
    assert not uneven(shop)


def test_a_charge_from_before_payment_intents_is_its_own_order(shop: psycopg.Connection) -> None:
    store(shop, [refund(payment_intent=None)])
    store(shop, [charge(payment_intent=None, amount_refunded=500)])
    (order,) = written(shop)["orders"]
    assert (order["stripe_id"], order["status"]) == ("ch_1", "partially_refunded")
    assert written(shop)["refunds"][0]["stripe_id"] == "ch_1"
    assert not uneven(shop)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_stripe_customers_of_one_address_are_one_customer(
    shop: psycopg.Connection, order: tuple[int, int]
) -> None:
    both = [customer(), customer(id="cus_2", created=SOLD_AT, email="MONA@example.com")]
    for number in order:
        store(shop, [both[number]])
    store(shop, [intent(customer="cus_2")])
    rows = written(shop)
    assert [one["stripe_customer_id"] for one in rows["customers"]] == ["cus_1"]
    assert rows["orders"][0]["customer"].lower() == "mona@example.com"


def test_what_cannot_be_used_of_a_customer_is_left_out(shop: psycopg.Connection) -> None:
    store(
        shop,
        [customer(email="no address", address={"country": "Narnia"}, phone="1" * 60, name="")],
    )
    assert not faults(shop)
    assert written(shop)["customers"] == [
        {
            "stripe_customer_id": "cus_1",
            "email": None,
            "full_name": None,
            "phone": None,
            "country": None,
        }
    ]


def test_a_customer_that_is_deleted_at_stripe_stays(shop: psycopg.Connection) -> None:
    store(shop, [customer(), intent()])
    shop.execute(
        "select store_stripe_objects('acct_shop', now(),"
        """ '[{"object": "customer", "id": "cus_1", "data": null}]')"""
    )
    assert not faults(shop)
    assert written(shop)["customers"][0]["stripe_customer_id"] == "cus_1"
