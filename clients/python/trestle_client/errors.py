"""What can go wrong. Every answer with an error status becomes one of these; docs/errors.md explains each ``slug``."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class TrestleError(Exception):
    """An answer that says no, or no answer.

    ``status`` is the HTTP status (0 without an answer), ``slug`` the short name of the problem, ``errors`` the list of single findings,
    ``retry_after`` the seconds after which a repetition may succeed, ``request_id`` what finds the request in the service's log.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        problem: Optional[Mapping[str, Any]] = None,
        retry_after: Optional[float] = None,
        request_id: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        problem = problem or {}
        self.status = status
        self.type: str = str(problem.get("type", ""))
        self.slug: str = self.type.rpartition("#")[2]
        # cog's validation errors come as "detail"
        self.errors: list[Any] = list(problem.get("errors") or problem.get("detail") or [])
        self.problem: Mapping[str, Any] = problem
        self.retry_after = retry_after
        self.request_id = request_id


class ConnectionFailed(TrestleError):
    """The service cannot be reached, or the connection ended before its answer did."""


class Unauthenticated(TrestleError):
    """401: the key is missing, unknown or revoked."""


class Forbidden(TrestleError):
    """403: the key does not allow this, or a quota is used up."""


class NotFound(TrestleError):
    """404: there is no such thing, or it is another tenant's."""


class Conflict(TrestleError):
    """409: the state of the resource does not allow this."""


class Gone(TrestleError):
    """410: another call replaces this one (``problem["successor"]``), or what it asks for is no longer kept."""


class TooLarge(TrestleError):
    """413: ``problem["maxBytes"]`` is the limit."""


class Invalid(TrestleError):
    """400 or 422: ``errors`` names what is wrong."""


class TooManyRequests(TrestleError):
    """429."""


class Unavailable(TrestleError):
    """502, 503, 504: the service, or something behind it, cannot do this now."""


_BY_STATUS: Mapping[int, type[TrestleError]] = {
    400: Invalid,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    422: Invalid,
    429: TooManyRequests,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


def error_of(status: int, body: Any, headers: Mapping[str, str]) -> TrestleError:
    """The error for an answer. ``headers`` has lower-case names."""
    problem = body if isinstance(body, dict) else {}
    message = problem.get("message") or problem.get("detail") or problem.get("title") or f"HTTP status {status}"
    retry_after = headers.get("retry-after", "")
    return _BY_STATUS.get(status, TrestleError)(
        message if isinstance(message, str) else f"HTTP status {status}: {message}",
        status,
        problem,
        float(retry_after) if retry_after.isdigit() else None,
        headers.get("x-request-id"),
    )
