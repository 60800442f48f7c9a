from __future__ import annotations

from random import Random

import pytest

from backlinkspider.page.near_copy import skeleton, text_bands
from tests.page.reading import document

WORDS = [f"word{number}" for number in range(3000)]


def text(seed: int, length: int = 400) -> list[str]:
    return Random(seed).choices(WORDS, k=length)


def changed(words: list[str], every: int) -> list[str]:
    return [f"x{i}" if i % every == 0 else word for i, word in enumerate(words)]


def shared(one: list[str], other: list[str]) -> int:
    return len(set(text_bands(one)) & set(text_bands(other)))


def test_near_copies_share_a_band() -> None:
    found = [shared(text(seed), changed(text(seed), 80)) > 0 for seed in range(50)]
    assert all(found)


def test_other_texts_share_none() -> None:
    assert not any(shared(text(seed), text(seed + 1000)) for seed in range(100))
    quoting = [shared(text(n), text(n)[:100] + text(n + 1000)[:300]) for n in range(100)]
    assert sum(map(bool, quoting)) <= 3


def test_short_texts_have_no_bands() -> None:
    assert text_bands(text(1, 49)) == ()
    assert len(text_bands(text(1, 50))) == 12


def test_bands_never_change() -> None:
    assert text_bands(WORDS[:60])[0] == "0:9f4b3e2417abb9f1"


PAGE = (
    "<div id=a class='wrap theme'>"
    "<header class=top><h1>{0}</h1><nav><ul><li>{0}</ul></nav></header>"
    "<main class='post-{1} content'>{2}</main><footer class=foot><p>{0}</p></footer></div>"
)


def page(title: str, number: int, paragraphs: int) -> str | None:
    html = PAGE.format(title, number, f"<p>{title}</p>" * paragraphs)
    return skeleton(document(html).tree.body)


def test_pages_of_one_theme_have_one_skeleton() -> None:
    assert page("Oak", 1, 3) == page("Elm and ash", 22, 9)
    assert page("Oak", 1, 3) != skeleton(document("<div><p>x</p><ul><li>x</ul></div>").tree.body)


@pytest.mark.parametrize("html", ["", "<p>x", "<p>x</p><p>y</p><script></script>"])
def test_small_pages_have_no_skeleton(html: str) -> None:
    assert skeleton(document(html).tree.body) is None


def test_deep_pages_have_a_skeleton() -> None:
    html = "<div>" * 6 + "<p>a<h2>b</h2><ul><li>c</ul><table><td>d</table>"
    assert skeleton(document(html).tree.body) is not None
