"""What metadata records of ours say survives any text; others' are not taken for ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.proof.facts import JSON, PageFacts, RenderedFacts, our_facts
from backlinkspider.proof.reader import Record

ANY = st.text(st.characters(), max_size=20) | st.just("lone \ud800")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)


def metadata(block: bytes, kind: str = "metadata", content_type: str = JSON) -> Record:
    fields = {"warc-type": kind, "content-type": content_type}
    return Record("x.warc", 0, len(block), fields, block, cut=False)


@given(url=ANY, left_to=st.none() | ANY, measured=st.lists(VALUES, max_size=3), script=ANY)
def test_what_is_written_is_read(
    url: str, left_to: str | None, measured: list[object], script: str
) -> None:
    facts = PageFacts(
        profile="backlinkspider/page/1",
        url=url,
        left_to=left_to,
        redirects=((url, 301),),
        measured=tuple(measured),
        origins=((url, 2, script),),
        rendered=RenderedFacts(url=url, status=200, charset="utf-8", redirects=((url, 200),)),
    )
    assert our_facts(metadata(facts.json_bytes())) == facts


OURS = {"profile": "backlinkspider/page/1", "url": "http://a.test/"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        "text",
        None,
        {"url": "http://a.test/"},
        {**OURS, "profile": "backlinkspider/page/99"},
        {**OURS, "url": None},
        {**OURS, "redirects": [["http://b.test/"]]},
        {**OURS, "screenshots": [{"url": "x"}]},
        {**OURS, "rendered": 3},
    ],
)
def test_what_is_not_ours_is_left_alone(said: object) -> None:
    assert our_facts(metadata(json.dumps(said).encode())) is None


@pytest.mark.parametrize(
    "record",
    [
        metadata(b"fetchTimeMs: 100", content_type="application/warc-fields"),
        metadata(json.dumps(OURS).encode(), kind="resource"),
        metadata(b"{"),
        metadata(b"\xff\xfe\xfd"),
        metadata(b"[" * 100_000),
    ],
)
def test_other_records_say_nothing_of_ours(record: Record) -> None:
    assert our_facts(record) is None


def test_ours_is_read_whatever_later_versions_add() -> None:
    found = our_facts(metadata(json.dumps({**OURS, "new": 1}).encode()))
    assert found == PageFacts(profile="backlinkspider/page/1", url="http://a.test/")
