from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.proof.records import hex_digest
from backlinkspider.proof.writer import ProofWriter
from backlinkspider.report import pictures
from backlinkspider.report.pictures import Wanted, read_pictures
from tests.proof.pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document

PNG = b"\x89PNG\r\n\x1a\n pixels"


def kept(folder: Path, *contents: bytes) -> list[dict[str, Any]]:
    """Write screenshots as a crawl does; return where each is."""
    keys = [(f"https://target.test/{number}", 0) for number in range(len(contents))]
    writer = ProofWriter(folder, "run", limit=10**8, info={})
    written = writer.keep(page(screenshots=dict(zip(keys, contents, strict=True))))
    writer.close()
    assert written is not None
    return [written.screenshots[key].document() for key in keys]


def link(name: str, place: Document | None, score: float = 1.0, domain: str = "a.test") -> Document:
    return {
        "_id": name,
        "page": {"url": f"https://{domain}/", "domain": domain},
        "link": {"text": f"text of {name}"},
        "audit": {"score": score},
        "proof": {"screenshot": place} if place else None,
    }


def wanted(*links: Document, first: tuple[str, ...] = ()) -> Wanted:
    collected = Wanted(first)
    for one in links:
        collected.offer(one)
    return collected


def test_pictures_come_out_of_the_archive(tmp_path: Path) -> None:
    [place] = kept(tmp_path, PNG)
    found = read_pictures(wanted(link("one", place), link("none", None)), tmp_path)
    [picture] = found.shown
    assert picture.links == ["one"]
    assert picture.text == "text of one"
    assert picture.digest == hex_digest(PNG)
    assert picture.url.startswith("data:image/png;base64,")
    assert (found.left_out, list(found.problems)) == (0, [])


def test_links_on_one_view_share_a_picture(tmp_path: Path) -> None:
    [place] = kept(tmp_path, PNG)
    found = read_pictures(wanted(link("one", place), link("two", place, 2.0)), tmp_path)
    assert [list(picture.links) for picture in found.shown] == [["two", "one"]]


def test_domains_to_act_on_come_first_then_risk(tmp_path: Path) -> None:
    places = kept(tmp_path, *(PNG + bytes([number]) for number in range(3)))
    links = [
        link("low", places[0], 1.0),
        link("high", places[1], 9.0),
        link("task", places[2], 0.0, "task.test"),
    ]
    found = read_pictures(wanted(*links, first=("task.test",)), tmp_path)
    assert [picture.links[0] for picture in found.shown] == ["task", "high", "low"]


def test_what_has_no_room_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = kept(tmp_path, *(PNG + bytes([number]) for number in range(4)))
    monkeypatch.setattr(pictures, "MOST", 3)
    monkeypatch.setattr(pictures, "MAX_BYTES", 2 * len(PNG) + 2)
    links = [link(str(number), place, float(number)) for number, place in enumerate(places)]
    found = read_pictures(wanted(*links), tmp_path)
    assert [picture.links[0] for picture in found.shown] == ["3", "2"]
    assert found.left_out == 2


@pytest.mark.parametrize("fault", ["gone", "changed", "no picture"])
def test_what_cannot_be_read_is_said_and_the_rest_is_shown(fault: str, tmp_path: Path) -> None:
    good, bad = kept(tmp_path, PNG, b"<html>" if fault == "no picture" else PNG + b"2")
    if fault == "gone":
        bad = {**bad, "file": "run/elsewhere.warc.gz"}
    if fault == "changed":
        bad = {**bad, "digest": "sha256:00"}
    found = read_pictures(wanted(link("good", good), link("bad", bad)), tmp_path)
    assert [picture.links[0] for picture in found.shown] == ["good"]
    [problem] = found.problems
    why = {"gone": "no such file", "changed": "has changed", "no picture": "is no picture"}
    assert bad["file"] in problem
    assert why[fault] in problem
