"""Run work on chunks by an executor, with bounded look-ahead. What breaks a process is found, and is one result."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from threading import Thread
from time import monotonic
from typing import Any, ParamSpec, Protocol, Self, TypeVar

_MEMORY = 4 * 1024**3
"""The most bytes of addresses of a process, where the system can bound them."""
_AHEAD = 2
"""How many chunks are submitted for each process before a result is waited for."""
_Result = TypeVar("_Result")
_Given = ParamSpec("_Given")


class _Splits(Protocol):
    def split(self) -> Iterator[Self]:
        """Yield a chunk for each part."""


_Chunk = TypeVar("_Chunk", bound=_Splits)
Start = Callable[[int], Executor]
"""Starts an executor with some processes."""


class EndOfRun(Exception):  # noqa: N818 - no error of a chunk
    """Nothing more can be done, whatever the chunk."""


def has_failed(future: "Future[Any]") -> bool:
    """Wait for a result, and return whether there is none.

    Raises:
        EndOfRun: in place of the result.
    """
    error = None if future.cancelled() else future.exception()
    if isinstance(error, EndOfRun):
        raise error
    return future.cancelled() or error is not None


def run_chunks(
    work: Callable[[_Chunk], _Result],
    chunks: Iterable[_Chunk],
    jobs: int,
    broken: Callable[[_Chunk, float], _Result],
    start: Start,
    has_failed: Callable[["Future[Any]"], bool] = has_failed,
    known: Callable[[_Chunk], _Result | None] = lambda _chunk: None,
) -> Iterator[_Result]:
    """Yield the results of chunks in order. No work is done on a chunk whose result is known.

    If a process ends, the chunks that it may have worked on are run again, part by part; `broken` makes the result of a
    part that ends a fresh process as well, after some seconds.
    """
    chunks = iter(chunks)
    waiting: deque[tuple[_Chunk, Future[_Result]]] = deque()
    more = True
    while more:
        with _running(start, jobs) as executor:
            while True:
                while len(waiting) < _AHEAD * jobs and (chunk := next(chunks, None)) is not None:
                    found = known(chunk)
                    ready = None if found is None else start_here(1).submit(lambda same: same, found)
                    waiting.append((chunk, ready or _submit(executor, work, chunk)))
                more = bool(waiting)
                if not more or has_failed(waiting[0][1]):
                    break
                yield waiting.popleft()[1].result()
        while waiting:
            chunk, future = waiting.popleft()
            failed = has_failed(future)
            yield from part_by_part(work, chunk, broken, start, has_failed) if failed else [future.result()]


def _submit(executor: Executor, work: Callable[[_Chunk], _Result], chunk: _Chunk) -> "Future[_Result]":
    try:
        return executor.submit(work, chunk)
    except BrokenExecutor as error:
        failed: Future[_Result] = Future()
        failed.set_exception(error)
        return failed


def part_by_part(
    work: Callable[[_Chunk], _Result],
    chunk: _Chunk,
    broken: Callable[[_Chunk, float], _Result],
    start: Start,
    has_failed: Callable[["Future[Any]"], bool] = has_failed,
) -> Iterator[_Result]:
    """Yield the result of each part of a chunk. A part is blamed only if it ends a process that did nothing else."""
    parts = deque(chunk.split())
    while parts:
        with _running(start, 1) as executor:
            is_fresh, since = True, monotonic()
            while parts and not has_failed(future := _submit(executor, work, parts[0])):
                parts.popleft()
                is_fresh = False
                yield future.result()
        if is_fresh:
            yield broken(parts.popleft(), monotonic() - since)


@contextmanager
def _running(start: Start, jobs: int) -> Iterator[Executor]:
    """Run an executor; if it is left early, its processes are ended and not waited for."""
    executor = start(jobs)
    try:
        yield executor
    except BaseException as error:
        for process in () if isinstance(error, EndOfRun) else multiprocessing.active_children():
            process.kill()
        executor.shutdown(wait=False)
        raise
    executor.shutdown()


def start_here(_jobs: int) -> Executor:
    """Return an executor that works in this process."""
    return _Here()


class _Here(Executor):
    def submit(
        self, work: Callable[_Given, _Result], /, *args: _Given.args, **options: _Given.kwargs
    ) -> "Future[_Result]":
        future: Future[_Result] = Future()
        try:
            future.set_result(work(*args, **options))
        except Exception as error:  # noqa: BLE001 - as of every executor
            future.set_exception(error)
        return future


def start_processes(jobs: int) -> Executor:
    """Start a pool of processes, each with bounded memory. Ctrl-C is left to this process, with which they end."""
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _prepare)


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000)  # as the program does
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(ImportError, OSError, ValueError):  # not on Windows
        import resource  # noqa: PLC0415 - as above

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)
