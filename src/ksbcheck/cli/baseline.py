"""`ksbcheck baseline`."""

from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.judging import Judging, PathsIfAny, chosen_paths
from ksbcheck.cli.output import COULD_NOT_CHECK, stop, stopping_on_bad_input, tell
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.inputs.baseline import write_baseline
from ksbcheck.tasks.baseline import record
from ksbcheck.tasks.request import CheckRequest


@unbundled
def baseline(
    *,
    paths: PathsIfAny = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Record today's gaps anew, those that have opened since as well.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if the baseline lists gaps that are closed.")
    ] = False,
    judging: Judging,
) -> None:
    """Record today's gaps beside the manifest, so that `check` fails only on new ones; later, take closed gaps out.

    A baseline that is there only ever shrinks, unless --replace records it anew. Gaps that it lists are shown by every
    report, as justified.

    Exit status: 0 written, or nothing to write; 1 with --check, it would shrink; 2 it could not be recorded.

    Examples: ksbcheck baseline portfolio/; ksbcheck baseline cohort/*/ --check
    """
    if judging.option is not None:
        stop("a baseline is for the manifest's own option; leave --option out")
    with stopping_on_bad_input():
        request = CheckRequest(judging.asked(), judging.today)
        chosen = chosen_paths(paths, request.settings)
    raise typer.Exit(max(_one(Path(path), request, replace=replace, check=check) for path in chosen))


def _one(path: Path, request: CheckRequest, *, replace: bool, check: bool) -> int:
    """Record or shrink the baseline of one portfolio, say what was done, and return the exit status."""
    try:
        made = record(path, request, replace=replace)
        if made.changes and not check:
            write_baseline(made.file, made.baseline, made.before)
    except InputError as error:
        tell(error)
        return COULD_NOT_CHECK
    verb = "lists" if not made.changes else "would list" if check else "written:"
    said = [f"{verb} {counted_noun(len(made.baseline.gaps), 'gap')}"]
    if made.closed:
        said.append(f"{counted_noun(len(made.closed), 'closed one')} {'to take' if check else 'taken'} out")
    if made.new:
        said.append(f"{counted_noun(len(made.new), 'new one')} not added")
    typer.echo(f"{shown(str(made.file))}: {', '.join(said)}")
    return int(check and made.changes)
