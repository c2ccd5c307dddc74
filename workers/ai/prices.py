"""Models and prices as genai-prices lists them, in the form of our tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, Literal

from genai_prices import types as listed
from genai_prices.data_snapshot import get_snapshot
from genai_prices.update_prices import UpdatePrices

from flywheel.ai.providers import VENDORS

Tier = Literal["standard", "batch", "flex"]
_CONTEXTS: dict[Tier, dict[str, str]] = {
    "standard": {},
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
}
# What genai-prices knows no beginning of, was so from the first.
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)

_COLUMNS = {
    "input_mtok": "input_per_million",
    "output_mtok": "output_per_million",
    "cache_read_mtok": "cached_input_per_million",
    "cache_write_mtok": "cache_write_per_million",
    "cache_write_1h_mtok": "cache_write_1h_per_million",
    "input_image_mtok": "image_input_per_million",
    "cache_image_read_mtok": "cached_image_input_per_million",
    "output_image_mtok": "image_output_per_million",
    "input_mchars": "characters_per_million",
}
# Priced beside tokens, for tools that we never use.
_UNUSED = {"web_searches_kcount", "storage_searches_kcount"}

_NOT_OURS = re.compile(
    r"embed|moderation|transcribe|whisper|realtime|audio|live|translate|search|computer-use"
    r"|instruct|^ft:|:extended|\.ft-|^(ada|babbage|curie|davinci|text-davinci)|^babbage-|^davinci-"
)
_IMAGE = re.compile(r"image")
_VOICE = re.compile(r"(^|-)tts")


@dataclass(frozen=True)
class PriceList:
    """Rows of `ai_models` and `ai_model_prices`, as `private.apply_prices` takes them."""

    models: list[dict[str, Any]]
    prices: list[dict[str, Any]]

    def as_result(self) -> dict[str, Any]:
        """Return the result of the job `ai.refresh_prices`."""
        return {"models": self.models, "prices": self.prices}


def current_prices(*, online: bool = False) -> PriceList:
    """Return what genai-prices lists for the providers that workers can use.

    Left out are models that make nothing a request can ask for (embeddings, transcription,
    realtime), and those whose price has parts that `ai_model_prices` has no column for: what
    cannot be charged exactly is not offered.

    Parameters
    ----------
    online
        Fetch the newest list first; otherwise the one that the package brings.

    Raises
    ------
    httpx.HTTPError
        If the newest list cannot be fetched.
    """
    fetched = UpdatePrices().fetch() if online else None
    snapshot = fetched or get_snapshot()
    models: list[dict[str, Any]] = []
    prices: list[dict[str, Any]] = []
    for provider in snapshot.providers:
        if provider.id not in VENDORS:
            continue
        for model in provider.models:
            kind = model_kind(model)
            if kind is None:
                continue
            rows = list(price_rows(model))
            if not rows:
                continue
            models.append(
                {
                    "id": model.id,
                    "provider": provider.id,
                    "kind": kind,
                    "is_active": not model.deprecated,
                }
            )
            prices.extend(rows)
    return PriceList(models, prices)


def model_kind(model: listed.ModelInfo) -> str | None:
    """Return what a listed model makes: text, image or voice; None for anything else."""
    keys = {key for price in _standard_prices(model) for key in _terms(price)}
    if _VOICE.search(model.id):
        return "voice" if "input_mchars" in keys else None
    if _NOT_OURS.search(model.id) or not {"input_mtok", "output_mtok"} <= keys:
        return None
    return "image" if _IMAGE.search(model.id) else "text"


def price_rows(model: listed.ModelInfo) -> Iterator[dict[str, Any]]:
    """Yield the rows of `ai_model_prices` for a model: by tier, beginning and band.

    None, where a part of the price has no column.
    """
    beginnings = sorted(_beginnings(model))
    rows: list[dict[str, Any]] = []
    for tier, context in _CONTEXTS.items():
        before: list[dict[str, Any]] | None = None
        for begins in beginnings:
            if not _has_tier(model, context, begins):
                continue
            terms = _terms(model.get_prices(begins, context))
            if terms.keys() - _COLUMNS.keys() - _UNUSED:
                return
            bands = [
                {
                    "above_input_tokens": above,
                    **{
                        _COLUMNS[key]: str(_at(price, above))
                        for key, price in terms.items()
                        if key in _COLUMNS
                    },
                }
                for above in sorted({0, *_thresholds(terms.values())})
            ]
            if bands != before:
                rows += [
                    {
                        "model_id": model.id,
                        "tier": tier,
                        "valid_from": begins.isoformat(),
                        **band,
                    }
                    for band in bands
                ]
                before = bands
    yield from rows


def _standard_prices(model: listed.ModelInfo) -> list[listed.ModelPrice]:
    if isinstance(model.prices, listed.ModelPrice):
        return [model.prices]
    return [conditional.prices for conditional in model.prices]


def _beginnings(model: listed.ModelInfo) -> Iterator[datetime]:
    """Yield every moment at which a price of the model begins."""
    yield _BEGINNING
    conditions = [] if isinstance(model.prices, listed.ModelPrice) else model.prices
    for part in (*conditions, *(model.price_variants or ())):
        if isinstance(part.constraint, listed.StartDateConstraint):
            yield datetime.combine(part.constraint.start_date, time(), UTC)


def _has_tier(model: listed.ModelInfo, context: Mapping[str, str], at: datetime) -> bool:
    """Whether the model has prices of its own at this tier: others are not offered at it."""
    if not context:
        return True
    return any(
        variant.when == context
        and (
            not isinstance(variant.constraint, listed.StartDateConstraint)
            or variant.constraint.active(at)
        )
        for variant in model.price_variants or ()
    )


def _terms(price: listed.ModelPrice) -> dict[str, Decimal | listed.TieredPrices]:
    return {
        key: value
        for key, value in vars(price).items()
        if value is not None and not key.startswith("_")
    }


def _thresholds(prices: Iterable[Decimal | listed.TieredPrices]) -> Iterator[int]:
    for price in prices:
        if isinstance(price, listed.TieredPrices):
            yield from (tier.start for tier in price.tiers)


def _at(price: Decimal | listed.TieredPrices, above: int) -> Decimal:
    """Return the price of calls with more than `above` input tokens, up to the next band."""
    if not isinstance(price, listed.TieredPrices):
        return price
    found = price.base
    for tier in price.tiers:
        if tier.start <= above:
            found = tier.price
    return found
