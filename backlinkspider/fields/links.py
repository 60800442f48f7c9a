"""The fields of ``links``: what rules read of a link, and what is kept beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from backlinkspider.documents import LINK_STATES
from backlinkspider.fields.model import Described
from backlinkspider.fields.parts import (
    AUDIT,
    CLAIMS,
    FLAG,
    IDENTITY,
    PAGE,
    PROOF,
    WORTH,
    WRITER,
    history,
    of_rules,
)
from backlinkspider.rules.link_fields import LINK_FIELDS
from backlinkspider.rules.signal_fields import SIGNAL_FIELDS

_LINK: Final = (
    Described("link", "object", "the anchor: what it says, where it stands, where it leads"),
    *of_rules(LINK_FIELDS),
    Described("link.changed_by_script", "map", "what scripts changed, with the value before them"),
    Described("link.visibility.measured", "map", "what a browser measured, as numbers"),
    Described("link.hops", "objects", "the way from the link to the target, hop by hop"),
    Described("link.hops.url", "text", "URL that was asked"),
    Described("link.hops.status", "number", "HTTP status of its answer"),
    Described("link.hops.by", "text", "what led on: location, refresh or script"),
)
_SIGNALS: Final = (
    *of_rules(SIGNAL_FIELDS),
    Described("signals.cloaking.reason", "text", "why the state is unknown"),
    Described("signals.cloaking.repeated", "boolean", "whether two more rounds were made"),
    Described("signals.cloaking.looks", "objects", "what each visitor got"),
    Described("signals.cloaking.looks.as", "text", "the visitor"),
    Described("signals.cloaking.looks.status", "number", "HTTP status of the answer"),
    Described("signals.cloaking.looks.unknown", "text", "why the look says nothing"),
    Described("signals.cloaking.looks.left_to", "text", "where the visitor was taken"),
    Described("signals.cloaking.looks.digest", "text", "digest of the bytes"),
    Described("signals.cloaking.looks.links", "objects", "links to the target"),
    Described("signals.cloaking.looks.links.url", "text", "the link's URL"),
    Described("signals.cloaking.looks.links.rel", "texts", "its rel"),
    Described("signals.cloaking.differences", "objects", "what a visitor got otherwise"),
    Described("signals.cloaking.differences.as", "text", "the visitor"),
    Described("signals.cloaking.differences.than", "text", "whom it is compared with"),
    Described("signals.cloaking.differences.what", "text", "more, less, rel or left_to"),
    Described("signals.cloaking.differences.url", "text", "the link, or where the visitor went"),
)
_STATE: Final = (
    Described("state", "text", "live, lost or unknown", required=True, one_of=LINK_STATES),
    Described("first_seen", "date", "when a crawl first saw the link"),
    Described("last_seen", "date", "when a crawl last saw it"),
    Described("last_checked", "date", "when its page was last looked at"),
    Described("lost_at", "date", "when it was found to be lost"),
    Described("lost_reason", "text", "link_removed, target_changed, page_gone or page_redirected"),
    Described(
        "unknown_reason",
        "text",
        "why the state is unknown: the page's outcome, or missing_once, read_in_part, "
        "redirector_unresolved",
    ),
    Described("missed_at", "date", "when it was missing from a page that is not steady, once"),
    Described("missed_run", "text", "_id of the run that missed it"),
    Described("unseen_until", "date", "when its page was last read without it, before it came"),
    *history("history", "what happened to the link, the last 100 events"),
)

_LINKS: Final = (
    *IDENTITY,
    *WRITER,
    Described("page_id", "text", "_id of the page in pages", required=True),
    Described("run", "text", "_id of the run that looked last"),
    *PAGE,
    *_LINK,
    Described("signals", "object", "what was worked out from page, link and target"),
    *_SIGNALS,
    *FLAG,
    *AUDIT,
    *_STATE,
    *WORTH,
    *CLAIMS,
    *PROOF,
)
_ALWAYS: Final = frozenset({"page", "page.url", "page.host", "page.domain", "link", "link.url"})
"""What no link is without; a page that was never read has no such part."""

LINKS: Final = tuple(
    replace(field, required=True) if field.path in _ALWAYS else field for field in _LINKS
)
