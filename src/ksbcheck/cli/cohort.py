"""`ksbcheck cohort` and `ksbcheck merge`."""

import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import partial
from importlib import import_module
from itertools import chain
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
    take_argument,
    take_option,
    with_shared_options,
)
from ksbcheck.cli.portfolios import chosen_paths, refuse_to_overwrite
from ksbcheck.cli.run import (
    draw_drafts,
    has_screen,
    progress_bar,
    refuse_without_extra,
    rendered,
    stop,
    stop_without,
    to_file,
    write,
    write_document,
)
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.text import listed, shown
from ksbcheck.engine.rows import Row
from ksbcheck.engine.summary import DUTY, MOST, Changes, Summary
from ksbcheck.formats import FORMATS, DocumentFormat
from ksbcheck.importing.cohort import STANDARD_INPUT, Job, jobs_of
from ksbcheck.inputs.files import MAKE_KEY, read_key
from ksbcheck.inputs.shard import Listing, Shard, merge_shards, shard_parts
from ksbcheck.inputs.spool import Spool, spooled
from ksbcheck.reports.cohort_documents import drafts
from ksbcheck.reports.cohort_rows import Cohort, csv_parts, json_lines, json_parts, table_lines
from ksbcheck.tasks.cohort import Chunk, Selection, check_cohort
from ksbcheck.tasks.pool import EndOfRun

_AUTO, _MOST_JOBS = "auto", 61
"""61 is the most on Windows."""
_STOPPED = 130
_TABLES = "ksbcheck.inputs.tables"  # needs an extra


class CohortFormat(Enum):
    """The formats of a cohort."""

    TABLE = "table"
    JSON = "json"
    JSON_LINES = "jsonl"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    PARQUET = "parquet"


_Check = Callable[[Iterable[Job], Chunk], Iterator[list[Row]]]
_MOST_NAMED = {CohortFormat.HTML: 2_000, CohortFormat.PDF: 500, CohortFormat.XLSX: 2_000}
"""The most learners in a document's lists and maps of those to see first, and of others. 500 take typst 15 seconds."""
_PARTS = {CohortFormat.JSON: json_parts, CohortFormat.JSON_LINES: json_lines, CohortFormat.CSV: csv_parts}


@dataclass(frozen=True)
class Wanted:
    """What to say about a cohort, and where."""

    cohort_format: Annotated[
        CohortFormat | None,
        take_option("--format", "-f", help="How to show it, by default as the ending of --output says; or a table."),
    ] = None
    by: Annotated[str, take_option("--by", metavar="COLUMN", help="Count by duty, option or a column of lists.")] = ""
    against: Annotated[
        Path | None,
        take_option(
            "--against",
            metavar="FILE",
            help="An earlier cohort (.jsonl, .json, .parquet): who moved, who stalled, what closed.",
        ),
    ] = None
    output: Output = None

    @property
    def format(self) -> CohortFormat:
        """The format that was asked for, or that the ending of the output says; or else the table."""
        ending = self.output.suffix.lower() if self.output else ""
        by_ending = (each for each in CohortFormat if ending == f".{each.value}")
        return self.cohort_format or next(by_ending, CohortFormat.TABLE)

    @property
    def has_tables(self) -> bool:
        return self.format is CohortFormat.PARQUET


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
    wanted: Wanted,
    where: Annotated[
        list[str] | None,
        take_option("--where", metavar="COLUMN=VALUE", help="Only rows of the lists with this value; may be repeated."),
    ] = None,
    shard: Annotated[
        str,
        take_option(
            "--shard", metavar="I/N", help="Check the I-th of N shards, and write it to --output for `ksbcheck merge`."
        ),
    ] = "",
    cluster: Annotated[
        str,
        take_option(
            "--cluster", metavar="ADDRESS", help="Let the workers of this Dask cluster check (tcp://host:8786)."
        ),
    ] = "",
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
    key_file: Annotated[
        Path | None,
        take_option("--key-file", metavar="FILE", help="With --pseudonymous: the key without which no label is known."),
    ] = None,
) -> None:
    """Check a cohort of any size: who needs help first, which KSBs most learners lack, what has changed.

    Each portfolio is judged as `ksbcheck check` does, and becomes a row; if it can't be read, a row with its error.
    For all about each learner, use `ksbcheck report`. Tables for analysts are a folder (--output cohort.parquet).

    Exit status: 0 nothing failing, or a shard written; 1 KSBs missing or other mistakes; 2 something not checked. The
    worst counts.

    Examples: ksbcheck cohort portfolios/; ksbcheck cohort learners.csv --by tutor --against last-month.jsonl
    """
    request = judging.request(looking, method, fail_on)
    chosen = chosen_paths(paths, request.settings)
    key = _key(key_file, pseudonymous=pseudonymous, needed=wanted.has_tables)
    like = Chunk((), request, looking.cache, pseudonymous, seconds, key, wanted.has_tables)
    selection = Selection(_conditions(where or []), like, _shard(shard) if shard else None)
    if selection.shard:
        asked = wanted.cohort_format if wanted.has_tables else None
        if wanted.output is None or wanted != Wanted(asked, output=wanted.output):
            stop("--shard needs --output; say how to show the cohort to `ksbcheck merge`")
        wanted = Wanted(CohortFormat.TABLE, output=wanted.output)
    check = _on_cluster(cluster, jobs) if cluster else partial(check_cohort, processes=_processes(jobs))
    with (
        _spool_for(wanted, chosen) as spool,
        closing(_checked(chosen, selection, check)) as rows,
        _interruptible(selection),
    ):
        if selection.shard and wanted.output:
            to_file(wanted.output, shard_parts(selection.shard, chain.from_iterable(rows), selection.listing))
            return
        for each in rows:
            spool.add(each)
        _show(spool, wanted, selection.listing())


