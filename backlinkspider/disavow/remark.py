"""What is said of a part of a line, before its place in the file is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.yamlfile.errors import Grade

_LONGEST: Final = 80


class Remark(NamedTuple):
    """*say* of what stands at offset *at*."""

    at: int
    grade: Grade
    say: str

    def moved(self, by: int) -> Remark:
        """Return the remark for a text that has *by* characters before this one."""
        return self._replace(at=self.at + by)


def is_sound(remarks: Iterable[Remark]) -> bool:
    """Tell whether there is no error among *remarks*: the line means what it says."""
    return all(one.grade != "error" for one in remarks)


def shown(text: str) -> str:
    """Return *text* fit for a message: signs without a shape as escapes, and not long."""
    seen = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
    return seen if len(seen) <= _LONGEST else f"{seen[:_LONGEST]}…"
