"""When plain HTML can't be the whole page: named, counted reasons to render it (pure).

The thresholds of ``few_words`` and ``app_root`` found 10 of 10 script-rendered sites among 697
when they were set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from backlinkspider.page.document import HtmlDocument

Reason = Literal[
    "few_words",
    "app_root",
    "noscript_notice",
    "meta_refresh",
    "placeholders",
    "framework_state",
    "target_in_script",
    "link_expected",
    "hidden_markup",
]

LINK_IN_HAND: Final[frozenset[str]] = frozenset(
    {"framework_state", "target_in_script", "link_expected", "hidden_markup"}
)
"""Reasons that speak of the target's own link: what a host taught is nothing against them."""

APP_ROOTS: Final = ("root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "app-root")
"""Ids in which the common frameworks build their page."""

SOON: Final = 5.0
"""Seconds up to which a meta refresh is a redirect and not a page that renews itself."""

_MANY_ANCHORS = 12
_LONG_TEXT = 1500
_FEW_ANCHORS = 5
_SHORT_TEXT = 500

_THIN = ",".join(("script", "noscript", *(f"#{name}" for name in APP_ROOTS)))
_UNSEEN = "script,style,noscript,template"
_NOTICE = re.compile(r"java ?script", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d+(?:\.\d*)?)\s*[;,]\s*(?:url\s*=)?\s*\S", re.IGNORECASE)
_PLACEHOLDER_BEGIN = re.compile(r"\{\{|%7B%7B", re.IGNORECASE)
_PLACEHOLDER_END = re.compile(r"\}\}|%7D%7D", re.IGNORECASE)
_IN_THE_TREE: Final = frozenset({"a", "noscript", "svg"})
_STATE = re.compile(
    r"__(?:next_f|NEXT_DATA__|NUXT|INITIAL_|PRELOADED_|APOLLO_|remixContext|sveltekit)"
)
# Of the page's data for search engines: no browser makes links of it.
_NOT_RUN = frozenset({"application/ld+json"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the decision looks at, counted in the tree of the plain HTML.

    *refresh* is the delay of a meta refresh to another URL in seconds. *target_in_state* and
    *target_in_script* tell that no anchor names a target host, but data for a framework does, or a
    script of another kind. *target_expected*: the page had a link to the target and has none in
    plain HTML; *target_hidden*: its markup hides one. Neither is told by the tree alone.
    *placeholders* counts anchors that lead to a template's variable. The others are counted where
    there are fewer than twelve anchors, since more settle the question: *scripts*, *chars* (the
    visible text, runs of white space as one), *app_root* (the id of a framework's container) and
    *noscript_notice* (a noscript element that speaks of JavaScript).
    """

    anchors: int
    refresh: float | None = None
    placeholders: int = 0
    target_in_state: bool = False
    target_in_script: bool = False
    target_expected: bool = False
    target_hidden: bool = False
    scripts: int = 0
    chars: int = 0
    app_root: str = ""
    noscript_notice: bool = False

    @property
    def is_thin(self) -> bool:
        """Whether there is so little that scripts may have the rest."""
        return self.anchors < _MANY_ANCHORS and self.chars < _LONG_TEXT


_REASONS: Final[dict[Reason, Callable[[PageFacts], bool]]] = {
    "few_words": lambda f: f.scripts > 0 and f.anchors < _FEW_ANCHORS and f.chars < _SHORT_TEXT,
    "app_root": lambda f: f.app_root != "" and f.scripts > 0 and f.is_thin,
    "noscript_notice": lambda f: f.noscript_notice and f.is_thin,
    "meta_refresh": lambda f: f.refresh is not None and f.refresh <= SOON,
    "placeholders": lambda f: f.placeholders > 0,
    "framework_state": lambda f: f.target_in_state,
    "target_in_script": lambda f: f.target_in_script,
    "link_expected": lambda f: f.target_expected,
    "hidden_markup": lambda f: f.target_hidden,
}


def render_reasons(facts: PageFacts) -> tuple[Reason, ...]:
    """Return why the page should be rendered, strongest sign first; () where nothing asks for it.

    >>> render_reasons(PageFacts(anchors=1, scripts=3, chars=40, app_root="root"))
    ('few_words', 'app_root')
    """
    return tuple(name for name, holds in _REASONS.items() if holds(facts))


def page_facts(document: HtmlDocument, target_hosts: Iterable[str] = ()) -> PageFacts:
    """Count the facts in *document*. *target_hosts* are ASCII host names in lower case."""
    tree = document.tree
    hrefs = [found.href for found in document.anchors() if found.place in _IN_THE_TREE]
    hosts = [host for host in target_hosts if host.encode() in tree.raw_html]
    named = _named_only_in_scripts(hosts, tree, hrefs) if hosts else frozenset[bool]()
    facts = PageFacts(
        anchors=len(hrefs),
        refresh=_refresh(document.elements["meta"]),
        placeholders=_count_placeholders(hrefs),
        target_in_state=True in named,
        target_in_script=False in named,
    )
    return facts if len(hrefs) >= _MANY_ANCHORS else _with_thin_facts(facts, tree)


def _count_placeholders(hrefs: Sequence[str]) -> int:
    # Most pages have none: one look at all links instead of one at each.
    text = "\n".join(hrefs)
    if "{{" not in text and "%7B%7B" not in text.upper():
        return 0
    return sum(map(_is_placeholder, hrefs))


def _is_placeholder(href: str) -> bool:
    begin = _PLACEHOLDER_BEGIN.search(href)
    return begin is not None and _PLACEHOLDER_END.search(href, begin.end()) is not None


def _with_thin_facts(facts: PageFacts, tree: LexborHTMLParser) -> PageFacts:
    nodes = tree.css(_THIN)
    containers = [node.attributes["id"] for node in nodes if node.attributes.get("id") in APP_ROOTS]
    notices = [node for node in nodes if node.tag == "noscript"]
    return replace(
        facts,
        scripts=sum(_is_run(node) for node in nodes),
        chars=_visible_chars(tree),
        app_root=next(iter(containers), None) or "",
        noscript_notice=any(_NOTICE.search(node.text()) for node in notices),
    )


def _visible_chars(tree: LexborHTMLParser) -> int:
    if tree.body is None:
        return 0
    unseen = sum(_length(node.text()) for node in tree.body.css(_UNSEEN))
    return max(_length(tree.body.text()) - unseen, 0)


def _length(text: str) -> int:
    return len(" ".join(text.split()))


def _refresh(metas: list[LexborNode]) -> float | None:
    for node in metas:
        if (node.attributes.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(node.attributes.get("content") or "")
            return float(match[1]) if match else None
    return None


def _named_only_in_scripts(
    hosts: Iterable[str], tree: LexborHTMLParser, hrefs: Iterable[str]
) -> frozenset[bool]:
    """Return which kinds of script name a host that no anchor names: a framework's data or not."""
    linked = "\n".join(hrefs).lower()
    wanted = [_host_name(host) for host in hosts if host not in linked]
    return frozenset(
        _is_state(node)
        for node in (tree.css("script") if wanted else ())
        if _is_run(node) and any(name.search(node.text()) for name in wanted)
    )


def _is_state(node: LexborNode) -> bool:
    """Tell whether a script holds the data that a framework builds its page from."""
    kind = (node.attributes.get("type") or "").lower()
    return kind.endswith("json") or _STATE.search(node.text()) is not None


def _host_name(host: str) -> re.Pattern[str]:
    """Match *host* and names below it, not longer names that end or begin alike."""
    return re.compile(rf"(?<![\w-]){re.escape(host)}(?![\w-]|\.\w)")


def _is_run(node: LexborNode) -> bool:
    return node.tag == "script" and node.attributes.get("type") not in _NOT_RUN
