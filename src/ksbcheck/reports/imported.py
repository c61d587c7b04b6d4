"""What has become of imported standards: each by itself while they are few, and counted."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import table, to_text, words

FORMAT = "ksbcheck-import/1"
_INCOMPLETE = (DutyMapping.PARTIAL, DutyMapping.NONE)
_MOST_ROWS = 20
"""Of more standards only those that need a look are shown one by one."""


class Outcome(StrEnum):
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
    outcome: Outcome
    standard: Standard | None
    file: Path | None
    findings: Sequence[Finding]
    filled: Sequence[str] = ()


def render_table(rows: Sequence[ImportResult], folder: str, *, rehearsal: bool, screen: Screen) -> str:
    """Return what has become of the standards; findings are told apart, on standard error."""
    return to_text(_parts(rows, folder, screen, rehearsal=rehearsal), screen)


def _parts(rows: Sequence[ImportResult], folder: str, screen: Screen, *, rehearsal: bool) -> Iterator[RenderableType]:
    shown = rows if len(rows) <= _MOST_ROWS else [row for row in rows if row.standard is None]
    if shown:
        yield _table(shown[:_MOST_ROWS], screen)
    if len(shown) > _MOST_ROWS:
        yield words(f"and {len(shown) - _MOST_ROWS} more that could not be imported")
    counts = Counter(row.outcome for row in rows)
    told = listed(f"{count} {outcome}" for outcome, count in counts.items())
    yield words(f"{counted_noun(len(rows), 'standard')}: {told}.")
    yield words(f"Nothing was written: without --dry-run, to {folder}." if rehearsal else f"Library: {folder}")


def _table(rows: Sequence[ImportResult], screen: Screen) -> RenderableType:
    made = table(
        screen,
        Column("Standard", no_wrap=True, style="bold"),
        Column("Title and file", ratio=3),
        Column("KSBs", justify="right", no_wrap=True),
        Column("Duties mapped", ratio=1),
        Column("", no_wrap=True),
    )
    for row in rows:
        standard = row.standard
        if standard is None:
            made.add_row(words(row.name), words("see the messages"), "-", "-", words(row.outcome))
            continue
        about = Text.assemble(words(standard.title), "\n", words(str(row.file or ""), "dim"))
        if row.filled:
            about.append_text(Text.assemble("\n", words(f"filled in: {listed(row.filled)}")))
        made.add_row(words(row.name), about, str(len(standard.ksbs)), words(_mapped(standard)), words(row.outcome))
    return made


def _mapped(standard: Standard) -> str:
    """Return how many duties are mapped, in words that keep what isn't known apart from what is."""
    counts = Counter(duty.mapping for duty in standard.duties)
    if not standard.duties:
        return "no duties"
    parts = [f"{counts[DutyMapping.COMPLETE]} of {len(standard.duties)}"]
    parts += [
        f"{counts[mapping]} {mapping.value}" for mapping in (DutyMapping.PARTIAL, DutyMapping.NONE) if counts[mapping]
    ]
    return ", ".join(parts)


def render_json(rows: Sequence[ImportResult], folder: str, *, rehearsal: bool) -> str:
    """Return what has become of the standards, with all findings."""
    content = {"format": FORMAT, "folder": folder, "dry_run": rehearsal, "standards": [_row(row) for row in rows]}
    return json.dumps(content, indent=2) + "\n"


def _row(row: ImportResult) -> dict[str, Any]:
    standard = row.standard
    return {
        "name": row.name,
        "outcome": row.outcome,
        "reference": standard.reference if standard else None,
        "version": standard.version if standard else None,
        "title": standard.title if standard else None,
        "options": list(standard.option_ids) if standard else None,
        "ksbs": len(standard.ksbs) if standard else None,
        "duties": len(standard.duties) if standard else None,
        "file": str(row.file) if row.file else None,
        "filled": list(row.filled),
        "findings": [
            {"rule": each.rule, "severity": str(each.severity), "message": each.message, "help": each.help}
            for each in row.findings
        ],
    }
