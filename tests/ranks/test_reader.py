"""Rank lists in both formats, packed and broken, and a million lines of each."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.ranks.model import Rank, RankFileError
from backlinkspider.ranks.reader import rank_files, read_ranks
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

HEADER: Final = "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"
ROWS: Final = "1\t3.4E7\t3\t0.006\tcom.facebook\t3632\n2\t3.1E7\t1\t0.009\tuk.co.bbc\t41\n"
CC: Final = HEADER + ROWS
TRANCO: Final = "1,google.com\n2,bbc.co.uk\n3,facebook.com\n"


def commoncrawl(date: str | None, harmonic: int, pagerank: int) -> tuple[Rank, ...]:
    return (
        Rank("commoncrawl", date, "harmonic_centrality", harmonic),
        Rank("commoncrawl", date, "pagerank", pagerank),
    )


def plain(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def gzipped(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode()))


def zipped(path: Path, text: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("lists")
        archive.writestr("lists/list.csv", text)


@pytest.mark.parametrize("write", [plain, gzipped, zipped])
@pytest.mark.parametrize("name", ["ranks", "ranks.csv", "ranks.txt.gz"])
def test_the_content_tells_format_and_packing(
    write: Callable[[Path, str], None], name: str, tmp_path: Path
) -> None:
    """Whatever a file is called."""
    first, second = tmp_path / name, tmp_path / f"other-{name}"
    write(first, CC)
    write(second, TRANCO)
    ranks = read_ranks(rank_files(f"{first}, {second}"), {"facebook.com", "bbc.co.uk", "no.test"})
    assert ranks.of == {
        "facebook.com": (*commoncrawl(None, 1, 3), Rank("tranco", None, "rank", 3)),
        "bbc.co.uk": (*commoncrawl(None, 2, 1), Rank("tranco", None, "rank", 2)),
    }
    assert (sorted(ranks.sources), ranks.bad_lines) == (["commoncrawl", "tranco"], 0)


@pytest.mark.parametrize(
    "text",
    [
        CC.replace("\n", "\r\n"),
        "\ufeff" + CC,
        "#host_rev\t#n_hosts\t#pr_pos\t#harmonicc_pos\ncom.facebook\t9\t3\t1\n",
    ],
)
def test_spellings_of_common_crawls_list(text: str, tmp_path: Path) -> None:
    plain(tmp_path / "list", text)
    ranks = read_ranks(rank_files(str(tmp_path / "list")), {"facebook.com"})
    assert ranks.of == {"facebook.com": commoncrawl(None, 1, 3)}


@pytest.mark.parametrize("text", [TRANCO.replace("\n", "\r\n"), "\ufeff" + TRANCO, "1,google.com"])
def test_spellings_of_trancos_list(text: str, tmp_path: Path) -> None:
    plain(tmp_path / "list", text)
    ranks = read_ranks(rank_files(str(tmp_path / "list")), {"google.com"})
    assert ranks.of == {"google.com": (Rank("tranco", None, "rank", 1),)}


def test_the_date_is_that_of_the_name_else_the_one_given(tmp_path: Path) -> None:
    dated, undated = tmp_path / "cc-main-2026-aug-sep-oct-domain-ranks.txt", tmp_path / "top.csv"
    plain(dated, CC)
    plain(undated, TRANCO)
    files = rank_files(f"{dated},{undated}", "2026-11-02")
    assert [file.date for file in files] == ["2026-10", "2026-11-02"]
    assert [file.date for file in rank_files(str(undated))] == [None]


def test_of_two_lists_of_one_source_the_later_counts(tmp_path: Path) -> None:
    """Also for a domain that the later does not name."""
    plain(tmp_path / "a", "1,one.test\n2,two.test\n")
    plain(tmp_path / "b", "7,two.test\n")
    files = rank_files(f"{tmp_path / 'a'},{tmp_path / 'b'}")
    assert read_ranks(files, {"one.test", "two.test"}).of == {
        "two.test": (Rank("tranco", None, "rank", 7),)
    }


def test_no_lists_say_nothing() -> None:
    assert rank_files(" , ") == []
    assert read_ranks([], {"a.test"}).of == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "list:1: no rank list"),
        ("<html>", "list:1: no rank list"),
        ("# my sites\n", "list:1: no rank list"),
        ("domain,rank\na.test,1\n", "list:1: no rank list"),
        (HEADER.replace("\t", " "), "list:1: no domain ranks"),
        (HEADER.replace("#host_rev", "#name"), "list:1: no domain ranks"),
        (HEADER.replace("\t#n_hosts", ""), "list:1: ranks of hosts"),
    ],
)
def test_what_is_no_list_is_found_at_once(text: str, says: str, tmp_path: Path) -> None:
    plain(tmp_path / "list", text)
    with pytest.raises(RankFileError, match=says):
        rank_files(str(tmp_path / "list"))


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(RankFileError, match="no-such: can't be read: No such file"):
        rank_files(str(tmp_path / "no-such"))
    with pytest.raises(RankFileError, match="can't be read: Is a directory"):
        rank_files(str(tmp_path))
    two = tmp_path / "two.zip"
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.csv", TRANCO)
        archive.writestr("b.csv", TRANCO)
    with pytest.raises(RankFileError, match="a zip archive of 2 files"):
        rank_files(str(two))
    (tmp_path / "cut.zip").write_bytes(two.read_bytes()[:90])
    with pytest.raises(RankFileError, match="File is not a zip file"):
        rank_files(str(tmp_path / "cut.zip"))
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b\x08\x00" + b"x" * 50)
    with pytest.raises(RankFileError, match=r"bad\.gz:1: can't be read"):
        rank_files(str(tmp_path / "bad.gz"))


def test_bad_lines_are_told_and_passed_over(tmp_path: Path) -> None:
    """Of the lines only the place is looked at, and only for domains asked about."""
    path = tmp_path / "list"
    plain(
        path,
        f"{HEADER}nonsense \x1b[31m\n\nx\t1\ty\t1\tcom.odd\t1\nz\t1\tz\t1\tcom.other\t1\n{ROWS}",
    )
    ranks = read_ranks(rank_files(str(path)), {"odd.com", "bbc.co.uk"})
    assert ranks.of == {"bbc.co.uk": commoncrawl(None, 2, 1)}
    assert [str(line) for line in ranks.bad] == [
        f"{path}:2: no domain in this line: nonsense \\x1b[31m",
        f"{path}:4: the place is no whole number from 1: x\\t1\\ty\\t1\\tcom.odd\\t1",
    ]


def test_the_first_ten_bad_lines_are_shown_and_all_counted(tmp_path: Path) -> None:
    plain(tmp_path / "list", "1,a.test\n" + "no\n" * 25)
    ranks = read_ranks(rank_files(str(tmp_path / "list")), {"b.test"})
    assert (len(ranks.bad), ranks.bad_lines) == (10, 25)


@pytest.mark.parametrize("place", ["0", "-1", "1.5", "1e3", "٣", "9" * 11])
def test_places_are_whole_numbers_from_1(place: str, tmp_path: Path) -> None:
    plain(tmp_path / "list", f"1,a.test\n{place},b.test\n3,b.test\n")
    ranks = read_ranks(rank_files(str(tmp_path / "list")), {"b.test"})
    assert ranks.of == {"b.test": (Rank("tranco", None, "rank", 3),)}
    assert ranks.bad_lines == 1


def test_a_list_that_ends_early_is_an_error_with_its_line(tmp_path: Path) -> None:
    whole = gzip.compress("".join(f"{n},s{n * 7919}.test\n" for n in range(1, 90_000)).encode())
    (tmp_path / "list").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(
        RankFileError, match=r"list:\d{4,}: can't be read on: Compressed file ended"
    ):
        read_ranks(rank_files(str(tmp_path / "list")), {"b.test"})


def test_it_stops_when_all_are_found(tmp_path: Path) -> None:
    """Broken bytes behind the last domain that is asked about are never read."""
    lines = "1,a.test\n" + "".join(f"{n},s{n * 7919}.test\n" for n in range(2, 300_000))
    whole = gzip.compress(lines.encode())
    (tmp_path / "list").write_bytes(whole[: len(whole) // 2])
    ranks = read_ranks(rank_files(str(tmp_path / "list")), {"a.test"})
    assert ranks.of.keys() == {"a.test"}


@pytest.mark.parametrize("packed", [False, True])
def test_how_far_it_is_is_told_in_bytes_of_the_file(packed: bool, tmp_path: Path) -> None:
    text = "".join(f"{n},site-{n}.test\n" for n in range(1, 40_000)).encode()
    path = tmp_path / "top.csv"
    path.write_bytes(gzip.compress(text) if packed else text)
    told: list[tuple[int, dict[str, int]]] = []

    def advance(count: int, outcomes: Mapping[str, int] | None = None, /) -> None:
        told.append((count, dict(outcomes or {})))

    wanted = {"site-3.test", "site-39999.test", "other.test"}
    read_ranks(rank_files(str(path)), wanted, advance=advance)
    assert sum(count for count, _ in told) == path.stat().st_size
    assert [outcomes for _, outcomes in told if outcomes] == [{"domains found": 1}] * 2
    assert len(told) > 4


def test_it_stops_when_told_to(tmp_path: Path) -> None:
    plain(tmp_path / "list", TRANCO)
    ranks = read_ranks(rank_files(str(tmp_path / "list")), {"facebook.com"}, lambda: True)
    assert ranks.of == {}


def test_a_line_without_end_is_one_bad_line_in_bounded_memory(tmp_path: Path) -> None:
    with (tmp_path / "list").open("wb") as file:
        file.write(b"1,a.test\n")
        for _ in range(64):
            file.write(b"x" * (1 << 20))
        file.write(b"\n3,b.test\n")
    grown, found = _measured(tmp_path / "list", "b.test")
    assert found == "(Rank(source='tranco', date=None, metric='rank', place=3),)"
    assert grown < 32


MILLION: Final = 1_000_000


def _million(source: str) -> Iterable[str]:
    if source == "tranco":
        return (f"{n},site-{n}.test\n" for n in range(1, MILLION + 1))
    rows = (f"{n}\t3.1E7\t{n}\t1.2E-8\ttest.site-{n}\t7\n" for n in range(1, MILLION + 1))
    return (HEADER, *rows)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("source", ["commoncrawl", "tranco"])
def test_a_million_lines_in_bounded_memory(source: str, packed: bool, tmp_path: Path) -> None:
    path = tmp_path / "list"
    with path.open("wb") as raw, gzip.open(raw, "wt", 1) if packed else path.open("w") as file:
        file.writelines(_million(source))
    grown, found = _measured(path, "site-999999.test")
    assert f"source='{source}'" in found
    assert "place=999999" in found
    assert grown < 32


def _measured(path: Path, domain: str) -> tuple[float, str]:
    """Read *path* in a process of its own; return the MiB it grew by, and what it found."""
    code = (
        "import resource, sys\n"
        "from backlinkspider.ranks.reader import rank_files, read_ranks\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "before = peak()\n"
        "found = read_ranks(rank_files(sys.argv[1]), {sys.argv[2], 'no.test'})\n"
        "print(peak() - before)\n"
        "print(found.of[sys.argv[2]])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(path), domain],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    grown, found = ended.stdout.splitlines()
    return float(grown), found
