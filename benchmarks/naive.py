"""The rules evaluated as one would write it first: the reference for verdicts and for speed.

Each rule is a tree of closures, every rule is asked about every document, each word list is one
alternation of ``re`` with Unicode word boundaries, each pattern is compiled once. Rules share
nothing but the folded texts of a document. The same documents must get the same verdicts here as
from ``RuleSet``; slow is what this may be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import regex

from backlinkspider.rules.allow import suppression
from backlinkspider.rules.conditions import All, AnyOf, KOf, Leaf
from backlinkspider.rules.evaluate import Verdict
from backlinkspider.rules.evidence import MAX_TEXT
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.flags import Flag
from backlinkspider.rules.folding import Folded, fold
from backlinkspider.rules.message import render
from backlinkspider.rules.operators import OPERATORS, Found, Sources, list_names
from backlinkspider.rules.resolved import children
from backlinkspider.rules.words import Lexicon
from benchmarks.naive_words import WordList

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.resolved import ResolvedRule

Evidence = dict[str, Any]

UNKNOWN: Final = object()


@dataclass(slots=True)
class Look:
    """A document under evaluation; ``found`` keeps what a leaf found for its own evidence."""

    document: Mapping[str, Any]
    folded: dict[str, Folded] = field(default_factory=dict)
    found: dict[int, Any] = field(default_factory=dict)

    def value(self, one: Field) -> Any:
        """Return the value of a field, ``UNKNOWN`` if the document does not say."""
        value: Any = self.document
        for key in one.path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                return UNKNOWN
            value = value[key]
        if value is None and one.nullable:
            return None
        return UNKNOWN if value == one.unknown or not one.accepts(value) else value

    def fold(self, text: str) -> Folded:
        """Return *text* folded, once a document."""
        if text not in self.folded:
            self.folded[text] = fold(text)
        return self.folded[text]


Check = Callable[[Look], bool | None]
Find = Callable[[Any, Look], Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A condition: its check and its parts; of a leaf also what it compares."""

    kind: str
    check: Check
    parts: tuple[Node, ...] = ()
    leaf: Leaf | None = None
    argument: Any = None
    find: Find | None = None


class NaiveEngine:
    """The link rules of a rule set, evaluated one by one."""

    def __init__(self, rules: RuleSet) -> None:
        book = rules.book
        self._rules = rules
        terms = {name: [t.text for t in words.terms.values()] for name, words in book.lists.items()}
        self._words = cache(lambda name: WordList(name, terms[name]))
        self._sources = Sources(Lexicon({}), terms)
        self._compiled = [
            (rule, self._node(rule.resolved, rule.resolved.rule.when)) for rule in rules.rules
        ]

    def evaluate(self, document: Mapping[str, Any]) -> Verdict:
        """Return what ``RuleSet.evaluate`` should."""
        flags, unknown = [], []
        look = Look(document)
        for rule, node in self._compiled:
            missing = any(look.value(one) is UNKNOWN for one in rule.needs)
            answer = None if missing else node.check(look)
            if answer is None:
                unknown.append(rule.id)
            elif answer:
                flags.append(self._flag(rule.resolved, rule.rev, node, look))
        score = self._score(flags)
        return Verdict(
            tuple(flags), tuple(unknown), score, self._rules.band(score), self._rules.revision
        )

    def _flag(self, rule: ResolvedRule, rev: str, node: Node, look: Look) -> Flag:
        written = rule.rule
        evidence = _evidence(node, look)
        page = look.document.get("page")
        allowed = self._rules.allow
        return Flag(
            rule=written.id,
            rev=rev,
            level=written.level,
            status=rule.status,
            severity=rule.severity,
            score=0.0 if rule.status == "test" else float(rule.score),
            group=written.group,
            evidence=evidence,
            clause=written.references[0] if written.references else None,
            message=render(written.message, partial(_named, rule, look, evidence)),
            suppressed=suppression(allowed, written.id, page) if page else None,
        )

    def _score(self, flags: Iterable[Flag]) -> float:
        caps = self._rules.book.groups.groups
        sums: dict[str, float] = defaultdict(float)
        for flag in flags:
            sums[flag.group] += 0.0 if flag.suppressed else flag.score
        return round(sum(min(total, caps[name].cap) for name, total in sums.items()), 2)

    def _node(self, rule: ResolvedRule, condition: Condition) -> Node:
        if isinstance(condition, Leaf):
            return self._leaf(condition, rule.argument(condition))
        parts = tuple(self._node(rule, child) for child, _ in children(condition))
        checks = [part.check for part in parts]
        if isinstance(condition, All):
            return Node("all", partial(_all, checks), parts)
        if isinstance(condition, AnyOf):
            return Node("any", partial(_any, checks), parts)
        if isinstance(condition, KOf):
            return Node("k_of", partial(_at_least, condition.k_of.min, checks), parts)
        return Node("not", partial(_not, checks[0]), parts)

    def _leaf(self, leaf: Leaf, argument: Any) -> Node:
        find = self._find(leaf.operator, argument)
        read, key = FIELDS[leaf.field], id(leaf)

        def check(look: Look) -> bool | None:
            if key not in look.found:
                value = look.value(read)
                if value is None and leaf.operator != "exists":
                    look.found[key] = None
                else:
                    look.found[key] = UNKNOWN if value is UNKNOWN else find(value, look)
            found = look.found[key]
            return None if found is UNKNOWN else found is not None

        return Node("leaf", check, leaf=leaf, argument=argument, find=find)

    def _find(self, operator: str, argument: Any) -> Find:
        if operator == "words":
            lists = [self._words(name) for name in list_names(argument)]
            return lambda text, look: _first(one.find(text, look.fold(text)) for one in lists)
        if operator == "regex":
            return partial(_matched, _pattern(argument))
        test = OPERATORS[operator].build(argument, self._sources)
        return lambda value, _: test(value)


