"""`ksbcheck pin` and `baseline`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ksbcheck.cli.options import Judging, Paths, PathsIfAny, with_shared_options
from ksbcheck.cli.portfolios import chosen_paths, refuse_empty
from ksbcheck.cli.run import COULD_NOT_CHECK, attempt, stop, tell, write
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.inputs.beside import write_baseline
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.tasks.baseline import BaselineResult, record
from ksbcheck.tasks.check import CheckRequest
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
    lines = [_pinned(each, check=check) for each in pinned]
    _end(lines, errors, would_change=check and any(each.changed for each in pinned))


def _pinned(pinned: Pinned, *, check: bool) -> str:
    what = ("would be pinned to" if check else "pinned to") if pinned.changed else "unchanged, pinned to"
    line = f"{pinned.path}: {what} {pinned.standard.reference} version {pinned.standard.version}"
    if pinned.statements:
        line += f"; changed since the last time: {', '.join(pinned.statements)}"
    if pinned.changed and (pinned.path.parent / SEAL_NAME).exists():
        line += "; the folder is sealed, and its seal no longer fits" if not check else "; the folder is sealed"
    return shown(line)


@with_shared_options
def baseline(
    *,
    paths: PathsIfAny = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Record all that are missing today, new ones included.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the baseline lists KSBs now met.")
    ] = False,
    judging: Judging,
) -> None:
    """Record which KSBs are missing today, so that `check` fails only on others; later, take out those now met.

    An existing baseline only shrinks, unless --replace records all that is missing. Reports show it as justified.

    Exit status: 0 written, or nothing to write; 1 with --check, it would shrink; 2 it could not be recorded.

    Examples: ksbcheck baseline portfolio/; ksbcheck baseline cohort/*/ --check
    """
    if judging.option is not None:
        stop("a baseline is for the manifest's own option; leave --option out")
    request = CheckRequest(judging.overrides(), judging.day)
    chosen = chosen_paths(paths, request.settings)
    with Outlines(OutlineCache.of_the_user()) as documents:
        looking = request._replace(documents=documents)
        made, errors = attempt(lambda path: _record(Path(path), looking, replace=replace, check=check), chosen)
    lines = [_recorded(each, check=check) for each in made]
    _end(lines, errors, would_change=check and any(each.changes for each in made))


def _record(path: Path, request: CheckRequest, *, replace: bool, check: bool) -> BaselineResult:
    made = record(path, request, anew=replace)
    if made.changes and not check:
        write_baseline(made.file, made.baseline, made.before)
    return made


def _recorded(made: BaselineResult, *, check: bool) -> str:
    verb = "lists" if not made.changes else "would list" if check else "written:"
    parts = [f"{verb} {counted_noun(len(made.baseline.gaps), 'gap')}"]
    if made.closed:
        parts.append(f"{counted_noun(len(made.closed), 'closed one')} {'to take' if check else 'taken'} out")
    if made.new:
        parts.append(f"{counted_noun(len(made.new), 'new one')} not added")
    return f"{shown(str(made.file))}: {', '.join(parts)}"


def _end(lines: Iterable[str], errors: Sequence[InputError], *, would_change: bool) -> NoReturn:
    write("".join(f"{line}\n" for line in lines), None)
    tell(errors)
    raise typer.Exit(COULD_NOT_CHECK if errors else int(would_change))
