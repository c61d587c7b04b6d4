"""Add imported standards to a library's folder, one file each; those that the library has are completed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, first_few
from ksbcheck.engine.option_ids import with_known_option_ids
from ksbcheck.importing.complete import complete
from ksbcheck.importing.notation import reference_of_occupation
from ksbcheck.importing.printed import Imported, Notes
from ksbcheck.inputs.files import read_bytes, reason_of, write_bytes, write_text
from ksbcheck.inputs.library import Entry, Library, data_folder, file_name
from ksbcheck.inputs.standard_file import to_yaml
from ksbcheck.reports.library import ImportOutcome, ImportResult
from ksbcheck.rules import imports, standard_findings

_COMMENTS = (
    "An occupational standard, imported by `ksbcheck standard import`.",
    "",
    "`source` names where it comes from; `basis` says what the source prints and what is inferred.",
)
_REPLACED = "The import has replaced the library's standard."


@dataclass
class Importer:
    """Adds standards to a folder. With `replace` they replace what the library has; a `rehearsal` writes nothing."""

    folder: Path
    library: Library
    """The standards that were known before."""
    replace: bool = False
    rehearsal: bool = False
    added: dict[tuple[str, str], tuple[Path, Standard]] = field(default_factory=dict)
    """The file and standard of each name that this import has met."""
    about_files: list[Finding] = field(default_factory=list)
    """What is said of a whole file."""

    def add(self, standards: Sequence[Imported], source: Path) -> Iterator[ImportResult]:
        """Yield the result of each standard that was read from a file.

        Raises:
            InputError: the folder cannot be made.
        """
        self._make_folder()
        without = [each.name for each in standards if not (each.standard or each.findings)]
        if without:
            have, rule = counted_noun(len(without), "record has", "records have"), imports.no_statements_yet
            what = f"{have} no knowledge, skills or behaviours yet: {first_few(without)}"
            remedy = "Nothing of that is imported: download the data again later."
            self.about_files.append(Finding(rule.code, rule.severity, what, remedy, path=str(source)))
        for imported in standards:
            notes = Notes(source, imported.name, found=list(imported.findings))
            if not (imported.standard or notes.found):
                yield ImportResult(notes.name, ImportOutcome.EMPTY, None, None, ())
                continue
            if not (imported.standard or any(each.severity is Severity.ERROR for each in notes.found)):
                self.about_files += notes.found
                continue
            try:
                yield self._add(imported.standard, notes) if imported.standard else _failed(notes)
            except InputError as error:
                yield _failed(notes, (*imported.findings, *error.findings))

    def _make_folder(self) -> None:
        if self.rehearsal:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"the folder cannot be made: {reason_of(error)}"
            raise InputError("KSB901", what, "Name another folder with --to.", path=self.folder) from None

    def _add(self, standard: Standard, notes: Notes) -> ImportResult:
        file = self._file(standard)
        self._note_occupations(standard, notes)
        if _has_text(file, _yaml(standard)):
            return self._result(standard, file, ImportOutcome.UNCHANGED, notes)
        known = self._known(standard)
        if known is None:
            standard = with_known_option_ids(standard, self._other_versions(standard))
            return self._write(standard, ImportOutcome.ADDED, notes)
        return self._update(*known, standard, notes)

    def _update(self, old_file: Path, old: Standard, standard: Standard, notes: Notes) -> ImportResult:
        file = self._file(standard)
        if standard.incomplete and not old.incomplete:
            notes.refuse("statements are left out, and the library has a complete file of the standard")
            return _failed(notes)
        replace = self.replace or (bool(old.incomplete) and not standard.incomplete)
        completed = complete(old, standard, notes.path.name)
        about_codes = tuple(each.text for each in completed.differences if each.about_codes)
        if about_codes:
            remedy = "Look the code up on the standard's page."
            notes.add(imports.official_sources_disagree, first_few(about_codes), remedy)
        for each in completed.differences:
            if not each.about_codes:
                notes.add(imports.differs_from_library, each.text, _REPLACED if replace else each.remedy)
        if replace:
            self._keep_beside(file, old, notes)
            return self._write(standard, ImportOutcome.REPLACED, notes)
        if completed.standard == old:
            if old_file.parent == data_folder() or old_file.parent.resolve() == self.folder.resolve():
                return self._result(old, old_file, ImportOutcome.UNCHANGED, notes)
            return self._write(old, ImportOutcome.ADDED, notes)  # the folder has no copy of its own yet
        for contradiction in standard_findings(completed.standard):
            notes.refuse(f"completed, it would contradict itself: {contradiction.message}")
        if not notes.is_usable():
            return _failed(notes)
        self._keep_beside(file, old, notes)
        return self._write(completed.standard, ImportOutcome.COMPLETED, notes)._replace(filled=completed.filled)

    def _write(self, standard: Standard, outcome: ImportOutcome, notes: Notes) -> ImportResult:
        file = self._file(standard)
        if not self.rehearsal:
            write_text(file, _yaml(standard))
        return self._result(standard, file, outcome, notes)

    def _result(self, standard: Standard, file: Path, outcome: ImportOutcome, notes: Notes) -> ImportResult:
        self.added[(standard.reference, standard.version)] = (file, standard)
        outcome = ImportOutcome.INCOMPLETE if standard.incomplete else outcome
        return ImportResult(notes.name, outcome, standard, file, tuple(notes.found))

    def _note_occupations(self, standard: Standard, notes: Notes) -> None:
        """Note the files of older imports, which are named after the standard's occupation."""
        for entry in self.library.entries:
            known = reference_of_occupation(entry.reference) if entry.reference.startswith("OCC") else None
            if not known or known[0] != standard.reference:
                continue
            what = f"the library also has {entry.name}, the same standard under the code of its occupation"
            remedy = f"Name {standard.reference} in manifests that name {entry.reference}, and delete {entry.file}."
            notes.add(imports.differs_from_library, what, remedy)

    def _keep_beside(self, file: Path, old: Standard, notes: Notes) -> None:
        """Keep a copy of a file that a person has edited: its comments and its form will be lost."""
        if not file.exists() or _has_text(file, _yaml(old)):
            return
        copy = file.with_name(f"{file.name}.old")
        if not self.rehearsal:
            write_bytes(copy, [read_bytes(file)])
        what = "the comments or the layout of the file are lost"
        about_file = Notes(file, notes.name)
        about_file.add(imports.differs_from_library, what, f"The old file is kept as {copy.name}.")
        notes.found += about_file.found

    def _known(self, standard: Standard) -> tuple[Path, Standard] | None:
        """Return the file and standard of that name that exist already.

        The file that would be overwritten comes first, whether or not the library finds it.
        """
        name = (standard.reference, standard.version)
        if name in self.added:
            return self.added[name]
        file = self._file(standard)
        there = Entry(*name, file) if file.exists() else None
        entry = there or self.library.versions(standard.reference).get(standard.version)
        return (entry.file, entry.load()) if entry else None

    def _other_versions(self, standard: Standard) -> Iterator[Standard]:
        """Yield the other known versions of a standard, the latest last."""
        for entry in self.library.versions(standard.reference).values():
            yield entry.load()
        yield from (other for (reference, _), (_, other) in self.added.items() if reference == standard.reference)

    def _file(self, standard: Standard) -> Path:
        name = file_name(standard.reference, standard.version)
        if name is None:
            problem = f"{standard.reference!r} and {standard.version!r} can't name a file"
            remedy = "Use letters, digits, full stops and hyphens in reference and version."
            raise InputError("KSB901", problem, remedy)
        return self.folder / name


def _failed(notes: Notes, findings: Sequence[Finding] | None = None) -> ImportResult:
    return ImportResult(notes.name, ImportOutcome.NOT_IMPORTED, None, None, tuple(findings or notes.found))


def _yaml(standard: Standard) -> str:
    return to_yaml(standard, *_COMMENTS)


def _has_text(file: Path, text: str) -> bool:
    try:
        return file.stat().st_size == len(text.encode()) and file.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False
