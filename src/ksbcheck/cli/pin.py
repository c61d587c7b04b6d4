"""`ksbcheck pin`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.judging import Paths, refuse_empty
from ksbcheck.cli.output import COULD_NOT_CHECK, tell, write
from ksbcheck.domain.finding import InputError

if TYPE_CHECKING:
    from ksbcheck.tasks.pin import Pinned

_WOULD_CHANGE = 1


def pin(
    paths: Paths,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say what would change, and exit with 1.")
    ] = False,
) -> None:
    """Pin portfolios to the text of their standard: when a statement changes, its claims are found suspect (KSB206).

    The standard's fingerprint is written into the manifest under `fingerprint:`, and nothing else in it is changed.
    Review suspect claims first: pinning anew confirms them all.

    Exit status: 0 pinned, or unchanged; 1 with --check, something would change; 2 something could not be pinned.
    """
    from ksbcheck.tasks.pin import pin as pin_manifest

    refuse_empty(paths)
    worst = 0
    for path in paths:
        try:
            pinned = pin_manifest(Path(path), write=not check)
        except InputError as error:
            tell(error)
            worst = COULD_NOT_CHECK
        else:
            write(f"{_said(pinned, check)}\n", None)
            worst = max(worst, _WOULD_CHANGE if check and pinned.changed else 0)
    raise typer.Exit(worst)


def _said(pinned: "Pinned", check: bool) -> str:
    """Return what was done to a manifest, or with `check` what would be."""
    from ksbcheck.domain.seal import SEAL_NAME
    from ksbcheck.domain.text import shown

    what = ("would be pinned to" if check else "pinned to") if pinned.changed else "unchanged, pinned to"
    line = f"{pinned.path}: {what} {pinned.standard.reference} version {pinned.standard.version}"
    if pinned.statements:
        line += f"; changed since the last time: {', '.join(pinned.statements)}"
    if pinned.changed and (pinned.path.parent / SEAL_NAME).exists():
        line += "; the folder is sealed, and its seal no longer fits" if not check else "; the folder is sealed"
    return shown(line)
