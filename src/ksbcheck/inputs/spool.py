"""The rows of a cohort in a temporary table on disk, which finds one learner twice and one document of two learners."""

import json
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from hashlib import blake2b
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.domain.finding import Finding, Ground, InputError, Justification, Place
from ksbcheck.domain.ladder import COUNTING_RUNGS, Severity
from ksbcheck.domain.names import look
from ksbcheck.domain.report import Outcome
from ksbcheck.engine.rows import Concern, Reason, Row, Standing, Under, Work, with_shared_work
from ksbcheck.inputs.files import NotOrdinaryError, opened, reason_of

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE portfolio (n INTEGER PRIMARY KEY, identity TEXT, key TEXT, path TEXT, held BLOB);
CREATE TABLE work (digest BLOB, n INTEGER, identity TEXT, name TEXT);
CREATE TABLE earlier (key TEXT, path TEXT, held TEXT, seen INTEGER DEFAULT 0);
"""
_INDEXES = """
CREATE INDEX by_identity ON portfolio (identity);
CREATE INDEX by_key ON portfolio (key);
CREATE INDEX by_digest ON work (digest, n, name, identity);
CREATE TABLE shared AS SELECT digest FROM work GROUP BY digest HAVING count(DISTINCT identity) > 1;
CREATE TABLE shared_work AS SELECT DISTINCT n, name FROM work WHERE digest IN (SELECT digest FROM shared)
    ORDER BY n, name;
CREATE INDEX by_n ON shared_work (n);
"""
_INDEXES_OF_EARLIER = "CREATE INDEX earlier_key ON earlier (key); CREATE INDEX earlier_path ON earlier (path);"
_PARTS = (Row, Reason, Concern, Standing, Under, Work, Outcome, Severity, Finding, Place, Justification, Ground, date)
_CLASSES = {(part.__module__, part.__qualname__): part for part in _PARTS}
_DIGEST_BYTES = 8
_MOST_MEMBERS = 20
_REMEDY = "Name what `ksbcheck cohort` wrote with --format jsonl, json or parquet."


class Twice(NamedTuple):
    """Portfolios that have a learner or a document in common: how many, and the first ones with their files."""

    total: int
    members: tuple[tuple[str, str], ...]


@contextmanager
def spooled() -> Iterator["Spool"]:
    """Open an empty table.

    Raises:
        InputError: the table can't be written, most often because the disk is full.
    """
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as table:
            yield Spool(table)
    except sqlite3.Error as error:
        remedy = "Free space for temporary files, or set SQLITE_TMPDIR to a folder with more."
        raise InputError("KSB901", f"the temporary table cannot be written: {error}", remedy) from None


def encode(row: Row) -> bytes:
    """Return a row as bytes, with a digest in front."""
    held = pickle.dumps(row)
    return _digest(held) + held


def decode(held: bytes) -> Row:
    """Return the row of bytes, which need not be trusted: they make nothing but the parts of a row.

    Raises:
        ValueError: they are damaged, or of something else.
    """
    if held[:_DIGEST_BYTES] != _digest(held[_DIGEST_BYTES:]):
        raise ValueError("the row is damaged")
    try:
        row = _OnlyRows(BytesIO(held[_DIGEST_BYTES:])).load()
    except Exception as error:  # noqa: BLE001 - pickle may raise any
        raise ValueError(f"this is no row: {error}") from None
    if not isinstance(row, Row):
        raise ValueError("this is no row")  # noqa: TRY004 - as above
    return row


def _digest(held: bytes) -> bytes:
    return blake2b(held, digest_size=_DIGEST_BYTES).digest()


class _OnlyRows(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return a class that rows are made of."""
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a row")
        return _CLASSES[module, name]


