"""The outlines of documents: from the cache, or read by worker processes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from ksbcheck.domain.folder import ReadRequest, ReadResult
from ksbcheck.domain.outline import Unread
from ksbcheck.inputs.cache import OutlineCache

Progress = Callable[[int, int], None]
"""Called with the number of documents read so far, and of all."""


@cache
def has_pdf_library() -> bool:
    """Return whether the extra `documents`, which reads PDFs, is installed."""
    return find_spec("pypdfium2") is not None


class Outlines:
    """Outlines of documents, from the cache if it has them. A `with` statement ends the worker processes."""

    def __init__(self, cache: OutlineCache | None, progress: Progress = lambda _done, _total: None) -> None:
        self._cache, self._progress = cache, progress
        self._workers: Any = None
        self._kept = False
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if self._cache and self._kept:
            self._cache.forget_old()

    def read(self, wanted: Iterable[ReadRequest]) -> Iterator[tuple[str, ReadResult]]:
        """Yield the name and the outline of each document, in no particular order."""
        to_read: list[ReadRequest] = []
        for document in wanted:
            outline = self._cache.get(document.reader, document.sha256) if self._cache else None
            if outline is not None:
                yield document.name, ReadResult(outline)
            elif document.reader == "pdf" and not has_pdf_library():
                yield document.name, ReadResult(unread=Unread.NEEDS_EXTRA, reason="documents")
            else:
                to_read.append(document)
        yield from self._read(to_read)

    def _read(self, to_read: list[ReadRequest]) -> Iterator[tuple[str, ReadResult]]:
        if not to_read:
            return
        if self._workers is None:
            from ksbcheck.inputs.workers import Workers  # noqa: PLC0415 - 5 ms, for new documents only

            self._workers = self._stack.enter_context(Workers())
        self._progress(0, len(to_read))
        for done, (document, read) in enumerate(self._workers.read_all(to_read), start=1):
            if read.outline is not None and self._cache:
                self._cache.put(document.reader, document.sha256, read.outline)
                self._kept = True
            self._progress(done, len(to_read))
            yield document.name, read
