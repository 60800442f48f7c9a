"""The draft of a target file reads back as a target."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlinkspider.target import (
    HomePage,
    Target,
    TargetError,
    draft_target,
    file_name,
    load_targets,
    parse_matcher,
)


def round_trip(spec: str, page: HomePage) -> Target:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file_name(parse_matcher(spec)))
        path.write_text(draft_target(spec, page), encoding="utf-8")
        return load_targets(spec, Path(folder))[0]


def test_guesses() -> None:
    page = HomePage(
        title="Garden tools | Acme Tools",
        site_name="ACME Tools®",
        lang="de-AT",
        description="Say \"hi\" – {now}\n # today: 'yes'",
    )
    target = round_trip("acme-tools.example", page)
    assert target.label == "ACME Tools®"
    assert target.brand_terms == (
        "ACME Tools®",
        "Acme Tools",
        "acme-tools",
        "acme-tools.example",
    )
    assert target.languages == ("de",)
    assert target.description == "Say \"hi\" – {now} # today: 'yes'"
    assert target.money_terms == target.aliases == target.own_sites == ()


def test_a_bare_page_gives_the_domain() -> None:
    target = round_trip("xn--bcher-kva.example", HomePage())
    assert target.brand_terms == ("bücher", "bücher.example")
    assert target.languages == ()
    assert target.label == "bücher"


def test_like_named_domains_are_asked_about_never_asserted() -> None:
    hosts = ("www.acme.test", "acme.example", "cdn.test", "www.acme.co.uk")
    text = draft_target("acme.example", HomePage(hosts=hosts))
    assert "# Seen on the home page: acme.co.uk, acme.test. Are they yours?" in text
    assert round_trip("acme.example", HomePage(hosts=hosts)).own_sites == ()


def test_a_wrong_spec_is_refused() -> None:
    with pytest.raises(TargetError, match="a public suffix"):
        draft_target("co.uk", HomePage())


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
SPECS = st.sampled_from(["a.example", "host:[::1]", "prefix:https://a.example/?y={z}", "192.0.2.1"])


@given(SPECS, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("a.example", "\x85\u2028\ud800", "a: b", "no", "\ufeff#'\"\\")
def test_every_draft_reads_back(spec: str, title: str, name: str, lang: str, about: str) -> None:
    page = HomePage(title=title, site_name=name, lang=lang, description=about)
    target = round_trip(spec, page)
    assert target.name == str(parse_matcher(spec))
    assert all(term == term.strip() and term for term in target.brand_terms)
