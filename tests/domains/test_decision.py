"""What to do in each case: a row for each way through, then what holds in every case."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import pytest

from backlinkspider.domains.decision import MANY, Case, decide
from backlinkspider.worth.model import Authority, Measured, Worth
from tests.domains.links import flag

WELL: Final = Worth(Authority(60), Measured(0.5, {}), Measured(1.0, {}))
POOR: Final = Worth(Authority(3), Measured(0.0, {}), Measured(0.5, {}))
UNKNOWN: Final = Worth(Authority(), Measured(None, {}), Measured(1.0, {}))
NOFOLLOW: Final = {"passes_credit": False, "blockers": ["rel:nofollow"]}
MONEY: Final = flag("anchor.money")
PAID: Final = flag("paid.label", group="payment")
HIDDEN: Final = flag("hidden.money", group="hidden", severity="critical")
SCHEME: Final = {"flags": [MONEY, HIDDEN], "score": 6.0, "band": "high", "clear": True}
ADVERT: Final = {"flags": [MONEY, PAID], "score": 6.0, "band": "high", "clear": True}
DOUBT: Final = {"flags": [MONEY], "score": 3.0, "band": "elevated"}
WEAK_SIGN: Final = {"flags": [flag("page.thin", 1.0, "medium")], "score": 1.0, "band": "watch"}
GONE: Final = {"state": "lost", "lost_reason": "link_removed"}


def case(**said: Any) -> Case:
    worth = said.pop("worth", WELL)
    usual = {"state": "live", "passes_credit": True, "worth": worth, "worth_credited": worth}
    return Case(**{**usual, **said})


@pytest.mark.parametrize(
    ("said", "do", "because"),
    [
        ({}, "keep", "no signs of a scheme"),
        ({"worth": UNKNOWN}, "keep", "no signs of a scheme"),
        ({"state": "unknown"}, "keep", "no signs of a scheme"),
        (WEAK_SIGN, "keep", "risk 1 (watch): page.thin"),
        ({"verdict": "ok", **SCHEME}, "keep", "judged ok"),
        ({"worth": POOR}, "ignore", "worth little: authority 3, relevance 0.00, placement 0.50"),
        (NOFOLLOW, "ignore", "passes no credit (rel:nofollow)"),
        ({**NOFOLLOW, **SCHEME}, "ignore", "passes no credit"),
        ({**NOFOLLOW, "verdict": "bad"}, "ignore", "passes no credit"),
        ({"passes_credit": False}, "ignore", "passes no credit (not followed)"),
        ({**SCHEME, "disavowed": "domain:a.example"}, "ignore", "disavowed already by domain:a.ex"),
        # lost, or without credit since
        (GONE, "reclaim", "lost (link_removed); was worth something: authority 60"),
        ({**GONE, "worth": UNKNOWN}, "reclaim", "authority unknown"),
        ({**GONE, "worth": POOR}, "ignore", "lost (link_removed), and was worth little"),
        ({**GONE, **NOFOLLOW}, "ignore", "lost (link_removed), and passed no credit"),
        ({**GONE, **NOFOLLOW, "lost_credit": True}, "reclaim", "was worth something"),
        ({**GONE, **SCHEME}, "ignore", "was part of a scheme: risk 6 (high): hidden.money"),
        ({**GONE, "verdict": "bad"}, "ignore", "was part of a scheme: judged bad"),
        ({**GONE, "flags": [flag("paid.x", 1, "low", group="payment")]}, "ignore", "worth little"),
        ({**NOFOLLOW, "lost_credit": True}, "reclaim", "passed credit once, no longer (rel:nofoll"),
        ({**NOFOLLOW, "lost_credit": True, "worth": POOR}, "ignore", "passes no credit"),
        ({**NOFOLLOW, "lost_credit": True, **ADVERT}, "ignore", "passes no credit"),
        # paid, or by users, and followed
        (ADVERT, "qualify", "ask for rel=sponsored, or ugc where users write: risk 6 (high): anch"),
        ({**ADVERT, "worth": UNKNOWN}, "remove", "ask for its removal"),
        ({**ADVERT, "flags": [PAID, HIDDEN]}, "remove", "ask for its removal"),
        ({**ADVERT, "verdict": "bad"}, "remove", "ask for its removal: judged bad, risk 6 (high)"),
        # clear schemes
        (SCHEME, "remove", "ask for its removal: risk 6 (high): hidden.money, anchor.money"),
        ({"verdict": "bad"}, "remove", "judged bad, no signs of a scheme"),
        ({**SCHEME, "contact": True}, "remove", "ask for its removal"),
        ({**SCHEME, "contact": False}, "disavow", "a scheme, and no contact to ask was found"),
        ({**SCHEME, "sitewide": True}, "disavow", "a scheme on the whole site"),
        ({**SCHEME, "schemes": MANY}, "disavow", f"a scheme with {MANY} links"),
        ({**SCHEME, "schemes": MANY - 1}, "remove", "ask for its removal"),
        ({**SCHEME, "outreach": "refused"}, "disavow", "its removal was refused"),
        (
            {**SCHEME, "outreach": "promised", "contact": False},
            "remove",
            "removal was promised; risk",
        ),
        ({**SCHEME, "outreach": "removed"}, "remove", "was reported, and it was still there"),
        (
            {**SCHEME, "outreach": "contacted", "sitewide": True},
            "remove",
            "removal was asked for; risk",
        ),
        (
            {**SCHEME, "schemes": 2, "others": 2, "contact": False},
            "remove",
            "2 of 4 links in a scheme, ask for their removal",
        ),
        ({**SCHEME, "schemes": 3, "others": 2, "contact": False}, "disavow", "no contact to ask"),
        # not so clear
        (DOUBT, "remove", "ask for its removal, or for other words: risk 3 (elevated): anchor.mo"),
        ({**DOUBT, "contact": False}, "keep", "looks like a scheme, not clearly so: watch it"),
    ],
)
def test_what_to_do_and_why(said: dict[str, Any], do: str, because: str) -> None:
    action = decide(case(**said))
    assert action.do == do
    assert because in action.reason


def test_a_reason_names_the_worst_rules_and_counts_the_rest() -> None:
    flags = [
        flag(f"r.{n}", severity=severity) for n, severity in enumerate(("low",) * 4 + ("high",))
    ]
    action = decide(case(flags=[*flags, flags[0]], score=9.0, band="high", clear=True))
    assert action.reason.endswith("risk 9 (high): r.4, r.0, r.1, r.2 and 1 more")


def test_what_holds_in_every_case() -> None:
    """A disavow is for what passes credit, stands, is in a clear scheme and was not judged ok."""
    for state, passes, signs, verdict, worth, contact, sitewide, lost_credit, disavowed in product(
        ("live", "unknown", "lost"),
        (True, False),
        ({}, WEAK_SIGN, DOUBT, SCHEME, ADVERT),
        (None, "ok", "bad"),
        (WELL, POOR, UNKNOWN),
        (None, True, False),
        (True, False),
        (True, False),
        (None, "domain:a.example"),
    ):
        one = case(
            state=state,
            passes_credit=passes,
            verdict=verdict,
            worth=worth,
            contact=contact,
            sitewide=sitewide,
            lost_credit=lost_credit and not passes,
            disavowed=disavowed,
            **signs,
        )
        action = decide(one)
        assert action.reason
        if action.do in {"disavow", "remove", "qualify"}:
            assert passes
            assert state != "lost"
            assert verdict != "ok"
            assert disavowed is None
        if action.do == "disavow":
            assert one.clear or verdict == "bad"
        if action.do == "reclaim":
            assert verdict != "bad"
            assert not one.is_manipulative
            assert worth is not POOR
        if action.do == "keep":
            assert passes
            assert state != "lost"
