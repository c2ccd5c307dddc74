"""Ids that look random and are the same every time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]

KINDS = (
    "user",
    "workspace",
    "member",
    "product",
    "campaign",
    "component",
    "ad_account",
    "ad_set",
    "ad",
    "ad_metric",
    "customer",
    "order",
    "order_item",
    "payment",
    "refund",
    "event",
)
_VERSION_4 = np.uint64(0x4000)
_VARIANT = np.uint64(0x8000000000000000)


def ids(kind: str, numbers: NDArray[np.int64], seed: int) -> Texts:
    """Return a UUID for each number, as 32 hexadecimal digits.

    Numbers are mixed by SplitMix64 (Steele, Lea, Flood 2014).
    """
    base = np.uint64((seed * len(KINDS) + KINDS.index(kind)) * 2 + 1)
    high = _mixed(numbers.astype(np.uint64) * np.uint64(2) + (base << np.uint64(40)))
    low = _mixed(high ^ base)
    high = (high & ~np.uint64(0xF000)) | _VERSION_4
    low = (low >> np.uint64(2)) | _VARIANT
    pairs = zip(high.tolist(), low.tolist(), strict=True)
    return np.array([f"{first:016x}{second:016x}" for first, second in pairs], dtype=object)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
