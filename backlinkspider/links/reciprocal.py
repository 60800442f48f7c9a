"""Whether the target links back to the domain that links to it: a signal of an exchange. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Outlinks = dict[str, str]
"""Registrable domains that the target's own pages link to, each with the URL of such a page."""


def reciprocal_signals(page: Mapping[str, Any], outlinks: Outlinks | None) -> dict[str, Any]:
    """Return the signals for links on *page*, the ``page`` part of their documents.

    There are none while *outlinks* is ``None``: nobody has looked at the target's own site.
    """
    if outlinks is None:
        return {}
    back = outlinks.get(page["domain"])
    return {"reciprocal": back is not None, "reciprocal_page": back}
