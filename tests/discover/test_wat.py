"""WAT files: the links they hold, and what they can't tell is not made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.discover.wat import WatError, finds_in_record
from backlinkspider.proof.reader import Record
from backlinkspider.target import target_from
from tests.discover.archives import TARGET, anchor, envelope, lines, pages, read, wat

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "https://a.test/dir/page.html"
TO = "https://target.test/"


def test_a_line_names_what_is_not_known(tmp_path: Path) -> None:
    path = wat(
        tmp_path / "a.warc.wat.gz",
        [envelope(PAGE, [anchor(TO, text=" the  target ", rel="NoFollow ugc")], title=" A  page ")],
    )
    (line,) = lines(read(path, "wat"))
    assert line == {
        "target": "target.test",
        "source_url": PAGE,
        "title": "A page",
        "target_url": TO,
        "href": TO,
        "ordinal": 0,
        "anchor": "the target",
        "rel": "nofollow ugc",
        "follow": False,
        "first_seen": "2026-05-31",
        "last_seen": "2026-05-31",
        "recorded_at": "2026-05-31T12:30:15+00:00",
        "archive": "wat",
        "file": str(path),
        "record": 1,
        "offset": 0,
        "unknown": ["place", "region", "visibility", "passes_credit", "alt"],
    }


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ({}, False),  # an image's alt is not told
        ({"text": "  "}, False),
        ({"text": "x" * 127}, True),
        ({"text": "x" * 128}, False),  # cut there
    ],
)
def test_a_text_that_is_not_whole_is_unknown(
    tmp_path: Path, text: dict[str, str], known: bool
) -> None:
    path = wat(tmp_path / "a.wat", [envelope(PAGE, [anchor(TO, **text)])])
    (line,) = lines(read(path, "wat"))
    assert ("anchor" in line, "anchor" in line["unknown"]) == (known, not known)


@pytest.mark.parametrize(
    ("link", "more", "found"),
    [
        (anchor("//TARGET.test/x"), {}, "https://target.test/x"),
        ({"path": "AREA@/href", "url": TO}, {}, TO),
        ({"path": "IMG@/src", "url": TO}, {}, None),
        ({"path": "FORM@/action", "url": TO}, {}, None),
        (anchor("rel/x"), {"base": TO}, "https://target.test/rel/x"),
        (anchor("x"), {"base": "//target.test/b/"}, "https://target.test/b/x"),
        (anchor("https://nottarget.test/"), {}, None),
        (anchor("https://a.test/?u=target.test"), {}, None),
        (anchor("http://[broken/target.test"), {}, None),
        (anchor(TO), {"status": "404"}, None),
        ({"path": "A@/href", "url": None}, {}, None),
        ({"path": ["A@/href"], "url": TO}, {}, None),
        ("A@/href", {}, None),
        (anchor(TO, rel="", text=""), {}, TO),
    ],
)
def test_links(tmp_path: Path, link: Any, more: dict[str, str], found: str | None) -> None:
    done = read(wat(tmp_path / "a.wat", [envelope(PAGE, [link], **more)]), "wat")
    assert [line["target_url"] for line in lines(done)] == ([found] if found else [])
    assert done.counts.broken == 0


def test_links_of_one_url_are_numbered(tmp_path: Path) -> None:
    links = [anchor(TO), anchor("https://target.test/2"), anchor(TO, rel="nofollow")]
    done = read(wat(tmp_path / "a.wat", [envelope(PAGE, links)]), "wat")
    assert [(one["target_url"], one["ordinal"]) for one in lines(done)] == [
        (TO, 0),
        ("https://target.test/2", 0),
        (TO, 1),
    ]


def test_records_that_tell_of_no_page_are_passed_over_and_broken_ones_named(tmp_path: Path) -> None:
    request: dict[str, Any] = {"Envelope": {"Payload-Metadata": {"HTTP-Request-Metadata": {}}}}
    path = wat(
        tmp_path / "a.wat",
        [request, "{", "[1]", "{}", envelope("ftp://a.test/", [anchor(TO)]), _linking()],
    )
    done = read(path, "wat")
    assert pages(done) == [PAGE]
    assert (done.counts.records, done.counts.pages, done.counts.broken) == (6, 1, 3)
    assert f"{path}: the record at offset" in done.problems[0]
    assert "no JSON" in done.problems[0]
    assert "without an Envelope" in done.problems[1]


def _linking() -> dict[str, Any]:
    return envelope(PAGE, [anchor(TO)])


def test_pages_of_the_target_itself_are_no_candidates(tmp_path: Path) -> None:
    path = wat(tmp_path / "a.wat", [envelope("https://www.target.test/", [anchor(TO)])])
    assert read(path, "wat").lines == b""


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Envelope",
                    "Payload-Metadata",
                    "HTTP-Response-Metadata",
                    "HTML-Metadata",
                    "Links",
                    "Head",
                    "Base",
                    "url",
                    "path",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_json_of_any_shape_breaks_nothing(value: Any) -> None:
    import json

    block = json.dumps(value).encode()
    record = Record("x.wat", 0, len(block), {"warc-type": "metadata"}, block, cut=False)
    try:
        found = finds_in_record(record, 1, [TARGET])
    except WatError:
        return
    assert not found


@pytest.mark.corpus
def test_a_real_file_of_common_crawl_tells_of_a_request_alone(corpus: Path) -> None:
    path = corpus / "commoncrawl" / "whirlwind.warc.wat.gz"
    done = read(path, "wat", target_from({"target": "wikimedia.org"}))
    assert (done.counts.records, done.counts.pages, done.counts.broken) == (2, 0, 0)
    assert done.failure == ""
