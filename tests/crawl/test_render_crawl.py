"""Pages that scripts write: rendered for a recorded reason, and honest where that fails."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.conftest import HUNG
from tests.crawls import Crawl, anchor, ending, html, outcomes, stored

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from backlinkspider.demo.model import Hit
    from backlinkspider.documents import Document

needs_browser = pytest.mark.browser
WHY = "few_words, app_root, target_in_script"
BROWSER_PROCESSES = 6
"""Playwright's driver, Chromium and its helpers; with a page open there are more."""


def script(code: str, *plain: str) -> Response:
    """Return the shell of an application whose *code* writes the page into ``#root``."""
    text = f"<!doctype html><title>App</title><body>{''.join(plain)}<div id=root></div>"
    return Response(f"{text}<script>{code}</script>".encode())


WRITES_A_LINK = script(f"document.getElementById('root').innerHTML = '{anchor()}'")
NEVER_ENDS = script("for (;;) {}")


def not_for_browsers(page: Response) -> Callable[[Hit], Response]:
    """Return a reply that a plain request gets, while a browser's connection is reset."""
    reset = replace(page, behaviour="reset")
    return lambda hit: reset if "upgrade-insecure-requests" in hit.headers else page


SITES = {
    "script.test": Site({"/": WRITES_A_LINK}),
    "plain.test": Site({"/": html(anchor())}),
    "stuck.test": Site({"/": NEVER_ENDS}),
    "shy.test": Site({"/": not_for_browsers(script("", "nothing plain"))}),
    "shy-link.test": Site({"/": not_for_browsers(script("", anchor("/plain")))}),
}


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(SITES) as web:
        yield web


def _crawl(web: DemoWeb, uri: str, folder: Path, *hosts: str, **more: Any) -> Crawl:
    return Crawl.of(web, uri, folder, [f"http://{host}/" for host in hosts], **more)


def _facts(uri: str) -> dict[str, tuple[str, bool, str | None]]:
    """Return outcome, whether it was rendered and why it should be, by host."""
    return {
        page["host"]: (
            page["outcome"],
            page["page"].get("rendered", False),
            page["page"].get("render_reason"),
        )
        for page in stored(uri, "pages")
    }


def _links(uri: str) -> dict[str, Document]:
    return {link["page"]["host"]: link for link in stored(uri, "links")}


@pytest.fixture(scope="module")
def auto(web: DemoWeb, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the store of one crawl with the default ``render=auto``."""
    folder = tmp_path_factory.mktemp("auto")
    uri = f"sqlite:///{folder / 'store.db'}"
    hosts = ("script.test", "plain.test", "shy.test", "shy-link.test")
    _crawl(web, uri, folder, *hosts).finish()
    return uri


@needs_browser
def test_auto_renders_what_needs_it_and_records_why(auto: str) -> None:
    found = _facts(auto)
    assert found["script.test"] == ("linked", True, WHY)
    assert found["plain.test"] == ("linked", False, None)
    links = _links(auto)
    assert links["script.test"]["link"]["seen_in"] == "rendered"
    assert links["script.test"]["page"]["render_reason"] == WHY
    assert links["plain.test"]["link"]["seen_in"] == "raw"


@needs_browser
def test_a_page_that_can_not_be_rendered_is_never_without_links(auto: str) -> None:
    found = _facts(auto)
    assert found["shy.test"][:2] == ("render_failed", False)
    assert found["shy-link.test"][:2] == ("linked", False)
    details = {page["host"]: page["detail"] for page in stored(auto, "pages")}
    assert details["shy.test"].startswith("not rendered: ")
    assert details["shy-link.test"].startswith("not rendered: ")


def test_never_opens_no_browser_and_still_says_why_one_was_wanted(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    never = {"arguments": {"render": "never"}, "settings": {"CHROMIUM": "/nowhere"}}
    _crawl(web, sqlite_uri, tmp_path, "script.test", "plain.test", **never).finish()
    assert _facts(sqlite_uri) == {
        "script.test": ("no_link", False, WHY),
        "plain.test": ("linked", False, None),
    }


@needs_browser
def test_always_opens_every_page(web: DemoWeb, sqlite_uri: str, tmp_path: Path) -> None:
    always = {"arguments": {"render": "always"}}
    _crawl(web, sqlite_uri, tmp_path, "script.test", "plain.test", **always).finish()
    assert _facts(sqlite_uri) == {
        "script.test": ("linked", True, "always"),
        "plain.test": ("linked", True, "always"),
    }
    assert _links(sqlite_uri)["plain.test"]["link"]["seen_in"] == "both"


def test_a_missing_browser_costs_only_the_pages_that_need_it(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    settings = {"CHROMIUM": "/nowhere/chromium"}
    hosts = ("script.test", "plain.test", "shy-link.test")
    ended = _crawl(web, sqlite_uri, tmp_path, *hosts, settings=settings).finish()
    found = {host: facts[:2] for host, facts in _facts(sqlite_uri).items()}
    assert found == {
        "script.test": ("render_failed", False),
        "plain.test": ("linked", False),
        "shy-link.test": ("linked", False),
    }
    assert "/nowhere/chromium" in ended.err
    assert "Traceback" not in ended.err


def test_a_spent_budget_is_an_outcome_and_not_no_link(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    settings = {"RENDER_MAX_PAGES": "0"}
    _crawl(web, sqlite_uri, tmp_path, "script.test", "plain.test", settings=settings).finish()
    assert outcomes(sqlite_uri) == {
        "http://script.test/": "skipped",
        "http://plain.test/": "linked",
    }
    [detail] = [page["detail"] for page in stored(sqlite_uri, "pages", {"outcome": "skipped"})]
    assert "RENDER_MAX_PAGES" in detail


@needs_browser
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, None], ids=str)
def test_no_browser_outlives_its_crawl(
    number: signal.Signals | None, web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    settings = {"RENDER_TIMEOUT": "4"}
    crawl = _crawl(web, sqlite_uri, tmp_path, "script.test", "stuck.test", settings=settings)
    with crawl.running() as process:
        _wait_until(lambda: len(_children(process)) >= BROWSER_PROCESSES)
        children = _children(process)
        if number is not None:
            process.send_signal(number)
        ending(process)
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return list(psutil.Process(process.pid).children(recursive=True))


def _wait_until(condition: Callable[[], bool], seconds: float = HUNG) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
