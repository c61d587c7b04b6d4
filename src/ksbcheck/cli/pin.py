"""`ksbcheck pin`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.options import Paths
from ksbcheck.cli.portfolios import refuse_empty
from ksbcheck.cli.run import COULD_NOT_CHECK, attempt, tell, write
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.text import shown
from ksbcheck.tasks.pin import Pinned
from ksbcheck.tasks.pin import pin as pin_manifest


def pin(
    paths: Paths,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say what would change, and exit with 1.")
    ] = False,
) -> None:
    """Pin portfolios to the text of their standard: when a statement changes, its claims are found suspect (KSB206).

    The standard's fingerprint is written into the manifest under `fingerprint:`, and nothing else in it is changed.
    Review suspect claims first: pinning again confirms them all.

    Exit status: 0 pinned, or unchanged; 1 with --check, something would change; 2 something could not be pinned.
    """
    refuse_empty(paths)
    pinned, errors = attempt(lambda path: pin_manifest(Path(path), write=not check), paths)
    write("".join(f"{_said(each, check)}\n" for each in pinned), None)
    tell(errors)
    would_change = check and any(each.changed for each in pinned)
    raise typer.Exit(COULD_NOT_CHECK if errors else int(would_change))


def _said(pinned: Pinned, check: bool) -> str:
    """Return what was done to a manifest, or with `check` what would be."""
    what = ("would be pinned to" if check else "pinned to") if pinned.changed else "unchanged, pinned to"
    line = f"{pinned.path}: {what} {pinned.standard.reference} version {pinned.standard.version}"
    if pinned.statements:
        line += f"; changed since the last time: {', '.join(pinned.statements)}"
    if pinned.changed and (pinned.path.parent / SEAL_NAME).exists():
        line += "; the folder is sealed, and its seal no longer fits" if not check else "; the folder is sealed"
    return shown(line)
