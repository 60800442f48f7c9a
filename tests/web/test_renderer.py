"""What the renderer does when a browser is lost, worn out or not there."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.web.browser import find_chromium
from tests.web.render_harness import SITE, has_link, run_crawl, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

Step = list[dict[str, Any]]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


def some(path: str, number: int) -> list[str]:
    return [f"{SITE}{path}?{n}" for n in range(number)]


def requests(urls: list[str]) -> Step:
    return [{"url": url} for url in urls]


@pytest.mark.parametrize(("sent", "limit"), [(signal.SIGKILL, 30), (signal.SIGSTOP, 15)])
def test_pages_of_a_lost_browser_are_rendered_in_another(
    port: int, sent: signal.Signals, limit: int
) -> None:
    first, *pages = some("/static", 1) + some("/fetch-900", 4)
    steps = [requests([first]), requests(pages)]
    steps[1][0]["strike"] = int(sent)
    result = run_crawl(port, steps, RENDER_TIMEOUT=limit)
    found = result["pages"]
    assert [has_link(found[url].get("text", "")) for url in pages] == [True] * 4, found
    assert result["stats"]["render/tried_again"] == 4
    assert result["stats"]["render/browsers"] == 1 + 4
    assert result["left"] == []


def test_a_page_that_kills_every_browser_takes_no_other_with_it(port: int) -> None:
    first, killer = f"{SITE}/static", f"{SITE}/endless"
    pages = some("/fetch-900", 3)
    steps = [requests([first]), [{"url": killer, "kills": True}, *requests(pages)]]
    result = run_crawl(port, steps)
    found = result["pages"]
    assert (found[killer]["problem"], found[killer]["text"]) == (
        "browser_gone",
        "the browser ended, as did the one before it",
    )
    assert [has_link(found[url].get("text", "")) for url in pages] == [True] * 3
    assert result["stats"]["render/tried_again"] == 4
    assert result["left"] == []


def test_a_page_that_never_ends_is_late_and_its_browser_stays(port: int) -> None:
    busy, after = f"{SITE}/busy-loop", f"{SITE}/static"
    result = run_crawl(port, [requests([busy]), requests([after])], RENDER_TIMEOUT=5)
    assert (result["pages"][busy]["problem"], result["pages"][busy]["text"]) == (
        "timeout",
        "not rendered in 5 s",
    )
    assert has_link(result["pages"][after]["text"])
    assert result["stats"]["render/browsers"] == 1
    assert result["left"] == []


def test_a_worn_browser_is_replaced_and_loses_no_page(port: int) -> None:
    pages = some("/timer-400", 10)
    result = run_crawl(port, [requests(pages)], RENDER_RECYCLE=4)
    assert [has_link(result["pages"][url].get("text", "")) for url in pages] == [True] * 10
    assert result["stats"]["render/browsers"] == 3
    assert "render/tried_again" not in result["stats"]
    assert result["left"] == []


def test_a_browser_whose_tab_does_not_close_is_replaced_and_loses_no_page(port: int) -> None:
    clings, *pages = some("/timer-400", 3)
    after = f"{SITE}/static"
    steps = [[{"url": clings, "clings": True}, *requests(pages)], requests([after])]
    result = run_crawl(port, steps)
    found = result["pages"]
    assert [has_link(found[url].get("text", "")) for url in [clings, *pages, after]] == [True] * 4
    assert result["stats"]["render/browsers"] == 2
    assert "render/tried_again" not in result["stats"]
    assert result["left"] == []


def test_refused_requests_are_told_in_one_line(port: int) -> None:
    pages = some("/asks-inside", 2)
    log = run_crawl(port, [requests(pages)], LOG_LEVEL="INFO")["log"]
    [line] = [line for line in log.splitlines() if "browsers] INFO" in line]
    assert line.endswith(
        "Requests refused to rendered pages: 2 (10.0.0.1: 10.0.0.1 is not public"
        " (private, RFC 1918), 2)"
    )


def test_no_browser_is_said_in_full(port: int) -> None:
    steps = [[{"url": f"{SITE}/static"}], [{"url": f"{SITE}/static?again"}]]
    pages = run_crawl(port, steps, CHROMIUM="/nowhere/chromium")["pages"]
    for page in pages.values():
        assert (page["error"], page["problem"]) == ("RenderFailed", "no_browser")
        assert "CHROMIUM: '/nowhere/chromium' is no executable file" in page["text"]
        assert "apt-get install chromium" in page["text"]
