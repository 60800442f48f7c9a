"""The cloaking probe against hosts that cloak, flap, wall bots or only seem to cloak."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, outcomes, redirect, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from backlinkspider.demo.model import Hit, Reply

LINKED, BARE = html(anchor()), html("no link")
NOFOLLOW = html('<a href="https://target.test/" rel="nofollow">the target</a>')
STRANGER = redirect("https://prize.test/land")


def agent(hit: Hit) -> str:
    return hit.headers["user-agent"]


def is_bot(hit: Hit) -> bool:
    return "Googlebot" in agent(hit)


def is_any_bot(hit: Hit) -> bool:
    return "bot" in agent(hit).lower() or "spider" in agent(hit)


def is_phone(hit: Hit) -> bool:
    return "Mobile" in agent(hit)


def is_from_search(hit: Hit) -> bool:
    return "google" in hit.headers.get("referer", "")


def either(test: Callable[[Hit], bool], then: Response, otherwise: Response = LINKED) -> Site:
    return Site({"/": lambda hit: then if test(hit) else otherwise})


def flapping(seed: int) -> Site:
    chance = random.Random(seed)
    return Site({"/": lambda _: LINKED if chance.random() < 0.5 else BARE})


def alternating() -> Site:
    count = Counter[str]()

    def reply(hit: Hit) -> Response:
        count[hit.host] += 1
        return LINKED if count[hit.host] % 2 else BARE

    return Site({"/": reply})


CONSENT = Response(b"<title>Before you continue</title><h1>Before you continue</h1>")
CAPTCHA = Response(b"<title>Just a moment...</title><div class=g-recaptcha></div>", status=403)
TO_PHONES = Site(
    {
        "/": lambda hit: redirect("http://m.mdot.test/") if is_phone(hit) else LINKED,
    }
)
SITES = {
    "honest.test": Site({"/": LINKED}),
    "for-bots.test": either(is_any_bot, LINKED, BARE),
    "not-for-google.test": either(is_bot, BARE),
    "nofollow-google.test": either(is_bot, NOFOLLOW),
    "searchers.test": either(is_from_search, STRANGER),
    "searchers-link.test": either(is_from_search, BARE),
    "phones.test": either(is_phone, STRANGER),
    "mdot.test": TO_PHONES,
    "m.mdot.test": Site({"/": LINKED}),
    "wall.test": either(is_bot, CAPTCHA),
    "busy.test": either(is_bot, Response(status=429)),
    "consent.test": either(is_from_search, CONSENT),
    "resets.test": either(is_bot, Response(behaviour="reset")),
    "turns.test": alternating(),
    **{f"flaps{seed}.test": flapping(seed) for seed in range(8)},
    "unlinked.test": Site({"/": BARE}),
    "prize.test": Site({"/": BARE}),
}
PAGES = [host for host in SITES if host not in {"m.mdot.test", "prize.test"}]
STATES = {
    "honest.test": ("same", []),
    "for-bots.test": ("differs", ["browser"]),
    "not-for-google.test": ("differs", ["googlebot"]),
    "nofollow-google.test": ("differs", ["googlebot"]),
    "searchers.test": ("differs", ["referrer"]),
    "searchers-link.test": ("differs", ["referrer"]),
    "phones.test": ("differs", ["phone"]),
    "mdot.test": ("same", []),
    "wall.test": ("unknown", None),
    "busy.test": ("unknown", None),
    "consent.test": ("unknown", None),
    "resets.test": ("unknown", None),
    "turns.test": ("unknown", None),
}
PROBE = {"arguments": {"probe": "cloaking", "render": "never"}}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoWeb, str, str]]:
    folder = tmp_path_factory.mktemp("cloaking")
    uri = f"sqlite:///{folder / 'store.db'}"
    with DemoWeb(SITES) as web:
        crawl = Crawl.ruled(web, uri, folder, [f"http://{host}/" for host in PAGES], **PROBE)
        yield web, uri, crawl.finish().out


@pytest.fixture(scope="module")
def links(crawled: tuple[DemoWeb, str, str]) -> dict[str, dict[str, Any]]:
    return {link["page"]["host"]: link for link in stored(crawled[1], "links")}


@pytest.mark.parametrize("host", STATES)
def test_what_the_looks_come_to(links: dict[str, dict[str, Any]], host: str) -> None:
    found = links[host]["signals"]["cloaking"]
    assert (found["state"], found.get("differs")) == STATES[host]
    assert found["repeated"] == (found["state"] == "differs" or host == "turns.test")


def test_chance_is_never_believed(links: dict[str, dict[str, Any]]) -> None:
    states = {
        host: link["signals"]["cloaking"]["state"]
        for host, link in links.items()
        if host.startswith("flaps")
    }
    assert len(states) >= 3
    assert "differs" not in states.values()


def test_only_real_cloaking_is_flagged(links: dict[str, dict[str, Any]]) -> None:
    flags = {
        host: {flag["rule"] for flag in link["flags"] if flag["rule"].startswith("cloak.")}
        for host, link in links.items()
    }
    assert {host: found for host, found in flags.items() if found} == {
        "for-bots.test": {"cloak.ua"},
        "searchers.test": {"cloak.referrer"},
        "searchers-link.test": {"cloak.referrer"},
        "phones.test": {"cloak.mobile_redirect"},
    }


def test_each_look_is_kept_with_what_it_got(links: dict[str, dict[str, Any]]) -> None:
    looks = {one["as"]: one for one in links["phones.test"]["signals"]["cloaking"]["looks"]}
    assert list(looks) == ["ours", "googlebot", "browser", "referrer", "phone"]
    assert looks["phone"]["left_to"] == "https://prize.test/land"
    assert looks["browser"]["links"] == [{"url": "https://target.test/", "rel": []}]
    walled = {one["as"]: one for one in links["wall.test"]["signals"]["cloaking"]["looks"]}
    assert walled["googlebot"]["unknown"] == "status 403"


def test_who_is_asked_how_often(crawled: tuple[DemoWeb, str, str]) -> None:
    web, _, said = crawled
    counts = Counter(hit.host for hit in web.hits if hit.path == "/")
    assert counts["honest.test"] == 5
    assert counts["for-bots.test"] == 5 + 2 * 5
    assert counts["unlinked.test"] == 1
    assert counts["prize.test"] == 0
    assert counts["busy.test"] == 2
    assert "cloaking probe: " in said
    [referred] = [h for h in web.hits if h.host == "honest.test" and "referer" in h.headers]
    assert referred.headers["referer"] == "https://www.google.com/"


def test_a_link_that_google_alone_is_shown_is_found_where_one_was_known(
    sqlite_uri: str, tmp_path: Path
) -> None:
    with DemoWeb({"a.test": Site({"/": LINKED})}) as web:
        crawl = Crawl.ruled(web, sqlite_uri, tmp_path, ["http://a.test/"], **PROBE)
        crawl.finish()
        web.sites["a.test"] = either(is_bot, LINKED, BARE)
        crawl.finish()
    assert outcomes(sqlite_uri) == {"http://a.test/": "linked"}
    [link] = stored(sqlite_uri, "links")
    assert link["state"] == "live"
    assert link["signals"]["cloaking"]["seen_by"] == ["googlebot"]
    assert "cloak.ua" in {flag["rule"] for flag in link["flags"]}


def test_the_budget_bounds_the_probes_and_nobody_is_probed_unasked(
    sqlite_uri: str, tmp_path: Path
) -> None:
    hosts = [f"h{n}.test" for n in range(3)]
    urls = [f"http://{host}/" for host in hosts]
    with DemoWeb(dict.fromkeys(hosts, Site({"/": LINKED}))) as web:
        Crawl.of(web, sqlite_uri, tmp_path, urls, arguments={"render": "never"}).finish()
        assert len([hit for hit in web.hits if hit.path == "/"]) == 3
        ended = Crawl.of(
            web, sqlite_uri, tmp_path, urls, settings={"CLOAK_MAX_PAGES": "1"}, **PROBE
        ).finish()
    probed = [link for link in stored(sqlite_uri, "links") if "cloaking" in link["signals"]]
    assert len(probed) == 1
    assert "2 not probed: CLOAK_MAX_PAGES are spent" in ended.out


def test_another_visitors_look_is_asked_of_robots_txt_too(sqlite_uri: str, tmp_path: Path) -> None:
    rules = Response(b"User-agent: *\nDisallow: /phones", headers=(("Content-Type", "text/plain"),))
    pages: dict[str, Reply] = {
        "/": lambda h: redirect("/phones") if is_phone(h) else LINKED,
        "/robots.txt": rules,
    }
    with DemoWeb({"a.test": Site(pages)}) as web:
        Crawl.of(web, sqlite_uri, tmp_path, ["http://a.test/"], **PROBE).finish()
        assert "/phones" not in web.paths("a.test")
    [link] = stored(sqlite_uri, "links")
    assert link["signals"]["cloaking"]["reason"] == "not shown the page: phone"


SHELL = Response(
    b"<!doctype html><title>App</title><div id=root></div>"
    b"<script>document.getElementById('root').innerHTML = "
    b"'<a href=\"https://target.test/\">the target</a>'</script>"
)


@pytest.mark.browser
@pytest.mark.parametrize("render", ["auto", "never"])
def test_a_page_rendered_beforehand_for_crawlers_is_no_cloaking(
    render: str, sqlite_uri: str, tmp_path: Path
) -> None:
    with DemoWeb({"a.test": either(is_bot, LINKED, SHELL)}) as web:
        arguments = {"probe": "cloaking", "render": render}
        ended = Crawl.of(
            web, sqlite_uri, tmp_path, ["http://a.test/"], arguments=arguments
        ).finish()
    found = stored(sqlite_uri, "links")
    if render == "never":
        assert not found
        return
    [link] = found
    assert link["signals"]["cloaking"]["state"] == "same"
    assert "seen_by" not in link["signals"]["cloaking"]
    assert "1 same" in ended.out
