"""Attribution once more, in plain Python: what the ledger has to say, from the tables alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Credits = dict[tuple[Any, ...], Decimal]

CLICKS = ("click", "link_click", "email_click")
VIEWS = ("impression", "email_open")
NO_TOUCH = ("conversion", "rebill", "refund", "email_sent", "email_bounce", "email_unsubscribe")
MODELS = ("first_touch", "last_touch", "linear", "time_decay", "position_based")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Touch:
    """One step of a path; without an event, for what nothing explains."""

    event_id: Any
    channel: str
    age: Fraction


@dataclass(frozen=True)
class Tables:
    """What is there to attribute."""

    events: list[Row]
    orders: list[Row]
    payments: list[Row]
    refunds: list[Row]
    digits: dict[str, int]
    settings: Row
    weights: dict[tuple[Any, str], dict[str, Decimal]]
    """By order and model, what markov and shapley weigh channels."""


def own_channel(event: Row) -> str | None:
    if event["platform"]:
        return str(event["platform"]).lower()
    medium = (event["medium"] or event["utm_medium"] or "").lower()
    source = (event["source"] or event["utm_source"] or "").lower()
    if event["event_type"] in ("email_open", "email_click") or medium == "email":
        return "email"
    if source in ("", "direct", "(direct)") or medium == "direct":
        return None
    return f"{source} / {medium}" if medium else source


def is_ours(event: Row) -> bool:
    names = ("campaign_id", "ad_id", "managed_url_id", "utm_campaign")
    return any(event[name] is not None for name in names)


def journey(order: Row, tables: Tables) -> list[Row]:
    """Return the events of an order's buyer within the window, in order."""
    look_back = tables.settings["look_back_days"] * DAY
    at = order["ordered_at"]
    named = sorted(
        (e for e in tables.events if e["order_id"] == order["id"]),
        key=lambda e: (e["occurred_at"], e["id"].int),
    )
    customers = [e["customer_id"] for e in named if e["customer_id"]]
    customer = order["customer_id"] or (customers[0] if customers else None)
    visitors = {e["visitor_id"] for e in named} | {order["attribution_data"].get("visitor_id")}
    visitors.discard(None)
    session = order["attribution_data"].get("session_id")
    if not visitors and session:
        visitors = {
            e["visitor_id"]
            for e in tables.events
            if e["session_id"] == session and at - DAY <= e["occurred_at"] <= at
        }
    if customer:
        visitors |= {
            e["visitor_id"]
            for e in tables.events
            if e["customer_id"] == customer and at - look_back <= e["occurred_at"] <= at + DAY
        }
    visitors.discard(None)
    return sorted(
        (
            e
            for e in tables.events
            if at - look_back <= e["occurred_at"] <= at
            and e["event_type"] not in NO_TOUCH
            and (
                e["visitor_id"] in visitors
                or (e["visitor_id"] is None and customer and e["customer_id"] == customer)
            )
        ),
        key=lambda e: (e["occurred_at"], e["id"].int),
    )


def touches(order: Row, tables: Tables) -> list[Touch]:
    """Return the path of an order."""
    at = order["ordered_at"]
    views_since = at - tables.settings["view_through_days"] * DAY
    events = journey(order, tables)
    brought: dict[Any, str] = {}
    for event in events:
        if event["session_id"] and (own := own_channel(event)):
            brought.setdefault((event["visitor_id"], event["session_id"]), own)
    opened = set()
    steps: list[tuple[Row, str]] = []
    for event in events:
        visit = (event["visitor_id"], event["session_id"])
        opens = event["session_id"] is not None and visit not in opened
        opened.add(visit)
        own = own_channel(event)
        if (
            event["event_type"] in CLICKS
            or (opens and (own or is_ours(event)))
            or (
                event["event_type"] in VIEWS
                and tables.settings["touches"] == "clicks_and_views"
                and event["occurred_at"] >= views_since
            )
        ):
            inherited = brought.get(visit) if event["session_id"] else None
            fallback = "campaign" if is_ours(event) else "direct"
            steps.append((event, own or inherited or fallback))
    known = [step for step in steps if step[1] != "direct"]
    runs: list[list[tuple[Row, str]]] = []
    for event, channel in known or steps:
        if runs and event["session_id"] is not None:
            last, last_channel = runs[-1][-1]
            if (last["session_id"], last["visitor_id"], last_channel) == (
                event["session_id"],
                event["visitor_id"],
                channel,
            ):
                runs[-1].append((event, channel))
                continue
        runs.append([(event, channel)])
    chosen = [
        min(run, key=lambda s: (s[0]["ad_id"] is None, s[0]["campaign_id"] is None)) for run in runs
    ]
    return [
        Touch(
            event["id"],
            channel,
            Fraction((at - event["occurred_at"]) / dt.timedelta(microseconds=1)) / (86_400_000_000),
        )
        for event, channel in chosen
    ] or [Touch(None, "unattributed", Fraction(0))]


