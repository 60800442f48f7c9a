"""What we take from inside scrapy-playwright still has the shape we rely on."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest
from scrapy_playwright.handler import Config, ScrapyPlaywrightDownloadHandler


def test_config_has_what_we_set() -> None:
    assert {field.name for field in fields(Config)} >= {
        "launch_options",
        "max_pages_per_context",
        "navigation_timeout_ms",
        "restart_disconnected_browser",
        "target_closed_max_retries",
    }


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("_launch", ["self"]),
        ("_maybe_launch_browser", ["self"]),
        ("_browser_disconnected_callback", ["self"]),
        ("_download_request_with_page", ["self", "request", "page", "spider"]),
        ("download_request", ["self", "request"]),
        ("close", ["self"]),
    ],
)
def test_methods_we_call_or_replace(name: str, parameters: list[str]) -> None:
    method = getattr(ScrapyPlaywrightDownloadHandler, name)
    assert inspect.iscoroutinefunction(method)
    assert list(inspect.signature(method).parameters) == parameters


@pytest.mark.parametrize(
    ("method", "used"),
    [
        ("_download_request_with_retry", "self._download_request_with_page("),
        ("_maybe_launch_browser", "self.browser = "),
        ("_maybe_launch_browser", '"disconnected", self._browser_disconnected_callback'),
        ("_make_request_handler", "self.abort_request(playwright_request)"),
        ("_make_request_handler", "self.process_request_headers is None"),
    ],
)
def test_attributes_it_reads(method: str, used: str) -> None:
    assert used in inspect.getsource(getattr(ScrapyPlaywrightDownloadHandler, method))
