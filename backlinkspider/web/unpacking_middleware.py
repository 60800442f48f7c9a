"""Unpacks bodies as Scrapy does, gzip in one call, and marks those that lack their end.

Scrapy hands on what a torn body unpacks to and says nothing, so that a link that was still to come
would count as one that is not there. Such a body gets the flag ``dataloss``, as one that came
shorter than announced does; one that was stopped at BODY_LIMIT does not, its end was left by us.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped]
from backports import zstd
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from backlinkspider.web.gzipped import GZIP, unpack_gzip

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider

_PIECE: Final = 1 << 16
_RAW: Final = -15
_GZIPPED: Final = frozenset({b"gzip", b"x-gzip"})


class UnpackingMiddleware(HttpCompressionMiddleware):
    """Scrapy's own middleware in its place."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy hands it over
    ) -> Request | Response:
        """Unpack the body of *response*, which is bounded by ``DOWNLOAD_MAXSIZE``."""
        encoding = _outermost(response.headers.getlist("Content-Encoding"))
        bomb = ""
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest as error:
            bomb = str(error)
        if bomb:  # raised anew: the first one's traceback holds on to all that was unpacked
            raise IgnoreRequest(bomb)
        if (
            isinstance(unpacked, Response)
            and "download_stopped" not in unpacked.flags
            and response.body
            and not _is_whole(encoding, response.body, unpacked.body)
        ):
            return unpacked.replace(flags=[*unpacked.flags, "dataloss"])
        return unpacked

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """Return *body* unpacked (Scrapy's private step); raises where *max_size* is exceeded."""
        if encoding in _GZIPPED:
            return unpack_gzip(body, max_size)
        return HttpCompressionMiddleware._decode(body, encoding, max_size)  # noqa: SLF001


def _outermost(encodings: list[bytes]) -> bytes:
    """Return the encoding that was applied last (RFC 9110, 8.4)."""
    return b",".join(encodings).rpartition(b",")[2].strip().lower()


def _is_whole(encoding: bytes, packed: bytes, unpacked: bytes) -> bool:
    if encoding in _GZIPPED:
        return packed.endswith(_gzip_trailer(unpacked)) or _ends(packed, GZIP)
    ends = _ENDS.get(encoding)
    return ends is None or ends(packed)


def _gzip_trailer(body: bytes) -> bytes:
    """Return how gzip ends a member that holds *body* (RFC 1952, 2.3.1).

    Most pages come so: what ends in these 64 bits is whole, and need not be unpacked once more.
    """
    return struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)


def _deflate_ends(body: bytes) -> bool:
    try:
        return _ends(body, zlib.MAX_WBITS)
    except zlib.error:
        return _ends(body, _RAW)


def _ends(body: bytes, bits: int) -> bool:
    """Tell whether the first member ends; what may come behind it is not asked for."""
    unpacker = zlib.decompressobj(bits)
    unpacker.decompress(body, _PIECE)
    while unpacker.unconsumed_tail and not unpacker.eof:
        unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
    return unpacker.eof


def _brotli_ends(body: bytes) -> bool:
    unpacker = brotli.Decompressor()
    piece: bytes = unpacker.process(body, output_buffer_limit=_PIECE)
    while piece and not unpacker.is_finished():
        piece = unpacker.process(b"", output_buffer_limit=_PIECE)
    return bool(unpacker.is_finished())


def _zstd_ends(body: bytes) -> bool:
    unpacker = zstd.ZstdDecompressor()
    unpacker.decompress(body, max_length=_PIECE)
    while not (unpacker.eof or unpacker.needs_input):
        unpacker.decompress(b"", max_length=_PIECE)
    return bool(unpacker.eof)


_ENDS: Final[dict[bytes, Callable[[bytes], bool]]] = {
    b"deflate": _deflate_ends,
    b"br": _brotli_ends,
    b"zstd": _zstd_ends,
}
