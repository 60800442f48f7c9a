"""What else answers in an HTML example: redirectors, the page's URL to others and in the past."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from backlinkspider.rules.conditions import Model


class Answered(Model):
    """What somebody else answers in an example: *location* of a redirect, or a page."""

    status: int = Field(default=302, ge=100, le=999)
    location: str | None = None
    html: str = ""


class Earlier(Model):
    """Earlier looks of ours at an example's page: *html* is what it was, if not what it is now."""

    days_ago: list[int] = Field(min_length=1)
    html: str | None = None


Answers = dict[str, Answered | str]
"""What redirectors answer by URL; text alone is the location that a 302 leads to."""

Looks = dict[Literal["googlebot", "browser", "referrer", "phone"], Answered | str]
"""What the page's URL shows others than us; text alone is a page's HTML."""
