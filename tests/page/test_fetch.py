from __future__ import annotations

from backlinkspider.page.fetch import Fetch


def fetch(*headers: tuple[str, str]) -> Fetch:
    return Fetch(
        final_url="http://h/", status=200, headers=headers, redirects=(), ip=None, fetched_at=None
    )


def test_a_header_sent_twice_is_joined_as_one() -> None:
    found = fetch(("x-robots-tag", "noindex"), ("x", "y"), ("x-robots-tag", "nofollow"))
    assert found.header("x-robots-tag") == "noindex, nofollow"


def test_a_header_that_was_not_sent_is_empty() -> None:
    assert fetch().content_type == ""
