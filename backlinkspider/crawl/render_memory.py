"""What rendering brought on a host: which reasons are worth a browser there. Pure.

Lives in the ``hosts`` document under ``learnt["render"]``: ``nothing`` counts for each reason the
pages in a row that rendering added nothing to, ``links`` those it added target links to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.web.rendering import LINK_IN_HAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Gain = Literal["links", "text", "elsewhere", ""]
"""What a rendered page showed that plain HTML lacked: links to a target, text, or that it leads to
another page."""

ENOUGH: Final = 3
"""Pages without any gain after which a reason is no longer obeyed on its host."""

HOST_RENDERS: Final = "host_renders"
"""The reason of pages that have none of their own, where rendering brought links before."""

_NOT_LEARNT: Final = frozenset({"always"})


@dataclass(frozen=True, slots=True)
class Advice:
    """The reasons to render a page, *obeyed* and not; both empty where there are none."""

    obeyed: tuple[str, ...]
    refused: tuple[str, ...] = ()


def advise(reasons: tuple[str, ...], learnt: Mapping[str, Any]) -> Advice:
    """Weigh the *reasons* of a page against what is *learnt* about its host.

    A reason that speaks of the target's own link is always obeyed.
    """
    memory = learnt.get("render") or {}
    nothing: Mapping[str, int] = memory.get("nothing") or {}
    if not LINK_IN_HAND.isdisjoint(reasons):
        return Advice(reasons)
    obeyed = tuple(reason for reason in reasons if nothing.get(reason, 0) < ENOUGH)
    if obeyed:
        return Advice(obeyed)
    if memory.get("links", 0) > 0 and nothing.get(HOST_RENDERS, 0) < ENOUGH:
        return Advice((HOST_RENDERS,))
    return Advice((), reasons)


def remember(learnt: Mapping[str, Any], reasons: Iterable[str], gain: Gain) -> dict[str, Any]:
    """Return *learnt* with what rendering a page for *reasons* brought."""
    memory = learnt.get("render") or {}
    nothing = dict(memory.get("nothing") or {})
    for reason in set(reasons) - _NOT_LEARNT:
        nothing[reason] = 0 if gain else nothing.get(reason, 0) + 1
    links = memory.get("links", 0) + (gain == "links")
    return {**learnt, "render": {"nothing": nothing, "links": links}}
