"""Parts that several collections have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.fields.model import Described
from backlinkspider.flags import SEVERITIES
from backlinkspider.rules.page_fields import PAGE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.fields.model import Kind
    from backlinkspider.rules.field import Field


def of_rules(facts: Iterable[Field]) -> Iterator[Described]:
    """Yield the facts that documents hold: not those of populations."""
    for fact in facts:
        if not fact.virtual:
            yield Described(fact.path, fact.kind, fact.description)


def history(path: str, meaning: str) -> tuple[Described, ...]:
    """Return the fields of a list of events below *path*."""
    return (
        Described(path, "objects", meaning),
        Described(f"{path}.run", "text", "_id of the run that saw it"),
        Described(f"{path}.at", "date", "when"),
        Described(f"{path}.kind", "text", "changed, lost or back"),
        *details(f"{path}.details"),
    )


def details(path: str) -> tuple[Described, ...]:
    """Return the fields of what an event tells below *path*."""
    return (
        Described(path, "objects", "what changed"),
        Described(f"{path}.field", "text", "its dotted field"),
        Described(f"{path}.value", "any", "value before and after, or the value"),
    )


def redirects(path: str, meaning: str) -> tuple[Described, ...]:
    """Return the fields of a list of redirects below *path*."""
    return (
        Described(path, "objects", meaning),
        Described(f"{path}.url", "text", "URL that was asked"),
        Described(f"{path}.status", "number", "HTTP status of its answer"),
    )


def below(path: str, *rows: tuple[str, Kind, str]) -> tuple[Described, ...]:
    """Return a field for each of *rows*: what its path has after *path*, kind and meaning."""
    return tuple(Described(path + rest, kind, meaning) for rest, kind, meaning in rows)


def _record(path: str, what: str) -> tuple[Described, ...]:
    return below(
        path,
        ("", "object", f"where {what} is kept, null where it is not"),
        (".file", "text", "WARC file"),
        (".offset", "number", "byte at which the record begins"),
        (".length", "number", "its length in bytes"),
        (".digest", "text", "digest of its payload"),
    )


WRITER: Final = (
    Described("v", "number", "version: 1, then one more with each change"),
    Described("by", "text", "who wrote it last: a token of that process"),
)
IDENTITY: Final = (
    Described("_id", "text", "hash of what makes the document the one it is", required=True),
    Described("target", "text", "the target it is about", required=True),
)
PAGE: Final = (
    Described("page", "object", "the page as it was read"),
    *of_rules(PAGE_FIELDS),
    *redirects("page.redirects", "redirects from the page asked for to the page read"),
    Described("page.robots.txt", "text", "a search engine's bot that robots.txt keeps out"),
    Described("page.robots.meta", "texts", "robots directives in meta elements"),
    Described("page.robots.header", "texts", "robots directives in X-Robots-Tag"),
    *below(
        "page.contacts",
        ("", "objects", "how the page says that its people can be reached"),
        (".kind", "text", "mail, form, page, phone, author or profile"),
        (".value", "text", "address, URL, number or name"),
        (".text", "text", "the words of the link"),
    ),
    Described(
        "page.truncated",
        "boolean",
        "whether less than the whole page was read: it is cut off, or beyond a bound",
    ),
    Described("page.fetched_at", "date", "when the page was fetched"),
)
WORTH: Final = (
    *below(
        "worth.authority",
        (".value", "number", "0 to 100, from the user's own files; null without any"),
        (".inputs", "objects", "what it comes from"),
        (".inputs.source", "text", "the tool or list"),
        (".inputs.date", "text", "its day"),
        (".inputs.metric", "text", "which of its numbers"),
        (".inputs.value", "number", "the number"),
        (".inputs.normalised", "number", "that number as 0 to 100"),
    ),
    Described("worth.relevance.value", "number", "0 to 1: likeness to the target's subject"),
    Described("worth.relevance.inputs", "map", "what it was made of"),
    Described("worth.placement.value", "number", "0 to 1: where and how the link stands"),
    Described("worth.placement.inputs", "map", "what it was made of"),
    Described("action.do", "text", "keep, qualify, remove, reclaim, disavow or ignore"),
    Described("action.reason", "text", "why"),
)
FLAG: Final = (
    Described("flags", "objects", "what rules found, suppressed findings included"),
    Described("flags.rule", "text", "id of the rule"),
    Described("flags.rev", "text", "revision of the rule, _id in rule_revisions"),
    Described("flags.level", "text", "link, page, domain or profile"),
    Described("flags.status", "text", "test (scores 0), stable or deprecated"),
    Described("flags.severity", "text", "note, low, medium, high or critical", one_of=SEVERITIES),
    Described("flags.score", "number", "what it adds to the risk"),
    Described("flags.group", "text", "rules of a group are capped together"),
    *below(
        "flags.evidence",
        ("", "objects", "what the rule saw"),
        (".field", "text", "the field"),
        (".aggregate", "text", "how links were put together"),
        (".value", "any", "its value"),
        (".operator", "text", "how it was compared"),
        (".threshold", "any", "with what"),
        (".span", "numbers", "where the match begins and ends in the text"),
        (".text", "text", "the words that matched"),
        (".term", "text", "the list's term that matched"),
        (".list", "text", "the word list"),
    ),
    Described("flags.clause", "text", "key of the guideline's clause, see rules/clauses.yaml"),
    Described("flags.message", "text", "the finding in words"),
    Described("flags.suppressed", "object", "the allow entry that covers it, null if none does"),
    Described("flags.suppressed.by", "text", "who allowed it"),
    Described("flags.suppressed.reason", "text", "why"),
    Described("flags.suppressed.expires", "text", "last day of the entry, as YYYY-MM-DD"),
    Described("flags.suppressed.origin", "text", "file and line of the entry"),
    Described("flags.finding", "text", "_id in profile_flags, where a rule saw many links"),
)
AUDIT: Final = (
    Described("audit.ruleset", "text", "revision of all rules that were asked"),
    Described("audit.engine", "text", "version of the engine that asked them"),
    Described("audit.score", "number", "risk: the capped sum of the flags' scores"),
    Described("audit.band", "text", "the risk in a word"),
    Described("audit.not_evaluated", "texts", "rules that could not be evaluated"),
    Described("audit.slow", "texts", "rules that took too long"),
)
CLAIMS: Final = below(
    "claims",
    ("", "objects", "what imports say, one entry a row"),
    (".tool", "text", "whose export it is"),
    (".file", "text", "the file"),
    (".row", "number", "its row"),
    (".target", "text", "the linked URL, as written"),
    (".linked", "text", "the URL that the link names where target is its destination"),
    (".anchor", "text", "the anchor text, as written"),
    (".type", "text", "kind of link"),
    (".rel", "texts", "tokens of rel"),
    (".follow", "boolean", "whether it is said to be followed"),
    (".first_seen", "date", "when the tool first saw the link"),
    (".last_seen", "date", "when it last did"),
    (".lost", "boolean", "whether it is said to be lost, without a date"),
    (".lost_at", "date", "when it was lost"),
    (".lost_reason", "text", "why"),
    (".acquired", "text", "how the link came about"),
    (".scores", "map", "the tool's own numbers by name"),
    (".expect_target", "text", "the URL a placement was agreed for"),
    (".expect_anchor", "text", "the anchor text agreed"),
    (".expect_rel", "texts", "the rel agreed"),
)
PROOF: Final = (
    Described("proof.digest", "text", "digest of the bytes the link was read from"),
    *_record("proof.warc", "the page as received"),
    *_record("proof.rendered", "the page as rendered"),
    *_record("proof.screenshot", "the picture of the link"),
)
