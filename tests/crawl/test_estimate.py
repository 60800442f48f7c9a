"""The first line of a run."""

from __future__ import annotations

from backlinkspider.crawl.estimate import estimate


def test_the_longest_domain_sets_the_least_time() -> None:
    expected = estimate([3, 1, 1], max_per_domain=20, delay=2.0, window=160)
    assert (expected.candidates, expected.domains, expected.visits) == (5, 3, 5)
    assert expected.seconds == (3 + 1) * 2.0


def test_the_window_sets_it_for_many_domains() -> None:
    expected = estimate([1] * 16_000, max_per_domain=20, delay=1.0, window=160)
    assert expected.seconds == 16_000 * 2 / 160


def test_what_is_over_the_limit_is_said() -> None:
    line = str(estimate([50, 2], max_per_domain=20, delay=1.0, window=160))
    assert line == "52 candidates on 2 domains, 30 over max_per_domain: about 21 s if all answer"


def test_no_candidates_take_no_time() -> None:
    assert estimate([], max_per_domain=20, delay=1.0, window=160).seconds == 0
