"""Each export however it was saved: any order of columns, encoding, separator, lines above it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.candidates import Candidate, read
from backlinkspider.candidates.layout import ANY_TABLE, layouts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

P: Final = "https://p.example/x"
T: Final = "https://t.example/y"

EXPORTS: Final[Mapping[str, dict[str, str]]] = {
    "ahrefs": {
        "Referring page URL": P,
        "Domain rating": "72",
        "UR": "4.5",
        "Target URL": T,
        "Anchor": 'oak "tables", new',
        "Nofollow": "true",
        "UGC": "false",
        "Sponsored": "false",
        "First seen": "2025-03-04 05:06:07",
        "Lost": "",
    },
    "bing-domains": {"Domain": "p.example", "Backlinks Count": "1240"},
    "bing-pages": {"Source Url": P, "Anchor text": "oak\ntables", "Target Url": T},
    "buzzstream": {
        "Link Partner - Name*": "Ann",
        "Linking from": P,
        "Linking To": T,
        "Anchor Text": "oak",
        "Acquisition Method": "Purchase",
    },
    "discovered": {
        "source_url": P,
        "target_url": T,
        "anchor": "oak",
        "rel": "nofollow ugc",
        "follow": "false",
        "first_seen": "2026-05-06",
        "last_seen": "2026-05-06",
        "archive": "wat",
        "record": "12",
    },
    "linkchecker": {"urlname": "/y", "parentname": P, "url": T, "name": "oak"},
    "majestic": {
        "Target URL": T,
        "Source URL": P,
        "Anchor Text": "oak",
        "Source Crawl Date": "2026-05-06",
        "FlagNoFollow": "+",
        "SourceTrustFlow": "28",
    },
    "moz": {
        "URL": "p.example/x",
        "Anchor Text": "oak",
        "Domain Authority": "50",
        "Target URL": "t.example/y",
        "Only rel=nofollow": "Yes",
        "301": "No",
    },
    "screaming-frog": {
        "Type": "Hyperlink",
        "Source": P,
        "Destination": T,
        "Alt Text": "",
        "Anchor": "öak",
        "Follow": "true",
        "Rel": "noopener ugc",
    },
    "se-ranking": {"url_from": P, "url_to": T, "anchor": "oak", "domain_inlink_rank": "40"},
    "search-console-links": {"Linking page": P, "Last crawled": "28 Sep 2026"},
    "search-console-sites": {"Site": "p.example", "Linking pages": "1,240", "Target pages": "3"},
    "search-console-sites-he": {"אתר": "p.example", "דפים מקשרים": "1,240", "דפי יעד": "3"},
    "semrush": {
        "Page ascore": "35",
        "Source url": P,
        "Target url": T,
        "Anchor": "oak",
        "External links": "13,510",
        "Nofollow": "TRUE",
        "First seen": "3/4/26",
        "Lost link": "FALSE",
    },
}
ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
ABOVE: Final = ("", '"All Outlinks"\n', "Inbound links\nTarget,t.example\n2026\n\n\n\n", "sep=,\n")
DECORATED: Final[Sequence[Callable[[str], str]]] = (str, str.upper, str.lower, "{} ".format)


def saved(
    cells: Mapping[str, str], separator: str = ",", above: str = "", quoting: int = csv.QUOTE_ALL
) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerow(cells.keys())
    writer.writerow(cells.values())
    return above + file.getvalue()


def told(content: bytes) -> tuple[str, dict[str, Any]]:
    """Return the page and what is claimed of it, without the row's number."""
    (row,) = read(io.BytesIO(content), "f")
    assert isinstance(row, Candidate), row
    assert row.claim is not None
    return row.url, {k: v for k, v in row.claim.document().items() if k != "row"}


def test_every_layout_has_an_export_here() -> None:
    assert EXPORTS.keys() == layouts().keys() - {ANY_TABLE}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_plain_export_is_told_by_its_tool(name: str) -> None:
    page, claim = told(saved(EXPORTS[name]).encode())
    assert page.startswith("https://p.example/")
    assert claim["tool"] == layouts()[name].tool


@pytest.mark.parametrize("name", EXPORTS)
@settings(max_examples=30)
@given(data=st.data())
def test_however_it_was_saved_it_says_the_same(name: str, data: st.DataObject) -> None:
    export = EXPORTS[name]
    draw = data.draw
    order: Sequence[str] = draw(st.permutations([*export, "Note"]))
    decorate = draw(st.sampled_from(DECORATED))
    cells = {decorate(column): export.get(column, "a note, long") for column in order}
    quoting = draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    content = saved(
        cells, draw(st.sampled_from(",;\t")), draw(st.sampled_from(ABOVE)), quoting
    ).encode(draw(st.sampled_from(ENCODINGS)))
    assert told(content) == told(saved(export).encode())


@pytest.mark.parametrize("name", EXPORTS)
def test_short_and_long_rows_still_name_their_page(name: str) -> None:
    """What stands behind the page's column may be missing; more cells than columns are no harm."""
    export = EXPORTS[name]
    page = layouts()[name].columns["page"]
    first = [column for column in export if column in page or column == "Type"]
    ordered = {
        column: export[column] for column in [*first, *(c for c in export if c not in first)]
    }
    header, row = saved(ordered).removesuffix("\r\n").split("\r\n", 1)
    known = told(saved(export).encode())
    short = ",".join(f'"{export[column]}"' for column in first)
    for changed, claims in ((short, False), (f'{row},"","more"', True)):
        found = told(f"{header}\r\n{changed}\r\n".encode())
        assert found[0] == known[0]
        assert not claims or found == known
