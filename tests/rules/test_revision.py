from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir


@pytest.mark.parametrize(
    ("old", "new", "path", "changes"),
    [
        ("title: Money", "title: Cash", "anchor.yaml", False),
        ("rationale: Because.", "rationale: Therefore.", "anchor.yaml", False),
        ("{link.text: balloons}", "{link.text: moons}", "anchor.yaml", False),
        ("# source: a test", "# source: another", "lists/money.txt", False),
        ("loan*\ncheap hotels", "cheap hotels\nloan*", "lists/money.txt", False),
        ("score: 3", "score: 2", "anchor.yaml", True),
        ("severity: high", "severity: low", "anchor.yaml", True),
        ("max_words: 5", "max_words: 6", "anchor.yaml", True),
        ("[nofollow, sponsored]", "[nofollow]", "anchor.yaml", True),
        ("message: \"Followed", "message: \"A followed", "anchor.yaml", True),
        ("cheap hotels", "cheap hostels", "lists/money.txt", True),
    ],
)  # fmt: skip
def test_what_changes_a_rules_revision(
    rules_dir: RulesDir, old: str, new: str, path: str, changes: bool
) -> None:
    before = rules_dir.rules()
    after = rules_dir.edit(old, new, path).rules()
    assert (before.rules[0].rev != after.rules[0].rev) is changes
    assert (before.revision != after.revision) is changes


def test_the_sets_revision_knows_caps_bands_and_allows(rules_dir: RulesDir) -> None:
    seen = [rules_dir.rules().revision]
    seen.append(rules_dir.edit("cap: 4", "cap: 5", "groups.yaml").rules().revision)
    seen.append(rules_dir.edit("name: watch", "name: look", "groups.yaml").rules().revision)
    allow = "{domain: a.example, rules: [anchor.money], expires: '%s', by: A, reason: B}"
    rules_dir.write("local/a.yaml", f"version: 1\nallow: [{allow % '2027-01-01'}]\n")
    seen.append(rules_dir.rules().revision)
    assert len(set(seen)) == 4

    rules_dir.write("local/a.yaml", f"version: 1\nallow: [{allow % '2020-01-01'}]\n")
    assert rules_dir.rules().revision == seen[2]


def test_texts_of_revisions_are_kept(rules_dir: RulesDir) -> None:
    rules = rules_dir.rules()
    text = rules.texts[rules.rules[0].rev]
    assert text["id"] == "anchor.money"
    assert text["lists"] == {"lists/money.txt": ["cheap hotels", "loan*"]}
