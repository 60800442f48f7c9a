"""HTML examples to link documents, the way a crawl makes them: page, links, signals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backlinkspider.links.record import Reading, links_to
from backlinkspider.links.visible import hidden_by_style
from backlinkspider.rules.examples import with_number
from backlinkspider.rules.model import PageExample
from backlinkspider.target import target_from
from backlinkspider.trial.answers import with_answers, with_looks
from backlinkspider.trial.past import with_past
from backlinkspider.trial.reading import noon, read_page
from backlinkspider.urls import host_of, is_http, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from backlinkspider.documents import Document
    from backlinkspider.rules.model import ExampleFile, HtmlExample
    from backlinkspider.target import Target


def target_of(file: ExampleFile, example: HtmlExample) -> Target:
    """Return the example target with *example*'s own entries. Raises ``TargetError``."""
    changed = example.target.model_dump(exclude_unset=True)
    return target_from({**file.target.model_dump(), **changed})


def link_documents(
    file: ExampleFile, example: HtmlExample, day: date, shorteners: Collection[str] = ()
) -> list[Document]:
    """Return the stored documents of all links from *example*'s pages, read on *day*.

    *shorteners* are the hosts known as such. Raises ``ExampleError`` and ``TargetError``.
    """
    target = target_of(file, example)
    return [
        _stored(link, page, day)
        for page in pages_of(example)
        for link in with_past(
            links_to(target, _asked(page, day, target, shorteners)), page, target, day
        )
    ]


def _asked(page: PageExample, day: date, target: Target, shorteners: Collection[str]) -> Reading:
    """Return *page* with what its redirectors answer and others are shown."""
    reading = with_answers(read_page(page, day), page, target, shorteners)
    return with_looks(reading, page, target)


def own_outlinks(file: ExampleFile, example: HtmlExample) -> set[str] | None:
    """Return the domains that pages on the target's own site link to, ``None`` without such.

    Raises ``ExampleError`` and ``TargetError``.
    """
    target = target_of(file, example)
    own = [page for page in pages_of(example) if target.is_own(page.url)]
    if not own:
        return None
    day = date.fromisoformat(file.day)
    found = (anchor.url for page in own for anchor in read_page(page, day).raw.anchors())
    return {registrable_domain(host_of(url)) for url in found if url and is_http(url)}


def pages_of(example: HtmlExample) -> Iterator[PageExample]:
    """Yield every page of *example*, copies with their number in place of ``{n}``."""
    if example.html is not None:
        yield PageExample(**example.model_dump(exclude={"pages", "target"}, exclude_none=True))
    for page in example.pages:
        for number in range(page.repeat):
            yield _numbered(page, number)


def _numbered(page: PageExample, number: int) -> PageExample:
    given = page.model_dump(include={"html", "url", "rendered", "headers", "ip"})
    return page.model_copy(update=with_number(given, number))


def _stored(link: Document, page: PageExample, day: date) -> Document:
    """Return *link* as the store holds it, first seen when the example says, if it does."""
    document = {**_measured(link, page), "state": "live"}
    if page.days_ago is not None:
        first_seen = noon(day) - timedelta(days=page.days_ago)
        document["claims"] = [{"source": "example", "first_seen": first_seen}]
    return document


def _measured(link: Document, page: PageExample) -> Document:
    """Return *link* with what the example says that a browser measured, if it does."""
    if page.visibility is None:
        return link
    visibility = page.visibility.model_dump()
    ways = hidden_by_style(link["signals"]["inline_hidden"], visibility)
    return {
        **link,
        "link": {**link["link"], "visibility": visibility},
        "signals": {**link["signals"], "inline_hidden": ways},
    }
