"""The end of a crawl in a few lines: what was looked at, what was found, what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.settings import SETTINGS_PRIORITIES

from backlinkspider.cli.output import counted
from backlinkspider.documents import OWNSITE
from backlinkspider.domains.decision import DOINGS
from backlinkspider.store.history import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.audit.appraise import Appraised
    from backlinkspider.audit.profile import ProfileResult
    from backlinkspider.crawl.concluding import Conclusion
    from backlinkspider.crawl.session import Session
    from backlinkspider.crawl.tally import Tally
    from backlinkspider.documents import Document
    from backlinkspider.ranks.model import Ranks


_SHOWN: Final = 10
_NEXT: Final = {"recheck": ("events", "--run last"), OWNSITE: ("reclaim", "")}
"""What to ask after a crawl: a command and its option."""


def print_summary(session: Session) -> None:
    """Print the outcome counts of the session's run and where its documents are."""
    run = session.run
    if run is None or "links" not in run:
        return  # the store was lost before the run could be counted
    for line in outcome_lines(run):
        print(line)
    for line in (
        *_about_candidates(session, run),
        *event_lines(run),
        *set_aside_lines(session.tally),
        *rendering_lines(session.tally),
        *beyond_lines(session.tally.beyond),
        *problem_lines(session.conclusion.problems),
    ):
        print(f"  {line}")
    for line in conclusion_lines(session.conclusion):
        print(line)
    for rule, count in session.tally.slow.most_common(_SHOWN):
        print(f"  {rule} took too long on {count} links and was not evaluated there")
    if proof := run.get("proof"):
        print(proof_line(proof))
    print(f"store: {session.store.uri}")
    which = f"{_store_option(session)}--target {run['targets'][0]}"
    words = _NEXT.get(session.plan.spider, ("links", "--flagged"))
    print(f"next:  scrapy {words[0]} {which} {words[1]}".rstrip())
    if any(one.appraised.links for one in session.conclusion.targets):
        print(f"       scrapy domains {which}")
    if any(one.profile.findings for one in session.conclusion.targets):
        print(f"       scrapy profile {which}")


def outcome_lines(run: Document) -> list[str]:
    """Return how many candidates and links there were, and a line for each outcome."""
    outcomes: dict[str, int] = run["outcomes"]
    total, width = sum(outcomes.values()), max(map(len, outcomes), default=0)
    targets = ", ".join(run["targets"])
    what = f"candidates, {run['links']} live links to {targets}"
    if run.get("spider") == OWNSITE:
        what = f"pages of {targets} itself"
    return [
        f"{total} {what}",
        *(
            f"  {name:<{width}}  {count}"
            for name, count in sorted(outcomes.items(), key=lambda pair: -pair[1])
        ),
    ]


def problem_lines(problems: Mapping[str, int]) -> list[str]:
    """Return in one line what is wrong with own pages, the most frequent first."""
    found = sorted(problems.items(), key=lambda pair: (pair[0] == "none", -pair[1], pair[0]))
    told = [f"{count} {'fine' if name == 'none' else name}" for name, count in found]
    return [f"judged: {', '.join(told)}"] if told else []


def _about_candidates(session: Session, run: Document) -> list[str]:
    if session.bad_lines:
        return [f"{session.bad_lines} lines of the input were no candidates (see the log)"]
    if session.plan.spider == "recheck" and not run["outcomes"]:
        return ["nothing was due: a smaller min_age or max_age looks at more pages"]
    return []


def event_lines(run: Document) -> list[str]:
    """Return in one line what happened to links, none where nothing did."""
    events: dict[str, int] = run.get("events") or {}
    told = ", ".join(f"{events[kind]} {kind}" for kind in KINDS if kind in events)
    return [f"events: {told}"] if told else []


def set_aside_lines(tally: Tally) -> list[str]:
    """Return the hosts that were left to a later run, the first of them with the reason."""
    if not tally.set_aside:
        return []
    shown = (f"  {line}" for line in tally.set_aside[:_SHOWN])
    return [f"{len(tally.set_aside)} hosts were set aside:", *shown]


def rendering_lines(tally: Tally) -> list[str]:
    """Return which pages were rendered, why, and how often that showed more than plain HTML."""
    counts = tally.rendering
    pages, learnt = counts["pages"], counts["learnt_not"]
    if not counts:
        return []
    lines = [f"{pages} page{'s' * (pages != 1)} rendered; reasons given, and what it brought:"]
    lines += [
        f"  {name}: {given}, more than plain HTML {counts[f'gained/{name}']} times"
        for name, given in tally.reasons_given()
    ]
    if learnt:
        lines.append(f"{learnt} not rendered: the same reasons brought nothing on their hosts")
    return lines


def beyond_lines(beyond: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return what was asked beyond the pages themselves, a line for each purpose."""
    return [
        f"{name}: {', '.join(f'{count} {what}' for what, count in counts.items())}"
        for name, counts in beyond.items()
        if counts
    ]


def proof_line(proof: Document) -> str:
    """Return in one line what was kept as proof, and what was not."""
    line = (
        f"proof: {proof['pages']} pages in {proof['files']} files, {proof['records']} records,"
        f" {proof['bytes']:,} bytes in {proof['folder']}"
    )
    if not proof["unkept"]:
        return line
    why = proof["problem"] or "PROOF_MAX_BYTES is spent"
    return f"{line}; {proof['unkept']} pages with links were not kept: {why}"


def profile_line(profile: ProfileResult) -> str:
    """Return in one line what the rules over the whole profile of a target found."""
    rules = len(profile.evaluated) + len(profile.not_evaluated)
    count = len(profile.findings)
    line = f"profile of {profile.target}: {count} finding{'s' * (count != 1)} by {rules} rules"
    return f"{line}, {len(profile.not_evaluated)} not evaluated" if profile.not_evaluated else line


def conclusion_lines(conclusion: Conclusion) -> Iterator[str]:
    """Yield what the links of each target come to as a whole."""
    for one in conclusion.targets:
        yield profile_line(one.profile)
        yield domains_line(one.appraised)
    yield from (f"  {line}" for line in rank_lines(conclusion.ranks))


def domains_line(appraised: Appraised) -> str:
    """Return in one line how many domains link to a target, and what they call for."""
    line = f"domains of {appraised.target}: {counted(appraised.domains, 'referring domain')}"
    actions = appraised.facts["actions"] if appraised.facts else {}
    called = [f"{actions[name]} to {name}" for name in DOINGS if name in actions]
    return f"{line}, {', '.join(called)}" if called else line


def rank_lines(ranks: Ranks) -> list[str]:
    """Return for how many domains rank lists were of use, and the lines that could not be read."""
    if not ranks.sources:
        return []
    lines = [f"rank lists ({', '.join(sorted(ranks.sources))}) name {len(ranks.of)} of them"]
    if ranks.bad_lines:
        lines.append(f"{ranks.bad_lines} of their lines could not be read, the first of them:")
        lines += [f"  {one}" for one in ranks.bad]
    return lines


def _store_option(session: Session) -> str:
    """Return the option that leads another command to the store, where this one needed it."""
    given = session.settings.getpriority("STORE_URI") == SETTINGS_PRIORITIES["cmdline"]
    return f"-s STORE_URI={session.store.uri} " if given else ""
