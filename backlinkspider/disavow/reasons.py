"""Why an entry is in a disavow file: flags with their clauses, verdicts, outreach tried."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.disavow.choice import counting_flags
from backlinkspider.disavow.cover import DOMAIN
from backlinkspider.disavow.select import by_page
from backlinkspider.flags import gravity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from backlinkspider.disavow.select import Pick
    from backlinkspider.documents import Document

_RULES: Final = 3
_MARKS: Final = 3
_SENTENCE: Final = 120


def reasons(pick: Pick, marks: Mapping[str, Document], day: date) -> Iterator[str]:
    """Yield what is to be said above the entry of *pick*, a line each.

    *marks* are the ``marks`` documents of links by id; *day* is when the flags were read.
    """
    yield f"{day}: {_counts(pick)}{_flags(pick)}"
    if pick.because:
        which = "the whole site" if pick.entry.startswith(DOMAIN) else "this page alone"
        yield f"{which}: {pick.because}"
    said = [marks[link["_id"]] for link in pick.bad if link["_id"] in marks]
    yield from _verdicts(said)
    yield from _outreach(said)


def was_asked(pick: Pick, marks: Mapping[str, Document]) -> bool:
    """Tell whether anybody asked for one of the links of *pick* to be taken away."""
    return any(marks.get(link["_id"], {}).get("outreach") for link in pick.bad)


def _counts(pick: Pick) -> str:
    bad, covered, pages = len(pick.bad), len(pick.covered), len(by_page(pick.covered))
    of = "" if bad == covered else f" of {covered:,}"
    words = f"{bad:,}{of} links" if covered > 1 else "1 link"
    return f"{words} on {pages:,} pages" if pages > 1 else words


def _flags(pick: Pick) -> str:
    """Return the worst score and the rules behind *pick*, the gravest first, with their clauses."""
    flags = [flag for link in pick.bad for flag in counting_flags(link)]
    if not flags:
        return ""
    score = max((link.get("audit") or {}).get("score") or 0 for link in pick.bad)
    counts = Counter(flag["rule"] for flag in flags)
    rules = {flag["rule"]: flag for flag in flags}
    worst = sorted(rules, key=lambda rule: (-gravity(rules[rule]["severity"]), -counts[rule]))
    names = [f"{rule} ({rules[rule].get('clause') or 'no clause'})" for rule in worst[:_RULES]]
    more = f" and {len(worst) - _RULES} more" if len(worst) > _RULES else ""
    return f", score up to {score:g}: {', '.join(names)}{more}"


def _verdicts(marks: Iterable[Document]) -> Iterator[str]:
    bad = [mark for mark in marks if mark.get("verdict") == "bad"]
    lines = (f"bad: {_signed(mark, mark.get('reason'))}" for mark in bad)
    yield from list(dict.fromkeys(lines))[:_MARKS]


def _outreach(marks: Iterable[Document]) -> Iterator[str]:
    tried = [one for mark in marks if (one := mark.get("outreach"))]
    lines = dict.fromkeys(
        f"outreach: {one['state']}, {_signed(one, one.get('note'))}" for one in tried
    )
    yield from list(lines)[:_MARKS]


def _signed(said: Mapping[str, Any], words: str | None) -> str:
    when = said.get("at")
    by = ", ".join(filter(None, (said.get("by"), f"{when:%Y-%m-%d}" if when else "")))
    words = (words or "")[:_SENTENCE]
    return f"{by}: {words}" if words else by
