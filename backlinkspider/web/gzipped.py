"""Gzip in one call, where one whole member is all there is to it: most pages come so."""

from __future__ import annotations

import zlib
from typing import Final

from scrapy.utils.gz import gunzip

GZIP: Final = 16 + zlib.MAX_WBITS
"""What tells zlib that a gzip header and trailer are round the data."""


def unpack_gzip(body: bytes, max_size: int) -> bytes:
    """Return what Scrapy's ``gunzip`` does, which reads on past damage; raises what it raises.

    One whole member is unpacked at once. Anything else is left to ``gunzip``: a body that broke
    off, a wrong checksum, more members, bytes after the end, more than *max_size* bytes (0: any).
    """
    unpacker = zlib.decompressobj(GZIP)
    try:
        unpacked = unpacker.decompress(body, max_size + 1 if max_size else 0)
    except zlib.error:
        return gunzip(body, max_size=max_size)
    is_whole = unpacker.eof and not unpacker.unused_data
    if not is_whole or (max_size and len(unpacked) > max_size):
        return gunzip(body, max_size=max_size)
    return unpacked
