"""Settings: read once from the environment, checked, then passed on."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from flywheel.errors import ConfigurationError

CHECKOUT = Path(__file__).resolve().parent.parent
"""The checkout this code runs from: `sql/`, `supabase/` and `seeds/` lie in it."""


class Settings(BaseSettings):
    """Everything that can be configured, each as `FLYWHEEL_<NAME>`.

    Ports are TCP ports on the loopback interface. `api_port` is the Supabase CLI's own;
    the others keep clear of the CLI's range, so that `supabase start` can run beside.
    """

    model_config = SettingsConfigDict(env_prefix="FLYWHEEL_", extra="ignore")

    home: Path = CHECKOUT / ".flywheel"
    """Directory of the local stack's state: database, secrets, logs, outbox."""

    api_port: int = Field(default=54321, ge=1, le=65535)
    db_port: int = Field(default=54330, ge=1, le=65535)
    rest_port: int = Field(default=54331, ge=1, le=65535)
    rest_admin_port: int = Field(default=54332, ge=1, le=65535)
    stripe_port: int = Field(default=54333, ge=1, le=65535)
    links_port: int = Field(default=54334, ge=1, le=65535)

    links_country_header: str = "CF-IPCountry"
    """The header in which the proxy before short links says which country a visitor is in."""

    postgres_extensions: tuple[str, ...] = ()
    """Extensions that the local Postgres must offer; the tests ask for pgtap."""

    max_body_bytes: int = Field(default=10 * 1024 * 1024, ge=1024)
    """Largest request body that the gateway takes, in bytes; files have their own limit."""

    max_file_bytes: int = Field(default=50 * 1024 * 1024, ge=1024)
    """Largest file that the local Storage takes, in bytes; a bucket may allow less."""

    db_url: SecretStr | None = None
    """Database a worker connects to; the running local stack's where unset."""
    api_url: str | None = None
    """Supabase URL for the edge transport; the local stack's where unset."""
    service_role_key: SecretStr | None = None

    secret_keys: dict[str, SecretStr] = Field(default_factory=dict)
    """Keys for the secrets of connections, a JSON object: id → 32 bytes in base64. The first
    encrypts, the others still open. `flywheel secrets key` makes one."""

    openai_api_key: SecretStr | None = None
    """Key of an OpenAI-compatible API; without one, text comes from the offline provider."""
    openai_base_url: str | None = None
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str | None = None
    ai_timeout_seconds: float = Field(default=240, gt=0)
    """Most seconds for a call to a provider."""
    ai_stall_seconds: float = Field(default=60, gt=0)
    """Most seconds that a stream may say nothing."""
    ai_online_prices: bool = False
    """Whether the job that refreshes prices fetches newer ones than its package brings, from
    the project genai-prices on GitHub."""

    stripe_api_key: SecretStr | None = None
    """Secret or restricted key of our Stripe account; without one, what Stripe sends waits."""
    stripe_api_base: str | None = None
    """Where Stripe's API is, if elsewhere than Stripe has it."""
    stripe_api_version: str | None = None
    """The version of Stripe's API; by default that of its official library."""
    stripe_timeout_seconds: float = Field(default=30, gt=0)
    """Most seconds for a request to Stripe."""

    def environment(self) -> dict[str, str]:
        """Return the variables that give a child process the same local stack."""
        return {
            "FLYWHEEL_HOME": str(self.home),
            "FLYWHEEL_API_PORT": str(self.api_port),
            "FLYWHEEL_DB_PORT": str(self.db_port),
            "FLYWHEEL_REST_PORT": str(self.rest_port),
            "FLYWHEEL_REST_ADMIN_PORT": str(self.rest_admin_port),
            "FLYWHEEL_STRIPE_PORT": str(self.stripe_port),
            "FLYWHEEL_LINKS_PORT": str(self.links_port),
            "FLYWHEEL_POSTGRES_EXTENSIONS": json.dumps(self.postgres_extensions),
            "FLYWHEEL_MAX_BODY_BYTES": str(self.max_body_bytes),
            "FLYWHEEL_MAX_FILE_BYTES": str(self.max_file_bytes),
        }

    @model_validator(mode="after")
    def _ports_differ(self) -> Settings:
        ports = [self.api_port, self.db_port, self.rest_port, self.rest_admin_port]
        if len(set(ports)) < len(ports):
            raise ValueError(f"the four ports must differ, got {ports}")
        return self


@lru_cache
def settings() -> Settings:
    """Return the settings of this process.

    Raises
    ------
    ConfigurationError
        If an environment variable has a value that cannot work; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "FLYWHEEL_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(
            f"{name.rstrip('_')}: {first['msg']}",
            hint="Correct or unset the environment variable.",
        ) from error
