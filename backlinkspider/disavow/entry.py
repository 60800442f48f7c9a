"""One line of a disavow file: the entry it is, or what keeps it from being one.

Google's tool takes ``domain:HOST`` or a URL a line, and comments that begin with ``#``; it says
nothing of other spellings, so whatever else stands in a line is an error here and no entry.
https://support.google.com/webmasters/answer/2648487
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.cover import DOMAIN, host_of_entry
from backlinkspider.disavow.domain_line import read_domain
from backlinkspider.disavow.remark import Remark, is_sound, shown
from backlinkspider.disavow.url_line import read_url
from backlinkspider.urls import host_of
from backlinkspider.yamlfile.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.candidates.lines import Line

_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""Control characters, spaces that are none and signs without a shape."""

_SIGNS_TOLD: Final = 3
"""Of a line: a binary file has thousands."""

# What nearly all lines are: a name of plain labels, neither punycode nor www, that needs no parser.
_PLAIN: Final = re.compile(r"domain:(?!www\.|.{254})(?:(?!xn--)[a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_INLINE: Final = re.compile(r"\s+#.*", re.DOTALL)
_QUOTES: Final = re.compile("[\"'`<>“”«»‘’]|^[,;]+|[,;]+$")
_NO_URL_ENDS_SO: Final = '"<>“”«»‘’'
_KEYWORD: Final = re.compile(r"(?i)(\w+)(\s*)([:=;：﹕]|\s)")
_DOMAIN_AND_NAME: Final = re.compile(r"(?i)d\w+\s+\S+\.\S+")
_SCHEME: Final = re.compile(r"(?i)h[tx]{1,3}ps?(?=[:;/\\]|\s)")
_OTHER_SCHEME: Final = re.compile(r"(?i)([a-z][a-z0-9+.-]*)://|(mailto|javascript|tel|data):")
_BARE: Final = re.compile(r"(?://)?([^\s/?#:@]+\.[^\s/?#:@]+?)\.?(:[0-9]+)?([/?#]\S*)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What line *line* disavows; *spelling* is ``domain:HOST`` or a URL, as ``Cover`` takes it."""

    line: int
    column: int
    spelling: str

    @property
    def is_domain(self) -> bool:
        """Whether it covers a host and all below it."""
        return self.spelling.startswith(DOMAIN)

    @property
    def host(self) -> str:
        """The host it covers, or which the page is on."""
        return host_of_entry(self.spelling) if self.is_domain else host_of(self.spelling)


def read_line(line: Line, file: str) -> tuple[Entry | None, list[Problem]]:
    """Return the entry in *line* of *file*, if it is one, and what is wrong in the line."""
    text = line.text.strip()
    if not text or text.startswith("#"):
        return None, []
    start = line.text.index(text[0])
    spelling, remarks = (text, []) if _PLAIN.fullmatch(text) else _read(text)
    if len(text) != len(line.text):
        at = -start if start else len(text)
        say = "white space around the entry: write it without"
        remarks = [*remarks, Remark(at, "warning", say)]
    problems = [
        Problem(file, line.number, start + at + 1, say, grade) for at, grade, say in remarks
    ]
    entry = Entry(line.number, start + 1, spelling) if spelling and is_sound(remarks) else None
    return entry, sorted(problems)


def _read(text: str) -> tuple[str, list[Remark]]:
    """Return the spelling of what *text* means, "" where nothing can be said, and remarks."""
    remarks = list(_unseen(text))
    clean = _UNSEEN.sub(lambda sign: " " if sign[0] == "\xa0" else "", text).strip()
    if remarks and clean.startswith("#"):
        return "", [*remarks, Remark(0, "error", "a comment begins with '#' and nothing before it")]
    if inline := _INLINE.search(clean):
        say = "a comment stands on a line of its own, which begins with '#'"
        remarks.append(Remark(inline.start() + inline[0].index("#"), "error", say))
        clean = clean[: inline.start()]
    url = re.match(r"(?i)https?://", clean)
    bare = clean.rstrip(_NO_URL_ENDS_SO) if url else _QUOTES.sub("", clean)
    if bare != clean:
        say = f"quotes or commas around the entry: write {shown(bare)}"
        remarks.append(Remark(0, "error", say))
    # Where something was taken away before the entry, its columns are those after it.
    before = text.find(bare[:1]) if bare else 0
    spelling, more = _dispatch(bare.strip())
    return spelling, [*remarks, *(one.moved(before) for one in more)]


def _unseen(text: str) -> Iterator[Remark]:
    for sign in islice(_UNSEEN.finditer(text), _SIGNS_TOLD):
        yield Remark(sign.start(), "error", f"a sign nobody sees, U+{ord(sign[0]):04X}: remove it")


def _dispatch(text: str) -> tuple[str, list[Remark]]:
    if text.startswith(DOMAIN):
        return _after_keyword(text, len(DOMAIN))
    if re.match(r"(?i)https?://", text):
        return read_url(text)
    if _SCHEME.match(text):
        say = "no URL begins so: write http:// or https://, as the page is known"
        return "", [Remark(0, "error", say)]
    if other := _OTHER_SCHEME.match(text):
        say = f"{(other[1] or other[2]).lower()}: is no page: only http and https URLs have links"
        return "", [Remark(0, "error", say)]
    keyword = _KEYWORD.match(text)
    if keyword and (keyword[3].strip() or _DOMAIN_AND_NAME.fullmatch(text)):
        return _wrong_keyword(text, keyword)
    return "", [Remark(0, "error", _no_entry(text))]


def _after_keyword(text: str, length: int) -> tuple[str, list[Remark]]:
    host, remarks = read_domain(text[length:])
    return host, [one.moved(length) for one in remarks]


def _wrong_keyword(text: str, found: re.Match[str]) -> tuple[str, list[Remark]]:
    spelling, remarks = _after_keyword(text, found.end())
    right = f": write {spelling}" if spelling else ": write domain:example.com"
    word = found[1]
    if word.lower() != "domain":
        say = f"'{shown(word)}' is no keyword, the only one is 'domain:'{right}"
    elif found[3] != ":":
        say = f"the colon after 'domain' is missing{right}"
    elif found[2]:
        say = f"white space before the colon{right}"
    else:
        say = f"the keyword is written in lower case{right}"
    return "", [Remark(0, "error", say), *(one for one in remarks if one.grade == "error")]


def _no_entry(text: str) -> str:
    bare = _BARE.fullmatch(text)
    if bare is None:
        return "no entry: write domain:example.com or a page's URL; a comment begins with '#'"
    if bare[3] and bare[3] != "/":
        return (
            f"a URL without its beginning: write https://{shown(text.removeprefix('//'))} (or http,"
            " as the page is known)"
        )
    spelling, _ = read_domain(re.sub(r"(?i)^www\.", "", bare[1]))
    if not spelling:
        return "no entry: write domain:example.com or a page's URL"
    return f"neither a URL nor a domain: line: write {spelling}"