def _all(checks: list[Check], look: Look) -> bool | None:
    answer: bool | None = True
    for check in checks:
        got = check(look)
        if got is False:
            return False
        answer = None if got is None else answer
    return answer


def _any(checks: list[Check], look: Look) -> bool | None:
    answer: bool | None = False
    for check in checks:
        got = check(look)
        if got is True:
            return True
        answer = None if got is None else answer
    return answer


def _not(check: Check, look: Look) -> bool | None:
    answer = check(look)
    return None if answer is None else not answer


def _at_least(minimum: int, checks: list[Check], look: Look) -> bool | None:
    answers = [check(look) for check in checks]
    if answers.count(True) >= minimum:
        return True
    return None if answers.count(True) + answers.count(None) >= minimum else False


def _evidence(node: Node, look: Look) -> list[Evidence]:
    seen: dict[str, Evidence] = {}
    for leaf, held in _witnesses(node, look, wanted=True):
        assert leaf.leaf
        key = repr((leaf.leaf.field, leaf.leaf.operator, leaf.argument, held))
        seen.setdefault(key, _told(leaf, look, held=held))
    return sorted(seen.values(), key=lambda one: ("term" not in one, "span" not in one))


def _witnesses(node: Node, look: Look, *, wanted: bool) -> Iterator[tuple[Node, bool]]:
    if node.check(look) is not wanted:
        return
    if node.leaf is not None:
        yield node, wanted
    for part in node.parts:
        yield from _witnesses(part, look, wanted=wanted is not (node.kind == "not"))


def _told(node: Node, look: Look, *, held: bool) -> Evidence:
    assert node.leaf
    value = look.value(FIELDS[node.leaf.field])
    told: Evidence = {
        "field": node.leaf.field,
        "value": _cut(value),
        "operator": node.leaf.operator if held else f"not {node.leaf.operator}",
        "threshold": node.argument,
    }
    found = look.found[id(node.leaf)]
    for key in ("span", "text", "term", "list"):
        if getattr(found, key, None) is not None:
            told[key] = _cut(getattr(found, key))
    return told


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MAX_TEXT]
    return list(value) if isinstance(value, tuple | list) else value


def _named(rule: ResolvedRule, look: Look, evidence: list[Evidence], name: str) -> Any:
    kind, _, rest = name.partition(".")
    if kind == "params":
        return rule.params.get(rest)
    if kind == "match":
        return evidence[0].get(rest)
    value = look.value(FIELDS[name])
    return None if value is UNKNOWN else value


def _pattern(argument: str) -> Any:
    try:
        return re.compile(argument)
    except re.error:  # properties such as \pL
        return regex.compile(argument)


def _matched(pattern: Any, text: str, _: Look) -> Found | None:
    match = pattern.search(text)
    return Found(match.span(), match[0]) if match else None


def _first(found: Iterable[tuple[Any, ...] | None]) -> Found | None:
    hits = [one for one in found if one is not None]
    if not hits:
        return None
    start, end, term, name, text = min(hits)
    return Found((start, end), text, term, name)