def weights(model: str, order: Row, path: list[Touch], tables: Tables) -> list[Fraction]:
    settings, n = tables.settings, len(path)
    if n == 1:
        return [Fraction(1)]
    if model == "first_touch":
        return [Fraction(1), *[Fraction(0)] * (n - 1)]
    if model == "last_touch":
        return [*[Fraction(0)] * (n - 1), Fraction(1)]
    if model == "linear" or (model == "position_based" and n == 2):
        return [Fraction(1)] * n
    if model == "position_based":
        middle = Fraction(settings["middle_weight"]) / (n - 2)
        ends = (Fraction(settings["first_weight"]), Fraction(settings["last_weight"]))
        return [ends[0], *[middle] * (n - 2), ends[1]]
    if model == "time_decay":
        half_life = settings["half_life_days"]
        youngest = min(touch.age for touch in path)
        found = []
        for touch in path:
            age = touch.age - youngest
            days = Decimal(age.numerator) / Decimal(age.denominator)
            power = Decimal(2) ** (-days / half_life)
            found.append(Fraction(power.quantize(Decimal("1e-12"), ROUND_HALF_UP)))
        return found
    known = tables.weights[order["id"], model]
    count = defaultdict(int)
    for touch in path:
        count[touch.channel] += 1
    shared = [Fraction(known.get(t.channel, Decimal(0))) / count[t.channel] for t in path]
    return shared if any(shared) else [Fraction(1)] * n


def apportion(total: int, parts: list[Fraction]) -> list[int]:
    """Share whole units by largest remainder; of equal ones, the earlier gets more."""
    whole = sum(parts)
    exact = [total * part / whole for part in parts]
    floors = [int(value) for value in exact]
    rest = total - sum(floors)
    ranked = sorted(range(len(parts)), key=lambda n: (floors[n] - exact[n], n))
    for place in ranked[:rest]:
        floors[place] += 1
    return floors


def facts(order: Row, tables: Tables) -> list[tuple[str, dt.datetime, str, Decimal]]:
    """Return the sale of an order, and then what was given back of it."""
    refunds = [r for r in tables.refunds if r["order_id"] == order["id"]]
    payments = [p for p in tables.payments if p["order_id"] == order["id"]]
    found = [
        (r["refunded_at"], r["amount"], r["currency"])
        for r in refunds
        if r["status"] == "succeeded"
    ]
    for one in payments:
        told = any(
            r["payment_id"] == one["id"]
            or (r["payment_id"] is None and r["order_id"] == order["id"])
            for r in tables.refunds
        )
        if not told:
            found.append((one["refunded_at"], one["refunded_amount"], one["currency"]))
        found.append((one["disputed_at"], one["disputed_amount"], one["currency"]))
    told = bool(refunds) or any(p["refunded_amount"] for p in payments)
    if order["status"] == "refunded" and not told:
        back = order["refunded_at"] or order["ordered_at"]
        found.append((back, order["total_amount"], order["currency"]))
    listed = [("refund", at, currency, amount) for at, amount, currency in sorted(found) if amount]
    if order["status"] in ("paid", "partially_refunded", "refunded"):
        sold_at = order["paid_at"] or order["ordered_at"]
        listed.insert(0, ("sale", sold_at, order["currency"], order["total_amount"]))
    return listed


def credits_of(order: Row, tables: Tables) -> tuple[Credits, Credits]:
    """Return what the ledger has to say of an order: amounts and shares, by row's meaning."""
    amounts: Credits = defaultdict(Decimal)
    shares: Credits = defaultdict(Decimal)
    path = touches(order, tables)
    learned = [model for known, model in tables.weights if known == order["id"]]
    for model in (*MODELS, *learned):
        parts = weights(model, order, path, tables)
        left: list[int] = []
        held = ""
        for fact, at, currency, amount in facts(order, tables):
            unit = 10 ** min(2, tables.digits[currency])
            total = int(amount * unit)
            if fact == "sale":
                given = apportion(total, parts)
                left, held = list(given), currency
                for touch, share in zip(path, apportion(10**8, parts), strict=True):
                    shares[order["id"], model, touch.event_id, touch.channel] += Decimal(share)
            else:
                covered = min(total, sum(left)) if currency == held else 0
                back = apportion(covered, [Fraction(one) for one in left]) if covered else []
                left = [one - gone for one, gone in zip(left, back, strict=True)] if back else left
                more = apportion(total - covered, parts)
                back = back or [0] * len(path)
                given = [-(one + other) for one, other in zip(back, more, strict=True)]
            for touch, units in zip(path, given, strict=True):
                key = (order["id"], model, fact, touch.event_id, touch.channel, currency, at)
                amounts[key] += Decimal(units) / unit
    return (
        {key: amount for key, amount in amounts.items() if amount},
        {key: share / 10**8 for key, share in shares.items() if share},
    )
