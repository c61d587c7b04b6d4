"""`ksbcheck check`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from ksbcheck.cli.complete import options, portfolios
from ksbcheck.cli.output import Output, progress_bar, screen_for, stop, stopping_on_bad_input, write
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.render import ReportFormat, renderer

CountingRung = Literal["claimed", "assessed", "verified"]


def check(
    # Text and not a Path, to which an empty one (an unset variable in a script) would be the current folder.
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            autocompletion=portfolios,
            help="Portfolio folders, or their manifests.",
            show_default=False,
        ),
    ],
    report_format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How to show the report.")
    ] = ReportFormat.TABLE,
    rung: Annotated[
        CountingRung,
        typer.Option(
            help="The lowest rung that counts: claimed by the learner, assessed by one person, or verified by a second."
        ),
    ] = "claimed",
    min_pieces: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many different pieces of evidence each KSB needs.")
    ] = 1,
    duty_context: Annotated[
        bool, typer.Option("--duty-context", help="Count a KSB for a duty only through evidence that names that duty.")
    ] = False,
    option: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            autocompletion=options,
            help="Ask: what if the learner were on this option? `ksbcheck standard show` lists them.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[Severity, typer.Option(help="The lowest severity that fails the check.")] = Severity.ERROR,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Judge as of this day, not today: what is dated later doesn't count yet.",
            show_default=False,
        ),
    ] = None,
    max_file_size: Annotated[
        int, typer.Option(min=1, metavar="MIB", help="The size of the largest file that the folder may hold, in MiB.")
    ] = 250,
    max_files: Annotated[int, typer.Option(min=1, metavar="N", help="How many files the folder may hold.")] = 500,
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Keep what was read of documents, by their content.")
    ] = True,
    output: Output = None,
) -> None:
    """Check portfolios: which KSBs of the learner's option are evidenced, duty by duty, and what is missing.

    Of a folder the evidence files are checked as well: whether they are there, open, and cite what is claimed where.

    Exit status: 0 nothing failing; 1 gaps or failing findings; 2 something could not be checked. The worst one counts.

    Examples: ksbcheck check portfolio/ --rung assessed; ksbcheck check cohort/*/ --format summary
    """
    from ksbcheck.cohort import check_all
    from ksbcheck.domain.policy import Policy
    from ksbcheck.report import tally
    from ksbcheck.sources.outline_cache import OutlineCache
    from ksbcheck.sources.outlines import Outlines

    if not all(path.strip() for path in paths):
        stop("one of the paths is empty; name a portfolio folder or its manifest")
    policy = Policy(
        rung=Rung(rung),
        min_pieces=min_pieces,
        duty_context=duty_context,
        fail_on=fail_on,
        max_file_mib=max_file_size,
        max_files=max_files,
    )
    today = as_of.date() if as_of else datetime.now().astimezone().date()
    with (
        progress_bar("Reading documents") as progress,
        Outlines(OutlineCache.of_the_user() if cache else None, progress) as outlines,
    ):
        reports = tuple(check_all(map(Path, paths), policy, today, outlines, option))
    if output is not None and _is_input(
        output, paths, [report.standard_file for report in reports if report.standard_file]
    ):
        stop(f"{output} is what was checked; name another file for the report")
    with stopping_on_bad_input():
        write(renderer(report_format)(reports, screen_for(output)), output)
    raise typer.Exit(tally(reports).worst)


def _is_input(output: Path, paths: list[str], standard_files: list[str]) -> bool:
    """Whether a report would be written over what was read for it, under whatever name."""
    from ksbcheck.sources.manifest import MANIFEST_NAMES

    read = {Path(path).resolve() for path in paths}
    read |= {(Path(path) / name).resolve() for path in paths for name in MANIFEST_NAMES}
    read |= {Path(file).resolve() for file in standard_files}
    return output.is_file() and (output.resolve().name in MANIFEST_NAMES or output.resolve() in read)
