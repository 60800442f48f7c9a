"""Which archives a command means: paths, addresses, folders, and lists of any of these."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.discover.opening import (
    ArchiveFile,
    ArchiveFileError,
    check_address,
    is_remote,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ARCHIVES: Final = (".warc", ".warc.gz", ".wat", ".wat.gz")
_GZIP: Final = b"\x1f\x8b"
_LIST_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a list, unpacked; Common Crawl's lists of a crawl have about 10 MB."""

_BASE: Final = (
    "relative entries begin in the list's folder, or at --base; "
    "for Common Crawl's own lists add --base https://data.commoncrawl.org/"
)


def archive_addresses(names: Iterable[str], base: str = "") -> list[str]:
    """Return the archives that *names* mean, each once, in the order given.

    A list holds an address a line, plain or compressed; what is relative there begins at *base*,
    or in the list's own folder. Raises ``ArchiveFileError``.
    """
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_meant(name, base)))
    for address in found:
        check_address(address)
    return list(found)


def _meant(name: str, base: str) -> Iterator[str]:
    if not is_remote(name) and Path(name).is_dir():
        files = [str(one) for one in sorted(Path(name).iterdir()) if one.name.endswith(_ARCHIVES)]
        if not files:
            raise ArchiveFileError(f"{name}: no file in this folder ends in {', '.join(_ARCHIVES)}")
        yield from files
    elif name.endswith(_ARCHIVES) or not _is_list(name):
        yield name
    else:
        yield from _listed(name, base)


def _is_list(name: str) -> bool:
    """Tell whether *name*, which no archive is called, is a list.

    A file here is looked at; a pipe is not: what was read of it would be gone.
    """
    if is_remote(name):
        return True
    return Path(name).is_file() and not _head(Path(name)).startswith(b"WARC/")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(4096)
    try:
        return zlib.decompressobj(31).decompress(data, 16) if data.startswith(_GZIP) else data
    except zlib.error:
        return b""


def _listed(name: str, base: str) -> Iterator[str]:
    root = base or name.rpartition("/")[0]
    for number, line in enumerate(_text(name).splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        address = _joined(root, entry)
        if not is_remote(address) and not Path(address).exists():
            raise ArchiveFileError(f"{name}:{number}: {address}: no such file: {_BASE}")
        yield address


def _text(name: str) -> str:
    check_address(name)
    try:
        with ArchiveFile(name).open() as stream:
            data = stream.read(_LIST_LIMIT)
        if data.startswith(_GZIP):
            unpacked: Any = gzip.GzipFile(fileobj=BytesIO(data))
            data = unpacked.read(_LIST_LIMIT)
    except (OSError, EOFError, zlib.error) as error:
        problem = getattr(error, "strerror", None) or error
        raise ArchiveFileError(f"{name}: this list of archives can't be read: {problem}") from None
    return data.decode("utf-8", "replace")


def _joined(root: str, entry: str) -> str:
    if is_remote(entry) or PurePosixPath(entry).is_absolute() or not root:
        return entry
    return f"{root.rstrip('/')}/{entry}"
