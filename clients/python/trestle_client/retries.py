"""When a call is made again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .errors import ConnectionFailed, TrestleError

_PASSING = frozenset({408, 429, 502, 503, 504})


@dataclass(frozen=True)
class Retries:
    """Up to ``attempts`` calls, ``backoff`` seconds after the first, twice as long after each further one, at most ``longest``.

    A ``Retry-After`` of the service counts instead, up to a minute. Every call of this package may be repeated: those that make
    something carry an ``Idempotency-Key``, and an upload of the same bytes under the same name is the same file.
    """

    attempts: int = 5
    backoff: float = 0.3
    longest: float = 10.0

    def pause(self, attempt: int, error: TrestleError) -> float | None:
        """Seconds to wait after failed call number ``attempt`` (from 1); None where the error stands."""
        if attempt >= self.attempts or not (isinstance(error, ConnectionFailed) or error.status in _PASSING):
            return None
        if error.retry_after is not None:
            return min(error.retry_after, 60.0)
        return min(self.longest, self.backoff * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)


NEVER = Retries(attempts=1)
