"""`ksbcheck check`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.judging import (
    AsOf,
    Cache,
    DutyContext,
    LowestRung,
    MaxFiles,
    MaxFileSize,
    MinPieces,
    OptionId,
    Paths,
    Pseudonymous,
    judged,
)
from ksbcheck.cli.output import Output, screen_for, stopping_on_bad_input, write
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.text import shown
from ksbcheck.render import IN_JOB_SUMMARY, IN_REPOSITORY, DocumentFormat, ReportFormat, render_document, renderer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbcheck.report import Report

_JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
MOST_IN_A_SUMMARY = 1024 * 1024
"""How many bytes GitHub takes as the summary of a step; of a longer one it shows nothing at all."""


def check(
    paths: Paths,
    report_format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How to show the report.")
    ] = ReportFormat.TABLE,
    rung: LowestRung = "claimed",
    min_pieces: MinPieces = 1,
    duty_context: DutyContext = False,
    option: OptionId = None,
    fail_on: Annotated[Severity, typer.Option(help="The lowest severity that fails the check.")] = Severity.ERROR,
    as_of: AsOf = None,
    max_file_size: MaxFileSize = 250,
    max_files: MaxFiles = 500,
    cache: Cache = True,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Check portfolios: which KSBs of the learner's option are evidenced, duty by duty, and what is missing.

    Of a folder the evidence files are checked as well: whether they are there, open, and cite what is claimed where.

    Exit status: 0 nothing failing; 1 gaps or failing findings; 2 something could not be checked. The worst one counts.

    Examples: ksbcheck check portfolio/ --rung assessed; ksbcheck check cohort/*/ --format summary
    """
    from ksbcheck.domain.policy import Policy
    from ksbcheck.report import tally
    from ksbcheck.sources.repository import Root

    policy = Policy(
        rung=Rung(rung),
        min_pieces=min_pieces,
        duty_context=duty_context,
        fail_on=fail_on,
        max_file_mib=max_file_size,
        max_files=max_files,
    )
    root = Root.around(Path()) if report_format in IN_REPOSITORY else None
    reports = judged(paths, policy, as_of, option, output, cache=cache, hide_names=pseudonymous, root=root)
    with stopping_on_bad_input():
        _show(report_format, reports, output)
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
        write(renderer(report_format)(reports, screen_for(output)), output)
    elif output is not None or not summary:
        write(markdown, output)


def _markdown(reports: "Sequence[Report]") -> str:
    from ksbcheck.engine.plan import planned
    from ksbcheck.render.view import first_things, view

    views = [view(report, first_things(planned(report))) for report in reports]
    return str(render_document(DocumentFormat.MARKDOWN, reports, views))


def _append(markdown: str, summary: Path) -> None:
    from ksbcheck.sources.files import append_text

    append_text(summary, f"{markdown}\n", MOST_IN_A_SUMMARY)
    typer.echo(f"Added to the job summary, {shown(str(summary))}", err=True)
