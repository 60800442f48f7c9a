from __future__ import annotations

from collections import Counter

from backlinkspider.cli.summary import rendering_lines
from backlinkspider.crawl.tally import Tally


def test_a_run_without_reasons_says_nothing_of_rendering() -> None:
    assert rendering_lines(Tally()) == []


def test_reasons_are_told_with_what_they_brought() -> None:
    counts = {"pages": 4, "reason/app_root": 1, "reason/few_words": 5, "gained/few_words": 3}
    lines = rendering_lines(Tally(rendering=Counter({**counts, "learnt_not": 2})))
    assert lines == [
        "4 pages rendered; reasons given, and what it brought:",
        "  few_words: 5, more than plain HTML 3 times",
        "  app_root: 1, more than plain HTML 0 times",
        "2 not rendered: the same reasons brought nothing on their hosts",
    ]
