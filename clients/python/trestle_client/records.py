"""What the service answers, as far as this package knows it; ``raw`` has the whole answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

Json = Mapping[str, Any]

_ENDED = frozenset({"succeeded", "failed", "canceled", "aborted", "lost"})


@dataclass(frozen=True)
class Registration:
    """A model whose tunnel was asked for. ``credential`` and ``config`` are None until the tunnel stands; they are secret."""

    id: str
    status: str
    credential: Optional[Json] = field(repr=False)
    config: Optional[Json]
    warnings: list[Any]
    raw: Json = field(repr=False)

    @property
    def ready(self) -> bool:
        return self.credential is not None

    @staticmethod
    def of(data: Json) -> "Registration":
        return Registration(
            data["id"], data.get("status", ""), data.get("credential"), data.get("config"), list(data.get("warnings") or []), data
        )


@dataclass(frozen=True)
class Update:
    """What a new signature means to those who call the model.

    ``level``: ``unchanged``, ``patch``, ``minor`` or ``major``. ``version`` is in force now. ``counterexample``, for a major change where
    one was found, is an input that was accepted and no longer is.
    """

    id: str
    version: int
    level: str
    changes: list[Json]
    counterexample: Optional[Json]
    raw: Json = field(repr=False)

    @staticmethod
    def of(data: Json) -> "Update":
        comparison = data["compatibility"]
        return Update(
            data["id"], data["version"], comparison["level"], list(comparison["changes"]), comparison.get("counterexample"), data
        )


@dataclass(frozen=True)
class Model:
    """A model, in a list or by itself."""

    id: str
    name: str
    status: str
    hostname: Optional[str]
    raw: Json = field(repr=False)

    @staticmethod
    def of(data: Json) -> "Model":
        return Model(data["id"], data["name"], data.get("status", ""), data.get("hostname"), data)


@dataclass(frozen=True)
class StoredFile:
    """A file. Whoever has ``url`` can read it."""

    url: str
    name: str
    hash: str
    size: int
    media_type: str

    @staticmethod
    def of(data: Json) -> "StoredFile":
        return StoredFile(data["url"], data["name"], data["hash"], data["size"], data["mediaType"])


@dataclass(frozen=True)
class Prediction:
    """A run of a model. ``output`` and ``error`` are None until they are known."""

    id: str
    status: str
    output: Any
    error: Optional[str]
    logs: str
    raw: Json = field(repr=False)

    @property
    def ended(self) -> bool:
        return self.status in _ENDED

    @property
    def succeeded(self) -> bool:
        return self.status == "succeeded"

    @staticmethod
    def of(data: Json) -> "Prediction":
        return Prediction(
            data["id"], data.get("status", ""), data.get("output"), data.get("error"), data.get("logs") or "", data
        )


@dataclass(frozen=True)
class PredictionPage:
    """Some predictions, the newest first; ``next`` is the cursor of the following page, None on the last."""

    predictions: list[Prediction]
    next: Optional[str]
