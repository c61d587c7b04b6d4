"""Check a cohort on a cluster of Dask. This is the only module that uses a network."""

import asyncio
import logging
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4
from warnings import catch_warnings, simplefilter

import dask
from dask.utils import parse_timedelta
from distributed import Client, KilledWorker, Security, rpc

from ksbcheck.domain.text import shown
from ksbcheck.engine.rows import Row
from ksbcheck.importing.cohort import Job
from ksbcheck.inputs.surroundings import build, surroundings
from ksbcheck.tasks.cohort import Chunk, check_chunk, chunks_of
from ksbcheck.tasks.pool import EndOfRun, has_failed, run_chunks
from ksbcheck.tasks.remote import Task, broken_task, check_apart, end_processes, is_unopened

_CHUNK = 64
"""How many portfolios a task has, about half a second of work."""
_FEWEST = 16
"""The fewest workers to send tasks ahead for: others may join."""
_A_WHILE = 1


def check_on_cluster(jobs: Iterable[Job], like: Chunk, address: str) -> Iterator[list[Row]]:
    """Check portfolios by the workers of a cluster, and yield their rows in order.

    Raises:
        EndOfRun: there is no cluster, or a worker judges by something else.
    """
    with _connected(address) as client:
        _refuse_others(client)
        threads = sum(client.nthreads().values())
        found = run_chunks(
            check_apart,
            _tasks(jobs, like),
            max(threads, _FEWEST),
            lambda task, _: broken_task(task, 0),  # a worker of the cluster has no time limit
            lambda _: client.get_executor(pure=False),
            partial(_has_failed, client),
        )
        try:
            for rows in found:
                yield [row_here(row, like) if isinstance(row, Job) else row for row in rows]
        finally:
            if client.status == "running":
                client.run(end_processes)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Connect with a cluster; what goes wrong is one message of ours, and none of Dask."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        with catch_warnings():
            simplefilter("ignore")
            with _client(address) as client:
                yield client
    except OSError as error:
        raise EndOfRun(f"the cluster {shown(address)} is lost: {shown(str(error))}") from None
    finally:
        logging.disable(before)


def _client(address: str) -> Client:
    try:
        asyncio.run(_identify(address))
        return Client(address, set_as_default=False)
    except Exception as error:  # noqa: BLE001 - Dask and its protocols raise any
        why = shown(str(error)) or "it does not answer"
        raise EndOfRun(f"the cluster {shown(address)} cannot be reached: {why}") from None


async def _identify(address: str) -> None:
    """Wait for an answer, for which Dask's client might wait without end."""
    security = Security().get_connection_args("client")
    async with rpc(address, timeout=_patience(), connection_args=security) as scheduler:
        await asyncio.wait_for(scheduler.identity(), _patience())


def _patience() -> float:
    return float(parse_timedelta(dask.config.get("distributed.comm.timeouts.connect")))


def _refuse_others(client: Client) -> None:
    for worker, found in client.run(build, on_error="return").items():
        if found != build():
            has = f"has no ksbcheck that this one can use: {found}" if isinstance(found, Exception) else f"has {found}"
            raise EndOfRun(f"the worker {worker} {has}; install ksbcheck {build()} there, and start the worker anew")


def _tasks(jobs: Iterable[Job], like: Chunk) -> Iterator[Task]:
    around, run = cache(partial(surroundings, settings=like.request.settings)), uuid4().hex
    for chunk in chunks_of(jobs, like, _CHUNK):
        folders = {os.path.dirname(job.path) for job in chunk.jobs}  # noqa: PTH120 - strings, of which there are many
        yield Task(chunk, run, str(Path.cwd()), build(), {folder: around(folder) for folder in folders})


def _has_failed(client: Client, future: "Future[Any]") -> bool:
    """Wait for a result, and return whether all workers that worked on it have ended."""
    since = monotonic()
    while not wait([future], timeout=_A_WHILE).done:
        if client.nthreads():
            since = monotonic()
        elif monotonic() - since > _patience():
            raise EndOfRun(f"the cluster has had no worker for {_patience():g} seconds")
    if future.cancelled():
        raise EndOfRun("the cluster has ended")
    failed = has_failed(future)
    if failed and not isinstance(future.exception(), KilledWorker):
        raise EndOfRun(f"a worker failed: {shown(str(future.exception()))}")
    if failed:
        _refuse_others(client)  # one that joined later and has no ksbcheck ends
    return failed


def row_here(job: Job, like: Chunk) -> Row:
    """Return the row of a portfolio that a worker could not open, and this machine can't either."""
    (row,) = check_chunk(like._replace(jobs=(job,), seconds=None))
    if not is_unopened(row):
        raise EndOfRun(f"a worker cannot open {shown(job.path)}, or a file that it names, but this machine can")
    return row
