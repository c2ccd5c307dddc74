"""What a provider's HTTP errors mean: whether to try again, when, and what they cost."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from flywheel.ai.errors import GenerationError, GenerationRefusedError, ProviderUnavailableError
from flywheel.ai.usage import Usage

_LONGEST_WAIT = 86_400.0
_MESSAGE_LENGTH = 300
_SHORTEST_KEY = 8  # shorter ones are words like "none", for servers on one's own machine
_KEY = re.compile(r"\b(?:sk|pk|key)-[\w*.-]{4,}", re.IGNORECASE)
# No later try helps: what has run out is money, not patience.
_OUT_OF_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "billing_error"}
# The exceptions of httpx and httpx2 that say that no byte of the request left this machine.
_NOTHING_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"}


@dataclass(frozen=True)
class Vendor:
    """Whom an error message speaks of.

    Attributes
    ----------
    name
        As people know it.
    settings
        What to check when it refuses a request.
    secret
        The key, which no message may hold.
    """

    name: str
    settings: str
    secret: str

    def told(self, text: str) -> str:
        """Return a vendor's message, short and without keys."""
        if len(self.secret) >= _SHORTEST_KEY:
            text = text.replace(self.secret, "…")
        line = " ".join(_KEY.sub("…", text).split())
        return line if len(line) <= _MESSAGE_LENGTH else line[: _MESSAGE_LENGTH - 1] + "…"

    def answered(
        self, status: int, headers: Mapping[str, str], code: str | None, message: str
    ) -> GenerationError:
        """Return the error for a request that was answered with an HTTP error.

        Parameters
        ----------
        status
            The HTTP status.
        headers
            Of the answer; case-insensitive.
        code
            The vendor's word for it, e.g. `insufficient_quota`.
        message
            The vendor's sentence.
        """
        said = f"{self.name} answered {status}: {self.told(message)}"
        if code in _OUT_OF_MONEY:
            return GenerationRefusedError(
                said, f"Add credit or raise the limit of the {self.name} account.", usage=Usage()
            )
        if status in {408, 409, 425, 429} or status >= 500:
            # A gateway that lost patience does not know what the model behind it has done.
            usage = None if status in {408, 504} else Usage()
            return ProviderUnavailableError(said, usage=usage, retry_after=retry_after(headers))
        return GenerationRefusedError(said, f"Check {self.settings}.", usage=Usage())

    def not_answered(self, error: Exception) -> ProviderUnavailableError:
        """Return the error for a connection that failed or was too slow."""
        if _nothing_sent(error):
            return ProviderUnavailableError(
                f"{self.name} cannot be reached", f"Check {self.settings}.", usage=Usage()
            )
        return self.broken(f"did not answer: {type(error).__name__}")

    def broken(self, what: str) -> ProviderUnavailableError:
        """Return the error for an answer that broke off; nobody knows what it cost."""
        return ProviderUnavailableError(f"{self.name} {self.told(what)}", usage=None)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the vendor asks us to wait (RFC 9110, section 10.2.3).

    `retry-after-ms`, where it is given, is finer than `retry-after`, which holds seconds or a
    date.
    """
    try:
        return _sensible(float(headers["retry-after-ms"]) / 1000)
    except (KeyError, ValueError):
        pass
    value = headers.get("retry-after", "")
    try:
        return _sensible(float(value))
    except ValueError:
        pass
    try:
        return _sensible(parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _sensible(seconds: float) -> float:
    if math.isnan(seconds):
        raise ValueError("not a number")
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _nothing_sent(error: BaseException | None) -> bool:
    while error is not None:
        if type(error).__name__ in _NOTHING_SENT:
            return True
        error = error.__cause__ or error.__context__
    return False
