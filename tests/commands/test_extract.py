"""``scrapy extract``: links of saved pages, by the code the crawl uses, without a network."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.crawls import json_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Scrapy

PAGE = (
    '<title>Päge</title><base href="https://base.test/x/"><p>See <a href="https://target.test/"'
    ' rel="NoFollow ugc">täxt</a> and <a href="y">other</a>'
)
URL = "https://page.test/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    (folder / "utf8.html").write_text(PAGE, encoding="utf-8")
    (folder / "latin1.html").write_text(PAGE, encoding="latin-1")
    (folder / "own.html").write_text('<a href="/">home</a>')
    return folder


def test_the_links_to_the_target_as_json_lines(folder: Path, scrapy: Scrapy) -> None:
    name = str(folder / "utf8.html")
    words = ("--url", URL, "--content-type", "text/html; charset=utf-8")
    ended = scrapy("extract", name, "--target", "target.test", *words)
    assert (ended.status, ended.err) == (0, "")
    [link] = json_lines(ended.out)
    assert link["file"] == name
    assert link["target"] == "target.test"
    assert link["page"]["title"] == "Päge"
    assert {k: link["link"][k] for k in ("url", "text", "rel", "follow", "seen_in")} == {
        "url": "https://target.test/",
        "text": "täxt",
        "rel": ["nofollow", "ugc"],
        "follow": False,
        "seen_in": "raw",
    }
    assert "flags" not in link


def test_all_links_and_their_flags(folder: Path, inside: Scrapy) -> None:
    name = str(folder / "utf8.html")
    ended = inside("extract", name, "--all", "--classify", "--url", URL)
    assert (ended.status, ended.err) == (0, "")
    links = json_lines(ended.out)
    assert [link["link"]["url"] for link in links] == [
        "https://target.test/",
        "https://base.test/x/y",
    ]
    assert all(link["audit"]["ruleset"] for link in links)
    assert all(isinstance(link["flags"], list) for link in links)


def test_a_manifest_names_pages_beside_it(folder: Path, inside: Scrapy) -> None:
    lines = [
        {"file": "latin1.html", "url": URL, "content_type": "text/html; charset=iso-8859-1"},
        {"file": "own.html", "url": "https://www.target.test/"},
        {"file": "utf8.html", "url": URL, "target": "base.test"},
    ]
    manifest = folder / "good.jsonl"
    manifest.write_text("\n".join(map(json.dumps, lines)))
    ended = inside("extract", "--manifest", str(manifest), "--target", "target.test")
    assert (ended.status, ended.err) == (0, "")
    found = [(link["file"], link["target"], link["link"]["text"]) for link in json_lines(ended.out)]
    assert found == [("latin1.html", "target.test", "täxt"), ("utf8.html", "base.test", "other")]


def test_bad_lines_are_named_and_the_others_read(folder: Path, inside: Scrapy) -> None:
    lines = [
        "no json",
        '["a list"]',
        '{"file": "utf8.html"}',
        '{"file": "utf8.html", "url": 7}',
        '{"file": "missing.html", "url": "https://page.test/"}',
        '{"file": "utf8.html", "url": "ftp://page.test/"}',
        '{"file": "utf8.html", "url": "https://page.test/", "target": "co.uk"}',
        '{"file": "utf8.html", "url": "https://page.test/"}',
    ]
    manifest = folder / "bad.jsonl"
    manifest.write_text("\n".join(lines))
    ended = inside("extract", "--manifest", str(manifest), "--target", "target.test")
    assert ended.status == 1
    assert len(json_lines(ended.out)) == 1
    said = ended.err.splitlines()
    assert len(said) == 7
    for line, expected in zip(
        said,
        [
            f"{manifest}:1: not JSON",
            f"{manifest}:2: an object with file and url is wanted",
            f"{manifest}:3: 'url' is missing or no text",
            f"{manifest}:4: 'url' is missing or no text",
            f"{folder / 'missing.html'}: No such file",
            "utf8.html: 'ftp://page.test/' is no http(s) URL",
            "utf8.html: target 'co.uk': a public suffix",
        ],
        strict=True,
    ):
        assert line.startswith(f"error: {expected}"), line


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ([], 2, "give files and the --url where they lived, or --manifest"),
        (["a.html"], 2, "give files and the --url"),
        (["a.html", "--url", URL], 2, "give --target, or --all for every link"),
        (["a.html", "--manifest", "b.jsonl"], 2, "not both"),
        (["--manifest", "/no/such.jsonl", "--all"], 2, "/no/such.jsonl: no such file"),
        (["a.html", "--url", URL, "--target", "co.uk"], 2, "a public suffix"),
        (["a.html", "--url", URL, "--target", "nobody"], 2, "neither a domain nor a file"),
        (["a.html", "--url", URL, "--all", "--no-such"], 2, "unknown option --no-such"),
        (["/no/such.html", "--url", URL, "--all"], 1, "/no/such.html: No such file"),
        (["/etc/hostname", "--url", "nonsense", "--all"], 1, "'nonsense' is no http(s) URL"),
    ],
)
def test_wrong_use(words: list[str], status: int, says: str, inside: Scrapy) -> None:
    ended = inside("extract", *words)
    assert ended.status == status, ended.err
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_broken_rules_are_found_before_the_first_line(
    folder: Path, tmp_path: Path, inside: Scrapy
) -> None:
    (tmp_path / "mine.yaml").write_text("rules: [\n")
    words = ("--all", "--classify", "--url", URL, "-s", f"RULES_FOLDER={tmp_path}")
    ended = inside("extract", str(folder / "utf8.html"), *words)
    assert (ended.status, ended.out) == (2, "")
    assert "mine.yaml:" in ended.err


def test_a_file_name_that_is_no_text_reads_back(tmp_path: Path, scrapy: Scrapy) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.html"
    with open(name, "w") as file:  # noqa: PTH123 (a name that pathlib would take as text)
        file.write(PAGE)
    ended = scrapy("extract", os.fsdecode(name), "--all", "--url", URL)
    assert ended.status == 0, ended.err
    assert {os.fsencode(link["file"]) for link in json_lines(ended.out)} == {name}
