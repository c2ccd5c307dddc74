"""What the rollups must be, counted from scratch from the events, in Python."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
HOME = "USD"
CLICKS = {"click", "link_click", "email_click"}
VIEWS = {"page_view", "view"}
SALES = {"conversion", "rebill"}


def day_of(row: Row) -> dt.date:
    return row["occurred_at"].astimezone(dt.UTC).date()


def hour_of(row: Row) -> dt.datetime:
    return row["occurred_at"].astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


class Recount:
    """Sums over events, each by its own plain loop.

    A measure that is a set counts its members: distinct visitors, in the row of the home currency.
    """

    def __init__(self, events: Iterable[Row]) -> None:
        self.events = sorted(events, key=lambda e: (e["occurred_at"], e["id"]))
        self.sessions: dict[str, list[Row]] = defaultdict(list)
        for event in self.events:
            if event["session_id"]:
                self.sessions[event["session_id"]].append(event)

    def sums(self, key: Any, wanted: Any = lambda e: True) -> dict[Any, Counter[str]]:
        """Return counts and money by key and currency, and visitors by key in the home currency."""
        found: dict[Any, Counter[str]] = defaultdict(Counter)
        visitors: dict[Any, set[str]] = defaultdict(set)
        for event in self.events:
            if not wanted(event):
                continue
            of, kind = key(event), event["event_type"]
            row = found[of, event["currency"] or HOME]
            row["events"] += 1
            row["page_views"] += event["quantity"] * (kind == "page_view")
            row["views"] += event["quantity"] * (kind in VIEWS)
            row["impressions"] += event["quantity"] * (kind == "impression")
            row["clicks"] += event["quantity"] * (kind in CLICKS)
            row["link_clicks"] += event["quantity"] * (kind == "link_click")
            row["cart_adds"] += event["quantity"] * (kind == "cart_add")
            row["conversions"] += kind in SALES
            row["revenue"] += (event["revenue"] or 0) if kind in SALES else 0
            row["refunds"] += (event["revenue"] or 0) if kind == "refund" else 0
            if event["visitor_id"]:
                visitors[of].add(event["visitor_id"])
                found[of, HOME]["visitors"] = len(visitors[of])
            elif (event["currency"] or HOME) != HOME:
                found[of, HOME]["visitors"] += 0
        return found

    def visits(self) -> list[Row]:
        """Return one row a session, with what is counted of it."""
        return [
            {
                "day": day_of(events[0]),
                "hour": hour_of(events[0]),
                "source": events[0]["source"] or "direct",
                "medium": events[0]["medium"] or "none",
                "bounce": len(events) == 1,
                "seconds": Decimal(
                    str((events[-1]["occurred_at"] - events[0]["occurred_at"]).total_seconds())
                ),
                "pages": [e for e in events if e["event_type"] == "page_view" and e["page"]],
                "reached": tuple(
                    sorted(
                        {e["event_type"] for e in events}
                        | {f"stage:{e['stage']}" for e in events if e["stage"]}
                    )
                ),
            }
            for events in self.sessions.values()
        ]

    def retention(self) -> Counter[tuple[int, int]]:
        """Return visitors by week of their first event and week of any event."""
        weeks: dict[str, set[int]] = defaultdict(set)
        for event in self.events:
            if event["visitor_id"]:
                weeks[event["visitor_id"]].add((day_of(event) - dt.date(1970, 1, 5)).days // 7)
        return Counter((min(seen), week) for seen in weeks.values() for week in seen)
