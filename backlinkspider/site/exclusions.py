"""Addresses that are no page to read, by their spelling alone: lists in ``exclusions.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from backlinkspider.site.address import read_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.site.address import Parameter

_FILE: Final = Path(__file__).with_name("exclusions.yaml")


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Reasons by extension, by segment (any, or the last) and by parameter (or ``name=value``)."""

    extensions: Mapping[str, str]
    anywhere: Mapping[str, str]
    last: Mapping[str, str]
    parameters: Mapping[str, str]


@cache
def exclusions() -> Exclusions:
    """Return the lists of ``exclusions.yaml``."""
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Exclusions(
        extensions={
            extension: reason
            for reason, extensions in lists["extensions"].items()
            for extension in extensions.split()
        },
        anywhere=_reasons(lists["actions"], "anywhere"),
        last=_reasons(lists["actions"], "last"),
        parameters=_reasons(lists["actions"], "parameters"),
    )


def _reasons(actions: Mapping[str, Mapping[str, Any]], where: str) -> dict[str, str]:
    return {name: reason for reason, lists in actions.items() for name in lists.get(where, ())}


def exclusion(url: str) -> str:
    """Return why the serialised *url* is not visited, a key of ``exclusions.yaml``, or ``""``.

    >>> exclusion("https://example.com/paper.pdf"), exclusion("https://example.com/how-to-log-in")
    ('document', '')
    """
    address = read_address(url)
    segments = [segment.lower() for segment in address.segments]
    return _by_path(segments) or _by_parameters(address.parameters)


def _by_path(segments: list[str]) -> str:
    lists = exclusions()
    last = segments[-1].partition(";")[0] if segments else ""
    name, _, extension = last.rpartition(".")
    # "File:Map.png" is a wiki's page about an image.
    if name and ":" not in name and extension in lists.extensions:
        return lists.extensions[extension]
    anywhere = (lists.anywhere[segment] for segment in segments if segment in lists.anywhere)
    return next(anywhere, "") or lists.last.get(last, "") or lists.last.get(name, "")


def _by_parameters(parameters: tuple[Parameter, ...]) -> str:
    reasons = exclusions().parameters
    for name, value, _ in parameters:
        reason = reasons.get(name) or reasons.get(f"{name}={value.lower()}")
        if reason:
            return reason
    return ""
