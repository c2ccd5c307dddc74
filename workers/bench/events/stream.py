"""What visitors do: sessions of several events, as columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flywheel.bench.events.plan import Plan

HABITS: dict[str, Any] = json.loads(files(__package__).joinpath("habits.json").read_text("utf-8"))
TYPES = [name for name, _ in HABITS["types"]] + ["checkout", "conversion", "refund"]
CART, CHECKOUT, CONVERSION, REFUND = (
    TYPES.index(name) for name in ("cart_add", "checkout", "conversion", "refund")
)
_OF_A_PRODUCT = [TYPES.index(name) for name in ("view", "cart_add", "checkout", "conversion")]
_IMPRESSION, _CLICK = TYPES.index("impression"), TYPES.index("click")
_MEAN_LENGTH = 5
_BUYERS = 0.018
"""Of sessions that are long enough for it: 1 % of all."""
_REFUNDS = 0.0001
"""Of events: money that goes back for an order of earlier days."""
_FROM_CAMPAIGN = 0.35
COMPONENTS_PER_CAMPAIGN = 3

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Chunk:
    """Events of some days, a column each; -1 where there is nothing.

    Attributes
    ----------
    tenant, session, kind
        Whose, of which session of the chunk, and the place in `TYPES`.
    visitor, product, campaign, component
        Numbers within the tenant.
    page
        Below the number of fixed pages one of those, else of that product.
    moment
        Microseconds since 1970.
    revenue
        Cents; 0 where no money changed hands.
    """

    tenant: Numbers
    session: Numbers
    kind: Numbers
    visitor: Numbers
    product: Numbers
    campaign: Numbers
    component: Numbers
    page: Numbers
    source: Numbers
    country: Numbers
    moment: Numbers
    revenue: Numbers

    def __len__(self) -> int:
        return len(self.tenant)


def chunk(plan: Plan, number: int) -> Chunk:
    """Return one piece of the stream; the same plan and number give the same."""
    random = np.random.default_rng([plan.seed, number])
    wanted = plan.events_in(number)
    lengths = random.geometric(1 / _MEAN_LENGTH, max(1, wanted)).astype(np.int64)
    count = int(np.searchsorted(np.cumsum(lengths), wanted)) + 1
    lengths = lengths[:count]
    lengths[-1] -= lengths.sum() - wanted
    tenant = np.searchsorted(np.cumsum(plan.shares), random.random(count)).clip(
        max=plan.tenants - 1
    )
    campaigns = plan.campaign_counts[tenant]
    campaign = np.where(
        random.random(count) < _FROM_CAMPAIGN, _zipf(random, campaigns), np.int64(-1)
    )
    visitors = plan.visitor_counts[tenant]
    buys = (lengths >= 4) & (random.random(count) < _BUYERS)
    sessions = {
        "tenant": tenant,
        "visitor": (visitors * random.random(count) ** 1.5).astype(np.int64),
        "campaign": campaign,
        "source": _zipf(random, np.full(count, len(HABITS["sources"]))),
        "country": _zipf(random, np.full(count, len(HABITS["countries"]))),
        "favourite": _zipf(random, plan.product_counts[tenant]),
    }
    session = np.repeat(np.arange(count), lengths)
    place = np.arange(wanted) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    left = lengths[session] - 1 - place
    kind = _kinds(random, place, left, buys[session])
    product = np.where(
        buys[session] & (left < 4),
        sessions["favourite"][session],
        _zipf(random, plan.product_counts[tenant[session]]),
    )
    fixed = len(HABITS["pages"])
    page = np.where(
        random.random(wanted) < 0.4, _zipf(random, np.full(wanted, fixed)), fixed + product
    )
    component = random.integers(0, COMPONENTS_PER_CAMPAIGN, wanted)
    has_component = (campaign[session] >= 0) & np.isin(kind, (_IMPRESSION, _CLICK))
    price = 500 + (sessions["favourite"][session] * 7919) % 20_000
    return Chunk(
        tenant=tenant[session],
        session=session,
        kind=kind,
        visitor=sessions["visitor"][session],
        product=np.where(np.isin(kind, _OF_A_PRODUCT), product, -1),
        campaign=campaign[session],
        component=np.where(has_component, component, -1),
        page=page,
        source=sessions["source"][session],
        country=sessions["country"][session],
        moment=_moments(random, plan, number, lengths, session),
        revenue=np.where(np.isin(kind, (CONVERSION, REFUND)), price, 0),
    )


def _zipf(random: np.random.Generator, counts: Numbers) -> Numbers:
    """Return a rank below each count: about as likely as 1 / (rank + 1)."""
    drawn = np.exp(random.random(len(counts)) * np.log(counts + 1.0)).astype(np.int64) - 1
    ranks: Numbers = np.minimum(drawn, counts - 1)
    return ranks


def _kinds(
    random: np.random.Generator, place: Numbers, left: Numbers, buys: NDArray[np.bool_]
) -> Numbers:
    weights = np.array([weight for _, weight in HABITS["types"]], dtype=float)
    kind: Numbers = random.choice(len(weights), len(place), p=weights / weights.sum())
    kind[random.random(len(place)) < _REFUNDS] = REFUND
    kind[place == 0] = 0  # somebody lands on a page
    for distance, bought in ((2, CART), (1, CHECKOUT), (0, CONVERSION)):
        kind[buys & (left == distance)] = bought
    return kind


def _moments(
    random: np.random.Generator, plan: Plan, number: int, lengths: Numbers, session: Numbers
) -> Numbers:
    days = np.array(plan.days_in(number))
    first = plan.since.weekday()
    weights = np.array([HABITS["weekdays"][(first + day) % 7] for day in days])
    day = random.choice(days, len(lengths), p=weights / weights.sum())
    hours = np.array(HABITS["hours"], dtype=float)
    hour = random.choice(24, len(lengths), p=hours / hours.sum())
    begun = (day * 24 + hour) * 3600 + random.random(len(lengths)) * 3500
    gaps = random.exponential(40, len(session))
    passed = np.cumsum(gaps)
    before = (passed - gaps)[np.cumsum(lengths) - lengths]
    seconds = begun[session] + np.minimum(passed - before[session], 7000)
    origin = datetime.combine(plan.since, time(), UTC).timestamp()
    last = plan.days * 86400 - 1e-3
    moments: Numbers = ((origin + np.minimum(seconds, last)) * 1_000_000).astype(np.int64)
    return moments
