"""Offline drafts: from facts of the profile to the output of each type."""

from __future__ import annotations

from collections.abc import Callable

from flywheel.ai.drafting.facts import Facts
from flywheel.ai.drafting.market import market_summary
from flywheel.ai.drafting.pages import campaign, component, enhancement
from flywheel.ai.drafting.plans import analysis, content_plan, migration_plan
from flywheel.ai.drafting.posts import ad_copy, social_post, video_script
from flywheel.ai.drafting.texts import blog_post, content_upgrade, email_sequence, text
from flywheel.ai.outputs import Output

DRAFTS: dict[str, Callable[[Facts], Output]] = {
    "campaign": campaign,
    "component": component,
    "enhancement": enhancement,
    "analysis": analysis,
    "migration_plan": migration_plan,
    "blog_post": blog_post,
    "social_post": social_post,
    "content_upgrade": content_upgrade,
    "email_sequence": email_sequence,
    "content_bundle": content_plan,
    "ad_copy": ad_copy,
    "video_script": video_script,
    "text": text,
    "market_summary": market_summary,
}
"""What writes the draft of each type."""
