"""A portfolio's folder, and the outlines of its claimed files."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from ksbcheck.domain.names import nearest
from ksbcheck.domain.outline import Outline, Unread
from ksbcheck.domain.seal import Sealed


class ReadRequest(NamedTuple):
    name: str
    path: Path
    reader: str
    sha256: str


class ReadResult(NamedTuple):
    """The outline of a document, or why there is none."""

    outline: Outline | None = None
    unread: Unread | None = None
    reason: str = ""


class EvidenceFile(NamedTuple):
    """A file of the folder. A claimed one that is not empty has an `outline` or is `unread`; others are neither."""

    name: str
    size: int
    sha256: str | None = None
    outline: Outline | None = None
    unread: Unread | None = None
    reason: str = ""

    @property
    def can_be_looked_at(self) -> bool:
        return self.size > 0 and self.unread not in (Unread.PASSWORD, Unread.UNREADABLE, Unread.DISGUISED)


class FindStatus(Enum):
    THERE = "there"
    SPELT_OTHERWISE = "spelt otherwise"
    MISSING = "missing"
    OUTSIDE = "outside the folder"
    FOLDER = "a folder"
    NOT_A_FILE = "not an ordinary file"
    ADDRESS = "a network address"


class FindResult(NamedTuple):
    """The file that a name of the manifest leads to; `meant` is the likely name, or why the file is refused."""

    status: FindStatus
    file: EvidenceFile | None = None
    meant: str | None = None

    @property
    def why_not(self) -> str:
        """Why the file can't be looked at, as words behind its name; empty if it can."""
        match self:
            case FindResult(FindStatus.THERE, EvidenceFile() as file):
                reason = file.reason or "it is empty"
                return "" if file.can_be_looked_at else f"can't be looked at: {reason}"
            case FindResult(FindStatus.SPELT_OTHERWISE):
                return f"is spelt {self.meant!r} in the folder"
            case FindResult(FindStatus.MISSING):
                return "is not in the folder"
            case FindResult(FindStatus.OUTSIDE):
                return "leads out of the folder"
        return f"is {self.meant or self.status.value}, not a file"


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|www\.|mailto:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def is_address(written: str) -> bool:
    return _ADDRESS.match(written) is not None


@dataclass(frozen=True)
class Folder:
    """The content of a portfolio's folder. `own` are files of ksbcheck; `litter` is what systems leave behind.

    `refused` are links that leave and files that are not ordinary, `not_listed` are folders, both with the reason.
    """

    files: Mapping[str, EvidenceFile]
    folders: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)
    litter: tuple[str, ...] = ()
    not_listed: dict[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    sealed: Sealed | None = None

    def find(self, written: str) -> FindResult:
        """Look for a file that the manifest names. A name that leads out of the folder is never followed."""
        if is_address(written):
            return FindResult(FindStatus.ADDRESS)
        name = within(written)
        if name is None or (within(written.replace("\\", "/")) is None and name not in self.files):
            return FindResult(FindStatus.OUTSIDE)
        real = name if name in self.files else self._by_form.get(normalize("NFC", name))
        if real is not None:
            return FindResult(FindStatus.THERE, self.files[real])
        if name in self.folders or not name:
            return FindResult(FindStatus.FOLDER)
        return self._not_read(name) or self._find_similar(written)

    def work_of(self, name: str) -> str:
        """Return the name of the first file with the same content."""
        return self._by_content.get(self.files[name].sha256 or "", name)

    @cached_property
    def _by_content(self) -> Mapping[str, str]:
        return {file.sha256: name for name, file in sorted(self.files.items(), reverse=True) if file.sha256}

    def unclaimed(self, claimed: Collection[str]) -> tuple[str, ...]:
        return tuple(name for name in self.files if name not in claimed and name not in self.own)

    def _not_read(self, name: str) -> FindResult | None:
        """Return the result for a refused or ignored name, or one in a folder that was not listed."""
        if name in self.own:
            return FindResult(FindStatus.NOT_A_FILE, meant="a file of ksbcheck, not evidence")
        steps = name.split("/")
        for end in range(len(steps), 0, -1):
            part = "/".join(steps[:end])
            if self.refused.get(part) == LEAVES:
                return FindResult(FindStatus.OUTSIDE, meant=LEAVES)
            ignored = "left behind by a system, and ignored" if part in self.litter else None
            if reason := self.refused.get(part) or self.not_listed.get(part) or ignored:
                return FindResult(FindStatus.NOT_A_FILE, meant=reason if part == name else f"in {part!r}, {reason}")
        return None

    def _find_similar(self, written: str) -> FindResult:
        alike = self._by_folded.get(_fold(within(written.replace("\\", "/")) or ""))
        if alike:
            return FindResult(FindStatus.SPELT_OTHERWISE, self.files[alike], alike)
        return FindResult(FindStatus.MISSING)

    def nearest(self, written: str, claimed: Collection[str]) -> str | None:
        """Return the unclaimed file that was probably meant: of the same name elsewhere, or of a similar one."""
        unclaimed = self.unclaimed(claimed)
        base = _fold(written.replace("\\", "/").rpartition("/")[2])
        moved = [name for name in unclaimed if _fold(name.rpartition("/")[2]) == base]
        if len(moved) == 1 or len(unclaimed) > _MAX_SIMILAR:
            return moved[0] if moved else None
        return nearest(written, unclaimed)

    @cached_property
    def _by_form(self) -> Mapping[str, str]:
        """The names by their composed form: macOS decomposes accents."""
        return {normalize("NFC", name): name for name in self.files}

    @cached_property
    def _by_folded(self) -> Mapping[str, str]:
        return {_fold(name): name for name in sorted(self.files, reverse=True)}


_MAX_SIMILAR = 1_000
"""Similar names are not looked for among more files: it would take long."""

LEAVES = "a link that leads out of the folder"


def _fold(name: str) -> str:
    """Return a name as Windows and macOS compare it, without letter case."""
    return normalize("NFC", normalize("NFC", name).casefold())


def within(written: str) -> str | None:
    """Return the path of a name from the folder; None if it leads out of it."""
    if written.startswith(("/", "\\", "~/")) or _DRIVE.match(written):
        return None
    steps: list[str] = []
    for step in written.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
