"""Lines are candidates: a crawl that is given the file claims what the store's would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.candidates import Candidate, read
from backlinkspider.discover.claims import claims_of, merge_shown
from backlinkspider.discover.lines import lines_of
from tests.discover.test_claims import _link, find

if TYPE_CHECKING:
    from pathlib import Path


def test_a_list_of_them_is_read_with_the_same_claims(tmp_path: Path) -> None:
    found = find(1, 5, _link("näme \u2028 x", ("nofollow",)), _link(""))
    path = tmp_path / "found.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines_of(found)), "utf-8")
    rows = list(read(path, "found.jsonl"))
    claims = []
    for row in rows:
        assert isinstance(row, Candidate)
        assert (row.url, row.kind) == ("http://a.test/", "page")
        assert row.claim is not None
        claims.append(row.claim.document())
    where = ("file", "row")
    assert [{k: v for k, v in one.items() if k not in where} for one in claims] == [
        {k: v for k, v in one.items() if k not in where} for one in claims_of(found)
    ]
    assert len(merge_shown((), claims)) == 2
