"""Putting imported standards into a library's folder, one file each; those that are known already are completed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.completing import Difference, complete
from ksbcheck.engine.option_ids import with_known_option_ids
from ksbcheck.importing.imported import Imported
from ksbcheck.inputs.bundled import data_folder
from ksbcheck.inputs.files import read_bytes, reason_of, write_bytes, write_text
from ksbcheck.inputs.library import Entry, Library, file_name
from ksbcheck.inputs.refuse import refuse
from ksbcheck.inputs.standard_file import written
from ksbcheck.rules import imports, reading, standard_findings

_COMMENTS = (
    "An occupational standard, imported by `ksbcheck standard import`.",
    "",
    "Where it comes from stands under `source`, and under `basis` what is printed there, and what is inferred.",
)

_REPLACED = "What the import says has taken the library's place, as was asked for."


class Outcome(Enum):
    """What has become of an imported standard."""

    ADDED = "added"
    """It is new in the library."""
    COMPLETED = "completed"
    """The library had it, and what it lacked was filled in."""
    REPLACED = "replaced"
    """The library had it, and the import has taken its place, as was asked for."""
    UNCHANGED = "unchanged"
    """The library has it, and there was nothing to fill in."""
    NOT_IMPORTED = "not imported"
    """It can't be had from this data; the findings say why."""


class Shelved(NamedTuple):
    """What has become of one imported standard, in which file it is now, and what was found on the way.

    `filled` are the fields that the library's lacked, or had only inferred, and that the import has filled in.
    """

    name: str
    outcome: Outcome
    standard: Standard | None
    file: Path | None
    findings: tuple[Finding, ...]
    filled: tuple[str, ...] = ()


