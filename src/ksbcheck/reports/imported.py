"""The result of an import of standards: each standard while they are few, and how many ended how."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import Block, Cell, Column, Document, Lines, Note, Section, Table, Words

_MOST_ROWS = 20
"""Of more standards than this, only those that could not be imported have a row."""
_COLUMNS = (
    Column("Standard", whole=True, look="strong"),
    Column("Title and file", share=3),
    Column("KSBs", right=True, whole=True),
    Column("Duties mapped", share=1),
    Column("", whole=True),
)


class ImportOutcome(StrEnum):
    """What became of an imported standard."""

    ADDED = "added"
    """The library did not have it."""
    COMPLETED = "completed"
    """What the library's lacked was filled in."""
    REPLACED = "replaced"
    """The import replaced the library's, as was asked for."""
    UNCHANGED = "unchanged"
    """There was nothing to fill in."""
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


def document(rows: Sequence[ImportResult], folder: str, *, rehearsal: bool) -> Document:
    """Return what became of the standards, without the findings."""
    return Document("Import", (Section("", tuple(_blocks(rows, folder, rehearsal=rehearsal))),))


def _blocks(rows: Sequence[ImportResult], folder: str, *, rehearsal: bool) -> Iterator[Block]:
    shown = rows if len(rows) <= _MOST_ROWS else [row for row in rows if row.standard is None]
    if shown:
        yield Table(_COLUMNS, tuple(map(_cells, shown[:_MOST_ROWS])))
    if len(shown) > _MOST_ROWS:
        yield Note(f"and {len(shown) - _MOST_ROWS} more that could not be imported")
    counts = Counter(row.outcome for row in rows)
    outcomes = listed(f"{count} {outcome}" for outcome, count in counts.items())
    yield Note(f"{counted_noun(len(rows), 'standard')}: {outcomes}.")
    yield Note(f"Nothing was written: without --dry-run, to {folder}." if rehearsal else f"Library: {folder}")


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
