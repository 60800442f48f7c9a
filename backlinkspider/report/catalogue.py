"""The report's words: one YAML file a language under ``messages/``, every text by its key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.yamlfile.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

FOLDER: Final = Path(__file__).parent / "messages"
SCRIPT: Final = "js."
"""Keys that begin so are for the scripts in the page alone."""

SHARED: Final = (
    "action",
    "band",
    "changed",
    "family",
    "lost",
    "measure",
    "outcome",
    "outcome_why",
    "outreach",
    "region",
    "reclaim",
    "rel",
    "seen",
    "severity",
    "state",
    "verdict",
    "via",
    "visible",
    "weeks",
)
"""Families of names that scripts need as well."""

_TEENS: Final = range(11, 20)


def _slavic(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in range(2, 5) and n % 100 not in _TEENS else "many"


PLURALS: Final[Mapping[str, Callable[[int], str]]] = {
    "other": lambda _: "other",
    "one-other": lambda n: "one" if n == 1 else "other",
    "one-with-zero": lambda n: "one" if n in {0, 1} else "other",
    "one-few-many": _slavic,
}
"""How a language chooses the form of a text that counts: the classes of Unicode's CLDR."""


def languages() -> list[str]:
    """Return the languages there is a file for."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language. A text that counts has a form for each class of ``plural``."""

    language: str
    plural: str
    group: str
    decimal: str
    day: str
    months: tuple[str, ...]
    texts: Mapping[str, str | Mapping[str, str]]

    @classmethod
    def load(cls, language: str) -> Catalogue:
        """Read the file of *language*. Raises ``FileErrors``."""
        path = FOLDER / f"{language}.yaml"
        content = read(path.read_text(encoding="utf-8"), str(path)).value
        return cls(
            language=language,
            plural=content["plural"],
            group=content["number"]["group"],
            decimal=content["number"]["decimal"],
            day=content["date"]["day"],
            months=tuple(content["date"]["months"]),
            texts=content["texts"],
        )

    def pattern(self, key: str, values: Mapping[str, Any]) -> str:
        """Return the text of *key* with its ``{names}``, in the form that ``n`` asks for."""
        text = self.texts[key]
        if isinstance(text, str):
            return text
        return text[PLURALS[self.plural](values["n"])]

    def text(self, key: str, **values: Any) -> str:
        """Return the text of *key* with *values* put in, numbers as people write them."""
        return self.pattern(key, values).format(**self.shown(values))

    def named(self, family: str, name: str, otherwise: str = "") -> str:
        """Return the text for *name* of a *family* of names (``outcome.timeout``).

        Names that have none stand for themselves, or for *otherwise*.
        """
        text = self.texts.get(f"{family}.{name}")
        return text if isinstance(text, str) else otherwise or name

    def shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return *values* with whole numbers grouped."""
        return {name: self._one(value) for name, value in values.items()}

    def _one(self, value: Any) -> Any:
        plain = isinstance(value, int) and not isinstance(value, bool)
        return self.number(value) if plain else value

    def number(self, number: float, digits: int = 0) -> str:
        """Return *number* rounded to *digits* places, with the language's signs."""
        signs = {",": self.group, ".": self.decimal}
        return "".join(signs.get(one, one) for one in f"{number:,.{digits}f}")

    def percent(self, part: int, whole: int) -> str:
        """Return *part* of *whole* in per cent: ``0 %`` and ``100 %`` only where that is so."""
        if not whole:
            return "–"
        rounded = round(100 * part / whole)
        if part and not rounded:
            return f"<{self.number(1)}%"
        if part != whole and rounded == 100:
            return f">{self.number(99)}%"
        return f"{self.number(rounded)}%"

    def date(self, moment: datetime) -> str:
        """Return the day of *moment*, which is in UTC."""
        month = self.months[moment.month - 1]
        return self.day.format(day=moment.day, month=month, year=moment.year)

    def script_texts(self) -> dict[str, str | Mapping[str, str]]:
        """Return what scripts need of the texts, by key without its ``js.``."""
        return {
            key.removeprefix(SCRIPT): text
            for key, text in self.texts.items()
            if key.startswith(SCRIPT) or key.partition(".")[0] in SHARED
        }
