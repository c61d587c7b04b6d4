"""`ksbcheck cohort`."""

import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.options import (
    FailOn,
    Judging,
    Looking,
    MethodId,
    Output,
    Pseudonymous,
    take_option,
    with_shared_options,
)
from ksbcheck.cli.portfolios import chosen_paths, refuse_to_overwrite
from ksbcheck.cli.run import draw_drafts, has_screen, progress_bar, stop, write
from ksbcheck.domain.text import listed, shown
from ksbcheck.engine.summary import DUTY, Changes, Summary
from ksbcheck.importing.cohort import STANDARD_INPUT, jobs_of
from ksbcheck.inputs.spool import Spool, spooled
from ksbcheck.reports.cohort_rows import Cohort, csv_parts, drafts, json_lines, json_parts
from ksbcheck.tasks.cohort import Chunk, Selection, check_cohort

_AUTO, _MOST_JOBS = "auto", 61
"""61 is the most on Windows."""
_STOPPED = 130


class CohortFormat(Enum):
    """The formats of a cohort."""

    TABLE = "table"
    JSON = "json"
    JSON_LINES = "jsonl"
    CSV = "csv"


_PARTS = {CohortFormat.JSON: json_parts, CohortFormat.JSON_LINES: json_lines, CohortFormat.CSV: csv_parts}


@with_shared_options
def cohort(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Folders of portfolios at any depth; patterns; lists of paths (.csv, .xlsx, with a column `path`); "
            "manifests, one a line (.jsonl; - is standard input).",
            show_default="`paths` of the configuration",
        ),
    ] = None,
    cohort_format: Annotated[CohortFormat, typer.Option("--format", "-f", help="How to show it.")] = CohortFormat.TABLE,
    by: Annotated[str, take_option("--by", metavar="COLUMN", help="Count by duty, option or a column of lists.")] = "",
    where: Annotated[
        list[str] | None,
        take_option("--where", metavar="COLUMN=VALUE", help="Only rows of the lists with this value; may be repeated."),
    ] = None,
    against: Annotated[
        Path | None,
        take_option(
            "--against", metavar="FILE", help="An earlier cohort (.jsonl, .json): who moved, who stalled, what closed."
        ),
    ] = None,
    jobs: Annotated[
        str,
        typer.Option("--jobs", "-j", metavar="N", help="How many processes; with 1 this one, without a time limit."),
    ] = "auto",
    seconds: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="The most time for one portfolio.")
    ] = 120,
    judging: Judging,
    method: MethodId = None,
    looking: Looking,
    fail_on: FailOn,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Check a cohort of any size: who needs help first, which KSBs most learners lack, what has changed.

    Each portfolio is judged as `ksbcheck check` does, and becomes a row; if it can't be read, a row with its error.
    For all about each learner, and for pages, PDFs and workbooks, use `ksbcheck report`.

    Exit status: 0 nothing failing; 1 KSBs missing or other mistakes; 2 something not checked. The worst counts.

    Examples: ksbcheck cohort portfolios/; ksbcheck cohort learners.csv --by tutor --against last-month.jsonl
    """
    request = judging.request(looking, method, fail_on)
    chosen = chosen_paths(paths, request.settings)
    refuse_to_overwrite(output, [*chosen, *([str(against)] if against else [])], ())
    selection = Selection(_conditions(where or []), pseudonymous=pseudonymous)
    like = Chunk((), request, looking.cache, pseudonymous, seconds)
    with spooled() as spool:
        if against:
            spool.add_earlier(against)
        _check(chosen, selection, like, _processes(jobs), spool)
        if not spool.total:
            stop(f"nothing was checked{f': no row has {shown(listed(where))}' if where else ''}")
        found = Cohort(
            spool,
            Summary(" ".join(by.split()).casefold()),
            Changes() if against else None,
            tuple(selection.columns),
            selection.left_out,
            selection.without_manifest,
            pseudonymous,
        )
        _refuse_unknown(by, found)
        if cohort_format is CohortFormat.TABLE:
            draw_drafts([drafts(found)], output)
        else:
            write(_PARTS[cohort_format](found), output)
    raise typer.Exit(found.summary.exit_status)


def _check(paths: list[str], selection: Selection, like: Chunk, processes: int | None, spool: Spool) -> None:
    """Check the portfolios, or stop with what was done if interrupted."""
    try:
        total = None
        if has_screen() and STANDARD_INPUT not in paths:
            total = sum(1 for _ in Selection(selection.where).of(jobs_of(paths)))
        with progress_bar("Checking portfolios") as progress:
            check_cohort(selection.of(jobs_of(paths)), like, processes, spool, lambda done: progress(done, total))
    except KeyboardInterrupt:
        typer.echo(f"ksbcheck: stopped; {spool.total:,} portfolios were checked, and nothing was written", err=True)
        raise typer.Exit(_STOPPED) from None


def _conditions(where: list[str]) -> Mapping[str, str]:
    """Return the values that columns must have."""
    parts = [each.partition("=") for each in where]
    if wrong := [text for text, (column, equals, _) in zip(where, parts, strict=True) if not (column and equals)]:
        stop(f"{shown(wrong[0])!r} is no condition; write it as in --where 'tutor=T. Tutor'")
    return {" ".join(column.split()).casefold(): value for column, _, value in parts}


def _processes(jobs: str) -> int | None:
    """Return the number of processes; None is this one."""
    if jobs == _AUTO:
        here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(here, _MOST_JOBS)
    if not jobs.isascii() or not jobs.isdecimal() or not 0 < int(jobs) <= _MOST_JOBS:
        stop(f"--jobs is {jobs!r}; write {_AUTO}, or a number from 1 to {_MOST_JOBS}")
    return int(jobs) if int(jobs) > 1 else None


def _refuse_unknown(by: str, found: Cohort) -> None:
    """Stop if nothing has the column that was to be counted by."""
    known = (DUTY, "option", "standard", *found.columns)
    if by and found.summary.by not in known:
        stop(f"no list has the column {shown(by)!r} of --by; there are {listed(known)}")
