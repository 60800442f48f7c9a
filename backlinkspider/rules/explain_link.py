"""What a rule says of one stored link: every value, every answer, and why a flag counts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.evaluate import answer_of
from backlinkspider.rules.facts import State
from backlinkspider.rules.trace import trace_group, trace_link, trace_where
from backlinkspider.rules.wording import in_words, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.population import Population
    from backlinkspider.rules.resolved import ResolvedRule
    from backlinkspider.rules.trace import Traced

_ANSWERS: Final[Mapping[Any, str]] = {True: "true", False: "false", None: "unknown"}


def explain_link(rules: RuleSet, name: str, link: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the rule *name*, one of the running *rules* without ``over``, says of *link*."""
    rule = next(one for one in rules.rules if one.id == name)
    facts = rules.facts(link)
    missing = [field.path for field in rule.needs if facts.value(field) is State.UNKNOWN]
    verdict = rules.evaluate(link)
    flag = next((one for one in verdict.flags if one.rule == name), None)
    return {
        **_head(rules, name, link),
        "answer": answer_of(rule, facts),
        "needs_missing": missing,
        "tests": _tests(rule.resolved, trace_link(rule, facts)),
        "message": flag.message if flag else None,
        "suppressed": flag.suppressed if flag else None,
    }


def explain_group(
    rules: RuleSet, name: str, link: Mapping[str, Any], population: Population
) -> dict[str, Any]:
    """Return what the rule *name*, which has ``over``, says of the groups that *link* is in."""
    rule = next(one for one in rules.population_rules if one.id == name)
    verdict = population.finish()
    groups = [
        {
            "group": dict(group.values),
            "answer": rule.when.check(group),
            "units": group.sample.count,
            "tests": _tests(rule.resolved, trace_group(rule, group)),
        }
        for group in population.groups(rule, str(link["_id"]))
    ]
    answers = {group["answer"] for group in groups}
    if name in verdict.not_evaluated:
        answers.add(None)
    found = [one for one in verdict.findings if one.rule == name and link["_id"] in one.links]
    suppressions = [one.suppressions.get(link["_id"]) for one in found]
    return {
        **_head(rules, name, link),
        "answer": True if True in answers else None if None in answers else False,
        "not_evaluated": verdict.not_evaluated.get(name),
        "where": _tests(rule.resolved, trace_where(rule, rules.facts(link))),
        "groups": groups,
        "message": found[0].message if found else None,
        "suppressed": next((one for one in suppressions if one), None),
    }


def _head(rules: RuleSet, name: str, link: Mapping[str, Any]) -> dict[str, Any]:
    stored = [flag for flag in link.get("flags") or () if flag.get("rule") == name]
    return {
        "rule": name,
        "link": link["_id"],
        "page": link["page"].get("url"),
        "text": link["link"].get("text"),
        "stored_flags": len(stored),
        "outdated": (link.get("audit") or {}).get("ruleset") != rules.revision,
    }


def _tests(rule: ResolvedRule, traces: Iterable[Traced]) -> list[dict[str, Any]]:
    return [
        {
            "depth": one.depth,
            "test": in_words(rule, one.condition),
            "answer": one.answer,
            "leaf": hasattr(one.condition, "operator"),
            "value": None if one.value is State.UNKNOWN else one.value,
        }
        for one in traces
    ]


def link_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield what ``explain_link`` or ``explain_group`` returned as text for a terminal."""
    yield f"{told['rule']} on {told['page']}"
    yield f"link {told['link']}, text {told['text']!r}"
    yield ""
    if "groups" in told:
        yield from _population_lines(told)
    else:
        yield from _test_lines(told["tests"])
        for path in told["needs_missing"]:
            yield f"  the rule needs {path}, which the link does not say"
    yield ""
    yield _outcome(told)
    if told["suppressed"]:
        one = told["suppressed"]
        yield f"Suppressed by {one['by']} until {one['expires']}: {one['reason']} ({one['origin']})"
    if told["outdated"]:
        flags = "a flag" if told["stored_flags"] else "no flag"
        yield f"Stored with {flags} by other rules: scrapy rules reclassify brings it up to date"


def _population_lines(told: Mapping[str, Any]) -> Iterator[str]:
    if told["where"]:
        yield "The link counts where"
        yield from _test_lines(told["where"])
    if told["not_evaluated"]:
        yield f"Not evaluated: {told['not_evaluated']}"
    elif not told["groups"]:
        yield "The link is in no group that the rule counts"
    for group in told["groups"]:
        values = ", ".join(f"{path} {value!r}" for path, value in group["group"].items())
        yield f"Group of {group['units']} units{f': {values}' if values else ''}"
        yield from _test_lines(group["tests"])


def _test_lines(tests: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in tests:
        text = f"{'  ' * one['depth']}{one['test']}"
        value = f"   <- {_shown(one)}" if one["leaf"] else ""
        yield f"  {_ANSWERS[one['answer']]:<8} {text}{value}"


def _shown(test: Mapping[str, Any]) -> str:
    if test["value"] is None:
        return "unknown" if test["answer"] is None else "null"
    return short(test["value"])


def _outcome(told: Mapping[str, Any]) -> str:
    if told["answer"] is None:
        return "The rule is not evaluated on this link"
    return f"The rule fires: {told['message']}" if told["answer"] else "The rule does not fire"
