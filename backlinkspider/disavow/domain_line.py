"""What stands after ``domain:``: a bare host, or what people write there instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.cover import host_entry
from backlinkspider.disavow.remark import Remark, shown
from backlinkspider.urls import CandidateError, host_of, is_ip, is_public_suffix, parse_candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS: Final = re.compile(
    r"""(?P<space>\s*)
    (?P<scheme>(?:[a-z][a-z0-9+.-]*:)?//|https?:)?
    (?P<user>[^/?\#@\s]*@)?
    (?P<below>[*.]*)
    (?P<host>\[[^\]]*\]|[^/?\#\\:\s]*)
    (?P<port>:[0-9]*)?
    (?P<rest>.*)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_FOREIGN: Final = {
    "space": "white space after 'domain:'",
    "scheme": "a domain: line names a host, not a URL",
    "user": "a domain: line names a host, no user or address",
    "below": "a domain: line covers what lies below it without '*' or a dot before it",
    "port": "a domain: line names a host without a port",
}


def read_domain(text: str) -> tuple[str, list[Remark]]:
    """Return the entry that *text* after ``domain:`` means, "" where it names no host; remarks."""
    parts = _PARTS.fullmatch(text)
    assert parts  # each part may be empty, and the last one takes anything
    written = parts["host"]
    host, fault = _host(written.removesuffix("."))
    entry = host_entry(host) if host else ""
    right = f": write {host_entry(_site(host))}" if host else ""
    remarks = [
        Remark(parts.start(name), "error", f"{say}{right}")
        for name, say in _FOREIGN.items()
        if parts[name]
    ]
    if fault:
        remarks.append(Remark(parts.start("host"), "error", fault))
    remarks += [one.moved(parts.start("host")) for one in _spelling(written, host)]
    remarks += [one.moved(parts.start("rest")) for one in _rest(parts["rest"], right)]
    return entry, remarks


def _host(written: str) -> tuple[str, str]:
    """Return the host as URLs have it, or "" and what is wrong."""
    if not written:
        return "", "domain: names no domain: write domain:example.com"
    if "*" in written:
        return "", f"'*' stands for nothing here: {shown(written)} is no host"
    try:
        host = host_of(parse_candidate(f"http://{written}/").url)
    except CandidateError:
        return "", f"{shown(written)} is no host name: write domain:example.com"
    if is_ip(host):
        return host, "" if written.strip("[]") == host else f"a number: write {host_entry(host)}"
    return host, ""


def _spelling(written: str, host: str) -> Iterator[Remark]:
    """Yield what could be written better of a name that is understood."""
    if not host or is_ip(host):
        return
    if written.endswith("."):
        yield Remark(len(written) - 1, "error", f"a dot at the end: write {host_entry(host)}")
    if not written.isascii():
        yield Remark(0, "warning", f"write the name in punycode: {host_entry(host)}")
    elif any(map(str.isupper, written)):
        yield Remark(0, "warning", f"write the name in lower case: {host_entry(host)}")
    if (site := _site(host)) != host:
        say = f"covers {host} alone, not the site's other hosts: {host_entry(site)} covers all"
        yield Remark(0, "warning", say)


def _site(host: str) -> str:
    """Return *host* without its ``www.``, unless only others' names would be left."""
    above = host.removeprefix("www.")
    return host if above == host or is_public_suffix(above) else above


def _rest(rest: str, right: str) -> Iterator[Remark]:
    if not rest:
        return
    if rest == "/":
        yield Remark(0, "error", f"a domain: line ends with the name{right}")
    elif rest[0].isspace():
        yield Remark(0, "error", "one entry a line: give what follows a line of its own")
    else:
        say = f"paths can't be disavowed: name each page by its URL, or the whole site{right}"
        yield Remark(0, "error", say)
