"""``scrapy disavow`` as a user runs it: the round trip, wrong use, what is said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.cli.guarding import FREE_HOSTS, POPULAR, USER_SITES
from backlinkspider.commands.disavow import Command
from backlinkspider.commands.domains import Command as Domains
from backlinkspider.commands.links import Command as Links
from backlinkspider.disavow.compose import NOTICE
from backlinkspider.disavow.limits import MAX_LINES
from backlinkspider.rules.files import SHIPPED
from backlinkspider.store.open import open_store
from tests.audit.test_reclassify import rules as write_rules
from tests.commands.conftest import run_command
from tests.crawls import stored
from tests.disavow.documents import TARGET, flag, link, mark

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., tuple[int, str, str]]

FARM = flag("word.cheap", level="domain", group="scheme")
BAD = [
    link("http://www.farm.test/a", FARM),
    link("http://good.test/paid", flag("word.money", group="payment"), score=7.0),
    *(link(f"http://many.test/{at}") for at in range(3)),
]
FINE = {**link("http://good.test/fine", score=0.0), "flags": []}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return few rules with the shipped lists of hosts, a file for the target, a local change."""
    root = tmp_path_factory.mktemp("folder") / "rules"
    for name in ("lists", "targets", "local"):
        (root / name).mkdir(parents=True)
    write_rules(root)
    for name in (FREE_HOSTS, USER_SITES, POPULAR):
        (root / name).write_bytes((SHIPPED / name).read_bytes())
    text = f"target: {TARGET}\naliases: [old.test]\nown_sites: [own.test]\n"
    (root / "targets" / f"{TARGET}.yaml").write_text(text, encoding="utf-8")
    allow = "{domain: ally.test, rules: ['word.*'], by: Ana, reason: ours, expires: '2099-01-01'}"
    (root / "local" / "local.yaml").write_text(f"version: 1\nallow: [{allow}]\n", encoding="utf-8")
    return root


