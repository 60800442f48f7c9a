from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.documents import OUTCOMES
from backlinkspider.ownsite.entry import KINDS
from backlinkspider.ownsite.problem import PROBLEMS, Problem, Site, is_home, judge, moves, probe_url
from backlinkspider.target import Target
from backlinkspider.target.matching import parse_matcher

if TYPE_CHECKING:
    from backlinkspider.documents import Document

TARGET: Final = Target(
    name="shop.test",
    matchers=(parse_matcher("shop.test"), parse_matcher("old-shop.test")),
    own_sites=("allied.test",),
)
SHOP: Final = "https://www.shop.test"


def page(path: str = "/a", to: str | None = None, *hops: str, **more: Any) -> Document:
    """Return the page at *path* that leads to *to* over the URLs of *hops*."""
    url = path if "//" in path else SHOP + path
    final = to if to is None or "//" in to else SHOP + to
    before = [url, *(hop if "//" in hop else SHOP + hop for hop in hops)] if final else []
    return {
        "url": url,
        "outcome": "read",
        "status": 200,
        "final_url": final or url,
        "hops": [{"url": one, "status": 301} for one in before],
        **more,
    }


def error(status: int, **more: Any) -> Document:
    return page(outcome="http_error", status=status, detail=str(status), **more)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (page(), "none"),
        (page(outcome="not_html"), "none"),
        (page("/old", "/new"), "none"),
        (page("http://shop.test/a", "/a", "https://shop.test/a"), "none"),
        (page("http://shop.test/old", "/new", "https://shop.test/old"), "none"),
        (page("/a?utm_source=x", "/a"), "none"),
        (page("/old", "/new", "/middle"), "redirect_chain"),
        (page("/old", "/new", "http://www.shop.test/middle", "/middle"), "redirect_chain"),
        (page("/old", "/"), "redirected_home"),
        (page("/to-home", "/"), "redirected_home"),
        (page("/en_gb/", "/"), "none"),
        (page("/old", "/?from=old"), "none"),
        (page("/old", "https://shop.test/index.html"), "redirected_home"),
        (page("https://blog.shop.test/post", "/"), "redirected_home"),
        (page("/", "/en/"), "none"),
        (page("/de", "/"), "none"),
        (page("https://shop.test/", "/"), "none"),
        (page("https://old-shop.test/", "/"), "none"),
        (page("https://old-shop.test/tables", "/"), "redirected_home"),
        (page("/index.php", "/"), "none"),
        (page("/home", "/"), "none"),
        (page("/old", "https://allied.test/"), "redirected_home"),
        (page("/old", "https://allied.test/new"), "none"),
        (page("/old", "https://stranger.test/"), "redirected_away"),
        (page("/old", "https://notshop.test/x"), "redirected_away"),
        (error(404), "broken"),
        (error(410), "broken"),
        (error(400), "broken"),
        (error(301), "broken"),
        (page(outcome="redirect_loop", detail="x came up again"), "broken"),
        (page(outcome="parked", detail="buy this domain"), "broken"),
        (error(408), "unknown"),
        (error(500), "unknown"),
        (error(503), "unknown"),
        (page(outcome="timeout", status=None), "unknown"),
        (page(outcome="dns_error", status=None), "unknown"),
        (page(outcome="blocked", status=403), "unknown"),
        (page(outcome="skipped", status=None), "unknown"),
        (page(outcome="soft_404", detail="not found"), "soft_404"),
        (page("/old", "/gone", outcome="soft_404", detail="not found"), "soft_404"),
        (page(outcome="robots_denied", status=None), "robots"),
        (page(blockers=["robots_txt:googlebot"]), "robots"),
        (page(blockers=["noindex:meta:robots"]), "noindex"),
        (page(blockers=["nofollow:meta:robots"]), "none"),
        (page(canonical=f"{SHOP}/a"), "none"),
        (page(canonical="http://shop.test/a/"), "none"),
        (page("/a?color=red", canonical=f"{SHOP}/a"), "none"),
        (page(canonical=f"{SHOP}/b"), "canonical_elsewhere"),
        (page(canonical="https://other.test/a"), "canonical_elsewhere"),
        (page("/old", "/new", canonical=f"{SHOP}/new"), "none"),
    ],
)
def test_what_is_wrong_with_a_page(document: Document, problem: str) -> None:
    found = judge(document, TARGET)
    assert found.problem == problem
    assert bool(found.reason) == (problem != "none")


