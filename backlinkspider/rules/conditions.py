"""The conditions of a rule: a tree of all, any, not and k_of over leaves and aggregates."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)


class Model(BaseModel):
    """What all models share: frozen, strict types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Leaf(Model):
    """One test of one field: ``{field: link.text, words: lists/loans.txt}``.

    Arguments are checked against operator and field later, when ``$params`` are known.
    """

    field: str
    eq: Any = None
    in_: Any = Field(default=None, alias="in")
    has_any: Any = None
    has_all: Any = None
    lt: Any = None
    lte: Any = None
    gt: Any = None
    gte: Any = None
    between: Any = None
    starts: Any = None
    ends: Any = None
    contains: Any = None
    words: Any = None
    regex: Any = None
    exists: Any = None
    domain_in: Any = None
    cidr: Any = None

    @model_validator(mode="after")
    def _one_operator(self) -> Leaf:
        if len(self._operators()) != 1:
            known = ", ".join(OPERATOR_NAMES)
            raise ValueError(f"needs exactly one operator beside 'field', one of {known}")
        return self

    def _operators(self) -> list[str]:
        return sorted(self.model_fields_set - {"field"})

    @property
    def operator(self) -> str:
        """The operator's name as written in the file."""
        return self._operators()[0].rstrip("_")

    @property
    def argument(self) -> Any:
        """What the field is compared with; ``$name`` stands for a param."""
        return getattr(self, self._operators()[0])


OPERATOR_NAMES = tuple(name.rstrip("_") for name in Leaf.model_fields if name != "field")


AggregateName = Literal[
    "count",
    "distinct",
    "share_of_total",
    "ratio",
    "entropy",
    "links_per_unit",
    "pages_per_domain",
    "latest",
    "rate_vs_median",
    "interlinked",
    "reciprocal",
]


class Aggregate(Model):
    """One test of a number over a group of links: ``{aggregate: share_of_total, gte: $share}``.

    Only in rules with ``over``. ``of: total`` takes the whole population instead of the group.
    """

    aggregate: AggregateName
    field: str | None = None
    where: Condition | None = None
    of: Literal["group", "total"] = "group"
    period: str | None = None
    periods: int | str | None = None
    eq: Any = None
    lt: Any = None
    lte: Any = None
    gt: Any = None
    gte: Any = None
    between: Any = None

    @model_validator(mode="after")
    def _one_operator(self) -> Aggregate:
        if len(self._operators()) != 1:
            known = ", ".join(AGGREGATE_OPERATORS)
            raise ValueError(f"needs exactly one operator beside 'aggregate', one of {known}")
        return self

    def _operators(self) -> list[str]:
        return sorted(self.model_fields_set & set(AGGREGATE_OPERATORS))

    @property
    def operator(self) -> str:
        """The operator's name as written in the file."""
        return self._operators()[0]

    @property
    def argument(self) -> Any:
        """What the aggregate is compared with; ``$name`` stands for a param."""
        return getattr(self, self._operators()[0])


AGGREGATE_OPERATORS = ("eq", "lt", "lte", "gt", "gte", "between")


class All(Model):
    """True if every condition is."""

    all: list[Condition] = Field(min_length=1)


class AnyOf(Model):
    """True if one condition is."""

    any: list[Condition] = Field(min_length=1)


class Not(Model):
    """True if the condition is false."""

    not_: Condition = Field(alias="not")


class Choice(Model):
    """How many (``min``) of the conditions ``of``."""

    min: Annotated[int, Field(ge=1)]
    of: list[Condition] = Field(min_length=1)

    @model_validator(mode="after")
    def _reachable(self) -> Choice:
        if self.min > len(self.of):
            raise ValueError(f"min is {self.min}, but there are {len(self.of)} conditions")
        return self


class KOf(Model):
    """True if at least ``min`` of the conditions are."""

    k_of: Choice


def _kind(value: Any) -> str:
    keys = value.keys() if isinstance(value, dict) else value.model_fields_set
    named = [tag for tag in ("all", "any", "not", "k_of") if tag in keys or f"{tag}_" in keys]
    if named:
        return f"<{named[0]}>"
    return "<aggregate>" if "aggregate" in keys else "<leaf>"


_NO_CONDITION = "a condition is a mapping: all, any, not, k_of; or field or aggregate, and operator"


def _mapping(value: Any) -> Any:
    if not isinstance(value, dict | Model):
        raise ValueError(_NO_CONDITION)  # noqa: TRY004 - pydantic collects ValueError only
    return value


Condition = Annotated[
    Annotated[All, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[KOf, Tag("<k_of>")]
    | Annotated[Aggregate, Tag("<aggregate>")]
    | Annotated[Leaf, Tag("<leaf>")],
    Discriminator(_kind),
    BeforeValidator(_mapping),
]
"""A node of ``when``. The tags are in angle brackets so that error paths can leave them out."""
