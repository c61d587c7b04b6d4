"""Keys of rows: digests of all that the row of a portfolio depends on, so that it need not be made twice."""

import os
from collections.abc import Iterator
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.outline import Unread
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.domain.report import Report
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.inputs.files import NotOrdinaryError, opened
from ksbcheck.inputs.folder import list_folder
from ksbcheck.inputs.library import names_a_path
from ksbcheck.inputs.settings import CONFIGURATION_NAMES, Overrides
from ksbcheck.inputs.surroundings import build, surroundings

_LARGE = 16 * 1024 * 1024
"""From how many bytes on a file is known by its beginning and the system's times, and not by its whole content."""
_BEGINNING = 64 * 1024
_OWN = frozenset((*MANIFEST_NAMES, *CONFIGURATION_NAMES, SEAL_NAME, BASELINE_NAME))
_PASSING = (Unread.UNREADABLE, Unread.BEYOND)
"""Why a document may be unread only this time."""


class RowKeys:
    """The keys of rows: digests of all that they depend on, as it is now. `about` is what is asked of every check."""

    def __init__(self, settings: Overrides, about: object) -> None:
        self._around = cache(partial(surroundings, settings=settings))
        self._beside = cache(self._beside_in)
        self._about = sha256(repr((build(), about)).encode(errors="surrogatepass"))

    def of(self, path: str, text: str | None) -> bytes | None:
        """Return the key of a portfolio's row; None if something that it depends on can't be read."""
        digest = self._about.copy()
        try:
            for part in self._parts(path, text):
                held = part.encode(errors="surrogatepass")
                digest.update(b"%d:" % len(held) + held)
        except (OSError, ValueError, NotOrdinaryError):
            return None
        return digest.digest()

    def _parts(self, path: str, text: str | None) -> Iterator[str]:
        yield path
        if text is None and Path(path).is_dir():
            listing = list_folder(Path(path))
            if not _OWN.isdisjoint(listing.refused):
                raise ValueError("a link leads to one of the files that it is judged by")
            yield repr((listing.folders, listing.refused, listing.litter, listing.not_listed))
            for name, file in listing.files.items():
                yield f"{name} {file.size} {_content(f'{path}/{name}', file.size)}"
            is_own = not listing.files.keys().isdisjoint(CONFIGURATION_NAMES)
            # As configurations are found: the folders above are those that are written, not those of links.
            yield self._around(path if is_own else os.path.dirname(os.path.abspath(path)))  # noqa: PTH100, PTH120
        else:
            yield _content(path, 0) if text is None else text
            yield self._beside(os.path.dirname(path))  # noqa: PTH120 - a string, of which there are very many

    def _beside_in(self, folder: str) -> str:
        """Return a digest of what is beside a manifest, and around."""
        files = (Path(folder, name) for name in (SEAL_NAME, BASELINE_NAME))
        contents = (_content(str(file), 0) if os.path.lexists(file) else "" for file in files)
        return " ".join((*contents, self._around(folder)))


def _content(path: str, size: int) -> str:
    with opened(Path(path)) as file:
        if size <= _LARGE:
            return sha256(file.read()).hexdigest()
        status = os.fstat(file.fileno())
        times = f"{status.st_ino} {status.st_mtime_ns} {status.st_ctime_ns}"
        return f"{times} {sha256(file.read(_BEGINNING)).hexdigest()}"


def is_lasting(report: Report) -> bool:
    """Return whether a report depends only on what keys cover, and on nothing that may pass by itself."""
    if report.judgement is None:
        return False
    portfolio, files = report.judgement.portfolio, report.judgement.files
    listed = files.folder.files if files else {}
    named = [Path(name) for name in (portfolio.standard, portfolio.policy) if name and names_a_path(name)]
    if named and report.assessment_file and names_a_path(portfolio.standard):
        named.append(named[0].with_name(Path(report.assessment_file).name))
    # What is not listed is beyond a link, or in a folder of tools; its content is not in the key.
    is_listed = all(name.as_posix() in listed for name in named)
    return is_listed and not any(file.unread in _PASSING for file in listed.values())
