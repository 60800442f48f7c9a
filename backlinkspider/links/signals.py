"""Signals: what rules read of a link that neither its page nor its anchor says outright.

A signal that can't be known is left out: the rules that need it are then "not evaluated". What
depends on the target's terms is left out while its file doesn't give them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.links.anchor_text import (
    GENERIC,
    covers,
    find_term,
    named_host,
    normalise,
    remembering,
    scripts_of,
    scripts_of_language,
)
from backlinkspider.links.domain_signals import domain_signals
from backlinkspider.links.likeness import likeness, subject_of
from backlinkspider.page.kind import is_search
from backlinkspider.urls import domain_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.target import Target

AnchorClass = Literal["brand", "url", "exact", "partial", "generic", "image", "empty", "other"]

BY_TARGET: Final = frozenset(
    {
        "anchor_class",
        "anchor_foreign_script",
        "anchor_has_brand",
        "domain_has_brand",
        "money_term",
        "page_language_foreign",
        "page_likeness",
        "topic_likeness",
    }
)
"""Signals that are only there while the target's file has the terms they need."""

_anchor_words = remembering(normalise)

_PATH = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*([^?#]*)", re.IGNORECASE)


def read_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], target: Target
) -> dict[str, Any]:
    """Return the ``signals`` part of a link document from its *page* and *link* parts."""
    return {
        **_anchor_signals(link),
        **_target_signals(page, link, target),
        **_script_signals(link),
        **_url_signals(page, link),
        **_page_signals(page),
        **domain_signals(page, target.brand_terms),
        **_likeness_signals(page, link, target),
    }


def refresh_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], signals: Mapping[str, Any], target: Target
) -> dict[str, Any]:
    """Return stored *signals* as they are for the terms *target* has now.

    What only the page's source shows is kept as it was read.
    """
    kept = {name: value for name, value in signals.items() if name not in BY_TARGET}
    return {**kept, **read_signals(page, link, target)}


def _anchor_signals(link: Mapping[str, Any]) -> dict[str, Any]:
    text: str = link["text"]
    words = _anchor_words(text)
    signals: dict[str, Any] = {
        "anchor_text_normalised": words,
        "anchor_words": len(words.split()),
        "anchor_chars": len(text.strip()),
        "anchor_scripts": sorted(scripts_of(text)),
    }
    host = named_host(text)
    signals["anchor_names_host"] = host
    if leads_to := _destination(link):
        signals["anchor_host_differs"] = host is not None and not _same_site(host, leads_to)
    return signals


def _target_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], target: Target
) -> dict[str, Any]:
    words = _anchor_words(link["text"])
    signals: dict[str, Any] = {}
    if target.brand_terms:
        brand = (*target.brand_terms, *target.product_names)
        signals["anchor_has_brand"] = find_term(words, brand) is not None
    if target.money_terms:
        signals["money_term"] = find_term(words, target.money_terms)
    anchor_class = _classify(link, words, signals)
    if anchor_class:
        signals["anchor_class"] = anchor_class
    if target.languages:
        signals |= _language_signals(page, link, target.languages)
    return signals


def _classify(
    link: Mapping[str, Any], words: str, signals: Mapping[str, Any]
) -> AnchorClass | None:
    """Return the anchor's class, or ``None`` where it takes terms that are not given."""
    if link["text_source"] == "alt":
        return "image"
    if not link["text"].strip():
        return "empty"
    if named_host(link["text"]):
        return "url"
    return _classify_words(words, signals)


def _classify_words(words: str, signals: Mapping[str, Any]) -> AnchorClass | None:
    if signals.get("anchor_has_brand"):
        return "brand"
    if words in GENERIC:
        return "generic"
    if not {"anchor_has_brand", "money_term"} <= signals.keys():
        return None
    term = signals["money_term"]
    if term is None:
        return "other"
    return "exact" if covers(term, words) else "partial"


def _language_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], languages: tuple[str, ...]
) -> dict[str, Any]:
    own = {primary_language(tag) for tag in languages}
    signals: dict[str, Any] = {}
    declared = primary_language(page.get("lang") or "")
    if declared:
        signals["page_language_foreign"] = declared not in own
        expected = {"LATIN"}.union(*map(scripts_of_language, own | {declared}))
        signals["anchor_foreign_script"] = bool(scripts_of(link["text"]) - expected)
    return signals


def _script_signals(link: Mapping[str, Any]) -> dict[str, Any]:
    """Return how scripts changed ``rel``: known where plain and rendered page were compared."""
    if link.get("seen_in") != "both":
        return {}
    after = list(link["rel"])
    before = (link.get("changed_by_script") or {}).get("rel", after)
    return {
        "rel_removed_by_script": [token for token in before if token not in after],
        "rel_added_by_script": [token for token in after if token not in before],
    }


def _url_signals(page: Mapping[str, Any], link: Mapping[str, Any]) -> dict[str, Any]:
    url = page.get("final_url") or page["url"]
    signals: dict[str, Any] = {
        "url_path_words": normalise(_path_of(url)).split(),
        "url_is_search": is_search(url),
    }
    if "canonical" in page:
        canonical = page["canonical"]
        signals["canonical_elsewhere"] = bool(canonical) and not _same_site(
            page["domain"], canonical
        )
    if leads_to := _destination(link):
        signals |= _destination_signals(leads_to)
    return signals


@remembering
def _destination_signals(url: str) -> Mapping[str, Any]:
    path = _path_of(url) or "/"
    home = path == "/" and "?" not in url.partition("#")[0]
    return {"target_path": path, "target_is_home": home}


def _destination(link: Mapping[str, Any]) -> str | None:
    """Return where the link leads in the end; of links stored before that was kept, its URL."""
    return link.get("final_url") or link.get("url")


def _path_of(url: str) -> str:
    path = _PATH.match(url)
    return path[1] if path else ""


def _likeness_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], target: Target
) -> dict[str, Any]:
    """Return how much the page and what is near the link are about what the target is about."""
    subject = subject_of(target)
    if subject is None:
        return {}
    language = page.get("text_language")
    known = tuple(map(primary_language, target.languages))
    near = (link.get("before"), link["text"], link.get("after"), page.get("title"))
    texts = {
        "topic_likeness": " . ".join(filter(None, (*near, page.get("headings")))),
        "page_likeness": page.get("excerpt") or "",
    }
    found = {name: likeness(subject, text, language, known) for name, text in texts.items()}
    return {name: round(value, 4) for name, value in found.items() if value is not None}


def _page_signals(page: Mapping[str, Any]) -> dict[str, Any]:
    signals: dict[str, Any] = {}
    outlinks = page.get("outlinks")
    if outlinks:
        external, internal = outlinks["external"], outlinks["internal"]
        if page.get("words") is not None:
            signals["external_per_100_words"] = round(100 * external / max(page["words"], 1), 2)
        if external + internal:
            signals["external_share"] = round(external / (external + internal), 4)
    return signals


def _same_site(host: str, url: str) -> bool:
    return registrable_domain(host) == domain_of(url)


def primary_language(tag: str) -> str:
    """Return the language of a tag without country or script: ``pt-BR`` is ``pt``."""
    return tag.strip().lower().partition("-")[0]
