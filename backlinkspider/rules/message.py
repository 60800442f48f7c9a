"""Messages of flags: ``{link.text!r}``, ``{match.term}``, ``{params.max:.0f}`` put in.

A small language of its own rather than ``str.format``, which would reach into attributes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.over import group_fields
from backlinkspider.rules.resolved import aggregates
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from backlinkspider.rules.resolved import ResolvedRule

POPULATION_NAMES: Final = ("units", "links", "population.units", "population.links")
MATCH_KEYS: Final = ("field", "value", "operator", "threshold", "text", "term", "list")

_SLOT = re.compile(r"\{([a-z0-9_.]*)(!r)?(?::([^{}]*))?\}")
_FORMAT = re.compile(r"(\.[0-6])?[%f]|,")


def known_names(rule: ResolvedRule) -> list[str]:
    """Return the names that *rule*'s message may use."""
    params = [f"params.{name}" for name in rule.params]
    if rule.rule.over is None:
        return [*FIELDS, *(f"match.{key}" for key in MATCH_KEYS), *params]
    measured = [f"aggregate.{one.aggregate}" for one, _ in aggregates(rule.rule.when)]
    grouped = [f"group.{path}" for path in group_fields(rule)]
    return [*POPULATION_NAMES, *measured, *grouped, *params]


def name_faults(template: str, known: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with *template*: unknown names, unknown formats, stray braces."""
    for slot in _SLOT.finditer(template):
        name = slot[1]
        if name not in known:
            yield f"the message names {name!r}, which is nothing known{did_you_mean(name, known)}"
        if slot[3] and not _FORMAT.fullmatch(slot[3]):
            yield f"the message has the format {slot[3]!r}; there are .0f, .0% and a comma"
    if re.search(r"[{}]", _SLOT.sub("", template)):
        yield "the message has a brace that belongs to no {name}"


def render(template: str, lookup: Callable[[str], Any]) -> str:
    """Return *template* with each name replaced by *lookup*'s value; an unknown one by ``?``."""

    def put(slot: re.Match[str]) -> str:
        value = lookup(slot[1])
        if value is None:
            return "?"
        if slot[3] and isinstance(value, int | float):
            return format(value, slot[3])
        return repr(value) if slot[2] else _plain(value)

    return _SLOT.sub(put, template)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)
