"""The outlines of documents: from the cache, or read by worker processes.

The cache is in the user's cache folder, by the hash of the document. It has headings (of a PDF, lines that look like
one), sheet names, codes, placeholders and places, never the text. Only the owner may read it. The name of an entry has
a digest of the readers' source and of the standard's texts: other versions do not use it.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.folder import ReadRequest, ReadResult
from ksbcheck.domain.outline import Outline, Unread
from ksbcheck.inputs.files import write_text

_LIBRARIES = {"pdf": "pypdfium2", "picture": "PIL", "sound": "tinytag"}
_DAYS_KEPT = 90
"""How long an unused entry is kept."""
Progress = Callable[[int, int], None]
"""Called with the number of documents read so far, and of all."""


class OutlineCache:
    """The outlines in a folder. Errors of reading and writing are ignored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_the_user(cls) -> "OutlineCache":
        """Return the cache in the user's cache folder."""
        from platformdirs import user_cache_path  # noqa: PLC0415 - only a check of a folder needs it

        return cls(user_cache_path("ksbcheck") / "outlines")

    def get(self, document: ReadRequest) -> Outline | None:
        """Return the outline of a document, or None."""
        path = self._path(document)
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            found = Outline.from_json(json.loads(path.read_text(encoding="utf-8")))
            os.utime(path)  # used today
            return found
        return None

    def put(self, document: ReadRequest, found: Outline) -> None:
        """Keep the outline of a document."""
        path = self._path(document)
        with suppress(OSError, InputError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_text(path, json.dumps(found.as_json()))
            path.chmod(0o600)

    def forget_old(self) -> None:
        """Delete old entries: learners' headings should not be kept for ever."""
        long_ago = time.time() - _DAYS_KEPT * 24 * 60 * 60
        for path in self._folder.glob("*/*.json"):
            with suppress(OSError):
                if path.stat().st_mtime < long_ago:
                    path.unlink()

    def _path(self, document: ReadRequest) -> Path:
        name = f"{document.sha256}-{document.reader}-{_version(document.known)}.json"
        return self._folder / document.sha256[:2] / name


@cache
def _version(known: tuple[str, ...]) -> str:
    """Return a digest of all that makes outlines, source and texts: a change makes every entry stale."""
    package = Path(__file__).parents[1]
    of_domain = [package / "domain" / f"{name}.py" for name in ("citation", "day", "outline", "text")]
    sources = [*package.glob("documents/*.py"), *of_domain]
    digest = sha256("\0".join(known).encode())
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def has_library(reader: str) -> bool:
    """Return whether the library that a reader needs, of the extra `documents`, is installed."""
    return reader not in _LIBRARIES or find_spec(_LIBRARIES[reader]) is not None


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
            outline = self._cache.get(document) if self._cache and not document.blocks else None
            if outline is not None:
                yield document.name, ReadResult(outline)
            elif not has_library(document.reader):
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
            if read.outline is not None and read.unread is None and self._cache:
                self._cache.put(document, read.outline)
                self._kept = True
            self._progress(done, len(to_read))
            yield document.name, read
