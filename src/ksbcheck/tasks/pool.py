"""Run work on chunks by an executor, with bounded look-ahead. What breaks a process is found, and is one result."""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from time import monotonic
from typing import ParamSpec, Protocol, Self, TypeVar

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


def run_chunks(
    work: Callable[[_Chunk], _Result],
    chunks: Iterable[_Chunk],
    jobs: int,
    broken: Callable[[_Chunk, float], _Result],
    start: Start,
) -> Iterator[_Result]:
    """Yield the results of chunks in order.

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
                    waiting.append((chunk, _submit(executor, work, chunk)))
                more = bool(waiting)
                if not more or _has_failed(waiting[0][1]):
                    break
                yield waiting.popleft()[1].result()
        while waiting:
            chunk, future = waiting.popleft()
            yield from _part_by_part(work, chunk, broken, start) if _has_failed(future) else [future.result()]


def _has_failed(future: "Future[_Result]") -> bool:
    """Wait for a result, and return whether there is none."""
    return future.cancelled() or future.exception() is not None


def _submit(executor: Executor, work: Callable[[_Chunk], _Result], chunk: _Chunk) -> "Future[_Result]":
    try:
        return executor.submit(work, chunk)
    except BrokenExecutor as error:
        failed: Future[_Result] = Future()
        failed.set_exception(error)
        return failed


def _part_by_part(
    work: Callable[[_Chunk], _Result], chunk: _Chunk, broken: Callable[[_Chunk, float], _Result], start: Start
) -> Iterator[_Result]:
    """Yield the result of each part of a chunk. A part is blamed only if it ends a process that did nothing else."""
    parts = deque(chunk.split())
    while parts:
        with _running(start, 1) as executor:
            is_fresh, since = True, monotonic()
            while parts and not _has_failed(future := _submit(executor, work, parts[0])):
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
    except BaseException:
        for process in multiprocessing.active_children():
            process.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


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
    """Start a pool of processes, each with bounded memory. Ctrl-C is left to this process."""
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _prepare)


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000)  # as the program does
    with suppress(ImportError, OSError, ValueError):  # not on Windows
        import resource  # noqa: PLC0415 - as above

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
