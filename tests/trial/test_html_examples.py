from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.trial.html_examples import run_html_examples

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir

PROFILE = """\
version: 1
rules:
  - id: profile.same
    title: x
    level: profile
    status: stable
    severity: high
    score: 1
    group: page
    over:
      where: {field: link.passes_credit, eq: true}
      group_by: [signals.anchor_text_normalised]
      minimum: 3
    when: {aggregate: share_of_total, gte: 0.5}
    message: "{units} of {population.units}"
    tests:
      html:
        match: [{pages: [PAGES]}]
        no_match: []
"""


def faults(rules_dir: RulesDir, rule: str = "anchor.money") -> list[tuple[str, str]]:
    results = run_html_examples(rules_dir.rules())
    return [(one.wanted, one.fault) for one in results if one.rule == rule]


def test_examples_that_hold(rules_dir: RulesDir) -> None:
    assert faults(rules_dir) == [("match", ""), ("no_match", "")]


@pytest.mark.parametrize(
    ("old", "new", "wanted", "fault"),
    [
        ("cheap loans</a> now", "moons</a> now", "match",
         "does not match: link.text not words 'lists/money.txt' (it is 'moons')"),
        ('<a href="https://shop.example/" rel=nofollow>', '<a href="https://shop.example/">',
         "no_match", "matches"),
        ('<a href="https://shop.example/" rel=nofollow>', '<a href="https://x.example/">',
         "no_match", "has no link to the target: nothing was tried"),
        ("{field: link.text, words: lists/money.txt}",
         "any: [{field: link.visibility.state, eq: visible}]",
         "match", "not evaluated: the example does not say link.visibility.state"),
        ("rel=nofollow>loans</a>.</p>'}", "rel=nofollow>loans</a>.</p>', url: 'ftp://x/'}",
         "no_match", "can't be tried: 'ftp://x/' is no http(s) URL"),
    ],
)  # fmt: skip
def test_examples_that_do_not(
    rules_dir: RulesDir, old: str, new: str, wanted: str, fault: str
) -> None:
    assert (wanted, fault) in faults(rules_dir.edit(old, new))


def test_a_match_needs_one_link_a_no_match_all(rules_dir: RulesDir) -> None:
    other = '<a href="https://shop.example/x">moons</a>'
    rules_dir.edit("cheap loans</a>", f"cheap loans</a>{other}")
    rules_dir.edit("rel=nofollow>loans</a>", f"rel=nofollow>loans</a>{other}")
    assert faults(rules_dir) == [("match", ""), ("no_match", "")]


def test_without_an_example_target_nothing_can_be_tried(rules_dir: RulesDir) -> None:
    (rules_dir.root / "examples.yaml").unlink()
    assert {fault for _, fault in faults(rules_dir)} == {
        "can't be tried: there is no examples.yaml beside the rules"
    }


@pytest.mark.parametrize(
    ("same", "other", "fault"),
    [
        (2, 2, ""),
        (2, 3, "does not match: no group of links fires"),
        (1, 1, "not evaluated: 2 referring domains to look at, 3 are needed"),
    ],
)
def test_a_set_of_pages_is_a_population(
    rules_dir: RulesDir, same: int, other: int, fault: str
) -> None:
    page = """{repeat: %d, url: "https://%s{n}.example/", html: '<a href="https://shop.example/">%s</a>'}"""
    pages = f"{page % (same, 'a', 'oak')}, {page % (other, 'b', 'x{n}')}"
    rules_dir.write("profile.yaml", PROFILE.replace("PAGES", pages))
    assert faults(rules_dir, "profile.same") == [("match", fault)]
