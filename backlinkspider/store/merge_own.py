"""What a finished visit to one of the target's own pages does to its stored state. Pure.

Facts stand in the document itself. What a visit did not tell stays as it was last told: a page that
did not answer keeps its title and the domains it links to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.store.base import Change
from backlinkspider.store.history import HISTORY_KEPT
from backlinkspider.store.merge import Merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.look import Look

_NO_ANSWER: Final[dict[str, Any]] = {
    "status": None,
    "final_url": None,
    "hops": [],
    "soft_404": None,
}


def merge_own(look: Look, stored: Document, _: Sequence[Document] = ()) -> Merged:
    """Return what *look* makes of the *stored* own page; it has neither links nor events.

    A page that another run has taken over meanwhile stays that run's, with this look as its own.
    """
    look = replace(look, run=stored.get("run", look.run))
    looks = list(stored.get("looks", ()))
    if look.entry() not in looks:
        looks.append(look.entry())
    told = {} if look.unvisited else {**_NO_ANSWER, **look.facts, "checked_at": look.at}
    document = {
        **stored,
        **told,
        "outcome": look.outcome,
        "detail": look.detail,
        "run": look.run,
        "looks": looks[-HISTORY_KEPT:],
        "v": stored["v"] + 1,
        "by": look.by,
    }
    return Merged(events=(), links=(), page=Change(stored["v"], document))
