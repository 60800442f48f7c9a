"""Which store a URI names. Only that store's modules are imported: commands start quickly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backlinkspider.store.base import StoreUnavailable

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

_ALLOWED: Final = (
    "use sqlite:///FILE (sqlite:////FILE for an absolute path), "
    "mongodb://HOST:PORT/DATABASE or mongodb+srv://HOST/DATABASE"
)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SECRET_OPTION: Final = re.compile(
    r"([?&;](?:authMechanismProperties|[^=&;]*(?:password|passphrase|secret|token)[^=&;]*)=)[^&;]*",
    re.IGNORECASE,
)


class StoreUriError(ValueError):
    """A store's URI is wrong; the message says what would be right, without its password."""


def redact(uri: str) -> str:
    """Return *uri* fit for a log: user, password and secret options as ``***``."""
    found = _SCHEME.match(uri)
    scheme, rest = (uri[: found.end()], uri[found.end() :]) if found else ("", uri)
    # A file's path may hold an @. Elsewhere all up to the last one goes, for a password that
    # was not percent-encoded may hold / : ? and @ itself.
    if "@" in rest and not rest.startswith("/"):
        rest = f"***@{rest.rpartition('@')[2]}"
    return _SECRET_OPTION.sub(r"\1***", scheme + rest)


def open_store(uri: str, *, create: bool = True) -> Store:
    """Return the store *uri* names, not yet opened. Raises ``StoreUriError``.

    Without *create* a file that is not there is ``StoreUnavailable``: a question shall not leave
    an empty store behind.
    """
    scheme, separator, rest = uri.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(uri, rest, create=create)
    if separator and scheme in {"mongodb", "mongodb+srv"} and rest.strip("/"):
        from backlinkspider.store.mongo import MongoStore  # noqa: PLC0415 - PyMongo is slow to import

        return MongoStore(uri)
    raise StoreUriError(f"STORE_URI {redact(uri)!r} names no store: {_ALLOWED}")


def _sqlite(uri: str, rest: str, *, create: bool) -> Store:
    path = rest.removeprefix("/")
    if path == rest or path in {"", ":memory:"} or path.endswith("/"):
        raise StoreUriError(f"STORE_URI {redact(uri)!r} names no file: use sqlite:///FILE")
    from backlinkspider.store.sqlite import SqliteStore  # noqa: PLC0415 - as above

    if not (create or Path(path).is_file()):
        problem = "there is no such file: crawl first, or set STORE_URI"
        raise StoreUnavailable(f"{redact(uri)}: {problem}")
    return SqliteStore(Path(path))
