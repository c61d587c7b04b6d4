from typing import Any

import pytest

from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome
from ksbcheck.engine.rows import Row, Standing, Under
from ksbcheck.engine.summary import Change, Changes, Movement, change_of

UNDER = Under("ST1414", "Teaching", "1.0", "send", required=("K1", "K2", "S1"), rung="claimed")


def row(*gaps: str, signs: str = "", under: Under | None = UNDER) -> Row:
    return Row(
        "ann", "1", "Ann", None, Outcome.GAPS, Outcome.GAPS, False, Severity.ERROR, Standing.WORKING, (),
        under=under, gaps=gaps, missing=gaps, signs=signs or "C" * (3 - len(gaps)),
    )  # fmt: skip


def earlier(*gaps: str, **keys: object) -> dict[str, Any]:
    counts = {"claimed": 3 - len(gaps), "assessed": 0, "verified": 0}
    return {
        "path": "ann", "standard": "ST1414", "version": "1.0", "option": "send", "method": None, "rung": "claimed",
        "min_pieces": 1, "missing": list(gaps), "thin": [], "counts": counts, **keys,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (row("K1"), earlier("K1", "S1"), Change(Movement.MOVED, ("S1",))),
        (row("K1", signs="×AC"), earlier("K1"), Change(Movement.MOVED)),
        (row("K1"), earlier("K1"), Change(Movement.STALLED)),
        (row(), earlier(), Change(Movement.DONE)),
        (row("K1", "K2"), earlier("K1", "S1"), Change(Movement.SLIPPED, ("S1",), ("K2",))),
        (row("K1"), earlier(missing=[], thin=["K1"]), Change(Movement.SLIPPED)),
        (row("K1", under=None), earlier("K1"), Change(Movement.NOT_COMPARED)),
        (row("K1"), earlier("K1", standard=None, counts=None), Change(Movement.NOT_COMPARED)),
        (row("K1"), earlier("K1", version="1.1"), Change(Movement.NOT_COMPARED)),
        (row("K1"), earlier("K1", rung="assessed"), Change(Movement.NOT_COMPARED)),
        (row("K1"), earlier("K1", method="interview"), Change(Movement.NOT_COMPARED)),
    ],
)
def test_change_since_an_earlier_run(now: Row, before: dict[str, Any], change: Change) -> None:
    assert change_of(now, [before], is_only=True) == change


def test_several_of_a_learner_are_not_compared() -> None:
    assert change_of(row(), [earlier(), earlier()], is_only=True).movement is Movement.NOT_COMPARED
    assert change_of(row(), [earlier()], is_only=False).movement is Movement.NOT_COMPARED
    assert change_of(row(), [], is_only=True).movement is Movement.NEW


def test_changes_are_counted_by_standard_and_version() -> None:
    changes = Changes()
    for version in ("1.0", "1.1", "1.1"):
        changes.add(row(under=UNDER._replace(version=version)), Change(Movement.MOVED, ("K1",)))
    assert changes.counts == {Movement.MOVED: 3}
    assert changes.closed == {("ST1414", "1.0"): {"K1": 1}, ("ST1414", "1.1"): {"K1": 2}}
