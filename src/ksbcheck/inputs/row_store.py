"""Rows of earlier checks, in an SQLite file of the user's cache folder that only the owner may read.

What goes wrong with it is no error: a row that can't be kept is made again, and a damaged file is deleted.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_cache_path

from ksbcheck.engine.rows import Row
from ksbcheck.inputs.spool import decode, encode

_TABLE = "CREATE TABLE IF NOT EXISTS row (key BLOB PRIMARY KEY, held BLOB, day INTEGER)"
"""What is held of a row begins with its key."""
_DAYS_KEPT = 3
"""How long rows are kept: they are of one day, and most have names of learners."""
_SECONDS_TO_WAIT = 1
_BLAMELESS = frozenset(["BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "NOMEM", "PERM", "READONLY"])
"""The errors after which the file may still be whole."""


class RowStore:
    """An open file of rows, by their keys."""

    def __init__(self, path: Path) -> None:
        self._path, self._db = path, _nowhere()
        self._today = int(time.time()) // (24 * 60 * 60)

    @classmethod
    def of_the_user(cls) -> "RowStore":
        """Return the one in the user's cache folder."""
        return cls(user_cache_path("ksbcheck") / "rows.sqlite")

    def __enter__(self) -> Self:
        for _ in range(2):  # once more if it was damaged
            with self._tolerant():
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
                self._db = sqlite3.connect(self._path, timeout=_SECONDS_TO_WAIT)
                self._db.execute("PRAGMA synchronous = OFF")  # what is damaged then is made anew
                self._db.execute(_TABLE)
                self._delete_old()
                return self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def _delete_old(self) -> None:
        (cleared,) = self._db.execute("PRAGMA user_version").fetchone()
        if cleared != self._today:
            with self._db:
                self._db.execute("PRAGMA secure_delete = ON")
                self._db.execute("DELETE FROM row WHERE day < ?", (self._today - _DAYS_KEPT,))
                self._db.execute(f"PRAGMA user_version = {self._today}")

    def get(self, key: bytes) -> Row | None:
        """Return the row of a key."""
        with self._tolerant(), suppress(ValueError):
            for (held,) in self._db.execute("SELECT held FROM row WHERE key = ?", (key,)):
                return decode(held.removeprefix(key))  # or else of a damaged index, and so no row
        return None

    def put(self, rows: Mapping[bytes, Row]) -> None:
        """Keep rows."""
        with self._tolerant(), self._db:
            values = ((key, key + encode(row), self._today) for key, row in rows.items())
            self._db.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", values)

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """Go on without the file after an error."""
        try:
            yield
        except (OSError, sqlite3.Error, ValueError, TypeError) as error:
            self._db.close()
            self._db = _nowhere()
            if not isinstance(error, OSError) and _code_of(error) not in _BLAMELESS:
                with suppress(OSError):
                    self._path.unlink()


def _nowhere() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute(_TABLE)
    return db


def _code_of(error: Exception) -> str:
    """Return the kind of an error of SQLite, such as FULL."""
    return getattr(error, "sqlite_errorname", "SQLITE_").split("_")[1]
