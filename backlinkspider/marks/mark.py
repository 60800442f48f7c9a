"""The document of what people said of one link, and what a new word makes of it. Pure.

A mark's ``_id`` is its link's. No crawl writes marks, so a link that is lost and comes back has its
mark still. ``by`` and ``at`` are who gave the verdict and when; ``outreach`` has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from backlinkspider.documents import Document

Verdict = Literal["ok", "bad"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)

OutreachState = Literal["contacted", "promised", "removed", "refused"]
OUTREACH: Final[tuple[OutreachState, ...]] = get_args(OutreachState)

KIND: Final = "link"
_HISTORY_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Word:
    """What *by* says at *at*: a verdict or a state of outreach, ``None`` to take it back.

    *at* is cut to milliseconds, as stores keep it (``documents.utc``).
    """

    field: Literal["verdict", "outreach"]
    value: Verdict | OutreachState | None
    text: str | None
    by: str
    at: datetime

    def entry(self) -> Document:
        """Return the word as an entry of a mark's history."""
        return {
            "field": self.field,
            "value": self.value,
            "text": self.text,
            "by": self.by,
            "at": self.at,
        }


def marked(old: Document | None, link: Mapping[str, Any], words: Iterable[Word]) -> Document | None:
    """Return the mark of *link*, *old* so far, after *words*; ``None`` if it says that already."""
    document = before = old or _unmarked(link)
    for word in words:
        if not _says(document, word):
            document = {**document, **_change(word), "history": _history(document, word)}
    return None if document is before else {**document, "v": document["v"] + 1}


def verdict_of(mark: Mapping[str, Any] | None) -> Verdict | None:
    """Return the verdict of *mark*; ``None`` where nobody gave one."""
    return mark.get("verdict") if mark else None


def outreach_of(mark: Mapping[str, Any] | None) -> OutreachState | None:
    """Return how far outreach got by *mark*; ``None`` where nobody wrote to the page's owner."""
    outreach = mark.get("outreach") if mark else None
    return outreach["state"] if outreach else None


def _unmarked(link: Mapping[str, Any]) -> Document:
    return {
        "_id": link["_id"],
        "kind": KIND,
        "target": link["target"],
        "v": 0,
        **dict.fromkeys(("verdict", "reason", "by", "at", "outreach")),
        "history": [],
    }


def _says(mark: Document, word: Word) -> bool:
    """Tell whether *mark* says just that, by the same person, or has heard this very word.

    A write that another writer's followed at once looks as if it had missed, and is done again.
    """
    if word.entry() in mark["history"]:
        return True
    if word.field == "verdict":
        said = (mark["verdict"], mark["reason"], mark["by"])
        return said == (word.value, word.text, word.by) or said[0] is word.value is None
    outreach = mark["outreach"]
    if outreach is None or word.value is None:
        return outreach is word.value
    said = (outreach["state"], outreach["note"], outreach["by"])
    return said == (word.value, word.text, word.by)


def _change(word: Word) -> Document:
    if word.field == "verdict":
        return {"verdict": word.value, "reason": word.text, "by": word.by, "at": word.at}
    if word.value is None:
        return {"outreach": None}
    said = {"state": word.value, "note": word.text, "by": word.by, "at": word.at}
    return {"outreach": said}


def _history(mark: Document, word: Word) -> list[Document]:
    return [*mark["history"], word.entry()][-_HISTORY_KEPT:]
