"""The providers this worker can use: those it has a key for, and the offline one.

The clients of providers take seconds to import, so that only those are imported that are used.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from flywheel.ai.offline import OfflineProvider
from flywheel.ai.provider import Provider
from flywheel.config import settings

if TYPE_CHECKING:
    from flywheel.ai.openai_batch import OpenAIBatches


@lru_cache
def providers() -> dict[str, Provider]:
    """Return the providers this worker can use by name, best first."""
    config = settings()
    found: list[Provider] = []
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
    return {provider.name: provider for provider in found}


@lru_cache
def batches() -> OpenAIBatches | None:
    """Return what does batches, or None where no provider with a key does."""
    config = settings()
    if config.openai_api_key is None:
        return None
    from flywheel.ai.openai_batch import OpenAIBatches

    return OpenAIBatches(config.openai_api_key.get_secret_value(), config.openai_base_url)
