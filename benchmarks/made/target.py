"""Documents of a target made up by chance, in the shapes that crawls and commands store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import OUTCOMES, digest, event_id, link_id, page_id
from benchmarks.made.profile import made_profile
from benchmarks.made.words import HOSTILE, RULES, WORDS
from benchmarks.rolled_up import band, roll_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.documents import Collection, Document

TARGET: Final = "oakandloom.test"
NOW: Final = datetime(2026, 11, 28, 12, tzinfo=UTC)


@dataclass(slots=True)
class Made:
    """Documents by collection."""

    documents: dict[Collection, list[Document]] = field(default_factory=dict)

    def __getitem__(self, collection: Collection) -> list[Document]:
        return self.documents.setdefault(collection, [])


@dataclass(slots=True)
class Maker:
    """Makes documents; the same seed makes the same."""

    seed: int
    links: int = 60
    hostile: bool = False
    chance: Random = field(init=False)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.words = WORDS.split()

    def make(self) -> Made:
        """Return a target's documents, all of one piece."""
        made = Made()
        runs = [self._run(number) for number in range(3)]
        made["runs"].extend(runs)
        for number in range(self.links):
            link = self.link(number, runs)
            made["links"].append(link)
            made["events"].extend(self.events(link))
        made["pages"].extend(self._pages(made["links"], runs[-1]))
        made["marks"].extend(self._marks(made["links"]))
        made["domains"].extend(roll_up(made["links"], self.chance))
        made["profile_flags"].extend(made_profile(made["links"], TARGET, NOW))
        return made

    def _run(self, number: int) -> Document:
        started = NOW - timedelta(days=30 * (2 - number), hours=2)
        return {
            "_id": digest("run", str(self.seed), str(number)),
            "v": 1,
            "spider": "backlinks",
            "targets": [TARGET],
            "options": [{"name": "candidates", "value": "/home/someone/lists/links.csv"}],
            "state": "finished",
            "number": number,
            "started_at": started,
            "finished_at": started + timedelta(hours=1),
            "candidates": self.links,
            "outcomes": {"linked": self.links},
            "rendering": [{"by": "one", "pages": 3, "reasons": []}],
        }

    def text(self, least: int = 1, most: int = 6) -> str:
        """Return some words; now and then, if asked for, text that means harm."""
        if self.hostile and self.chance.random() < 0.4:
            return self.chance.choice(HOSTILE)
        return " ".join(self.chance.choices(self.words, k=self.chance.randint(least, most)))

    def link(self, number: int, runs: Sequence[Document]) -> Document:
        """Return a link as a crawl stores it."""
        chance = self.chance
        domain = f"site-{number % max(2, self.links // 3)}.{chance.choice(('test', 'example'))}"
        page_url = f"https://{domain}/{'-'.join(chance.choices(self.words, k=2))}/{number}"
        url = f"https://www.{TARGET}/{chance.choice(self.words)}"
        if self.hostile and chance.random() < 0.3:
            page_url = f"https://{domain}/?q={chance.choice(HOSTILE)}"
        flags = [self._flag(one) for one in chance.sample(RULES, chance.choice((0, 0, 1, 2, 4)))]
        run = chance.choice(list(runs))
        return {
            "_id": link_id(TARGET, page_url, url, number),
            "v": 1,
            "target": TARGET,
            "run": run["_id"],
            "page_id": page_id(TARGET, page_url),
            "page": self._page(page_url, domain),
            "link": self._link(url, number),
            "signals": {
                "anchor_class": chance.choice(("brand", "exact", "other", "url", None)),
                "tld": domain.rpartition(".")[2],
            },
            "flags": flags,
            "audit": _audit(flags),
            "proof": self._proof(number),
            "history": [],
            **self._state(run["started_at"]),
            **self._judged(),
        }

    def _page(self, url: str, domain: str) -> Document:
        return {
            "url": url,
            "final_url": url,
            "host": domain,
            "domain": domain,
            "title": self.text(2, 9),
            "lang": self.chance.choice(("en-GB", "de", "", "fr_FR")),
            "text_language": self.chance.choice(("en", None)),
            "status": 200,
            "indexable": True,
        }

    def _link(self, url: str, number: int) -> Document:
        rel = self.chance.choice(([], [], [], ["nofollow"], ["ugc", "nofollow"], ["sponsored"]))
        blockers = [f"{one}:rel" for one in rel] or self.chance.choice(([], [], ["noindex:meta"]))
        return {
            "url": url,
            "href": url,
            "text": self.chance.choice(("", self.text())),
            "before": self.text(5, 40),
            "after": self.text(5, 40),
            "rel": rel,
            "follow": not rel,
            "passes_credit": not blockers,
            "credit_blockers": blockers,
            "region": self.chance.choice(("content", "footer", "sidebar", "comment")),
            "place": "a",
            "ordinal": number,
            "seen_in": self.chance.choice(("raw", "both", "rendered")),
            "via": self.chance.choice(("direct", "direct", "shortener")),
            "visibility": {"state": self.chance.choice(("visible", "unknown")), "reasons": []},
        }

    def _flag(self, rule: tuple[str, str, float, str]) -> Document:
        name, severity, score, group = rule
        text = self.text(4, 12)
        start = text.find(" ") + 1
        end = text.find(" ", start) if text.find(" ", start) > 0 else len(text)
        allowed = {"by": "me", "reason": "a partner", "expires": "2027-01-01"}
        return {
            "rule": name,
            "rev": "0123456789ab",
            "level": "link",
            "status": "stable",
            "severity": severity,
            "score": score,
            "group": group,
            "evidence": [
                {
                    "field": "link.text",
                    "value": text[:200],
                    "operator": "words",
                    "threshold": "lists/gambling.txt",
                    "span": [start, end],
                    "text": text[start:end],
                    "term": text[start:end],
                    "list": "lists/gambling.txt",
                },
                {"field": "page.words", "value": 42, "operator": "lte", "threshold": 150},
            ],
            "clause": "google.link-spam",
            "message": f"The link says {text!r}",
            "suppressed": allowed if self.chance.random() < 0.1 else None,
            "finding": None,
        }

    def _proof(self, number: int) -> Document | None:
        if number % 5 == 4:
            return None
        place = {"file": "run/proof.warc.gz", "offset": 1000 * number, "length": 900, "digest": "d"}
        return {"digest": "sha256:00", "warc": place, "rendered": None, "screenshot": None}

    def _state(self, first: datetime) -> Document:
        state = self.chance.choices(("live", "lost", "unknown"), (7, 2, 1))[0]
        first += timedelta(minutes=self.chance.randint(0, 50))
        lost = max(first, NOW - timedelta(days=self.chance.choice((0, 40))))
        return {
            "state": state,
            "first_seen": first,
            "last_seen": max(first, NOW - timedelta(hours=1)),
            "last_checked": NOW - timedelta(hours=1),
            "lost_at": lost if state == "lost" else None,
            "lost_reason": "link_removed" if state == "lost" else None,
            "unknown_reason": "timeout" if state == "unknown" else None,
        }

    def _judged(self) -> Document:
        known = self.chance.random() < 0.7
        return {
            "action": {
                "do": self.chance.choice(("keep", "remove", "qualify", "reclaim", "ignore")),
                "reason": self.text(3, 9),
            },
            "worth": {
                "authority": {"value": self.chance.randint(0, 100) if known else None},
                "relevance": {"value": round(self.chance.random(), 3)},
                "placement": {"value": round(self.chance.random(), 2)},
            },
        }

    def events(self, link: Document) -> Iterable[Document]:
        """Yield what happened to a link."""
        kinds: list[tuple[str, datetime, list[Document]]] = [("new", link["first_seen"], [])]
        if link["state"] == "lost":
            reason = [{"field": "reason", "value": link["lost_reason"]}]
            kinds.append(("lost", link["lost_at"], reason))
        elif self.chance.random() < 0.1:
            details = [{"field": "link.rel", "value": [[], ["nofollow"]]}]
            kinds.append(("changed", NOW - timedelta(hours=1), details))
        for kind, at, details in kinds:
            yield {
                "_id": event_id(link["run"], link["_id"], kind),
                "target": TARGET,
                "run": link["run"],
                "kind": kind,
                "at": at,
                "link_id": link["_id"],
                "page": {"url": link["page"]["url"], "domain": link["page"]["domain"]},
                "link": {key: link["link"][key] for key in ("url", "text", "rel", "follow")},
                "details": details,
            }

    def _pages(self, links: Iterable[Document], run: Document) -> Iterable[Document]:
        urls = {link["page"]["url"]: link["page"]["domain"] for link in links}
        for number, (url, domain) in enumerate(urls.items()):
            yield self._candidate(url, domain, "linked", run, number)
        for number in range(len(urls) // 2):
            outcome = self.chance.choice((*OUTCOMES, "pending"))
            url = f"https://unread-{number}.test/{self.chance.choice(self.words)}"
            yield self._candidate(url, f"unread-{number}.test", outcome, run, number)

    def _candidate(
        self, url: str, domain: str, outcome: str, run: Document, number: int
    ) -> Document:
        return {
            "_id": page_id(TARGET, url),
            "v": 1,
            "target": TARGET,
            "run": run["_id"],
            "url": url,
            "domain": domain,
            "outcome": outcome,
            "detail": self.text(2, 5),
            "expected": self.chance.choice((0, 0, 0, 2)),
            "checked_at": NOW - timedelta(hours=1) if outcome != "pending" else None,
            "seq": number,
        }

    def _marks(self, links: Iterable[Document]) -> Iterable[Document]:
        for link in links:
            if self.chance.random() < 0.4:
                verdict = self.chance.choice(("ok", "bad", None))
                state = self.chance.choice(("contacted", "promised", "removed", "refused", None))
                yield {
                    "_id": link["_id"],
                    "v": 1,
                    "kind": "link",
                    "target": TARGET,
                    "verdict": verdict,
                    "reason": self.text(2, 6) if verdict else None,
                    "by": "me",
                    "at": NOW,
                    "outreach": {"state": state, "note": "", "by": "me", "at": NOW}
                    if state
                    else None,
                    "history": [],
                }


def _audit(flags: Iterable[Document]) -> Document:
    score = sum(flag["score"] for flag in flags if not flag["suppressed"])
    return {
        "ruleset": "0123456789ab",
        "engine": "2",
        "score": score,
        "band": band(score),
        "not_evaluated": ["cloak.ua"],
    }
