"""The folder of a portfolio: its files, their kinds, and the text of claimed documents. It is never changed."""

import hashlib
import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from ksbcheck.documents.kinds import HEAD_BYTES, MEDIA, Kind, disguise, ending_of, kind_by_content, kind_of
from ksbcheck.domain.baseline import BASELINE_NAME
from ksbcheck.domain.folder import LEAVES, EvidenceFile, Folder, ReadRequest, ReadResult
from ksbcheck.domain.outline import MAX_BYTES, Unread
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.files import NotOrdinaryError, opened, reason_of
from ksbcheck.inputs.settings import CONFIGURATION_NAME

_LITTER = (
    "~$*",
    ".~lock.*#",
    ".DS_Store",
    "._*",
    "Thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "Icon\r",
    "*.tmp",
    "*.lnk",
)
"""Names of files that systems and programs leave behind, in any letter case."""
_LITTER_FOLDERS = ("__MACOSX", "$RECYCLE.BIN", "System Volume Information", ".Spotlight-V100", ".Trashes", ".fseventsd")
"""Names of folders that systems leave behind. They are not listed."""
_TOOL_FOLDERS = (".git", ".hg", ".svn", ".venv", "__pycache__", "node_modules")
"""Folders of programmers' tools, which have no evidence. They are not listed."""
MOST_ENTRIES = 200_000
"""The most files and folders that are listed."""
_OWN = (SEAL_NAME, BASELINE_NAME, CONFIGURATION_NAME)
"""ksbcheck's own files beside a manifest, which are not evidence."""
_CHUNK = 1024 * 1024
_OF_TOOLS = "a folder of tools"
_LINK = "a link to a folder, whose files are read in place"
NOT_FOLLOWED = frozenset({_OF_TOOLS, _LINK})
"""Reasons for which folders are left out on purpose."""


def read_folder(
    manifest: Path,
    named: Collection[str],
    outlines: Outlines,
    *,
    own: Collection[Path] = (),
    known: tuple[str, ...] = (),
    hash_all: bool = False,
    seen: Collection[str] = (),
) -> Folder:
    """Return the files of a portfolio's folder, which is that of its manifest.

    `named` are the files that the manifest names: only those are read. `own` are files of the standard and the policy,
    `known` the texts of the standard, which are no evidence.
    Named documents, files of equal size, which may be copies, and `seen` ones are hashed; with `hash_all` every file.

    Raises:
        OSError: the folder itself can't be listed.
    """
    root = manifest.parent
    listing = list_folder(root, manifest.name, *_OWN)
    folder = Folder(
        listing.files,
        frozenset(listing.folders),
        listing.refused,
        tuple(listing.litter),
        listing.not_listed,
        frozenset({*listing.own, *(name for file in own for name in _name_within(listing.real, file))}),
    )
    claimed = {found.file.name for found in map(folder.find, named) if found.file}
    to_hash = folder.files if hash_all else {found.file.name for found in map(folder.find, seen) if found.file}
    hashed_files = _hash_files(listing.real, folder.files, claimed, to_hash)
    return replace(folder, files={**folder.files, **_read(root, hashed_files, claimed, outlines, known)})


def file_names(manifest: Path) -> tuple[str, ...]:
    """Return the names of the files beside and below a manifest; none if the folder can't be listed."""
    root = manifest.parent
    with suppress(OSError, ValueError):
        return tuple(list_folder(root, manifest.name, SEAL_NAME).files)
    return ()


def list_folder(root: Path, *own: str) -> "Listing":
    """Return what is in a folder and below; `own` are names of ksbcheck's own files in it, which are left out.

    Raises:
        OSError: the folder itself can't be listed.
    """
    listing = Listing(root, Path(os.path.realpath(root)), own)
    listing.walk("")
    return listing


def _name_within(real: Path, file: Path) -> Iterator[str]:
    """Yield the path of a file from the folder, if it is inside."""
    path = Path(os.path.realpath(file))
    if path.is_relative_to(real):
        yield path.relative_to(real).as_posix()


