"""The format of the rule files, version 1, as models. Unknown keys are refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from backlinkspider.rules.conditions import Condition, Model

Level = Literal["link", "page", "domain"]
Status = Literal["draft", "test", "stable", "deprecated"]
Severity = Literal["note", "low", "medium", "high", "critical"]
Params = dict[str, Any]

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z0-9_]+)+$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Score = Annotated[float, Field(ge=0, le=100)]
Version = Literal[1]


class Tests(Model):
    """Examples beside the rule: partial documents, nested or with dotted keys."""

    given: dict[str, Any] = Field(default_factory=dict)
    match: list[dict[str, Any]] = Field(default_factory=list)
    no_match: list[dict[str, Any]] = Field(default_factory=list)


class Rule(Model):
    """One rule as written. ``references`` are keys of clauses.yaml, the main clause first."""

    id: RuleId
    title: Line
    level: Level
    status: Status
    severity: Severity
    score: Score
    group: Name
    needs: list[str] = Field(default_factory=list)
    params: Params = Field(default_factory=dict)
    when: Condition
    message: Line
    rationale: str = ""
    remediation: str = ""
    references: list[str] = Field(default_factory=list)
    false_positives: list[str] = Field(default_factory=list)
    tests: Tests = Field(default_factory=Tests)


class RuleFile(Model):
    """A file of rules: rules/*.yaml."""

    version: Version
    rules: list[Rule] = Field(min_length=1)


_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _iso_date(value: str) -> str:
    if not _ISO_DATE.fullmatch(value):
        raise ValueError(f"{value!r} is not a date such as 2027-06-30")
    date.fromisoformat(value)
    return value


class Override(Model):
    """A local change of one rule. ``off`` takes the rule out."""

    severity: Severity | None = None
    score: Score | None = None
    status: Literal["draft", "test", "stable", "deprecated", "off"] | None = None
    params: Params = Field(default_factory=dict)
    by: Line
    reason: Line

    @model_validator(mode="after")
    def _says_something(self) -> Override:
        if not self.model_fields_set - {"by", "reason"}:
            raise ValueError("changes nothing; give severity, score, status or params")
        return self


class ListChange(Model):
    """Terms added to or removed from one word list."""

    add: list[Line] = Field(default_factory=list)
    remove: list[Line] = Field(default_factory=list)
    by: Line
    reason: Line


UrlPrefix = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+/\S*$")]


class Allow(Model):
    """Links whose flags are kept but marked suppressed: by referring domain or URL prefix."""

    domain: Line | None = None
    url_prefix: UrlPrefix | None = None
    rules: list[str] = Field(min_length=1)
    by: Line
    reason: Line
    expires: Annotated[str, AfterValidator(_iso_date)]

    @model_validator(mode="after")
    def _one_place(self) -> Allow:
        if (self.domain is None) == (self.url_prefix is None):
            raise ValueError("needs either domain or url_prefix")
        return self


class Changes(Model):
    """The local sections, as they stand in rules/local/*.yaml and in a target's file."""

    set: dict[str, Override] = Field(default_factory=dict)
    lists: dict[str, ListChange] = Field(default_factory=dict)
    allow: list[Allow] = Field(default_factory=list)


class LocalFile(Changes):
    """A file of local changes: rules/local/*.yaml."""

    version: Version


class Group(Model):
    """Rules that see the same thing; their scores add up to at most ``cap``."""

    title: Line
    cap: Score


class Band(Model):
    """A named range of risk, from this score up to the next band."""

    name: Name
    from_: Score = Field(alias="from")


class GroupFile(Model):
    """rules/groups.yaml."""

    version: Version
    groups: dict[Name, Group]
    bands: list[Band] = Field(min_length=1)

    @model_validator(mode="after")
    def _rising(self) -> GroupFile:
        starts = [band.from_ for band in self.bands]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("bands must start at 0 and rise")
        return self


class Clause(Model):
    """A guideline's section: exact title, our paraphrase, where it is published."""

    source: Line
    section: Line
    paraphrase: Line
    url: Line


class ClauseFile(Model):
    """rules/clauses.yaml."""

    version: Version
    clauses: dict[str, Clause]