@dataclass
class Shelf:
    """The folder to write to, the library as it was before, and what has been written since.

    With `replace` an import takes the place of what the library holds; in a rehearsal nothing is written.
    """

    folder: Path
    known: Library
    replace: bool = False
    rehearsal: bool = False
    written: dict[tuple[str, str], tuple[Path, Standard]] = field(default_factory=dict)

    def put(self, made: Sequence[Imported], source: Path) -> Iterator[Shelved]:
        """Yield what has become of each standard that was made of a file.

        Raises:
            InputError: the folder can't be made.
        """
        self._make_folder()
        for each in made:
            if each.standard is None:
                yield Shelved(each.name, Outcome.NOT_IMPORTED, None, None, each.findings)
            else:
                try:
                    yield self._put(each, each.standard, source)
                except InputError as error:
                    yield Shelved(each.name, Outcome.NOT_IMPORTED, None, None, (*each.findings, *error.findings))

    def _make_folder(self) -> None:
        if self.rehearsal:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"there can be no such folder: {reason_of(error)}"
            raise refuse(str(self.folder), None, reading.cannot_open, what, "Name another with --to.") from None

    def _put(self, made: Imported, standard: Standard, source: Path) -> Shelved:
        name = (standard.reference, standard.version)
        file = self._file(standard)
        text = written(standard, *_COMMENTS)
        if _holds(file, text):
            self.written[name] = (file, standard)
            return Shelved(made.name, Outcome.UNCHANGED, standard, file, made.findings)
        before = self._known(standard)
        if before is None:
            standard = with_known_option_ids(standard, self._other_versions(standard))
            return self._write(made, standard, written(standard, *_COMMENTS), Outcome.ADDED)
        old_file, old = before
        completed = complete(old, standard, source.name)
        about = tuple(_differences(made.name, completed.differences, source, replaced=self.replace))
        if self.replace:
            about = (*about, *self._kept_beside(made.name, file, old))
            return self._write(made, standard, text, Outcome.REPLACED, about)
        if completed.standard == old:
            return self._leave(made, old, old_file, about)
        contradictions = tuple(_contradictions(made.name, completed.standard, source))
        if contradictions:
            found = (*made.findings, *about, *contradictions)
            return Shelved(made.name, Outcome.NOT_IMPORTED, None, None, found)
        text = written(completed.standard, *_COMMENTS)
        about = (*about, *self._kept_beside(made.name, file, old))
        shelved = self._write(made, completed.standard, text, Outcome.COMPLETED, about)
        return shelved._replace(filled=completed.filled)

    def _leave(self, made: Imported, old: Standard, file: Path, about: tuple[Finding, ...]) -> Shelved:
        """Leave a standard as it is, unless who uses the folder hasn't got it: it stands in another, not bundled."""
        if file.parent == data_folder() or file.parent.resolve() == self.folder.resolve():
            return Shelved(made.name, Outcome.UNCHANGED, old, file, (*made.findings, *about))
        return self._write(made, old, written(old, *_COMMENTS), Outcome.ADDED, about)

    def _kept_beside(self, name: str, file: Path, old: Standard) -> Iterator[Finding]:
        """Keep a copy of a file that somebody has written, and say so: its comments and its form will be lost."""
        if not file.exists() or _holds(file, written(old, *_COMMENTS)):
            return
        copy = file.with_name(f"{file.name}.old")
        if not self.rehearsal:
            write_bytes(copy, read_bytes(file))
        hit = imports.differs_from_library(
            name, "the file has comments or a form of its own, which are lost", f"As it was it is kept as {copy.name}."
        )
        yield imports.differs_from_library.finding(hit).at(str(file), None)

    def _known(self, standard: Standard) -> tuple[Path, Standard] | None:
        """Return the standard of that name that is there already, and its file.

        The file that would be written over comes first, whether or not it is the one that answers in the library.
        """
        name = (standard.reference, standard.version)
        just_written = self.written.get(name)
        if just_written:
            return just_written
        file = self._file(standard)
        there = Entry(*name, file) if file.exists() else None
        entry = there or self.known.versions(standard.reference).get(standard.version)
        return (entry.file, entry.load()) if entry else None

    def _other_versions(self, standard: Standard) -> Iterator[Standard]:
        """Yield the other versions of a standard that are known, the latest last."""
        for entry in self.known.versions(standard.reference).values():
            yield entry.load()
        yield from (other for (reference, _), (_, other) in self.written.items() if reference == standard.reference)

    def _write(
        self, made: Imported, standard: Standard, text: str, outcome: Outcome, more: tuple[Finding, ...] = ()
    ) -> Shelved:
        file = self._file(standard)
        if not self.rehearsal:
            write_text(file, text)
        self.written[(standard.reference, standard.version)] = (file, standard)
        return Shelved(made.name, outcome, standard, file, (*made.findings, *more))

    def _file(self, standard: Standard) -> Path:
        called = file_name(standard.reference, standard.version)
        if called is None:
            problem = f"a file can't be called after {standard.reference!r} and {standard.version!r}"
            remedy = "Use letters, digits, full stops and hyphens in reference and version."
            raise refuse(None, None, reading.cannot_open, problem, remedy)
        return self.folder / called


def _holds(file: Path, text: str) -> bool:
    """Whether a file is there and has exactly that text."""
    try:
        return file.stat().st_size == len(text.encode()) and file.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def _contradictions(name: str, completed: Standard, source: Path) -> Iterator[Finding]:
    """Yield what would be wrong with a completed standard, so that nobody could read its file."""
    for each in standard_findings(completed):
        hit = imports.unusable_value(name, f"completed, it would contradict itself: {each.message}", each.location)
        yield imports.unusable_value.finding(hit).at(str(source), None)


def _differences(name: str, differences: Sequence[Difference], source: Path, *, replaced: bool) -> Iterator[Finding]:
    """Yield a finding for each difference, and one for all that are about codes."""
    about_codes = tuple(each.text for each in differences if each.about_codes)
    if about_codes:
        hit = imports.official_sources_disagree(name, about_codes)
        yield imports.official_sources_disagree.finding(hit).at(str(source), None)
    for each in differences:
        if not each.about_codes:
            hit = imports.differs_from_library(name, each.text, _REPLACED if replaced else each.remedy)
            yield imports.differs_from_library.finding(hit).at(str(source), None)
