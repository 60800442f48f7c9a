"""One HTML document: bytes to tree, and its anchors in document order, as a browser has them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser

from backlinkspider.page.charset import Charset, sniff_charset
from backlinkspider.page.codec import decode
from backlinkspider.page.flow import hiding_elements, read_flow
from backlinkspider.page.hidden import HiddenReader
from backlinkspider.page.href import resolve_href
from backlinkspider.page.model import Anchor, Outlinks, PageFacts
from backlinkspider.page.path import css_path
from backlinkspider.page.place import PlaceReader, place_of_template
from backlinkspider.page.region import RegionReader
from backlinkspider.page.robots_meta import read_robots
from backlinkspider.page.seen import FrameSource
from backlinkspider.page.text import (
    collapse,
    count_words,
    text_after,
    text_before,
    text_of,
    texts_below,
)
from backlinkspider.urls import (
    host_of,
    is_http,
    normalize,
    registrable_domain,
    without_fragment,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.flow import Flow
    from backlinkspider.page.model import Place, TextSource
    from backlinkspider.page.place import Namespace

_ANCHORS: Final = "a,area"
_SRCDOC: Final = "iframe[srcdoc]"
_MAX_NESTING: Final = 8
"""srcdoc in srcdoc, template in template: no honest page goes deeper."""

_SILENT_TEXT: Final = "script,style,noscript,template"
_TOKENS: Final = re.compile(r"[^\t\n\f\r ]+")
_NO_BASE: Final = "about:blank"
_CLASSES_AROUND: Final = 5
"""The anchor and its four nearest ancestors."""

_MOST_CLASSES: Final = 30
_NAMES_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class FoundAnchor:
    """An anchor in the tree, resolved but not yet described: the cheap half of ``Anchor``."""

    node: LexborNode
    href: str
    url: str | None
    place: Place


class HtmlDocument:
    """A decoded and parsed HTML page. Not thread-safe; holds the tree, so keep it short-lived."""

    def __init__(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str = "",
        charset: str | None = None,
        frames: Sequence[FrameSource] = (),
    ) -> None:
        """Parse *body* found at *url*.

        *charset* (a WHATWG name) is given for what a browser held: then *body* is UTF-8 whatever it
        says itself, while its queries are encoded in *charset*. *frames* are the child documents
        that the browser held.
        """
        host = host_of(url)
        read = Charset(charset.lower(), "browser") if charset else None
        sniffed = read or sniff_charset(body, content_type, host.rpartition(".")[2])
        self.url = without_fragment(normalize(url) or url)
        self.charset = sniffed.label
        self._encoding = sniffed.name
        self._frames = frames
        self._inner: list[HtmlDocument] = []
        self.tree = LexborHTMLParser(decode(body, "utf-8" if charset else sniffed.name))
        self.base = self._read_base()
        self._regions = RegionReader()
        self._hiding = HiddenReader()

    def _read_base(self) -> str:
        """Return the document base URL: the first ``<base href>`` (HTML, "fallback base URL").

        One that does not parse leaves Chromium without any: relative links then lead nowhere.
        """
        node = next(filter(_is_html, self.tree.css("base[href]")), None)
        if node is None:
            return self.url
        base = resolve_href(node.attrs.get("href") or "", self.url, self._encoding)
        if base is None:
            return _NO_BASE
        return self.url if base.startswith(("data:", "javascript:")) else base

    def anchors(self) -> list[FoundAnchor]:
        """Return every anchor: the document's, then those in its templates and its frames.

        Frames that a browser held come last and stand for the ``srcdoc`` they were made from.
        """
        return list(self._anchors)

    @cached_property
    def _anchors(self) -> list[FoundAnchor]:
        live = Counter(frame.srcdoc for frame in self._frames if frame.srcdoc is not None)
        found = list(self._anchors_below(self.tree.root, None, live))
        for frame in self._frames:
            found += self._document_of(frame).anchors_inside("iframe", live)
        return found

    def anchors_inside(
        self, place: Place, live: Counter[str], depth: int = 0
    ) -> Iterator[FoundAnchor]:
        """Yield the anchors of this document as *depth* levels down in another's *place*.

        *live* counts srcdoc frames that are read elsewhere; those met are taken out of it.
        """
        return self._anchors_below(self.tree.root, place, live, depth)

    def _anchors_below(
        self, scope: LexborNode | None, inside: Place | None, live: Counter[str], depth: int = 0
    ) -> Iterator[FoundAnchor]:
        if scope is None or depth > _MAX_NESTING:
            return
        places = PlaceReader()
        for node in scope.css(_ANCHORS):
            if "href" not in node.attrs and "xlink:href" not in node.attrs:
                continue
            href = _href(node, places.namespace_of(node))
            if href is not None:
                place = inside or places.place_of(node)
                yield FoundAnchor(node, href, self.resolve(href), place)
        for fragment in scope.template_fragments():
            place = inside or place_of_template(fragment.parent)
            yield from self._anchors_below(fragment, place, live, depth + 1)
        for frame in scope.css(_SRCDOC):
            srcdoc = frame.attrs.get("srcdoc") or ""
            if live[srcdoc] > 0:
                live[srcdoc] -= 1
                continue
            inner = self._document_of(FrameSource(self.base, "utf-8", srcdoc))
            yield from inner.anchors_inside(inside or "iframe", live, depth + 1)

    def _document_of(self, frame: FrameSource) -> HtmlDocument:
        document = HtmlDocument(frame.html.encode(), url=frame.url, charset=frame.charset)
        # What is remembered of nodes goes by their addresses: their trees must live as long.
        self._inner.append(document)
        return document

    def resolve(self, href: str) -> str | None:
        """Return the absolute URL of *href* on this page; ``None`` where it has none."""
        return resolve_href(href, self.base, self._encoding)

    def describe(self, found: FoundAnchor) -> Anchor:
        """Return all that plain HTML tells about an anchor."""
        node = found.node
        text, source = anchor_text(node)
        before, after = text_before(node), text_after(node)
        return Anchor(
            href=found.href,
            url=found.url,
            tag=node.tag or "a",
            place=found.place,
            rel=rel_tokens(node),
            text=text,
            text_source=source,
            region=self._regions.region_of(node),
            path=css_path(node),
            before=before.text,
            after=after.text,
            near_before=before.near,
            near_after=after.near,
            title=collapse(node.attrs.get("title") or ""),
            classes=_classes(node),
            hidden=self._hiding.at(node).reasons(),
        )

    @cached_property
    def flow(self) -> Flow:
        """The text of the body in reading order."""
        body = self.tree.body
        hiding = hiding_elements(body) if body is not None else set()
        return read_flow(body, hiding, self._regions.region_of)

    def facts(self, anchors: Sequence[FoundAnchor]) -> PageFacts:
        """Return what the page says about itself; *anchors* are its own, from ``anchors()``."""
        html = self.tree.css_first("html")
        return PageFacts(
            title=self.title(),
            lang=collapse(html.attrs.get("lang") or "") if html is not None else "",
            charset=self.charset,
            canonical=self._canonical(),
            robots=read_robots(self.tree),
            words=self.count_words(),
            outlinks=count_outlinks(self.url, anchors),
        )

    def _canonical(self) -> str | None:
        for node in self.tree.css("link[rel][href]"):
            if "canonical" in (node.attrs.get("rel") or "").lower().split():
                return self.resolve(node.attrs.get("href") or "")
        return None

    def title(self) -> str:
        """Return the text of the first ``<title>``, an SVG's aside."""
        node = next(filter(_is_html, self.tree.css("title")), None)
        return text_of(node) if node is not None else ""

    def count_words(self) -> int:
        """Count words a reader sees in the source: text of the body without scripts and styles."""
        body = self.tree.body
        if body is None:
            return 0
        silent = sum(count_words(node.text(separator=" ")) for node in body.css(_SILENT_TEXT))
        return max(0, count_words(body.text(separator=" ")) - silent)

    def text(self) -> str:
        """Return the text of the body without scripts, styles and what only others see."""
        body = self.tree.body
        return collapse(" ".join(texts_below(body))) if body is not None else ""


