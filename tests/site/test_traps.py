"""Endless addresses are recognised, honest series are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.site.traps import (
    DATED_PAGES,
    FACET_SETS,
    REFERRING_PAGES,
    SCRIPT_PAGES,
    Trap,
    TrapGuard,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

SITE = "https://example.com"


def walk(paths: Iterable[str], *, budget: int = 0) -> tuple[int, set[Trap]]:
    """Visit each of *paths* that is no trap; return how many were, and which traps there were."""
    guard, taken, traps = TrapGuard(budget=budget), 0, set[Trap]()
    for path in paths:
        trap = guard.trap(SITE + path)
        if trap is None:
            guard.add(SITE + path)
            taken += 1
        else:
            traps.add(trap)
    return taken, traps


def token(number: int) -> str:
    return f"{number:04x}c0ffee15900d5eed"


HONEST = {
    "blog": [f"/20{year}/{month:02}/post-{month}" for year in (23, 24) for month in range(1, 13)],
    "same name each month": [f"/2024/{month:02}/links-of-the-month" for month in range(1, 13)],
    "news with numbers": [f"/2024/05{day:02}/{day}12345.html" for day in range(1, 29)],
    "pages of an archive": [f"/blog?page={number}" for number in range(2, 60)],
    "paths of an archive": [f"/blog/page/{number}/" for number in range(2, 60)],
    "shop": [f"/product?id={number}" for number in range(1, 51)],
    "shop with one script": [f"/?p={number}" for number in range(1, 51)],
    "forum": [f"/viewtopic.php?f={number % 7}&t={number}" for number in range(50)],
    "wiki": [f"/index.php?title=Page_{number}" for number in range(50)],
    "Joomla": [
        f"/index.php?option=com_content&view={view}&id={number}&Itemid=3"
        for view in ("article", "category")
        for number in range(20)
    ],
    "hexadecimal ids": [f"/doc?id={token(number)}" for number in range(50)],
    "hexadecimal ids in paths": [f"/doc/{token(number)}" for number in range(50)],
    "views of hexadecimal ids": [
        f"/{view}/{token(number)}/x" for number in range(25) for view in ("doc", "author", "print")
    ],
    "languages": [f"/{code}/{page}" for code in ("en", "de", "fr") for page in ("a", "b", "c")],
    "date in numbers only": ["/2011/11/11/eleven", "/1/1/1"],
    "one order": ["/list?sort=name", "/other?sort=name"],
}


@pytest.mark.parametrize("paths", HONEST.values(), ids=HONEST.keys())
def test_honest_series_are_visited_whole(paths: list[str]) -> None:
    assert walk(paths) == (len(paths), set())


MONTHS = [(year, month) for year in range(2026, 2066) for month in range(1, 13)]
ENDLESS: dict[str, tuple[Trap, int, list[str]]] = {
    "months": ("calendar", DATED_PAGES, [f"/calendar/{y}/{m:02}" for y, m in MONTHS]),
    "days": ("calendar", DATED_PAGES, [f"/events/{y}-{m:02}-15/" for y, m in MONTHS]),
    "months in the query": ("calendar", DATED_PAGES, [f"/c?y=1&month={y}-{m}" for y, m in MONTHS]),
    "year and month": ("calendar", DATED_PAGES, [f"/c?year={y}&month={m}" for y, m in MONTHS]),
    "timestamps": ("calendar", DATED_PAGES, [f"/c?ts={1900000000 + n}" for n in range(99)]),
    "session parameter": (
        "session_id",
        9,
        [f"/page-{n % 9}?visit={token(n // 9)}" for n in range(99)],
    ),
    "session segment": ("session_id", 9, [f"/{token(n // 9)}/page-{n % 9}" for n in range(99)]),
    "return addresses": (
        "endless_parameters",
        REFERRING_PAGES,
        [f"/hello?return=/page-{n}" for n in range(99)],
    ),
    "random values": (
        "endless_parameters",
        SCRIPT_PAGES,
        [f"/x?rand={n * 7919}" for n in range(999)],
    ),
    "growing query": ("facets", FACET_SETS, [f"/x?a=1{'&b=2' * n}" for n in range(8)]),
    "filters": (
        "facets",
        FACET_SETS,
        [
            "/shop?" + "&".join(f"{name}=1" for bit, name in enumerate("abcde") if mask >> bit & 1)
            for mask in range(3, 32)
            if mask.bit_count() > 1
        ],
    ),
    "order": ("facets", 1, ["/shop", *(f"/shop?sort={name}" for name in "abc")]),
    "one segment": ("repeated_segments", 2, ["/a" * n for n in range(1, 9)]),
    "two segments": ("repeated_segments", 2, ["/a/b" * n for n in range(1, 5)]),
    "behind others": ("repeated_segments", 2, ["/x/y" + "/a/b" * n + "/z" for n in range(1, 4)]),
    "depth": ("deep_path", 10, ["/" + "/".join("abcdefghijkl"[:n]) for n in range(1, 13)]),
    "length": ("long_url", 1, ["/x", "/" + "x" * 2000]),
    "many parameters": (
        "endless_parameters",
        0,
        ["/x?" + "&".join(f"p{n}=1" for n in range(9))],
    ),
}


@pytest.mark.parametrize(("trap", "taken", "paths"), ENDLESS.values(), ids=ENDLESS.keys())
def test_endless_series_end(trap: Trap, taken: int, paths: list[str]) -> None:
    assert walk(paths) == (taken, {trap})


def test_a_larger_budget_leaves_more_room_to_one_script() -> None:
    paths = [f"/thread?id={number}" for number in range(600)]
    assert walk(paths, budget=1000) == (500, {"endless_parameters"})


def test_known_session_names_and_tracking_are_other_spellings() -> None:
    guard = TrapGuard([f"{SITE}/a?PHPSESSID={token(number)}" for number in range(300)])
    assert guard.trap(f"{SITE}/a?PHPSESSID=x&utm_source=y") is None
    guard.add(f"{SITE}/b")
    assert guard.trap(f"{SITE}/c?PHPSESSID=1") is None


def test_trapped_pages_do_not_close_other_parts_of_the_site() -> None:
    guard = TrapGuard([f"{SITE}/calendar/{year}/{month}" for year, month in MONTHS])
    assert guard.trap(f"{SITE}/calendar/2070/1") == "calendar"
    assert guard.trap(f"{SITE}/calendar/about") is None
    assert guard.trap(f"{SITE}/2026/01/") is None
    assert guard.trap(f"{SITE}/2026/01/post") is None
