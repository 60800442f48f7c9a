"""Paths of links over redirectors: from answers alone, with no network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.path import (
    MAX_HOPS,
    Answer,
    Led,
    LinkPath,
    PathHop,
    is_open_redirect,
    read_answer,
    redirector_counts,
    walk,
)
from backlinkspider.links.record import links_to
from tests.links.test_record import reading, target

if TYPE_CHECKING:
    from collections.abc import Mapping

SHOP = "https://t.example/"


def path(url: str, answers: Mapping[str, Answer]) -> LinkPath:
    """Drive a walk with *answers*; who is not among them leads no further."""
    steps = walk(url, lambda one: one.startswith(SHOP))
    asked = next(steps)
    while True:
        try:
            asked = steps.send(answers.get(asked, Answer(200)))
        except StopIteration as end:
            found: LinkPath = end.value
            return found


def to(url: str, status: int = 302) -> Answer:
    return Answer(status, url, "location")


def test_a_path_ends_at_the_first_url_of_the_target() -> None:
    answers = {
        "https://a.test/1": to("https://b.test/2", 301),
        "https://b.test/2": Answer(200, f"{SHOP}x?utm_source=a", "refresh"),
        f"{SHOP}x?utm_source=a": to("https://elsewhere.test/"),
    }
    assert path("https://a.test/1", answers) == LinkPath(
        final_url=f"{SHOP}x?utm_source=a",
        hops=(
            PathHop("https://a.test/1", 301, "location"),
            PathHop("https://b.test/2", 200, "refresh"),
        ),
    )


def test_a_redirector_that_leads_elsewhere_or_nowhere_is_known_to() -> None:
    nowhere = path("https://a.test/?u=https://t.example/", {})
    assert (nowhere.final_url, nowhere.hops) == ("https://a.test/?u=https://t.example/", ())
    elsewhere = path("https://a.test/", {"https://a.test/": to("https://c.test/")})
    assert elsewhere.final_url == "https://c.test/"
    assert nowhere.unresolved is elsewhere.unresolved is None


@pytest.mark.parametrize("other", ["mailto:x@t.example", "javascript:0", "ftp://t.example/"])
def test_what_is_no_web_address_ends_a_path(other: str) -> None:
    assert path("https://a.test/", {"https://a.test/": to(other)}).hops == ()


def test_loops_and_endless_ways_are_unresolved() -> None:
    loop = {"https://a.test/": to("https://b.test/"), "https://b.test/": to("https://a.test/#x")}
    assert path("https://a.test/", loop).unresolved == "loop"
    endless = {f"https://a.test/{n}": to(f"https://a.test/{n + 1}") for n in range(50)}
    found = path("https://a.test/0", endless)
    assert (found.unresolved, len(found.hops)) == ("loop", MAX_HOPS)


@given(
    st.dictionaries(
        st.sampled_from([f"https://h{n}.test/" for n in range(6)]),
        st.builds(
            Answer,
            st.sampled_from([200, 301, 302, 404]),
            st.sampled_from([None, SHOP, *(f"https://h{n}.test/" for n in range(6))]),
            st.sampled_from(["location", "refresh", "script"]),
        ),
    )
)
def test_every_web_of_redirects_has_an_end(answers: dict[str, Answer]) -> None:
    found = path("https://h0.test/", answers)
    urls = [hop.url for hop in found.hops]
    assert len(urls) == len(set(urls)) <= MAX_HOPS
    if found.unresolved is None and found.final_url != SHOP:
        last = answers.get(found.final_url)
        assert last is None or last.leads_to is None


HTML = "text/html; charset=utf-8"
SOON = '<meta http-equiv="refresh" content="0; url=/y">'


@pytest.mark.parametrize(
    ("status", "headers", "body", "wanted"),
    [
        (302, {"location": "/y"}, "", ("https://a.test/y", "location")),
        (308, {"location": "//b.test"}, "", ("https://b.test/", "location")),
        (302, {}, "", (None, None)),
        (200, {"location": "/y"}, "", (None, None)),
        (201, {"location": "/y"}, "<p>made", (None, None)),
        (200, {"refresh": "3; url=/y"}, "", ("https://a.test/y", "refresh")),
        (200, {}, SOON, ("https://a.test/y", "refresh")),
        (404, {}, SOON, ("https://a.test/y", "refresh")),
        (200, {}, "<script>window.location.href = '/y'</script>", ("https://a.test/y", "script")),
        (200, {}, '<script>location.replace("/y")</script>', ("https://a.test/y", "script")),
        (200, {}, '<script>top.location="/y";</script>', ("https://a.test/y", "script")),
        (200, {}, r'<script>location="\/y"</script>', ("https://a.test/y", "script")),
        (200, {}, r"<script>location='\x2fy\u003f'</script>", ("https://a.test/y?", "script")),
        (200, {}, "<script>location = `/y`</script>", ("https://a.test/y", "script")),
        (200, {}, r"<script>location='/\ud800'</script>", ("https://a.test/%EF%BF%BD", "script")),
        (200, {}, "<script>location = '/y\"</script>", (None, None)),
        (200, {}, "<script>var mylocation = '/y'</script>", (None, None)),
        (200, {}, "<script>if (location == '/y') x()</script>", (None, None)),
        (200, {}, f"<script>location='/y'</script>{'word ' * 200}", (None, None)),
        (200, {}, "<p>a page", (None, None)),
        (404, {}, "<p>no page", (None, None)),
    ],
)
def test_what_an_answer_says_of_where_to_go(
    status: int, headers: dict[str, str], body: str, wanted: tuple[str | None, str | None]
) -> None:
    answer = read_answer("https://a.test/x", status, headers, body.encode(), HTML)
    assert (answer.leads_to, answer.by) == wanted


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, ""),
        (429, "<p>x"),
        (500, ""),
        (503, SOON[:9]),
        (200, "<title>Just a moment...</title>"),
    ],
)
def test_a_wall_or_an_error_does_not_tell(status: int, body: str) -> None:
    answer = read_answer("https://a.test/x", status, {}, body.encode(), HTML)
    assert answer.walled
    found = path(
        "https://a.test/", {"https://a.test/": to("https://b.test/"), "https://b.test/": answer}
    )
    assert (found.unresolved, len(found.hops)) == ("blocked", 1)


def test_only_html_is_read() -> None:
    answer = read_answer("https://a.test/x", 200, {}, SOON.encode(), "text/plain")
    assert answer == Answer(200)


@pytest.mark.parametrize(
    ("url", "final", "wanted"),
    [
        ("https://a.test/r?u=https%3A%2F%2Ft.example%2F", SHOP, True),
        ("https://a.test/r?u=https://t.example/x", f"{SHOP}x?utm_source=a", True),
        ("https://a.test/r?u=https://t.example/x", f"{SHOP}y", False),
        ("https://a.test/r/7", SHOP, False),
    ],
)
def test_an_open_redirect_is_told_by_where_it_went(url: str, final: str, wanted: bool) -> None:
    found = LinkPath(final_url=final, hops=(PathHop(url, 302, "location"),))
    assert is_open_redirect(url, found) is wanted


def test_what_redirected_nowhere_is_no_open_redirect() -> None:
    url = "https://a.test/r?u=https://t.example/"
    assert not is_open_redirect(url, LinkPath(final_url=url, hops=()))


GO = "https://blog.example/go/7"
PAGE = "<a href=/go/7>direct?</a><a href=/go/7#top>again</a><a href=/go/8>elsewhere</a>"


def led(final_url: str, *hops: str, blockers: tuple[str, ...] = ()) -> Led:
    steps = tuple(PathHop(url, 302, "location") for url in hops)
    return Led("redirect", LinkPath(final_url=final_url, hops=steps, blockers=blockers))


def test_a_link_over_a_redirector_is_a_link_with_its_way() -> None:
    paths = {
        GO: led(
            f"{SHOP}x?gclid=1&id=2",
            GO,
            "https://b.test/",
            blockers=("redirect_robots_txt:googlebot",),
        ),
        "https://blog.example/go/8": led("https://c.test/", "https://blog.example/go/8"),
    }
    first, second = links_to(target(), replace(reading(PAGE), paths=paths))
    link = first["link"]
    assert (link["url"], link["via"], link["final_url"]) == (
        GO,
        "redirect",
        f"{SHOP}x?gclid=1&id=2",
    )
    assert link["hops"][1] == {"url": "https://b.test/", "status": 302, "by": "location"}
    assert link["tracking"] == ["gclid"]
    assert (link["passes_credit"], link["credit_blockers"]) == (
        False,
        ["redirect_robots_txt:googlebot"],
    )
    assert first["signals"]["path_domains"] == 1
    assert first["signals"]["target_path"] == "/x"
    assert second["link"]["url"] == f"{GO}#top"


def test_a_direct_link_leads_where_it_says() -> None:
    link = links_to(target(), reading())[0]["link"]
    assert (link["via"], link["final_url"], link["hops"]) == ("direct", "https://t.example/x", [])


def test_an_unresolved_redirector_is_no_link_and_is_told() -> None:
    paths = {GO: Led("redirect", LinkPath(final_url=SHOP, hops=(), unresolved="timeout"))}
    assert links_to(target(), replace(reading(PAGE), paths=paths)) == ()
    assert redirector_counts(paths.items()) == {
        "asked": 1,
        "unresolved": [{"url": GO, "reason": "timeout"}],
    }
