"""What happens to the demo web in a year, and what a store must hold of each link after it.

Pages are the demo's own; each crawl sees them with the edits that are in force then. A link's life
gives its dates, its events and its history, but for what changed and why it went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.crawls import redirect
from tests.year.stage import (
    CLOSES,
    HANGS,
    LAST,
    RESETS,
    SHOP,
    Link,
    Page,
    answer,
    demo_page,
    header,
    instead,
    swap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

REMOVED: Final = ("link_removed", None)
GONE: Final = ("page_gone", None)
STAYS: Final = "L" * (LAST + 1)


def qualified(before: list[str], after: list[str], *values: str) -> dict[str, list[Any]]:
    """Return what changes when *values* of rel come, and with them the credit goes."""
    return {
        "link.rel": [before, after],
        "link.follow": [True, False],
        "link.passes_credit": [True, False],
        "link.credit_blockers": [[], [f"rel:{value}" for value in values]],
    }


def reverse(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [after, before] for name, (before, after) in changes.items()}


SPONSORED: Final = qualified(["noopener"], ["sponsored", "noopener"], "sponsored")
NOFOLLOWED: Final = qualified([], ["nofollow"], "nofollow")
NOINDEX: Final[Mapping[str, list[Any]]] = {
    "link.passes_credit": [True, False],
    "link.credit_blockers": [[], ["noindex:header:robots"]],
    "page.indexable": [True, False],
}


PAGES: Final = (
    Page(  # turns sponsored, turns back, goes
        "https://northernpost.test/business/mill-takes-on-four-apprentices",
        (
            Link(
                f"{SHOP}/workshop",
                "Oak & Loom",
                "LLLLLLLLLLLLLLLXXXXX",
                lost={15: REMOVED},
                changed={3: SPONSORED, 10: reverse(SPONSORED)},
            ),
        ),
        (
            (3, 9, swap(('rel="noopener"', 'rel="sponsored noopener"'))),
            (15, LAST, swap(("<a href=", "<b title="), ("Oak & Loom</a>", "The mill</b>"))),
        ),
    ),
    Page(  # rented by the month
        "http://bathroomfitters.test/prices",
        (
            Link(
                f"{SHOP}/",
                "handmade oak furniture UK",
                "LLLXXLLXXLLLLLLLLLLL",
                lost={3: REMOVED, 7: REMOVED},
                rules=("paid.monthly_toggle",),
            ),
        ),
        tuple(
            (first, last, swap((f'<a href="{SHOP}/">handmade oak furniture UK</a>', "our friends")))
            for first, last in ((3, 4), (7, 8))
        ),
    ),
    Page(  # moves into the footer
        "https://dalewoolmill.test/stockists",
        (
            Link(
                f"{SHOP}/blankets/pennine-wool-throw",
                "Pennine throw",
                STAYS,
                changed={6: {"link.region": ["content", "footer"]}},
            ),
            Link("https://oak-and-loom.example/", "Oak & Loom", STAYS),
        ),
        (
            (
                6,
                LAST,
                swap(
                    ("<p>The <a", "<p>The <b"),
                    ("Pennine throw</a>", "Pennine throw</b>"),
                    (
                        "<footer>",
                        f'<footer><a href="{SHOP}/blankets/pennine-wool-throw">Pennine throw</a> ',
                    ),
                ),
            ),
        ),
    ),
    Page(  # says something else
        "https://chamberofcraft.test/",
        (
            Link(
                f"{SHOP}/",
                "handmade oak tables",
                STAYS,
                changed={4: {"link.text": ["Oak & Loom Ltd", "handmade oak tables"]}},
            ),
        ),
        ((4, LAST, swap(("Oak & Loom Ltd</a>", "handmade oak tables</a>"))),),
    ),
    Page(  # links are put above others: one of the same address, later one of a new one
        "https://slowliving.example/on-mending/",
        (
            Link(f"{SHOP}/workshop", "Oak & Loom's repair bench", STAYS),
            Link(f"{SHOP}/workshop", "the mill", ".....LLLLLLXXXXXXXXX", lost={11: REMOVED}),
            Link(f"{SHOP}/new", "news", "........LLLLLLLLLLLL"),
            Link(f"{SHOP}/blankets/pennine-wool-throw", "cheap wool blankets", STAYS),
            Link(f"{SHOP}/", "oak furniture sale", STAYS),
        ),
        (
            (
                5,
                10,
                swap(
                    (
                        "<p>There is",
                        f'<p>See <a href="{SHOP}/workshop">the mill</a>.</p><p>There is',
                    )
                ),
            ),
            (8, LAST, swap(("<article>", f'<article><p>Some <a href="{SHOP}/new">news</a>.</p>'))),
        ),
    ),
    Page(  # the first of two with one address goes: the second is no other one
        "http://villagecricket.test/fixtures",
        (
            Link(f"{SHOP}/", "oak furniture", "LLLLLLXXXXXXXXXXXXXX", lost={6: REMOVED}),
            Link(f"{SHOP}/", "cheap oak furniture", STAYS),
        ),
        ((6, LAST, swap((f'<a href="{SHOP}/"><img', "<b><img"))),),
    ),
    Page(  # gone for two months
        "https://thekitchentable.example/2025/10/our-harvest-table/",
        (
            Link(f"{SHOP}/", "Oak & Loom", "LLLLLLLLXXXXLLLLLLLL", lost={8: GONE}),
            Link(
                f"{SHOP}/tables/harvest-oak-dining-table",
                "Harvest table",
                "LLLLLLLLXXXXLLLLLLLL",
                lost={8: GONE},
            ),
        ),
        ((8, 11, answer(410)),),
    ),
    Page(  # leads to the home page
        "https://xn--mbelfreunde-rfb.example/tische/eiche-massiv/",
        (
            Link(
                f"{SHOP}/tisch",
                "Esstisch von Oak & Loom",
                "LLLLLXXXXXXXXXXXXXXX",
                lost={5: ("page_redirected", "https://xn--mbelfreunde-rfb.example/")},
            ),
        ),
        ((5, LAST, instead(redirect("/", 301))),),
    ),
    Page(  # sold to another shop; and moved to another page of ours
        "https://wirepress.test/release/88213",
        (
            Link(
                f"{SHOP}/",
                "handmade oak furniture",
                "LLLLLLLXXXXXXXXXXXXX",
                lost={7: ("target_changed", "https://rival.example/")},
            ),
            Link(
                f"{SHOP}/blankets/pennine-wool-throw",
                "pure wool blankets",
                "LLLLLLLLLLLLXXXXXXXX",
                lost={12: ("target_changed", f"{SHOP}/blankets/")},
            ),
            Link(f"{SHOP}/blankets/", "pure wool blankets", "............LLLLLLLL"),
        ),
        (
            (7, LAST, swap((f'href="{SHOP}/">', 'href="https://rival.example/">'))),
            (12, LAST, swap((f"{SHOP}/blankets/pennine-wool-throw", f"{SHOP}/blankets/"))),
        ),
    ),
    Page(  # not to be indexed for a while: a change, no loss
        "http://atelier-du-bois.example/journal/visite-dans-le-yorkshire",
        tuple(
            Link(url, text, STAYS, changed={9: NOINDEX, 13: reverse(NOINDEX)})
            for url, text in (
                ("http://oak-and-loom.example/", "nos confrères anglais"),
                (f"{SHOP}/blankets/pennine-wool-throw", "une couverture de laine écrue"),
            )
        ),
        ((9, 12, header("X-Robots-Tag", "noindex")),),
    ),
    Page(  # times out; is missing once soon after, and for good much later
        "https://archive-room.example/2014/catalogue-scan",
        (
            Link(
                f"{SHOP}/",
                "Oak & Loom",
                "LLLLUULULLLLLXXXXXXX",
                lost={13: REMOVED},
                unknown={4: "timeout", 5: "connection_error", 7: "missing_once"},
            ),
        ),
        (
            (4, 4, HANGS),
            (5, 5, RESETS),
            *(
                (first, last, swap((f'<a href="{SHOP}/">Oak & Loom</a>', "Oak & Loom")))
                for first, last in ((7, 7), (13, LAST))
            ),
        ),
    ),
    Page(  # robots.txt denies it, which is nobody's weakness: the first miss counts
        "https://regionalecho.test/syndicated/mill-apprentices",
        (
            Link(
                f"{SHOP}/workshop",
                "Oak & Loom",
                "LLLLUUXXXXXXXXXXXXXX",
                lost={6: REMOVED},
                unknown={4: "robots_denied", 5: "robots_denied"},
            ),
        ),
        ((6, LAST, swap((f'<a href="{SHOP}/workshop">Oak & Loom</a>', "The mill"))),),
        robots=(4, 5),
    ),
    Page(  # a wall; and behind it the link has gone: two looks
        "https://diyheaven.test/how-to-wax-a-worktop",
        (
            Link(
                f"{SHOP}/",
                "solid oak furniture",
                "LLLLLUUXXXXXXXXXXXXX",
                lost={7: REMOVED},
                unknown={5: "blocked", 6: "missing_once"},
            ),
        ),
        (
            (5, 5, instead(demo_page("provehuman.test", "/best-tables"))),
            (6, LAST, swap((f'<a href="{SHOP}/">solid oak furniture</a>', "furniture"))),
        ),
    ),
    Page(  # out of service, then as before
        "http://craft.univ-lindow.test/~ebrandt/visits.htm",
        (
            Link(
                "http://oakandloom.test/",
                "Oak & Loom, Wharfedale",
                "LLLLLLLLLUULLLLLLLLL",
                unknown={9: "http_error", 10: "http_error"},
            ),
        ),
        ((9, 10, answer(503)),),
    ),
    Page(  # not found, back, not found again: what flaps takes two looks
        "https://userhub.test/users/oakfan1990",
        (
            Link(
                f"{SHOP}/",
                "cheap oak furniture",
                "LLLXLUXXXXXXXXXXXXXX",
                lost={3: GONE, 6: GONE},
                unknown={5: "missing_once"},
            ),
        ),
        ((3, 3, answer(404)), (5, LAST, answer(404))),
    ),
    Page(  # one of three goes, another is nofollowed
        "https://woodtalk.example/t/hello-from-a-new-member/4498",
        (
            Link(f"{SHOP}/", "buy oak dining table", STAYS),
            Link(
                f"{SHOP}/blankets/pennine-wool-throw",
                "cheap wool blankets",
                "LLXXXXXXXXXXXXXXXXXX",
                lost={2: REMOVED},
            ),
            Link(
                f"{SHOP}/tables/harvest-oak-dining-table",
                "solid oak furniture UK",
                STAYS,
                changed={10: NOFOLLOWED},
            ),
        ),
        (
            (
                2,
                LAST,
                swap(
                    (
                        f'<a href="{SHOP}/blankets/pennine-wool-throw">cheap wool blankets</a> |',
                        "",
                    )
                ),
            ),
            (10, LAST, swap((f'<a href="{SHOP}/tables', f'<a rel="nofollow" href="{SHOP}/tables'))),
        ),
    ),
    Page(  # put into an article that is two years old
        "https://trendyhome.example/decor/choosing-a-dining-table",
        (
            Link(
                f"{SHOP}/tables/harvest-oak-dining-table",
                "buy oak dining table",
                ".......LLLLLLLLLLLLL",
                rules=("place.dated_insert",),
            ),
        ),
        (
            (
                0,
                LAST,
                swap(
                    (
                        "<title>",
                        '<meta property="article:published_time" content="2025-03-01"><title>',
                    )
                ),
            ),
            (0, 6, swap(("<a\nhref=", "<b\ntitle="), ("buy oak dining table</a>", "buy</b>"))),
        ),
    ),
    Page(  # its host resets a connection
        "https://trendyhome.example/decor/choosing-a-throw",
        (
            Link(
                f"{SHOP}/blankets/pennine-wool-throw",
                "pure wool blankets",
                "LLLLLLLLULLLLLLLLLLL",
                unknown={8: "connection_error"},
            ),
        ),
        ((8, 8, RESETS),),
    ),
    Page(  # down for half a year, longer than a host is given in one run
        "https://oakfurnitureguru.test/",
        (
            Link(
                f"{SHOP}/",
                "best oak furniture",
                "LLLLLLLLLLUUUUUULLLL",
                unknown=dict.fromkeys(range(10, 16), "connection_error"),
            ),
        ),
        ((10, 15, CLOSES),),
    ),
    Page(  # comes back from an error with another rel
        "https://bestdiningtables.test/",
        (
            Link(
                f"{SHOP}/tables/harvest-oak-dining-table",
                "buy oak dining table",
                "LLLLULLLLLLLLLLLLLLL",
                changed={5: NOFOLLOWED},
                unknown={4: "http_error"},
            ),
        ),
        (
            (4, 4, answer(500)),
            (5, LAST, swap(("You can <a", 'You can <a rel="nofollow"'))),
        ),
    ),
    # Nothing happens to these.
    Page(
        "https://woolblanketreviews.test/",
        (Link(f"{SHOP}/blankets/pennine-wool-throw", "pure wool blankets", STAYS),),
    ),
    Page(
        "https://stoakesprimary.test/wp-content/uploads/2024/bonus/casino-no-deposit.html",
        (
            Link(f"{SHOP}/", "online casino no deposit bonus", STAYS),
            Link(f"{SHOP}/blankets/pennine-wool-throw", "buy viagra without prescription", STAYS),
        ),
    ),
    Page(
        "https://xn--u9j061kdgh.example/kurashi/oak.html",
        (Link(f"{SHOP}/workshop", "オーク・アンド・ルーム", STAYS),),
    ),
)
