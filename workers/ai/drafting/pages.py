"""Drafts of campaigns and of the parts of their pages."""

from __future__ import annotations

from typing import get_args

from flywheel.ai.drafting.facts import Facts, one_line
from flywheel.ai.outputs import Campaign, Component, ComponentType, Enhancement
from flywheel.ai.templates import render, render_html

_PARTS: tuple[ComponentType, ...] = ("hero_section", "testimonials", "form")


def component(facts: Facts) -> Component:
    """Draft a part of a page."""
    wanted = facts.options.get("component_type", "custom")
    return _part(facts, next(kind for kind in get_args(ComponentType) if kind == wanted))


def campaign(facts: Facts) -> Campaign:
    """Draft a campaign with the parts of its page."""
    audience = facts.of("audience_pain_points") or (facts.say("audience"),)
    return Campaign(
        name=one_line(facts.topic, 120),
        description=facts.say("campaign_description"),
        target_audience=one_line(facts.say("campaign_audience", problem=audience[0]), 500),
        goals=[facts.cta],
        channels=[
            one_line(channel.lower(), 60) for channel in facts.of("social_platforms") or ("email",)
        ][:10],
        components=[_part(facts, kind) for kind in _PARTS],
    )


def enhancement(facts: Facts) -> Enhancement:
    """Give the component back as it is: without a model nothing can be made better."""
    return Enhancement(
        code=facts.component_code or "<div></div>",
        css_styles=facts.component_css,
        changes=[facts.say("enhancement_none")],
    )


def _part(facts: Facts, kind: ComponentType) -> Component:
    return Component(
        name=one_line(facts.say(f"part_{kind}"), 120),
        component_type=kind,
        code=render_html(
            "drafts/component.html.j2", facts=facts, kind=kind, say=facts.say, lines=facts.lines
        ),
        css_styles=render("drafts/component.css.j2", kind=kind),
    )
