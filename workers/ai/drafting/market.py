"""Numbers of the market in words: every sentence quotes what was computed, and adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flywheel.ai.drafting.facts import Facts, one_line, plain
from flywheel.ai.outputs import MarketSummary

_MOST_CHANGES = 3
_MOST_TRENDS = 5
_MOST_NAMES = 5


def market_summary(facts: Facts) -> MarketSummary:
    """Say what the numbers are, the whole first and then what stands out."""
    said: list[str] = []
    if competitors := facts.market.get("competitors"):
        said = list(_competitors(facts, competitors))
    elif trends := facts.market.get("trends"):
        said = list(_trends(facts, trends))
    return MarketSummary(summary=" ".join(said or [facts.say("market_none")])[:4000])


def _competitors(facts: Facts, numbers: dict[str, Any]) -> Iterator[str]:
    # An analysis of one product has the numbers of one currency at its top.
    for each in numbers.get("currencies") or []:
        currency = plain(each["currency"])
        yield facts.say(
            "market_compared",
            currency=currency,
            **{name: each.get(name, 0) for name in ("products", "cheapest", "dearest")},
        )
        if (index := each.get("index_to_median")) is not None:
            yield facts.say("market_index", index=index)
        if (index := each.get("weighted_index_to_median")) is not None:
            yield facts.say("market_weighted", index=index)
        for gap in (each.get("widest_gaps") or [])[:1]:
            yield facts.say(
                "market_gap",
                product=_name(gap["name"]),
                competitor=_name(gap["competitor"]),
                currency=currency,
                price=gap["price"],
                lowest=gap["lowest"],
                gap=gap["gap_to_lowest_percent"],
            )
    changes = [each for each in numbers.get("changes") or [] if each.get("competitor")]
    for each in changes[:_MOST_CHANGES]:
        yield facts.say(
            "market_changes",
            competitor=_name(each["competitor"]),
            changes=each["up"] + each["down"],
            led=each["led"],
        )
    if names := [_name(each["competitor"]) for each in numbers.get("stale") or []]:
        yield facts.say("market_stale", names=", ".join(names[:_MOST_NAMES]))


def _trends(facts: Facts, numbers: dict[str, Any]) -> Iterator[str]:
    found = numbers.get("found") or []
    rising = sum(each["direction"] == "rising" for each in found)
    yield facts.say(
        "market_tested",
        tested=numbers.get("tested", 0),
        rising=rising,
        falling=len(found) - rising,
        rate=numbers.get("false_discovery_rate"),
    )
    kinds = facts.words("market_kinds")
    for each in found[:_MOST_TRENDS]:
        yield facts.say(
            f"market_{each['direction']}",
            what=_name(each["name"]),
            kind=kinds.get(each["kind"], each["kind"]),
            before=each["first_half"],
            after=each["second_half"],
        )


def _name(text: Any) -> str:
    return one_line(plain(text), 100)
