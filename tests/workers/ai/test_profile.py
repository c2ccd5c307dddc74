"""A broken profile file gets an error that names the file and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from flywheel.ai.profile import BusinessProfile, read_profile
from flywheel.config import CHECKOUT
from flywheel.db import Connection
from flywheel.errors import ProfileError

COMPLETE = """
[business]
name = "A"
industry = "B"
business_type = "C"
primary_product = "D"
core_offer_description = "E"
"""


@pytest.mark.parametrize(
    "path", sorted((CHECKOUT / "seeds" / "businesses").glob("*.toml")), ids=lambda p: p.stem
)
def test_the_profiles_we_ship_are_complete(path: Path) -> None:
    profile = read_profile(path)
    assert profile.request is not None
    assert profile.business.primary_topics


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (COMPLETE.replace('name = "A"\n', ""), "business.name: is missing"),
        (COMPLETE.replace('"D"', '"  "'), "business.primary_product"),
        (COMPLETE + "primary_topics = 7\n", "business.primary_topics"),
        (COMPLETE + 'website = "loomwright"\n', "business.website"),
        (COMPLETE + 'favourite_colour = "red"\n', "business.favourite_colour: is not a field"),
        (COMPLETE + '[request]\nprompt = "x"\nlanguage = "fr"\n', "request.language"),
        ("[business\n", "is not valid TOML"),
        ("", "business: is missing"),
    ],
)
def test_a_broken_profile_names_the_field(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text)
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert "broken.toml" in caught.value.message
    assert named in caught.value.message


def test_a_missing_profile_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"nowhere\.toml: there is no such file"):
        read_profile(tmp_path / "nowhere.toml")


async def test_the_profile_has_exactly_the_columns_of_businesses(db: Connection) -> None:
    rows = await db.execute(
        """
        select column_name from information_schema.columns
        where table_schema = 'public' and table_name = 'businesses'
        """
    )
    columns = {row["column_name"] for row in await rows.fetchall()}
    ours = set(BusinessProfile.model_fields)
    assert columns - ours == {"id", "workspace_id", "profile_id", "created_at", "updated_at"}
    assert ours <= columns
