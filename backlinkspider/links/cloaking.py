"""What several visitors were shown at one URL: who got other links to the target than whom.

A difference is believed only where every look showed the same again: what changes from look to look
is a test with random visitors, a rotating list or a flaky host, and tells nothing. A wall, an error
or a question about consent is no look at the page, and never a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from backlinkspider.links.credit import QUALIFIERS, rel_values
from backlinkspider.urls import host_of, public_suffix, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlinkspider.documents import Document

Visitor = Literal["ours", "googlebot", "browser", "referrer", "phone"]
VISITORS: Final[tuple[Visitor, ...]] = get_args(Visitor)
"""Our own agent; Google's crawler; a desktop browser; the same come from a search; a phone."""

State = Literal["same", "differs", "unknown"]

BASELINES: Final[Mapping[Visitor, Visitor]] = {
    "googlebot": "ours",
    "browser": "ours",
    "referrer": "browser",
    "phone": "browser",
}
"""With whom each is compared: the one from whom it differs in one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAs:
    """One look: what *visitor* got. *links* are those to the target, as URL and tokens of ``rel``.

    *unknown* says why the look was none at the page. *left_to* is where the visitor was taken, when
    that is somebody else's site. *digest* is that of the body.
    """

    visitor: Visitor
    status: int = 0
    links: tuple[tuple[str, tuple[str, ...]], ...] = ()
    digest: str = ""
    unknown: str = ""
    left_to: str | None = None
    paywalled: bool = False

    @property
    def shown(self) -> tuple[frozenset[tuple[str, frozenset[str]]], str] | None:
        """What is compared: links with their qualifiers, and the site led to; ``None`` unknown."""
        if self.unknown:
            return None
        links = frozenset(
            (url, frozenset(rel_values(rel) & set(QUALIFIERS))) for url, rel in self.links
        )
        return links, registrable_domain(host_of(self.left_to)) if self.left_to else ""


Round = tuple[SeenAs, ...]
"""One look as each visitor, in the order of ``VISITORS``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloaking:
    """What the looks come to. *differs* names visitors who steadily got something else."""

    state: State
    looks: Round
    differs: tuple[Visitor, ...] = ()
    repeated: bool = False
    reason: str = ""
    """Why the state is unknown."""

    def document(self, url: str) -> Document:
        """Return ``signals.cloaking`` for the link to *url*.

        ``seen_by`` are the visitors who got the link, ``missing_for`` those who steadily did not.
        """
        document: Document = {
            "state": self.state,
            "reason": self.reason,
            "repeated": self.repeated,
            "looks": [_look_document(look) for look in self.looks],
            "differences": [
                difference
                for visitor in self.differs
                for difference in _differences(self.look(visitor), self.look(BASELINES[visitor]))
            ],
        }
        return document if self.state == "unknown" else {**document, **self._told(url)}

    def _told(self, url: str) -> Document:
        """Return what rules read; an unknown state says nothing of it."""
        known = [look for look in self.looks if not look.unknown]
        return {
            "differs": list(self.differs),
            **self._seen(known, url),
            "sent_away": [look.visitor for look in known if look.left_to],
            "paywalled": any(look.paywalled for look in self.looks),
        }

    @staticmethod
    def _seen(known: Sequence[SeenAs], url: str) -> Document:
        """Return who got the link; of one that nobody got plain, as scripts add it, nothing."""
        seen = [look.visitor for look in known if _has(look, url)]
        if not seen:
            return {}
        return {"seen_by": seen, "missing_for": [x.visitor for x in known if x.visitor not in seen]}

    def look(self, visitor: Visitor) -> SeenAs:
        """Return the look of *visitor*."""
        return next(look for look in self.looks if look.visitor == visitor)


def is_settled(first: Round) -> bool:
    """Tell whether the first round shows no difference that would need to be repeated."""
    return first[0].shown is None or not _differing(first)


def judge(rounds: Sequence[Round]) -> Cloaking:
    """Return what *rounds* of looks come to; more than one where the first showed a difference.

    A visitor of whom one look is unknown is unknown. Where anybody was shown something else in
    another round, nothing is believed.
    """
    first = rounds[0]
    looks = tuple(
        next((again for again in (r[n] for r in rounds) if again.unknown), look)
        for n, look in enumerate(first)
    )
    repeated = len(rounds) > 1
    if looks[0].unknown:
        return Cloaking(state="unknown", looks=looks, repeated=repeated, reason=looks[0].unknown)
    if unsteady := [
        look.visitor
        for n, look in enumerate(looks)
        if not look.unknown and len({r[n].shown for r in rounds}) > 1
    ]:
        reason = f"not steady: {', '.join(unsteady)}"
        return Cloaking(state="unknown", looks=looks, repeated=repeated, reason=reason)
    if differing := _differing(looks):
        if not repeated:
            return Cloaking(state="unknown", looks=looks, reason="not repeated")
        return Cloaking(state="differs", looks=looks, differs=differing, repeated=True)
    if unknown := [look.visitor for look in looks if look.unknown]:
        reason = f"not shown the page: {', '.join(unknown)}"
        return Cloaking(state="unknown", looks=looks, repeated=repeated, reason=reason)
    return Cloaking(state="same", looks=looks, repeated=repeated)


def _differing(looks: Round) -> tuple[Visitor, ...]:
    """Name the visitors who were shown something else than their baselines, both being known."""
    shown = {look.visitor: look.shown for look in looks}
    return tuple(
        visitor
        for visitor, baseline in BASELINES.items()
        if shown[visitor] is not None
        and shown[baseline] is not None
        and shown[visitor] != shown[baseline]
    )


def is_stranger(url: str, page_url: str) -> bool:
    """Tell whether *url* is on somebody else's site than *page_url*.

    Another public suffix below the same name (``example.com``, ``example.mobi``) is the same owner.
    """
    return _label(url) != _label(page_url)


def _label(url: str) -> str:
    domain = registrable_domain(host_of(url))
    suffix = public_suffix(domain)
    label = domain.removesuffix(f".{suffix}") if suffix else domain
    return label or domain


def only_for_search_bot(cloaking: Cloaking) -> bool:
    """Tell whether links are steadily shown to the search engine's crawler, and not to us."""
    ours, bot = cloaking.look("ours"), cloaking.look("googlebot")
    return cloaking.state == "differs" and bool(bot.links) and not bot.unknown and not ours.links


def _has(look: SeenAs, url: str) -> bool:
    return any(url == one for one, _ in look.links)


def _look_document(look: SeenAs) -> Document:
    return {
        "as": look.visitor,
        "status": look.status,
        "unknown": look.unknown,
        "left_to": look.left_to,
        "digest": look.digest,
        "links": [{"url": url, "rel": list(rel)} for url, rel in look.links],
    }


def _differences(look: SeenAs, baseline: SeenAs) -> Iterator[Document]:
    """Yield what *look* was shown otherwise than *baseline*: links, their rel, where to go."""
    theirs, others = (dict(one.links) for one in (look, baseline))
    for url in sorted(theirs.keys() | others.keys()):
        values = [
            None if url not in links else sorted(rel_values(links[url]) & set(QUALIFIERS))
            for links in (theirs, others)
        ]
        if values[0] != values[1]:
            what = "more" if values[1] is None else "less" if values[0] is None else "rel"
            yield {"as": look.visitor, "than": baseline.visitor, "what": what, "url": url}
    if look.left_to != baseline.left_to:
        to = look.left_to or baseline.left_to
        yield {"as": look.visitor, "than": baseline.visitor, "what": "left_to", "url": to}
