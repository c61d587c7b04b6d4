"""`ksbcheck seal` and `ksbcheck verify`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_portfolios
from ksbcheck.cli.options import parse_day, take_argument, take_option
from ksbcheck.cli.run import stop, write
from ksbcheck.domain.day import today
from ksbcheck.domain.people import is_name
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.tasks.seal import seal as seal_folder
from ksbcheck.tasks.seal import verify as verify_folder

_CHANGED = 1

Folder = Annotated[
    str, take_argument(metavar="FOLDER", autocompletion=complete_portfolios, help="A portfolio's folder.")
]


def seal(
    folder: Folder,
    by: Annotated[str | None, take_option(metavar="NAME", help="Who seals it.")] = None,
    on: Annotated[
        date | None, take_option(parser=parse_day, metavar="YYYY-MM-DD", help="The day; today by default.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the folder's seal.")] = False,
) -> None:
    """Seal a portfolio's folder: write down what it holds, so that every later change can be seen.

    The seal, portfolio.seal.json, has the hash and size of each file and of the manifest, and the fingerprint of the
    standard. It shows changes, but it is not a signature: anybody can seal the folder again.

    Example: ksbcheck seal portfolio/ --by "A. Assessor"
    """
    day = on or today()
    if day > today():
        stop(f"{day} is in the future; seal the folder as of today or earlier")
    if by is not None and not by.strip():
        stop("the name after --by is empty; say who seals the folder, or leave --by out")
    if by is not None and not is_name(by):
        stop(f"{by!r} is not a person's name; say who seals the folder, or leave --by out")
    made, found = seal_folder(_folder(folder), by, day, replace=replace)
    whom = f"by {made.by}" if made.by else "without a name (add --by NAME)"
    lines = [f"{Path(folder) / SEAL_NAME}: {counted_noun(len(made.files), 'file')} and the manifest sealed {whom}"]
    lines += [f"not sealed: {name} ({reason})" for name, reason in (found.refused | found.not_listed).items()]
    lines += [f"not sealed: {name} (left behind by a system)" for name in found.litter]
    write(_lines(lines), None)


def verify(folder: Folder) -> None:
    """Tell whether a sealed folder is still what it was.

    Exit status: 0 unchanged; 1 changed, with every changed, added, removed or renamed file named; 2 it couldn't check.
    """
    found, changes = verify_folder(_folder(folder))
    sealed = f"sealed on {found.on}{f' by {found.by}' if found.by else ''}"
    if changes:
        lines = [f"{folder}: changed since it was {sealed}", *changes.in_words(), *changes.claims]
    else:
        count = counted_noun(len(found.files), "file")
        lines = [f"{folder}: unchanged since it was {sealed}: {count} and the manifest"]
    lines += [f"  not checked, as when it was sealed: {name}" for name in found.not_sealed]
    if changes.standard is None:
        lines.append("not checked: whether the standard has changed, because it could not be found")
    write(_lines(lines), None)
    raise typer.Exit(_CHANGED if changes else 0)


def _lines(lines: list[str]) -> str:
    """Return the first line, and the others below it, each as one line whatever the names in it hold."""
    first, *others = map(shown, lines)
    return "".join([f"{first}\n", *(f"  {line}\n" for line in others)])


def _folder(folder: str) -> Path:
    if not folder.strip():
        stop("the path is empty; name a portfolio's folder")
    path = Path(folder)
    if path.is_file():
        stop(f"{folder} is a file; name the portfolio's folder")
    if not path.is_dir():
        stop(f"there is no folder {folder}")
    return path
