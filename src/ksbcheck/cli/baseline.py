"""`ksbcheck baseline`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.options import Judging, PathsIfAny, with_shared_options
from ksbcheck.cli.portfolios import chosen_paths
from ksbcheck.cli.run import COULD_NOT_CHECK, attempt, stop, tell, write
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.inputs.beside import write_baseline
from ksbcheck.tasks.baseline import BaselineResult, record
from ksbcheck.tasks.check import CheckRequest


@with_shared_options
def baseline(
    *,
    paths: PathsIfAny = None,
    replace: Annotated[bool, typer.Option("--replace", help="Record all of today's gaps, new ones included.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the baseline lists closed gaps.")
    ] = False,
    judging: Judging,
) -> None:
    """Record today's gaps beside the manifest, so that `check` fails only on new ones; later, take closed gaps out.

    An existing baseline only shrinks, unless --replace records all gaps. Reports show its gaps as justified.

    Exit status: 0 written, or nothing to write; 1 with --check, it would shrink; 2 it could not be recorded.

    Examples: ksbcheck baseline portfolio/; ksbcheck baseline cohort/*/ --check
    """
    if judging.option is not None:
        stop("a baseline is for the manifest's own option; leave --option out")
    request = CheckRequest(judging.overrides(), judging.today)
    chosen = chosen_paths(paths, request.settings)
    made, errors = attempt(lambda path: _record(Path(path), request, replace=replace, check=check), chosen)
    write("".join(f"{_line(each, check=check)}\n" for each in made), None)
    tell(errors)
    would_shrink = check and any(each.changes for each in made)
    raise typer.Exit(COULD_NOT_CHECK if errors else int(would_shrink))


def _record(path: Path, request: CheckRequest, *, replace: bool, check: bool) -> BaselineResult:
    made = record(path, request, replace=replace)
    if made.changes and not check:
        write_baseline(made.file, made.baseline, made.before)
    return made


def _line(made: BaselineResult, *, check: bool) -> str:
    """Return what was recorded, or with `check` what would be."""
    verb = "lists" if not made.changes else "would list" if check else "written:"
    parts = [f"{verb} {counted_noun(len(made.baseline.gaps), 'gap')}"]
    if made.closed:
        parts.append(f"{counted_noun(len(made.closed), 'closed one')} {'to take' if check else 'taken'} out")
    if made.new:
        parts.append(f"{counted_noun(len(made.new), 'new one')} not added")
    return f"{shown(str(made.file))}: {', '.join(parts)}"