def count_outlinks(url: str, anchors: Sequence[FoundAnchor]) -> Outlinks:
    """Count the http(s) anchors of the page at *url* by where they lead."""
    own = registrable_domain(host_of(url))
    hosts = [host_of(found.url) for found in anchors if found.url and is_http(found.url)]
    domains = [registrable_domain(host) for host in hosts]
    external = [domain for domain in domains if domain != own]
    return Outlinks(
        internal=len(domains) - len(external), external=len(external), domains=len(set(external))
    )


def _href(node: LexborNode, namespace: Namespace) -> str | None:
    """Return the link of an HTML anchor, or of an SVG one, which may use ``xlink:href``."""
    if namespace == "math" or (namespace == "svg" and node.tag != "a"):
        return None
    if "href" in node.attrs:
        return node.attrs.get("href") or ""
    return node.attrs.get("xlink:href") if namespace == "svg" else None


def _is_html(node: LexborNode) -> bool:
    return PlaceReader().namespace_of(node) == "html"


def rel_tokens(node: LexborNode) -> tuple[str, ...]:
    """Return the tokens of ``relList``: each once as written, then in lower case."""
    return tuple(map(str.lower, dict.fromkeys(_TOKENS.findall(node.attrs.get("rel") or ""))))


def anchor_text(node: LexborNode) -> tuple[str, TextSource]:
    """Return the text of an anchor, or what engines read in its place, and where it is from."""
    if text := text_of(node):
        return text, "text"
    images = [node] if node.tag == "area" else node.css("img[alt],input[alt]")
    if alt := collapse(" ".join(image.attrs.get("alt") or "" for image in images)):
        return alt, "alt"
    for name in ("title", "aria-label"):
        if text := collapse(node.attrs.get(name) or ""):
            return text, "title" if name == "title" else "aria-label"
    return "", "none"


def _classes(node: LexborNode) -> tuple[str, ...]:
    found: dict[str, None] = {}
    current: LexborNode | None = node
    for _ in range(_CLASSES_AROUND):
        if current is None or not current.is_element_node:
            break
        for name in ("class", "id"):
            names = current.attrs.get(name) if name in current.attrs else None
            found.update(dict.fromkeys((names or "")[:_NAMES_LENGTH].lower().split()))
        current = current.parent
    return tuple(found)[:_MOST_CLASSES]
