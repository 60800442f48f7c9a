"""The HTML examples beside a rule as examples to run: pages read the way a crawl reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.rules.examples import Example, example_day, run_example
from backlinkspider.target import TargetError
from backlinkspider.trial.pages import link_documents, own_outlinks
from backlinkspider.trial.reading import ExampleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.examples import ExampleResult
    from backlinkspider.rules.faults import Wanted
    from backlinkspider.rules.model import HtmlExample
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

NO_LINK: Final = "has no link to the target: nothing was tried"
NO_FILE: Final = "can't be tried: there is no examples.yaml beside the rules"


def run_html_examples(rules: RuleSet) -> Iterator[ExampleResult]:
    """Run the HTML examples of every running rule."""
    for rule in rules.book.running:
        for example in html_examples(rules.book, rule):
            yield run_example(rules, example)


def html_examples(book: Rulebook, rule: ResolvedRule) -> Iterator[Example]:
    """Yield the HTML examples of *rule* as links to the target of examples.yaml."""
    tests = rule.rule.tests.html
    wanted: Wanted
    for wanted, examples in (("match", tests.match), ("no_match", tests.no_match)):
        for index, example in enumerate(examples):
            origin = rule.tree.origin((*rule.path, "tests", "html", wanted, index))
            yield _read(book, rule, wanted, origin, example)


def _read(
    book: Rulebook, rule: ResolvedRule, wanted: Wanted, origin: str, example: HtmlExample
) -> Example:
    if book.examples is None:
        return Example(rule, wanted, "html", origin, [], fault=NO_FILE)
    try:
        documents = link_documents(book.examples, example, example_day(book), book.shorteners)
        outlinks = own_outlinks(book.examples, example)
    except (ExampleError, TargetError) as error:
        return Example(rule, wanted, "html", origin, [], fault=f"can't be tried: {error}")
    fault = "" if documents else NO_LINK
    return Example(rule, wanted, "html", origin, documents, outlinks, fault)
