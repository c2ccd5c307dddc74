"""The job `pricing.fit`: estimates how demand answers to price, product by product."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from pydantic import BaseModel

from flywheel.jobs.context import Context
from flywheel.jobs.registry import Effect, handler
from flywheel.pricing.elasticity import Estimate, Series, Unusable, fit_shop
from flywheel.pricing.repricing import Call
from flywheel.pricing.shrinkage import Posterior, newcomer, shrink

FIT = "pricing.fit"

PAGE = 500
"""Products read at once: 180 days each are 2 MB of JSON, and half a second of fitting."""

SAVED_AT_ONCE = 1000

DOUBTLESS_UNITS = 20.0
"""So many units not sold in a row of days without a sale, at the usual pace, are no chance and no
price: even a quarter of the demand leaves e^-5. The product was not for sale, as out of stock."""

_EPOCH = date(1970, 1, 1)
_TWO_SIDED = 1.959964


class NoPayload(BaseModel):
    """Payload of jobs that need none."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A product's estimate, and from where in time it is."""

    category: str | None
    estimate: Estimate
    since: date
    until: date


@dataclass(slots=True)
class Findings:
    """What the fits of a workspace came to.

    Attributes
    ----------
    observed
        By product.
    unusable
        How many products gave no estimate, by reason.
    left_out
        Days without a sale that were taken for days without stock.
    """

    observed: dict[str, Observed] = field(default_factory=dict)
    unusable: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    def add(self, products: Sequence[Mapping[str, Any]]) -> None:
        """Fit products as `pricing_observations` gives them.

        What they have in common is learned from those that come together: a page has them in the
        order of their random ids, so it is a fair part of the shop.
        """
        series = []
        for product in products:
            one, left_out = series_of(product["days"], product["prices"], product["units"])
            self.left_out += left_out
            series.append(one)
        found = fit_shop(series, [product["category"] for product in products])
        for product, one, estimate in zip(products, series, found, strict=True):
            if isinstance(estimate, Unusable):
                self.unusable[estimate.value] += 1
                continue
            self.observed[str(product["product_id"])] = Observed(
                product["category"],
                estimate,
                _EPOCH + timedelta(int(one.days[0])),
                _EPOCH + timedelta(int(one.days[-1])),
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield what `save_price_elasticities` keeps: products, categories, then the workspace."""
        if not self.observed:
            return
        shrunk = shrink(
            {
                key: (one.category, one.estimate.elasticity, one.estimate.error)
                for key, one in self.observed.items()
            }
        )
        since = min(one.since for one in self.observed.values())
        until = max(one.until for one in self.observed.values())
        for key, belief in shrunk.products.items():
            one = self.observed[key]
            yield {
                "product_id": key,
                "method": "quasi-Poisson, shrunk to category",
                "observations": one.estimate.observations,
                "diagnostics": {
                    "own_elasticity": round(one.estimate.elasticity, 6),
                    "own_error": round(one.estimate.error, 6),
                    "units": one.estimate.units,
                    "prices": one.estimate.prices,
                    "dispersion": round(one.estimate.dispersion, 4),
                },
                "observed_from": one.since.isoformat(),
                "observed_until": one.until.isoformat(),
                **_belief(belief.mean, belief.variance**0.5, belief.shrinkage),
            }
        for category, belief in shrunk.categories.items():
            if category is not None:
                yield {
                    "category": category,
                    **_level(belief, since, until),
                    **_belief(belief.mean, belief.member_sd, belief.shrinkage),
                }
        yield {
            **_level(shrunk.workspace, since, until),
            **_belief(*newcomer(shrunk), shrunk.workspace.shrinkage),
        }


@handler(FIT, payload=NoPayload, effect=Effect.AT_LEAST_ONCE)
async def fit_elasticities(payload: NoPayload, context: Context) -> dict[str, Any]:
    """Fit a workspace's products; without one, have it done for each whose prices changed.

    To fit twice does no harm: the estimates of a week replace each other.
    """
    if context.workspace_id is None:
        workspaces = await context.call("elasticity_workspaces")
        context.follow_up_each(workspaces)
        return {"workspaces": len(workspaces)}
    return await fit_workspace(context.call, str(context.workspace_id))


async def fit_workspace(call: Call, workspace: str) -> dict[str, Any]:
    """Estimate how demand answers to the prices of a workspace, and keep that.

    Parameters
    ----------
    call
        Calls a function of schema `public` by name, as `Context.call`.
    workspace
        Its id.

    Returns
    -------
    dict
        How many products were fitted, estimates saved, products without an estimate by reason,
        and days left out.
    """
    findings = Findings()
    after = None
    while True:
        page = await call("pricing_observations", workspace=workspace, after=after, most=PAGE)
        await asyncio.to_thread(findings.add, page["products"])
        after = page["after"]
        if after is None:
            break
    rows = await asyncio.to_thread(lambda: list(findings.rows()))
    saved = 0
    for begin in range(0, len(rows), SAVED_AT_ONCE):
        saved += await call(
            "save_price_elasticities",
            workspace=workspace,
            fits=tuple(rows[begin : begin + SAVED_AT_ONCE]),
        )
    return {
        "products": len(findings.observed),
        "saved": saved,
        "unusable": dict(findings.unusable),
        "days_left_out": findings.left_out,
    }


def series_of(
    days: Sequence[int], prices: Sequence[float], units: Sequence[float]
) -> tuple[Series, int]:
    """Return a product's series without days on which it was not for sale, and how many they were.

    Stock of the past is not kept, so these are inferred: days in a row without a sale on which, at
    the pace of all days, `DOUBTLESS_UNITS` would have been sold.
    """
    day = np.asarray(days, np.int64)
    price = np.asarray(prices, np.float64)
    unit = np.asarray(units, np.float64)
    if not len(unit):
        return Series(day, price, unit), 0
    is_empty = unit == 0
    # Where runs of days with, and without, a sale begin and end.
    edges = np.flatnonzero(np.diff(is_empty.astype(np.int8))) + 1
    begins = np.concatenate([[0], edges]).astype(np.int64)
    lengths = np.diff(np.concatenate([begins, [len(unit)]]))
    is_out = np.repeat(is_empty[begins] & (lengths * unit.mean() >= DOUBTLESS_UNITS), lengths)
    kept = ~is_out
    return Series(day[kept], price[kept], unit[kept]), int(is_out.sum())


def _belief(mean: float, sd: float, shrinkage: float) -> dict[str, float]:
    return {
        "elasticity": round(mean, 6),
        "standard_error": round(sd, 6),
        "interval_low": round(mean - _TWO_SIDED * sd, 6),
        "interval_high": round(mean + _TWO_SIDED * sd, 6),
        "shrinkage": round(shrinkage, 3),
    }


def _level(belief: Posterior, since: date, until: date) -> dict[str, Any]:
    return {
        "method": "random effects, Paule-Mandel",
        "observations": belief.members,
        "diagnostics": {
            "mean_error": round(belief.variance**0.5, 6),
            "between_sd": round(belief.between**0.5, 6),
        },
        "observed_from": since.isoformat(),
        "observed_until": until.isoformat(),
    }
