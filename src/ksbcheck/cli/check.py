"""`ksbcheck check`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.judging import (
    Judging,
    Looking,
    MethodId,
    PathsIfAny,
    Pseudonymous,
    chosen_paths,
    format_for,
    hidden,
    judged,
    refuse_outside,
)
from ksbcheck.cli.output import Output, screen_for, stopping_on_bad_input, write
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.text import shown
from ksbcheck.formats import IN_JOB_SUMMARY, IN_REPOSITORY, ReportFormat, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbcheck.domain.report import Report

_JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
_MOST_IN_A_SUMMARY = 1024 * 1024
"""How many bytes GitHub takes as the summary of a step; of a longer one it shows nothing at all."""


@unbundled
def check(
    *,
    paths: PathsIfAny = None,
    report_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", "-f", help="How to show the report.", show_default="table"),
    ] = None,
    judging: Judging,
    method: MethodId = None,
    looking: Looking,
    fail_on: Annotated[
        Severity | None,
        typer.Option(help="The lowest severity that fails the check.", show_default="error"),
    ] = None,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Check portfolios: which KSBs of the learner's option are evidenced, duty by duty, and what is missing.

    Of a folder the evidence files are checked as well: whether they are there, open, and cite what is claimed where.

    Exit status: 0 nothing failing; 1 gaps or failing findings; 2 something could not be checked. The worst one counts.

    Examples: ksbcheck check portfolio/ --rung assessed; ksbcheck check cohort/*/ --format summary
    """
    from ksbcheck.domain.report import tally
    from ksbcheck.inputs.repository import Root

    with stopping_on_bad_input():
        chosen = report_format or ReportFormat(format_for(paths, judging, [each.value for each in ReportFormat]))
        request = judging.request(looking, method, fail_on=fail_on)
        portfolios = chosen_paths(paths, request.settings)
    root = Root.around(Path()) if chosen in IN_REPOSITORY else None
    refuse_outside(root, portfolios)
    reports = judged(portfolios, request, looking, output)
    if root:  # before names are hidden: the folders above the root may have some, and say nothing here
        reports = tuple(map(root.rooted, reports))
    reports = hidden(reports, pseudonymous=pseudonymous)
    with stopping_on_bad_input():
        _show(chosen, reports, output)
    raise typer.Exit(tally(reports).worst)


def _show(report_format: ReportFormat, reports: "Sequence[Report]", output: Path | None) -> None:
    """Write the reports, and Markdown into the summary of a GitHub job where there is one.

    Raises:
        InputError: one of the two can't be written; if it is the summary, nothing is.
    """
    summary = os.environ.get(_JOB_SUMMARY) if report_format in IN_JOB_SUMMARY else None
    markdown = _markdown(reports) if summary or report_format is ReportFormat.MARKDOWN else ""
    if summary:
        _append(markdown, Path(summary))
    if report_format is not ReportFormat.MARKDOWN:
        write(str(render(report_format, reports, screen_for(output))), output)
    elif output is not None or not summary:
        write(markdown, output)


def _markdown(reports: "Sequence[Report]") -> str:
    return str(render(ReportFormat.MARKDOWN, reports))


def _append(markdown: str, summary: Path) -> None:
    from ksbcheck.inputs.files import append_text

    append_text(summary, f"{markdown}\n", _MOST_IN_A_SUMMARY)
    typer.echo(f"Added to the job summary, {shown(str(summary))}", err=True)
