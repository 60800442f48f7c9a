"""What the rules say of ordinary links: every external link of real pages, as if it were audited.

    CORPUS_DIR=... python -m benchmarks.false_positives [RULE ...]

Each domain linked to is in turn the target: its brand is its host's name, its money terms are the
fixed list in made/trade_terms.txt. Prints for each rule on how many links it was evaluated, was
not, and fired, and on how many pages; with RULE, the links it fired on instead. Such links are
mostly innocent: a rule that fires often here wants a look.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING

from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rules
from benchmarks.made.corpus_links import corpus, corpus_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet


def table(rules: RuleSet, links: Sequence[Document]) -> None:
    """Print a line for each rule, the most fired first."""
    fired: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        verdict = rules.evaluate(link)
        for flag in verdict.flags:
            fired[flag.rule] += 1
            pages[flag.rule].add(link["page"]["url"])
        unknown.update(verdict.not_evaluated)
    domains = len({link["target"] for link in links})
    print(f"{len(links)} links to {domains} domains, {len(rules.rules)} rules")
    print(f"{'evaluated':>9} {'not':>6} {'fired':>6} {'pages':>6}  {'severity':<9} rule")
    for rule in sorted(rules.rules, key=lambda rule: (-fired[rule.id], rule.id)):
        evaluated, severity = len(links) - unknown[rule.id], rule.resolved.severity
        counts = f"{unknown[rule.id]:>6} {fired[rule.id]:>6} {len(pages[rule.id]):>6}"
        print(f"{evaluated:>9} {counts}  {severity:<9} {rule.id}")


def show(rules: RuleSet, links: Sequence[Document], wanted: Sequence[str]) -> None:
    """Print the links that *wanted* rules fire on, with the message."""
    for link in links:
        for flag in rules.evaluate(link).flags:
            if flag.rule in wanted:
                print(f"{flag.rule}  {link['page']['url']}\n    -> {link['link']['url'][:100]}")
                print(f"    {link['link']['text'][:80]!r} in {link['link']['region']}")
                print(f"    {flag.message[:200]}")


def main() -> int:
    """Print the table or the hits; return the exit status."""
    folder = corpus()
    rules, links = load_rules(SHIPPED, today=date(2026, 11, 22)), corpus_links(folder)
    wanted = sys.argv[1:]
    unknown = sorted(set(wanted) - {rule.id for rule in rules.rules})
    if unknown:
        print(f"no such rule on links: {', '.join(unknown)}", file=sys.stderr)
        return 2
    if wanted:
        show(rules, links, wanted)
    else:
        table(rules, links)
    return 0


if __name__ == "__main__":
    sys.exit(main())
