"""Running the cases through a provider, and what came of it."""

from __future__ import annotations

import time
import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationError
from flywheel.ai.evaluation.rules import RULES, Scored
from flywheel.ai.profile import read_profile
from flywheel.ai.prompting import prompt_version
from flywheel.ai.provider import Provider
from flywheel.ai.usage import Usage
from flywheel.config import CHECKOUT

_INPUT_BYTES, _OUTPUT_TOKENS = 200_000, 16_000


class Case(BaseModel):
    """One request of `cases.toml`."""

    model_config = ConfigDict(extra="forbid")

    name: str
    profile: str
    type: str
    language: str = "en"
    prompt: str | None = None
    options: dict[str, Any] = {}
    product: dict[str, Any] | None = None
    campaign: dict[str, Any] | None = None
    component: dict[str, Any] | None = None
    integration: dict[str, Any] | None = None
    market: dict[str, Any] | None = None
    facts: list[str] = []
    canary: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    Attributes
    ----------
    faults
        By rule, what is wrong; None where the rule is kept. Empty where nothing was written.
    error
        Why nothing was written.
    """

    case: Case
    faults: dict[str, str | None]
    error: str | None
    seconds: float
    usage: Usage = field(default_factory=Usage)

    @property
    def score(self) -> float:
        """The share of rules that are kept, 0 where nothing was written."""
        if not self.faults:
            return 0.0
        return sum(fault is None for fault in self.faults.values()) / len(self.faults)

    def as_dict(self, provider: str) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "name": self.case.name,
            "type": self.case.type,
            "language": self.case.language,
            "prompt_version": None if provider == "offline" else prompt_version(self.case.type),
            "error": self.error,
            "rules": {
                rule: {"passed": fault is None, "detail": fault}
                for rule, fault in self.faults.items()
            },
            "seconds": round(self.seconds, 3),
            "usage": self.usage.model_dump(exclude_defaults=True),
            "score": round(self.score, 4),
        }


def read_cases() -> list[Case]:
    """Return the fixed requests."""
    content = files(__package__).joinpath("cases.toml").read_text("utf-8")
    return [Case.model_validate(each) for each in tomllib.loads(content)["case"]]


async def evaluate(provider: Provider, model: str, cases: Sequence[Case]) -> AsyncIterator[Outcome]:
    """Run the cases one after the other, and score each result.

    Parameters
    ----------
    model
        Under the provider's name for it.
    """
    for case in cases:
        assignment = _assignment(case, provider.name, model)
        begun = time.monotonic()
        try:
            written = await provider.write(assignment, _nobody_watches)
        except GenerationError as error:
            yield Outcome(case, {}, error.message, time.monotonic() - begun, error.usage or Usage())
            continue
        scored = Scored(assignment, written.output, tuple(case.facts), case.canary)
        yield Outcome(
            case,
            {name: rule(scored) for name, rule in RULES.items()},
            None,
            time.monotonic() - begun,
            written.usage,
        )


def total(outcomes: Sequence[Outcome]) -> float:
    """Return the mean score of all cases, from 0 to 1."""
    return sum(outcome.score for outcome in outcomes) / len(outcomes) if outcomes else 0.0


def _assignment(case: Case, provider: str, model: str) -> Assignment:
    profile = read_profile(CHECKOUT / "seeds" / "businesses" / f"{case.profile}.toml")
    prompt = case.prompt or (profile.request.prompt if profile.request else case.name)
    return Assignment.model_validate(
        {
            "generation_id": UUID(int=0),
            "generation_type": case.type,
            "kind": "text",
            "prompt_text": prompt,
            "language": case.language,
            "options": case.options,
            "model": model,
            "provider": provider,
            "max_input_bytes": _INPUT_BYTES,
            "max_output_tokens": _OUTPUT_TOKENS,
            "business": profile.business.model_dump(),
            "product": case.product,
            "campaign": case.campaign,
            "component": case.component,
            "integration": case.integration,
            "market": case.market,
        }
    )


async def _nobody_watches(text: str) -> None:
    return
