"""A cohort on a cluster of two workers on this machine, compared with two processes."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
from distributed import LocalCluster

from benchmarks.cohort import write_lines
from ksbcheck.engine.rows import Row
from ksbcheck.importing.cohort import Job, jobs_of
from ksbcheck.inputs.library import find_standard
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest
from ksbcheck.tasks.cluster import check_on_cluster
from ksbcheck.tasks.cohort import Chunk, check_cohort

FEW, MANY, ROUNDS = 128, 1_152, 3
Check = Callable[[Iterable[Job], Chunk], Iterator[list[Row]]]


def measure(check: Check, jobs: list[Job]) -> tuple[float, float]:
    """Return what many portfolios take more than few: seconds, and those of processors."""
    seconds, worked = whole(check, jobs)
    of_few = whole(check, jobs[:FEW])
    return seconds - of_few[0], worked - of_few[1]


def whole(check: Check, jobs: list[Job]) -> tuple[float, float]:
    start, before = perf_counter(), processors()
    rows = check(jobs, Chunk((), CheckRequest(Overrides(), date(2026, 1, 31)), cache=False, seconds=120))
    assert sum(map(len, rows)) == len(jobs)  # noqa: S101 - none is lost
    return perf_counter() - start, processors() - before


def processors() -> float:
    """Return the seconds that this process and all that it started have worked."""
    here = psutil.Process()
    return sum(sum(process.cpu_times()[:4]) for process in (here, *here.children(recursive=True)))


def compare_cluster() -> None:
    """Print how a cluster compares."""
    _, standard = find_standard("ST1414")
    codes = tuple(ksb.code for ksb in standard.requirements["send"].ksbs)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster,
    ):
        jobs = list(jobs_of([str(write_lines(Path(folder) / "many.jsonl", codes, MANY))]))
        pool: Check = partial(check_cohort, processes=2)
        dask: Check = partial(check_on_cluster, address=cluster.scheduler_address)
        rounds = [(measure(pool, jobs), measure(dask, jobs)) for _ in range(ROUNDS)]
    print(f"{MANY - FEW:,} manifests as JSON Lines, without start-up; {ROUNDS} rounds.")
    compare("two workers of Dask / two processes, in throughput", [a[0] / b[0] for a, b in rounds], "at least 0.9")
    compare("the same, in seconds of processors", [b[1] / a[1] for a, b in rounds], "at most 1.1")


def compare(label: str, ratios: list[float], aim: str) -> None:
    print(f"  {label:62} {median(ratios):6.2f}   ({min(ratios):.2f} to {max(ratios):.2f}; aim: {aim})")


if __name__ == "__main__":
    compare_cluster()
