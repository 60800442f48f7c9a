"""What several imports name, alone and together, counted by hand."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.overlap import Overlap

T = "https://t.example/y"
UNITS = ("domains", "pages", "links")


def claim(tool: str, **said: Any) -> dict[str, Any]:
    return {"tool": tool, "file": f"{tool}.csv", "row": 2, **said}


def page(url: str, *claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"url": url, "domain": url.split("/")[2], "kind": "page", "claims": list(claims), **more}


def link(name: str, state: str = "live", url: str = T) -> dict[str, Any]:
    return {"_id": name, "state": state, "link": {"url": url, "text": name, "rel": []}}


def counted(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """By scope and sources: for each unit how many, how many live, how many unknown."""
    return {
        (row["scope"], *row["sources"]): tuple(
            (row[unit], row[f"{unit}_live"], row[f"{unit}_unknown"]) for unit in UNITS
        )
        for row in rows
    }


def test_what_each_names_and_what_of_it_was_seen() -> None:
    overlap = Overlap()
    both = page("https://a.example/1", claim("moz", target=T), claim("ahrefs", target=T))
    overlap.feed(both, [link("oak")], was_read=True)
    gone = page("https://a.example/2", claim("moz", target=T, anchor="elm"))
    overlap.feed(gone, [], was_read=True)
    down = page("https://b.example/", claim("ahrefs", target=T))
    overlap.feed(down, [], was_read=False)
    listed = page("https://c.example/")
    overlap.feed(listed, [link("ash"), link("fir", "lost")], was_read=True)
    overlap.feed(page("https://d.example/"), [], was_read=True)
    assert counted(list(overlap.rows())) == {
        ("all", "ahrefs"): ((2, 1, 1), (2, 1, 1), (2, 1, 1)),
        ("all", "moz"): ((1, 1, 0), (2, 1, 0), (2, 1, 0)),
        ("only", "ahrefs"): ((1, 0, 1), (1, 0, 1), (1, 0, 1)),
        ("only", "moz"): ((0, 0, 0), (1, 0, 0), (1, 0, 0)),
        ("together", "ahrefs", "moz"): ((1, 1, 0), (1, 1, 0), (1, 1, 0)),
        ("no import",): ((1, 1, 0), (1, 1, 0), (1, 1, 0)),
    }


def test_a_page_named_without_its_links_names_none_of_several() -> None:
    overlap = Overlap()
    named = page("https://a.example/1", claim("search_console"))
    overlap.feed(named, [link("oak"), link("elm")], was_read=True)
    assert counted(list(overlap.rows())) == {
        ("all", "search_console"): ((1, 1, 0), (1, 1, 0), (0, 0, 0)),
        ("only", "search_console"): ((1, 1, 0), (1, 1, 0), (0, 0, 0)),
        ("no import",): ((0, 0, 0), (0, 0, 0), (2, 2, 0)),
    }


def test_a_site_that_is_named_is_live_by_any_of_its_pages() -> None:
    """Its home page was not named: it is only where the crawl began."""
    overlap = Overlap()
    home = page("https://a.example/", claim("bing", scores={"backlinks": 2}), kind="site")
    overlap.feed(home, [], was_read=True)
    overlap.feed(page("https://a.example/found"), [link("oak")], was_read=True)
    assert counted(list(overlap.rows())) == {
        ("all", "bing"): ((1, 1, 0), (0, 0, 0), (0, 0, 0)),
        ("only", "bing"): ((1, 1, 0), (0, 0, 0), (0, 0, 0)),
        ("no import",): ((0, 0, 0), (1, 1, 0), (1, 1, 0)),
    }


def test_a_table_of_no_known_tool_goes_by_its_file() -> None:
    overlap = Overlap()
    said = {"tool": "table", "file": "agency.csv", "row": 2, "target": T}
    overlap.feed(page("https://a.example/1", said), [link("oak", "unknown")], was_read=False)
    assert counted(list(overlap.rows()))["all", "agency.csv"] == ((1, 0, 1),) * 3


def test_nothing_fed_gives_nothing() -> None:
    assert list(Overlap().rows()) == []


pages = st.lists(
    st.builds(
        lambda host, number, tools, states, was_read: (
            page(f"https://{host}.example/{number}", *(claim(one, target=T) for one in tools)),
            [link(f"{host}{number}{at}", state) for at, state in enumerate(states)],
            was_read,
        ),
        st.sampled_from("abc"),
        st.integers(0, 99),
        st.sets(st.sampled_from(["ahrefs", "moz", "bing"])),
        st.lists(st.sampled_from(["live", "lost", "unknown"]), max_size=3),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one[0]["url"],
)


@given(pages)
def test_what_all_name_adds_up(
    fed: list[tuple[dict[str, Any], list[dict[str, Any]], bool]],
) -> None:
    overlap = Overlap()
    for one, links, was_read in sorted(fed, key=lambda pair: str(pair[0]["url"])):
        overlap.feed(one, links, was_read=was_read)
    rows = list(overlap.rows())
    apart = [row for row in rows if row["scope"] in {"only", "together"}]
    assert sum(row["pages"] for row in apart) == sum(bool(one["claims"]) for one, _, _ in fed)
    assert sum(row["domains"] for row in apart) == len(
        {one["domain"] for one, _, _ in fed if one["claims"]}
    )
    seen = sum(link["state"] == "live" for _, links, _ in fed for link in links)
    assert sum(row["links_live"] for row in rows if row["scope"] != "all") == seen
    for row in rows:
        for unit in UNITS:
            assert row[unit] >= row[f"{unit}_live"] + row[f"{unit}_unknown"]
        if row["scope"] == "all":
            parts = [one for one in apart if row["sources"][0] in one["sources"]]
            assert all(row[unit] == sum(part[unit] for part in parts) for unit in UNITS)
