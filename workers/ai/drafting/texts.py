"""Drafts of long texts: templates with gaps in brackets, for a person to finish."""

from __future__ import annotations

from typing import Any

from flywheel.ai.drafting.facts import Facts, one_line
from flywheel.ai.outputs import BlogPost, ContentUpgrade, Email, EmailSequence, Text
from flywheel.ai.templates import render

_DEFAULT_EMAILS = 5
_PAUSES = (0, 2, 3, 4, 5, 7)


def blog_post(facts: Facts) -> BlogPost:
    """Draft a blog post."""
    return BlogPost(
        title=one_line(facts.topic, 120),
        content=_rendered("blog_post", facts),
        meta_description=one_line(f"{facts.topic}. {facts.offer}", 160),
        keywords=[one_line(word, 80) for word in facts.of("brand_keywords") or (facts.subject,)][
            :15
        ],
        primary_cta=facts.cta,
    )


def content_upgrade(facts: Facts) -> ContentUpgrade:
    """Draft a lead magnet of the type that was asked for."""
    kind = facts.say(f"upgrade_{facts.options.get('upgrade_type', 'guide')}")
    return ContentUpgrade(
        title=one_line(facts.say("upgrade_title", kind=kind), 160),
        description=one_line(facts.say("upgrade_description", kind=kind), 400),
        content=_rendered("content_upgrade", facts, kind=kind),
        cta_text=one_line(facts.say("upgrade_cta", kind=kind), 200),
    )


def email_sequence(facts: Facts) -> EmailSequence:
    """Draft as many e-mails as were asked for: from a first hello to the offer."""
    wanted = int(facts.options.get("emails") or _DEFAULT_EMAILS)
    goal = facts.say(f"goal_{facts.options.get('sequence_goal', 'nurture')}")
    steps = facts.lines("email_steps")
    themes = facts.themes
    emails = []
    for place in range(wanted):
        # The first says hello and the last asks; between them the middle steps take turns.
        last = place == wanted - 1
        step = 0 if place == 0 else (3 if last else 1 + (place - 1) % 2)
        theme = themes[place % len(themes)]
        emails.append(
            Email(
                subject_line=one_line(facts.lines("email_subjects", theme=theme)[step], 90),
                content=_rendered(
                    "email", facts, step=steps[step], theme=theme, place=place, last=last
                ),
                delay_days=_PAUSES[min(place, len(_PAUSES) - 1)],
            )
        )
    return EmailSequence(
        name=one_line(facts.say("sequence_name", goal=goal), 120),
        description=one_line(facts.say("sequence_description", goal=goal), 400),
        emails=emails,
    )


def text(facts: Facts) -> Text:
    """Draft a text that is none of the others."""
    return Text(title=one_line(facts.topic, 120), content=_rendered("text", facts))


def _rendered(name: str, facts: Facts, **values: Any) -> str:
    return render(f"drafts/{name}.{facts.language}.j2", facts=facts, **values)
