"""Labelled links: what a line may be, and what is said of one that is none."""

from __future__ import annotations

import json

import pytest

from backlinkspider.trial.labelled import Labelled, read_labelled
from backlinkspider.yamlfile.errors import Problem

LINK = {"link": {"text": "x"}, "page": {"domain": "a.example"}}


@pytest.mark.parametrize("label", ["bad", "ok", "unsure"])
def test_both_forms(label: str) -> None:
    beside, wrapped = {**LINK, "label": label}, {"document": LINK, "label": label}
    lines = [json.dumps(beside), "", json.dumps(wrapped)]
    first, second = read_labelled(lines, "f.jsonl")
    assert isinstance(first, Labelled)
    assert second == Labelled(LINK, label)  # type: ignore[arg-type]
    assert first.label == label
    assert first.document["link"] == LINK["link"]


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ('{"a": ', 7, "not JSON"),
        ("[1]", 1, "a JSON object is"),
        ('{"link": {}}', 1, "the label is None, not one of bad, ok, unsure"),
        ('{"link": {}, "label": "bda"}', 1, "(did you mean 'bad'?)"),
        ('{"link": {}, "label": ["bad"]}', 1, "not one of bad"),
        ('{"label": "bad"}', 1, "it has no 'link' part"),
        ('{"document": 3, "label": "bad"}', 1, "it has no 'link' part"),
        ('{"link": {}, "page": [], "label": "bad"}', 1, "'page' is no JSON object"),
        ('{"link": {}, "signals": null, "label": "bad"}', 1, "'signals' is no JSON object"),
        ("[" * 100_000, 1, "nested too deeply"),
    ],
)
def test_problems(line: str, column: int, said: str) -> None:
    (problem,) = read_labelled(["", line], "f.jsonl")
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line, problem.column) == ("f.jsonl", 2, column)
    assert said in problem.message


def test_the_end_of_a_line_is_no_part_of_it() -> None:
    (problem,) = read_labelled(['{"a": \n'], "f.jsonl")
    assert str(problem) == "f.jsonl:1:7: not JSON: Expecting value"
