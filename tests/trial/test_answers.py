"""What others answer in examples: data in place of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from backlinkspider.trial.pages import link_documents
from tests.trial.test_pages import DAY, FILE, example

if TYPE_CHECKING:
    from datetime import date

    from backlinkspider.documents import Document
    from backlinkspider.rules.model import HtmlExample

PAGE = "https://a.example/p"
GO = '<p><a href="/go/7">oak</a> <a href="https://bit.ly/1">oak</a></p>'


def links(given: HtmlExample, day: date = DAY) -> list[Document]:
    return link_documents(FILE, given, day, {"bit.ly"})


def test_redirectors_lead_where_the_example_says() -> None:
    answers = {
        "https://a.example/go/7": "https://b.example/x",
        "https://b.example/x": {"status": 301, "location": "https://shop.example/"},
        "https://bit.ly/1": {
            "status": 200,
            "html": '<meta http-equiv="refresh" content="0;url=https://shop.example/2">',
        },
    }
    first, second = (link["link"] for link in links(example(html=GO, url=PAGE, answers=answers)))
    assert (first["via"], first["final_url"]) == ("redirect", "https://shop.example/")
    assert [hop["status"] for hop in first["hops"]] == [302, 301]
    assert (second["via"], second["final_url"]) == ("shortener", "https://shop.example/2")


def test_who_answers_nothing_leads_nowhere() -> None:
    assert links(example(html=GO, url=PAGE)) == []
    assert (
        links(example(html=GO, url=PAGE, answers={"https://bit.ly/1": "https://x.example/"})) == []
    )


def test_copies_of_a_page_have_answers_too() -> None:
    page = {"html": GO, "url": PAGE, "answers": {"https://bit.ly/1": "https://shop.example/"}}
    assert len(links(example(pages=[{**page, "repeat": 2}]))) == 2


LINK = '<p><a href="https://shop.example/">oak</a></p>'


def test_nobody_else_looks_unless_the_example_says_so() -> None:
    [link] = links(example(html=LINK, url=PAGE))
    assert "cloaking" not in link["signals"]


def test_who_has_no_look_gets_what_we_got() -> None:
    [link] = links(
        example(html=LINK, url=PAGE, looks={"phone": {"location": "https://b.example/"}})
    )
    cloaking = link["signals"]["cloaking"]
    assert cloaking["differs"] == ["phone"]
    assert cloaking["sent_away"] == ["phone"]
    assert cloaking["seen_by"] == ["ours", "googlebot", "browser", "referrer"]


def test_a_link_for_the_crawler_alone_is_found_on_its_page() -> None:
    [link] = links(example(html="<p>oak</p>", url=PAGE, looks={"googlebot": LINK}))
    assert link["signals"]["cloaking"]["seen_by"] == ["googlebot"]


@pytest.mark.parametrize(
    "wrong", [{"looks": {"bingbot": LINK}}, {"answers": {"https://bit.ly/1": {"to": "x"}}}]
)
def test_what_is_misspelled_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        example(html=GO, **wrong)
