"""One HTTP call, and its repetitions."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from typing import Any, BinaryIO, Mapping, Optional, Union
from urllib.parse import urlsplit

from .errors import ConnectionFailed, TrestleError, error_of
from .retries import Retries

Body = Union[bytes, BinaryIO, None]


class Answer:
    """Status, headers (lower-case names) and what the body says as JSON; None where it is none."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        try:
            self.json: Any = json.loads(body) if body else None
        except ValueError:
            self.json = None

    @property
    def data(self) -> Any:
        """The member ``data``, which every answer of the client API has."""
        return self.json["data"] if isinstance(self.json, dict) and "data" in self.json else self.json


class Transport:
    """Never follows a redirect: a PUT that is redirected would arrive empty."""

    def __init__(self, base_url: str, api_key: Optional[str], timeout: float, retries: Retries) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"Not the address of a service: {base_url}")
        self._parts = parts
        # a key that was read from a file often still has its newline
        self._key = api_key.strip() if api_key else None
        self._timeout = timeout
        self._retries = retries

    def call(
        self,
        method: str,
        path: str,
        body: Body = None,
        headers: Optional[Mapping[str, str]] = None,
        patience: float = 0,
    ) -> Answer:
        """Repeats what failed for a passing reason. ``patience``: how long the service is asked to take, beyond the timeout."""
        start = body.tell() if body is not None and not isinstance(body, bytes) else 0
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._once(method, path, body, headers or {}, self._timeout + patience)
            except TrestleError as error:
                pause = self._retries.pause(attempt, error)
                if pause is None:
                    raise
                time.sleep(pause)
                if body is not None and not isinstance(body, bytes):
                    body.seek(start)

    def connect(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def _once(self, method: str, path: str, body: Body, headers: Mapping[str, str], timeout: float) -> Answer:
        connection = self.connect(timeout)
        all_headers = {"Accept": "application/json", "User-Agent": "trestle-client/1.0", **headers}
        if self._key:
            all_headers["X-API-KEY"] = self._key
        try:
            try:
                connection.request(method, self._parts.path.rstrip("/") + path, body, all_headers)
            except (BrokenPipeError, ConnectionResetError):
                # An answer that came before the body was read (401, 413, 503) says more than the broken pipe.
                if connection.sock is None:
                    raise
            response = connection.getresponse()
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionFailed(f"No answer from {self._parts.netloc}: {error or type(error).__name__}") from error
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise error_of(answer.status, answer.json, answer.headers)
        return answer
