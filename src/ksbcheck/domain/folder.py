"""A portfolio's folder, and the outlines of its claimed files."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

from ksbcheck.domain.names import nearest
from ksbcheck.domain.outline import WORDS_OF_A_WORK, Outline, Unread
from ksbcheck.domain.seal import Print, Sealed


class ReadRequest(NamedTuple):
    """A document to read, with its `blocks` or without. `known` are the standard's texts, which are no evidence."""

    name: str
    path: Path
    reader: str
    sha256: str
    known: tuple[str, ...] = ()
    blocks: bool = False


class ReadResult(NamedTuple):
    """The outline of a document, or why there is none. One that is `unread` may have an outline, and is no evidence.

    `blocks` are those of the document with their spots, as JSON, if they were asked for.
    """

    outline: Outline | None = None
    unread: Unread | None = None
    reason: str = ""
    blocks: Sequence[Any] = ()


_NOTHING_TO_LOOK_AT = (
    Unread.PASSWORD,
    Unread.UNREADABLE,
    Unread.DISGUISED,
    Unread.UNKNOWN_KIND,
    Unread.BLANK,
    Unread.LINK,
    Unread.LISTING,
    Unread.ARCHIVE,
)
_WORDS_A_NUMBER = 6
"""How many words each number has at most where the numbers are the work: in a form that is filled in every week."""


class EvidenceFile(NamedTuple):
    """A file of the folder. A claimed one that is not empty has an `outline` or is `unread`; others are neither.

    `picture` is a digest of what a claimed picture shows, `refused` the outline of one that is no evidence.
    """

    name: str
    size: int
    sha256: str | None = None
    outline: Outline | None = None
    unread: Unread | None = None
    reason: str = ""
    picture: str | None = None
    refused: Outline | None = None

    @property
    def print(self) -> Print:
        """Its content, if it was hashed."""
        outline = self.outline
        pictures = outline.pictures if outline else (self.picture,) if self.picture else ()
        return Print(self.sha256 or "", f"{outline.text}{outline.figures}" if outline else "", pictures)

    @property
    def can_be_looked_at(self) -> bool:
        """Whether there is anything in it that could be evidence, read by ksbcheck or not."""
        return self.size > 0 and self.unread not in _NOTHING_TO_LOOK_AT

    @property
    def work(self) -> tuple[str, ...]:
        """What the file shows, the same for copies that were saved once more; empty if that is not known."""
        if self.picture:
            return ("picture", self.picture)
        if self.outline and self.outline.words >= WORDS_OF_A_WORK:
            is_table = self.outline.numbers * _WORDS_A_NUMBER > self.outline.words
            return ("text", self.outline.text, self.outline.figures if is_table else "")
        if self.outline and not self.outline.words and self.outline.pictures:
            return ("pictures", *self.outline.pictures)
        return ()


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
        if real is not None and real not in self.own:
            return FindResult(FindStatus.THERE, self.files[real])
        if name in self.folders or not name:
            return FindResult(FindStatus.FOLDER)
        return self._not_read(name) or self._find_similar(written)

    def work_of(self, name: str) -> str:
        """Return the first file, by name, with the same text of 50 words or more, or pictures, or else bytes."""
        file = self.files[name]
        return self._first.get(file.work) or self._first.get(file.sha256, name)

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
    def _first(self) -> Mapping[object, str]:
        """The first files by name with the same bytes or work."""
        files = sorted(self.files.items(), reverse=True)
        return {content: name for name, file in files for content in (file.sha256, file.work) if content}

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


_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9\u00b9\u00b2\u00b3]) *(?:\.|$)")
_NOT_STORED = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_LONGEST_NAME = 255
"""The most bytes of a name that every system stores."""
_LONGEST_PATH = 260


def refused_by_windows(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of files and folders that Windows can't store, with the reason."""
    folded: dict[str, str] = {}
    for name in names:
        if reason := _why_refused(name):
            yield name, reason
        twin = folded.setdefault(_fold(name), name)
        if twin != name:
            yield name, f"it takes the name for {twin!r}"


def _why_refused(name: str) -> str | None:
    last = name.rpartition("/")[2]
    if _RESERVED.match(last):
        return f"{last.partition('.')[0].strip()!r} is the name of a device"
    if found := _NOT_STORED.search(last):
        return f"{last!r} has the character {found[0]!r}"
    if last != last.strip(" ") or last.endswith("."):
        return f"{last!r} {'begins' if last.startswith(' ') else 'ends'} with a blank or dot"
    if len(last.encode("utf-8", "surrogateescape")) > _LONGEST_NAME:
        return f"it is longer than {_LONGEST_NAME} bytes"
    return f"its path is longer than {_LONGEST_PATH} characters" if len(name) > _LONGEST_PATH else None


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
