"""The fields of what was found over time and over many links, and of the rules that found it."""

from __future__ import annotations

from typing import Final

from backlinkspider.fields.model import Described
from backlinkspider.fields.parts import FLAG, IDENTITY, WRITER, details

EVENTS: Final = (
    *IDENTITY,
    Described("run", "text", "_id of the run that saw it"),
    Described("kind", "text", "new, changed, lost or back", required=True),
    Described("at", "date", "when it was seen", required=True),
    Described("link_id", "text", "_id of the link"),
    Described("page.url", "text", "the page"),
    Described("page.domain", "text", "its registrable domain"),
    Described("link.url", "text", "the link's URL"),
    Described("link.text", "text", "its anchor text"),
    Described("link.rel", "texts", "its rel"),
    Described("link.follow", "boolean", "whether it is followed"),
    *details("details"),
)

ALERTS: Final = (
    IDENTITY[0],
    Described("v", "number", "always 1"),
    Described("consumer", "text", "who was told", required=True),
    Described("event", "text", "_id of the event", required=True),
    Described("at", "date", "when"),
)

REPORTS: Final = (
    *IDENTITY[:1],
    Described("target", "text", "the target", required=True),
    Described("run", "text", "_id of the target's latest run then; one document for each"),
    Described("at", "date", "when the report was made", required=True),
    Described("numbers", "objects", "its headline numbers"),
    Described("numbers.name", "text", "referring, live, followed, at_risk, lost, unknown or todo"),
    Described("numbers.value", "number", "the number"),
)

MARKS: Final = (
    *IDENTITY,
    WRITER[0],
    Described(
        "kind",
        "text",
        "link: what people say of one, under its _id; disavow: an entry of the list in use",
        required=True,
    ),
    Described("verdict", "text", "ok, bad or null"),
    Described("reason", "text", "why"),
    Described("by", "text", "who says so"),
    Described("outreach.state", "text", "contacted, promised, removed or refused"),
    Described("outreach.note", "text", "what was written or answered"),
    Described("outreach.by", "text", "who wrote"),
    Described("outreach.at", "date", "when"),
    Described("history", "objects", "all that was said, the last 100"),
    Described("history.field", "text", "verdict or outreach"),
    Described("history.value", "text", "what was said"),
    Described("history.text", "text", "why, or the note"),
    Described("history.by", "text", "who"),
    Described("history.at", "date", "when"),
    Described("entry", "text", "domain:NAME or a URL"),
    Described("file", "text", "the imported file"),
    Described("line", "number", "its line"),
    Described("at", "date", "when it was said, or the entry first imported"),
)

PROFILE_FLAGS: Final = (
    *IDENTITY,
    Described("kind", "text", "finding; summary or profile: one of each a target", required=True),
    Described("ruleset", "text", "revision of the rules that were asked"),
    Described("at", "date", "when they were"),
    Described("run", "text", "_id of the crawl it followed, null for scrapy profile --refresh"),
    *(
        Described(one.path.removeprefix("flags."), one.kind, one.meaning)
        for one in FLAG
        if one.path not in {"flags", "flags.group", "flags.finding"}
    ),
    Described("group", "objects", "what the links concerned have in common"),
    Described("group.field", "text", "the field"),
    Described("group.value", "any", "its value"),
    Described("population.units", "number", "domains, pages or links that were looked at"),
    Described("population.links", "number", "links that were looked at"),
    Described("units", "number", "those the finding is about"),
    Described("links", "any", "links the finding is about; of a summary: live links; counts"),
    Described("sample", "texts", "_ids of up to 20 of these links"),
    Described("domains", "any", "of a summary: referring domains; of a profile: counts"),
    Described("findings", "number", "of a summary: findings"),
    Described("evaluated", "texts", "of a summary: rules that were evaluated"),
    Described("not_evaluated", "objects", "of a summary: rules that were not"),
    Described("not_evaluated.rule", "text", "the rule"),
    Described("not_evaluated.reason", "text", "why"),
    Described("follow_share", "number", "of a profile: share of links that are followed"),
    Described("passing_share", "number", "of a profile: share of links that pass credit"),
    Described("anchor_classes", "counts", "of a profile: links by anchor class"),
    Described("regions", "counts", "of a profile: links by part of the page"),
    Described("languages", "counts", "of a profile: links by language"),
    Described("tlds", "counts", "of a profile: domains by top-level domain"),
    Described("bands", "counts", "of a profile: domains by band of risk"),
    Described("actions", "counts", "of a profile: domains by action"),
    Described("diversity", "map", "of a profile: kinds and effective number (exp of entropy)"),
    Described("weak", "map", "of a profile: domains of known low authority"),
    Described("history", "map", "of a profile: links new and lost by ISO week"),
)

RULE_REVISIONS: Final = (
    Described("_id", "text", "hash of the rule's text, or of a set of rules", required=True),
    Described("id", "text", "id of the rule"),
    Described("kind", "text", "ruleset: a set of rules, as audit.ruleset names it"),
    Described("rules", "texts", "of a set: the revisions of its link and page rules"),
    Described("terms", "text", "of a set: hash of the target's terms"),
    Described("level", "text", "link, page, domain or profile"),
    Described("status", "text", "test, stable or deprecated"),
    Described("severity", "text", "note, low, medium, high or critical"),
    Described("score", "number", "what it adds to the risk"),
    Described("group", "text", "rules of a group are capped together"),
    Described("clause", "text", "key of the guideline's clause"),
    Described("needs", "texts", "what must be known"),
    Described("params", "map", "its thresholds and words"),
    Described("lists", "map", "the terms of its word lists"),
    Described("when", "map", "its condition"),
    Described("over", "map", "the links a rule over many looks at"),
    Described("flags", "text", "what gets the flag"),
    Described("message", "text", "its message"),
)
