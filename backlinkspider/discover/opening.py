"""An archive's bytes as a stream, from a path or from an address that fsspec opens."""

from __future__ import annotations

import errno
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END, RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXTRAS: Final = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs"}
"""Packages that fsspec needs for a protocol, for users to install."""


class ArchiveFileError(ValueError):
    """A file or address can't be used; one line that names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """An archive at *address*, a path or what fsspec opens.

    *streamed* tells that its server gives it from its beginning only.
    """

    address: str
    streamed: bool = False

    def open(self, mode: Literal["rb"] = "rb", /) -> IO[bytes]:
        """Return its bytes as a stream. Raises ``OSError``."""
        if not is_remote(self.address):
            return Path(self.address).open(mode)
        import fsspec  # noqa: PLC0415 - for those who read archives elsewhere

        whole = self.streamed and self.address.startswith(("http://", "https://"))
        options = {"block_size": 0} if whole else {}
        with _as_os_errors():
            stream = fsspec.open(self.address, mode, **options).open()
            return cast("IO[bytes]", _Remote(stream, streamed=self.streamed))

    def size(self) -> int | None:
        """Return its bytes, where they can be read from anywhere; else ``None``."""
        try:
            if not is_remote(self.address):
                found = Path(self.address).stat()
                return found.st_size if stat.S_ISREG(found.st_mode) else None
            with self.open() as stream:
                return _reachable(stream)
        except OSError:
            return None  # who reads it says what is wrong

    def __str__(self) -> str:
        """Return the address."""
        return self.address


def _reachable(stream: IO[bytes]) -> int | None:
    """Return the size of *stream* if its last byte can be had alone. Raises ``OSError``.

    Whether a server gives ranges shows only when it is asked for one.
    """
    if not stream.seekable() or not (size := stream.seek(0, SEEK_END)):
        return None
    stream.seek(size - 1)
    return size if stream.read(1) else None


def is_remote(address: str) -> bool:
    """Tell whether *address* is one, not a path."""
    return "://" in address


def check_address(address: str) -> None:
    """Raise ``ArchiveFileError`` where *address* names no file, or nothing that can be asked."""
    if not is_remote(address):
        if not Path(address).exists():
            raise ArchiveFileError(f"{address}: no such file")
        return
    import fsspec  # noqa: PLC0415 - as above

    protocol = address.partition("://")[0]
    try:
        fsspec.get_filesystem_class(protocol)
    except ImportError:
        package = _EXTRAS.get(protocol, "a further package")
        how = f": pip install {package}" if protocol in _EXTRAS else ", see fsspec's documentation"
        raise ArchiveFileError(f"{address}: {protocol}:// needs {package}{how}") from None
    except ValueError:
        problem = f"fsspec knows no {protocol}://: use a path, https:// or s3://"
        raise ArchiveFileError(f"{address}: {problem}") from None


class _Remote(RawIOBase):
    """A stream of fsspec's that fails as files do."""

    def __init__(self, stream: Any, *, streamed: bool) -> None:
        self._stream = stream
        self._streamed = streamed

    def read(self, size: int = -1) -> bytes:
        with _as_os_errors():
            return cast("bytes", self._stream.read(size))

    def seek(self, offset: int, whence: int = 0) -> int:
        with _as_os_errors():
            return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())

    def seekable(self) -> bool:
        return not self._streamed and bool(self._stream.seekable())

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Raise as ``OSError`` what a file system raises: each has errors of its own library."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and error.strerror:
            raise
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise OSError(errno.EIO, said) from error
