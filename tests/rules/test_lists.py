from __future__ import annotations

import pytest

from backlinkspider.rules.lists import parse_list


def test_head_terms_languages_and_comments() -> None:
    text = (
        "# Loans.\n# source: by hand\n# date: 2026-11-22\n\n"
        "# language: de\nSofortkredit*  # all of them\n# language: en\n#ad\n"
    )
    words, problems = parse_list(text, "lists/a.txt", "rules/lists/a.txt")

    assert problems == []
    assert (words.source, words.date) == ("by hand", "2026-11-22")
    assert [(term.text, term.language, term.origin) for term in words.terms.values()] == [
        ("Sofortkredit*", "de", "rules/lists/a.txt:6"),
        ("#ad", "en", "rules/lists/a.txt:8"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("loan\nLOAN", "a.txt:2:1: 'LOAN': already there at a.txt:1"),
        ("on-line\non line", "a.txt:2:1: 'on line': already there at a.txt:1"),
        ("pay*day", "a.txt:1:1: 'pay*day': '*' may only end a term"),
        ("lo*", "a.txt:1:1: 'lo*': '*' needs at least 3 letters before it"),
        ("x" * 101, f"a.txt:1:1: '{'x' * 60}': a term has 1 to 100 characters"),
        ("-", "a.txt:1:1: '-': a term has 1 to 100 characters"),
    ],
)
def test_faults(text: str, problem: str) -> None:
    assert [str(one) for one in parse_list(text, "lists/a.txt", "a.txt")[1]] == [problem]
