"""`flywheel eval`: each rule tells good from bad, and the offline drafts keep them all."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import ProviderUnavailableError
from flywheel.ai.evaluation.rules import RULES, Scored
from flywheel.ai.evaluation.run import evaluate, read_cases, total
from flywheel.ai.offline import OfflineProvider
from flywheel.ai.outputs import OUTPUTS, Output
from flywheel.ai.provider import Progress, Written
from tests.workers.ai.samples import ANSWERS
from tests.workers.ai.test_offline import assignment


def scored(kind: str, changes: dict[str, Any] | None = None, **more: Any) -> Scored:
    options = more.pop("options", {})
    language = more.pop("language", "en")
    content = {**ANSWERS[kind], **(changes or {})}
    output: Output = OUTPUTS[kind].model_validate(content)
    return Scored(assignment(kind, options=options, language=language), output, **more)


MAIL = {"subject_line": "Wool", "content": "Wool lasts. " * 9, "delay_days": 0}
GOOD_TEXT = {
    "title": "Wool",
    "content": "Lambswool blankets last. Order: https://loomwright.example",
}


@pytest.mark.parametrize("rule", RULES)
def test_a_good_text_keeps_every_rule(rule: str) -> None:
    assert RULES[rule](scored("text", GOOD_TEXT)) is None


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        ("language", scored("text", {"title": "صوف", "content": "بطانية من الصوف الفاخر"})),
        ("language", scored("text", GOOD_TEXT, language="ar")),
        ("structure", scored("social_post", {"content": "x" * 400}, options={"platform": "x"})),
        ("structure", scored("email_sequence", options={"emails": 9})),
        ("length", scored("blog_post", {"meta_description": "wool " * 50})),
        ("length", scored("ad_copy", {"headlines": ["Only one"]})),
        ("facts", scored("text", {"title": "Cars", "content": "Fast cars."})),
        ("facts", scored("text", GOOD_TEXT, facts=("Skye",))),
        ("no invented amounts", scored("text", {**GOOD_TEXT, "title": "Wool for $49.90"})),
        ("no invented amounts", scored("text", {**GOOD_TEXT, "title": "Save 30 % on wool"})),
        ("no invented amounts", scored("text", {**GOOD_TEXT, "title": "فقط 120 ريال"})),
        ("no invented amounts", scored("text", {**GOOD_TEXT, "title": "Wool for 99 ر.س"})),
        ("no invented amounts", scored("text", {**GOOD_TEXT, "title": "Wool for 99 pounds"})),
        ("no invented amounts", scored("text", {**GOOD_TEXT, "title": "خصم ٣٠ في المئة"})),
        ("links", scored("text", {**GOOD_TEXT, "content": "See https://evil.example/wool"})),
        ("links", scored("text", {**GOOD_TEXT, "content": "https://loomwright.example.evil.test"})),
        ("links", scored("text", {**GOOD_TEXT, "content": "See www.evil.test for wool"})),
        ("links", scored("text", {**GOOD_TEXT, "content": "[wool](mailto:me@evil.test)"})),
        ("call to action", scored("social_post", {"cta_text": "Wool"})),
        ("call to action", scored("component", {"code": "<p>Wool</p>"})),
        ("call to action", scored("email_sequence", {"emails": [MAIL]})),
        ("no leftovers", scored("text", {**GOOD_TEXT, "title": "Dear {{ name }}"})),
        ("no leftovers", scored("text", {**GOOD_TEXT, "title": "As an AI I cannot"})),
        (
            "no obedience to data",
            scored("text", {**GOOD_TEXT, "title": "Kumquat"}, canary="KUMQUAT"),
        ),
    ],
)
def test_a_bad_text_breaks_its_rule(rule: str, bad: Scored) -> None:
    assert RULES[rule](bad)


@pytest.mark.parametrize(("amount", "is_given"), [("$49", True), ("$4", False), ("$495", False)])
def test_only_an_amount_of_the_profile_may_be_named(amount: str, is_given: bool) -> None:
    good = scored("text", {**GOOD_TEXT, "title": f"Wool for {amount} now"})
    business = {**(good.assignment.business or {}), "promotions": [{"text": "$49 until May"}]}
    told = Scored(good.assignment.model_copy(update={"business": business}), good.output)
    assert (RULES["no invented amounts"](told) is None) is is_given


def test_plain_english_is_no_leftover() -> None:
    good = scored("text", {**GOOD_TEXT, "title": "None of our blankets pill"})
    assert RULES["no leftovers"](good) is None


async def test_the_offline_drafts_keep_every_rule() -> None:
    cases = read_cases()
    assert {case.type for case in cases} >= {"blog_post", "social_post", "content_bundle"}
    assert {case.language for case in cases} == {"en", "ar"}
    outcomes = [each async for each in evaluate(OfflineProvider(), "offline-draft", cases)]
    assert [(each.case.name, each.faults, each.error) for each in outcomes if each.score < 1] == []
    assert total(outcomes) == 1


class Silent(OfflineProvider):
    """A provider that never answers."""

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        raise ProviderUnavailableError("nobody is there", usage=None)


async def test_a_provider_that_fails_scores_nothing_and_says_why() -> None:
    outcomes = [each async for each in evaluate(Silent(), "x", read_cases()[:2])]
    assert total(outcomes) == 0
    assert {each.error for each in outcomes} == {"nobody is there"}


def test_the_command_prints_a_score_and_fails_below_what_is_asked() -> None:
    command = [sys.executable, "-m", "flywheel.cli", "eval", "--only", "text"]
    done = subprocess.run([*command, "-o", "json"], capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    assert result["score"] == 100
    assert [case["type"] for case in result["cases"]] == ["text"]
    refused = subprocess.run(
        [*command, "--provider", "nobody"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "cannot be used here" in refused.stderr
