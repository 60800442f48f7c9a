from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.rules.examples import flat, nested, run_examples

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir


def faults(rules_dir: RulesDir) -> list[tuple[str, str]]:
    return [(one.origin, one.fault) for one in run_examples(rules_dir.rules()) if one.fault]


def test_examples_that_hold(rules_dir: RulesDir) -> None:
    results = list(run_examples(rules_dir.rules()))
    assert [one.wanted for one in results] == ["match", "match", "no_match", "no_match"]
    assert faults(rules_dir) == []


def test_examples_that_do_not(rules_dir: RulesDir) -> None:
    rules_dir.edit("{link.text: cheap loans}", "{link.text: moons}")
    rules_dir.edit("{link.text: balloons}", "{link.text: loans}")
    assert faults(rules_dir) == [
        (
            "rules/anchor.yaml:24",
            "does not match: link.text not words 'lists/money.txt' (it is 'moons')",
        ),
        ("rules/anchor.yaml:28", "matches"),
    ]


def test_an_example_must_say_enough(rules_dir: RulesDir) -> None:
    rules_dir.edit("given: {link.rel: [], signals.anchor_words: 2}", "given: {}")
    rules_dir.edit("{link.text: balloons}", "{signals.anchor_words: 2}")
    assert (
        "rules/anchor.yaml:28",
        "not evaluated: the example does not say link.rel, link.text",
    ) in faults(rules_dir)


def test_dotted_and_nested_are_the_same() -> None:
    example = {"link": {"text": "a", "rel": []}, "page.outlinks.external": 3}
    dotted = {"link.text": "a", "link.rel": [], "page.outlinks.external": 3}
    assert flat(example) == dotted
    assert nested(dotted) == {
        "link": {"text": "a", "rel": []},
        "page": {"outlinks": {"external": 3}},
    }
