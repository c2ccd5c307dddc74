"""Drafts of plans and analyses: what a person has to look at, not what nobody has seen."""

from __future__ import annotations

from typing import Literal

from flywheel.ai.drafting.facts import Facts, one_line
from flywheel.ai.outputs import (
    Analysis,
    ContentPlan,
    MigrationPlan,
    MigrationStep,
    Piece,
    Recommendation,
)

_PRIORITIES: tuple[Literal["high", "medium", "low"], ...] = ("high", "medium", "low")


def content_plan(facts: Facts) -> ContentPlan:
    """Plan exactly as many pieces as were asked for, themes in turn."""
    return ContentPlan(
        name=one_line(facts.topic, 120),
        social_posts=_pieces(facts, "social_posts", "plan_social", 0),
        blog_posts=_pieces(facts, "blog_posts", "plan_blog", 0),
        content_upgrades=_pieces(facts, "content_upgrades", "plan_upgrade", 1),
        email_sequences=_pieces(facts, "email_sequences", "plan_email", 2),
    )


def analysis(facts: Facts) -> Analysis:
    """List what to look at; without a model nothing was looked at, and it says so."""
    return Analysis(
        summary=facts.say("analysis_summary"),
        strengths=[facts.offer, *facts.of("audience_desired_outcomes")][:5],
        weaknesses=facts.lines("analysis_gaps"),
        recommendations=_recommendations(facts, "analysis_steps"),
    )


def migration_plan(facts: Facts) -> MigrationPlan:
    """List the steps of every move; the days are gaps of zero for a person to fill."""
    return MigrationPlan(
        summary=facts.say("migration_summary"),
        complexity="medium",
        steps=[
            MigrationStep(title=title, description=facts.say("migration_step", title=title), days=0)
            for title in facts.lines("migration_steps")
        ],
        risks=facts.lines("migration_risks"),
        recommendations=_recommendations(facts, "analysis_steps"),
    )


def _pieces(facts: Facts, option: str, phrase: str, start: int) -> list[Piece]:
    themes = facts.themes
    angles = facts.lines("angles")
    return [
        Piece(
            topic=one_line(
                facts.say(
                    phrase,
                    theme=themes[(start + place) % len(themes)],
                    angle=angles[(place // len(themes)) % len(angles)],
                ),
                400,
            )
        )
        for place in range(int(facts.options.get(option) or 0))
    ]


def _recommendations(facts: Facts, phrase: str) -> list[Recommendation]:
    return [
        Recommendation(
            title=one_line(title, 200),
            reason=facts.say("recommendation_reason"),
            priority=_PRIORITIES[min(place, 2)],
        )
        for place, title in enumerate(facts.lines(phrase))
    ]
