"""A text read piece by piece says of each predicate what reading all of it would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules import scan
from backlinkspider.rules.columns import Column
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import Sources
from backlinkspider.rules.pace import Pace
from backlinkspider.rules.words import Lexicon

if TYPE_CHECKING:
    from backlinkspider.rules.columns import Outcome
    from backlinkspider.rules.operators import Finder
    from backlinkspider.rules.scan import Texts

TERMS = {"lists/a.txt": ["cheap loans", "casino*"], "lists/b.txt": ["loans"]}
TESTS = [
    ("words", "lists/a.txt"),
    ("regex", r"(?i)loan"),
    ("words", ["lists/a.txt", "lists/b.txt"]),
    ("regex", r"(?:\w+ ){5}"),
    ("contains", "no"),
    ("eq", "casino"),
    ("in", ["loans", "x"]),
    ("ends", "s"),
    ("regex", r"^casino"),
    ("regex", r"\bcheap\b"),
]
RULES = 4
texts = st.lists(st.sampled_from(["cheap", "loans", "casinos", "no", "Loan", "x", "é"])).map(
    " ".join
)


def column(askers: list[int], pace: Pace | None = None, lexicon: Lexicon | None = None) -> Column:
    sources = Sources(lexicon or Lexicon(TERMS), TERMS)
    made = Column(0, FIELDS["page.excerpt"], sources, pace or Pace(None))
    for number, (operator, argument) in enumerate(TESTS):
        made.predicate(number, operator, argument)
    made.prepare([who | 1 << RULES for who in askers])
    return made


def texts_of(made: Column) -> Texts:
    assert made.texts is not None
    return made.texts


@given(
    askers=st.lists(st.integers(0, 2**RULES - 1), min_size=len(TESTS), max_size=len(TESTS)),
    asked=st.lists(st.tuples(texts, st.integers(0, 2**RULES - 1)), min_size=1, max_size=8),
)
def test_what_is_asked_is_told_whatever_was_asked_before(
    askers: list[int], asked: list[tuple[str, int]]
) -> None:
    made = column(askers)
    for text, asking in asked:
        outcome = texts_of(made).look(text, asking)
        for one, who in zip(made.predicates, askers, strict=True):
            if who & asking:
                assert outcome.truths[one.position] is (one.find(text) is not None)


@given(texts, st.integers(0, 2**RULES - 1))
def test_everybody_is_told_everything(text: str, asking: int) -> None:
    made = column([1, 2, 4, 8, 1, 2, 4, 8, 0, 0])
    texts_of(made).look(text, asking)
    assert made.outcome(text).truths == tuple(one.find(text) is not None for one in made.predicates)


class Listening(Pace):
    """Notes the patterns that are confirmed."""

    def __init__(self) -> None:
        super().__init__(None)
        self.asked: list[Finder] = []

    def holds(self, find: Finder, text: Any) -> bool | None:
        self.asked.append(find)
        return super().holds(find, text)


class ListeningLexicon(Lexicon):
    """Notes the texts that are looked into."""

    def __init__(self) -> None:
        super().__init__(TERMS)
        self.asked: list[str] = []

    def lists_in(self, text: str) -> set[str]:
        self.asked.append(text)
        return super().lists_in(text)


def test_lists_and_patterns_that_no_open_rule_asks_are_not_looked_for() -> None:
    pace, lexicon = Listening(), ListeningLexicon()
    made = column([4, 2, 4, 8, 8, 8, 8, 8, 8, 1], pace, lexicon)
    looking = texts_of(made).look

    assert looking("cheap loans", 2).truths[1] is True
    assert (pace.asked, lexicon.asked) == ([made.predicates[1].find], [])
    looking("cheap loans", 2)
    assert (pace.asked, lexicon.asked) == ([made.predicates[1].find], [])
    assert looking("cheap loans", 4 | 1).truths[0] is True
    assert pace.asked == [made.predicates[1].find, made.predicates[9].find]
    assert lexicon.asked == ["cheap loans"]


def test_long_texts_are_read_but_not_remembered() -> None:
    made = column([1] * len(TESTS))
    short, long = "cheap loans", "cheap loans " * 1000
    assert len(long) > scan._LONGEST_REMEMBERED >= len(short)

    def twice(text: str) -> tuple[Outcome, int]:
        before = texts_of(made)._remembered.cache_info().currsize
        outcomes = [texts_of(made).look(text, 1) for _ in range(2)]
        assert outcomes[0] is outcomes[1]
        return outcomes[0], texts_of(made)._remembered.cache_info().currsize - before

    assert twice(short)[1] == 1
    assert twice(long)[1] == 0
    assert twice(long)[0].truths[1] is True
