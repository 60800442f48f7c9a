"""The format of the rule files, version 1, as models. Unknown keys are refused."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from backlinkspider.flags import Severity
from backlinkspider.rules.answered import Answers, Earlier, Looks
from backlinkspider.rules.conditions import Condition, Model
from backlinkspider.rules.values import Host, IsoDate, Line, Name, RuleId, Score, UrlPrefix, Version

Level = Literal["link", "page", "domain", "profile"]
Status = Literal["draft", "test", "stable", "deprecated"]
Params = dict[str, Any]


class TargetEntries(Model):
    """What a target's file says about the target; what is left out is *not given*."""

    target: Line | None = None
    name: str | None = None
    description: str | None = None
    aliases: list[Line] | None = None
    own_sites: list[Line] | None = None
    brand_terms: list[Line] | None = None
    product_names: list[Line] | None = None
    money_terms: list[Line] | None = None
    languages: list[Line] | None = None


class ExampleFile(Model):
    """rules/examples.yaml: what HTML examples link to, and the day they are evaluated on."""

    version: Version
    day: IsoDate
    target: TargetEntries


class VisibilityExample(Model):
    """What a browser would have measured of the links to the target: examples run without one."""

    state: Literal["visible", "hidden", "exempt", "unknown"]
    reasons: list[str] = Field(default_factory=list)


class PageExample(Model):
    """Pages that an example is made of: *repeat* copies, ``{n}`` being the number of each.

    ``rendered`` is the HTML after scripts have run, ``visibility`` what a browser measured of its
    links, ``script`` the URL of the script that inserted them, ``days_ago`` when they were first
    seen. ``answers`` and ``looks`` stand in for the network, ``past`` for earlier crawls.
    """

    html: str = Field(min_length=1)
    url: str = "https://referring.example/page"
    rendered: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    ip: str | None = None
    visibility: VisibilityExample | None = None
    script: str | None = None
    answers: Answers = Field(default_factory=dict)
    looks: Looks = Field(default_factory=dict)
    past: list[Earlier] = Field(default_factory=list)
    repeat: int = Field(default=1, ge=1, le=1000)
    days_ago: int | None = Field(default=None, ge=0)


class HtmlExample(Model):
    """An example that goes the whole way through page, links, signals and rules.

    Either one page (``html`` and its companions) or a set of ``pages``. ``target`` changes single
    entries of the example target in rules/examples.yaml.
    """

    html: str | None = None
    url: str | None = None
    rendered: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    ip: str | None = None
    visibility: VisibilityExample | None = None
    script: str | None = None
    answers: Answers = Field(default_factory=dict)
    looks: Looks = Field(default_factory=dict)
    past: list[Earlier] = Field(default_factory=list)
    pages: list[PageExample] = Field(default_factory=list)
    target: TargetEntries = Field(default_factory=TargetEntries)

    @model_validator(mode="after")
    def _one_form(self) -> HtmlExample:
        if (self.html is None) == (not self.pages):
            raise ValueError("needs either html or pages")
        return self


class HtmlTests(Model):
    """Pages that must and must not make the rule fire."""

    match: list[HtmlExample] = Field(default_factory=list)
    no_match: list[HtmlExample] = Field(default_factory=list)


class Tests(Model):
    """Examples beside the rule: partial documents, nested or with dotted keys, and whole pages.

    Of a rule with ``over`` an example is ``{links: [{repeat: 40, of: {...}}]}``.
    """

    given: dict[str, Any] = Field(default_factory=dict)
    match: list[dict[str, Any]] = Field(default_factory=list)
    no_match: list[dict[str, Any]] = Field(default_factory=list)
    html: HtmlTests = Field(default_factory=HtmlTests)


class Over(Model):
    """The population of a domain or profile rule: which links, counted as what, in which groups.

    ``unit`` is what is counted: a site-wide link is one vote of its referring domain. ``minimum``:
    with fewer units the rule is not evaluated. Of a field with several values each is a group;
    ``skip`` names a list of values that are none. ``window`` (``365d``) leaves out older links.
    """

    where: Condition | None = None
    unit: Literal["referring_domain", "page", "link"] = "referring_domain"
    group_by: list[str] = Field(default_factory=list)
    skip: str | None = None
    window: str | None = None
    minimum: int | str


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
    over: Over | None = None
    when: Condition
    flags: Literal["profile", "matching_links"] | None = None
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


class Allow(Model):
    """Links whose flags are kept but marked suppressed: by referring domain or URL prefix."""

    domain: Host | None = None
    url_prefix: UrlPrefix | None = None
    rules: list[str] = Field(min_length=1)
    by: Line
    reason: Line
    expires: IsoDate

    @model_validator(mode="after")
    def _one_place(self) -> Allow:
        if (self.domain is None) == (self.url_prefix is None):
            raise ValueError("needs either domain or url_prefix")
        return self


class Changes(Model):
    """Changes of shipped rules, as they stand in packs, local files and targets' files."""

    set: dict[str, Override] = Field(default_factory=dict)
    lists: dict[str, ListChange] = Field(default_factory=dict)
    allow: list[Allow] = Field(default_factory=list)


class PackFile(Changes):
    """Changes for one kind of site: rules/packs/*.yaml. Who wants them names the pack."""

    version: Version
    title: Line


class Tuning(Changes):
    """Local changes and the packs they build on."""

    packs: list[str] = Field(default_factory=list)


class LocalFile(Tuning):
    """A file of local changes: rules/local/*.yaml."""

    version: Version


class TargetFile(TargetEntries, Tuning):
    """A target's file: rules/targets/*.yaml. ``backlinkspider.target.file`` reads it."""

    target: Line


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
