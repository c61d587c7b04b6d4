"""`ksbcheck check`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.options import (
    FailOn,
    Judging,
    Looking,
    MethodId,
    Output,
    PathsIfAny,
    Pseudonymous,
    Showing,
    with_shared_options,
)
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import draw_drafts, stop, write
from ksbcheck.domain.names import nearest
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown
from ksbcheck.formats import IN_JOB_SUMMARY, IN_REPOSITORY, ReportFormat, render
from ksbcheck.inputs.files import append_text
from ksbcheck.inputs.repository import Root
from ksbcheck.inputs.settings import Overrides, setup_for
from ksbcheck.reports.screen import screens
from ksbcheck.tasks.pseudonyms import pseudonymous_reports as hidden

_JOB_SUMMARY = "GITHUB_STEP_SUMMARY"
_MOST_IN_A_SUMMARY = 1024 * 1024
"""How many bytes GitHub takes as the summary of a step; of a longer one it shows nothing at all."""


@with_shared_options
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
    fail_on: FailOn,
    showing: Showing,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Check portfolios: which knowledge, skills and behaviours (KSBs) are evidenced, and what is missing.

    Of a folder the evidence files are checked as well: whether they are there, open, and cite what is claimed where.

    Exit status: 0 nothing failing; 1 KSBs missing or other mistakes; 2 something not checked. The worst counts.

    Examples: ksbcheck check portfolio/ --full; ksbcheck check cohort/*/ --rung assessed
    """
    request = judging.request(looking, method, fail_on)
    chosen = report_format or _format_set(Path(paths[0]) if paths else Path(), request.settings)
    root = Root.around(Path()) if chosen in IN_REPOSITORY else None
    reports = judged(paths, request, looking, output, root)
    shown_reports = hidden(reports) if pseudonymous else reports
    if chosen is ReportFormat.TABLE:
        draw_drafts(screens(shown_reports, showing.detail), output)
    else:
        _show(chosen, shown_reports, output)
    raise typer.Exit(max(report.exit_status for report in reports))


def _format_set(path: Path, overrides: Overrides) -> ReportFormat:
    """Return the format that the environment, or the configuration of a portfolio, sets; or else the first."""
    held = setup_for(path, overrides).effective.get("format")
    known = [each.value for each in ReportFormat]
    if held and held.value not in known:
        meant = nearest(held.value, known)
        hint = f"did you mean {meant}?" if meant else known
        stop(f"{held.set_by.source} asks for the format {held.value!r}; {hint}")
    return ReportFormat(held.value if held else known[0])


def _show(report_format: ReportFormat, reports: Sequence[Report], output: Path | None) -> None:
    """Write the reports, and first Markdown into the summary of a GitHub job where there is one."""
    summary = os.environ.get(_JOB_SUMMARY) if report_format in IN_JOB_SUMMARY else None
    if summary:
        append_text(Path(summary), str(render(ReportFormat.MARKDOWN, reports)) + "\n", _MOST_IN_A_SUMMARY)
        typer.echo(f"Added to the job summary, {shown(summary)}", err=True)
    if output is not None or not summary or report_format is not ReportFormat.MARKDOWN:
        write(str(render(report_format, reports)), output)
