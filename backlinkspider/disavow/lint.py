"""What is wrong in a disavow file, line by line and as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.yamlfile.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.disavow.file import DisavowFile
    from backlinkspider.disavow.guard import Guard


def lint(file: DisavowFile, guard: Guard) -> list[Problem]:
    """Return everything that is wrong in *file*, in file order.

    An error is what a search engine does not take, or what would disavow sites that nobody should;
    a warning what is needless or probably meant otherwise; a note what is worth a look.
    """
    found = [*file.problems, *_name(file.name), *_repeated(file)]
    if not file.entries and not any(one.level == "error" for one in file.problems):
        say = "the file disavows nothing: an upload of it takes the list in use back"
        found.append(Problem(file.name, 1, 1, say, "warning"))
    for entry in file.entries:
        for _, grade, say in guard.objections(entry):
            found.append(Problem(file.name, entry.line, entry.column, say, grade))
    return sorted(found)


def _name(name: str) -> Iterator[Problem]:
    if name != "-" and not name.endswith(".txt"):
        yield Problem(name, 1, 1, "the name must end in .txt: rename the file")


def _repeated(file: DisavowFile) -> Iterator[Problem]:
    """Yield the lines that say what another line says: the same, or something wider."""
    cover = file.cover
    first: dict[str, int] = {}
    for entry in file.entries:
        first.setdefault(entry.spelling, entry.line)
    for entry in file.entries:
        wider = cover.wider(entry.spelling)
        if (before := first[entry.spelling]) != entry.line:
            say = f"the same as line {before}: take one out"
        elif wider:
            say = f"already covered by {wider} in line {first[wider]}: take it out"
        else:
            continue
        yield Problem(file.name, entry.line, entry.column, say, "warning")
