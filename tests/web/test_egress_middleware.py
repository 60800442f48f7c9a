from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.utils.test import get_crawler

from backlinkspider.web.egress_middleware import (
    CONTACT_MISSING,
    GATE_OPEN,
    EgressMiddleware,
    EgressRefused,
)
from tests.web.egress_crawl import crawl

NOBODY = "127.0.0.1:9"


def test_each_kind_of_answer_reaches_the_errback_as_its_own_exception() -> None:
    urls = {
        "http://inward.test/": "EgressRefused",
        "http://10.0.0.1/": "EgressRefused",
        "http://allowed.test:25/": "EgressRefused",
        "ftp://allowed.test/": "EgressRefused",
        "http://dead.test/": "CannotResolveHostError",
        "http://a..test/": "CannotResolveHostError",
        "http://refusing.test/": "DownloadConnectionRefusedError",
    }
    result = crawl(
        list(urls),
        {
            "EGRESS_ALLOW": "127.0.0.1",
            "CONNECT_TO": f"refusing.test:80={NOBODY}",
            "RETRY_ENABLED": False,
        },
        names={"inward.test": [["10.0.0.7"]], "allowed.test": [["127.0.0.1"]]},
    )
    assert {url: page["error"] for url, page in result["pages"].items()} == urls
    messages = {url: page["message"] for url, page in result["pages"].items()}
    assert messages["http://inward.test/"] == (
        "inward.test: 10.0.0.7 is not public (private, RFC 1918)"
    )
    assert "port 25 is not for the web" in messages["http://allowed.test:25/"]
    assert messages["ftp://allowed.test/"] == "allowed.test: scheme ftp: is not http: or https:"
    assert messages["http://dead.test/"] == "dead.test: Name or service not known"
    assert result["finished"] == "finished"


def test_a_dead_name_is_retried_and_a_refused_one_is_not() -> None:
    names = {"dead.test": [[]], "inward.test": [["10.0.0.7"]]}
    urls = ["http://dead.test/", "http://inward.test/"]
    result = crawl(urls, {"RETRY_TIMES": 1, "LOG_LEVEL": "DEBUG"}, names=names, ttl=0)
    assert [line for line in result["log"].splitlines() if "Retrying" in line and "dead" in line]
    assert not [line for line in result["log"].splitlines() if "Retrying" in line and "inw" in line]


def test_leaving_loopback_without_a_contact_ends_the_crawl() -> None:
    url = "http://public.test/"
    result = crawl([url], {"CONTACT_URL": ""}, names={"public.test": [["93.184.216.34"]]})
    assert result["pages"][url]["error"] == "ContactMissing"
    assert result["finished"] == CONTACT_MISSING
    assert "set CONTACT_URL to a page" in result["log"]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            {"TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver"},
            "TWISTED_DNS_RESOLVER is not EgressResolver",
        ),
        ({"HTTPPROXY_ENABLED": True}, "HTTPPROXY_ENABLED lets a proxy from the environment in"),
    ],
)
def test_a_crawl_beside_the_gate_does_not_start(settings: dict[str, Any], problem: str) -> None:
    result = crawl(["http://127.0.0.1:18080/"], settings | {"EGRESS_ALLOW": "127.0.0.1"})
    assert result["pages"] == {}
    assert result["finished"] == GATE_OPEN
    assert problem in result["log"]


async def test_the_document_of_a_rendered_page_is_checked_too() -> None:
    middleware = EgressMiddleware.from_crawler(get_crawler(Spider))
    with pytest.raises(EgressRefused) as caught:
        await middleware.process_request(
            Request("https://169.254.169.254/latest/", meta={"playwright": True})
        )
    assert caught.value.host == "169.254.169.254"
    assert "cloud metadata" in caught.value.reason


def test_a_bad_setting_stops_at_once() -> None:
    with pytest.raises(ValueError, match="CONNECT_TO: bad entry 'nonsense'"):
        EgressMiddleware.from_crawler(get_crawler(Spider, {"CONNECT_TO": "nonsense"}))
