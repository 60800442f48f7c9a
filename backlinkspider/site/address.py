"""The parts of a serialised http(s) URL that tell pages of one site apart."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote


class Parameter(NamedTuple):
    """One piece of a query: *written* as it stands, *name* decoded and in lower case."""

    name: str
    value: str
    written: str


class Address(NamedTuple):
    """*host* with its port, *path* as written, *segments* decoded, *parameters* in order."""

    host: str
    path: str
    segments: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def read_address(url: str) -> Address:
    """Split the serialised *url*; any text yields something."""
    rest = url.partition("#")[0].partition("//")[2]
    before, _, query = rest.partition("?")
    host, _, path = before.partition("/")
    segments = tuple(unquote(segment) for segment in path.split("/") if segment)
    return Address(host.lower(), f"/{path}", segments, tuple(map(_parameter, _pieces(query))))


def _pieces(query: str) -> list[str]:
    return [piece for piece in query.split("&") if piece]


def _parameter(written: str) -> Parameter:
    name, _, value = written.partition("=")
    return Parameter(unquote(name).lower(), unquote(value), written)