@pytest.fixture(params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
def uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a store has the links of both."""
    if request.param == "sqlite":
        where = f"sqlite:///{tmp_path / 'store.db'}"
    else:
        where = str(request.getfixturevalue("mongo_uri"))
    fill(where, links=[*BAD, FINE])
    return where


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """Return where an SQLite store has the links."""
    where = f"sqlite:///{tmp_path / 'store.db'}"
    fill(where, links=[*BAD, FINE])
    return where


def fill(uri: str, **documents: list[dict[str, Any]]) -> None:
    async def write() -> None:
        store = open_store(uri)
        await store.open()
        for collection, found in documents.items():
            await store.replace(collection, found)  # type: ignore[arg-type]
        await store.close()

    asyncio.run(write())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], rules: Path) -> Run:
    """Return a function that runs ``scrapy disavow`` (or *command*) with the store at *uri*."""

    def run(
        *argv: str, uri: str = "sqlite:////none/none.db", command: Any = None
    ) -> tuple[int, str, str]:
        settings = {"RULES_FOLDER": str(rules), "STORE_URI": uri, "PROOF_FOLDER": "proof"}
        return run_command(capsys, command or Command(), settings, *argv)

    return run


def entries(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


PAGES = [f"http://many.test/{at}" for at in range(3)]
EXPORTED = ["domain:farm.test", "domain:many.test", "http://good.test/paid"]


def test_the_round_trip(run: Run, uri: str, tmp_path: Path) -> None:
    out = tmp_path / "disavow.txt"
    about = ("--target", TARGET)
    status, printed, said = run("export", *about, "--output", str(out), uri=uri)
    assert (status, printed) == (0, "")
    assert entries(out.read_text()) == EXPORTED
    assert f"{out}: 2 domains and 1 page new, which cover 5 links; kept: 0" in said
    assert run("lint", str(out), *about) == (0, "no problems found\n", "")
    same = "no difference: both lists cover the same\n"
    assert run("diff", str(out), *about, uri=uri)[:2] == (0, same)

    status, printed, said = run("import", str(out), *about, "--dry-run", uri=uri)
    assert (status, said) == (0, "")
    assert printed.endswith(
        "added 3, 5 links newly covered; removed 0, 0 links no longer covered\n"
        f"the list in use of {TARGET} would be {out}; entries: 3\n"
    )
    status, after, _ = run("import", str(out), *about, uri=uri)
    assert after == printed.replace("would be", "is")
    assert run("import", str(out), *about, uri=uri)[1].startswith(same)

    _, kept, said = run("export", *about, "--keep", str(out), uri=uri)
    assert kept == out.read_text()
    assert "nothing new; kept: 3" in said
    assert entries(run("export", *about, uri=uri)[1]) == EXPORTED
    assert run("diff", str(out), *about, uri=uri)[:2] == (0, same)


def test_a_list_in_use_stays_in_the_file_unless_it_is_to_be_fresh(
    run: Run, uri: str, tmp_path: Path
) -> None:
    used = tmp_path / "used.txt"
    used.write_text("# Asked twice\ndomain:old-spam.test\nhttp://www.farm.test/a\n")
    about = ("--target", TARGET)
    assert run("import", str(used), *about, uri=uri)[0] == 0

    status, text, said = run("export", *about, uri=uri)
    assert status == 0
    assert entries(text) == ["domain:old-spam.test", *EXPORTED]
    assert "# Kept from the list in use: used.txt\n" in text
    assert "--keep FILE keeps these too" in said
    assert "as new ones cover them: http://www.farm.test/a\n" in said
    assert entries(run("export", *about, "--fresh", uri=uri)[1]) == EXPORTED

    text = run("export", *about, "--keep", str(used), uri=uri)[1]
    assert "# Asked twice\ndomain:old-spam.test\n" in text
    assert entries(text) == ["domain:old-spam.test", *EXPORTED]

    _, printed, _ = run("diff", str(used), *about, "--format", "jsonl", "--fresh", uri=uri)
    rows = {(row["change"], row["entry"]): row for row in map(json.loads, printed.splitlines())}
    assert rows["removed", "domain:old-spam.test"]["links"] == 0
    assert rows["added", "domain:many.test"]["pages"] == 3
    assert rows["added", "domain:farm.test"]["links"] == 0  # its page was covered already


def test_an_import_counts_links_as_disavowed(run: Run, uri: str, tmp_path: Path) -> None:
    used = tmp_path / "used.txt"
    used.write_text("domain:farm.test\ndomain: many.test\n")
    status, _, said = run("import", str(used), "--target", TARGET, uri=uri)
    assert status == 0
    assert said == (
        f"error: {used}:2:8: white space after 'domain:': write domain:many.test\n"
        f"lines with errors count as no entries: scrapy disavow lint {used}\n"
    )
    shown = run("show", BAD[0]["_id"], uri=uri, command=Links())[1]
    assert "\nDisavowed\n  entry  domain:farm.test\n" in shown
    assert "line   1\n" in shown
    _, told, _ = run("show", BAD[0]["_id"], "--format", "json", uri=uri, command=Links())
    assert json.loads(told)["disavowed"]["entry"] == "domain:farm.test"
    assert "\nDisavowed\n" not in run("show", BAD[2]["_id"], uri=uri, command=Links())[1]


def test_an_import_changes_what_is_to_be_done(
    run: Run, sqlite: str, rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the domains that only one of the two lists covers, where links were appraised."""

    def done() -> dict[str, str | None]:
        return {one["domain"]: one["disavowed"] for one in stored(sqlite, "domains")}

    settings = {"RULES_FOLDER": str(rules), "STORE_URI": sqlite, "RANK_FILES": ""}
    run_command(capsys, Domains(), settings, "--refresh", "--target", TARGET)
    assert set(done().values()) == {None}
    used = tmp_path / "used.txt"
    used.write_text("domain:farm.test\nhttp://good.test/paid\n")
    assert run("import", str(used), "--target", TARGET, uri=sqlite)[0] == 0
    assert done() == {"farm.test": "domain:farm.test", "good.test": None, "many.test": None}
    link = next(one for one in stored(sqlite, "links") if one["_id"] == BAD[1]["_id"])
    assert link["action"]["do"] == "ignore"
    used.write_text("domain:many.test\n")
    assert run("import", str(used), "--target", TARGET, uri=sqlite)[0] == 0
    assert done() == {"farm.test": None, "good.test": None, "many.test": "domain:many.test"}


def test_verdicts_and_outreach_are_heeded_and_told(run: Run, sqlite: str, tmp_path: Path) -> None:
    tried = {"state": "refused", "note": "no\ndomain:good.test", "by": "Bo", "at": BAD[0]["v"]}
    tried["at"] = None
    marks = [mark(BAD[0], "ok"), mark(FINE, "bad", outreach=tried)]
    fill(sqlite, marks=marks)
    about = ("--target", TARGET)
    _, text, said = run("export", *about, uri=sqlite)
    assert entries(text) == ["domain:many.test", "http://good.test/fine", "http://good.test/paid"]
    assert "# outreach: refused, Bo: no domain:good.test\n" in text
    assert "left out: 1 link of farm.test: marked ok\n" in said
    assert "for 2 of 3 nobody was asked" in said
    assert entries(run("export", *about, "--verdict-only", uri=sqlite)[1]) == [
        "http://good.test/fine"
    ]
    used = tmp_path / "used.txt"
    used.write_text("domain:farm.test\n")
    said = run("export", *about, "--keep", str(used), uri=sqlite)[2]
    assert "kept, though a link that they cover is marked ok: domain:farm.test\n" in said
    rows = run("diff", str(used), str(used), *about, uri=sqlite)
    assert rows == (0, "no difference: both lists cover the same\n", "")
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    _, printed, _ = run("diff", str(empty), str(used), *about, "--format", "csv", uri=sqlite)
    assert printed.splitlines() == [
        "change,entry,domains,links,pages,marked_ok",
        "added,domain:farm.test,1,1,1,1",
    ]


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ((), EXPORTED),
        (("--min-score", "6.5"), ["http://good.test/paid"]),
        (("--min-score", "0"), EXPORTED),
        (("--severity", "critical"), []),
        (("--rule", "word.cheap"), ["domain:farm.test"]),
        (("--rule", "word.m*,word.cheap"), ["domain:farm.test", "http://good.test/paid"]),
        (("--domain-pages", "4"), ["domain:farm.test", "http://good.test/paid", *PAGES]),
        (("--level", "url"), ["http://good.test/paid", *PAGES, "http://www.farm.test/a"]),
        (("--level", "domain"), ["domain:farm.test", "domain:good.test", "domain:many.test"]),
    ],
)
def test_what_is_asked_for_is_in_the_file(
    run: Run, sqlite: str, options: tuple[str, ...],
    wanted: list[str],
) -> None:  # fmt: skip
    status, text, said = run("export", "--target", TARGET, *options, uri=sqlite)
    assert status == 0
    if wanted:
        assert entries(text) == wanted
    else:
        assert (text, said) == ("", "nothing to disavow by these measures: no file was written\n")


