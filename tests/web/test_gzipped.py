"""Unpacking gzip at once gives what Scrapy's own reading gives, whatever came."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.utils.gz import gunzip

from backlinkspider.web.gzipped import unpack_gzip
from backlinkspider.web.unpacking_middleware import UnpackingMiddleware

PACKED = st.binary(max_size=300).map(lambda body: gzip.compress(body * 3, mtime=0))


def outcome(unpack: object, body: bytes, most: int) -> bytes | str:
    assert callable(unpack)
    try:
        unpacked: bytes = unpack(body, max_size=most)
    except Exception as error:  # noqa: BLE001 (whatever Scrapy's raises)
        return f"{type(error).__name__}: {error}"
    return unpacked


@given(PACKED, st.sampled_from([0, 1, 30, 900, 10_000]))
def test_a_whole_body(body: bytes, most: int) -> None:
    assert outcome(unpack_gzip, body, most) == outcome(gunzip, body, most)


@given(
    PACKED,
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=2),
    st.integers(0, 40),
    st.one_of(PACKED, st.binary(max_size=4)),
    st.sampled_from([0, 50, 10_000]),
)
def test_a_damaged_body(
    body: bytes, changes: list[tuple[int, int]], cut: int, after: bytes, most: int
) -> None:
    damaged = bytearray(body)
    for place, byte in changes:
        damaged[place % len(damaged)] = byte
    sent = bytes(damaged[: len(damaged) - cut]) + after
    assert outcome(unpack_gzip, sent, most) == outcome(gunzip, sent, most)


@pytest.mark.parametrize("encoding", [b"gzip", b"x-gzip", b"deflate"])
def test_what_is_not_gzip_is_scrapys(encoding: bytes) -> None:
    packed = zlib.compress(b"page") if encoding == b"deflate" else gzip.compress(b"page")
    assert UnpackingMiddleware._decode(packed, encoding, 0) == b"page"
