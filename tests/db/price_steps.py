"""What may happen to a product and its rules, for the property tests of the guardrails."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.db.price_model import FORMS, Item, Rule

Step = tuple[str, Any, str]
"""What is done, to or with what, and by which role."""

cents = st.one_of(
    st.integers(1700, 2400),
    st.sampled_from([0, 1, 1999, 2000, 2050, 2099, 1899, 2199, 1800, 2200]),
    st.integers(0, 9999),
)
currencies = st.sampled_from(["USD", "USD", "USD", "SAR"])
categories = st.sampled_from([None, "bath"])
roles = st.sampled_from(["authenticated", "service_role", "postgres", "replica"])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy that mostly gives None, as most columns of most rules do."""
    return st.one_of(st.none(), st.none(), values)


def done(what: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """Return a strategy for one kind of step, by any role."""
    return st.tuples(st.just(what), values, roles)


bands = st.sampled_from([(None, None), (None, None), (90, 110), (95, None), (None, 105)])
bounds = st.sampled_from([(None, None), (1900, None), (None, 2100), (1800, 2200), (2500, None)])
scopes = st.sampled_from([(None, False), ("bath", False), (None, True)])
margins = st.integers(-20, 60)
rules = st.builds(
    lambda scope, band, bound, **rest: Rule(
        0,
        category=scope[0],
        is_own=scope[1],
        band_low=band[0],
        band_high=band[1],
        floor=bound[0],
        ceiling=bound[1],
        **rest,
    ),
    scopes,
    bands,
    bounds,
    currency=currencies,
    advertised=maybe(st.integers(1700, 2200)),
    margin=maybe(margins),
    step=maybe(st.sampled_from([1, 5, 10, 100])),
    changes=maybe(st.integers(0, 4)),
    rounding=st.sampled_from(["none", "none", *FORMS]),
    is_quiet=st.sampled_from([False] * 9 + [True]),
)
items = st.builds(Item, cents, maybe(cents), currencies, categories)
costs = st.one_of(st.none(), st.integers(0, 2500))
# Which rule becomes which.
edits = st.tuples(st.integers(0, 9), rules)
# How many recommendations ago, and how it is taken back: by the function that is there for it, or
# by whoever says so; with another price than before it, or without a name.
rollbacks = st.tuples(
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from(["function", "function", "claim", "claim", "other price", "no name"]),
)
recommended = st.sampled_from([1799, 1900, 1999, 2000, 2001, 2050, 2100, 2199, 2400])

steps = st.one_of(
    done("price", cents),
    done("price", cents),
    done("cost", costs),
    done("currency", currencies),
    done("category", categories),
    done("all", items),
    done("new", items),
    done("rule", rules),
    done("edit", edits),
    done("switch", st.integers(0, 9)),
    done("competitor", st.integers(1500, 2500)),
    done("recommend", recommended),
    done("take back", rollbacks),
)

margin_rules = st.builds(
    lambda scope, **rest: Rule(0, category=scope[0], is_own=scope[1], **rest),
    scopes,
    margin=st.sampled_from([-20, 0, 25, 40, 50, 60]),
    floor=st.sampled_from([None, None, 1500, 1900]),
    step=st.sampled_from([None, None, 5, 50]),
)
cost_steps = st.one_of(
    done("cost", st.sampled_from([None, 0, 500, 800, 1000, 1100, 1500, 2500])),
    done("price", st.integers(1500, 2500)),
    done("all", st.builds(Item, cents, costs, st.just("USD"), categories)),
    done("edit", st.tuples(st.integers(0, 9), margin_rules)),
    done("category", categories),
)

rollback_steps = st.one_of(
    done("recommend", recommended),
    done("take back", rollbacks),
    done("take back", rollbacks),
    done("price", recommended),
    done("cost", st.sampled_from([None, 500, 1000, 1400])),
    done("edit", edits),
    done("switch", st.integers(0, 9)),
    done("currency", currencies),
)
