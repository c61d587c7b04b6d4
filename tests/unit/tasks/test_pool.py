"""Chunks in processes: one that breaks its process costs one portfolio, and the run ends."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.report import Outcome
from ksbcheck.engine.rows import Row
from ksbcheck.importing.cohort import Job
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest
from ksbcheck.tasks.cohort import Chunk, broken_rows, check_chunk, chunks_of
from ksbcheck.tasks.pool import run_chunks, start_here, start_processes
from tests.cohort import DAY
from tests.halving import Numbers, halve
from tests.hostile import check_hostile_chunk
from tests.small_portfolio import write_portfolio

SECONDS = 3


def refused(numbers: Numbers, _took: float) -> list[int]:
    return [-number for number in numbers.of]


def test_results_come_in_order_and_failures_part_by_part() -> None:
    chunks = [Numbers((2, 4)), Numbers((6, 7, 8)), Numbers((10,))]
    assert list(run_chunks(halve, chunks, 1, refused, start_here)) == [[1, 2], [3], [-7], [4], [5]]


def test_known_results_come_in_order_without_work() -> None:
    chunks = [Numbers((2, 4)), Numbers((7,)), Numbers((10,))]
    known = {chunks[1]: [3], chunks[2]: [9]}
    assert list(run_chunks(halve, chunks, 1, refused, start_here, known=known.get)) == [[1, 2], [3], [9]]


def test_process_that_ends_costs_one_part() -> None:
    chunks = [Numbers((2, 4)), Numbers((6, 0, 8)), Numbers((0,)), *(Numbers((each,)) for each in range(10, 20, 2))]
    found = [each for some in run_chunks(halve, chunks, 2, refused, start_processes) for each in some]
    assert found == [1, 2, 3, 0, 4, 0, 5, 6, 7, 8, 9]


def test_look_ahead_is_bounded() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[Numbers]:
        for number in range(2, 40, 2):
            taken.append(number)
            yield Numbers((number,))

    results = run_chunks(halve, chunks(), 2, refused, start_here)
    next(results)
    assert len(taken) <= 4


class Cancelling(Executor):
    """Has everything cancelled."""

    def submit(self, *_work: Any, **_options: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.cancel()
        return future


def test_cancelled_work_is_run_again() -> None:
    starts = chain([Cancelling()], map(start_here, repeat(1)))
    assert list(run_chunks(halve, [Numbers((2,)), Numbers((4,))], 1, refused, lambda _: next(starts))) == [[1], [2]]


def chunk(paths: list[Path], seconds: float | None = SECONDS) -> Chunk:
    jobs = tuple(Job(str(path)) for path in paths)
    return Chunk(jobs, CheckRequest(Overrides(), DAY), cache=False, seconds=seconds)


def test_hostile_portfolios_are_rows_among_sixty(tmp_path: Path) -> None:
    paths = [write_portfolio(tmp_path / f"p{number:03}", ("K1",)) for number in range(55)]
    for at, name in ((20, "hang"), (35, "crash"), (36, "memory"), (50, "bomb"), (51, "row")):
        paths.insert(at, write_portfolio(tmp_path / name, ("K1",)))
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    (tmp_path / "bomb/portfolio.yaml").write_text(bomb, encoding="utf-8")
    whole = chunk(paths)
    results = run_chunks(check_hostile_chunk, chunks_of(whole.jobs, whole), 2, broken_rows, start_processes)
    rows = [row for some in results for row in some]
    assert [row.path for row in rows] == list(map(str, paths))
    errors = {Path(row.path).name: row.error for row in rows if row.error}
    assert {name: error.rule for name, error in errors.items()} == {
        "hang": "KSB920",
        "crash": "KSB920",
        "memory": "KSB920",
        "row": "KSB920",
        "bomb": "KSB905",
    }
    assert f"the check took longer than {SECONDS} seconds" in errors["hang"].message
    assert "the check ended its process" in errors["crash"].message
    assert "AttributeError" in errors["row"].message
    assert {row.outcome for row in rows if not row.error} == {Outcome.GAPS}


def test_rows_are_the_same_in_this_process_and_in_others(tmp_path: Path) -> None:
    paths = [write_portfolio(tmp_path / name, ("K1", "K2")) for name in "abc"]
    here = check_chunk(chunk(paths, None))
    (there,) = run_chunks(check_chunk, [chunk(paths)], 1, broken_rows, start_processes)
    assert there == here
    assert all(isinstance(row, Row) for row in there)


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_chunks_are_no_results(jobs: int) -> None:
    assert list(run_chunks(halve, [], jobs, refused, start_here)) == []
