from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.crawl.render_memory import ENOUGH, HOST_RENDERS, Advice, advise, remember
from backlinkspider.web.rendering import LINK_IN_HAND

THIN = ("few_words", "app_root")


def after(*looks: tuple[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return what pages rendered for these reasons with these gains teach."""
    learnt: dict[str, Any] = {"failures": 1}
    for reasons, gain in looks:
        learnt = remember(learnt, reasons, gain)
    return learnt


NOTHING = (THIN, "")


@pytest.mark.parametrize(
    ("reasons", "looks", "advice"),
    [
        ((), [], Advice(())),
        (THIN, [], Advice(THIN)),
        (THIN, [NOTHING] * (ENOUGH - 1), Advice(THIN)),
        (THIN, [NOTHING] * ENOUGH, Advice((), THIN)),
        (("few_words", "noscript_notice"), [NOTHING] * ENOUGH, Advice(("noscript_notice",))),
        (THIN, [*[NOTHING] * (ENOUGH - 1), (THIN, "text"), NOTHING], Advice(THIN)),
        ((), [(THIN, "text")], Advice(())),
        ((), [(THIN, "links")], Advice((HOST_RENDERS,))),
        (THIN, [(THIN, "links"), *[NOTHING] * ENOUGH], Advice((HOST_RENDERS,))),
        ((), [(THIN, "links"), *[((HOST_RENDERS,), "")] * ENOUGH], Advice(())),
        ((), [(("always",), "links")], Advice((HOST_RENDERS,))),
    ],
)
def test_what_a_host_taught(
    reasons: tuple[str, ...], looks: list[tuple[tuple[str, ...], Any]], advice: Advice
) -> None:
    assert advise(reasons, after(*looks)) == advice


@given(
    st.lists(st.sampled_from([*LINK_IN_HAND, *THIN]), unique=True),
    st.lists(st.tuples(st.just((*LINK_IN_HAND, *THIN)), st.sampled_from(["", "text", "links"]))),
)
def test_the_link_in_hand_wins(
    reasons: list[str], looks: list[tuple[tuple[str, ...], Any]]
) -> None:
    advice = advise(tuple(reasons), after(*looks))
    if LINK_IN_HAND.intersection(reasons):
        assert advice == Advice(tuple(reasons))


def test_a_user_who_wants_all_rendered_teaches_no_reason_to_be_idle() -> None:
    assert after(*[(("always",), "")] * 9)["render"] == {"nothing": {}, "links": 0}


def test_what_else_is_known_of_a_host_stays() -> None:
    assert after(NOTHING)["failures"] == 1
