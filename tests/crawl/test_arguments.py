"""Spider arguments: strings that are checked once, with hints for what was meant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.crawl.arguments import (
    ArgumentError,
    BacklinksArguments,
    RecheckArguments,
)

LEAST = {"target": "example.com", "candidates": "links.csv"}


def test_what_is_not_given_has_its_default() -> None:
    assert BacklinksArguments.from_strings(LEAST) == BacklinksArguments(
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
    arguments = BacklinksArguments.from_strings({**LEAST, name: given_value})
    assert getattr(arguments, name) == value


@pytest.mark.parametrize(
    ("given_values", "says"),
    [
        ({}, r"-a target=\.\.\. is missing; for example scrapy crawl backlinks"),
        ({"target": " ", "candidates": "x"}, "-a target=... is missing"),
        ({"target": "a.test"}, "-a candidates=... is missing"),
        ({**LEAST, "rendr": "auto"}, "unknown argument -a rendr=...: did you mean 'render'?"),
        ({**LEAST, "max_page": "1"}, "did you mean 'max_pages'?"),
        (
            {**LEAST, "zzz": "1"},
            "known are target, render, probe, candidates, scope",
        ),
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
        BacklinksArguments.from_strings(given_values)
    assert says.replace("\\", "") in str(caught.value)


@given(st.dictionaries(st.sampled_from([*LEAST, "depth", "render", "x"]), st.text(max_size=5)))
def test_any_text_is_read_or_refused(given_values: dict[str, str]) -> None:
    try:
        arguments = BacklinksArguments.from_strings(given_values)
    except ArgumentError:
        return
    assert BacklinksArguments.from_strings(arguments.identity()) == arguments


def test_a_command_is_the_same_job_however_it_is_written() -> None:
    bare = BacklinksArguments.from_strings(LEAST)
    spelled_out = BacklinksArguments.from_strings({"depth": "02", "render": "auto", **LEAST})
    assert bare.identity() == spelled_out.identity()
    assert bare.identity() != BacklinksArguments.from_strings({**LEAST, "depth": "3"}).identity()


def test_a_recheck_is_asked_for_ages_and_a_budget() -> None:
    given_values = {"target": "all", "min_age": "36h", "max_age": "2w", "max_pages": "500"}
    arguments = RecheckArguments.from_strings(given_values)
    assert arguments == RecheckArguments(
        target="all", min_age=timedelta(hours=36), max_age=timedelta(days=14), max_pages=500
    )
    assert RecheckArguments.from_strings(arguments.identity()) == arguments
    spelled_otherwise = {**given_values, "max_age": "14d"}
    assert RecheckArguments.from_strings(spelled_otherwise).identity() == arguments.identity()


@pytest.mark.parametrize(
    ("given_values", "says"),
    [
        ({}, "for example scrapy crawl recheck -a target=example.com"),
        ({"min_age": "soon"}, "-a min_age=soon: must be an age such as 12h, 7d or 4w"),
        ({"max_age": "30"}, "-a max_age=30: must be an age"),
        ({"max_age": "12h"}, "-a max_age=12h is less than min_age=24h: raise the one or lower"),
        ({"max_pages": "0"}, "must be a whole number from 1 to 100000"),
        ({"max_pages": "100001"}, "must be a whole number from 1 to 100000"),
        (
            {"candidates": "x"},
            "-a candidates=...: known are target, render, probe",
        ),
    ],
)
def test_what_no_recheck_can_be_asked_for(given_values: dict[str, str], says: str) -> None:
    least = {"target": "example.com"} if given_values else {}
    with pytest.raises(ArgumentError, match=says):
        RecheckArguments.from_strings({**least, **given_values})
