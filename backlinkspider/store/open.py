"""Which store a URI names. Only that store's modules are imported: commands start quickly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

_ALLOWED: Final = (
    "use sqlite:///FILE (sqlite:////FILE for an absolute path), "
    "mongodb://HOST:PORT/DATABASE or mongodb+srv://HOST/DATABASE"
)
# Up to the last @, whatever stands before it: a password may hold unescaped / : ? and @.
_USER_INFO: Final = re.compile(r"://.*@", re.DOTALL)
_SECRET_OPTION: Final = re.compile(
    r"([?&;](?:authMechanismProperties|[^=&;]*(?:password|passphrase|secret|token)[^=&;]*)=)[^&;]*",
    re.IGNORECASE,
)


class StoreUriError(ValueError):
    """A store's URI is wrong; the message says what would be right, without its password."""


def redact(uri: str) -> str:
    """Return *uri* fit for a log: user, password and secret options as ``***``."""
    return _SECRET_OPTION.sub(r"\1***", _USER_INFO.sub("://***@", uri))


def open_store(uri: str) -> Store:
    """Return the store *uri* names, not yet opened. Raises ``StoreUriError``."""
    scheme, separator, rest = uri.partition("://")
    if separator and scheme == "sqlite":
        return _sqlite(uri, rest)
    if separator and scheme in {"mongodb", "mongodb+srv"} and rest.strip("/"):
        from backlinkspider.store.mongo import MongoStore  # noqa: PLC0415 - PyMongo is slow to import

        return MongoStore(uri)
    raise StoreUriError(f"STORE_URI {redact(uri)!r} names no store: {_ALLOWED}")


def _sqlite(uri: str, rest: str) -> Store:
    path = rest.removeprefix("/")
    if path == rest or not path or path.endswith("/"):
        raise StoreUriError(f"STORE_URI {redact(uri)!r} names no file: use sqlite:///FILE")
    from backlinkspider.store.sqlite import SqliteStore  # noqa: PLC0415 - as above

    return SqliteStore(Path(path))
