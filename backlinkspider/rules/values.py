"""The kinds of values in rule files: ids, lines, days, domains, URLs."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z0-9_]+)+$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Score = Annotated[float, Field(ge=0, le=100)]
Version = Literal[1]

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _iso_date(value: str) -> str:
    if not _ISO_DATE.fullmatch(value):
        raise ValueError(f"{value!r} is not a date such as 2027-06-30")
    date.fromisoformat(value)
    return value


IsoDate = Annotated[str, AfterValidator(_iso_date)]

_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9-]+", re.IGNORECASE)


def _host(value: str) -> str:
    if _HOST.fullmatch(value):
        return value
    if "/" in value or ":" in value:
        raise ValueError(f"{value!r} is not a domain: write example.org here, a URL in url_prefix")
    if not value.isascii():
        raise ValueError(f"{value!r} has letters beyond a to z: write it as xn--...")
    raise ValueError(f"{value!r} is not a domain such as example.org")


Host = Annotated[Line, AfterValidator(_host)]
UrlPrefix = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+/\S*$")]
