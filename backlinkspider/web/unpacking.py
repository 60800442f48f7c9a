"""Unpacks bodies: Scrapy's middleware, with gzip in one call where that is all there is to it."""

from __future__ import annotations

import zlib
from typing import Final

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.utils.gz import gunzip

_GZIP: Final = 16 + zlib.MAX_WBITS
"""What tells zlib that a gzip header and trailer are round the data."""


class UnpackingMiddleware(HttpCompressionMiddleware):
    """Unpacks as Scrapy does, to the byte; of gzip, which most pages come in, faster."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """Return *body* unpacked (Scrapy's private step); raises where *max_size* is exceeded."""
        if encoding in {b"gzip", b"x-gzip"}:
            return unpack_gzip(body, max_size)
        return HttpCompressionMiddleware._decode(body, encoding, max_size)  # noqa: SLF001


def unpack_gzip(body: bytes, max_size: int) -> bytes:
    """Return what Scrapy's ``gunzip`` does, which reads on past damage; raises what it raises.

    One whole member is unpacked at once. Anything else is left to ``gunzip``: a body that broke
    off, a wrong checksum, more members, bytes after the end, more than *max_size* bytes (0: any).
    """
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(body, max_size + 1 if max_size else 0)
    except zlib.error:
        return gunzip(body, max_size=max_size)
    is_whole = unpacker.eof and not unpacker.unused_data
    if not is_whole or (max_size and len(unpacked) > max_size):
        return gunzip(body, max_size=max_size)
    return unpacked
