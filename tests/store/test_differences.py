"""What differs between two looks at a link, also where only one of them was rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.differences import differences

if TYPE_CHECKING:
    from backlinkspider.documents import Document


def link(*, rendered: bool = False, **fields: Any) -> Document:
    page = {"rendered": rendered, "indexable": True}
    return {"page": page, "link": {"rel": [], "follow": True, "text": "a", **fields}}


def state(name: str | None) -> dict[str, Any]:
    return {"visibility": {"state": name, "reasons": []}}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("visible", "hidden", {"link.visibility.state": ["visible", "hidden"]}),
        ("visible", "visible", {}),
        ("visible", "unknown", {}),
        ("unknown", "hidden", {}),
        (None, "hidden", {}),
    ],
)
def test_visibility_is_compared_where_both_looks_measured_it(
    before: str | None, after: str, told: Document
) -> None:
    assert differences(link(**state(before)), link(**state(after))) == told


def test_blockers_of_credit_are_told() -> None:
    told = differences(link(credit_blockers=[]), link(credit_blockers=["noindex:meta:robots"]))
    assert told == {"link.credit_blockers": [[], ["noindex:meta:robots"]]}


BY_SCRIPT = {"changed_by_script": {"rel": [], "text": "plain"}}


def test_a_rendered_look_and_a_plain_one_differ_by_what_both_saw_of_the_plain_page() -> None:
    rendered = link(rendered=True, rel=["nofollow"], follow=False, text="live", **BY_SCRIPT)
    assert differences(link(text="plain"), rendered) == {}
    assert differences(rendered, link(text="plain")) == {}
    changed = link(text="another")
    assert differences(rendered, changed) == {"link.text": ["plain", "another"]}
    assert differences(changed, rendered) == {"link.text": ["another", "plain"]}


def test_what_follows_from_rel_is_compared_where_no_script_changed_that() -> None:
    rendered = link(rendered=True, follow=True)
    assert differences(rendered, link(rel=["ugc"], follow=False)) == {
        "link.rel": [[], ["ugc"]],
        "link.follow": [True, False],
    }


def test_two_rendered_looks_are_compared_as_visitors_see_them() -> None:
    before = link(rendered=True, rel=["nofollow"], **BY_SCRIPT)
    after = link(rendered=True, rel=["ugc"], **BY_SCRIPT)
    assert differences(before, after) == {"link.rel": [["nofollow"], ["ugc"]]}
