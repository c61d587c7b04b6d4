"""A store of rows that is damaged is made anew, and one that is only busy is left alone."""

import sqlite3
from pathlib import Path

from ksbcheck.inputs.row_store import RowStore
from tests.unit.inputs.test_spool import ROW

KEY = b"k5"


def test_damaged_store_is_made_anew(tmp_path: Path) -> None:
    """At any place, text in its schema included, which then is no UTF-8."""
    path = tmp_path / "rows.sqlite"
    for number in range(30):
        with RowStore(path) as store:
            store.put({b"k%d" % number: ROW})
    whole = path.read_bytes()
    for at in (*range(0, len(whole), 320), *range(3700, 4096, 32)):
        path.write_bytes(whole[:at] + b"\xff" * 32 + whole[at + 32 :])
        found = []
        for _ in range(4):
            with RowStore(path) as store:
                found.append(store.get(KEY))
                store.put({KEY: ROW})
        assert set(found) <= {None, ROW}
        assert found[-1] == ROW, at


def test_busy_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite"
    with RowStore(path) as store:
        store.put({KEY: ROW})
    writer = sqlite3.connect(path)
    writer.execute("BEGIN EXCLUSIVE")
    with RowStore(path) as store:
        assert store.get(KEY) is None
        store.put({KEY: ROW._replace(learner="Bob")})
        assert store.get(KEY) is not None
    writer.rollback()
    with RowStore(path) as store:
        assert store.get(KEY) == ROW


def test_row_of_another_key_is_none(tmp_path: Path) -> None:
    """As a damaged index might lead to."""
    path = tmp_path / "rows.sqlite"
    with RowStore(path) as store:
        store.put({KEY: ROW})
        with sqlite3.connect(path) as table:
            table.execute("UPDATE row SET key = ?", (b"k6",))
        assert store.get(KEY) is store.get(b"k6") is None
