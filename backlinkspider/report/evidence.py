"""Why a flag was raised, in words: a place in a text and what stands round it, or a value. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue

AROUND: Final = 90
"""Characters shown on each side of a place in a text."""

_SHOWN: Final = 160
_TELLING: Final = frozenset({"gte", "gt", "lte", "lt", "between", "has_any", "has_all", "cidr"})
"""Operators whose value tells more than that the rule's condition held."""

_POSITIVE: Final = frozenset({"eq", "in", "exists", "contains"})
"""Operators that hold for what a value is, not for what it is not."""

_OF_ANCHOR: Final = frozenset({"signals.anchor_class", "signals.money_term"})

_ASKED: Final = 60
"""Characters shown of what a rule asks for: its section has all."""

_GAP: Final = "…"


@dataclass(frozen=True, slots=True)
class Told:
    """One test that held. ``hit`` is the place found, between ``before`` and ``after``.

    Where the test has no place, ``value`` is what it looked at and ``asked`` what the rule asks.
    ``telling`` are those a reader wants first; the others are conditions besides.
    """

    label: str
    before: str = ""
    hit: str = ""
    after: str = ""
    value: str = ""
    asked: str = ""
    telling: bool = True

    def row(self) -> list[Any]:
        """Return the parts in order, as data for scripts."""
        parts = (self.label, self.before, self.hit, self.after, self.value, self.asked)
        return [*parts, int(self.telling)]


def told(evidence: Sequence[Mapping[str, Any]], words: Catalogue, anchor: str = "") -> list[Told]:
    """Return *evidence* of a flag in words: places in texts first, then numbers, then the rest.

    What is said of the link's own text, *anchor*, is shown in it.
    """
    rows = sorted(
        (_in_anchor(one, words, anchor) or _told(one, words) for one in evidence), key=_rank
    )
    if rows and not rows[0].telling:
        return [replace(rows[0], telling=True), *rows[1:]]
    return rows


def _rank(one: Told) -> tuple[bool, bool]:
    return not one.hit, not one.telling


def speaks_of_anchor(evidence: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether some of *evidence* is shown in the link's own text."""
    return any(one.get("field") in _OF_ANCHOR for one in evidence)


def _in_anchor(one: Mapping[str, Any], words: Catalogue, anchor: str) -> Told | None:
    """Return what a test says of the link's text as a place in that text, where it has one."""
    value, path = one.get("value"), one.get("field")
    if not anchor or not isinstance(value, str) or one.get("operator") not in _POSITIVE:
        return None
    if path == "signals.anchor_class":
        return Told(
            words.named("field", "link.text"), hit=anchor, asked=words.named("anchor", value)
        )
    start = anchor.casefold().find(value.casefold()) if path == "signals.money_term" else -1
    if start < 0 or len(anchor.casefold()) != len(anchor):
        return None
    span = [start, start + len(value)]
    before, hit, after = excerpt(anchor, span, anchor[slice(*span)])
    return Told(words.named("field", "link.text"), before, hit, after, asked=_label(one, words))


def _told(one: Mapping[str, Any], words: Catalogue) -> Told:
    label = _label(one, words)
    if str(one.get("text") or "").strip():
        before, hit, after = excerpt(str(one.get("value") or ""), one.get("span"), one["text"])
        return Told(label, before, hit, after, asked=_source(one, words))
    value, operator = one.get("value"), one.get("operator")
    telling = operator in _TELLING or (operator == "exists" and not isinstance(value, bool))
    return Told(label, value=plain(value, words), asked=asked(one, words), telling=telling)


def excerpt(value: str, span: Sequence[int] | None, text: str) -> tuple[str, str, str]:
    """Return *text* with up to ``AROUND`` characters of *value* on each side of its *span*.

    A stored value is cut: a place beyond its end is shown without what is round it.
    """
    if not span or value[slice(*span)] != text:
        return ("", text, "") if value == text else (_GAP, text, _GAP)
    start, end = span
    before, after = value[:start], value[end:]
    if len(before) > AROUND:
        before = _GAP + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + _GAP
    return before, text, after


def _label(one: Mapping[str, Any], words: Catalogue) -> str:
    path = one.get("field", "")
    field = FIELDS.get(path)
    label = words.named("field", path, _short(field.description) if field else path)
    if "aggregate" not in one:
        return label
    measure = words.named("aggregate", one["aggregate"])
    return f"{measure}: {label}" if label else measure


def _short(description: str) -> str:
    """Return what a field is without the values it may have."""
    return re.split(r"[:;(]", description, maxsplit=1)[0].strip()


def _source(one: Mapping[str, Any], words: Catalogue) -> str:
    if one.get("list"):
        name = PurePath(one["list"]).stem
        return words.text("evidence.list", term=str(one.get("term")), list=name)
    return asked(one, words)


def asked(one: Mapping[str, Any], words: Catalogue) -> str:
    """Return what a test asks of its field, such as "at least 30"."""
    name = str(one.get("operator", ""))
    positive = name.removeprefix("not ")
    text = _asked(positive, plain(one.get("threshold"), words, _ASKED), words)
    text = text if positive == name else words.text("operator.not", asked=text)
    return words.text("evidence.asked", asked=text)


def _asked(operator: str, threshold: str, words: Catalogue) -> str:
    key = f"operator.{operator}"
    return words.text(key, value=threshold) if key in words.texts else f"{operator} {threshold}"


def plain(value: Any, words: Catalogue, most: int = _SHOWN) -> str:
    """Return a value of a document as text, cut to *most* characters."""
    if value is None:
        return words.text("value.none")
    if isinstance(value, bool):
        return words.text("value.yes" if value else "value.no")
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, float):
        return words.number(value, _digits(value))
    if isinstance(value, list):
        listed = ", ".join(plain(one, words) for one in value) or words.text("value.none")
        return _cut(listed, most)
    return _cut(str(value), most) if value != "" else words.text("value.empty")


def _digits(value: float) -> int:
    return next((n for n in (0, 1, 2, 3) if round(value, n) == value), 4)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + _GAP


def group_of(finding: Document) -> str:
    """Return what the links of a finding share, as text; nothing where it is about all links."""
    return ", ".join(str(part["value"]) for part in finding.get("group") or ())
