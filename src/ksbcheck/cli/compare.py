"""`ksbcheck compare`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_portfolios
from ksbcheck.cli.options import (
    Full,
    Judging,
    Output,
    Pseudonymous,
    TableOrJson,
    parse_day,
    take_argument,
    take_option,
    with_shared_options,
)
from ksbcheck.cli.portfolios import refuse_empty, refuse_to_overwrite
from ksbcheck.cli.run import show, stop
from ksbcheck.domain.comparison import OptionsReport, ProgressReport
from ksbcheck.domain.report import Outcome
from ksbcheck.output.document import Detail
from ksbcheck.reports.compare import screens
from ksbcheck.reports.json import render_comparison
from ksbcheck.tasks.check import CheckRequest
from ksbcheck.tasks.compare import compare_over_time, compare_with_options
from ksbcheck.tasks.pseudonyms import pseudonymous as hidden


@with_shared_options
def compare(
    *,
    path: Annotated[
        str,
        take_argument(
            metavar="PATH",
            autocompletion=complete_portfolios,
            help="A portfolio's folder, or its manifest; with NEW, the older state.",
        ),
    ],
    new: Annotated[
        str | None,
        take_argument(metavar="[NEW]", autocompletion=complete_portfolios, help="The newer state of the portfolio."),
    ] = None,
    show_format: TableOrJson = "table",
    since: Annotated[
        date | None,
        take_option(
            parser=parse_day,
            metavar="YYYY-MM-DD",
            help="Compare with this earlier day: what is dated later didn't count then.",
        ),
    ] = None,
    judging: Judging,
    full: Full = False,
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
    paths = [path] if new is None else [path, new]
    refuse_empty(paths)
    request = CheckRequest(judging.overrides(), judging.day, option=judging.option)
    compared: OptionsReport | ProgressReport
    if new is None and since is None:
        if request.option is not None:
            stop("every option is compared; use --option only with NEW or --since")
        compared = compare_with_options(Path(path), request)
        reports = [compared.report]
    else:
        then = since or request.day
        if then > request.day:
            stop(f"--since {then} is later than {request.day}, the day that it is compared with")
        compared = compare_over_time(Path(path), Path(new) if new else None, request, then)
        reports = [compared.before, compared.after]
    refuse_to_overwrite(output, paths, reports)
    shown = hidden(compared) if pseudonymous else compared
    detail = Detail.FULL if full else Detail.FIRST
    show(show_format, output, drafts=lambda: screens(shown, detail), json=lambda: render_comparison(shown))
    raise typer.Exit(Outcome.CLEAN if compared.why_not is None else Outcome.ERROR)
