"""The facts a rule can read: dotted paths into a link document, each with type and meaning.

A path that a document lacks, or whose value is null, is unknown: rules that depend on it are
"not evaluated". Only for fields marked ``nullable`` null is an answer ("there is none").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.rules.field import Field, Kind
from backlinkspider.rules.link_fields import LINK_FIELDS
from backlinkspider.rules.page_fields import PAGE_FIELDS
from backlinkspider.rules.signal_fields import SIGNAL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FIELDS", "Field", "Kind"]

FIELDS: Final[Mapping[str, Field]] = {
    field.path: field for field in (*PAGE_FIELDS, *LINK_FIELDS, *SIGNAL_FIELDS)
}
