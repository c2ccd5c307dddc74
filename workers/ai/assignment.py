"""What is to be generated: the answer of `start_generation`."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Assignment(BaseModel):
    """One generation, with all that is needed to carry it out.

    Attributes
    ----------
    generation_type
        A key of `flywheel.ai.outputs.OUTPUTS`, or image, video, voice.
    kind
        What comes out of it, and so which kind of model is needed.
    options
        What was asked for besides the prompt; `request_generation` has checked it. By type:
        `platform` (social_post, ad_copy), `upgrade_type` (content_upgrade), `emails` and
        `sequence_goal` (email_sequence), `component_type` (component), `seconds`
        (video_script, video), `size` and `quality` (image), `voice` (voice), `period` and the
        numbers of pieces (content_bundle), `cta_url` (whatever leads somewhere).
    tier
        The provider's price tier: standard, batch or flex.
    max_input_bytes
        Most bytes, in UTF-8, that may be sent to the model in one call: instructions, input and
        schema. What was reserved pays for no more.
    max_output_tokens
        Most tokens that the model may write in one call.
    """

    model_config = ConfigDict(extra="ignore")

    generation_id: UUID
    generation_type: str
    kind: Literal["text", "image", "video", "voice"]
    prompt_text: str
    language: Literal["en", "ar"]
    options: dict[str, Any] = {}
    model: str
    provider: str
    tier: Literal["standard", "batch", "flex"] = "standard"
    max_input_bytes: int
    max_output_tokens: int
    business: dict[str, Any] | None
    product: dict[str, Any] | None = None
    campaign: dict[str, Any] | None = None
    component: dict[str, Any] | None = None
    integration: dict[str, Any] | None = None
    """A connected site (`site_integrations`), for analyses and migration plans; no secrets."""
    market: dict[str, Any] | None = None
    """For a market_summary, the numbers it is of: `competitors` (`competitor_analysis.analysis`) or
    `trends` (`market_trends.trends`)."""
