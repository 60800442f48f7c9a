from __future__ import annotations

from collections import Counter
from pathlib import Path
from unicodedata import name

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page import language
from backlinkspider.page.language import function_word_share, language_of, scripts_of_text
from backlinkspider.page.words import data

TEXTS = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", TEXTS)
def test_languages_are_told(language: str) -> None:
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    ["", "1234 5678", "oak table", "oak " * 100, "casino bonus poker roulette slots jackpot " * 10],
)
def test_too_little_tells_nothing(text: str) -> None:
    assert language_of(text) is None


def test_a_mix_of_two_languages_tells_nothing() -> None:
    short = "og det er på til af for med den de der har ikke som et om han men var jeg sig"
    assert language_of(short.replace("af ", "").replace("der ", "")) is None


def test_scripts() -> None:
    assert scripts_of_text("Привет, hello") == ("CYRILLIC", "LATIN")
    assert scripts_of_text("Привет " * 10 + "a") == ("CYRILLIC",)
    assert scripts_of_text("123 !") == ()


@given(st.one_of(st.text(), st.text(alphabet=list(map(chr, range(128))))))
def test_letters_are_counted_by_the_first_word_of_their_names(text: str) -> None:
    letters = [one for one in text if one.isalpha()]
    counts = Counter(name(one, "").partition(" ")[0] for one in letters)
    assert language._scripts(text) == counts
    assert list(language._scripts(text)) == list(counts)


def test_function_word_share() -> None:
    assert function_word_share("the oak and the elm", "en") == 0.6
    assert function_word_share("the oak", "xx") is None
    assert function_word_share("the oak", None) is None
    assert function_word_share("123", "en") is None


def test_every_language_has_enough_words() -> None:
    lists = {language: words.split() for language, words in data("function_words").items()}
    assert len(lists) >= 30
    assert {language: len(words) for language, words in lists.items() if len(words) < 50} == {}
    repeated = {lang for lang, words in lists.items() if len(set(words)) != len(words)}
    assert repeated == set()
