"""What we read of a page, in the shape in which ``chromium.py`` gives what the browser reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.page.document import FoundAnchor
    from tests.page.chromium import Chromium, Served

_NOT_IN_THE_DOM = frozenset({"template", "shadow", "iframe"})


def document(html: str, url: str = "https://page.example/folder/page") -> HtmlDocument:
    """Return *html* as a page in UTF-8."""
    return HtmlDocument(html.encode(), url=url, content_type="text/html; charset=utf-8")


def anchors_in_dom(page: HtmlDocument) -> list[FoundAnchor]:
    """Return the anchors ``querySelectorAll`` finds."""
    return [found for found in page.anchors() if found.place not in _NOT_IN_THE_DOM]


def our_reading(served: Served) -> dict[str, Any]:
    """Return what we read of the page."""
    page = HtmlDocument(served.body, url=served.url, content_type=served.content_type)
    anchors = []
    for found in anchors_in_dom(page):
        anchor = page.describe(found)
        anchors.append(
            {
                "tag": anchor.tag,
                "href": anchor.href,
                "url": anchor.address,
                "rel": list(anchor.rel),
                "text": text_of(found.node),
            }
        )
    return {
        "base": page.base,
        "charset": page.charset,
        "title": page.title(),
        "lang": page.facts([]).lang,
        "anchors": anchors,
    }


def differences(chromium: Chromium, pages: Iterable[Served]) -> list[str]:
    """Return one text for each page that the browser reads otherwise than we do."""
    served = [
        page._replace(url=page.url or f"http://n{number}.example/folder/page")
        for number, page in enumerate(pages)
    ]
    found = []
    for page, theirs in zip(served, chromium.read(*served), strict=True):
        theirs["lang"] = theirs["lang"].strip()
        found += [
            f"{page.body[:200]!r} ({page.content_type}): {difference}"
            for difference in _compare(our_reading(page), theirs)
        ]
    return found


def _compare(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[str]:
    our_anchors, their_anchors = ours.pop("anchors"), theirs.pop("anchors")
    if len(our_anchors) == len(their_anchors):
        for ours_one, theirs_one in zip(our_anchors, their_anchors, strict=True):
            yield from _compare_fields(ours_one, theirs_one, f"{theirs_one['href']!r}: ")
    else:
        yield f"anchors {our_anchors}, Chromium has {their_anchors}"
    yield from _compare_fields(ours, theirs, "")


def _compare_fields(ours: dict[str, Any], theirs: dict[str, Any], which: str) -> Iterator[str]:
    for name, value in ours.items():
        if value != theirs[name]:
            yield f"{which}{name} is {value!r}, Chromium has {theirs[name]!r}"
