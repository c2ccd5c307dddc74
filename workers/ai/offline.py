"""The offline provider: drafts from templates, without a key and without a network."""

from __future__ import annotations

from flywheel.ai.assignment import Assignment
from flywheel.ai.errors import GenerationRefusedError
from flywheel.ai.outputs import BlogPost
from flywheel.ai.provider import Media, Progress, Written
from flywheel.ai.templates import render
from flywheel.ai.usage import Usage

_DEFAULT_CTA = {"en": "Get in touch", "ar": "تواصلوا معنا"}
_TITLE_LENGTH = 120
_META_LENGTH = 300


class OfflineProvider:
    """Fills a template from the business profile; the text says that it is a draft."""

    name = "offline"

    async def write(self, assignment: Assignment, progress: Progress) -> Written:
        """Write a draft; the same assignment always gives the same text."""
        profile = assignment.business
        if profile is None:
            raise GenerationRefusedError(
                "the business was deleted before its text was written", usage=Usage()
            )
        product = assignment.product
        subject = product["name"] if product else profile["primary_product"]
        cta = profile["primary_cta"] or _DEFAULT_CTA[assignment.language]
        content = render(
            f"drafts/blog_post.{assignment.language}.j2",
            profile=profile,
            product=product,
            subject=subject,
            topic=assignment.prompt_text,
            cta=cta,
        )
        draft = BlogPost(
            title=_shortened(assignment.prompt_text.rstrip(".。"), _TITLE_LENGTH),
            content=content,
            meta_description=_shortened(
                f"{assignment.prompt_text} {profile['core_offer_description']}", _META_LENGTH
            ),
            keywords=(profile["brand_keywords"] or [subject])[:15],
            primary_cta=_shortened(cta, 200),
        )
        await progress(draft.content)
        return Written(draft, Usage())

    async def make(self, assignment: Assignment) -> Media:
        """Refuse: there is no file without a provider."""
        raise GenerationRefusedError(
            f"a {assignment.kind} cannot be made without a provider",
            hint="Set FLYWHEEL_OPENAI_API_KEY where the worker runs.",
            usage=Usage(),
        )


def _shortened(text: str, length: int) -> str:
    """Return `text` on one line, cut at a word where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0] + "…"
