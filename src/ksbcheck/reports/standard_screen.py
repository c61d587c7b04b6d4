"""The first screen of `standard check`: one standard in 25 lines, several in a table of 35."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.text import counted_noun
from ksbcheck.output.document import Block, Cell, Column, Detail, Document, Drafts, Note, Section, Table, Words
from ksbcheck.reports.check import ending
from ksbcheck.reports.library import Checked, checked_document
from ksbcheck.reports.screen import COHORT_LINES, LINES
from ksbcheck.reports.words import count_findings
from ksbcheck.rules import RULES

_LOOKS = {Severity.ERROR: "bad", Severity.WARNING: "doubtful", Severity.NOTE: "note"}


def screens(standards: Sequence[Checked], detail: Detail, fail_on: Severity) -> list[Drafts]:
    """Return what to draw of standards that were checked."""
    match detail:
        case Detail.FULL:
            return [([checked_document(standards)], 0)]
        case Detail.QUIET:
            failing = [each for each in standards if any(found.severity >= fail_on for found in each.all_findings)]
            lines = tuple(Note(f"{each.file}: {_found(each)}", whole=True) for each in failing)
            return [([Document("Standards", (Section("", lines),))], 0)] if lines else []
        case _ if len(standards) > 1:
            return [([_several(standards, most) for most in (len(standards), *range(30, 1, -1))], COHORT_LINES)]
        case _:
            return [([_one(each, most) for most in (3, 1, 0)], LINES) for each in standards]


def _found(checked: Checked) -> str:
    return count_findings(checked.all_findings) or "nothing to correct"


def _look(checked: Checked) -> str:
    return "bad" if any(found.severity is Severity.ERROR for found in checked.all_findings) else "good"


def _one(checked: Checked, most: int) -> Document:
    """Return a standard with the findings of each rule; of rules with more than some, only their number."""
    columns = (Column(right=True, whole=True), Column(whole=True), Column(whole=True), Column(whole=True, share=1))
    in_order = sorted(checked.all_findings, key=lambda found: (-found.severity.rank, found.rule))
    rows = [row for _, group in groupby(in_order, key=lambda found: found.rule) for row in _rows(list(group), most)]
    blocks: list[Block] = [Table(columns, tuple(rows), indent=2)] if rows else []
    blocks += [Note(f"Not checked: {reason}") for reason in checked.not_checked]
    name = Section("", (Note(checked.standard.full_name),))
    sections = [name, Section(f"To correct: {_found(checked)}" if rows else "", tuple(blocks))]
    return Document("Standard", (*sections, ending(checked.file, _found(checked), f"strong {_look(checked)}")))


def _rows(found: Sequence[Finding], most: int) -> Iterator[tuple[Cell, ...]]:
    first = found[0]
    severity = Words(str(first.severity), _LOOKS[first.severity])
    if len(found) <= most:
        for each in found:
            place = f"{each.place.line}:{each.place.column}" if each.place else "-"
            yield place, severity, each.rule, f"{each.message}. {each.help}"
    else:
        title = next(rule.title for rule in RULES if rule.code == first.rule)
        yield f"{len(found)} ×", severity, first.rule, f"{title} (--full)"


def _several(standards: Sequence[Checked], most: int) -> Document:
    """Return a row for each standard, those with most errors first."""
    columns = (
        Column("Standard", whole=True),
        Column("Title", share=1, whole=True),
        *(Column(f"{severity}s".capitalize(), right=True, whole=True) for severity in reversed(Severity)),
    )
    in_order = sorted(standards, key=lambda each: [-number for number in _counts(each)])
    blocks: list[Block] = [Table(columns, tuple(map(_row, in_order[:most])))]
    if len(in_order) > most:
        blocks.append(Note(f"and {len(in_order) - most} more (--full)"))
    wrong = sum(_look(each) == "bad" for each in standards)
    total = f"{counted_noun(len(standards), 'standard')}: {wrong} with errors, {len(standards) - wrong} without"
    return Document("Standards", (Section("", (*blocks, Note(), Note(Words(total, "strong")))),))


def _counts(checked: Checked) -> list[int]:
    counts = Counter(found.severity for found in checked.all_findings)
    return [counts[severity] for severity in reversed(Severity)]


def _row(checked: Checked) -> tuple[Cell, ...]:
    standard = checked.standard
    counts = (str(number or "-") for number in _counts(checked))
    return f"{standard.reference}@{standard.version}", standard.title, *counts
