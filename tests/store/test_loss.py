"""Why a link is lost, and when nobody can know."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.look import Look
from backlinkspider.store.loss import Doubt, Loss, loss_or_doubt

if TYPE_CHECKING:
    from backlinkspider.documents import Document, Outcome

URL = "https://blog.test/post"
LINK: Document = {
    "page": {"url": URL, "final_url": URL},
    "link": {"url": "https://shop.test/", "seen_in": "both"},
}


def look(outcome: Outcome, leads: str | None = None, **facts: Any) -> Look:
    return Look(
        page={},
        run="1",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        outcome=outcome,
        detail="",
        facts={"url": URL, "final_url": URL, "status": 200, **facts},
        leads=lambda _: leads,
    )


@pytest.mark.parametrize(
    ("seen", "loss"),
    [
        (look("no_link"), Loss("link_removed")),
        (look("linked"), Loss("link_removed")),
        (look("http_error", status=404), Loss("page_gone")),
        (look("http_error", status=410, final_url="https://x.test/"), Loss("page_gone")),
        (
            look("no_link", final_url="https://blog.test/"),
            Loss("page_redirected", "https://blog.test/"),
        ),
        (
            look("linked", final_url="https://new.test/p"),
            Loss("page_redirected", "https://new.test/p"),
        ),
        (look("no_link", left_to="https://x.test/"), Loss("page_redirected", "https://x.test/")),
        (
            look("no_link", leads="https://rival.test/"),
            Loss("target_changed", "https://rival.test/"),
        ),
        (
            look("no_link", leads="https://rival.test/", final_url="https://blog.test/"),
            Loss("page_redirected", "https://blog.test/"),
        ),
        (look("no_link", leads="https://shop.test/known"), Loss("link_removed")),
    ],
)
def test_a_loss_has_a_reason(seen: Look, loss: Loss) -> None:
    assert loss_or_doubt(seen, LINK, {"https://shop.test/known"}) == loss


@pytest.mark.parametrize(
    "url",
    ["http://blog.test/post", "https://www.blog.test/post/", "https://blog.test/post#top", None],
)
def test_the_same_page_in_another_spelling_is_no_other_page(url: str | None) -> None:
    assert loss_or_doubt(look("no_link", final_url=url), LINK, ()) == Loss("link_removed")


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (look("http_error", status=503), "http_error"),
        (look("blocked", status=404), "blocked"),
        (look("robots_denied"), "robots_denied"),
        (look("timeout"), "timeout"),
        (look("soft_404"), "soft_404"),
        (look("no_link", truncated=True), "read_in_part"),
        (look("no_link", render_reason="app_root"), "read_in_part"),
    ],
)
def test_what_was_not_read_properly_is_a_doubt(seen: Look, reason: str) -> None:
    assert loss_or_doubt(seen, LINK, ()) == Doubt(reason)
