"""The logic of whole columns is the logic of single links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules import logic
from backlinkspider.rules.compile import Node
from backlinkspider.rules.planes import Plane, answers, every, mask_of

if TYPE_CHECKING:
    from backlinkspider.rules.facts import Predicate

LINKS = 5
Answers = list[bool | None]


@dataclass(frozen=True)
class Leaf:
    """A test whose answers are given: one for each link."""

    said: Answers


def leaf(said: Answers) -> Node:
    return Node("leaf", lambda facts: said[cast("int", facts)], predicate=cast("Any", Leaf(said)))


def above(parts: list[Node], kind: str, minimum: int) -> Node:
    checks = [part.check for part in parts]
    if kind == "not":
        return Node("not", logic.negation(checks[0]), tuple(parts[:1]))
    if kind == "k_of":
        return Node("k_of", logic.at_least(minimum, checks), tuple(parts), minimum=minimum)
    if kind == "all":
        return Node("all", logic.all_of(checks), tuple(parts))
    return Node("any", logic.any_of(checks), tuple(parts))


SAID = st.lists(st.sampled_from([True, False, None]), min_size=LINKS, max_size=LINKS)
NODES = st.recursive(
    SAID.map(leaf),
    lambda below: st.builds(
        above,
        st.lists(below, min_size=1, max_size=4),
        st.sampled_from(["all", "any", "not", "k_of"]),
        st.integers(1, 5),
    ),
    max_leaves=8,
)


def ask(predicate: Predicate) -> Plane:
    said = cast("Leaf", predicate).said
    return Plane(mask_of(one is True for one in said), mask_of(one is False for one in said))


def answer(plane: Plane, number: int) -> bool | None:
    true, false = (mask.to_bytes(LINKS, "little")[number] for mask in (plane.true, plane.false))
    return None if not true and not false else bool(true)


@given(NODES)
def test_a_condition_says_of_all_links_what_it_says_of_each(node: Node) -> None:
    plane = answers(node, ask, every(LINKS))
    each = [node.check(cast("Any", number)) for number in range(LINKS)]
    assert [answer(plane, number) for number in range(LINKS)] == each
    assert plane.true & plane.false == 0
    assert plane.known == mask_of(one is not None for one in each)
