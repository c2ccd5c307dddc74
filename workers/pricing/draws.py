"""Random numbers that depend on a seed alone: the same in every batch, order and process."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Seeds = NDArray[np.uint64]


def normals(seeds: Seeds, salt: str) -> NDArray[np.float64]:
    """Return one standard normal number per seed.

    A seed is hashed by SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
    generators", figure 16) into two uniform numbers, these made normal by Box and Muller (1958).

    Parameters
    ----------
    seeds
        Shape (n,).
    salt
        Sets the draws of one use apart from another's with the same seeds.
    """
    salted = seeds ^ np.uint64(zlib.crc32(salt.encode()) * 0x9E3779B1)
    radius = np.sqrt(-2 * np.log(_uniform(_mixed(salted, 1))))
    return np.asarray(radius * np.cos(2 * np.pi * _uniform(_mixed(salted, 2))), np.float64)


def _mixed(seeds: Seeds, round_number: int) -> Seeds:
    golden = 0x9E3779B97F4A7C15 * round_number & 0xFFFFFFFFFFFFFFFF
    mixed = seeds + np.uint64(golden)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def _uniform(mixed: Seeds) -> NDArray[np.float64]:
    """Return numbers in (0, 1): 53 bits, never 0, whose logarithm is none."""
    return np.asarray(((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53, np.float64)
