from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from backlinkspider.page.document import HtmlDocument
from backlinkspider.web.rendering import APP_ROOTS, PageFacts, page_facts, render_reasons

URL = "https://page.example/"
TEXT = "word " * 400
ANCHOR = '<a href="/x">x</a>'
SCRIPT = "<script>run()</script>"


def facts(html: str, *hosts: str) -> PageFacts:
    return page_facts(HtmlDocument(html.encode(), url=URL), hosts)


def reasons(html: str, *hosts: str) -> tuple[str, ...]:
    return render_reasons(facts(html, *hosts))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ()),
        ("<p>short, but no script", ()),
        (f"{SCRIPT}<p>short", ("few_words",)),
        (f"{SCRIPT}{TEXT}", ()),
        (f"{SCRIPT}{ANCHOR * 5}", ()),
        (f"{SCRIPT}<div id=root></div>", ("few_words", "app_root")),
        (f"{SCRIPT}<div id=root>{'word ' * 200}{ANCHOR * 5}</div>", ("app_root",)),
        (f"{SCRIPT}<div id=root>{TEXT}</div>", ()),
        (f"{SCRIPT}<div id=root>{ANCHOR * 12}</div>", ()),
        (f"<div id=root>{ANCHOR}</div>", ()),
        ("<body><noscript>Please enable JavaScript.</noscript>", ("noscript_notice",)),
        ("<body><noscript>Bitte Java Script aktivieren</noscript>", ("noscript_notice",)),
        ("<body><noscript><img src=/pixel></noscript>", ()),
        (f"<body><noscript>Enable JavaScript</noscript>{TEXT}", ()),
    ],
)
def test_thin_pages(html: str, expected: tuple[str, ...]) -> None:
    assert reasons(html) == expected


@pytest.mark.parametrize("name", APP_ROOTS)
def test_every_framework_s_container(name: str) -> None:
    assert facts(f'<div id="{name}"></div>').app_root == name


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0;url=/next", True),
        ("0; URL='/next'", True),
        ("5,/next", True),
        ("6;url=/next", False),
        ("0", False),
        ("300", False),
        ("soon;url=/next", False),
    ],
)
def test_meta_refresh(content: str, expected: bool) -> None:
    html = f'<meta http-equiv="REFRESH" content="{content}">{TEXT}{ANCHOR * 20}'
    assert ("meta_refresh" in reasons(html)) is expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script>link("https://target.test/x")</script>', True),
        ('<script>x = {"u": "https:\\/\\/www.target.test\\/"}</script>', True),
        ('<script type=application/json>{"u": "//target.test"}</script>', False),
        ("<script>window.__NUXT__ = {u: '//target.test'}</script>", False),
        ('<script type="application/ld+json">{"u": "//target.test"}</script>', False),
        ('<script src="//target.test/x.js"></script>', False),
        ('<script>x = "nottarget.test"</script>', False),
        ('<script>x = "target.test.evil.test"</script>', False),
        ('<script>x = "target.test"</script><a href="https://Target.test/">x</a>', False),
        ("<p>target.test", False),
    ],
)
def test_target_in_script(html: str, expected: bool) -> None:
    assert ("target_in_script" in reasons(html + TEXT, "target.test")) is expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script type=application/json>{"u": "//target.test"}</script>', True),
        ('<script id=__NEXT_DATA__ type=application/json>{"u":"//target.test"}</script>', True),
        ("<script>window.__NUXT__={u:'//target.test'}</script>", True),
        ("<script>self.__next_f.push([1,'//target.test'])</script>", True),
        ("<script>window.__INITIAL_STATE__={u:'https:\\/\\/target.test'}</script>", True),
        ('<script type=application/json>{"u": "//other.test"}</script>', False),
        ('<script type="application/ld+json">{"u": "//target.test"}</script>', False),
        ("<script>u = '//target.test'</script>", False),
        ("<script>window.__NUXT__={u:'//target.test'}</script><a href=//target.test>x</a>", False),
    ],
)
def test_framework_state(html: str, expected: bool) -> None:
    assert ("framework_state" in reasons(html + TEXT, "target.test")) is expected


def test_state_and_scripts_are_told_apart_where_both_name_the_target() -> None:
    html = '<script type=application/json>"//target.test"</script><script>"//target.test"</script>'
    assert reasons(html + TEXT, "target.test") == ("framework_state", "target_in_script")


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("{{ item.url }}", True),
        ("/x/{{slug}}", True),
        ("/x/%7B%7Bslug%7D%7D", True),
        ("/wiki/{{", False),
        ("/x/{slug}", False),
        ("/x", False),
    ],
)
def test_placeholders(href: str, expected: bool) -> None:
    assert ("placeholders" in reasons(f'{TEXT}<a href="{href}">x</a>')) is expected


def test_what_the_tree_does_not_tell() -> None:
    assert render_reasons(PageFacts(anchors=20, target_expected=True)) == ("link_expected",)
    assert render_reasons(PageFacts(anchors=20, target_hidden=True)) == ("hidden_markup",)


def test_what_nobody_sees_is_no_text() -> None:
    html = f"<style>a{{}}</style>{SCRIPT}<noscript>no</noscript><p> two \n\t words </p>"
    assert facts(html).chars <= len("two words") + 3


def test_many_anchors_settle_the_question() -> None:
    assert facts(f"{SCRIPT}<div id=app>{ANCHOR * 12}") == PageFacts(anchors=12)


@pytest.mark.corpus
@pytest.mark.skipif("CORPUS_DIR" not in os.environ, reason="CORPUS_DIR is not set")
def test_static_pages_are_left_alone() -> None:
    corpus = Path(os.environ["CORPUS_DIR"])
    with (corpus / "index.jsonl").open() as lines:
        ids = [json.loads(line)["id"] for line in lines]
    pages = [(corpus / "pages" / f"{name}.html").read_bytes() for name in ids]
    flagged = sum(bool(render_reasons(page_facts(HtmlDocument(page, url=URL)))) for page in pages)
    assert flagged <= len(pages) * 0.02
