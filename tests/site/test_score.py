"""Which pages are likelier to link to other sites."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.site import score
from backlinkspider.site.score import topic_weight, topics

SITE = "https://www.example.com"
LINKS, RESOURCES, PARTNERS, PRESS, ARTICLES, ABOUT, LEGAL = 9, 8, 7, 5, 4, 2, -5


@pytest.mark.parametrize(
    ("path", "weight"),
    [
        ("/links", LINKS),
        ("/Links.html", LINKS),
        ("/de/nuetzliche-links/", LINKS),
        ("/liens_utiles.php", LINKS),
        ("/enlaces-de-interes", LINKS),
        ("/u%C5%BEite%C4%8Dn%C3%A9-odkazy", LINKS),
        ("/poleznye-ssylki", LINKS),
        ("/recomenda%C3%A7%C3%B5es", RESOURCES),
        ("/recomendacoes", RESOURCES),
        ("/our-partners", PARTNERS),
        ("/nos-partenaires", PARTNERS),
        ("/press/2024", PRESS),
        ("/blog/a-post", ARTICLES),
        ("/2024/05/spring-fair", ARTICLES),
        ("/2024/05/17/spring-fair.html", ARTICLES),
        ("/2024/5/7/23738968/spring-fair", ARTICLES),
        ("/a-propos", ABOUT),
        ("/privacy-policy", LEGAL),
        ("/blog/contact", ARTICLES),
        ("/", 0),
        ("/2024/05/", 0),
        ("/sausage-links-for-breakfast-with-eggs-and-more", 0),
        ("/blinks", 0),
        ("/x?page=links", 0),
    ],
)
def test_words_in_the_address(path: str, weight: int) -> None:
    assert topic_weight(SITE + path) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Useful links", LINKS),
        ("Nützliche Links", LINKS),
        ("  LIENS\u00a0UTILES ", LINKS),
        ("Полезные ссылки", LINKS),
        ("友情链接", LINKS),
        ("当サイトのリンク集です", LINKS),
        ("추천 사이트", LINKS),
        ("روابط مفيدة", LINKS),
        ("Наши партнёры", PARTNERS),
        ("Bağlantılar", LINKS),
        ("İş ortakları", PARTNERS),
        ("Our friends", PARTNERS),
        ("お問い合わせ", LEGAL),
        ("Ten links between sleep and what we eat", 0),
        ("", 0),
    ],
)
def test_words_in_the_text(text: str, weight: int) -> None:
    assert topic_weight(f"{SITE}/x1", text) == weight


def test_the_best_of_all_counts() -> None:
    assert topic_weight(f"{SITE}/contact", "Links") == LINKS
    assert topic_weight(f"{SITE}/links", "Contact") == LINKS
    assert topic_weight("https://blog.example.com/x1") == ARTICLES
    assert topic_weight("https://blog.com/x1") == 0


def test_topics_are_written_in_many_languages() -> None:
    lists = yaml.safe_load(score._FILE.read_text(encoding="utf-8"))
    for name, topic in lists.items():
        assert len(topic["words"]) >= 10, name
        assert all(isinstance(word, str) for words in topic["words"].values() for word in words)
    assert len({language for topic in lists.values() for language in topic["words"]}) >= 20


def test_every_term_is_found_in_any_case() -> None:
    terms = {**topics().spaced, **topics().unspaced}
    lost = [
        term
        for term, weight in terms.items()
        if topic_weight(f"{SITE}/{term.replace(' ', '-')}") < weight
        or topic_weight(f"{SITE}/x1", term.upper()) < weight
    ]
    assert len(terms) > 500
    assert lost == []


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_any_text_has_a_weight(path: str, text: str) -> None:
    assert LEGAL <= topic_weight(f"{SITE}/{path}", text) <= LINKS
