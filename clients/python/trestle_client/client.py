"""The client."""

from __future__ import annotations

import io
import json
import mimetypes
import os
import time
import uuid
from pathlib import Path
from typing import Any, BinaryIO, Iterator, Mapping, Optional, Sequence, Union
from urllib.parse import quote, urlencode

from .errors import Conflict, TrestleError
from .records import Model, Prediction, PredictionPage, Registration, StoredFile, Update
from .retries import Retries
from .transport import Transport

_ROOT = "/pc/client-api"
# ready: the tunnel may have come to stand between two questions
_TUNNEL_TO_COME = frozenset({"provisioning", "rotating", "ready"})


class Client:
    """Calls one Trestle installation as one tenant. Holds no connection, and may be used by several threads.

    ``timeout`` is what a call may be silent for, in seconds; a registration may take 30 s until its tunnel stands.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8080",
        api_key: Optional[str] = None,
        timeout: float = 60.0,
        retries: Retries = Retries(),
    ) -> None:
        self._transport = Transport(base_url, api_key, timeout, retries)

    # --- models

    def register(self, signature: Mapping[str, Any], name: Optional[str] = None, idempotency_key: Optional[str] = None) -> Registration:
        """Registers a model by its signature (``inputs``, ``outputs``) and waits for its tunnel, as long as the service does.

        Where that takes longer, :attr:`Registration.ready` is False; :meth:`wait_for_credential` waits on.
        """
        body = dict(signature) if name is None else {**signature, "name": name}
        return Registration.of(self._send("POST", "/predict_signature", body, _key(idempotency_key)))

    def update(self, model_id: str, signature: Mapping[str, Any], dry_run: bool = False) -> Update:
        """Puts a new signature in force; with ``dry_run`` only tells what it would mean."""
        path = f"/predict_signature/{_segment(model_id)}" + ("?dry_run=true" if dry_run else "")
        return Update.of(self._send("PUT", path, signature, _key(None)))

    def models(self) -> list[Model]:
        """The models of the caller, the newest first."""
        return [Model.of(each) for each in self._transport.call("GET", _ROOT + "/models").data]

    def model(self, model_id: str) -> Model:
        """One model; ``raw`` has its signature, versions and last failure."""
        return Model.of(self._transport.call("GET", f"{_ROOT}/predict_signature/{_segment(model_id)}").data)

    def credential(self, model_id: str, rotate: bool = False) -> Registration:
        """Credential and configuration of cloudflared again; with ``rotate`` the secret is a new one."""
        path = f"/predict_signature/{_segment(model_id)}/credential" + ("?rotate=true" if rotate else "")
        return Registration.of(self._send("POST", path, None, _key(None)))

    def wait_for_credential(self, model_id: str, timeout: float = 300.0) -> Registration:
        """Credential and configuration as soon as the model's tunnel stands.

        Raises :class:`Conflict` where the tunnel has failed or was removed (``model(model_id).raw`` says why), and TimeoutError.
        """
        end = time.monotonic() + timeout
        while True:
            try:
                return self.credential(model_id)
            except Conflict as error:
                if error.slug != "tunnel-not-ready" or self.model(model_id).status not in _TUNNEL_TO_COME:
                    raise
                if time.monotonic() >= end:
                    raise TimeoutError(f"The tunnel of model {model_id} does not stand after {timeout:g} s") from error
                time.sleep(min(error.retry_after or 1.0, max(0.0, end - time.monotonic())))

    def remove(self, model_id: str) -> None:
        """Takes the model's tunnel and hostname down."""
        self._transport.call("DELETE", f"{_ROOT}/predict_signature/{_segment(model_id)}")

    # --- files

    def upload(
        self,
        file: Union[str, "os.PathLike[str]", bytes, BinaryIO],
        name: Optional[str] = None,
        media_type: Optional[str] = None,
        prediction_id: Optional[str] = None,
    ) -> StoredFile:
        """Uploads a file, which is read as it is sent. The same name and bytes have the same ``url`` each time.

        ``file`` is a path, bytes, or a binary file that can be rewound. ``name`` is needed where the file has none.
        """
        if isinstance(file, (str, os.PathLike)):
            path = Path(file)
            with path.open("rb") as opened:
                return self._upload(opened, name or path.name, media_type, prediction_id)
        stream: BinaryIO = io.BytesIO(file) if isinstance(file, bytes) else file
        known = name or os.path.basename(str(getattr(stream, "name", "")))
        if not known:
            raise ValueError("A name is needed for what is no file on disk")
        return self._upload(stream, known, media_type, prediction_id)

    def _upload(self, file: BinaryIO, name: str, media_type: Optional[str], prediction_id: Optional[str]) -> StoredFile:
        begin = file.tell()
        size = file.seek(0, io.SEEK_END) - begin
        file.seek(begin)
        headers = {"Content-Length": str(size), "Content-Type": media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"}
        if prediction_id is not None:
            headers["X-Prediction-ID"] = prediction_id
        return StoredFile.of(self._transport.call("PUT", f"{_ROOT}/upload/{_segment(name)}", file, headers).data)

    # --- predictions

    def predict(
        self,
        model_id: str,
        inputs: Mapping[str, Any],
        wait: Optional[int] = None,
        webhook: Optional[str] = None,
        webhook_events_filter: Optional[Sequence[str]] = None,
        idempotency_key: Optional[str] = None,
    ) -> Prediction:
        """Runs a model. Answers at once, or with ``wait`` (seconds, up to 60) as soon as it has ended within that time."""
        body: dict[str, Any] = {"model": model_id, "input": inputs}
        if webhook is not None:
            body["webhook"] = webhook
        if webhook_events_filter is not None:
            body["webhook_events_filter"] = list(webhook_events_filter)
        headers = _key(idempotency_key)
        if wait is not None:
            headers["Prefer"] = f"wait={wait}"
        return Prediction.of(self._send("POST", "/predictions", body, headers, patience=wait or 0))

    def prediction(self, prediction_id: str) -> Prediction:
        """One prediction."""
        return Prediction.of(self._transport.call("GET", f"{_ROOT}/predictions/{_segment(prediction_id)}").data)

    def predictions(self, cursor: Optional[str] = None, **filters: str) -> PredictionPage:
        """One page, the newest first. Filters: ``model``, ``status``, ``created_from``, ``created_until``, ``limit``."""
        query = urlencode({**filters, **({"cursor": cursor} if cursor else {})})
        answer = self._transport.call("GET", f"{_ROOT}/predictions" + (f"?{query}" if query else ""))
        return PredictionPage([Prediction.of(each) for each in answer.data], answer.json.get("next"))

    def all_predictions(self, **filters: str) -> Iterator[Prediction]:
        """All of them, page by page."""
        page = self.predictions(**filters)
        yield from page.predictions
        while page.next:
            page = self.predictions(page.next, **filters)
            yield from page.predictions

    def cancel(self, prediction_id: str) -> Prediction:
        """Asks a prediction to stop."""
        return Prediction.of(self._transport.call("POST", f"{_ROOT}/predictions/{_segment(prediction_id)}/cancel").data)

    def wait_for(self, prediction_id: str, timeout: float, poll: float = 1.0) -> Prediction:
        """Returns when a prediction has ended; raises TimeoutError when it has not by then."""
        limit = time.monotonic() + timeout
        while True:
            prediction = self.prediction(prediction_id)
            if prediction.ended:
                return prediction
            if time.monotonic() + poll > limit:
                raise TimeoutError(f"Prediction {prediction_id} is still {prediction.status} after {timeout:g} s")
            time.sleep(poll)

    # --- all

    def _send(self, method: str, path: str, body: Optional[Mapping[str, Any]], headers: Mapping[str, str], patience: float = 0) -> Any:
        encoded = None if body is None else json.dumps(body, allow_nan=False).encode()
        answer = self._transport.call(method, _ROOT + path, encoded, {"Content-Type": "application/json", **headers}, patience)
        if not isinstance(answer.data, dict):
            raise TrestleError(f"The answer to {method} {path} is no JSON object; is this the address of the client API?", answer.status)
        return answer.data


def _key(given: Optional[str]) -> dict[str, str]:
    """What makes a repetition of the call the same call."""
    return {"Idempotency-Key": given or str(uuid.uuid4())}


def _segment(text: str) -> str:
    return quote(text, safe="")