@with_shared_options
def merge(
    *,
    paths: Annotated[list[Path], take_argument(metavar="SHARD...", help="What `ksbcheck cohort --shard` wrote.")],
    wanted: Wanted,
) -> None:
    """Merge the shards of a cohort, which several machines checked.

    What is written is the same as by `ksbcheck cohort` of the whole, and so is the exit status.

    Example: ksbcheck merge *.shard --by tutor --format json --output cohort.json
    """
    with _spool_for(wanted, map(str, paths)) as spool, _interruptible():
        _show(spool, wanted, merge_shards(paths, spool))


@contextmanager
def _spool_for(wanted: Wanted, inputs: Iterable[str]) -> Iterator[Spool]:
    """Open an empty table beside the earlier rows, unless an input would be written over, or nothing can be written."""
    if wanted.format in _MOST_NAMED:
        _refuse_unwritable(DocumentFormat(wanted.format.value), wanted.output)
    refuse_to_overwrite(wanted.output, [*inputs, *([str(wanted.against)] if wanted.against else [])], ())
    if wanted.has_tables or (wanted.against and wanted.against.is_dir()):
        _check_tables(wanted)
    with spooled() as spool:
        if wanted.against:
            spool.add_earlier(wanted.against)
        yield spool


def _check_tables(wanted: Wanted) -> None:
    """Stop if tables can't be read, or may not be written."""
    try:
        tables = import_module(_TABLES)
    except ModuleNotFoundError:
        stop_without("parquet", "parquet")
    if wanted.has_tables:
        if wanted.output is None:
            stop("tables are a folder; name it, as in --output cohort.parquet")
        tables.refuse_other(wanted.output)


def _key(file: Path | None, *, pseudonymous: bool, needed: bool) -> bytes:
    if file and not pseudonymous:
        stop("--key-file is for --pseudonymous")
    if pseudonymous and needed and not file:
        stop(f"--pseudonymous needs --key-file for tables; {MAKE_KEY}")
    return read_key(file) if file else b""


def _show(spool: Spool, wanted: Wanted, listing: Listing) -> None:
    """Write what is wanted about the rows of a cohort, and end with the exit status."""
    spool.finish()
    most = _MOST_NAMED.get(wanted.format)
    found = Cohort(
        spool,
        Summary(" ".join(wanted.by.split()).casefold(), most or MOST),
        Changes() if wanted.against else None,
        tuple(listing.columns),
        listing.left_out,
        listing.without_manifest,
        listing.pseudonymous,
    )
    _refuse_unknown(wanted.by, found)
    if most:
        write_document(rendered(DocumentFormat(wanted.format.value), found), wanted.output)
    elif wanted.has_tables:
        if not listing.tables:
            stop("the shards have no rows of tables; check them with --format parquet")
        import_module(_TABLES).write_tables(wanted.output, table_lines(found))
        typer.echo(f"Written to {shown(str(wanted.output))}", err=True)
    elif wanted.format is CohortFormat.TABLE:
        draw_drafts([drafts(found)], wanted.output)
    else:
        write(_PARTS[wanted.format](found), wanted.output)
    raise typer.Exit(found.summary.exit_status)


def _refuse_unwritable(chosen: DocumentFormat, output: Path | None) -> None:
    if output is None and not FORMATS[chosen].is_text:
        stop(f"{chosen.value} is not text; name a file with --output")
    refuse_without_extra(chosen)


def _on_cluster(address: str, jobs: str) -> _Check:
    if jobs != _AUTO:
        stop("--jobs and --cluster go one without the other")
    try:
        from ksbcheck.tasks.cluster import check_on_cluster  # noqa: PLC0415 - it needs an extra
    except ImportError:
        stop_without("cluster", "--cluster")
    return partial(check_on_cluster, address=address)


def _checked(paths: list[str], selection: Selection, check: _Check) -> Generator[list[Row]]:
    """Yield the rows of the portfolios.

    Raises:
        InputError: there are none.
    """
    total = None
    if has_screen() and STANDARD_INPUT not in paths:
        total = sum(1 for _ in Selection(selection.where, selection.like, selection.shard).of(jobs_of(paths)))
    with progress_bar("Checking portfolios") as progress:
        for rows in check(selection.of(jobs_of(paths)), selection.like):
            selection.checked += len(rows)
            progress(selection.checked, total)
            yield rows
    if not selection.total:
        where = listed(f"{column}={value}" for column, value in selection.where.items())
        problem = f"nothing was checked{f': no row has {shown(where)}' if where else ''}"
        raise InputError("KSB901", problem, "Name folders with portfolios, or lists of them.")


@contextmanager
def _interruptible(selection: Selection | None = None) -> Iterator[None]:
    """If interrupted, or if nothing more can be done, stop with what was done."""
    try:
        yield
    except EndOfRun as error:
        stop(f"{error}; nothing was written")
    except KeyboardInterrupt:
        done = f"{selection.checked:,} portfolios were checked, and " if selection else ""
        typer.echo(f"ksbcheck: stopped; {done}no file was written", err=True)
        raise typer.Exit(_STOPPED) from None


def _shard(text: str) -> Shard:
    found = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", text)
    shard = Shard(*map(int, found.groups())) if found else Shard(0, 0)
    if not 0 < shard.number <= shard.of:
        stop(f"--shard is {shown(text)!r}; write it as in 2/4, with numbers from 1")
    return shard


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
