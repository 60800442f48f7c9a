"""The draft of a target file, guessed from the target's home page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.target.matching import parse_matcher
from backlinkspider.urls import display_host, public_suffix, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 300
_TITLE_BREAK = re.compile(r"\s+[|\-–—·•:»]\s+|:\s+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z0-9])")

_DRAFT: Final = """\
# yaml-language-server: $schema=../schema/target-1.json
# What the audit knows about {name}. Each line is a guess until you have read it.
target: {target}
# What people call it, and one sentence on what it does.
name: {label}
description: {description}

# Other names of the same site (old domains, short links). Links to them are links to the target.
aliases: []

# Sites of the same owner. Links from them are not backlinks.{seen}
own_sites: []

# Words that mean the brand; an anchor made of them is a branded anchor.
brand_terms: {brand_terms}

# Products people link to by name.
product_names: []

# What buyers type into a search engine (cheap garden tools, best spade). An anchor equal to one
# is an exact-match money anchor. Only you know them: the rules that need them are named as not
# evaluated until you list some.
money_terms: []

# Languages of the markets the site serves.
languages: {languages}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What the home page tells: texts as read, *hosts* those its links point to."""

    title: str = ""
    site_name: str = ""
    lang: str = ""
    description: str = ""
    hosts: tuple[str, ...] = ()


def draft_target(spec: str, page: HomePage) -> str:
    """Return the YAML text of a target file for *spec*. Raises ``TargetError`` for a bad *spec*."""
    matcher = parse_matcher(spec)
    language = _LANGUAGE.match(page.lang.strip())
    brand = _brand_terms(matcher.host, page)
    return _DRAFT.format(
        name=str(matcher),
        target=_quoted(str(matcher)),
        label=_quoted(page.site_name or brand[0]),
        description=_quoted(page.description),
        seen=_seen(matcher.host, page.hosts),
        brand_terms=f"[{', '.join(map(_quoted, brand))}]",
        languages=f"[{language[0].lower()}]" if language else "[]",
    )


def _brand_terms(host: str, page: HomePage) -> list[str]:
    """Return the site's name, parts of the title that spell the domain, and the domain."""
    label = _brand_label(host)
    parts = (part for part in _TITLE_BREAK.split(page.title) if _letters(part) == _letters(label))
    guesses = (page.site_name, *parts, label, display_host(registrable_domain(host)))
    seen: dict[str, str] = {}
    for guess in map(_clean, guesses):
        if guess:
            seen.setdefault(guess.casefold(), guess)
    return list(seen.values())


def _brand_label(host: str) -> str:
    domain = registrable_domain(host)
    suffix = public_suffix(host)
    return display_host(domain.removesuffix(f".{suffix}")) if suffix else domain


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _seen(host: str, hosts: Iterable[str]) -> str:
    """Return comment lines naming the domains with the target's label under another suffix."""
    label, own = _brand_label(host), registrable_domain(host)
    alike = {registrable_domain(other) for other in hosts if _brand_label(other) == label}
    names = sorted(alike - {own})
    return f"\n# Seen on the home page: {', '.join(names)}. Are they yours?" if names else ""


def _clean(text: str) -> str:
    return "".join(filter(str.isprintable, " ".join(text.split())))[:_LONGEST].strip()


def _quoted(text: str) -> str:
    return json.dumps(_clean(text), ensure_ascii=False)
