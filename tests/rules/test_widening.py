"""Patterns: what RE2 sieves and ``regex`` confirms is what ``regex`` alone finds."""

from __future__ import annotations

from functools import cache

import pytest
import re2
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from backlinkspider.rules.sieve import compile_pattern, sieves
from backlinkspider.rules.widening import PatternError, widen

TEXT = "aAbBzkKsSiIİıſßẞéÉжЖσςΣ赌\u0301\u0345٣½_ .-\n\t\u00a0\u200d[](){}^$|\\\"'/#"
texts = st.text(alphabet=TEXT, max_size=12)

literals = st.sampled_from(
    ["a", "k", "s", "i", "I", "İ", "ß", "é", "Ж", "σ", "赌", "_", " ", "-", "3"]
)
classes = st.sampled_from(
    [r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", r"\pL", r"\p{Lu}", r"\P{L}", r"\p{Greek}", ".",
     "[abi]", "[a-k]", "[^a]", "[^i-k]", r"[\w.-]", r"[^\w]", r"[^\W_]", "[а-яéß]", r"[\]\\^-]",
     "[]a]", "[^]a]", r"[\t\n ]", r"[\x41-\u0042]", "[İ]", r"[\pL\pN_]"]
)  # fmt: skip
anchors = st.sampled_from([r"\b", r"\B", "^", "$", r"\A", r"\Z"])
escapes = st.sampled_from(
    [r"\.", r"\-", r"\\", r"\(", r"\$", r"\/", r"\#", r"\t", r"\x41", r"\u00e9", "}", "]"]
)
quantifiers = st.sampled_from(
    ["", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{,2}", "{2,}"]
)


def larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    groups = st.sampled_from(
        ["(%s)", "(?:%s)", "(?i:%s)", "(?-i:%s)", "(?s:%s)", "(?m:%s)", "(?P<n>%s)"]
    )
    return st.one_of(
        st.builds(lambda one, two: one + two, smaller, smaller),
        st.builds(lambda one, two: f"(?:{one}|{two})", smaller, smaller),
        st.builds(lambda group, inner, count: group % inner + count, groups, smaller, quantifiers),
    )


atoms = st.builds(
    lambda atom, count: atom + count, st.one_of(literals, classes, escapes), quantifiers
)
patterns = st.builds(
    lambda flags, body: flags + body,
    st.sampled_from(["", "(?i)", "(?i)", "(?m)", "(?is)"]),
    st.recursive(st.one_of(atoms, anchors), larger, max_leaves=6),
)


@given(patterns, st.lists(texts, min_size=1, max_size=6))
@example(r"a$", ["a\n"])
@example("(?i)[a-z]", ["İ", "ı", "ſ", "K"])
@example("(?i)[^k]", ["K"])
@example("(?im:^i$)", ["x\nİ"])
def test_sieved_and_confirmed_is_what_regex_finds(pattern: str, some: list[str]) -> None:
    try:
        compiled = compile_pattern(pattern)
    except PatternError:
        return
    [sieve] = sieves([pattern])
    for text in some:
        plain = regex.search(pattern, text)
        found = compiled.search(text) if sieve.candidates(text) else None
        assert (found and found.span()) == (plain and plain.span())


@cache
def cased() -> str:
    """Return every character that has cases."""
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    return "".join(regex.findall(r"[\p{Cased}\p{Changes_When_Casemapped}]", every))


def test_every_letter_is_found_in_every_case() -> None:
    """RE2 knows an older Unicode than ``regex``; what it lacks is written into ``widening``."""
    missed = []
    for letter in cased():
        equal = regex.findall(f"(?i){letter}", cased())
        found = re2.compile(f"{widen(f'(?i)^(?:{letter}|[{letter}])')}{{{len(equal)}}}")
        missed += [letter] if not found.search("".join(equal)) else []
    assert missed == []


@pytest.mark.parametrize(
    ("pattern", "widened"),
    [
        (r"\bcasino\b", "(?:)casino(?:)"),
        (r"a.b", "a.b"),
        ("{3}".join("ab"), "a{3}b"),
        ("a{2,40}", "a{2,}"),
        ("a{,3}", "a{0,}"),
        (r"(a)|(?P<n>b)", "(?:a)|(?:b)"),
        (r"^a$\Z", r"^a(?m:$)\z"),
    ],
)
def test_widening(pattern: str, widened: str) -> None:
    assert widen(pattern) == widened


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a(?=b)", "has '(?=' at character 2: the groups are"),
        ("(?<!a)b", "has '(?<' at character 1: the groups are"),
        (r"(a)\1", r"has '\\1' at character 4: this escape is not known, and there are no back"),
        ("(?P=n)", "has '(?P' at character 1: the groups are"),
        ("a++", "has '++' at character 2: possessive quantifiers are not known"),
        ("(?>a)", "has '(?>' at character 1: the groups are"),
        ("a(?i)b", "has '(?i' at character 2: the groups are"),
        ("(?x)a", "has '(?x' at character 1: the groups are"),
        ("(*PRUNE)a", "has '(*P' at character 1: the groups are"),
        ("[[a]]", r"has '[a]' at character 2: inside a class it is written \["),
        ("[a&&b]", "has '&&b' at character 3: classes can't be combined"),
        ("[a", "has '' at character 3: the class lacks its closing bracket"),
        ("[z-a]", "has ']' at character 5: the range before ends where it should not"),
        ("a{x}", r"has '{x}' at character 2: a brace that counts nothing is written \{"),
        ("(?:ab){e<=1}", r"has '{e<' at character 7: a brace that counts nothing is written \{"),
        (r"\Q.\E", r"has '\\Q.' at character 1: this escape is not known"),
        (r"\p{Foo}", r"has '\\p{Foo}': unknown property"),
        (r"\ud800", r"has '\\ud800': there is no such character"),
        ("(a", "is no regular expression: missing )"),
        ("a)", "is no regular expression: unbalanced parenthesis"),
        ("a**", "is no regular expression: multiple repeat"),
        ("a{1001}", "is too large for a linear-time search"),
    ],
)
def test_what_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern)
    assert str(refused.value).startswith(reason)
