from __future__ import annotations

import pytest

from backlinkspider.links.tracking import tracking


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://shop.example/", ()),
        ("https://shop.example/?id=7&page=2", ()),
        (
            "https://shop.example/?utm_source=a&utm_medium=b&gclid=c",
            ("gclid", "utm_medium", "utm_source"),
        ),
        ("https://shop.example/?REF=blog&aff_id=3", ("aff_id", "ref")),
        ("https://www.amazon.de/dp/1?tag=x", ("tag",)),
        ("https://shop.example/?tag=oak", ()),
        ("https://shop.example/#?utm_source=a", ()),
    ],
)
def test_parameters_that_only_track(url: str, names: tuple[str, ...]) -> None:
    assert tracking(url) == names
