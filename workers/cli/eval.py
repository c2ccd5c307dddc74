"""`flywheel eval`: how good what a provider writes is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from flywheel.ai.evaluation.rules import RULES
from flywheel.ai.evaluation.run import Case, Outcome, evaluate, read_cases, total
from flywheel.ai.provider import Provider
from flywheel.ai.providers import providers
from flywheel.cli.console import Output, errors, out
from flywheel.errors import ConfigurationError

_OFFLINE_MODEL = "offline-draft"


def evaluation(
    provider: Annotated[str, typer.Option(help="offline, openai or anthropic.")] = "offline",
    model: Annotated[str | None, typer.Option(help="The model; not for offline.")] = None,
    only: Annotated[str | None, typer.Option(help="One type of generation alone.")] = None,
    language: Annotated[str | None, typer.Option(help="en or ar alone.")] = None,
    at_least: Annotated[
        float, typer.Option(min=0, max=100, help="Exit with 1 where the score is lower.")
    ] = 0,
    save: Annotated[Path | None, typer.Option(help="Write the result here, as JSON.")] = None,
    output: Annotated[Output, typer.Option("--output", "-o", help="text or json")] = Output.text,
) -> None:
    """Run a fixed set of requests through a provider, and score the results by rules."""
    found = providers().get(provider)
    if found is None:
        raise ConfigurationError(
            f"the provider {provider!r} cannot be used here",
            hint=f"There are: {', '.join(providers())}. Others need FLYWHEEL_OPENAI_API_KEY or "
            "FLYWHEEL_ANTHROPIC_API_KEY.",
        )
    if model is None and provider != "offline":
        raise ConfigurationError("which model?", hint="Give --model, under the provider's name.")
    cases = [
        case
        for case in read_cases()
        if only in (None, case.type) and language in (None, case.language)
    ]
    if not cases:
        raise ConfigurationError("no case is left", hint="Leave out --only or --language.")
    used = model or _OFFLINE_MODEL
    outcomes = asyncio.run(_all(found, used, cases))
    score = 100 * total(outcomes)
    result = json.dumps(
        {
            "provider": provider,
            "model": used,
            "cases": [outcome.as_dict(provider) for outcome in outcomes],
            "score": round(score, 2),
        },
        ensure_ascii=False,
        indent=2,
    )
    if save is not None:
        save.write_text(result + "\n", "utf-8")
    if output is Output.json:
        out.print_json(result)
    else:
        _show(outcomes, score)
    if score < at_least:
        errors.print(f"the score {score:.1f} is below {at_least:g}")
        raise typer.Exit(1)


async def _all(provider: Provider, model: str, cases: list[Case]) -> list[Outcome]:
    return [outcome async for outcome in evaluate(provider, model, cases)]


def _show(outcomes: list[Outcome], score: float) -> None:
    table = Table("case", "type", "language", "score", "what is wrong", box=None)
    for outcome in outcomes:
        faults = [f"{rule}: {fault}" for rule, fault in outcome.faults.items() if fault]
        table.add_row(
            outcome.case.name,
            outcome.case.type,
            outcome.case.language,
            f"{outcome.score:.0%}",
            outcome.error or "; ".join(faults),
        )
    out.print(table)
    written = [outcome for outcome in outcomes if outcome.faults]
    for rule in RULES if written else ():
        kept = sum(outcome.faults[rule] is None for outcome in written)
        out.print(f"{rule}: {kept} of {len(written)}", highlight=False)
    out.print(f"score {score:.1f} of 100, {len(outcomes)} cases")
