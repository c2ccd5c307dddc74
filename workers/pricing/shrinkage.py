"""Shrinking estimates: a product to its category, that to its shop, that to the literature.

Normal-normal empirical Bayes (Efron, Morris 1975, "Data analysis using Stein's estimator and its
generalizations", JASA 70(350)): estimates b_i with standard errors s_i of effects that are
themselves normal around a mean with variance t^2. The between-variance t^2 is Paule and Mandel's
(1982, Journal of Research of the National Bureau of Standards 87(5)), drawn towards a prior
value that counts as `PRIOR_MEMBERS` exact members: of three products it is hardly known, and an
estimate of zero, which is common, would make everybody too sure. (Without that, 89 % of the 95 %
intervals after shrinkage held the truth in simulated categories of 20 products.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from flywheel.pricing.prior import (
    CATEGORY_SD,
    LITERATURE_MEAN,
    PRODUCT_SD,
    WORKSPACE_SD,
)

Vector = NDArray[np.float64]
Key = TypeVar("Key", bound=Hashable)

PRIOR_MEMBERS = 4.0


@dataclass(frozen=True, slots=True)
class Posterior:
    """A normal belief.

    Attributes
    ----------
    mean, variance
        Of the effect itself.
    between
        Variance of the effects of its members around it; 0 for a product, which has none.
    shrinkage
        Part that the level above has in the mean, 0 to 1.
    members
        Estimates below it.
    """

    mean: float
    variance: float
    between: float
    shrinkage: float
    members: int

    @property
    def member_sd(self) -> float:
        """Standard deviation of a member that has no estimate of its own."""
        return float((self.variance + self.between) ** 0.5)


@dataclass(frozen=True, slots=True)
class Shrunk(Generic[Key]):
    """Beliefs at every level; categories are by name, None for products without one."""

    products: dict[Key, Posterior]
    categories: dict[str | None, Posterior]
    workspace: Posterior


def shrink(estimates: Mapping[Key, tuple[str | None, float, float]]) -> Shrunk[Key]:
    """Shrink the estimates of a workspace's products.

    Parameters
    ----------
    estimates
        Category, elasticity and standard error by product. At least one.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not estimates:
        raise ValueError("nothing to shrink")
    members: dict[str | None, list[Key]] = defaultdict(list)
    for key, (category, _, _) in estimates.items():
        members[category].append(key)
    pooled: dict[str | None, _Pool] = {}
    for category, keys in members.items():
        effects = np.array([estimates[key][1] for key in keys])
        variances = np.array([estimates[key][2] for key in keys]) ** 2
        pooled[category] = _pool(effects, variances, PRODUCT_SD**2)
    over = _pool(
        np.array([pool.mean for pool in pooled.values()]),
        np.array([pool.variance for pool in pooled.values()]),
        CATEGORY_SD**2,
    )
    mean, variance, part = _towards(
        over.mean, over.variance, Posterior(LITERATURE_MEAN, 0.0, WORKSPACE_SD**2, 0.0, 0)
    )
    workspace = Posterior(mean, variance, over.between, part, len(pooled))
    categories: dict[str | None, Posterior] = {}
    products: dict[Key, Posterior] = {}
    for category, pool in pooled.items():
        mean, variance, part = _towards(pool.mean, pool.variance, workspace)
        above = Posterior(mean, variance, pool.between, part, len(members[category]))
        categories[category] = above
        for key in members[category]:
            mean, variance, part = _towards(estimates[key][1], estimates[key][2] ** 2, above)
            products[key] = Posterior(mean, variance, 0.0, part, 1)
    return Shrunk(products, categories, workspace)


def newcomer(shrunk: Shrunk[Key]) -> tuple[float, float]:
    """Return mean and standard deviation for a product of a category without any estimate."""
    own = shrunk.workspace
    return own.mean, float((own.variance + own.between + PRODUCT_SD**2) ** 0.5)


@dataclass(frozen=True, slots=True)
class _Pool:
    mean: float
    variance: float
    between: float


def _pool(effects: Vector, variances: Vector, usual: float) -> _Pool:
    """Return the mean of effects, its variance, and the variance between them."""
    count = len(effects)
    between = usual
    if count > 1:
        from statsmodels.stats.meta_analysis import combine_effects  # slow to import

        found = float(combine_effects(effects, variances, method_re="iterated").tau2)
        # A member says the less of the variance the less exact it is itself: that of its squared
        # deviation is 2 (s^2 + t^2)^2.
        telling = float(((usual / (variances + usual)) ** 2).sum())
        between = (telling * max(found, 0.0) + PRIOR_MEMBERS * usual) / (telling + PRIOR_MEMBERS)
    weights = 1 / (variances + between)
    return _Pool(float(weights @ effects / weights.sum()), float(1 / weights.sum()), between)


def _towards(estimate: float, variance: float, above: Posterior) -> tuple[float, float, float]:
    """Return posterior mean and variance of a member, and what part the level above has in it.

    The mean above is uncertain as well, which adds to the variance (Morris 1983, "Parametric
    empirical Bayes inference", JASA 78(381), equation 1.13).
    """
    part = variance / (variance + above.between)
    mean = part * above.mean + (1 - part) * estimate
    return mean, (1 - part) * variance + part**2 * above.variance, part
