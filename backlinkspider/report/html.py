"""The report as one HTML file: templates, styles, scripts and data in it, nothing outside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from backlinkspider.report.embed import content_policy, json_text, packed
from backlinkspider.report.evidence import group_of, plain, told
from backlinkspider.report.todo import TODO
from backlinkspider.urls import is_http

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.report.model import Report

_HERE: Final = Path(__file__).parent
_ASSETS: Final = _HERE / "assets"
_LIBRARY: Final = _ASSETS / "vendor" / "chart.umd.min.js"
_STYLES: Final = ("base", "parts", "table", "print")
_SCRIPTS: Final = (
    "text",
    "build",
    "table",
    "links",
    "domains",
    "lists",
    "detail",
    "charts",
    "start",
)


def render(report: Report, words: Catalogue) -> str:
    """Return *report* as an HTML document in the language of *words*."""
    library, script, style = _library(), _joined("js", _SCRIPTS), _joined("css", _STYLES)
    environment = _environment(words)
    return environment.get_template("report.html").render(
        report=report,
        policy=content_policy([library, script], [style]),
        style=Markup(style),  # noqa: S704 (our own file)
        library=Markup(library),  # noqa: S704 (the same)
        script=Markup(script),  # noqa: S704 (the same)
        texts=Markup(json_text(words.script_texts())),  # noqa: S704 (escaped for a script element)
        charts=Markup(json_text(_charts(report))),  # noqa: S704 (the same)
        tables=packed(report.tables),
    )


def _charts(report: Report) -> dict[str, Any]:
    return {
        "bars": [chart.data() for chart in report.charts],
        "weeks": report.weeks.data() if report.weeks.is_curve else None,
    }


def _joined(suffix: str, names: tuple[str, ...]) -> str:
    """Return the files *names* as one text, as it stands between the tags of its element."""
    parts = [(_ASSETS / f"{name}.{suffix}").read_text(encoding="utf-8") for name in names]
    return _whole("\n" + "\n".join(parts))


def _library() -> str:
    """Return the chart library with its licences, without the comment that names another file."""
    code = _LIBRARY.read_text(encoding="utf-8")
    kept = "\n".join(line for line in code.splitlines() if "sourceMappingURL" not in line)
    licences = sorted(_LIBRARY.parent.glob("*.LICENSE.md"))
    texts = "\n\n".join(path.read_text(encoding="utf-8").strip() for path in licences)
    return _whole(f"/*!\n{texts}\n*/\n{kept}")


def _whole(text: str) -> str:
    """Return *text*, which must not end the element it stands in."""
    lowered = text.lower()
    if "</script" in lowered or "</style" in lowered or "<!--" in lowered:
        raise ValueError("an asset holds what would end its element")
    return text


def _environment(words: Catalogue) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(key: str, **values: Any) -> Markup:
        """Return the text of *key*; values are escaped, markup in them is kept."""
        return escape(words.pattern(key, values)).format(**words.shown(values))

    environment.globals.update(
        say=say,
        named=words.named,
        number=words.number,
        percent=words.percent,
        plain=lambda value: plain(value, words),
        day=lambda moment: _day(moment, words),
        is_http=is_http,
        group_of=group_of,
        told=lambda evidence: told(evidence, words),
        language=words.language,
        TODO=TODO,
    )
    return environment


def _day(moment: datetime | None, words: Catalogue) -> str:
    return words.date(moment) if moment else ""
