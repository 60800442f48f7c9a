"""Bodies whose packed data lack their end are told from whole ones."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from backlinkspider.web.unpacking_middleware import UnpackingMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BODY = bytes(range(256)) * 400
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": lambda body: zlib.compress(body, wbits=-15),
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def unpacked(encoding: str, packed: bytes, flags: Sequence[str] = ()) -> Response:
    middleware = UnpackingMiddleware.from_crawler(get_crawler())
    headers = {"Content-Encoding": encoding.removeprefix("raw "), "Content-Type": "text/html"}
    url = "http://a.test/"
    response = HtmlResponse(url, headers=headers, body=packed, flags=list(flags))
    found = middleware.process_response(Request(url), response)
    assert isinstance(found, Response)
    return found


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_whole_body_is_not_marked(encoding: str) -> None:
    found = unpacked(encoding, PACKERS[encoding](BODY))
    assert (found.body, found.flags) == (BODY, [])


@pytest.mark.parametrize("lacking", [1, 9, 60])
@pytest.mark.parametrize("encoding", PACKERS)
def test_a_body_that_lacks_its_end_is_marked(encoding: str, lacking: int) -> None:
    found = unpacked(encoding, PACKERS[encoding](BODY)[:-lacking], ["other"])
    assert found.flags == ["other", "dataloss"]
    assert BODY.startswith(found.body)


def test_several_layers_are_judged_by_the_outermost() -> None:
    packed = brotli.compress(gzip.compress(BODY))
    assert unpacked("gzip, BR", packed).flags == []
    assert unpacked("gzip, BR", packed[:-5]).flags == ["dataloss"]


def test_more_than_one_member_and_what_stands_behind_the_last_are_no_loss() -> None:
    found = unpacked("gzip", gzip.compress(BODY) * 2 + b"\0\0")
    assert (found.body, found.flags) == (BODY * 2, [])


def test_what_we_stopped_ourselves_lacks_its_end_for_that() -> None:
    found = unpacked("gzip", gzip.compress(BODY)[:-9], ["download_stopped"])
    assert found.flags == ["download_stopped"]


@pytest.mark.parametrize("encoding", ["identity", "x-nothing-known", ""])
def test_what_is_not_packed_is_whole(encoding: str) -> None:
    assert unpacked(encoding, b"<p>").flags == []


def test_an_empty_body_is_whole() -> None:
    assert unpacked("gzip", b"").flags == []
