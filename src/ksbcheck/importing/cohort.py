"""The portfolios of a cohort, one by one: below folders, by patterns, in lists of paths, and as JSON Lines."""

import csv
import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from glob import has_magic, iglob
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.domain.text import listed
from ksbcheck.engine.tables import MARKER
from ksbcheck.inputs.files import MAX_BYTES, NotOrdinaryError, opened, read_bytes, reason_of
from ksbcheck.inputs.manifest import has_manifest, is_misnamed_manifest

STANDARD_INPUT = "-"
_LINES = (".jsonl", ".ndjson")
_SEPARATED, _WORKBOOKS = (".csv", ".tsv"), (".xlsx", ".xlsm")
_PATH = "path"
_SEPARATORS = ",;\t"
_DEEPEST = 64
_ONE_A_LINE = "Write one manifest a line, as UTF-8."


class Job(NamedTuple):
    """A portfolio to check: its path, its manifest's text if there is no file, and the columns of its list.

    With `findings` it can't be checked, and they say why. `left_out` is a folder of files, but without a manifest.
    """

    path: str
    text: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: bool = False


def jobs_of(paths: Iterable[str]) -> Iterator[Job]:
    """Yield the portfolios of paths, patterns, lists and JSON Lines; what can't be read is a job with findings."""
    for path in paths:
        try:
            yield from _jobs(path)
        except InputError as error:
            yield Job(path, findings=error.findings)


def _jobs(path: str) -> Iterator[Job]:
    if path == STANDARD_INPUT:
        yield from _lines(path, sys.stdin.buffer) if sys.stdin else ()
    elif has_magic(path) and not os.path.lexists(path):
        found = sorted(iglob(path, recursive=True))  # noqa: PTH207 - Path's refuses absolute patterns
        if not found:
            raise InputError("KSB901", "this pattern matches nothing", "Correct the pattern.", path=path)
        yield from jobs_of(found)
    elif path.lower().endswith(_LINES):
        with _open(path) as file:
            yield from _lines(path, file)
    elif path.lower().endswith((*_SEPARATED, *_WORKBOOKS)):
        yield from _list(path)
    else:
        yield from _below(path)


@contextmanager
def _open(path: str) -> Iterator[BinaryIO]:
    with ExitStack() as stack:
        try:
            file = stack.enter_context(opened(Path(path)))
        except (OSError, ValueError, NotOrdinaryError) as error:
            raise _unopened(path, error) from None
        yield file


def _unopened(path: str, error: Exception) -> InputError:
    reason = reason_of(error) if isinstance(error, OSError | ValueError) else "it is not an ordinary file"
    return InputError("KSB901", f"cannot be opened: {reason}", "Correct the path or its permissions.", path=path)


def _below(path: str) -> Iterator[Job]:
    """Yield the portfolios in a folder and below; a path without any is a job of its own, which says so."""
    found = False
    for job in _walk(path) if os.path.isdir(path) else ():  # noqa: PTH112 - unlike Path's, it never raises
        found = found or not job.left_out
        yield job
    if not found:
        yield Job(path)


def _walk(folder: str, depth: int = 0) -> Generator[Job, None, bool]:
    """Yield the portfolios below a folder, by name, and return whether there are any.

    Links are followed to portfolios only, so that there is an end.
    """
    try:
        with os.scandir(folder) as entries:
            inside = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries)
    except OSError as error:
        yield Job(folder, findings=_unopened(folder, error).findings)
        return True
    files = [name for name, is_folder, _ in inside if not is_folder and not name.startswith(".")]
    if MARKER in files:
        return False
    if depth == _DEEPEST or not set(MANIFEST_NAMES).isdisjoint(files):
        yield Job(folder)
        return True
    found = False
    for name, is_folder, is_link in inside:
        below = os.path.join(folder, name)  # noqa: PTH118 - a string, of which there are very many
        if is_folder and not is_link:
            found |= yield from _walk(below, depth + 1)
        elif is_folder and has_manifest(Path(below)):
            found = True
            yield Job(below)
    if files and not found:
        found = any(map(is_misnamed_manifest, files))
        yield Job(folder, left_out=not found)
    return found


