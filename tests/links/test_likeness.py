from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.likeness import Subject, likeness, subject_of
from backlinkspider.target import Target, parse_matcher


def subject(**more: Any) -> Subject:
    known = {
        "description": "A family workshop that makes solid oak furniture by hand: dining tables, "
        "chairs, sideboards and garden benches.",
        "money_terms": ("oak furniture", "oak dining table"),
        "product_names": ("Ripon garden bench",),
    }
    found = subject_of(
        Target(name="t.example", matchers=(parse_matcher("t.example"),), **{**known, **more})
    )
    assert found is not None
    return found


def of(text: str, language: str | None = "en") -> float | None:
    return likeness(subject(), text, language, ("en",))


def test_texts_about_it_are_liker_than_others() -> None:
    about = of("The new table stands in the dining room: oak, made by hand in a small workshop")
    beside = of("We visited a garden and sat on a bench while it rained all afternoon long")
    away = of("Play roulette and poker at the best casino and win a bonus on every deposit")
    assert about is not None
    assert beside is not None
    assert about > 0.3 > beside > 0
    assert away == 0


def test_a_target_without_description_has_no_subject() -> None:
    assert subject_of(Target(name="t.example", matchers=(parse_matcher("t.example"),))) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Дубовые столы ручной работы", "ru"),
        ("Дубовые столы ручной работы", None),
        ("Ein Tisch aus Eiche", "de"),
        ("", "en"),
        ("1234", None),
    ],
)
def test_what_can_not_be_compared_is_unknown(text: str, language: str | None) -> None:
    assert of(text, language) is None


def test_a_text_whose_language_is_not_told_is_compared() -> None:
    assert of("oak table", None) is not None


@given(st.text(max_size=200))
def test_it_is_a_share(text: str) -> None:
    found = of(text, None)
    assert found is None or 0 <= found <= 1.000001


@given(
    st.lists(
        st.sampled_from(
            ["oak", "table", "chairs", "family", "news", "Ripon", "bench", "by", "the", "12", "ab"]
        )
    )
)
def test_it_is_the_sum_over_all_stems_of_the_subject(words: list[str]) -> None:
    about, weights = subject(), Counter(w.lower()[:5] for w in words if len(w) > 2 and w != "the")
    text = {stem: 1 + log(count) for stem, count in weights.items()}
    shared = sum(weight * text.get(stem, 0.0) for stem, weight in about.weights.items())
    sizes = [sqrt(sum(w * w for w in one.values())) for one in (text, about.weights)]
    expected = shared / (sizes[0] * sizes[1]) if shared else 0.0
    assert of(" ".join(words)) == (expected if weights or any(map(str.isalpha, words)) else None)
