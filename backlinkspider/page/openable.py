"""What a visitor can open: which hidden boxes are no hidden ones.

Google exempts what a visitor can bring up: accordions, tabs, sliders, tooltips ("Spam policies",
Hidden text and link abuse). The rule: **something the visitor sees must open it.** A hidden box is
exempt if

- a visible control names it (``aria-controls``, ``href="#id"``, ``data-bs-target``,
  ``popovertarget``, the label of a switch beside it), or is named by it (``aria-labelledby``);
- it is ``<details>`` whose summary is shown;
- it, or one of its three nearest ancestors, has a component's class name **and** a visible control
  stands beside it, or inside the ancestor of that name; controls inside its like siblings don't
  count, so no entry of a menu hides behind the next;
- it takes turns: a component for slides, where some siblings of its kind are shown and others not;
- it is a dialog by name with a button of its own to close it.

A class name alone exempts nothing, nor does a control anywhere on the page: whoever hides links can
write ``class="accordion"``, but not without showing visitors the button.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from backlinkspider.page.words import data

if TYPE_CHECKING:
    from backlinkspider.page.measured import Box

_TURNS: Final = 2
"""Siblings of one kind, besides the one asked about, with which slides are slides."""

LABEL_LENGTH: Final = 300
LABEL_LINKS: Final = 3
"""Text for screen readers is a label: as long as a sentence or two. More is a hidden block."""

_LABEL_SIZE: Final = 2
"""Pixels of a box for screen readers: one, in the widespread patterns."""

_BY_ROLE: Final = {
    "tab": "tab",
    "menuitem": "menu",
    "summary": "closed_details",
    "details": "closed_details",
}


def opened_by(box: Box) -> str | None:
    """Return as what kind of component a visitor can open *box*; ``None``: they can't."""
    kinds = [_kind(names) for names in box.names]
    first = next(filter(None, kinds), None)
    if box.named:
        roles = (_BY_ROLE[role] for role in box.named_roles if role in _BY_ROLE)
        return next(roles, None) or first or "toggle"
    if first is None:
        return None
    if first == "modal" and box.closes:
        return "modal"
    if "carousel" in kinds and box.alike >= _TURNS and 0 < box.alike_shown < box.alike + 1:
        return "carousel"
    if box.adjacent:
        return first
    for level, count in enumerate(box.inside, 1):
        if count and level < len(kinds) and kinds[level]:
            return first
    return None


def is_for_screen_readers(box: Box) -> bool:
    """Tell whether *box* keeps a short text from eyes but not from screen readers.

    The widespread pattern: taken out of the flow, a pixel large, cut off (WebAIM, "CSS in action:
    invisible content just for screen reader users"; Bootstrap, ``.visually-hidden``). What is not
    displayed is read by nobody, whatever its class is called.
    """
    if box.chars > LABEL_LENGTH or box.links > LABEL_LINKS or box.position not in _TAKEN_OUT:
        return False
    small = max(box.width, box.height) <= _LABEL_SIZE
    return (small and (box.overflow_cut or box.cut)) or (box.cut and _is_named_so(box))


_TAKEN_OUT: Final = frozenset({"absolute", "fixed"})


def _is_named_so(box: Box) -> bool:
    return not set(data("hidden_classes")["screen_reader"]).isdisjoint(*box.names[:1])


@cache
def _words() -> dict[str, str]:
    return {word: kind for kind, words in data("components").items() for word in words}


def _kind(names: tuple[str, ...]) -> str | None:
    words = (word for name in names for word in re.split(r"[-_]+", name))
    return next((_words()[word] for word in words if word in _words()), None)
