"""Standards of the library: what is wrong with them, which there are, and what became of an import."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.output.document import Block, Cell, Column, Document, Lines, Note, Section, Table, Words

_LISTED = (
    Column("Reference", whole=True, look="strong"),
    Column("Version", whole=True),
    Column("Level", right=True, whole=True),
    Column("Title and file", share=2),
    Column("Options", share=1),
)
_MOST_ROWS = 20
"""More standards than this have no rows: their number is shown."""
_MOST_FINDINGS = 10
"""More findings than this, about more than `_FEW` standards, are shown as one a rule."""
_FEW = 5
_IMPORTED = (
    Column("Standard", whole=True, look="strong"),
    Column("Title and file", share=3),
    Column("KSBs", right=True, whole=True),
    Column("Duties mapped", share=1),
    Column("", whole=True),
)


class Checked(NamedTuple):
    """A standard, its file, the findings about it, and what could not be judged.

    `assessment` is the file of the assessment plan beside it, and the findings there; None where there is none.
    """

    standard: Standard
    file: str
    findings: Sequence[Finding]
    not_checked: Sequence[str]
    assessment: tuple[str, Sequence[Finding]] | None = None

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        return (*self.findings, *(self.assessment[1] if self.assessment else ()))


class Listed(NamedTuple):
    """A standard of the library. `hidden_by` is the file that is used in its place, if any."""

    reference: str
    version: str
    title: str
    level: int | None
    options: tuple[str, ...]
    file: str
    hidden_by: str | None


def listing(standards: Iterable[Listed]) -> Document:
    rows = tuple(
        (each.reference, each.version, str(each.level or "-"), _title(each), ", ".join(each.options))
        for each in standards
    )
    return Document("Standards", (Section("", (Table(_LISTED, rows) if rows else Note("No standard fits."),)),))


def _title(each: Listed) -> Cell:
    hidden = f" (not used: {each.hidden_by} answers)" if each.hidden_by is not None else ""
    return Lines((each.title, (Words(each.file, "quiet"), hidden)))


class ImportOutcome(StrEnum):
    """What became of an imported standard."""

    ADDED = "added"
    COMPLETED = "completed"
    """What the library's lacked was filled in."""
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    INCOMPLETE = "incomplete"
    """Statements of it are left out, so nothing can be checked by it."""
    EMPTY = "without KSBs"
    """The data has no statements of it yet."""
    NOT_IMPORTED = "not imported"
    """It is unusable; the findings say why."""


class ImportResult(NamedTuple):
    """An imported standard: its name, what became of it, its file, and the fields that were filled in."""

    name: str
    outcome: ImportOutcome
    standard: Standard | None
    file: Path | None
    findings: Sequence[Finding]
    filled: Sequence[str] = ()


def imported_document(rows: Sequence[ImportResult], folder: str, *, rehearsal: bool) -> Document:
    """Return what became of the standards, without the findings."""
    return Document("Import", (Section("", tuple(_imported(rows, folder, rehearsal=rehearsal))),))


def _imported(rows: Sequence[ImportResult], folder: str, *, rehearsal: bool) -> Iterator[Block]:
    shown = [row for row in rows if row.outcome is not ImportOutcome.EMPTY]
    if 0 < len(shown) <= _MOST_ROWS:
        yield Table(_IMPORTED, tuple(map(_cells, shown)))
    counts = Counter(row.outcome for row in rows)
    outcomes = listed(f"{count} {outcome}" for outcome, count in counts.items())
    yield Note(f"{counted_noun(len(rows), 'standard')}: {outcomes}.")
    yield Note(f"Nothing was written: without --dry-run, to {folder}." if rehearsal else f"Library: {folder}")


def summarised_findings(rows: Sequence[ImportResult]) -> Iterator[Finding]:
    """Yield the findings about standards; of many, one a rule, with the number of standards and the first message."""
    found = sorted(((finding.rule, row.name, finding) for row in rows for finding in row.findings), key=itemgetter(0))
    standards = sum(row.outcome is not ImportOutcome.EMPTY for row in rows)
    if standards <= _FEW or len(found) <= _MOST_FINDINGS:
        yield from (finding for row in rows for finding in row.findings)
        return
    for _, of_rule in groupby(found, key=itemgetter(0)):
        (_, name, first), *others = of_rule
        names = list(dict.fromkeys((name, *(name for _, name, _ in others))))
        what = f"in {counted_noun(len(names), 'standard')}: {first_few(names)}. The first: {first.message}"
        remedy = f"{first.help} --format json lists all."
        yield first._replace(message=what, help=remedy, place=None) if others else first


def _cells(row: ImportResult) -> tuple[Cell, ...]:
    standard = row.standard
    if standard is None:
        return row.name, "see the messages", "-", "-", row.outcome
    filled = (f"filled in: {listed(row.filled)}",) if row.filled else ()
    about = (standard.title, Words(str(row.file or ""), "quiet"), *filled)
    return row.name, Lines(about), str(len(standard.ksbs)), _mapped(standard), row.outcome


def _mapped(standard: Standard) -> str:
    """Return how many duties are mapped, apart from those whose mapping is not known."""
    counts = Counter(duty.mapping for duty in standard.duties)
    if not standard.duties:
        return "no duties"
    parts = [f"{counts[DutyMapping.COMPLETE]} of {len(standard.duties)}"]
    parts += [
        f"{counts[mapping]} {mapping.value}" for mapping in (DutyMapping.PARTIAL, DutyMapping.NONE) if counts[mapping]
    ]
    return ", ".join(parts)