class Spool:
    """Rows in the order in which they were added, or of their numbers, in a table that is gone when it is closed."""

    def __init__(self, table: sqlite3.Connection) -> None:
        self._db = table
        self._db.executescript(_TABLES)
        self.total = 0

    def add(self, rows: Iterable[Row], numbers: Iterable[int] | None = None) -> int:
        """Add rows in their order or by their numbers in it, and return how many there are now."""
        self._db.execute("BEGIN")
        for row, number in zip(rows, numbers or count(self.total + 1), strict=False):
            self.total += 1
            held = encode(row._replace(work=tuple(each._replace(digests=()) for each in row.work)))
            values = (number, row.identity, _key_of(row), _held(row.path), held)
            self._db.execute("INSERT INTO portfolio VALUES (?, ?, ?, ?, ?)", values)
            work = ((digest, number, row.identity, _held(each.name)) for each in row.work for digest in each.digests)
            self._db.executemany("INSERT INTO work VALUES (?, ?, ?, ?)", work)
        self._db.execute("COMMIT")
        return self.total

    def finish(self) -> None:
        """Find what portfolios have in common; no rows are added after that."""
        self._db.executescript(_INDEXES)

    def rows(self) -> Iterator[Row]:
        """Yield the rows, with the findings about files that another learner's portfolio holds too."""
        asked = "SELECT n, held, n IN (SELECT n FROM shared_work) FROM portfolio ORDER BY n"
        for number, held, is_shared in self._db.execute(asked):
            names = self._shared_names(number) if is_shared else ()
            yield with_shared_work(decode(held), names) if names else decode(held)

    def _shared_names(self, number: int) -> list[str]:
        found = self._db.execute("SELECT name FROM shared_work WHERE n = ?", (number,))
        return [json.loads(name) for (name,) in found]

    def one_learner_twice(self) -> Iterator[Twice]:
        """Yield the portfolios of each learner who has several."""
        twice = self._db.execute("SELECT identity, count(*) FROM portfolio GROUP BY identity HAVING count(*) > 1")
        for identity, total in twice:
            asked = "SELECT path, '\"\"' FROM portfolio WHERE identity = ? ORDER BY n LIMIT ?"
            yield self._members(total, asked, identity)

    def one_document_twice(self) -> Iterator[Twice]:
        """Yield the files of each document that portfolios of several learners hold, under whatever name."""
        shared = """
            SELECT min(digest), total FROM (
                SELECT digest, count(*) AS total, group_concat(n || '/' || name, '//') AS members
                FROM (SELECT DISTINCT digest, n, name FROM work WHERE digest IN (SELECT digest FROM shared)
                      ORDER BY digest, n, name)
                GROUP BY digest)
            GROUP BY members ORDER BY total DESC
        """
        asked = "SELECT path, name FROM work JOIN portfolio USING (n) WHERE digest = ? ORDER BY n, name LIMIT ?"
        for digest, total in self._db.execute(shared):
            yield self._members(total, asked, digest)

    def _members(self, total: int, asked: str, *about: object) -> Twice:
        found = self._db.execute(asked, (*about, _MOST_MEMBERS))
        return Twice(total, tuple((json.loads(path), json.loads(name)) for path, name in found))

    def add_earlier(self, path: Path) -> None:
        """Add the rows of an earlier run.

        Raises:
            InputError: the file or folder can't be read, or is not of a cohort.
            ImportError: tables can't be read without the extra `parquet`.
        """
        self._db.execute("BEGIN")
        rows = map(_earlier, _read_tables(path) if path.is_dir() else _read_earlier(path))
        self._db.executemany("INSERT INTO earlier (key, path, held) VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES_OF_EARLIER)

    def earlier(self, row: Row) -> list[Mapping[str, Any]]:
        """Return one or two earlier rows of a row's learner, and mark all as seen.

        Where one of the two names no learner, the path tells: another learner may have it now.
        """
        path, unnamed = _held(row.path), _key(None, None, row.path)
        at_path = ("path = ? AND key = ?", (path, unnamed)) if row.learner_id or row.learner else ("path = ?", (path,))
        for condition, values in (("key = ?", (_key_of(row),)), at_path):
            asked = f"SELECT held FROM earlier WHERE {condition} LIMIT 2"  # noqa: S608 - written above
            if found := self._db.execute(asked, values).fetchall():
                self._db.execute(f"UPDATE earlier SET seen = 1 WHERE {condition}", values)  # noqa: S608 - as above
                return [json.loads(held) for (held,) in found]
        return []

    def is_only(self, row: Row) -> bool:
        """Return whether no other row has the learner of this one."""
        (total,) = self._db.execute("SELECT count(*) FROM portfolio WHERE key = ?", (_key_of(row),)).fetchone()
        return bool(total == 1)

    def only_earlier(self) -> Twice:
        """Return the earlier rows that were not seen."""
        (total,) = self._db.execute("SELECT count(*) FROM earlier WHERE NOT seen").fetchone()
        return self._members(total, "SELECT path, '\"\"' FROM earlier WHERE NOT seen LIMIT ?")


def _key_of(row: Row) -> str:
    return _key(row.learner_id, row.learner, row.path)


def _key(learner_id: str | None, learner: str | None, path: str) -> str:
    """Return what tells a learner from others, as far as reports show it."""
    return _held(look(learner_id or learner or path))


def _earlier(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return _key(row["learner_id"], row["learner"], row["path"]), _held(row["path"]), json.dumps(row)


def _held(text: str) -> str:
    """Return a text as the table holds it; names of files need not be Unicode."""
    return json.dumps(text)


def _read_tables(path: Path) -> Iterator[Mapping[str, Any]]:
    from ksbcheck.inputs.tables import read_earlier  # noqa: PLC0415 - it needs an extra

    for row in read_earlier(path):
        if not _is_row(row):
            raise InputError("KSB906", "this is not of a cohort", _REMEDY, path=path)
        yield row


def _read_earlier(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a cohort as JSON Lines, line by line, or as JSON."""
    try:
        with opened(path) as file:
            lines: Iterable[Any] = map(json.loads, file)
            if path.suffix.lower() == ".json":
                whole = json.load(file)
                portfolios = whole.get("portfolios") if isinstance(whole, dict) else None
                lines = portfolios if isinstance(portfolios, list) else [whole]
            for number, row in enumerate(lines, 1):
                if not _is_row(row):
                    raise InputError("KSB906", "this is not of a cohort", _REMEDY, path=path, place=Place(number, 1))
                yield row
    except NotOrdinaryError:
        raise InputError("KSB901", "this is not an ordinary file", _REMEDY, path=path) from None
    except OSError as error:
        raise InputError("KSB901", f"cannot be opened: {reason_of(error)}", _REMEDY, path=path) from None
    except (ValueError, RecursionError) as error:
        raise InputError("KSB904", f"this is not valid JSON: {error}", _REMEDY, path=path) from None


def _is_row(row: object) -> bool:
    """Return whether a value has the keys that a comparison needs."""
    match row:
        case {"path": str(), "learner": str() | None, "learner_id": str() | None, "standard": None}:
            return True
        case {
            "path": str(),
            "learner": str() | None,
            "learner_id": str() | None,
            "standard": str(),
            "missing": [*missing],
            "thin": [*thin],
            "counts": {**counts},
        }:
            codes = all(isinstance(code, str) for code in (*missing, *thin))
            return codes and all(isinstance(counts.get(str(rung)), int) for rung in COUNTING_RUNGS)
    return False
