"""`ksbcheck check`."""

from typing import Annotated

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.judging import Judging, Looking, PathsIfAny, Pseudonymous, format_for, judged
from ksbcheck.cli.output import Output, screen_for, stopping_on_bad_input, write
from ksbcheck.domain.ladder import Severity
from ksbcheck.render import ReportFormat, renderer


@unbundled
def check(
    *,
    paths: PathsIfAny = None,
    report_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", "-f", help="How to show the report.", show_default="table"),
    ] = None,
    judging: Judging,
    looking: Looking,
    fail_on: Annotated[
        Severity | None,
        typer.Option(help="The lowest severity that fails the check.", show_default="error"),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="Check only the portfolios that have been touched since this git revision.",
            show_default=False,
        ),
    ] = None,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Check portfolios: which KSBs of the learner's option are evidenced, duty by duty, and what is missing.

    Of a folder the evidence files are checked as well: whether they are there, open, and cite what is claimed where.

    Exit status: 0 nothing failing; 1 gaps or failing findings; 2 something could not be checked. The worst one counts.

    Examples: ksbcheck check portfolio/ --rung assessed; ksbcheck check cohort/*/ --format summary
    """
    from ksbcheck.report import Outcome, tally

    with stopping_on_bad_input():
        chosen = report_format or ReportFormat(format_for(paths, judging, [each.value for each in ReportFormat]))
    reports = judged(
        paths, judging, looking, output, hide_names=pseudonymous, fail_on=fail_on, changed_since=changed_since
    )
    with stopping_on_bad_input():
        write(renderer(chosen)(reports, screen_for(output)), output)
    untouched = changed_since is not None and not reports
    raise typer.Exit(Outcome.CLEAN if untouched else tally(reports).worst)
