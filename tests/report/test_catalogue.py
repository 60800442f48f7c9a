from __future__ import annotations

import re
from datetime import UTC, datetime
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from backlinkspider.documents import OUTCOMES, PENDING
from backlinkspider.report import catalogue
from backlinkspider.report.catalogue import PLURALS, SCRIPT, Catalogue, languages
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import OPERATORS
from backlinkspider.rules.resolved import fields_read

if TYPE_CHECKING:
    from backlinkspider.rules.evaluate import RuleSet

ROOM = catalogue.FOLDER.parent
TEMPLATES = "\n".join(path.read_text("utf-8") for path in ROOM.glob("templates/*.html"))
SCRIPTS = "\n".join(path.read_text("utf-8") for path in ROOM.glob("assets/*.js"))
CODE = "\n".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
FAMILIES = set(re.findall(r'named\("(\w+)"', TEMPLATES + SCRIPTS + CODE)) | {"changed"}
"""Names that documents give, told by the family of texts they belong to."""


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_texts_and_names_of_english(language: str) -> None:
    english, other = Catalogue.load("en"), Catalogue.load(language)
    assert set(other.texts) == set(english.texts)
    for key, text in english.texts.items():
        forms = [text] if isinstance(text, str) else list(text.values())
        mine = other.texts[key]
        for form in [mine] if isinstance(mine, str) else mine.values():
            assert names_in(form) <= set().union(*map(names_in, forms)) | {"n"}, key


def test_texts_that_count_have_every_form(words: Catalogue) -> None:
    classes = {PLURALS[words.plural](n) for n in range(200)}
    for key, text in words.texts.items():
        if not isinstance(text, str):
            assert set(text) == classes, key


def test_every_text_that_is_asked_for_is_there(words: Catalogue) -> None:
    asked = set(re.findall(r'\bsay\("([\w.]+)"[,)]', TEMPLATES))
    asked |= set(re.findall(r"\bsay\('([\w.]+)'[,)]", TEMPLATES))
    asked |= set(re.findall(r'words\.text\(\s*"([\w.]+)"', CODE))
    asked |= {SCRIPT + key for key in re.findall(r'\bsay\("([\w.]+)"', SCRIPTS)}
    assert len(asked) > 100
    shared = {key.removeprefix(SCRIPT) for key in asked if key.startswith(SCRIPT)}
    assert {key for key in asked if key not in words.texts and key[3:] not in shared} == set()
    given = words.script_texts()
    assert [key for key in shared if key not in given] == []


def test_no_text_is_left_that_nobody_asks_for(words: Catalogue) -> None:
    everything = TEMPLATES + SCRIPTS + CODE
    built = set(re.findall(r"""say\(\s*["']([\w.]+[._])["'] ~""", TEMPLATES))
    built |= {SCRIPT + one for one in re.findall(r"say\(`([\w.]+\.)\$", SCRIPTS)}
    built |= {"operator.", "aggregate."}
    unused = [
        key
        for key in words.texts
        if key.partition(".")[0] not in FAMILIES
        and not key.startswith(tuple(built))
        and f'"{key.removeprefix(SCRIPT)}"' not in everything
        and f"'{key}'" not in everything
    ]
    assert unused == []


def test_names_that_documents_give_have_a_text(words: Catalogue, rules: RuleSet) -> None:
    for outcome in (*OUTCOMES, PENDING):
        assert f"outcome.{outcome}" in words.texts
        assert f"outcome_why.{outcome}" in words.texts
    for operator in OPERATORS:
        assert f"operator.{operator}" in words.texts
    families = {rule.rule.id.partition(".")[0] for rule in rules.book.rules.values()}
    assert [name for name in families if f"family.{name}" not in words.texts] == []
    bands = [band.name for band in rules.book.groups.bands]
    assert [name for name in bands if f"band.{name}" not in words.texts] == []


def test_fields_of_texts_exist_and_those_of_rules_are_short(
    words: Catalogue, rules: RuleSet
) -> None:
    known = {key.removeprefix("field.") for key in words.texts if key.startswith("field.")}
    # rel and url are watched for changes, though no rule reads them
    assert known - set(FIELDS) == set()
    read = {path for rule in rules.book.running for path in fields_read(rule)}
    assert len(read & known) > len(read) / 2


@pytest.mark.parametrize(
    ("rule", "forms"),
    [
        ("other", {0: "other", 1: "other", 7: "other"}),
        ("one-other", {0: "other", 1: "one", 2: "other", 11: "other", 21: "other"}),
        ("one-with-zero", {0: "one", 1: "one", 2: "other"}),
        (
            "one-few-many",
            {0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 12: "many", 14: "many"}
            | {21: "one", 22: "few", 25: "many", 111: "many", 112: "many", 122: "few"},
        ),
    ],
)
def test_forms_of_plurals(rule: str, forms: dict[int, str]) -> None:
    """Examples of Unicode's CLDR, "Language Plural Rules": ja, en, fr, ru."""
    assert {n: PLURALS[rule](n) for n in forms} == forms


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "–"),
        (0, 8, "0%"),
        (1, 1000, "<1%"),
        (1, 3, "33%"),
        (999, 1000, ">99%"),
        (7, 7, "100%"),
    ],
)
def test_shares_say_all_and_nothing_only_where_that_is_so(
    part: int, whole: int, text: str, words: Catalogue
) -> None:
    assert words.percent(part, whole) == text


def test_numbers_and_days(words: Catalogue) -> None:
    assert words.text("count.links", n=1) == "1 link"
    assert words.text("count.links", n=12345) == "12,345 links"
    assert words.number(1234.5, 2) == "1,234.50"
    assert words.date(datetime(2026, 3, 1, tzinfo=UTC)) == "1 March 2026"
    assert words.named("outcome", "timeout") == "no answer in time"
    assert words.named("outcome", "unheard_of") == "unheard_of"
    assert words.named("outcome", "unheard_of", " ") == " "
