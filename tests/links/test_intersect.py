"""One referring domain: who it links to, how we stand there, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.links.intersect import OurPages, Referrer

US = "us.example"


def link(target: str, state: str = "live", page: str = "/1", **more: Any) -> dict[str, Any]:
    part = {"url": f"https://{target}/", "text": "oak", "follow": True, "passes_credit": True}
    return {
        "target": target,
        "state": state,
        "page": {"url": f"https://r.example{page}", "domain": "r.example"},
        "link": {**part, **{k: v for k, v in more.items() if k in part}},
        **{k: v for k, v in more.items() if k not in part},
    }


def referrer(*links: dict[str, Any]) -> Referrer:
    found = Referrer(US, "r.example")
    for one in links:
        found.feed(one)
    return found


def worth(value: float | None) -> dict[str, Any]:
    return {"authority": {"value": value, "inputs": []}}


@pytest.mark.parametrize(
    ("states", "pages", "standing"),
    [
        ([], OurPages(read=2), "none"),
        ([], OurPages(), "not_looked"),
        ([], OurPages(unread=1), "unknown"),
        ([], OurPages(read=9, unread=1), "unknown"),
        (["lost"], OurPages(read=1), "lost"),
        (["lost"], OurPages(read=1, unread=1), "lost"),
        (["lost", "unknown"], OurPages(unread=1), "unknown"),
        (["lost", "live"], OurPages(read=1), None),
    ],
)
def test_how_we_stand(states: list[str], pages: OurPages, standing: str | None) -> None:
    ours = [link(US, state) for state in states]
    assert referrer(*ours, link("a.example")).standing(pages) == standing


def test_only_live_links_count() -> None:
    found = referrer(
        link("a.example"),
        link("a.example", follow=False),
        link("b.example", "lost", "/2"),
        link("c.example", "unknown", "/3"),
        link("d.example", page="/4", follow=False),
    )
    assert found.others == ["a.example", "d.example"]
    row = found.row(OurPages(read=3))
    assert (row["competitors"], row["links"], row["followed"], row["pages"]) == (2, 3, 1, 2)
    assert row["to"] == [
        {"target": "a.example", "live": 2, "followed": 1, "lost": 0, "unknown": 0},
        {"target": "b.example", "live": 0, "followed": 0, "lost": 1, "unknown": 0},
        {"target": "c.example", "live": 0, "followed": 0, "lost": 0, "unknown": 1},
        {"target": "d.example", "live": 1, "followed": 0, "lost": 0, "unknown": 0},
    ]


def test_the_example_is_the_best_link() -> None:
    contacts = [{"kind": "mail", "value": "ed@r.example", "text": ""}]
    found = referrer(
        link("a.example", page="/spam", audit={"score": 9.0}),
        link("a.example", page="/weak", passes_credit=False, worth=worth(90)),
        link("a.example", page="/good", audit={"score": 1.0}, worth=worth(40)),
        link("a.example", "lost", page="/gone", worth=worth(99)),
    )
    assert found.example is not None
    found.example["page"]["contacts"] = contacts
    row = found.row(OurPages(read=1))
    assert (row["page_url"], row["contact"]) == ("https://r.example/good", "ed@r.example")
    assert (row["authority"], row["risk"]) == (90, 9.0)


def test_what_nobody_measured_is_unknown() -> None:
    row = referrer(link("a.example", worth=worth(None))).row(OurPages())
    assert (row["authority"], row["risk"], row["contact"]) == (None, None, None)
