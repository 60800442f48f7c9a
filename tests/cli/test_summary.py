from __future__ import annotations

from collections import Counter

from backlinkspider.audit.appraise import Appraised
from backlinkspider.candidates.model import bad_line
from backlinkspider.cli.summary import domains_line, rank_lines, rendering_lines
from backlinkspider.crawl.tally import Tally
from backlinkspider.ranks.model import NO_RANKS, Ranks


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


def test_referring_domains_and_what_they_call_for() -> None:
    facts = {"actions": {"keep": 5, "disavow": 2, "reclaim": 1}}
    appraised = Appraised(target="a.test", links=9, domains=8, written=0, facts=facts)
    assert domains_line(appraised) == (
        "domains of a.test: 8 referring domains, 2 to disavow, 1 to reclaim, 5 to keep"
    )
    none = Appraised(target="a.test", links=0, domains=0, written=0, facts=None)
    assert domains_line(none) == "domains of a.test: 0 referring domains"


def test_rank_lists_and_their_bad_lines() -> None:
    assert rank_lines(NO_RANKS) == []
    assert rank_lines(Ranks({"a.test": ()}, frozenset({"tranco"}))) == [
        "rank lists (tranco) name 1 of them"
    ]
    bad = (bad_line("list", 3, "x\x1b", "no domain in this line"),)
    assert rank_lines(Ranks({}, frozenset({"tranco", "commoncrawl"}), bad, 7)) == [
        "rank lists (commoncrawl, tranco) name 0 of them",
        "7 of their lines could not be read, the first of them:",
        "  list:3: no domain in this line: x\\x1b",
    ]
