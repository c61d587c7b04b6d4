"""Check the manifests that are open in an editor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from ksbcheck.domain.report import Report
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.inputs.manifest import MANIFEST_NAMES
from ksbcheck.inputs.settings import Overrides
from ksbcheck.inputs.standard_file import forget_standards
from ksbcheck.lsp.text import Buffer
from ksbcheck.tasks.check import check
from ksbcheck.tasks.request import CheckRequest


def check_text(buffer: Buffer, overrides: Overrides) -> Report:
    """Check the text of a manifest, without its folder."""
    return check(buffer.path, CheckRequest(overrides, _today(), text=buffer.text))


class FolderChecks:
    """Checks of folders with their documents, one at a time."""

    def __init__(self) -> None:
        self._one_at_a_time = Lock()
        self._outlines: Outlines | None = None
        self._ended = False

    def check(self, buffer: Buffer, overrides: Overrides) -> Report:
        """Check the folder of a manifest, with the manifest's text in the editor."""
        with self._one_at_a_time, self._reading() as outlines:
            forget_standards()
            return check(buffer.path.parent, CheckRequest(overrides, _today(), outlines, text=buffer.text))

    @contextmanager
    def _reading(self) -> Iterator[Outlines]:
        cache = None if self._ended else OutlineCache.of_the_user()
        with Outlines(cache) as self._outlines:
            yield self._outlines

    def end(self) -> None:
        """Stop reading, and read nothing more."""
        self._ended = True
        if self._outlines:
            self._outlines.__exit__(None, None, None)


def has_folder(buffer: Buffer) -> bool:
    """Whether a manifest is the one of its folder."""
    return buffer.path.name in MANIFEST_NAMES and buffer.path.is_file()


@dataclass
class Found:
    """The last reports on a manifest: on its text, on its folder, and with a judgement. `turn` counts its checks."""

    now: Report | None = None
    text: Buffer | None = None
    folder: Report | None = None
    judged: Report | None = None
    turn: int = 0

    def take(self, report: Report, text: Buffer) -> None:
        """Keep a new report on a text."""
        self.now, self.text = report, text
        if report.judgement is not None:
            self.judged = report


def _today() -> date:
    return datetime.now().astimezone().date()
