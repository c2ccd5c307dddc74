"""What platforms take: characters of a post, hashtags, and the parts of an ad.

Sources, read in their versions of 2025: the platforms' own help pages (X: 280 characters counted
for a free account; Threads 500; Instagram 2,200 and 30 hashtags; Facebook 63,206; LinkedIn 3,000;
TikTok 4,000; Pinterest 800; Snapchat 250; YouTube 5,000; Telegram 4,096; WhatsApp 4,096; Reddit
40,000), Google Ads (headline 30, description 90) and Meta Ads (primary text 125, headline 40,
description 30 before they are cut off).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PostLimits:
    """Limits of a platform's posts.

    Attributes
    ----------
    characters
        Most characters of text, hashtags and link together.
    hashtags
        Most hashtags that are allowed, or where that is none of the platform's rules, useful.
    """

    characters: int
    hashtags: int


@dataclass(frozen=True)
class AdLimits:
    """Most characters of each part of an ad."""

    headline: int
    primary_text: int
    description: int


LINK_CHARACTERS = 23
"""What a link counts on X, whatever its length; room for it is left everywhere."""

POSTS: dict[str, PostLimits] = {
    "facebook": PostLimits(63_206, 10),
    "instagram": PostLimits(2_200, 30),
    "linkedin": PostLimits(3_000, 10),
    "pinterest": PostLimits(800, 20),
    "reddit": PostLimits(40_000, 0),
    "snapchat": PostLimits(250, 10),
    "telegram": PostLimits(4_096, 10),
    "threads": PostLimits(500, 1),
    "tiktok": PostLimits(4_000, 30),
    "twitter": PostLimits(280, 5),
    "whatsapp": PostLimits(4_096, 5),
    "x": PostLimits(280, 5),
    "youtube": PostLimits(5_000, 15),
    "other": PostLimits(2_000, 10),
}

ADS: dict[str, AdLimits] = {
    "google": AdLimits(headline=30, primary_text=90, description=90),
    "meta": AdLimits(headline=40, primary_text=125, description=30),
    "tiktok": AdLimits(headline=40, primary_text=100, description=100),
    "snapchat": AdLimits(headline=34, primary_text=180, description=100),
    "other": AdLimits(headline=40, primary_text=125, description=90),
}
