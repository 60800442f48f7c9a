"""The indexes of each collection, as data for both stores. Pure.

An indexed field holds one scalar (or nothing): SQLite keeps it as a column beside the document.
The fields in ``MULTIKEY`` are the exception: they run through an array, MongoDB indexes each of
its elements, SQLite reads them from the document.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.store.base import DocumentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.documents import Collection

_FRONTIER: Final = (
    # The next pending page of a politeness key, in order.
    ("run", "key", "outcome", "turn", "rank", "seq"),
    ("run", "outcome"),
    ("run", "site"),
    ("target", "outcome"),
    ("target", "url"),
)
INDEXES: Final[Mapping[Collection, tuple[tuple[str, ...], ...]]] = {
    # Re-checks: the pages with known links.
    "pages": (*_FRONTIER, ("target", "known"), ("target", "domain")),
    "own_pages": _FRONTIER,
    "links": (
        ("target", "state"),
        ("target", "last_seen"),
        ("page_id",),
        ("flags.rule",),
        ("flags.severity",),
        ("page.domain",),
        # The appraisal: a target's links, domain by domain and page by page.
        ("target", "page.domain", "page_id"),
        ("audit.ruleset",),
    ),
    "hosts": (("ready", "round", "rank", "next_at"), ("owner",)),
    "events": (("target", "at"), ("run",)),
    "runs": (("target", "started_at"), ("arguments",)),
    "domains": (("target", "domain"), ("target", "risk.score"), ("target", "action.do")),
    "marks": (("target",),),
    "rule_revisions": (),
    "profile_flags": (("target",),),
    "alerts": (),
    "reports": (("target", "at"),),
}

MULTIKEY: Final = frozenset({"flags.rule", "flags.severity"})


@cache
def scalar_fields(collection: Collection) -> tuple[str, ...]:
    """Return *collection*'s indexed scalar fields (dotted), each once, in order of first use."""
    fields = (field for index in INDEXES[collection] for field in index)
    return tuple(dict.fromkeys(field for field in fields if field not in MULTIKEY))


@cache
def _paths(collection: Collection) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(field.split(".")) for field in scalar_fields(collection))


def scalars(collection: Collection, document: Mapping[str, Any]) -> list[Any]:
    """Return *document*'s values of ``scalar_fields``, None where there is none.

    Raises ``DocumentRefused`` where one holds an array or an object, or ``v`` no whole number.
    """
    version = document.get("v")
    if version is not None and type(version) is not int:
        raise DocumentRefused(
            f"document {document.get('_id')!r}: 'v' must be a whole number, not {version!r:.60}"
        )
    return [_scalar(document, path) for path in _paths(collection)]


def _scalar(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = document
    for name in path:
        if isinstance(value, list):
            break
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, (list, dict)):
        raise DocumentRefused(
            f"document {document.get('_id')!r}: the indexed field {'.'.join(path)!r} "
            f"must hold one scalar, not {'an array' if isinstance(value, list) else 'an object'}"
        )
    return value
