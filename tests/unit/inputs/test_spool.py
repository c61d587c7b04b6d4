"""Rows as bytes: the same row again, or an error; never anything else."""

import pickle
from datetime import date
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.finding import Finding, Ground, Justification, Place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome
from ksbcheck.engine.rows import Concern, Reason, Row, Standing, Under, Work
from ksbcheck.inputs.spool import decode, encode

JUSTIFICATION = Justification(Ground.EXCEPTION, "agreed", "Q. Assurer", date(2026, 1, 2))
ERROR = Finding("KSB901", Severity.ERROR, "m", "h", ("a", 0), "p", Place(1, 2), justification=JUSTIFICATION)
ROW = Row(
    "folder/\udcff", "identity", "Ann", None, Outcome.ERROR, Outcome.GAPS, False, Severity.NOTE, Standing.HELP,
    (Reason(Concern.QUIET, 3),), Under("ST1414", "Title"), date(2026, 1, 2), signs="CAV", error=ERROR,
    findings=(("KSB901", Severity.ERROR, 1),), work=(Work("a.txt", (b"1",), None),), attributes=(("tutor", "T"),),
)  # fmt: skip


def with_digest(held: bytes) -> bytes:
    return blake2b(held, digest_size=8).digest() + held


def test_row_comes_back() -> None:
    assert decode(encode(ROW)) == ROW


@given(st.data())
def test_damaged_row_is_refused(data: st.DataObject) -> None:
    held = bytearray(encode(ROW))
    at = data.draw(st.integers(0, len(held) - 1))
    held[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match="damaged"):
        decode(bytes(held))


@pytest.mark.parametrize("value", [Path("x"), print, ("a",), None, ROW._replace(path=Path("x"))])  # type: ignore[arg-type]
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no row"):
        decode(with_digest(pickle.dumps(value)))
    with pytest.raises(ValueError, match="no row"):
        decode(with_digest(b"cos\nsystem\n(S'true'\ntR."))