def test_the_notice_stands_in_the_file_and_on_standard_error(run: Run, sqlite: str) -> None:
    _, text, said = run("export", "--target", TARGET, "--no-comments", uri=sqlite)
    assert text.splitlines()[:3] == [f"# {line}" for line in NOTICE]
    assert said.splitlines()[-3:] == list(NOTICE)
    assert sum(line.startswith("#") for line in text.splitlines()) == 4


def test_a_file_that_would_be_too_large_is_not_written(
    run: Run, sqlite: str, tmp_path: Path
) -> None:
    used, out = tmp_path / "used.txt", tmp_path / "out.txt"
    used.write_text("#\n" * MAX_LINES)
    options = ("--target", TARGET, "--keep", str(used), "--output", str(out))
    status, text, said = run("export", *options, uri=sqlite)
    assert (status, text) == (1, "")
    assert not out.exists()
    assert said.startswith(f"error: {out} would have 100,")
    assert "--no-comments" in said


def test_a_written_file_is_not_overwritten_but_by_what_keeps_it(
    run: Run, sqlite: str, tmp_path: Path
) -> None:
    out = tmp_path / "disavow.txt"
    out.write_text("domain:old-spam.test\n")
    about = ("export", "--target", TARGET, "--output", str(out))
    with pytest.raises(UsageError, match="exists: give another name, or keep its lines"):
        run(*about, uri=sqlite)
    assert run(*about, "--keep", str(out), uri=sqlite)[0] == 0
    assert entries(out.read_text()) == ["domain:old-spam.test", *EXPORTED]
    nowhere = tmp_path / "none" / "disavow.txt"
    status, _, said = run("export", "--target", TARGET, "--output", str(nowhere), uri=sqlite)
    assert status == 1
    assert f"error: {nowhere}: can't be written: No such file or directory\n" in said
    assert list(tmp_path.glob("*.part")) == []


BROKEN = b"""\
# Every line below has a fault
domain: spam.test
domain:www.spam.test
domain:http://spam.test/
domain=spam.test
DOMAIN:spam.test
domain:b\xc3\xbccher.test
domain:*.spam.test
domain:spam.test/dir/
spam.test
http://spam.test/ http://other.test/
http://other.test/?utm_source=x
http://other.test/?utm_source=x#again
domain:tumblr.com
domain:blogspot.com.
domain:co.uk
domain:old.test
https://www.own.test/page
domain:www.ally.test
domain:wikipedia.org
# caf\xe9
 http://third.test/page
domain:third.test\r
"""


