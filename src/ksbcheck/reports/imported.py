"""The result of an import of standards: each standard while they are few, and how many ended how."""

from collections import Counter
from collections.abc import Iterator, Sequence
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


class Row(NamedTuple):
    """An imported standard: its name, what became of it, its file, and the fields that were filled in."""

    name: str
    outcome: str
    standard: Standard | None
    file: str | None
    findings: Sequence[Finding]
    filled: Sequence[str] = ()


def document(rows: Sequence[Row], folder: str, *, rehearsal: bool) -> Document:
    """Return what became of the standards, without the findings."""
    return Document("Import", (Section("", tuple(_blocks(rows, folder, rehearsal=rehearsal))),))


def _blocks(rows: Sequence[Row], folder: str, *, rehearsal: bool) -> Iterator[Block]:
    shown = rows if len(rows) <= _MOST_ROWS else [row for row in rows if row.standard is None]
    if shown:
        yield Table(_COLUMNS, tuple(map(_cells, shown[:_MOST_ROWS])))
    if len(shown) > _MOST_ROWS:
        yield Note(f"and {len(shown) - _MOST_ROWS} more that could not be imported")
    counts = Counter(row.outcome for row in rows)
    outcomes = listed(f"{count} {outcome}" for outcome, count in counts.items())
    yield Note(f"{counted_noun(len(rows), 'standard')}: {outcomes}.")
    yield Note(f"Nothing was written: without --dry-run, to {folder}." if rehearsal else f"Library: {folder}")


def _cells(row: Row) -> tuple[Cell, ...]:
    standard = row.standard
    if standard is None:
        return row.name, "see the messages", "-", "-", row.outcome
    filled = (f"filled in: {listed(row.filled)}",) if row.filled else ()
    about = (standard.title, Words(row.file or "", "quiet"), *filled)
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
