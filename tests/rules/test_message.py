from __future__ import annotations

import pytest

from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.message import name_faults, render

VALUES = {"link.text": "it's", "page.words": 12345, "signals.external_share": 0.8765,
          "link.rel": ["a", "b"], "page.rendered": True}  # fmt: skip


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{link.text}", "it's"),
        ("{link.text!r}", '"it\'s"'),
        ("{page.words:,}", "12,345"),
        ("{signals.external_share:.0%}", "88%"),
        ("{signals.external_share:.1f}", "0.9"),
        ("{signals.external_share}", "0.8765"),
        ("{link.rel}", "a, b"),
        ("{page.title}", "?"),
        ("{link.text:.0%}", "it's"),
    ],
)
def test_render(template: str, text: str) -> None:
    assert render(template, VALUES.get) == text
    assert list(name_faults(template, FIELDS)) == []


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{link.__class__}", "the message names 'link.__class__', which is nothing known"),
        ("{params.max}", "the message names 'params.max', which is nothing known"),
        ("{page.words:>99999999}", "the message has the format '>99999999'"),
        ("{link.text", "the message has a brace that belongs to no {name}"),
        ("{link.text!s}", "the message has a brace that belongs to no {name}"),
    ],
)
def test_faults(template: str, fault: str) -> None:
    assert next(iter(name_faults(template, FIELDS))).startswith(fault)
