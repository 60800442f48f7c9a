"""What imports claim of a page's links beside what was seen there. Pure.

Claims are stored claim documents (``candidates.claim``), links stored link documents of one page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.links.anchor_text import normalise
from backlinkspider.links.credit import QUALIFIERS, rel_values
from backlinkspider.urls import CandidateError, host_of, parse_candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlinkspider.documents import Document

Placement = Literal["kept", "changed", "missing", "unknown"]
"""How an agreed placement stands; ``unknown``: its page could not be read."""

NO_TOOL: Final = "table"
"""What claims of tables have as their tool that no export is known by."""

MOST_CLAIMS: Final = 100
"""Claims kept of one page; site-wide links fill exports with rows of one page."""

_MENTION: Final = "mention"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A claim that does not agree with what was seen: in which *field*, and both values."""

    field: str
    claimed: Any
    seen: Any


def merge_claims(old: Iterable[Document], new: Iterable[Document]) -> list[Document]:
    """Return the claims of both.

    A newer one of the same source for the same link replaces an older. At most ``MOST_CLAIMS``
    are kept, the newest.
    """
    merged: dict[tuple[str, ...], Document] = {}
    for claim in (*old, *new):
        key = (source_of(claim), *link_of(claim))
        merged.pop(key, None)
        merged[key] = claim
    return list(merged.values())[-MOST_CLAIMS:]


def matched(
    claims: Sequence[Document], links: Sequence[Document]
) -> list[tuple[Document, Document | None]]:
    """Pair each claim with the link of its page that it speaks of, ``None`` where there is none.

    A link is meant by its URL (scheme, ``www.`` and a slash at the end count for nothing), among
    several of one URL by its anchor text, and by the anchor text alone where the claimed URL is not
    there (exports may name where a link leads in the end). A claim that names neither speaks of
    the page's only link.
    """
    return [(claim, _meant(claim, links)) for claim in claims]


def with_claims(links: Sequence[Document], claims: Sequence[Document]) -> tuple[Document, ...]:
    """Return *links* of one page, each with those of the page's *claims* that speak of it."""
    if not claims:
        return tuple(links)
    found: dict[str, list[Document]] = {link["_id"]: [] for link in links}
    for claim, link in matched(claims, links):
        if link is not None:
            found[link["_id"]].append(claim)
    return tuple({**link, "claims": found[link["_id"]]} for link in links)


def disagreements(claim: Mapping[str, Any], link: Mapping[str, Any] | None) -> list[Disagreement]:
    """Return where *claim* and the link it speaks of are not the same.

    ``None`` is a link that a page, properly read, does not have. What a claim does not say is no
    disagreement.
    """
    if link is None:
        return [Disagreement("link", "there", "missing")] if says_link(claim) else []
    seen = link["link"]
    found = []
    target = claim.get("target")
    if target and not _targets(claim).keys() & _addresses(seen):
        found.append(Disagreement("target", target, seen["url"]))
    if "anchor" in claim and normalise(claim["anchor"]) != normalise(seen["text"]):
        found.append(Disagreement("anchor", claim["anchor"], seen["text"]))
    if "rel" in claim and _qualifiers(claim["rel"]) != _qualifiers(seen["rel"]):
        found.append(Disagreement("rel", claim["rel"], seen["rel"]))
    elif "follow" in claim and "rel" not in claim and claim["follow"] != seen["follow"]:
        found.append(Disagreement("follow", claim["follow"], seen["follow"]))
    if says_lost(claim) and link.get("state") == "live":
        found.append(Disagreement("state", "lost", "live"))
    if not says_lost(claim) and link.get("state") == "lost":
        found.append(Disagreement("state", "live", "lost"))
    return found


def says_lost(claim: Mapping[str, Any]) -> bool:
    """Tell whether *claim* is of a link that the tool no longer saw."""
    return bool(claim.get("lost_at") or claim.get("lost"))


def says_link(claim: Mapping[str, Any]) -> bool:
    """Tell whether a link is there by *claim*: it was not lost, and it is no mere mention."""
    return not says_lost(claim) and claim.get("type") != _MENTION


def source_of(claim: Mapping[str, Any]) -> str:
    """Return where *claim* comes from: the tool, of a table that no tool is known by the file."""
    return str(claim["file"] if claim["tool"] == NO_TOOL else claim["tool"])


def link_of(claim: Mapping[str, Any]) -> tuple[str, str]:
    """Return the link that *claim* speaks of: its address and its words, empty where not said."""
    return next(iter(_targets(claim)), ""), _anchor(claim)


def is_agreed(claim: Mapping[str, Any]) -> bool:
    """Tell whether *claim* says what was agreed for a placement."""
    return any(f"expect_{name}" in claim for name in ("target", "anchor", "rel"))


def placement(
    claim: Mapping[str, Any], link: Mapping[str, Any] | None, *, was_read: bool
) -> tuple[Placement, list[Disagreement]]:
    """Return how the placement that *claim* agrees on stands, and what changed of it."""
    if link is None:
        return ("missing" if was_read else "unknown"), []
    if link.get("state") == "lost":
        return "missing", []
    if link.get("state") == "unknown":
        return "unknown", []
    agreed = {
        name: claim[f"expect_{name}"]
        for name in ("target", "anchor", "rel")
        if f"expect_{name}" in claim
    }
    changed = disagreements(agreed, link)
    return ("changed" if changed else "kept"), changed


def _meant(claim: Mapping[str, Any], links: Sequence[Document]) -> Document | None:
    targets, anchor = _targets(claim), _anchor(claim)
    pointing = [link for link in links if targets.keys() & _addresses(link["link"])]
    worded = [link for link in links if normalise(link["link"]["text"]) == anchor]
    if targets:
        both = [link for link in pointing if link in worded]
        return next(iter(both or pointing or (worded if anchor else [])), None)
    if anchor:
        return next(iter(worded), None)
    return links[0] if len(links) == 1 else None


def _targets(claim: Mapping[str, Any]) -> dict[str, None]:
    """Return the addresses that the claimed link may name, the best first."""
    agreed = claim.get("expect_target")
    named = [agreed] if agreed else [claim.get("linked"), claim.get("target")]
    return dict.fromkeys(_address(str(url)) for url in named if url)


def _anchor(claim: Mapping[str, Any]) -> str:
    return normalise(claim.get("expect_anchor") or claim.get("anchor") or "")


def _addresses(link: Mapping[str, Any]) -> set[str]:
    return {_address(link["url"]), _address(link.get("final_url") or link["url"])}


def _address(url: str) -> str:
    """Return *url* without what makes no other page of it."""
    try:
        found = parse_candidate(url).url
    except CandidateError:
        return url
    rest = found.partition("://")[2].partition("#")[0]
    host = host_of(found).removeprefix("www.")
    return host + rest[len(rest.partition("/")[0]) :].rstrip("/")


def _qualifiers(rel: Iterable[str]) -> set[str]:
    return rel_values(rel) & set(QUALIFIERS)
