"""Client of Trestle's client API: models, files, predictions. Standard library only."""

from .client import Client
from .errors import (
    Conflict,
    ConnectionFailed,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooLarge,
    TooManyRequests,
    TrestleError,
    Unauthenticated,
    Unavailable,
)
from .records import Model, Prediction, PredictionPage, Registration, StoredFile, Update
from .retries import Retries

__all__ = [
    "Client",
    "Conflict",
    "ConnectionFailed",
    "Forbidden",
    "Gone",
    "Invalid",
    "Model",
    "NotFound",
    "Prediction",
    "PredictionPage",
    "Registration",
    "Retries",
    "StoredFile",
    "TooLarge",
    "TooManyRequests",
    "TrestleError",
    "Unauthenticated",
    "Unavailable",
    "Update",
]
