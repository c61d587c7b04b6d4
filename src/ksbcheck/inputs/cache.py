"""A cache of outlines in the user's cache folder, by the hash of the document.

It has headings (of a PDF, lines that look like one), sheet names, codes, placeholders and places, never the text. Only
the owner may read it. The name of an entry has a digest of the readers' source: other versions do not use it.
"""

import json
import os
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.outline import Outline
from ksbcheck.inputs.files import write_text

_DAYS_KEPT = 90
"""How long an unused entry is kept."""


class OutlineCache:
    """The outlines in a folder. Errors of reading and writing are ignored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_the_user(cls) -> "OutlineCache":
        """Return the cache in the user's cache folder."""
        from platformdirs import user_cache_path  # noqa: PLC0415 - only a check of a folder needs it

        return cls(user_cache_path("ksbcheck") / "outlines")

    def get(self, reader: str, digest: str) -> Outline | None:
        """Return the outline of a document, or None."""
        path = self._path(reader, digest)
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            found = Outline.from_json(json.loads(path.read_text(encoding="utf-8")))
            os.utime(path)  # used today
            return found
        return None

    def put(self, reader: str, digest: str, found: Outline) -> None:
        """Keep the outline of a document."""
        path = self._path(reader, digest)
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

    def _path(self, reader: str, digest: str) -> Path:
        return self._folder / digest[:2] / f"{digest}-{reader}-{_readers_digest()}.json"


@cache
def _readers_digest() -> str:
    """Return a digest of all source that makes outlines: a change makes every entry stale."""
    package = Path(__file__).parents[1]
    sources = [*package.glob("documents/*.py"), package / "domain" / "citation.py", package / "domain" / "outline.py"]
    digest = sha256()
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
