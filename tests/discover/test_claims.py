"""Claims of archives: the same whatever the order of files, and however often one is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.discover.claims import claims_of, merge_shown
from backlinkspider.discover.model import Find, Shown
from backlinkspider.links.claimed import MOST_CLAIMS

if TYPE_CHECKING:
    from backlinkspider.documents import Document

BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
_LINKS = st.builds(
    Shown,
    url=st.sampled_from(["https://target.test/", "https://target.test/2"]),
    href=st.just(""),
    ordinal=st.just(0),
    rel=st.sampled_from([(), ("nofollow",)]),
    follow=st.booleans(),
    text=st.sampled_from(["a", "b", None]),
)


@st.composite
def _finds(draw: st.DrawFn) -> list[Find]:
    """Return finds of one page in files of different names, as an archive has them."""
    count = draw(st.integers(1, 4))
    return [
        find(n, draw(st.none() | st.integers(0, 3)), *draw(st.lists(_LINKS, max_size=3)))
        for n in range(count)
    ]


def find(file: int, day: int | None, *links: Shown) -> Find:
    return Find(
        target="target.test",
        page="http://a.test/",
        title="",
        at=None if day is None else BEGIN + timedelta(days=day),
        kind="warc",
        file=f"{file}.warc",
        record=1,
        offset=0,
        links=links,
    )


def merged(finds: list[Find]) -> list[Document]:
    claims: list[Document] = []
    for one in finds:
        claims = merge_shown(claims, claims_of(one))
    return claims


@given(_finds())
def test_the_order_of_files_is_nothing_to_them(finds: list[Find]) -> None:
    assert len({repr(merged(list(order))) for order in permutations(finds)}) == 1


@given(_finds())
def test_read_again_they_are_the_same(finds: list[Find]) -> None:
    assert merged([*finds, *finds]) == merged(finds)


def _link(text: str = "a", rel: tuple[str, ...] = ()) -> Shown:
    url = "https://target.test/"
    return Shown(url=url, href=url, ordinal=0, rel=rel, follow=not rel, text=text)


def test_the_newest_record_speaks_and_both_days_stay() -> None:
    (claim,) = merged(
        [find(1, 5, _link(rel=("nofollow",))), find(2, 1, _link()), find(3, 3, _link())]
    )
    assert (claim["rel"], claim["follow"], claim["file"]) == (["nofollow"], False, "1.warc")
    assert claim["first_seen"] == datetime(2026, 1, 2, tzinfo=UTC)
    assert claim["last_seen"] == datetime(2026, 1, 6, tzinfo=UTC)


def test_claims_of_other_sources_stay_and_come_first() -> None:
    other = {"tool": "ahrefs", "file": "x.csv", "row": 2, "target": "https://target.test/"}
    assert merge_shown([other], claims_of(find(1, 1, _link())))[0] == other


def test_a_page_keeps_so_many() -> None:
    links = [_link(text=f"{n:04}") for n in range(MOST_CLAIMS + 50)]
    assert len(merged([find(1, 1, *links)])) == MOST_CLAIMS
