from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.worth.relevance import relevance_of
from backlinkspider.worth.weights import FOREIGN, LIKE

if TYPE_CHECKING:
    from backlinkspider.documents import Document


def link(near: float | None = None, page: float | None = None, **of_page: Any) -> Document:
    said = {"topic_likeness": near, "page_likeness": page}
    return {
        "page": of_page,
        "signals": {name: value for name, value in said.items() if value is not None},
    }


@pytest.mark.parametrize(
    ("near", "page", "value"),
    [
        (None, None, None),
        (0.0, 0.0, 0.0),
        (LIKE, LIKE, 1.0),
        (0.9, 0.9, 1.0),
        (LIKE, 0.0, 0.6),
        (0.0, LIKE, 0.4),
        (LIKE / 2, None, 0.5),  # what is not known counts neither way
        (None, LIKE / 2, 0.5),
    ],
)
def test_likeness_near_the_link_and_of_the_page(
    near: float | None, page: float | None, value: float | None
) -> None:
    assert relevance_of(link(near, page), ()).value == value


@pytest.mark.parametrize(
    ("page", "languages", "match"),
    [
        ({"text_language": "en"}, ("en", "de"), True),
        ({"text_language": "de"}, ("de-AT",), True),
        ({"text_language": None, "lang": "de-CH"}, ("de",), True),
        ({"text_language": "fr", "lang": "en"}, ("en",), False),  # the text counts, not its label
        ({"lang": "pl"}, ("en",), False),
        ({"lang": ""}, ("en",), None),
        ({"text_language": "fr"}, (), None),
    ],
)
def test_whether_the_target_serves_the_pages_language(
    page: dict[str, Any], languages: tuple[str, ...], match: bool | None
) -> None:
    assert relevance_of(link(**page), languages).inputs["language_match"] is match


def test_a_language_the_target_does_not_serve() -> None:
    """Its subject can't be compared; what is alike all the same (names) makes it no more."""
    assert relevance_of(link(text_language="fr"), ("en",)).value == FOREIGN
    assert relevance_of(link(0.3, 0.3, text_language="fr"), ("en",)).value == FOREIGN
    assert relevance_of(link(0.0, 0.0, text_language="fr"), ("en",)).value == 0.0


def test_the_same_language_alone_says_nothing() -> None:
    found = relevance_of(link(text_language="en"), ("en",))
    assert found.document() == {
        "value": None,
        "inputs": {
            "topic_likeness": None,
            "page_likeness": None,
            "language": "en",
            "language_match": True,
        },
    }


likenesses = st.none() | st.floats(0, 1)


@given(likenesses, likenesses, st.sampled_from(["en", "fr", None]))
def test_relevance_is_a_share_or_unknown(
    near: float | None, page: float | None, language: str | None
) -> None:
    value = relevance_of(link(near, page, text_language=language), ("en",)).value
    assert value is None or 0 <= value <= 1