def _lines(path: str, file: BinaryIO) -> Iterator[Job]:
    """Yield a job for each line that is not blank."""
    for number in count(1):
        line = file.readline(MAX_BYTES + 1)
        if not line:
            return
        at = f"{path}:{number}"
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BYTES)
            yield _refused(at, "KSB903", f"the line is longer than {MAX_BYTES // 1024} KiB", _ONE_A_LINE)
        elif not line.isspace():
            try:
                yield Job(at, line.decode("utf-8-sig"))
            except UnicodeDecodeError:
                yield _refused(at, "KSB903", "the line is not UTF-8 text", _ONE_A_LINE)


def _refused(at: str, rule: str, problem: str, remedy: str) -> Job:
    return Job(at, findings=InputError(rule, problem, remedy, path=at).findings)


def _list(path: str) -> Iterator[Job]:
    """Yield a job for each row of a list with a column `path`; the other columns are attributes."""
    rows = _workbook_rows(path) if path.lower().endswith(_WORKBOOKS) else _separated_rows(path)
    heads: Sequence[str] = ()
    for number, cells in rows:
        if heads:
            yield _listed(path, number, dict(zip(heads, cells, strict=False)))
        elif any(cells):
            heads = [" ".join(cell.split()).casefold() for cell in cells]
            if _PATH not in heads:
                problem = f"the first row has no column {_PATH!r}, only {listed([head for head in heads if head])}"
                raise InputError("KSB906", problem, f"Name the column with the portfolios {_PATH}.", path=path)
    if not heads:
        raise InputError("KSB903", "the list is empty", "Write a row with `path`, and a row a portfolio.", path=path)


def _listed(path: str, number: int, values: dict[str, str]) -> Job:
    """Return the portfolio of a row. A relative path starts from the list's folder, and stays within."""
    attributes = tuple((name, " ".join(value.split())) for name, value in values.items() if name not in ("", _PATH))
    stated, folder = values.get(_PATH, "").strip(), Path(path).parent
    if not stated:
        job = _refused(f"{path}:{number}", "KSB906", "the row has no path", "Name the portfolio.")
    elif Path(stated).is_absolute() or _is_within(folder / stated, folder):
        job = Job(str(folder / stated))
    else:
        problem = f"{stated!r} leads out of the folder of {path}"
        job = _refused(f"{path}:{number}", "KSB906", problem, "Write the whole path, or move the list.")
    return job._replace(attributes=attributes)


def _is_within(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return True  # the check says what is wrong with the path


def _separated_rows(path: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of a CSV file with their lines; the separator is the one that the first line has most of."""
    with _open(path) as file:
        first = file.readline(MAX_BYTES).decode(errors="replace")
        file.seek(0)
        text = (line.decode("utf-8-sig" if not number else "utf-8") for number, line in enumerate(file))
        reader = csv.reader(text, delimiter=max(_SEPARATORS, key=first.count), strict=True)
        try:
            for row in reader:
                if any(row):
                    yield reader.line_num, row
        except (csv.Error, UnicodeDecodeError) as error:
            problem = f"line {reader.line_num + 1} is not CSV in UTF-8: {error}"
            raise InputError("KSB904", problem, "Save the list as CSV UTF-8.", path=path) from None


def _workbook_rows(path: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of the first sheet."""
    from ksbcheck.importing import grid  # noqa: PLC0415 - a sixth of the start, for workbooks only

    try:
        sheets = grid.read_sheets(Path(path), read_bytes(Path(path), grid.MAX_BYTES), lambda _: True)
    except InputError as error:
        remedy = "Save the list as CSV UTF-8."
        raise InputError.of(*(each._replace(help=remedy) for each in error.findings)) from None
    for sheet in sheets[:1]:
        for row in sheet.rows:
            yield row.number, row.cells
