"""Worker processes that read documents. They start when needed, and are replaced when they die."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Timer
from types import TracebackType
from typing import Any, Self

import ksbcheck
from ksbcheck.domain.folder import ReadRequest, ReadResult
from ksbcheck.domain.outline import MAX_BLOCKS, Outline, Unread
from ksbcheck.inputs.files import reason_of

SECONDS = 30
"""The most seconds for reading one document."""
MOST_WORKERS = 2
"""The most processes. With two and this one, memory stays under 500 MB."""

_START = (
    "import gc, sys; gc.set_threshold(100_000); sys.path += sys.argv[1:]; "
    "from ksbcheck.documents.worker import main; main()"
)
_TOO_LONG = "reading it takes longer than {:g} seconds"
_NO_START = "the program that reads it can't be started: {}"
_A_WHILE = 0.2
_BROKE = "it is damaged, and crashes the program that reads it"


class Workers:
    """A few worker processes. A `with` statement ends them."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all = [_Worker() for _ in range(min(MOST_WORKERS, os.cpu_count() or 1))]
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.end()

    def read_all(self, wanted: Sequence[ReadRequest]) -> Iterator[tuple[ReadRequest, ReadResult]]:
        """Yield each document with its result, in the order in which they are done."""
        with ThreadPoolExecutor(len(self._all)) as threads:
            try:
                asked = {threads.submit(self._read, document): document for document in wanted}
                finished: SimpleQueue[Future[ReadResult]] = SimpleQueue()
                for future in asked:
                    future.add_done_callback(finished.put)
                for _ in asked:
                    done = _first(finished)
                    yield asked[done], done.result()
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self.__exit__(None, None, None)  # do not wait for unfinished documents
                raise

    def _read(self, document: ReadRequest) -> ReadResult:
        worker = self._idle.get()
        try:
            return worker.read(document, self._seconds)
        finally:
            self._idle.put(worker)


def _first(finished: "SimpleQueue[Future[ReadResult]]") -> "Future[ReadResult]":
    """Return the first finished future. Waits are short, so that an interrupt is noticed."""
    while True:
        with suppress(Empty):
            return finished.get(timeout=_A_WHILE)


class _Worker:
    """One process, started when there is something to read."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._known: tuple[str, ...] = ()
        self._ended = Event()

    def read(self, document: ReadRequest, seconds: float) -> ReadResult:
        """Read a document. If that breaks a process that has read others, it is read again in a new one."""
        used = self._process is not None
        read, worn_out = self._read(document, seconds)
        if worn_out and used and not self._ended.is_set():
            read, _ = self._read(document, seconds)
        return read

    def _read(self, document: ReadRequest, seconds: float) -> tuple[ReadResult, bool]:
        """Read a document, and return whether that broke the process, which is ended then."""
        try:
            process = self._process = self._process or _start()
        except OSError as error:
            return ReadResult(unread=Unread.UNREADABLE, reason=_NO_START.format(reason_of(error))), False
        if self._ended.is_set():  # while it was started
            self._stop()
        too_late = Event()

        def end() -> None:
            too_late.set()
            process.kill()

        watch = Timer(seconds, end)
        watch.start()
        try:
            texts: list[dict[str, object]] = [] if self._known == document.known else [{"known": document.known}]
            self._known = document.known
            path = str(document.path.absolute())
            request = {"path": path, "reader": document.reader, "sha256": document.sha256, "blocks": document.blocks}
            reply = _ask(process, [*texts, request])
        finally:
            watch.cancel()
        broken = reply is None or reply.get("exhausted", False)
        if broken or too_late.is_set():
            self._stop()
        if reply is None:
            reason = _TOO_LONG.format(seconds) if too_late.is_set() else _BROKE
            late = too_late.is_set()
            return ReadResult(unread=Unread.BEYOND if late else Unread.UNREADABLE, reason=reason), not late
        outline = Outline.from_json(reply["outline"]) if reply.get("outline") else None
        blocks = reply.get("blocks", ())
        if "unread" not in reply:
            return ReadResult(outline, blocks=blocks), False
        return ReadResult(outline, Unread[reply["unread"]], reply["reason"], blocks), broken

    def end(self) -> None:
        """End the process for good."""
        self._ended.set()
        self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        self._known = ()
        if process:
            process.kill()
            process.communicate()


def _start() -> "subprocess.Popen[str]":
    """Start a worker in a bare interpreter, without the user's settings or site packages."""
    return subprocess.Popen(  # noqa: S603 - this interpreter and our own module
        [sys.executable, "-I", "-S", "-c", _START, *_library_folders()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


@cache
def _library_folders() -> tuple[str, ...]:
    """Return the folders with this package and the PDF library, for the worker."""
    origins = [
        ksbcheck.__file__,
        *(spec.origin for name in ("pypdfium2", "pypdfium2_raw", "PIL", "tinytag") if (spec := find_spec(name))),
    ]
    return tuple(dict.fromkeys(str(Path(origin).parents[1]) for origin in origins if origin))


def _ask(process: "subprocess.Popen[str]", requests: Sequence[Mapping[str, object]]) -> dict[str, Any] | None:
    """Return the worker's reply to the last request, or None if it died without one."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("a worker is always started with pipes")
    try:
        process.stdin.writelines(json.dumps(request) + "\n" for request in requests)
        process.stdin.flush()
        reply: dict[str, Any] = json.loads(process.stdout.readline(MAX_BLOCKS + 1))
    except (OSError, ValueError):
        return None
    return reply
