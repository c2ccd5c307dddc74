"""The engine's rounding forms are those of the database, which has the last word."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import numpy as np
from psycopg.types.json import Jsonb

from flywheel import db
from flywheel.pricing import forms
from tests.workers.pricing.products import ROUNDINGS

SQL = db.Queries.load(__package__, "rounding.sql")
CURRENCIES = {"USD": 2, "JPY": 0, "KWD": 3}
MANY = 6000


async def test_forms_are_the_same_in_python_and_in_the_database(
    new_database: Callable[[], str],
) -> None:
    chance = random.Random(20)
    asked = []
    for place in range(MANY):
        price = chance.choice([chance.randint(1, 400), chance.randint(1, 60_000)])
        if chance.random() < 0.3:  # often of some form
            price = price // 100 * 100 + chance.choice([0, 50, 90, 95, 99])
        low = max(price - chance.randint(0, 2500), 1)
        asked.append(
            (
                place,
                max(price, 1),
                chance.choice(ROUNDINGS),
                chance.choice(list(CURRENCIES)),
                low,
                price + chance.randint(0, 2500),
            )
        )
    rows = [
        {
            "place": place,
            "price": str(Decimal(price) / 100),
            "rounding": rounding,
            "currency": currency,
            "low": str(Decimal(low) / 100),
            "high": str(Decimal(high) / 100),
        }
        for place, price, rounding, currency, low, high in asked
    ]
    async with db.connect(new_database()) as connection:
        answers = await (await connection.execute(SQL.rounded, {"asked": Jsonb(rows)})).fetchall()
    shapes = [forms.form_of(one[2], CURRENCIES[one[3]]) for one in asked]
    assert all(shapes)
    period, offset = (np.array(column, np.float64) for column in zip(*shapes, strict=True))
    price, low, high = (
        np.array([one[column] for one in asked], np.float64) for column in (1, 4, 5)
    )
    nearest = forms.nearest(price, low, high, period, offset)
    _, _, counted = forms.grid(low, high, period, offset)
    for place, answer in enumerate(answers):
        said = answer["nearest"]
        told = None if np.isnan(nearest[place]) else Decimal(int(nearest[place])) / 100
        assert told == said, (rows[place], told)
        assert (counted[place] > 0) == (said is not None), rows[place]
        if rows[place]["rounding"] != "none":
            is_of_form = price[place] >= offset[place] and not (
                (price[place] - offset[place]) % period[place]
            )
            assert is_of_form == answer["has_form"], rows[place]
