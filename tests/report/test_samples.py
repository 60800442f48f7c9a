from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.report.samples import FLAGS, KEPT, Samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue


def flag(rule: str, severity: str = "high", **more: Any) -> Document:
    scores = {"high": 3.0, "note": 0.0}
    said = {"message": rule, "score": scores[severity], "evidence": []}
    return {"rule": rule, "severity": severity, **said, **more}


def link(name: str, score: float, flags: Sequence[Document], domain: str = "a.test") -> Document:
    return {
        "_id": name,
        "page": {"url": f"https://{domain}/{name}", "domain": domain, "title": name},
        "link": {"url": "https://oak.test/", "text": name, "before": "", "after": ""},
        "flags": flags,
        "audit": {"score": score},
    }


def test_the_links_that_weigh_most_of_the_domains_asked_for(words: Catalogue) -> None:
    samples = Samples(["a.test"])
    for score in range(5):
        samples.offer(link(f"l{score}", float(score), [flag("a.x")]))
    samples.offer(link("other", 9.0, [flag("a.x")], domain="b.test"))
    told = samples.told(words)
    assert set(told) == {"a.test"}
    assert [one.id for one in told["a.test"]] == ["l4", "l3"]
    assert len(told["a.test"]) == KEPT


def test_an_honest_link_is_no_example_of_a_bad_domain(words: Catalogue) -> None:
    samples = Samples(["a.test"])
    samples.offer(link("bad", 3.0, [flag("a.x"), flag("d.note", "note")]))
    samples.offer(link("honest", 0.0, [flag("d.note", "note")]))
    [one] = samples.told(words)["a.test"]
    assert one.id == "bad"
    assert [told.rule for told in one.flags] == ["a.x"]


def test_where_all_are_honest_they_are_shown_with_their_notes(words: Catalogue) -> None:
    samples = Samples(["a.test"])
    samples.offer(link("honest", 0.0, [flag("d.note", "note")]))
    [one] = samples.told(words)["a.test"]
    assert [told.rule for told in one.flags] == ["d.note"]


def test_a_flag_is_told_once_for_each_domain(words: Catalogue) -> None:
    samples = Samples(["a.test"])
    samples.offer(link("first", 6.0, [flag("a.x"), flag("a.y")]))
    samples.offer(link("second", 5.0, [flag("a.x"), flag("a.z")]))
    first, second = samples.told(words)["a.test"]
    assert ([told.rule for told in first.flags], first.again) == (["a.x", "a.y"], ())
    assert ([told.rule for told in second.flags], second.again) == (["a.z"], ("a.x",))


def test_flags_without_room_are_counted_and_allowed_ones_left_out(words: Catalogue) -> None:
    samples = Samples(["a.test"])
    flags = [flag(f"a.r{number}") for number in range(FLAGS + 2)]
    allowed = flag("a.allowed", suppressed={"reason": "known"})
    samples.offer(link("l", 9.0, [*flags, allowed]))
    [one] = samples.told(words)["a.test"]
    assert (len(one.flags), one.more) == (FLAGS, 2)


def test_what_people_said_goes_with_the_link(words: Catalogue) -> None:
    samples = Samples(["a.test"])
    mark = {"verdict": "bad", "reason": "bought in 2019", "outreach": {"state": "contacted"}}
    samples.offer(link("l", 3.0, [flag("a.x")]), mark)
    [one] = samples.told(words)["a.test"]
    assert (one.verdict, one.verdict_reason, one.outreach) == ("bad", "bought in 2019", "contacted")
