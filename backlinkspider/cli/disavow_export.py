"""``scrapy disavow export``: the file of what should be disowned, with the reasons."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli import disavow_choice
from backlinkspider.cli.disavow_choice import choice_of, head_of
from backlinkspider.cli.disavow_files import open_file
from backlinkspider.cli.disavow_making import about, ask_about, in_use, make
from backlinkspider.cli.output import counted, one_line
from backlinkspider.disavow.compose import NOTICE, Kept
from backlinkspider.disavow.cover import DOMAIN
from backlinkspider.disavow.limits import size_problems
from backlinkspider.disavow.reasons import was_asked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.cli.disavow_making import About, Made
    from backlinkspider.disavow.select import LeftOut
    from backlinkspider.store.base import Store

OPTIONS: Final[dict[str, Any]] = {
    **disavow_choice.OPTIONS,
    "output": None,
    "keep": None,
    "no_comments": False,
}
_NAMED: Final = 5


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add where the file goes and what stays in it."""
    parser.add_argument("--output", metavar="FILE", help="a new .txt file (default: print it)")
    parser.add_argument(
        "--keep", metavar="FILE", help="the file in use: its lines stay, comments and all"
    )
    parser.add_argument("--no-comments", action="store_true", help="without reasons: fewer lines")


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Write the file; exit 1 where it would be too large, or the store has no links of --target."""
    if args:
        raise UsageError(f"export takes no {args[0]!r}", print_help=False)
    if opts.keep and opts.fresh:
        raise UsageError("--keep and --fresh exclude each other", print_help=False)
    one = about(opts, settings)
    choice = choice_of(opts, one.book.rules)
    head = head_of(opts, one.target.name, choice)
    output, kept = _output(opts), _kept(opts)

    async def export(store: Store) -> int:
        stay = kept or (Kept() if opts.fresh else await in_use(store, one.target.name))
        made = await make(store, one, choice, head, stay, comments=not opts.no_comments)
        if not made.file.picks and not stay.lines:
            _say_left_out(made.left_out)
            _say("nothing to disavow by these measures: no file was written")
            return 0
        return _write(made, output, one)

    return ask_about(one, settings["STORE_URI"], export)


def _output(opts: argparse.Namespace) -> Path | None:
    """Return where the file goes. Raises ``UsageError``: what was written by hand is not lost."""
    if opts.output is None:
        return None
    path = Path(opts.output)
    if path.suffix != ".txt":
        raise UsageError(f"{path}: the name of a disavow file ends in .txt", print_help=False)
    if path.exists() and not (opts.keep and path.samefile(opts.keep)):
        say = f"{path} exists: give another name, or keep its lines with --keep {path}"
        raise UsageError(say, print_help=False)
    return path


def _kept(opts: argparse.Namespace) -> Kept | None:
    if opts.keep is None:
        return None
    file = open_file(opts.keep)
    errors = [one for one in file.problems if one.level == "error"]
    if errors:
        say = (
            f"{opts.keep} has {counted(len(errors), 'error')}, the first is {errors[0]}\n"
            f"mend it first: scrapy disavow lint {opts.keep}"
        )
        raise UsageError(say, print_help=False)
    return Kept(file.lines, file.entries)


def _write(made: Made, output: Path | None, one: About) -> int:
    content = made.file.text.encode()
    name = str(output or "the file")
    if too_large := list(size_problems(len(made.file.lines), len(content), name)):
        for problem in too_large:
            _say(f"error: {name} would have {problem.message}")
        _say("nothing was written: ask for less with --min-score or --severity, for whole sites")
        _say("with --level domain, or for no reasons above entries with --no-comments")
        return 1
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif refused := _save(output, content):
        _say(f"error: {refused}")
        return 1
    _say_what(made, output, one)
    return 0


def _save(path: Path, content: bytes) -> str:
    """Write *path* whole or not at all, as it may be the list in use; return what went wrong."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        return f"{path}: can't be written: {error.strerror}"
    return ""


def _say_what(made: Made, output: Path | None, one: About) -> None:
    picks = made.file.picks
    whole = sum(pick.entry.startswith(DOMAIN) for pick in picks)
    links = len({link["_id"] for pick in picks for link in pick.covered})
    entries = f"{counted(whole, 'domain')} and {counted(len(picks) - whole, 'page')}"
    new = f"{entries} new, which cover {counted(links, 'link')}" if picks else "nothing new"
    _say(f"{output or one.target.name}: {new}; kept: {len(made.kept.entries):,}")
    if made.kept.title:
        _say("the kept list was imported and has no comments here: --keep FILE keeps these too")
    if made.file.dropped:
        _say(f"left out of the kept lines, as new ones cover them: {some(made.file.dropped)}")
    if made.doubtful:
        _say(f"kept, though a link that they cover is marked ok: {some(made.doubtful)}")
    _say_left_out(made.left_out)
    if unasked := sum(not was_asked(pick, made.marks) for pick in picks):
        _say(f"for {unasked:,} of {len(picks):,} nobody was asked to take a link away: ask first")
    for line in NOTICE:
        _say(line)


def _say_left_out(left_out: Iterable[LeftOut]) -> None:
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in left_out:
        reasons[one.reason] += [link["page"]["domain"] for link in one.links]
    for reason, domains in sorted(reasons.items()):
        names = sorted(set(domains))
        _say(f"left out: {counted(len(domains), 'link')} of {some(names)}: {one_line(reason)}")


def some(names: Sequence[str]) -> str:
    """Return the first few of *names*, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
