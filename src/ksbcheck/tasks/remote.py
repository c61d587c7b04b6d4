"""What a worker of a cluster does: it checks chunks in a process of its own, in which a hostile portfolio does no harm.

The process judges only if all that it judges by is what the machine that sends the chunk judges by.
"""

import multiprocessing
import platform
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack, chdir
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ksbcheck.engine.rows import Row
from ksbcheck.importing.cohort import Job
from ksbcheck.inputs.surroundings import build, surroundings
from ksbcheck.tasks.cohort import Chunk, broken_rows, check_chunk
from ksbcheck.tasks.pool import EndOfRun, part_by_part, start_processes

_UNOPENED = {"KSB901", "KSB902"}
_idle: dict[str, list[Executor]] = {}
"""The processes of a worker that wait for chunks, by the run that they are for: they keep what they have read."""


class Task(NamedTuple):
    """A chunk of a run, with the folder that its paths start from, and what it must be judged by.

    `surroundings` are digests by the folders that the portfolios are in.
    """

    chunk: Chunk
    run: str
    folder: str
    build: str
    surroundings: Mapping[str, str]

    def split(self) -> "Iterator[Task]":
        """Yield a task for each portfolio."""
        return (self._replace(chunk=part) for part in self.chunk.split())


def check_apart(task: Task) -> list[Row | Job]:
    """Return a row for each portfolio of a chunk, or the job again if nothing can be opened there.

    Raises:
        EndOfRun: this worker would judge by something else.
    """
    process = _take_process(task.run)
    try:
        rows = process.submit(check_alike, task).result()
    except EndOfRun:
        process.shutdown()
        raise
    except Exception:  # noqa: BLE001 - as every executor's
        process.shutdown()
        return list(chain.from_iterable(part_by_part(check_alike, task, broken_task, start_processes)))
    _idle.setdefault(task.run, []).append(process)
    return rows


def _take_process(run: str) -> Executor:
    end_processes(but=run)
    multiprocessing.current_process().daemon = False  # those of Dask are, and may start no others
    waiting = _idle.get(run)
    return waiting.pop() if waiting else start_processes(1)


def end_processes(but: str = "") -> None:
    """End the processes that wait for chunks, but those of one run."""
    for run in _idle.keys() - {but}:
        for process in _idle.pop(run, ()):
            process.shutdown(wait=False)


def broken_task(task: Task, took: float) -> list[Row | Job]:
    """Return rows for portfolios whose check ended its process, after some seconds."""
    return list(broken_rows(task.chunk, took))


def check_alike(task: Task) -> list[Row | Job]:
    """Check a chunk as the machine that sends it would, or refuse to."""
    chunk, here = task.chunk, f"the worker on {platform.node()}"
    if build() != task.build:
        raise EndOfRun(f"{here} has ksbcheck {build()}, and this machine {task.build}")
    with ExitStack() as stack:
        is_seen = Path(task.folder).is_dir()
        stack.enter_context(chdir(task.folder if is_seen else stack.enter_context(TemporaryDirectory())))
        for folder, digest in task.surroundings.items():
            if surroundings(folder, chunk.request.settings) != digest:
                where = Path(task.folder, folder)
                raise EndOfRun(f"{here} has other settings, policies or standards for {where}, or cannot see it")
        rows = check_chunk(chunk)
    return [job if is_unopened(row) else row for job, row in zip(chunk.jobs, rows, strict=True)]


def is_unopened(row: Row) -> bool:
    """Return whether a portfolio was not judged because something could not be opened."""
    return row.under is None and any(rule in _UNOPENED for rule, _, _ in row.findings)
