from __future__ import annotations

import pytest
from hypothesis import given

from backlinkspider.links.surroundings import Surroundings, SurroundingsReader, _blocks_round
from tests.page.pages import PAGES
from tests.page.reading import document

TARGET = "https://t.example/"
LINK = f"<a href={TARGET}>oak tables</a>"


def around(html: str, url: str = "https://page.example/") -> Surroundings:
    """Return what is round the first link to the target."""
    page = document(html, url)
    anchors = page.anchors()
    found = next(one for one in anchors if one.url == TARGET)
    return SurroundingsReader(page.url, anchors, page.flow).around(found)


def others(number: int, template: str = "<li>{}</li>") -> str:
    return "".join(
        template.format(f"<a href=https://s{n}.example/>site {n} of many</a>")
        for n in range(number)
    )


CARD = "<div class=card><h3>{}</h3><p>About it</p></div>"
ROW = "<tr><td>{}</td><td>text</td></tr>"
TOLD = f"{LINK} with a long description of what one finds there, really"
SENTENCE = f"We bought our table, which we like a lot, at the shop of {LINK} in May."


@pytest.mark.parametrize(
    ("html", "size", "external"),
    [
        (f"<ul>{others(4)}<li>{LINK}</li><li><a href=/own>own</a></ul>", 6, 5),
        (f"<ul>{others(4)}<li>{TOLD}</ul>", 5, 5),
        (f"<table>{others(9, ROW)}{ROW.format(LINK)}</table>", 10, 10),
        (f"<div>{others(5, CARD)}{CARD.format(LINK)}</div>", 6, 6),
        (f"<p>{others(3, '{} · ')}{LINK}</p><p>{others(9, '{} ')}</p>", 4, 4),
        (f"<article>{others(5, '<p>{}</p>')}<p>{SENTENCE}</p></article>", 1, 1),
        (f"<footer>{others(2, '<p>{}</p>')}<p>Design by {LINK}</p></footer>", 3, 3),
        (f"<body>{others(7, '{}<br>')}{LINK}", 8, 8),
        (f"<article>{others(6, '<p>{}</p>')}<p>{LINK}</p></article>", 1, 1),
    ],
)
def test_the_list_round_a_link(html: str, size: int, external: int) -> None:
    found = around(html)
    assert (found.list_size, found.list_external) == (size, external)


GOOGLES_SAMPLE = (
    "<p>There are many <a href=https://a.example/>wedding rings</a> on the market. If you want to "
    f"have a <a href={TARGET}>wedding</a>, you will have to pick the "
    "<a href=https://c.example/>best ring</a>. You will also need to "
    "<a href=https://d.example/>buy flowers</a> and a <a href=https://e.example/>wedding dress</a>."
)


def test_a_cluster_of_telling_links() -> None:
    assert around(GOOGLES_SAMPLE).cluster == 5


@pytest.mark.parametrize(
    ("html", "cluster"),
    [
        (f"<p>{LINK} and <a href=https://a.example/>click here</a>", 1),
        (f"<p>{LINK} and <a href=https://a.example/>www.a.example</a>", 1),
        (f"<p>{LINK} and <a href=https://a.example/ rel=sponsored>red flowers</a>", 1),
        (f"<p>{LINK} and <a href=/own>red flowers</a>", 1),
        (f"<p>{LINK} <a href=https://a.example/><img src=x></a>", 1),
        (f"<p>{LINK}</p><p><a href=https://a.example/>red flowers</a>", 1),
        (f"<p>{LINK} {'word ' * 49}<a href=https://a.example/>red flowers</a>", 2),
        (f"<p>{LINK} {'word ' * 51}<a href=https://a.example/>red flowers</a>", 1),
        (f"<p>{LINK} and {LINK}", 2),
        (f"<p><a href={TARGET}>here</a> and {LINK}", 1),
        (f"<p><a href={TARGET}><img src=x></a> red", 0),
    ],
)
def test_what_makes_a_cluster(html: str, cluster: int) -> None:
    assert around(html).cluster == cluster


def test_equal_blocks_have_equal_hashes() -> None:
    block = f"<ul>{others(3)}<li>{LINK}<li><a href=/{{0}}>About {{0}}</a></ul>"
    one = around(f"<p>Page one</p>{block.format('one')}", "https://one.example/")
    two = around(f"<div>Page two{block.format('two')}</div>", "https://two.example/")
    other = around(f"<ul>{others(4)}<li>{LINK}</ul>")
    assert one.block_hash == two.block_hash
    assert other.block_hash not in {None, one.block_hash}


def test_a_small_block_has_no_hash() -> None:
    assert around(f"<ul>{others(1)}<li>{LINK}</ul>").block_hash is None
    assert around(f"<ul>{others(2)}<li>{LINK}</ul>").block_hash is not None


def test_links_to_the_same_url_are_counted() -> None:
    assert around(f"{LINK}<p>{LINK}</p><a href={TARGET}x>x</a>").same == 2


def test_what_was_not_read_is_unknown() -> None:
    assert around("<p>" + "<b>x</b> " * 150_000 + LINK).cluster is None


@pytest.mark.parametrize(
    "place", [f"<template>{LINK}</template>", f"<p>x<noscript>{LINK}</noscript>"]
)
def test_links_outside_the_text_have_surroundings(place: str) -> None:
    assert around(place).cluster == 0


@given(PAGES)
def test_a_block_holds_the_links_that_have_it_round_them(html: str) -> None:
    page = document(html)
    anchors = page.anchors()
    reader = SurroundingsReader(page.url, anchors, page.flow)
    by_block: dict[int, list[str]] = {}
    blocks = [(found, block) for found in anchors for block in _blocks_round(found.node)]
    for found, block in blocks:
        by_block.setdefault(block.mem_id, []).append(f"{found.node.mem_id} {found.url}")
    for _, block in blocks:
        links = [f"{one.node.mem_id} {one.url}" for one in reader._links_in(block)]
        assert links == by_block[block.mem_id]
