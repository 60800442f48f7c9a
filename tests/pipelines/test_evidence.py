"""What is kept of a page a browser saw, and that it is the same when read from the archive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from backlinkspider.crawl.archived import archived_reading
from backlinkspider.crawl.item import Finding, PageItem, Visit
from backlinkspider.links.record import Reading
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Hop
from backlinkspider.page.measured import Measured, Piece
from backlinkspider.page.seen import FrameSource, Rendition, Seen
from backlinkspider.pipelines.evidence import page_proof
from backlinkspider.proof.archive import Archive
from tests.proof.pages import HTML, LIMIT, page, writer

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://a.test/"
FLAGGED, CLEAN, EXCUSED = ("https://target.test/", 0), ("https://target.test/", 1), ("x:", 0)


LOOK = Seen(
    measured=(
        Measured(url=FLAGGED[0], ordinal=0, pieces=(Piece(kind="text", width=3.5),)),
        Measured(url=CLEAN[0], ordinal=1, shown_on=("hover",)),
    ),
    origins={FLAGGED: "http://cdn.test/x.js"},
    screenshots={FLAGGED: b"one", CLEAN: b"two", EXCUSED: b"three"},
    frames=(FrameSource("about:srcdoc", "utf-8", "<p>frame", "<p>"),),
)


def link(key: tuple[str, int], *suppressed: dict[str, str] | None) -> dict[str, Any]:
    flags = [{"rule": "r", "suppressed": one} for one in suppressed]
    part = {"url": key[0], "ordinal": key[1], "seen_in": "both", "place": "a"}
    return {"link": part, "flags": flags}


def item() -> PageItem:
    before = page().answer
    hops = (*before.redirects, Hop(url=URL, status=200))
    now = replace(before, final_url="http://a.test/app", redirects=hops, truncated=True)
    reading = Reading(
        url=URL,
        fetch=now,
        body=HTML,
        raw=HtmlDocument(HTML, url=URL),
        rendered=HtmlDocument(b"<p>shown", url="http://a.test/app", charset="koi8-r"),
        render_reasons=("few_words",),
        rendition=Rendition(b"<p>shown", "koi8-r", truncated=True, before=before),
        look=LOOK,
    )
    visit = Visit(key="a.test", url=URL, fetch_url=URL, hops=(), kind="page", pages=())
    links = (link(FLAGGED, None), link(CLEAN), link(EXCUSED, {"by": "someone"}))
    finding = Finding(page={}, outcome="linked", links=links)
    return PageItem(visit=visit, outcome="linked", reading=reading, findings=(finding,))


def test_pictures_are_kept_of_links_with_flags_that_hold() -> None:
    one = item()
    assert one.reading is not None
    assert page_proof(one, one.reading).screenshots == {FLAGGED: b"one"}


def test_a_link_in_a_template_is_none_of_those_the_browser_counts() -> None:
    one = item()
    assert one.reading is not None
    in_template, flagged = link(FLAGGED), link((FLAGGED[0], 1), None)
    in_template["link"]["place"] = "template"
    finding = Finding(page={}, outcome="linked", links=(in_template, flagged))
    proof = page_proof(replace(one, findings=(finding,)), one.reading)
    assert proof.screenshots == {FLAGGED: b"one"}


def test_what_was_seen_is_read_from_the_archive(tmp_path: Path) -> None:
    one = item()
    assert one.reading is not None
    proof = writer(tmp_path, limit=LIMIT)
    kept = proof.keep(page_proof(one, one.reading))
    proof.close()
    assert kept is not None
    archive = Archive(list(proof.folder.glob("*.warc.gz")))
    archive.scan()
    found = archive.page(URL)
    archive.close()
    assert found is not None
    assert found.screenshot_places.keys() == kept.screenshots.keys()
    assert found.rendered_place is not None
    plain = replace(one.reading, rendered=None, rendition=None, look=None, render_reasons=())
    assert found.facts is not None
    again = archived_reading(replace(plain, fetch=page().answer), found, rendered=True)
    assert again.fetch == one.reading.fetch
    assert again.rendition == one.reading.rendition
    assert again.render_reasons == ("few_words",)
    assert again.rendered is not None
    assert again.rendered.url == "http://a.test/app"
    assert again.look is not None
    assert again.look == replace(LOOK, screenshots={FLAGGED: b"one"})
