"""The past months of a demo company: orders, payments, visits, ads, experiments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from flywheel.local.seed.days import Calendar, Row
from flywheel.local.seed.visits import Visits

ORDER_DAYS = 90
VISIT_DAYS = 30
_CENT = Decimal("0.01")
_REFUND_AFTER = dt.timedelta(days=4)


class History:
    """Makes up rows from the `[history]` of a company and the rows of its file.

    Parameters
    ----------
    company
        Name of the company.
    today
        The day before which everything happened.
    plan
        `[history]`: `orders_per_day`, `visits_per_day`, `payment_methods`, what `Calendar` and
        `Visits` need, and optionally figures for `ads` and `ab_tests`.
    content
        The rows of the company's file, by table.
    currency
        Of all prices.
    """

    def __init__(
        self, company: str, today: dt.date, plan: Row, content: dict[str, list[Row]], currency: str
    ) -> None:
        self._calendar = Calendar(company, today, plan)
        self._plan = plan
        self._content = content
        self._currency = currency
        self._products = {row["ref"]: row for row in content["products"]}
        self._visits = Visits(self._calendar, plan, content["customers"])
        self._rows: dict[str, list[Row]] = defaultdict(list)

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows by table, with references as in the files."""
        for day in range(-ORDER_DAYS, 0):
            for _ in range(self._calendar.count(self._plan["orders_per_day"], day)):
                self._order(day)
        for day in range(-VISIT_DAYS, 0):
            for _ in range(self._calendar.count(self._plan["visits_per_day"], day)):
                self._visits.browse(day)
        self._rows["events"] = self._visits.events
        for ad, figures in self._plan.get("ads", {}).items():
            self._rows["ad_metrics"] += self._ad_days(ad, figures)
        for test, variants in self._plan.get("ab_tests", {}).items():
            self._experiment(test, variants)
        return dict(self._rows)

    def _order(self, day: int) -> None:
        number = 1001 + len(self._rows["orders"])
        customer = self._calendar.chance.choice(self._content["customers"])
        moment = self._calendar.moment(day)
        items = self._items(number, day)
        total = sum(
            (
                item["quantity"] * Decimal(item["unit_price"]) - Decimal(item["discount_amount"])
                for item in items
            ),
            Decimal(),
        )
        status = self._fate(day)
        paid = status in {"paid", "refunded", "partially_refunded"}
        back = moment + _REFUND_AFTER
        order: Row = {
            "ref": str(number),
            "store_connection_id": (
                "@store_connections.shop" if "store_connections" in self._content else None
            ),
            "external_id": str(number),
            "customer_id": f"@customers.{customer['ref']}",
            "customer_email": customer["email"],
            "total_amount": str(total),
            "status": status,
            "ordered_at": moment.isoformat(),
            "paid_at": moment.isoformat() if paid else None,
            "refunded_at": back.isoformat() if status == "refunded" else None,
            "canceled_at": moment.isoformat() if status == "canceled" else None,
            "created_at": moment.isoformat(),
        }
        self._rows["orders"].append(order)
        self._rows["order_items"] += items
        if status != "canceled":
            self._rows["payments"].append(self._payment(order, total, back))
        if paid and day >= -VISIT_DAYS:
            products = [item["product_id"].removeprefix("@products.") for item in items]
            self._visits.buy(order, products, customer, self._currency)

    def _items(self, number: int, day: int) -> list[Row]:
        chance = self._calendar.chance
        wanted = dict.fromkeys(
            self._calendar.pick(self._plan["shelf"]) for _ in range(chance.choice([1, 1, 2]))
        )
        items = []
        for product in wanted:
            price = self._price(product, day)
            quantity = chance.choice([1, 1, 1, 2])
            discount = quantity * price / 10 if chance.random() < 0.08 else Decimal()
            items.append(
                {
                    "ref": f"{number}/{product}",
                    "order_id": f"@orders.{number}",
                    "product_id": f"@products.{product}",
                    "product_name": self._products[product]["name"],
                    "quantity": quantity,
                    "unit_price": str(price),
                    "discount_amount": str(discount.quantize(_CENT)),
                }
            )
        return items

    def _price(self, product: str, day: int) -> Decimal:
        """Return what the product cost on a day, by the price history of the file."""
        price = self._products[product]["current_price"]
        changes = [
            row
            for row in self._content.get("price_history", [])
            if row["product_id"] == f"@products.{product}"
        ]
        # From the newest change backwards: before it, its old price was asked.
        for change in sorted(changes, key=_day_of, reverse=True):
            if day < _day_of(change):
                price = change["old_price"]
        return Decimal(price)

    def _fate(self, day: int) -> str:
        """Return the status of an order of that day: nearly all are paid and stay so."""
        lot = self._calendar.chance.random()
        if lot < 0.03:
            return "canceled"
        if lot < 0.3 and day == -1:
            return "pending"
        if lot < 0.07 and day < -_REFUND_AFTER.days - 1:
            return "partially_refunded" if lot < 0.04 else "refunded"
        return "paid"

    def _payment(self, order: Row, total: Decimal, back: dt.datetime) -> Row:
        status: str = "completed" if order["status"] == "paid" else order["status"]
        given_back = {"refunded": Decimal(1), "partially_refunded": Decimal("0.4")}.get(status)
        return {
            "ref": order["ref"],
            "order_id": f"@orders.{order['ref']}",
            "customer_id": order["customer_id"],
            "amount": order["total_amount"],
            "refunded_amount": str(((given_back or 0) * total).quantize(_CENT)),
            "payment_method": self._calendar.chance.choice(self._plan["payment_methods"]),
            "status": status,
            "completed_at": order["paid_at"],
            "refunded_at": back.isoformat() if given_back else None,
            "created_at": order["created_at"],
        }

    def _ad_days(self, ad: str, figures: Row) -> Iterator[Row]:
        chance = self._calendar.chance
        for day in range(-VISIT_DAYS, 0):
            impressions = self._calendar.count(figures["impressions"], day)
            clicks = int(impressions * figures["click_rate"] * chance.uniform(0.8, 1.2))
            sales = int(clicks * figures["sale_rate"] * chance.uniform(0.6, 1.4) + chance.random())
            sales = min(sales, clicks)
            yield {
                "ref": f"{ad}{day}",
                "ad_id": f"@ads.{ad}",
                "date": f"@day{day}",
                "impressions": impressions,
                "clicks": clicks,
                "spend": str(clicks * Decimal(figures["click_price"])),
                "conversions": sales,
                "revenue": str(sales * Decimal(figures["sale_value"])),
            }

    def _experiment(self, test: str, variants: dict[str, Row]) -> None:
        for variant, figures in variants.items():
            for number in range(figures["visitors"]):
                moment = self._calendar.moment(-1 - number % 14).isoformat()
                unit = {
                    "ref": f"{variant}/{number}",
                    "test_id": f"@ab_tests.{test}",
                    "variant_id": f"@ab_test_variants.{variant}",
                    "unit_id": f"{variant}-{number}",
                }
                converted = number < figures["conversions"]
                self._rows["ab_test_assignments"].append({**unit, "assigned_at": moment})
                self._rows["ab_test_results"].append(
                    {**unit, "converted": converted, "occurred_at": moment}
                )


def _day_of(change: Row) -> int:
    return int(change["changed_at"].removeprefix("@day").split()[0])
