"""A business profile: what Flywheel knows of a business before it writes for it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from flywheel.errors import ProfileError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Texts = Annotated[list[Text], Field(max_length=100)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2048)]


class BusinessProfile(BaseModel):
    """The profile of one business; the fields are the columns of `businesses`."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(max_length=255)]
    industry: Text
    website: WebAddress | None = None
    business_type: Text
    primary_product: Text
    core_offer_description: Text

    audience_demographics: dict[str, Any] = {}
    audience_psychographics: dict[str, Any] = {}
    audience_job_role: Text | None = None
    audience_pain_points: Texts = []
    audience_desired_outcomes: Texts = []

    primary_topics: Texts = []
    tone_of_voice: Text | None = None
    brand_keywords: Texts = []
    competitors: Texts = []

    primary_cta: Text | None = None
    awareness_stage: Text | None = None
    promotions: list[dict[str, Any]] = []

    social_platforms: Texts = []
    platform_preferences: dict[str, Any] = {}
    competitor_social_accounts: Texts = []

    blog_style: Text | None = None
    content_upgrade_type: Text | None = None

    email_tone: Text | None = None
    email_frequency: Text | None = None
    list_building_goals: Texts = []

    primary_content_goal: Text | None = None
    revenue_targets: Text | None = None


class ContentRequest(BaseModel):
    """What to ask for on behalf of the business, where the file says it."""

    model_config = ConfigDict(extra="forbid")

    prompt: Text
    language: Annotated[str, StringConstraints(pattern="^(en|ar)$")] = "en"


class ProfileFile(BaseModel):
    """A whole profile file: `[business]`, and optionally `[request]`."""

    model_config = ConfigDict(extra="forbid")

    business: BusinessProfile
    request: ContentRequest | None = None


def read_profile(path: Path) -> ProfileFile:
    """Read a business profile from a TOML file.

    Raises
    ------
    ProfileError
        If the file is missing, is not TOML, or a field is wrong; the message names the
        file and the field.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ProfileError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"{path}: is not valid TOML: {error}",
            hint="Texts stand in quotes, lists in [brackets]; see seeds/businesses/.",
        ) from error
    try:
        return ProfileFile.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {_in_words(problem['msg'])}"
            for problem in error.errors()
        )
        raise ProfileError(
            f"{path}: {problems}",
            hint="The fields are those of the table businesses; see seeds/businesses/.",
        ) from error


def _in_words(message: str) -> str:
    known = {
        "Field required": "is missing",
        "Extra inputs are not permitted": "is not a field of a business profile",
    }
    return known.get(message, message)
