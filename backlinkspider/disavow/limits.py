"""How large a disavow file may be.

https://support.google.com/webmasters/answer/2648487: 100,000 lines, comments and blank lines
counted, and 2 MB. Whether its megabyte has 1,000,000 or 1,048,576 bytes it does not say: a file
that keeps to the smaller one is accepted either way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.yamlfile.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINES: Final = 100_000
MAX_BYTES: Final = 2_000_000

_SMALLER: Final = (
    "write one domain: line instead of a site's many URLs, take out comments and lines that"
    " others cover"
)


def size_problems(lines: int, size: int, file: str) -> Iterator[Problem]:
    """Yield what is wrong with a *file* of *lines* lines and *size* bytes."""
    if lines > MAX_LINES:
        say = f"{lines:,} lines, with comments and blank ones: {MAX_LINES:,} may be: {_SMALLER}"
        yield Problem(file, MAX_LINES + 1, 1, say)
    if size > MAX_BYTES:
        say = f"{size:,} bytes: {MAX_BYTES:,} (2 MB) may be: {_SMALLER}"
        yield Problem(file, 1, 1, say)
