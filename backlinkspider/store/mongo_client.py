"""Connecting to MongoDB: options, and PyMongo's errors as one line without a password."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from bson.errors import BSONError
from pymongo import AsyncMongoClient
from pymongo.errors import BulkWriteError, ConnectionFailure, DocumentTooLarge, PyMongoError

from backlinkspider.store.base import DocumentRefused, StoreError, StoreUnavailable
from backlinkspider.store.open import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Document

_TIMEOUTS: Final = {"serverSelectionTimeoutMS": 5_000, "socketTimeoutMS": 60_000}
"""How long to look for a server, and to wait for a reply, unless the URI says otherwise."""


def connect(uri: str) -> AsyncMongoClient[Document]:
    """Return a client for *uri* (it connects when first used). Raises ``StoreUnavailable``."""
    given = uri.lower()
    timeouts: dict[str, Any] = {k: v for k, v in _TIMEOUTS.items() if k.lower() not in given}
    try:
        return AsyncMongoClient(
            uri, tz_aware=True, tzinfo=UTC, appname="backlinkspider", **timeouts
        )
    except (PyMongoError, ValueError) as error:
        shown = redact(uri)
        # PyMongo quotes what it could not read, which may be a part of the password.
        why = str(error) if shown == uri else "percent-encode : / ? # [ ] @ and % in the password"
        raise StoreUnavailable(
            f"{shown} is no MongoDB URI ({why}); "
            "write mongodb://USER:PASSWORD@HOST:PORT/DATABASE?OPTIONS"
        ) from None


@contextmanager
def translated(uri: str) -> Iterator[None]:
    """Raise PyMongo's errors as ``StoreError`` or one of its kinds."""
    try:
        yield
    except ConnectionFailure as error:
        raise StoreUnavailable(f"{redact(uri)}: {_line(error)}") from error
    except (DocumentTooLarge, BSONError) as error:
        raise DocumentRefused(f"{redact(uri)}: {_line(error)}") from error
    except PyMongoError as error:
        raise StoreError(f"{redact(uri)}: {_line(error)}") from error


def _line(error: Exception) -> str:
    if isinstance(error, BulkWriteError):
        refused = [*error.details["writeErrors"], *error.details["writeConcernErrors"]]
        return f"{len(refused)} writes refused, the first: {refused[0]['errmsg']}"
    # PyMongo appends its timeouts, the whole topology, or the whole reply, to what went wrong.
    text = str(error)
    for appendix in (" (configured timeouts:", ", Timeout:", ", full error:"):
        text = text.partition(appendix)[0]
    return " ".join(text.split())
