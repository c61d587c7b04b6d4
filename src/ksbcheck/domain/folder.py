"""A portfolio's folder: the files that are there, and what reading the claimed ones has shown."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

from ksbcheck.domain.names import nearest
from ksbcheck.domain.outline import Outline, Unread
from ksbcheck.domain.seal import Sealed


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of the folder. `name` is its path from there, parted by `/`.

    `sha256` is None where nobody needed it or it couldn't be had. Of a claimed file there is either an `outline` or the
    reason why there is none; of the others, and of empty ones, neither.
    """

    name: str
    size: int
    sha256: str | None = None
    outline: Outline | None = None
    unread: Unread | None = None
    reason: str = ""

    @property
    def can_be_looked_at(self) -> bool:
        """Whether a person can open it, as far as that is known."""
        return self.size > 0 and self.unread not in (Unread.PASSWORD, Unread.UNREADABLE, Unread.DISGUISED)


class Found(Enum):
    """What became of a name that the manifest gives to a file."""

    THERE = "there"
    SPELT_OTHERWISE = "spelt otherwise"
    MISSING = "missing"
    OUTSIDE = "outside the folder"
    FOLDER = "a folder"
    NOT_A_FILE = "not an ordinary file"
    ADDRESS = "an address on the network"


class Named(NamedTuple):
    """What a name of the manifest leads to; `meant` is the name that was probably meant, or why the file is refused."""

    found: Found
    file: EvidenceFile | None = None
    meant: str | None = None


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|www\.|mailto:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def is_address(written: str) -> bool:
    """Whether what the manifest names as a file is an address on the network."""
    return _ADDRESS.match(written) is not None


@dataclass(frozen=True)
class Folder:
    """What stands in a portfolio's folder, beside its manifest.

    `refused` are links that leave the folder, and what is no ordinary file, each with the reason; `litter` is what
    systems leave behind; `not_listed` are folders that were not looked into, each with the reason. `own` are files that
    ksbcheck reads for itself and that are no evidence: the manifest, the seal, and the standard's file. `sealed` is the
    folder's seal, if it has one that can be read.
    """

    files: Mapping[str, EvidenceFile]
    folders: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)
    litter: tuple[str, ...] = ()
    not_listed: dict[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    sealed: Sealed | None = None

    def find(self, written: str) -> Named:
        """Return what a name in the manifest leads to. A name that leads out of the folder is never followed."""
        if is_address(written):
            return Named(Found.ADDRESS)
        name = within(written)
        if name is None or (within(written.replace("\\", "/")) is None and name not in self.files):
            return Named(Found.OUTSIDE)
        real = name if name in self.files else self._by_form.get(normalize("NFC", name))
        if real is not None:
            return Named(Found.THERE, self.files[real])
        if name in self.folders or not name:
            return Named(Found.FOLDER)
        return self._not_looked_at(name) or self._nearly(written)

    def unclaimed(self, claimed: Collection[str]) -> tuple[str, ...]:
        """Return the files that no piece names, `claimed` being those that some piece does."""
        return tuple(name for name in self.files if name not in claimed and name not in self.own)

    def _not_looked_at(self, name: str) -> Named | None:
        """Return what is to be said of what was refused or ignored, or is in a folder that was not looked into."""
        if name in self.own:
            return Named(Found.NOT_A_FILE, meant="a file of ksbcheck's own, and no evidence")
        steps = name.split("/")
        for end in range(len(steps), 0, -1):
            part = "/".join(steps[:end])
            if self.refused.get(part) == LEAVES:
                return Named(Found.OUTSIDE, meant=LEAVES)
            ignored = "what systems leave behind, and ignored" if part in self.litter else None
            if reason := self.refused.get(part) or self.not_listed.get(part) or ignored:
                return Named(Found.NOT_A_FILE, meant=reason if part == name else f"in {part!r}, {reason}")
        return None

    def _nearly(self, written: str) -> Named:
        """Return what is to be said of a name that is not there as it is written."""
        alike = self._by_look.get(_look(within(written.replace("\\", "/")) or ""))
        if alike:
            return Named(Found.SPELT_OTHERWISE, self.files[alike], alike)
        return Named(Found.MISSING)

    def nearest(self, written: str, claimed: Collection[str]) -> str | None:
        """Return the unclaimed file that a name was probably meant for: of the same name elsewhere, or nearly so."""
        unclaimed = self.unclaimed(claimed)
        base = _look(written.replace("\\", "/").rpartition("/")[2])
        moved = [name for name in unclaimed if _look(name.rpartition("/")[2]) == base]
        if len(moved) == 1 or len(unclaimed) > _MANY:
            return moved[0] if moved else None
        return nearest(written, unclaimed)

    @cached_property
    def _by_form(self) -> Mapping[str, str]:
        """The names by their composed form: macOS writes accents apart, which nobody can see or help."""
        return {normalize("NFC", name): name for name in self.files}

    @cached_property
    def _by_look(self) -> Mapping[str, str]:
        return {_look(name): name for name in sorted(self.files, reverse=True)}


_MANY = 1_000
"""Among more files than these no likeness is looked for: it would take long."""

LEAVES = "a link that leads out of the folder"
"""Why a link is refused that leaves the folder."""


def _look(name: str) -> str:
    """Return what Windows and macOS take a file's name for: letter case makes no difference."""
    return normalize("NFC", normalize("NFC", name).casefold())


def within(written: str) -> str | None:
    """Return the path that a written name stands for, from the folder, or None if it leads out of it."""
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
