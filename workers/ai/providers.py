"""The providers this worker can use: those it has a key for, and the offline one.

The clients of providers take seconds to import, so that only those are imported that are used.
"""

from __future__ import annotations

from functools import lru_cache

from flywheel.ai.offline import OfflineProvider
from flywheel.ai.provider import BatchProvider, Provider
from flywheel.config import settings

VENDORS = ("openai", "anthropic")
"""Providers that take money, under the names that genai-prices has for them."""

_added: dict[str, Provider] = {}
_added_batches: list[BatchProvider] = []


def add_provider(provider: Provider, batches_of_it: BatchProvider | None = None) -> None:
    """Have this worker use a provider of your own, before those it has keys for.

    For modules that `flywheel worker --import` loads. Its name must be one that `ai_models` has
    models of; under the name of one that is there, it takes that one's place.
    """
    _added[provider.name] = provider
    if batches_of_it is not None:
        _added_batches.append(batches_of_it)
    providers.cache_clear()
    batches.cache_clear()


@lru_cache
def providers() -> dict[str, Provider]:
    """Return the providers this worker can use by name, best first."""
    config = settings()
    found: list[Provider] = list(_added.values())
    if config.openai_api_key is not None:
        from flywheel.ai.openai_provider import OpenAIProvider

        found.append(
            OpenAIProvider(
                config.openai_api_key.get_secret_value(),
                config.openai_base_url,
                config.ai_timeout_seconds,
                stall=config.ai_stall_seconds,
            )
        )
    if config.anthropic_api_key is not None:
        from flywheel.ai.anthropic_provider import AnthropicProvider

        found.append(
            AnthropicProvider(
                config.anthropic_api_key.get_secret_value(),
                config.anthropic_base_url,
                config.ai_timeout_seconds,
                stall=config.ai_stall_seconds,
            )
        )
    found.append(OfflineProvider())
    return {provider.name: provider for provider in found} | _added


@lru_cache
def batches() -> BatchProvider | None:
    """Return what does batches, or None where no provider with a key does."""
    if _added_batches:
        return _added_batches[-1]
    config = settings()
    if config.openai_api_key is None:
        return None
    from flywheel.ai.openai_batch import OpenAIBatches

    return OpenAIBatches(config.openai_api_key.get_secret_value(), config.openai_base_url)
