"""The tables of a cohort as Parquet files, in folders by standard and option. DuckDB writes and reads them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import duckdb

from ksbcheck.domain.finding import InputError
from ksbcheck.engine.rows import Row
from ksbcheck.engine.tables import COLUMNS, MARKER
from ksbcheck.inputs.files import unwritable

"""A file that says what the folder is: `ksbcheck-tables/1`."""
_LINES, _DATA = "lines.json", "data.parquet"
_NULL = "__HIVE_DEFAULT_PARTITION__"
_A_GROUP = 20_480
"""The rows of a group in a file; more would take more memory."""
_EARLIER = """
SELECT path, learner, learner_id, standard, version, option, method, rung, min_pieces, missing, thin,
       {'claimed': claimed, 'assessed': assessed, 'verified': verified} AS counts
FROM read_parquet(?, hive_partitioning = true, hive_types_autocast = false)
"""


def refuse_other(path: Path) -> None:
    """Refuse to replace anything but the tables of an earlier run.

    Raises:
        InputError: there is something else.
    """
    if path.exists() and not _is_tables(path):
        remedy = "Name a folder that isn't there, or the tables of an earlier run."
        raise InputError("KSB901", "cannot be replaced: it is not only tables of a cohort", remedy, path=path)


def _is_tables(path: Path) -> bool:
    with suppress(OSError):
        if (path / MARKER).is_file() and {each.name for each in path.iterdir()} == {MARKER, *COLUMNS}:
            inside = (each for table in COLUMNS for each in (path / table).rglob("*"))
            return all(each.is_dir() or each.name == _DATA for each in inside)
    return False


def write_tables(path: Path, found: Iterable[tuple[Row, Mapping[str, str]]]) -> None:
    """Write rows with their lines of JSON by table, all or nothing.

    Raises:
        InputError: the tables can't be written.
    """
    path = path.resolve()
    try:
        with TemporaryDirectory(prefix=".ksbcheck-", dir=path.parent, ignore_cleanup_errors=True) as beside:
            new = Path(beside, "new")
            for row, lines in found:
                under = row.under if row.is_standard else None
                _add(new, lines, under and under.reference, under and under.option)
            _convert(new)
            (new / MARKER).touch()
            refuse_other(path)
            _replace(path, new, Path(beside, "old"))
    except (OSError, duckdb.Error) as error:
        raise unwritable(path, error) from None


def _replace(path: Path, new: Path, old: Path) -> None:
    if path.exists():
        path.rename(old)
    try:
        new.rename(path)
    except OSError:
        if old.exists():
            old.rename(path)
        raise


def _add(new: Path, lines: Mapping[str, str], standard: str | None, option: str | None) -> None:
    """Add lines to a file of each table. A table is there even without any."""
    names = (_NULL if each is None else quote(each, safe="") for each in (standard, option))
    part = "standard={}/option={}".format(*names)
    for table, text in lines.items():
        if text or not (new / table).exists():
            (new / table / part).mkdir(parents=True, exist_ok=True)
            with (new / table / part / _LINES).open("ab") as file:
                file.write(text.encode(errors="xmlcharrefreplace"))  # names of files need not be Unicode


def _convert(new: Path) -> None:
    """Turn lines of JSON into Parquet."""
    with _connected() as db:
        for lines in sorted(new.rglob(_LINES)):
            columns = COLUMNS[lines.relative_to(new).parts[0]]
            rows = db.read_json(escape(str(lines)), columns=columns, format="newline_delimited")
            rows.write_parquet(str(lines.with_name(_DATA)), compression="zstd", row_group_size=_A_GROUP)
            lines.unlink()


def _connected() -> "duckdb.DuckDBPyConnection":
    never = dict.fromkeys(("autoinstall_known_extensions", "autoload_known_extensions"), "false")  # no network
    return duckdb.connect(config={**never, "threads": 1})


def read_earlier(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield what a comparison needs of each portfolio in tables, as JSON has it.

    Raises:
        InputError: the folder can't be read, or has no such tables.
    """
    try:
        with _connected() as db:
            rows = db.execute(_EARLIER, [f"{escape(str(path))}/portfolio/*/*/{_DATA}"])
            names = [name for name, *_ in rows.description or ()]
            while row := rows.fetchone():
                yield dict(zip(names, row, strict=True))
    except duckdb.Error as error:
        remedy = "Name what `ksbcheck cohort --format parquet` wrote."
        problem = f"these are no tables of a cohort: {str(error).splitlines()[0]}"
        raise InputError("KSB904", problem, remedy, path=path) from None
