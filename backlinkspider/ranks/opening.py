"""A rank list's bytes as lines, compressed or not, in bounded memory."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from backlinkspider.advance import unheard
from backlinkspider.candidates.lines import byte_lines
from backlinkspider.ranks.model import RankFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from backlinkspider.advance import Advance

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_CHUNK: Final = 1 << 16

Broken = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)
"""What reading raises where a file, or what is packed in it, is damaged."""


@contextmanager
def opened(
    path: Path,
    name: str,
    stopped: Callable[[], bool] = lambda: False,
    advance: Advance = unheard,
) -> Iterator[Iterator[bytes]]:
    """Open *path*, which messages call *name*, and give its lines without their ends.

    gzip and zip are told by their first bytes. The lines end early once *stopped* says so;
    *advance* is told of the bytes of the file that were read. Raises ``RankFileError`` for what
    can't be opened; reading on may raise one of ``Broken``.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            stream = _unpacked(file, name, stack)
        except Broken as error:
            raise RankFileError(f"{name}: can't be read: {reason_of(error)}") from None
        yield byte_lines(_chunks(file, stream, stopped, advance))


def _chunks(
    file: BinaryIO, stream: BinaryIO, stopped: Callable[[], bool], advance: Advance
) -> Iterator[bytes]:
    """Yield what *stream* unpacks of *file* until *stopped* says so."""
    told = 0
    while not stopped() and (chunk := stream.read(_CHUNK)):
        yield chunk
        read = file.tell()
        advance(max(0, read - told))
        told = max(read, told)


def reason_of(error: BaseException) -> str:
    """Return in words why a file could not be read on."""
    told = error.strerror if isinstance(error, OSError) else None
    return told or str(error) or type(error).__name__


def _unpacked(file: BinaryIO, name: str, stack: ExitStack) -> BinaryIO:
    head = file.read(len(_ZIP))
    file.seek(0)
    if head.startswith(_GZIP):
        return cast("BinaryIO", stack.enter_context(gzip.open(file)))
    if head != _ZIP:
        return file
    archive = stack.enter_context(zipfile.ZipFile(file))
    files = [one for one in archive.infolist() if not one.is_dir()]
    if len(files) != 1:
        raise RankFileError(f"{name}: a zip archive of {len(files)} files: one list is read a file")
    if files[0].flag_bits & 1:
        raise RankFileError(f"{name}: the archive asks for a password: unpack it first")
    return cast("BinaryIO", stack.enter_context(archive.open(files[0])))
