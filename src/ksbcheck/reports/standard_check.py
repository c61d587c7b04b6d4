"""The report of `standard check`: one standard in 25 lines, several in a table of 35, or all findings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.text import counted_noun
from ksbcheck.output.document import Cell, Column, Detail, Document, Drafts, Note, Section, Table, Words
from ksbcheck.reports.check import SEVERITIES, Screens, ending, findings, overview
from ksbcheck.reports.library import Checked
from ksbcheck.reports.words import count_findings
from ksbcheck.rules import RULES


def screens(standards: Sequence[Checked], detail: Detail, fail_on: Severity) -> list[Drafts]:
    def quiet(each: Checked) -> str:
        fails = any(found.severity >= fail_on for found in each.all_findings)
        return f"{each.file}: {_found(each)}" if fails else ""

    return Screens("Standards", _several, _drafts, _full, quiet, _tally).draw(standards, detail)


def _found(checked: Checked) -> str:
    return count_findings(checked.all_findings) or "nothing to correct"


def _look(checked: Checked) -> str:
    return "bad" if any(found.severity is Severity.ERROR for found in checked.all_findings) else "good"


def _full(checked: Checked) -> Document:
    found = checked.all_findings
    return _document(checked, *(findings(found, "To correct") if found else ()))


def _drafts(checked: Checked) -> list[Document]:
    """Return a standard with the findings of each rule; of rules with more than some, only their number."""
    in_order = sorted(checked.all_findings, key=lambda found: (-found.severity.rank, found.rule))
    by_rule = [list(group) for _, group in groupby(in_order, key=lambda found: found.rule)]
    columns = (Column(right=True, whole=True), Column(whole=True), Column(whole=True), Column(whole=True, share=1))
    tables = (Table(columns, tuple(row for of in by_rule for row in _rows(of, most)), indent=2) for most in (3, 1, 0))
    title = f"To correct: {_found(checked)}"
    return [_document(checked, *([Section(title, (table,))] if by_rule else [])) for table in tables]


def _document(checked: Checked, *sections: Section) -> Document:
    name = Section("", (Note(checked.standard.full_name),))
    rest = Section("", tuple(Note(f"Not checked: {reason}") for reason in checked.not_checked))
    ended = ending(checked.file, _found(checked), f"strong {_look(checked)}")
    return Document("Standard", (name, *sections, rest, ended))


def _rows(found: Sequence[Finding], most: int) -> Iterator[tuple[Cell, ...]]:
    first = found[0]
    severity = Words(str(first.severity), SEVERITIES[first.severity])
    if len(found) <= most:
        for each in found:
            yield str(each.place or "-"), severity, each.rule, f"{each.message}. {each.help}"
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
    table = Table(columns, tuple(map(_row, in_order[:most])))
    return overview("Standards", table, len(standards), _tally(standards), all_of_them="--full")


def _tally(standards: Sequence[Checked]) -> str:
    wrong = sum(_look(each) == "bad" for each in standards)
    return f"{counted_noun(len(standards), 'standard')}: {wrong} with errors, {len(standards) - wrong} without"


def _counts(checked: Checked) -> list[int]:
    counts = Counter(found.severity for found in checked.all_findings)
    return [counts[severity] for severity in reversed(Severity)]


def _row(checked: Checked) -> tuple[Cell, ...]:
    standard = checked.standard
    counts = (str(number or "-") for number in _counts(checked))
    return f"{standard.reference}@{standard.version}", standard.title, *counts
