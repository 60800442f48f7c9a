"""Target files: what they say, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlinkspider.target import TargetError, load_targets

FULL = """\
target: Shop.example
name: Shop
description: Sells things.
aliases: [old-shop.example, "host:s.example"]
own_sites: [group.example]
brand_terms: [Shop, no]
product_names: []
money_terms:
languages: [no, pt-BR]
set: {any.rule: {score: 1}}
lists: {}
allow: []
"""


def write(folder: Path, text: str, name: str = "shop.example.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_full_file(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    (target,) = load_targets("shop.example", tmp_path)
    assert target.name == "shop.example"
    assert list(map(str, target.matchers)) == ["shop.example", "old-shop.example", "host:s.example"]
    assert (target.label, target.description) == ("Shop", "Sells things.")
    assert target.brand_terms == ("Shop", "no")
    assert target.languages == ("no", "pt-BR")
    assert target.product_names == target.money_terms == ()
    assert target.path == path
    assert target.is_own("www.group.example")


def test_without_a_file(tmp_path: Path) -> None:
    one, two = load_targets("a.example, host:B.example,a.example", tmp_path / "missing")
    assert (one.name, two.name) == ("a.example", "host:b.example")
    assert one.path is None
    assert one.brand_terms == ()


@pytest.mark.parametrize("key", ["my-shop", "prefix:https://shop.example/blog/"])
def test_a_prefix_is_found_by_file_name_and_by_spec(tmp_path: Path, key: str) -> None:
    name = "my-shop.yaml" if key == "my-shop" else "prefix-shop.example-blog.yaml"
    write(tmp_path, "target: prefix:https://shop.example/blog/\nname: Blog\n", name)
    (target,) = load_targets(key, tmp_path)
    assert (target.name, target.label) == ("prefix:https://shop.example/blog/", "Blog")


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("", ["1:1: a target file is a mapping"]),
        ("- a\n", ["1:1: a target file is a mapping"]),
        ("name: x\n", ["1:1: target is missing"]),
        ("target: other.example\n", ["1:1: describes the target other.example, not shop.example"]),
        ("target: co.uk\n", ["1:9: target 'co.uk': a public suffix"]),
        ("target: [a]\n", ["1:9: target is a text"]),
        (
            "target: shop.example\nbrand_term: [x]\nlanguages: [English]\n",
            ["2:1: unknown key 'brand_term' (did you mean 'brand_terms'?)",
             "3:13: 'English' is no language tag"],
        ),
        ("target: shop.example\nbrand_terms: Shop\n", ["2:14: brand_terms is a list"]),
        ("target: shop.example\nbrand_terms: [360, '']\n",
         ["2:15: brand_terms holds texts: put 360 in quotes", "2:20: brand_terms holds texts"]),
        ("target: shop.example\nname: {a: b}\n", ["2:7: name is a text"]),
        ("target: shop.example\naliases: [ok.example, https://x.example/]\n",
         ["2:23: target 'https://x.example/': a URL"]),
        ("target: shop.example\nown_sites: [me@x.example]\n",
         ["2:13: target 'me@x.example': an e-mail address"]),
        ("target: shop.example\ntarget: b.example\n", ["2:1: "]),
        ("target: 'open\n", ["2:1: "]),
    ],
)  # fmt: skip
def test_mistakes_name_file_line_and_column(tmp_path: Path, text: str, errors: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TargetError) as raised:
        load_targets("shop.example", tmp_path)
    lines = str(raised.value).splitlines()
    assert len(lines) == len(errors)
    for line, error in zip(lines, errors, strict=True):
        assert line.startswith(f"{path}:{error}")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "shop.example.yaml").write_bytes(b"name: \xff\n")
    with pytest.raises(TargetError, match="not UTF-8"):
        load_targets("shop.example", tmp_path)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (" , ", "no target: give a domain"),
        ("my-shpo", r"neither a domain nor a file in .* \(did you mean 'my-shop'\?\)"),
        ("com", "neither a domain nor a file"),
        ("co.uk", "a public suffix"),
    ],
)
def test_wrong_specs(tmp_path: Path, spec: str, reason: str) -> None:
    write(tmp_path, FULL, "my-shop.yaml")
    with pytest.raises(TargetError, match=reason):
        load_targets(spec, tmp_path)


def test_the_example_file_is_valid() -> None:
    folder = Path(__file__).parents[2] / "rules" / "targets"
    (target,) = load_targets("acme-tools.example", folder)
    assert target.languages == ("de", "en", "no")
    assert target.matches("https://go.acme.example/")
