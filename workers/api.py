"""Where a Supabase project is: its API with the key that opens all of it, and its database."""

from __future__ import annotations

from dataclasses import dataclass, field

from flywheel.config import Settings
from flywheel.errors import ConfigurationError, StackDownError
from flywheel.local.state import read_state


@dataclass(frozen=True)
class ApiAccess:
    """The project's URL and its service key."""

    url: str
    service_role_key: str = field(repr=False)


def api_access(config: Settings, purpose: str) -> ApiAccess:
    """Return the configured project, or else the running local stack.

    Parameters
    ----------
    purpose
        Who asks, to begin the message with: "the edge transport".

    Raises
    ------
    ConfigurationError
        If neither is there.
    """
    url = config.api_url
    key = config.service_role_key.get_secret_value() if config.service_role_key else None
    if not (url and key):
        try:
            state = read_state(config.home)
        except StackDownError as error:
            raise ConfigurationError(
                f"{purpose} needs a Supabase URL and its service key",
                hint="Set FLYWHEEL_API_URL and FLYWHEEL_SERVICE_ROLE_KEY, "
                "or start the local stack: make up",
            ) from error
        url, key = url or state.api_url, key or state.service_role_key
    return ApiAccess(url, key)


def database_url(config: Settings) -> str:
    """Return the configured database, or the running local stack's.

    Raises
    ------
    ConfigurationError
        If there is neither.
    """
    if config.db_url is not None:
        return config.db_url.get_secret_value()
    try:
        return read_state(config.home).db_url
    except StackDownError as error:
        raise ConfigurationError(
            "there is no database to work with",
            hint="Set FLYWHEEL_DB_URL, or start the local stack: make up",
        ) from error
