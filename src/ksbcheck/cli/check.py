"""`ksbcheck check`."""

from typing import Annotated

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
from ksbcheck.render import ReportFormat, renderer


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

    policy = Policy(
        rung=Rung(rung),
        min_pieces=min_pieces,
        duty_context=duty_context,
        fail_on=fail_on,
        max_file_mib=max_file_size,
        max_files=max_files,
    )
    reports = judged(paths, policy, as_of, option, output, cache=cache, hide_names=pseudonymous)
    with stopping_on_bad_input():
        write(renderer(report_format)(reports, screen_for(output)), output)
    raise typer.Exit(tally(reports).worst)
