"""Referring domains rolled up from made links: enough for a report to have something to say."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from random import Random

    from backlinkspider.documents import Document

BANDS: Final = ((5.0, "high"), (2.5, "elevated"), (0.5, "watch"), (0.0, "none"))


def band(score: float) -> str:
    """Return the band of risk that *score* is in."""
    return next(name for least, name in BANDS if score >= least)


def roll_up(links: Iterable[Document], chance: Random) -> list[Document]:
    """Return a ``domains`` document for each referring domain of *links*."""
    by_domain: defaultdict[str, list[Document]] = defaultdict(list)
    for link in links:
        by_domain[link["page"]["domain"]].append(link)
    return [_domain(name, mine, chance) for name, mine in sorted(by_domain.items())]


def _domain(name: str, links: Sequence[Document], chance: Random) -> Document:
    live = [link for link in links if link["state"] == "live"]
    states = Counter(link["state"] for link in links)
    anchors = Counter(link["link"]["text"] for link in live)
    score = max((float(link["audit"]["score"]) for link in live), default=0.0)
    do, reason = _advice(live, links, score)
    known = chance.random() < 0.6
    return {
        "_id": digest("domain", links[0]["target"], name),
        "v": 1,
        "target": links[0]["target"],
        "domain": name,
        "links": {
            "total": len(links),
            "live": states["live"],
            "lost": states["lost"],
            "unknown": states["unknown"],
            "followed": sum(link["link"]["follow"] for link in live),
            "passing": sum(link["link"]["passes_credit"] for link in live),
            "folded": 0,
        },
        "pages": len({link["page"]["url"] for link in live}),
        "anchors": [{"text": text, "links": n} for text, n in anchors.most_common(5)],
        "first_seen": min(link["first_seen"] for link in links),
        "last_seen": max(link["last_seen"] for link in links),
        "tld": name.rpartition(".")[2],
        "rules": [
            {"rule": rule, "severity": severity, "links": count}
            for (rule, severity), count in Counter(
                (flag["rule"], flag["severity"]) for link in live for flag in link["flags"]
            ).most_common()
        ],
        "severity": None,
        "risk": {"score": score, "band": band(score), "open": score},
        "worth": {
            "authority": {"value": round(chance.betavariate(1.2, 3) * 100) if known else None},
            "relevance": {"value": round(chance.betavariate(2, 2.5), 3)},
            "placement": {"value": round(chance.betavariate(3, 2), 3)},
        },
        "action": {"do": do, "reason": reason},
        "disavowed": None,
    }


def _advice(
    live: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], score: float
) -> tuple[str, str]:
    worst = max(live, key=lambda link: link["audit"]["score"], default=None)
    why = worst["flags"][0]["message"] if worst and worst["flags"] else ""
    if not live:
        return (
            ("reclaim", "All its links are lost") if links[0]["link"]["follow"] else ("ignore", "")
        )
    if score >= 7:
        return "disavow", why
    if score >= 5:
        return "remove", why
    return ("qualify", why) if score >= 2.5 else ("keep", "Nothing speaks against it")
