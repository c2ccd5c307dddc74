"""What a draft may say: the facts of an assignment, cleaned, and phrases in its language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from flywheel.ai.assignment import Assignment
from flywheel.ai.hygiene import presentable

_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+\Z")
# A request is an order to a writer; what it is about is what readers may see.
_ORDERS = {
    "en": re.compile(
        r"^(?:please\s+)?(?:write|create|make|draft|generate)\b[^.:!?]{0,60}?\b(?:about|on)\s+",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"^(?:اكتب|اكتبوا|اكتبي|أنشئ|أنشئوا|أعد|أعدوا)\s[^.:!؟]{0,60}?\s(?:عن|حول)\s+"
    ),
}
# Brackets are for our gaps and our links: what a profile says has none, and no markup.
_PLAIN = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "`": "'"})


@lru_cache
def _all_phrases() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("flywheel.ai").joinpath("drafts/phrases.toml").read_text("utf-8"))


def one_line(text: str, length: int) -> str:
    """Return `text` on one line, cut at a word where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:-–—") + "…"


@dataclass(frozen=True)
class Facts:
    """What is known, as plain texts without markup.

    Attributes
    ----------
    subject
        What it is about: the product, or else what the business sells.
    topic
        The prompt on one line.
    lists
        Texts of the profile by column: audience_pain_points, primary_topics, …
    market
        Numbers to put into words; the texts among them are as they came.
    """

    language: str
    options: dict[str, Any]
    component_code: str | None
    component_css: str
    name: str
    industry: str
    subject: str
    offer: str
    details: str
    cta: str
    website: str | None
    topic: str
    platform: str
    lists: dict[str, tuple[str, ...]]
    market: dict[str, Any]

    def say(self, phrase: str, **values: Any) -> str:
        """Return a phrase of `drafts/phrases.toml` in the language of the assignment."""
        return str(_all_phrases()[self.language][phrase]).format(**self.__dict__, **values)

    def lines(self, phrase: str, **values: Any) -> list[str]:
        """Return a list of phrases."""
        found = _all_phrases()[self.language][phrase]
        return [str(each).format(**self.__dict__, **values) for each in found]

    def words(self, phrase: str) -> dict[str, str]:
        """Return words by what they stand for."""
        return dict(_all_phrases()[self.language][phrase])

    def of(self, column: str) -> tuple[str, ...]:
        """Return the texts of a list column of the profile."""
        return self.lists.get(column, ())

    @property
    def themes(self) -> list[str]:
        """What there is to write about, in turn: topics, problems, wishes; never empty."""
        columns = [
            self.of("primary_topics"),
            self.of("audience_pain_points"),
            self.of("audience_desired_outcomes"),
        ]
        mixed = [
            column[place]
            for place in range(max(map(len, columns)))
            for column in columns
            if place < len(column)
        ]
        return mixed or [self.subject]


def facts_of(assignment: Assignment) -> Facts:
    """Return the facts of an assignment; `assignment.business` must be there."""
    business = assignment.business or {}
    product = assignment.product or {}
    component = assignment.component or {}
    website = str(assignment.options.get("cta_url") or business.get("website") or "")
    phrases = _all_phrases()[assignment.language]
    lists = {
        column: tuple(filter(None, map(plain, value)))
        for column, value in business.items()
        if isinstance(value, list) and all(isinstance(each, str) for each in value)
    }
    return Facts(
        language=assignment.language,
        options=assignment.options,
        component_code=component.get("code"),
        component_css=str(component.get("css_styles") or ""),
        name=plain(business["name"]),
        industry=plain(business["industry"]),
        subject=plain(product.get("name") or business["primary_product"]),
        offer=plain(business["core_offer_description"]),
        details=plain(product.get("description") or ""),
        cta=one_line(plain(business.get("primary_cta") or "") or phrases["cta"], 100),
        website=website if _ADDRESS.match(website) else None,
        topic=_topic(assignment.prompt_text),
        platform=str(assignment.options.get("platform") or "other"),
        lists=lists,
        market=assignment.market or {},
    )


def _topic(prompt: str) -> str:
    """Return what a request is about: "Write a post about wool." is about wool."""
    asked = plain(prompt)
    for order in _ORDERS.values():
        about = order.sub("", asked)
        if about != asked and about:
            asked = about[0].upper() + about[1:]
    return one_line(asked, 400).rstrip(".。")


def plain(text: Any) -> str:
    """Return a text on one line, without markup and what nobody sees."""
    return " ".join(presentable(str(text)).translate(_PLAIN).split())
