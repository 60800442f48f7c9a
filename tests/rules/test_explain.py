from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.rules.explain import describe, explain_lines

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir


def test_a_rule_in_words_with_the_place_of_each_value(rules_dir: RulesDir) -> None:
    change = "set: {anchor.money: {params: {max_words: 3}, by: Ana, reason: ours}}"
    rules_dir.write("local/a.yaml", f"version: 1\n{change}\n")
    rules = rules_dir.rules()
    described = describe(rules.book.rules["anchor.money"], rules.book)

    assert described["when"] == [
        "all of:",
        "  link.text has a term of lists/money.txt",
        "  signals.anchor_words is at most 3 (param max_words)",
        "  not:",
        "    link.rel has any of nofollow, sponsored",
    ]
    value = described["values"]["params.max_words"]
    assert (value["value"], value["origin"], value["by"]) == (3, "rules/local/a.yaml:2", "Ana")
    assert [(one["value"], one["origin"]) for one in value["before"]] == [
        (5, "rules/anchor.yaml:10")
    ]
    assert described["rev"] == rules.rules[0].rev
    assert described["lists"]["lists/money.txt"]["terms"] == 2

    text = "\n".join(explain_lines(described))
    assert "params.max_words       3            rules/local/a.yaml:2" in text
    assert "by Ana: ours" in text
    assert "was 5 at rules/anchor.yaml:10" in text
    assert "Google: Link spam" in text
