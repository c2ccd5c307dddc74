"""A catalogue to search: products and campaigns in English and Arabic, the same for one seed."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

_WORDS: dict[str, list[str]] = json.loads(
    files(__package__).joinpath("words.json").read_text("utf-8")
)
_ARABIC_SHARE = 0.1


@dataclass(frozen=True)
class Query:
    """What a person types, and which kind of search that is."""

    kind: str
    text: str


class Catalogue:
    """Texts whose words are as unevenly common as in a language (Zipf, 1935)."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a catalogue, no secret
        coined = ["".join(parts) for parts in itertools.product(_WORDS["syllables"], repeat=3)]
        self._random.shuffle(coined)
        self._coined = coined
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(coined))))

    def products(self, count: int) -> Iterator[tuple[str, str, str, list[str]]]:
        """Yield name, description, category and tags of each product."""
        for _ in range(count):
            name, noun, adjective = self._name()
            text = " ".join([noun, adjective, *self._some(20)])
            yield name, text.capitalize() + ".", noun, [adjective]

    def campaigns(self, count: int) -> Iterator[tuple[str, str]]:
        """Yield name and description of each campaign."""
        for number in range(count):
            name, noun, adjective = self._name()
            yield f"{name} {number}", " ".join([noun, adjective, *self._some(12)])

    def queries(self, count: int) -> Iterator[Query]:
        """Yield `count` queries of each kind, the kinds in turn."""
        pick = self._random.choice
        for _ in range(count):
            noun, adjective = pick(_WORDS["nouns"]), pick(_WORDS["adjectives"])
            yield Query("word", noun)
            yield Query("two words", f"{adjective} {noun}")
            yield Query("rare word", pick(self._coined[1000:]))
            yield Query("prefix", f"{adjective} {noun[:3]}")
            yield Query("typo", f"{self._misspell(adjective)} {self._misspell(noun)}")
            yield Query("phrase", f'"{adjective} {noun}"')
            yield Query("exclusion", f"{noun} -{adjective}")
            yield Query(
                "arabic", f"{pick(_WORDS['arabic_nouns'])} {pick(_WORDS['arabic_adjectives'])}"
            )

    def _name(self) -> tuple[str, str, str]:
        pick = self._random.choice
        if self._random.random() < _ARABIC_SHARE:
            noun, adjective = pick(_WORDS["arabic_nouns"]), pick(_WORDS["arabic_adjectives"])
            name = f"{noun} {adjective} {self._some(1)[0]}"
        else:
            noun, adjective = pick(_WORDS["nouns"]), pick(_WORDS["adjectives"])
            name = f"{adjective} {noun} {self._some(1)[0]}".title()
        return name, noun, adjective

    def _some(self, count: int) -> list[str]:
        return self._random.choices(self._coined, cum_weights=self._weights, k=count)

    def _misspell(self, word: str) -> str:
        """Swap two letters or leave one out, not the first."""
        at = self._random.randrange(1, len(word) - 1)
        if self._random.random() < 0.5:
            return word[:at] + word[at + 1 :]
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
