"""What a model writes, by type of generation: the schemas of the structured outputs.

Every field is required and nothing else is allowed, as OpenAI's strict mode wants it. Lengths
here are those that the database takes; what a platform takes is in `flywheel.ai.limits`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Markdown = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Output(BaseModel):
    """Base of all outputs."""

    model_config = ConfigDict(extra="forbid")


class BlogPost(Output):
    """A blog post."""

    title: Annotated[Line, Field(max_length=500, description="Plain text, no markup.")]
    content: Annotated[
        Markdown, Field(min_length=200, description="The post in Markdown, without its title.")
    ]
    meta_description: Annotated[
        Line, Field(max_length=320, description="One sentence for search results.")
    ]
    keywords: Annotated[list[Line], Field(min_length=1, max_length=15)]
    primary_cta: Annotated[
        Line, Field(max_length=200, description="What the reader is asked to do.")
    ]


class SocialPost(Output):
    """A post for one platform."""

    content: Annotated[
        Line,
        Field(max_length=10_000, description="The text, without hashtags and without a link."),
    ]
    hashtags: Annotated[
        list[Annotated[Line, Field(pattern=r"^#?[^\s#]+$", max_length=100)]],
        Field(max_length=30, description="Without the sign #."),
    ]
    media_prompts: Annotated[
        list[Line], Field(max_length=10, description="What an image or video is to show, each.")
    ]
    post_type: Literal[
        "carousel", "single", "video", "image", "link", "poll", "reel", "story", "text", "thread"
    ]
    cta_text: Annotated[Line, Field(max_length=200)]


class ContentUpgrade(Output):
    """What a reader gets for an address."""

    title: Annotated[Line, Field(max_length=500)]
    description: Annotated[Line, Field(max_length=1000, description="What it gives the reader.")]
    content: Annotated[Markdown, Field(min_length=200, description="The whole text, in Markdown.")]
    cta_text: Annotated[Line, Field(max_length=200)]


class Email(Output):
    """One e-mail of a sequence."""

    subject_line: Annotated[Line, Field(max_length=200)]
    content: Annotated[Markdown, Field(min_length=50, description="The body, in Markdown.")]
    delay_days: Annotated[
        int, Field(ge=0, le=365, description="Days after the e-mail before; 0 for the first.")
    ]


class EmailSequence(Output):
    """E-mails that follow each other."""

    name: Annotated[Line, Field(max_length=255)]
    description: Annotated[Line, Field(max_length=1000)]
    emails: Annotated[list[Email], Field(min_length=1, max_length=20)]


class AdCopy(Output):
    """The texts of an ad, several of each to choose from."""

    headlines: Annotated[list[Line], Field(min_length=1, max_length=15)]
    primary_texts: Annotated[list[Line], Field(min_length=1, max_length=10)]
    descriptions: Annotated[list[Line], Field(min_length=1, max_length=10)]
    cta_text: Annotated[Line, Field(max_length=100)]


class Scene(Output):
    """A scene of a video."""

    seconds: Annotated[int, Field(ge=1, le=600)]
    visuals: Annotated[Line, Field(description="What is to be seen.")]
    voiceover: Annotated[str, Field(description="What is spoken; empty for none.")]
    on_screen_text: Annotated[str, Field(description="What is written in the picture.")]


class VideoScript(Output):
    """The script of a short video."""

    title: Annotated[Line, Field(max_length=500)]
    scenes: Annotated[list[Scene], Field(min_length=1, max_length=60)]
    cta_text: Annotated[Line, Field(max_length=200)]


class Text(Output):
    """A text that is none of the others."""

    title: Annotated[Line, Field(max_length=500)]
    content: Markdown


class MarketSummary(Output):
    """What numbers of competitors or of trends say."""

    summary: Annotated[Line, Field(max_length=4000, description="Plain text, no markup.")]


ComponentType = Literal[
    "landing_page",
    "form",
    "header",
    "footer",
    "hero_section",
    "testimonials",
    "pricing",
    "email_template",
    "popup",
    "navigation",
    "custom",
]


class Component(Output):
    """A part of a page: HTML and CSS, no scripts."""

    name: Annotated[Line, Field(max_length=255)]
    component_type: ComponentType
    code: Annotated[
        Line, Field(max_length=60_000, description="HTML without scripts and event handlers.")
    ]
    css_styles: Annotated[str, Field(max_length=60_000, description="CSS for its classes.")]


class Enhancement(Output):
    """A better version of a component."""

    code: Annotated[
        Line, Field(max_length=60_000, description="HTML without scripts and event handlers.")
    ]
    css_styles: Annotated[str, Field(max_length=60_000)]
    changes: Annotated[
        list[Line], Field(min_length=1, max_length=20, description="What was changed, and why.")
    ]


class Campaign(Output):
    """A campaign and the parts of its page."""

    name: Annotated[Line, Field(max_length=255)]
    description: Annotated[Line, Field(max_length=4000)]
    target_audience: Annotated[Line, Field(max_length=2000)]
    goals: Annotated[list[Line], Field(min_length=1, max_length=10)]
    channels: Annotated[list[Line], Field(min_length=1, max_length=10)]
    components: Annotated[list[Component], Field(min_length=1, max_length=6)]


class Recommendation(Output):
    """Something to do, and why."""

    title: Annotated[Line, Field(max_length=200)]
    reason: Annotated[Line, Field(max_length=2000)]
    priority: Literal["high", "medium", "low"]


class Analysis(Output):
    """An analysis of campaigns or of a whole presence."""

    summary: Annotated[Line, Field(max_length=4000)]
    strengths: Annotated[list[Line], Field(max_length=20)]
    weaknesses: Annotated[list[Line], Field(max_length=20)]
    recommendations: Annotated[
        list[Recommendation], Field(min_length=1, max_length=20, description="Best first.")
    ]


class MigrationStep(Output):
    """A step of a migration."""

    title: Annotated[Line, Field(max_length=200)]
    description: Annotated[Line, Field(max_length=2000)]
    days: Annotated[int, Field(ge=0, le=365)]


class MigrationPlan(Output):
    """How to move a site here."""

    summary: Annotated[Line, Field(max_length=4000)]
    complexity: Literal["low", "medium", "high"]
    steps: Annotated[list[MigrationStep], Field(min_length=1, max_length=30)]
    risks: Annotated[list[Line], Field(max_length=20)]
    recommendations: Annotated[list[Recommendation], Field(max_length=20)]


class Piece(Output):
    """What one piece of a bundle is about."""

    topic: Annotated[Line, Field(max_length=1000)]


class ContentPlan(Output):
    """The editorial plan of a bundle: a topic for each piece, in the order they appear."""

    name: Annotated[Line, Field(max_length=255)]
    social_posts: Annotated[list[Piece], Field(max_length=100)]
    blog_posts: Annotated[list[Piece], Field(max_length=31)]
    content_upgrades: Annotated[list[Piece], Field(max_length=10)]
    email_sequences: Annotated[list[Piece], Field(max_length=10)]


OUTPUTS: dict[str, type[Output]] = {
    "campaign": Campaign,
    "component": Component,
    "enhancement": Enhancement,
    "analysis": Analysis,
    "migration_plan": MigrationPlan,
    "blog_post": BlogPost,
    "social_post": SocialPost,
    "content_upgrade": ContentUpgrade,
    "email_sequence": EmailSequence,
    "content_bundle": ContentPlan,
    "ad_copy": AdCopy,
    "video_script": VideoScript,
    "text": Text,
    "market_summary": MarketSummary,
}
"""The output of each type that a text model writes. A content_bundle begins with its plan."""