def test_the_root_may_lead_to_a_home_page_elsewhere() -> None:
    root = page("/", "/shop/start-here", title="Shop")
    site = Site.of([root, page("/a")])
    assert judge(page("/old", "/shop/start-here"), TARGET, site).problem == "redirected_home"
    assert judge(page("/old", "/shop/start-here"), TARGET).problem == "none"
    assert judge(root, TARGET, site).problem == "none"


def test_a_root_that_fails_names_no_home() -> None:
    assert Site.of([page("/", outcome="timeout", final_url=None)]) == Site()


PROBE: Final = probe_url("www.shop.test")


def test_a_page_like_what_is_said_of_missing_ones_is_a_soft_404() -> None:
    home = page("/", title="Shop", heading="Welcome")
    asked = page(PROBE, title="Oops", heading="Nothing here")
    site = Site.of([home, asked])
    dead = page("/dead", title="Oops", heading="Nothing here")
    found = judge(dead, TARGET, site)
    assert (found.problem, found.reason) == (
        "soft_404",
        "answers 200 as for a page that is not there",
    )
    assert judge(page("/old", "/404", title="Oops", heading="Nothing here"), TARGET, site) == found
    assert judge(page(title="Oops", heading="A song"), TARGET, site).problem == "none"
    assert judge(asked, TARGET, site).problem == "none"


@pytest.mark.parametrize(
    "asked",
    [
        error(404, title="Oops", heading=""),
        page(PROBE, "/", title="Oops", heading=""),
        page(PROBE, title="Shop", heading=""),
        page(PROBE, outcome="timeout", title="Oops", heading=""),
    ],
)
def test_an_honest_host_and_one_that_says_nothing_make_no_soft_404(asked: Document) -> None:
    site = Site.of([page("/", title="Shop", heading=""), {**asked, "url": PROBE}])
    assert site.missing == frozenset()


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", True), ("/index.html", True), ("/home/", True), ("/Start", True), ("/homeware", False),
     ("/?p=7", False), ("/?utm_source=x", True), ("/en", False)],
)  # fmt: skip
def test_home_pages(path: str, expected: bool) -> None:
    assert is_home(SHOP + path) is expected


def test_steps_between_spellings_are_no_moves() -> None:
    way = page("http://shop.test/old", "/new/", "https://shop.test/old", "/old", "/new")
    assert moves(way) == ["http://shop.test/old", f"{SHOP}/new"]


@given(
    outcome=st.sampled_from(OUTCOMES),
    status=st.none() | st.integers(100, 599),
    to=st.sampled_from([None, "/", "/b", "https://stranger.test/"]),
    blockers=st.lists(st.sampled_from(["noindex:meta:robots", "robots_txt:bingbot"])),
)
def test_every_page_has_one_problem_and_no_answer_is_never_a_broken_page(
    outcome: str, status: int | None, to: str | None, blockers: list[str]
) -> None:
    found = judge(page("/a", to, outcome=outcome, status=status, blockers=blockers), TARGET)
    assert found.problem in PROBLEMS
    if outcome in {"timeout", "dns_error", "connection_error", "tls_error", "blocked", "refused"}:
        assert found.problem == "unknown"


def test_all_problems_that_waste_links_are_kinds_of_entries() -> None:
    assert set(get_args(Problem)) - {"none", "unknown"} <= set(KINDS)