@dataclass
class Listing:
    """The result of listing the folder. `own` are ksbcheck's own files, which are not evidence."""

    root: Path
    real: Path
    own: Collection[str]
    files: dict[str, EvidenceFile] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    litter: list[str] = field(default_factory=list)
    not_listed: dict[str, str] = field(default_factory=dict)
    entries: int = 0

    def walk(self, top: str) -> None:
        """List a folder and its subfolders, without following links to folders."""
        waiting = [top]
        while waiting:
            below = waiting.pop()
            try:
                with os.scandir(self.root / below) as entries:
                    ordered = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                if not below:
                    raise
                self.not_listed[below] = f"it can't be opened: {reason_of(error)}"
                continue
            for entry in ordered:
                name = f"{below}/{entry.name}" if below else entry.name
                self.entries += 1
                if self.entries > MOST_ENTRIES:
                    self.not_listed[below or "."] = f"there are more than {MOST_ENTRIES:,} files"
                    return
                waiting += self._take(name, entry)

    def _take(self, name: str, entry: os.DirEntry[str]) -> list[str]:
        """Record an entry, and return it if it is a folder to list."""
        if name in self.own:
            pass
        elif entry.is_symlink() or _is_junction(entry):
            self._take_link(name)
        elif entry.is_dir():
            if entry.name in _LITTER_FOLDERS:
                self.litter.append(name)
            elif entry.name in _TOOL_FOLDERS:
                self.not_listed[name] = _OF_TOOLS
            else:
                self.folders.append(name)
                return [name]
        elif any(fnmatchcase(entry.name.casefold(), pattern.casefold()) for pattern in _LITTER):
            self.litter.append(name)
        else:
            self._take_file(name)
        return []

    def _take_link(self, name: str) -> None:
        try:
            target = Path(os.path.realpath(self.root / name, strict=True))
        except OSError:
            self.refused[name] = "a link to nothing"
            return
        if not target.is_relative_to(self.real):
            self.refused[name] = LEAVES
        elif target.is_dir():
            self.not_listed[name] = _LINK
        else:
            self._take_file(name)

    def _take_file(self, name: str) -> None:
        try:
            status = (self.root / name).stat()
        except OSError as error:
            self.files[name] = _unread(EvidenceFile(name, 0), f"it can't be opened: {reason_of(error)}")
            return
        if S_ISREG(status.st_mode):
            self.files[name] = EvidenceFile(name, status.st_size)
        else:
            self.refused[name] = "no ordinary file"


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Return whether an entry is a Windows junction, which only Python 3.12 and later show."""
    return bool(getattr(entry, "is_junction", bool)())


def _unread(file: EvidenceFile, reason: str) -> EvidenceFile:
    return file._replace(unread=Unread.UNREADABLE, reason=reason)


class _Opened(NamedTuple):
    """A file with its hash, and its first bytes."""

    file: EvidenceFile
    head: bytes


def _hash_files(
    real: Path, files: Mapping[str, EvidenceFile], claimed: Collection[str], to_hash: Collection[str]
) -> Iterator[_Opened]:
    """Yield the files that have to be opened, with their hashes and first bytes."""
    same_size = Counter(file.size for file in files.values())
    for file in files.values():
        document = file.name in claimed and _reader(file.name) is not None
        worth_it = 0 < file.size <= MAX_BYTES and (same_size[file.size] > 1 or document)
        hashed = worth_it or file.name in to_hash
        if file.unread is None and (hashed or (file.size and file.name in claimed)):
            yield _open(real, file, hashed=hashed)


def _open(real: Path, file: EvidenceFile, *, hashed: bool) -> _Opened:
    path = Path(os.path.realpath(real / file.name))
    if not path.is_relative_to(real):
        return _Opened(_unread(file, f"it has become {LEAVES}"), b"")
    try:
        with opened(path, follow=False) as stream:
            head = stream.read(HEAD_BYTES)
            if not hashed:
                return _Opened(file, head)
            digest, size = hashlib.sha256(head), len(head)
            while size <= file.size and (chunk := stream.read(_CHUNK)):
                digest.update(chunk)
                size += len(chunk)
    except (OSError, NotOrdinaryError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "it is not an ordinary file any more"
        return _Opened(_unread(file, f"it can't be opened: {reason}"), b"")
    if size != file.size:
        return _Opened(_unread(file, "it changed while it was read"), head)
    return _Opened(file._replace(sha256=digest.hexdigest()), head)


def _reader(name: str) -> str | None:
    kind = kind_of(name)
    return kind.reader if kind else None


def _read(
    root: Path, opened_files: Iterator[_Opened], claimed: Collection[str], outlines: Outlines, known: tuple[str, ...]
) -> Mapping[str, EvidenceFile]:
    """Return the opened files; claimed ones with their outline, or the reason for none."""
    files: dict[str, EvidenceFile] = {}
    wanted: list[ReadRequest] = []
    for file, head in opened_files:
        files[file.name] = file if file.unread or file.name not in claimed else _classify(file, head)
        reader = _reader(file.name)
        if reader and file.sha256 and file.name in claimed and files[file.name].unread in (None, Unread.NO_TEXT):
            wanted.append(ReadRequest(file.name, root / file.name, reader, file.sha256, known))
    for name, read in outlines.read(wanted):
        files[name] = _with_result(files[name], read)
    return files


def _with_result(file: EvidenceFile, read: ReadResult) -> EvidenceFile:
    """Return a file with what was read of it: of a picture or sound, whether it is blank or damaged, and its look."""
    if file.unread is None:
        outline, refused = (None, read.outline) if read.unread else (read.outline, None)
        return file._replace(outline=outline, unread=read.unread, reason=read.reason, refused=refused)
    if read.unread in (Unread.BLANK, Unread.UNREADABLE):
        return file._replace(unread=read.unread, reason=read.reason)
    return file._replace(picture=next(iter(read.outline.pictures), None) if read.outline else None)


def _classify(file: EvidenceFile, head: bytes) -> EvidenceFile:
    """Return a claimed file, with a reason if its name or first bytes show that it has no readable text."""
    kind = kind_by_content(file.name, head)
    if kind is None:
        ending = ending_of(file.name)
        reason = f"the ending {ending!r} is not known" if ending else "its name has no ending"
        return file._replace(unread=Unread.UNKNOWN_KIND, reason=reason)
    if really := disguise(file.name, head):
        return file._replace(unread=Unread.DISGUISED, reason=f"it is {really}")
    why_not = _why_not(kind, is_beyond=file.size > MAX_BYTES)
    return file._replace(unread=why_not[0], reason=why_not[1]) if why_not else file


def _why_not(kind: Kind, *, is_beyond: bool) -> tuple[Unread, str] | None:
    if kind.software:
        return Unread.SPECIAL_SOFTWARE, f"it needs {kind.software}"
    if kind.unread is not Unread.NO_TEXT:
        return kind.unread, f"it is {kind.unread.value}"
    if kind.reader is None or kind.noun in MEDIA:
        return Unread.NO_TEXT, kind.noun
    return (Unread.BEYOND, f"it is larger than {MAX_BYTES // 2**20} MiB") if is_beyond else None