def test_a_broken_file_yields_every_fault_with_its_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "broken.txt"
    file.write_bytes(BROKEN)
    status, text, said = run("lint", str(file), "--target", TARGET)
    assert (status, said) == (1, "")
    *told, counts = text.splitlines()
    assert {int(line.split(":")[1]) for line in told} == set(range(2, BROKEN.count(b"\n") + 1))
    assert all(line.split(": ")[1] in {"error", "warning", "note"} for line in told)
    assert counts.endswith((" note", " notes"))

    status, text, _ = run("lint", str(file), "--format", "jsonl")
    rows = [json.loads(line) for line in text.splitlines()]
    assert rows[0] == {
        "file": str(file),
        "line": 2,
        "column": 8,
        "message": "white space after 'domain:': write domain:spam.test",
        "level": "error",
    }
    notes = run("lint", str(file), "--format", "github")[1].splitlines()
    assert f"::notice file={file},line=12,col=19::" in "\n".join(notes)
    assert len(notes) == len(rows)
    assert json.loads(run("lint", str(file), "--format", "json")[1]) == rows


def test_without_a_target_lint_says_what_it_did_not_look_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_text("domain:old.test\n")
    said = "own and allied sites were not looked for: give --target\n"
    assert run("lint", str(file)) == (0, "no problems found\n", said)
    assert run("lint", str(file), "--target", TARGET)[0] == 1


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "an action is missing: give export, lint, diff, import"),
        (["exprt"], "unknown action 'exprt'"),
        (["export"], "--target is missing"),
        (["export", "--target", "a.test,b.test"], "--target takes one target"),
        (["export", "x.txt", "--target", "a.test"], "export takes no 'x.txt'"),
        (["export", "--target", "a.test", "--format", "jsonl"], "export has the formats text"),
        (["export", "--target", "a.test", "--rule", "word.chap"], "there is no rule 'word."),
        (["export", "--target", "a.test", "--output", "a.csv"], "a disavow file ends in .txt"),
        (["export", "--target", "a.test", "--keep", "none.txt"], "none.txt: can't be read: No su"),
        (["export", "--target", "a.test", "--keep", "a.txt", "--fresh"], "exclude each other"),
        (
            ["export", "--target", "a.test", "--verdict-only", "--min-score", "3"],
            "--verdict-only leaves no thresholds",
        ),
        (["lint"], "lint takes one file"),
        (["lint", "none.txt"], "none.txt: can't be read"),
        (["lint", "none.txt", "--min-score", "3"], "--min-score is an option of disavow export"),
        (["lint", "none.txt", "--dry-run"], "--dry-run is an option of disavow import, not of l"),
        (["diff", "--target", "a.test"], "diff takes the file in use"),
        (["diff", "a.txt", "b.txt", "--target", "a.test", "--level", "url"], "with two files not"),
        (["import", "--target", "a.test"], "import takes one file"),
        (["import", "none.txt"], "--target is missing"),
    ],
)
def test_wrong_use_is_refused(run: Run, argv: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(*argv)


@pytest.mark.parametrize("score", ["x", "-1", "nan", "inf"])
def test_a_score_is_a_number(run: Run, score: str) -> None:
    with pytest.raises(SystemExit):
        run("export", "--target", TARGET, f"--min-score={score}")


def test_a_kept_file_with_errors_is_to_be_mended_first(
    run: Run, sqlite: str, tmp_path: Path
) -> None:
    used = tmp_path / "used.txt"
    used.write_text("domain: a.test\nb.test\n")
    said = r"used.txt has 2 errors, the first is .*used.txt:1:8: white space .*\nmend it first"
    with pytest.raises(UsageError, match=said):
        run("export", "--target", TARGET, "--keep", str(used), uri=sqlite)


def test_an_import_of_which_nothing_can_be_read_changes_nothing(
    run: Run, sqlite: str, tmp_path: Path
) -> None:
    used = tmp_path / "used.txt"
    used.write_text("b.test\n")
    with pytest.raises(UsageError, match="has no line that could be read"):
        run("import", "--target", TARGET, str(used), uri=sqlite)


def test_a_target_without_links_is_told(run: Run, sqlite: str) -> None:
    status, text, said = run("export", "--target", "shop.tset", uri=sqlite)
    assert (status, text) == (1, "")
    assert said.endswith(f"holds no links of shop.tset (did you mean '{TARGET}'?)\n")
