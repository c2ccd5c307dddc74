"""The past month of a demo company's site: who came, from where, and what they looked at."""

from __future__ import annotations

import datetime as dt

from flywheel.local.seed.days import Calendar, Row

# Every event has all columns, so that one statement can insert them all.
_EVENT: Row = dict.fromkeys(
    (
        "campaign_id",
        "component_id",
        "product_id",
        "order_id",
        "customer_id",
        "conversion_type",
        "stage",
        "page",
        "revenue",
        "currency",
    )
)


class Visits:
    """Makes up rows of `events`.

    Parameters
    ----------
    calendar
        Where the chance comes from.
    plan
        `[history]` of the company: `shelf` (products and how often each is wanted), `sources`
        with their weights, and optionally `component`, what a campaign's visitors see.
    customers
        The rows of the company's customers; other visitors come from their countries.
    """

    def __init__(self, calendar: Calendar, plan: Row, customers: list[Row]) -> None:
        self.events: list[Row] = []
        self._calendar = calendar
        self._plan = plan
        self._countries = [customer["country"] for customer in customers]
        self._sources = {
            str(number): source["weight"] for number, source in enumerate(plan["sources"])
        }
        self._visits = 0

    def browse(self, day: int) -> None:
        """Tell of a visitor who buys nothing: pages, a product, sometimes the cart."""
        chance = self._calendar.chance
        visit = self._begin(chance.choice(self._countries))
        product = self._calendar.pick(self._plan["shelf"])
        steps: list[Row] = [{"event_type": "page_view", "page": "/", "stage": "visit"}]
        if "campaign_id" in visit and (component := self._plan.get("component")):
            seen = {"component_id": f"@campaign_components.{component}", "page": "/"}
            steps.append({"event_type": "view", **seen})
            if chance.random() < 0.2:
                steps.append({"event_type": "click", **seen})
        if chance.random() < 0.6:
            steps += _look_at(product)
        if chance.random() < 0.1:
            steps.append({"event_type": "cart_add", "product_id": f"@products.{product}"})
        self._tell(visit, self._calendar.moment(day), steps)

    def buy(self, order: Row, products: list[str], customer: Row, currency: str) -> None:
        """Tell of the visit that ended in an order."""
        visit = self._begin(customer["country"])
        steps: list[Row] = [{"event_type": "page_view", "page": "/", "stage": "visit"}]
        for product in products:
            steps += _look_at(product)
            steps.append({"event_type": "cart_add", "product_id": f"@products.{product}"})
        steps.append({"event_type": "checkout", "page": "/checkout", "stage": "checkout"})
        steps.append(
            {
                "event_type": "conversion",
                "conversion_type": "purchase",
                "stage": "sale",
                "page": "/thank-you",
                "order_id": f"@orders.{order['ref']}",
                "customer_id": order["customer_id"],
                "revenue": order["total_amount"],
                "currency": currency,
            }
        )
        begun = dt.datetime.fromisoformat(order["ordered_at"]) - dt.timedelta(minutes=12)
        self._tell(visit, begun, steps)

    def _begin(self, country: str) -> Row:
        """Return what all events of a visit share: visitor, session, source, country."""
        self._visits += 1
        source = self._plan["sources"][int(self._calendar.pick(self._sources))]
        visit = {
            "visitor_id": f"v{self._calendar.chance.randrange(10**6):06d}",
            "session_id": f"s{self._visits:05d}",
            "source": source["source"],
            "medium": source["medium"],
            "country": country,
        }
        if campaign := source.get("campaign"):
            visit["campaign_id"] = f"@campaigns.{campaign}"
        return visit

    def _tell(self, visit: Row, begun: dt.datetime, steps: list[Row]) -> None:
        moment = begun
        for step in steps:
            self.events.append(
                {
                    "ref": len(self.events),
                    **_EVENT,
                    **visit,
                    **step,
                    "occurred_at": moment.isoformat(),
                    "received_at": moment.isoformat(),
                }
            )
            moment += dt.timedelta(seconds=self._calendar.chance.randrange(20, 50))


def _look_at(product: str) -> list[Row]:
    seen = {"page": f"/products/{product}", "product_id": f"@products.{product}"}
    return [{"event_type": "page_view", **seen}, {"event_type": "view", **seen}]
