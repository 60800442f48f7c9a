"""One HTML document: bytes to tree, and its anchors in document order, as a browser has them."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from backlinkspider.page.anchor import ClassReader, anchor_text, href_of, rel_tokens
from backlinkspider.page.bounds import bounded
from backlinkspider.page.charset import Charset, sniff_charset
from backlinkspider.page.codec import as_utf_8
from backlinkspider.page.context import Contexts
from backlinkspider.page.elements import elements_below
from backlinkspider.page.flow import hiding_elements, read_flow
from backlinkspider.page.hidden import HiddenReader
from backlinkspider.page.href import LinkBase, resolve_href
from backlinkspider.page.model import Anchor, PageFacts
from backlinkspider.page.outlinks import count_outlinks
from backlinkspider.page.path import PathReader
from backlinkspider.page.place import PlaceReader, is_html, nested_anchors, place_of_template
from backlinkspider.page.region import RegionReader
from backlinkspider.page.robots_meta import read_robots
from backlinkspider.page.seen import FramesLeft, FrameSource
from backlinkspider.page.text import (
    TAKEN_OFF,
    collapse,
    count_words,
    has_words,
    text_after,
    text_before,
    text_of,
    texts_below,
)
from backlinkspider.urls import host_of, normalize, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.elements import Elements
    from backlinkspider.page.flow import Flow
    from backlinkspider.page.model import Place

_IN_THE_TREE: Final = frozenset({"a", "area"})
_MAX_NESTING: Final = 8
"""srcdoc in srcdoc, template in template: no honest page goes deeper."""

_MARKUP_IN_CODE: Final = "script *,style *,svg template,math template"
_FEW_LINKS: Final = 10
"""Links whose surroundings are read one by one, which costs as much as a walk through the page."""

_NO_BASE: Final = "about:blank"


class FoundAnchor(NamedTuple):
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
        that the browser held. ``cut`` tells that not all of it was read (``page.bounds``).
        """
        host = host_of(url)
        read = Charset(charset.lower(), "browser") if charset else None
        sniffed = read or sniff_charset(body, content_type, host.rpartition(".")[2])
        self.url = without_fragment(normalize(url) or url)
        self.charset = sniffed.label
        self._encoding = sniffed.name
        self._frames = frames
        self._inner: list[HtmlDocument] = []
        html, self.cut = bounded(as_utf_8(body, "utf-8" if charset else sniffed.name))
        self.tree = LexborHTMLParser(html)
        self._root_id = self.tree.root.mem_id if self.tree.root is not None else 0
        self.elements = elements_below(self.tree.root)
        self.base = self._read_base()
        self._links = LinkBase(self.base, self._encoding)
        self._regions = RegionReader()
        self._paths = PathReader()
        self._hiding = HiddenReader()
        self._classes = ClassReader()

    def _read_base(self) -> str:
        """Return the document base URL: the first ``<base href>`` (HTML, "fallback base URL").

        One that does not parse leaves Chromium without any: relative links then lead nowhere.
        """
        node = next((b for b in self.elements["base"] if "href" in b.attrs and is_html(b)), None)
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
        held = (frame.srcdoc for frame in self._frames if frame.srcdoc is not None)
        left = FramesLeft(Counter(held))
        found = list(self._anchors_below(self.tree.root, None, left))
        for frame in self._frames:
            found += self._document_of(frame).anchors_inside("iframe", left)
        self.cut = self.cut or left.most < 0
        return found

    def anchors_inside(
        self, place: Place, left: FramesLeft, depth: int = 0
    ) -> Iterator[FoundAnchor]:
        """Yield the anchors of this document as *depth* levels down in another's *place*."""
        return self._anchors_below(self.tree.root, place, left, depth)

    def _anchors_below(
        self, scope: LexborNode | None, inside: Place | None, left: FramesLeft, depth: int = 0
    ) -> Iterator[FoundAnchor]:
        if scope is None or depth > _MAX_NESTING:
            return
        elements = self.elements if scope.mem_id == self._root_id else elements_below(scope)
        yield from self._own_anchors(elements, inside)
        # Asked only where there is a template: the look-up is one more walk through the tree.
        for fragment in scope.template_fragments() if elements["template"] else ():
            place = inside or place_of_template(fragment.parent)
            yield from self._anchors_below(fragment, place, left, depth + 1)
        for frame in elements["iframe"]:
            if "srcdoc" not in frame.attrs:
                continue
            srcdoc = frame.attrs.get("srcdoc") or ""
            if left.take(srcdoc):
                inner = self._document_of(FrameSource(self.base, "utf-8", srcdoc))
                yield from inner.anchors_inside(inside or "iframe", left, depth + 1)

    def _own_anchors(self, elements: Elements, inside: Place | None) -> list[FoundAnchor]:
        """Return the anchors among *elements*; few stand in SVG, MathML or noscript."""
        found: list[FoundAnchor] = []
        nested = nested_anchors(elements)
        places, urls = PlaceReader(), self._links
        for node in elements["a"]:
            attrs = node.attrs
            if nested and node.mem_id in nested:
                href = href_of(node, places.namespace_of(node))
                place = inside or places.place_of(node)
            else:
                href = attrs.get("href")
                if href is None and "href" in attrs:
                    href = ""
                place = inside or ("area" if node.tag == "area" else "a")
            if href is not None:
                found.append(FoundAnchor(node, href, urls[href], place))
        return found

    def _document_of(self, frame: FrameSource) -> HtmlDocument:
        document = HtmlDocument(frame.html.encode(), url=frame.url, charset=frame.charset)
        # What is remembered of nodes goes by their addresses: their trees must live as long.
        self._inner.append(document)
        self.cut = self.cut or document.cut
        return document

    def resolve(self, href: str) -> str | None:
        """Return the absolute URL of *href* on this page; ``None`` where it has none."""
        return self._links[href]

    def anchors_naming(self, hosts: Iterable[str]) -> list[FoundAnchor]:
        """Return the anchors in whose URL one of *hosts* stands, wherever.

        All that lead to one of them are among these: a URL has its host in it.
        """
        named = [host for host in hosts if host in self._urls]
        if not named:
            return []
        return [a for a in self._anchors if a.url and any(host in a.url for host in named)]

    @cached_property
    def _urls(self) -> str:
        return "\n".join([anchor.url for anchor in self._anchors if anchor.url])

    def describe_all(self, found: Sequence[FoundAnchor]) -> list[Anchor]:
        """Return all that plain HTML tells about each of the anchors *found*."""
        contexts = Contexts(self.tree.body) if len(found) > _FEW_LINKS else None
        return [self.describe(one, contexts) for one in found]

    def describe(self, found: FoundAnchor, contexts: Contexts | None = None) -> Anchor:
        """Return the same of one anchor; *contexts* has the text beside those of the body."""
        node = found.node
        text, source = anchor_text(node)
        sides = contexts.sides(node) if contexts else None
        before, after = sides or (text_before(node), text_after(node))
        return Anchor(
            href=found.href,
            url=found.url,
            tag=node.tag or "a",
            place=found.place,
            rel=rel_tokens(node),
            text=text,
            text_source=source,
            region=self._regions.region_of(node),
            path=self._paths.path_of(node),
            before=before.text,
            after=after.text,
            near_before=before.near,
            near_after=after.near,
            title=collapse(node.attrs.get("title") or ""),
            classes=self._classes.names_at(node),
            hidden=self.hidden(found),
        )

    def hidden(self, found: FoundAnchor) -> tuple[str, ...]:
        """Return why readers may not see the anchor *found*, as its markup tells."""
        return self._hiding.at(found.node).reasons()

    @cached_property
    def flow(self) -> Flow:
        """The text of the body in reading order."""
        body = self.tree.body
        hiding = hiding_elements(body) if body is not None else set()
        return read_flow(body, hiding, self._regions)

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
        node = next(filter(is_html, self.elements["title"]), None)
        return text_of(node) if node is not None else ""

    def count_words(self) -> int:
        """Count words a reader sees in the source: text of the body without scripts and styles."""
        return self._words

    @cached_property
    def _words(self) -> int:
        body = self.tree.body
        if body is None:
            return 0
        silent = sum(count_words(node.text(separator=" ")) for node in body.css(TAKEN_OFF))
        return max(0, count_words(body.text(separator=" ")) - silent)

    def has_more_words(self, limit: int) -> bool:
        """Tell whether ``count_words`` is more than *limit*, counting no more than that takes."""
        body = self.tree.body
        if body is None:
            return False
        # SVG's and MathML's scripts and styles may have elements in them, their templates text.
        foreign = self.elements["svg"] or self.elements["math"]
        if not foreign or self.tree.css_first(_MARKUP_IN_CODE) is None:
            unseen = (count_words(node.text(separator=" ")) for node in self.elements["noscript"])
            if has_words(body, limit + sum(unseen)):
                return True
        return self.count_words() > limit

    def text(self) -> str:
        """Return the text of the body without scripts, styles and what only others see."""
        body = self.tree.body
        return collapse(" ".join(texts_below(body))) if body is not None else ""
