"""What documents made up by chance say: plain words, hostile ones, rules that fire."""

from __future__ import annotations

from typing import Final

HOSTILE: Final = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "javascript:alert(3)",
    "\u202etxt.exe \u2028 & <!-- ]]> ${7*7} {{ 7*7 }}",
    '=HYPERLINK("https://evil.test")',
    "a" * 400,
    "Z̷̡͇̲̦̘͓̲̫͊́̈́̓̈́a̴͚̅l̶̛̙g̸̖͝o̷͇͐",
)
RULES: Final = (
    ("anchor.money_exact", "high", 3.0, "anchor"),
    ("page.thin", "medium", 1.5, "quality"),
    ("hidden.money", "critical", 5.0, "hidden"),
    ("domain.no_contact", "note", 0.0, "domain"),
    ("place.link_list", "medium", 1.5, "placement"),
    ("paid.unqualified_disclosed", "high", 3.0, "payment"),
    ("gone.rule", "low", 0.5, "page"),
)
WORDS: Final = (
    "oak wool table chair loom blanket throw workshop valley mill weaver bench shelf beech garden "
    "spring letter market harvest winter kitchen pattern colour thread makers guild summer"
)
