"""Signals: what rules read of a link that neither its page nor its anchor says outright.

A signal that can't be known is left out: the rules that need it are then "not evaluated". What
depends on the target's terms is left out while its file doesn't give them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from backlinkspider.links.anchor_text import (
    GENERIC,
    covers,
    find_term,
    named_host,
    normalise,
    scripts_of,
    scripts_of_language,
)
from backlinkspider.urls import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.target import Target

AnchorClass = Literal["brand", "url", "exact", "partial", "generic", "image", "empty", "other"]

_PATH = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*([^?#]*)", re.IGNORECASE)


def read_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], target: Target
) -> dict[str, Any]:
    """Return the ``signals`` part of a link document from its *page* and *link* parts."""
    return {
        **_anchor_signals(link),
        **_target_signals(page, link, target),
        **_script_signals(link),
        **_page_signals(page),
    }


def _anchor_signals(link: Mapping[str, Any]) -> dict[str, Any]:
    text: str = link["text"]
    words = normalise(text)
    signals: dict[str, Any] = {
        "anchor_text_normalised": words,
        "anchor_words": len(words.split()),
        "anchor_chars": len(text.strip()),
        "anchor_scripts": sorted(scripts_of(text)),
    }
    host = named_host(text)
    signals["anchor_names_host"] = host
    if link.get("url"):
        signals["anchor_host_differs"] = host is not None and not _same_site(host, link["url"])
    return signals


def _target_signals(
    page: Mapping[str, Any], link: Mapping[str, Any], target: Target
) -> dict[str, Any]:
    words = normalise(link["text"])
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
    own = {_primary(tag) for tag in languages}
    signals: dict[str, Any] = {}
    declared = _primary(page.get("lang") or "")
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


def _page_signals(page: Mapping[str, Any]) -> dict[str, Any]:
    signals: dict[str, Any] = {
        "tld": page["host"].rpartition(".")[2],
        "domain_hyphens": page["domain"].count("-"),
        "domain_digits": sum(map(str.isdigit, page["domain"])),
    }
    path = _PATH.match(page.get("final_url") or page["url"])
    signals["url_path_words"] = normalise(path[1] if path else "").split()
    outlinks = page.get("outlinks")
    if outlinks:
        external, internal = outlinks["external"], outlinks["internal"]
        if page.get("words") is not None:
            signals["external_per_100_words"] = round(100 * external / max(page["words"], 1), 2)
        if external + internal:
            signals["external_share"] = round(external / (external + internal), 4)
    return signals


def _same_site(host: str, url: str) -> bool:
    return registrable_domain(host) == registrable_domain(host_of(url))


def _primary(tag: str) -> str:
    return tag.strip().lower().partition("-")[0]
