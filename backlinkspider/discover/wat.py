"""WAT files: what Common Crawl extracted from each page. Pure.

The shape is that of ia-web-commons (``ExtractingParseObserver``): ``Envelope`` holds the head of
the WARC record and, for HTML, ``Links``. It tells of an anchor its href, its rel, and the first
128 characters of its text. It does not tell: texts of images, where on the page a link stands and
who can see it, the page's encoding (which URLs with other than ASCII letters in their query hang
on), anchors that are never closed, and of several ``<base>`` any but the last.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json

from backlinkspider.discover.model import Find, Shown
from backlinkspider.documents import utc
from backlinkspider.links.credit import is_followed
from backlinkspider.page.href import LinkBase
from backlinkspider.page.text import collapse
from backlinkspider.proof.reader import parse_date
from backlinkspider.urls import is_http, normalize, resolve, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlinkspider.proof.reader import Record
    from backlinkspider.target import Target

UNKNOWN: Final = ("place", "region", "visibility", "passes_credit", "alt")
"""What WAT files do not tell of a link."""

_ANCHORS: Final = frozenset({"A@/href", "AREA@/href"})
_TEXT_LIMIT: Final = 128
_ENCODING: Final = "utf-8"


class WatError(ValueError):
    """A record is not what a WAT file holds; the message says what is wrong."""


def finds_in_record(record: Record, number: int, targets: Sequence[Target]) -> list[Find] | None:
    """Return what *record*, the *number*-th of its file, tells of links to each of *targets*.

    ``None`` where it tells of no HTML page. Raises ``WatError``.
    """
    envelope = _envelope(record.block)
    html = _at(envelope, "Payload-Metadata", "HTTP-Response-Metadata", "HTML-Metadata")
    head = _at(envelope, "WARC-Header-Metadata") or {}
    url = without_fragment(normalize(_text(head, "WARC-Target-URI") or "") or "")
    if html is None or not is_http(url) or not _is_answered(envelope):
        return None
    links = _links(html, url)
    named = "\n".join(absolute for absolute, _ in links)
    at = parse_date(_text(head, "WARC-Date") or "")
    found = []
    for target in targets:
        if target.is_own(url) or not any(host in named for host in target.hosts):
            continue
        if shown := tuple(_numbered(link for link in links if target.matches(link[0]))):
            found.append(
                Find(
                    target=target.name,
                    page=url,
                    title=collapse(_text(_at(html, "Head") or {}, "Title") or ""),
                    at=utc(at) if at else None,
                    kind="wat",
                    file=record.file,
                    record=number,
                    offset=record.offset,
                    links=shown,
                )
            )
    return found


def _envelope(block: bytes) -> Mapping[str, Any]:
    try:
        value = from_json(block, allow_inf_nan=False)
    except ValueError as error:
        raise WatError(f"no JSON: {error}") from None
    envelope = _at(value, "Envelope") if isinstance(value, dict) else None
    if envelope is None:
        raise WatError("JSON without an Envelope")
    return envelope


def _at(value: Mapping[str, Any], *names: str) -> Mapping[str, Any] | None:
    for name in names:
        below = value.get(name)
        if not isinstance(below, dict):
            return None
        value = below
    return value


def _is_answered(envelope: Mapping[str, Any]) -> bool:
    """Tell whether the page was answered with success; links of error pages are no backlinks."""
    message = _at(envelope, "Payload-Metadata", "HTTP-Response-Metadata", "Response-Message")
    return str((message or {}).get("Status", "")).startswith("2")


def _links(html: Mapping[str, Any], url: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the page's anchors with the URLs they resolve to."""
    base = _text(_at(html, "Head") or {}, "Base")
    urls = LinkBase((base and resolve(base, url)) or url, _ENCODING)
    listed = html.get("Links")
    found: list[tuple[str, Mapping[str, Any]]] = []
    for link in listed if isinstance(listed, list) else ():
        if isinstance(link, dict) and _text(link, "path") in _ANCHORS:
            href = _text(link, "url")
            absolute = urls[href] if href is not None else None
            if absolute is not None:
                found.append((absolute, link))
    return found


def _numbered(links: Iterator[tuple[str, Mapping[str, Any]]]) -> Iterator[Shown]:
    seen: Counter[str] = Counter()
    for url, link in links:
        rel = tuple(map(str.lower, dict.fromkeys((_text(link, "rel") or "").split())))
        yield Shown(
            url=url,
            href=_text(link, "url") or "",
            ordinal=seen[url],
            rel=rel,
            follow=is_followed(rel),
            text=_whole_text(link),
        )
        seen[url] += 1


def _whole_text(link: Mapping[str, Any]) -> str | None:
    """Return the anchor's text; ``None`` where it is cut, or none (an image may have another)."""
    text = _text(link, "text")
    if not text or len(text) >= _TEXT_LIMIT:
        return None
    return collapse(text) or None


def _text(value: Mapping[str, Any], name: str) -> str | None:
    found = value.get(name)
    return found if isinstance(found, str) else None
