"""Where the proof of a store's crawls is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_NAME: Final = "proof"


def proof_folder(given: str, store_uri: str) -> Path:
    """Return the folder PROOF_FOLDER names; where it is empty, ``proof`` beside an SQLite store.

    With another store it is in the current folder.
    """
    if given:
        return Path(given).expanduser()
    scheme, separator, path = store_uri.partition(":///")
    if separator and scheme == "sqlite":
        return Path(path).parent / _NAME
    return Path(_NAME)
