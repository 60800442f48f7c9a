"""The entries that the links of one domain call for, and why others are left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlinkspider.disavow.choice import HACKED, condemns_site, counting_flags
from backlinkspider.disavow.cover import Cover, addresses, host_entry, known_as, page_key
from backlinkspider.disavow.entry import Entry
from backlinkspider.disavow.url_line import MAX_URL
from backlinkspider.urls import CandidateError, parse_candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlinkspider.disavow.choice import Choice
    from backlinkspider.disavow.guard import Guard
    from backlinkspider.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """An entry for the file."""

    entry: str
    because: str
    """Why the whole site, or why its pages alone; "" where pages need no reason."""
    bad: tuple[Document, ...]
    """The ``links`` documents it is there for."""
    covered: tuple[Document, ...]
    """All that it covers, of those that are not lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Links that were asked for and are not in the file."""

    reason: str
    links: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Selector:
    """Picks entries for *choice*; *marks* are the ``marks`` documents of links by id.

    *used* is the list in use: what it covers was appraised as disavowed already.
    """

    choice: Choice
    guard: Guard
    marks: Mapping[str, Document]
    used: Cover = field(default_factory=Cover)

    def pick(self, links: Iterable[Document]) -> Iterator[Pick | LeftOut]:
        """Yield what the *links* of one referring domain call for."""
        sites: dict[str, list[Document]] = defaultdict(list)
        gone = []
        for link in links:
            if link.get("state") != "lost":
                sites[self.guard.owner(link["page"]["host"])].append(link)
            elif self.verdict(link) == "bad":
                gone.append(link)
        if gone:
            yield LeftOut(reason="lost: no longer there", links=tuple(gone))
        for owner, group in sorted(sites.items()):
            yield from self._of_site(owner, group)

    def verdict(self, link: Document) -> str | None:
        """Return what somebody said of *link*: ``ok``, ``bad`` or nothing."""
        verdict: str | None = self.marks.get(link["_id"], {}).get("verdict")
        return verdict

    def _of_site(self, owner: str, links: Sequence[Document]) -> Iterator[Pick | LeftOut]:
        bad = []
        refused: dict[str, list[Document]] = defaultdict(list)
        for link in links:
            if self.verdict(link) != "bad" and not self.choice.wants(link):
                continue
            if reason := self._refusal(link):
                refused[reason].append(link)
            else:
                bad.append(link)
        for reason, group in refused.items():
            yield LeftOut(reason=reason, links=tuple(group))
        if not bad:
            return
        good = [link for link in links if self.verdict(link) == "ok"]
        is_whole, because = self._whole(owner, bad, links, good)
        if is_whole:
            entry = host_entry(owner)
            yield Pick(entry=entry, because=because, bad=tuple(bad), covered=tuple(links))
        else:
            yield from _pages(bad, good, links, because)

    def _refusal(self, link: Document) -> str:
        """Return why *link* stays out of the file though it was asked for, "" if it does not."""
        url, host = known_as(link["page"])[0], link["page"]["host"]
        verdict, target = self.verdict(link), self.guard.target
        if target is not None and target.is_own(url):
            return "on a site of the target's own"
        if verdict == "ok":
            return "marked ok"
        if verdict == "bad":
            return ""
        if self.choice.defers(link) and not self.used.find_link(link):
            return "something else comes first, see their action (--min-score takes them in)"
        if link["link"].get("passes_credit") is False:
            return "passes no credit, so there is nothing to disavow"
        if ally := self.guard.ally(url, host):
            return f"on an ally's site, {ally}"
        if self.guard.widely_linked(host):
            return "on a very widely linked site, and nobody marked it bad"
        return ""

    def _whole(
        self,
        owner: str,
        bad: Sequence[Document],
        links: Sequence[Document],
        good: Sequence[Document],
    ) -> tuple[bool, str]:
        """Tell whether the site *owner* as a whole is to be disavowed, and why or why not."""
        if self.choice.level == "url":
            return False, ""
        if not owner:
            return False, "a platform of many owners"
        if good:
            return False, "another link of the site is marked ok"
        if objection := next(self.guard.objections(Entry(0, 0, host_entry(owner))), None):
            return False, f"the whole site {objection.say}"
        if self.choice.level == "domain":
            return True, "asked for"
        return self._is_scheme(bad, links)

    def _is_scheme(self, bad: Sequence[Document], links: Sequence[Document]) -> tuple[bool, str]:
        flags = [flag for link in bad for flag in counting_flags(link)]
        if hacked := sorted({flag["rule"] for flag in flags if flag.get("group") == HACKED}):
            return False, f"the site may be a victim itself ({', '.join(hacked)})"
        if rules := sorted({flag["rule"] for flag in flags if condemns_site(flag)}):
            return True, ", ".join(rules)
        pages, all_pages = len(by_page(bad)), len(by_page(links))
        if pages >= self.choice.many_pages and 2 * pages >= all_pages:
            return True, f"{pages} bad pages of {all_pages} that link"
        return False, ""


def by_page(links: Iterable[Document]) -> dict[str, list[Document]]:
    """Return *links* by the URL that answered."""
    pages: dict[str, list[Document]] = defaultdict(list)
    for link in links:
        pages[known_as(link["page"])[0]].append(link)
    return pages


def _pages(
    bad: Iterable[Document], good: Iterable[Document], links: Iterable[Document], because: str
) -> Iterator[Pick | LeftOut]:
    everything = by_page(links)
    fine = {page_key(url) for link in good for url in addresses(link["page"])}
    for url, group in sorted(by_page(bad).items()):
        entries = list(_entries(group[0]["page"]))
        if not fine.isdisjoint(entries):
            yield LeftOut(reason="on a page with a link marked ok", links=tuple(group))
            continue
        if not entries:
            say = f"its URL is longer than {MAX_URL:,} characters: only a domain: line can have it"
            yield LeftOut(reason=say, links=tuple(group))
        covered = tuple(everything[url])
        for entry in entries:
            yield Pick(entry=entry, because=because, bad=tuple(group), covered=covered)


def _entries(page: Document) -> Iterator[str]:
    for url in known_as(page):
        try:
            entry = parse_candidate(url).url
        except CandidateError:
            continue
        if len(entry) <= MAX_URL:
            yield entry
