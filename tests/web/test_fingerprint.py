from __future__ import annotations

import pytest
from scrapy import Request, Spider
from scrapy.utils.test import get_crawler

from backlinkspider.web.fingerprint import RenderFingerprinter

URL = "https://host.test/"


@pytest.fixture
def fingerprinter() -> RenderFingerprinter:
    return RenderFingerprinter.from_crawler(get_crawler(Spider))


def test_a_rendered_request_differs(fingerprinter: RenderFingerprinter) -> None:
    plain = fingerprinter.fingerprint(Request(URL))
    rendered = fingerprinter.fingerprint(Request(URL, meta={"playwright": True}))
    assert rendered == plain + b"R"


def test_a_switched_off_flag_does_not(fingerprinter: RenderFingerprinter) -> None:
    off = Request(URL, meta={"playwright": False})
    assert fingerprinter.fingerprint(off) == fingerprinter.fingerprint(Request(URL))


def test_equal_requests_agree(fingerprinter: RenderFingerprinter) -> None:
    meta = {"playwright": True}
    first, second = (Request(f"{URL}?{query}", meta=meta) for query in ("a=1&b=2", "b=2&a=1"))
    assert fingerprinter.fingerprint(first) == fingerprinter.fingerprint(second)
