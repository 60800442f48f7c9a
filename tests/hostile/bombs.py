"""Bodies that are small on the wire and huge, or nothing, when they are unpacked."""

from __future__ import annotations

import gzip
import zlib
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import brotli  # type: ignore[import-untyped]
from backports import zstd

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, moved, raw

if TYPE_CHECKING:
    from tests.hostile.wire import Serve, Talk

_HUGE: Final = 96 * 1024 * 1024


@cache
def _zeros() -> bytes:
    return page(LINK).encode() + bytes(_HUGE)


@cache
def _tags() -> bytes:
    return page(LINK).encode() + b"<p><b>" * (_HUGE // 6)


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


def _packed(encoding: str, body: bytes, **more: str) -> Serve:
    return answer(body, f"Content-Encoding: {encoding}", **more)  # type: ignore[arg-type]


def _late(encoding: str, pack: object, body: object) -> Serve:
    """Pack when asked for, so that nothing is made for tests that are not run."""

    def serve(talk: Talk) -> None:
        _packed(encoding, pack(body()))(talk)  # type: ignore[operator]

    return serve


def _fast(body: bytes) -> bytes:
    return gzip.compress(body, 1)


def _zstd(body: bytes) -> bytes:
    return zstd.compress(body, 1)


def _brotli(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body, quality=1)
    return packed


_SMALL: Final = page(LINK).encode()
_NOISE: Final = "".join(f"<p>{sha256(bytes([number])).hexdigest()}" for number in range(60))
"""Text that takes as much room packed as not, nearly."""

_LONG: Final = page(LINK, _NOISE).encode()
_CUT: Final = {"truncated": True}
_WHOLE: Final = {"truncated": False}

CASES: Final = (
    Case("bomb-gzip", _late("gzip", _fast, _zeros), "too_large"),
    Case("bomb-gzip-tags", _late("gzip", _fast, _tags), "too_large"),
    Case("bomb-deflate", _late("deflate", zlib.compress, _zeros), "too_large"),
    Case("bomb-raw-deflate", _late("deflate", _raw_deflate, _zeros), "too_large"),
    Case("bomb-brotli", _late("br", _brotli, _zeros), "too_large"),
    Case("bomb-zstd", _late("zstd", _zstd, _zeros), "too_large"),
    Case("bomb-nested", _late("gzip, gzip", lambda b: _fast(_fast(b)), _zeros), "too_large"),
    Case("bomb-mixed", _late("gzip, br", lambda b: _brotli(_fast(b)), _zeros), "too_large"),
    Case(
        "bomb-members",
        _late("gzip", lambda b: _fast(b) * 8, lambda: bytes(16 * 1024 * 1024)),
        "too_large",
    ),
    Case("bomb-behind", moved("http://bomb-gzip.test/"), "too_large"),
    Case(
        "bomb-robots",
        {"/": answer(_SMALL), "/robots.txt": _late("gzip", _fast, _zeros)},
        "robots_denied",
        detail="unreachable",
    ),
    linked("packed-honestly", _packed("br", _brotli(_SMALL))),
    linked("packed-thrice", _packed("gzip, deflate, gzip", _fast(zlib.compress(_fast(_SMALL))))),
    Case("packed-not", _packed("gzip", _SMALL), "connection_error", detail="does not unpack"),
    Case(
        "packed-other",
        _packed("br", _fast(_SMALL)),
        "connection_error",
        detail="does not unpack",
    ),
    linked("packed-unknown", _packed("x-nothing-known", _SMALL)),
    linked("packed-identity", _packed("identity", _SMALL)),
    linked("packed-whole", _packed("gzip", _fast(_SMALL)), page=_WHOLE),
    linked("packed-torn", _packed("gzip", _fast(_SMALL)[:-9]), page=_CUT),
    linked("packed-torn-brotli", _packed("br", _brotli(_LONG)[:-90]), page=_CUT),
    Case(
        "packed-torn-zstd",  # of which Scrapy unpacks nothing
        _packed("zstd", _zstd(_LONG)[:-90]),
        "connection_error",
        detail="broke off",
    ),
    linked("packed-torn-deflate", _packed("deflate", zlib.compress(_SMALL)[:-5]), page=_CUT),
    Case(
        "packed-torn-before-link",
        _packed("gzip", _fast(page(_NOISE, LINK).encode())[:-300]),
        "connection_error",
        detail="broke off",
    ),
    Case(
        "packed-often",
        answer(_fast(_SMALL), *["Content-Encoding: gzip"] * 200),
        "connection_error",
    ),
    linked("packed-lying", raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _SMALL)),
)
