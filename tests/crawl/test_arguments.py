"""Spider arguments: strings that are checked once, with hints for what was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.crawl.arguments import ArgumentError, Arguments

LEAST = {"target": "example.com", "candidates": "links.csv"}


def test_what_is_not_given_has_its_default() -> None:
    assert Arguments.from_strings(LEAST) == Arguments(
        target="example.com",
        candidates="links.csv",
        render="auto",
        scope="auto",
        max_pages=20,
        depth=2,
        max_per_domain=20,
        probe="none",
    )


@pytest.mark.parametrize(
    ("name", "given_value", "value"),
    [
        ("target", " a.test,b.test ", "a.test,b.test"),
        ("candidates", "-", "-"),
        ("render", "never", "never"),
        ("render", " always ", "always"),
        ("scope", "site", "site"),
        ("probe", "cloaking", "cloaking"),
        ("max_pages", "1", 1),
        ("depth", "0", 0),
        ("max_per_domain", "000500", 500),
        ("max_pages", "999999999", 999999999),
    ],
)
def test_values_are_read(name: str, given_value: str, value: object) -> None:
    arguments = Arguments.from_strings({**LEAST, name: given_value})
    assert getattr(arguments, name) == value


@pytest.mark.parametrize(
    ("given_values", "says"),
    [
        ({}, r"-a target=\.\.\. is missing; for example scrapy crawl backlinks"),
        ({"target": " ", "candidates": "x"}, "-a target=... is missing"),
        ({"target": "a.test"}, "-a candidates=... is missing"),
        ({**LEAST, "rendr": "auto"}, "unknown argument -a rendr=...: did you mean 'render'?"),
        ({**LEAST, "max_page": "1"}, "did you mean 'max_pages'?"),
        ({**LEAST, "zzz": "1"}, "known are target, candidates, render, scope, max_pages, depth"),
        ({**LEAST, "render": "yes"}, "-a render=yes: must be one of auto, always, never"),
        ({**LEAST, "scope": ""}, "-a scope=: must be one of auto, page, site"),
        (
            {**LEAST, "probe": "cloak"},
            "-a probe=cloak: must be one of none, cloaking; did you mean 'cloaking'?",
        ),
        ({**LEAST, "render": "Always"}, "did you mean 'always'?"),
        ({**LEAST, "max_pages": "0"}, "-a max_pages=0: must be a whole number from 1 to"),
        ({**LEAST, "depth": "-1"}, "-a depth=-1: must be a whole number from 0 to"),
        ({**LEAST, "depth": "1.5"}, "-a depth=1.5: must be a whole number"),
        ({**LEAST, "depth": "²"}, "must be a whole number"),
        ({**LEAST, "depth": "٣"}, "must be a whole number"),
        ({**LEAST, "depth": ""}, "must be a whole number"),
        ({**LEAST, "depth": "9" * 5000}, "-a depth=99999999999999999999: must be a whole number"),
    ],
)
def test_wrong_arguments_say_what_would_be_right(given_values: dict[str, str], says: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        Arguments.from_strings(given_values)
    assert says.replace("\\", "") in str(caught.value)


@given(st.dictionaries(st.sampled_from([*LEAST, "depth", "render", "x"]), st.text(max_size=5)))
def test_any_text_is_read_or_refused(given_values: dict[str, str]) -> None:
    try:
        arguments = Arguments.from_strings(given_values)
    except ArgumentError:
        return
    assert Arguments.from_strings(arguments.identity()) == arguments


def test_a_command_is_the_same_job_however_it_is_written() -> None:
    bare = Arguments.from_strings(LEAST)
    spelled_out = Arguments.from_strings({"depth": "02", "render": "auto", **LEAST})
    assert bare.identity() == spelled_out.identity()
    assert bare.identity() != Arguments.from_strings({**LEAST, "depth": "3"}).identity()
