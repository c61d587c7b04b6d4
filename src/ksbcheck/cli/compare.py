"""`ksbcheck compare`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.complete import portfolios
from ksbcheck.cli.judging import Judging, Pseudonymous, refuse_empty, refuse_to_overwrite
from ksbcheck.cli.output import Output, Shape, TableOrJson, draw, stop, stopping_on_bad_input, write

if TYPE_CHECKING:
    from ksbcheck.domain.comparison import OptionsReport, ProgressReport


@unbundled
def compare(
    *,
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            autocompletion=portfolios,
            help="A portfolio's folder, or its manifest; with NEW, the older state.",
            show_default=False,
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="[NEW]", autocompletion=portfolios, help="The newer state of the portfolio.", show_default=False
        ),
    ] = None,
    show_format: TableOrJson = Shape.TABLE,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Compare with this earlier day: what is dated later didn't count then.",
            show_default=False,
        ),
    ] = None,
    judging: Judging,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Compare a portfolio with each option of its standard, or two states of it: what has closed, opened, moved.

    Only manifests are read, not the evidence files. PATH alone asks "what if" of every option. PATH and NEW, or PATH
    and --since, show progress; with all three PATH is judged as of the day of --since.

    Exit status: 0 compared, whatever the outcome; 2 it could not be judged, or unlike things can't be compared.

    Examples: ksbcheck compare portfolio/; ksbcheck compare review-1/ portfolio/; ksbcheck compare portfolio/ --since
    2026-01-31
    """
    from ksbcheck.tasks.compare import compare_over_time, compare_with_options
    from ksbcheck.tasks.pseudonyms import pseudonymous as hidden
    from ksbcheck.tasks.request import CheckRequest

    paths = [path] if new is None else [path, new]
    refuse_empty(paths)
    with stopping_on_bad_input():
        request = CheckRequest(judging.asked(), judging.today, option=judging.option)
    compared: OptionsReport | ProgressReport
    if new is None and since is None:
        if request.option is not None:
            stop("every option is compared; --option goes with two states, that is with NEW or --since")
        compared = compare_with_options(Path(path), request)
        reports = [compared.report]
    else:
        then = since.date() if since else request.day
        if then > request.day:
            stop(f"--since {then} is later than {request.day}, the day that it is compared with")
        compared = compare_over_time(Path(path), Path(new) if new else None, request, then)
        reports = [compared.before, compared.after]
    refuse_to_overwrite(output, paths, reports)
    _show(hidden(compared) if pseudonymous else compared, show_format, output)
    raise typer.Exit(compared.outcome)


def _show(compared: "OptionsReport | ProgressReport", show_format: Shape, output: Path | None) -> None:
    with stopping_on_bad_input():
        if show_format is Shape.JSON:
            from ksbcheck.reports.json import render_comparison

            write(render_comparison(compared), output)
        else:
            from ksbcheck.reports.compare import document

            draw([document(compared)], output)
