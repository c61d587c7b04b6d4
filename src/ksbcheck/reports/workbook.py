"""The sheets of a workbook: the first sections of a report on one, and a sheet for each of its tables."""

from collections.abc import Callable, Iterator, Sequence

from ksbcheck.domain.report import Report
from ksbcheck.engine.cohort import worst_first
from ksbcheck.output.document import Column, Depth, Document, Section, Table
from ksbcheck.reports import cohort, rows

_ROWS: tuple[tuple[str, Callable[[Sequence[Report]], Table]], ...] = (
    ("Missing", rows.missing),
    ("KSBs", rows.ksbs_in_sheet),
    ("Evidence", rows.evidence),
    ("Claims", rows.claims),
    ("To correct", rows.findings),
    ("Justified", rows.justified),
    ("Methods", rows.methods),
)
_IN_ROWS = frozenset({"missing", "evidenced", "evidence", "correct", "accepted", "methods"})
"""The sections whose facts the rows have, one a cell."""
_LAST = frozenset({"not-checked", "about"})
_JOINED = {"duties": "Duties of each", "gateway-parts": "Gateway of each"}


def document(reports: Sequence[Report]) -> Document:
    """Return what a workbook shows of one portfolio, or of several with the rows of all in each sheet."""
    reports = worst_first(reports)
    whole, *each = cohort.documents(reports)
    learners = [Section("Learners", (rows.learners(reports),))] if each else []
    tables = ((title, of(reports)) for title, of in _ROWS)
    made = [Section(title, (table,)) for title, table in tables if table.rows]
    first = [section for section in whole.sections if section.depth is Depth.FIRST]
    others = [section for section in whole.sections if section not in first and section.id not in _IN_ROWS]
    last = [section for section in others if section.id in _LAST]
    others = [section for section in others if section not in last]
    joined = _joined(list(map(rows.whole_name, reports)), each)
    return whole._replace(sections=(*first, *learners, *made[:2], *others, *joined, *made[2:], *last))


def _joined(names: Sequence[str], documents: Sequence[Document]) -> Iterator[Section]:
    """Yield tables that the documents of several learners have, with the learner's name in each row."""
    for id_, title in _JOINED.items():
        found = [
            (name, block)
            for name, document in zip(names, documents, strict=False)
            for section in document.sections
            if section.id == id_
            for block in section.blocks
            if isinstance(block, Table)
        ]
        if found:
            columns = (Column("Learner", share=2), *found[0][1].columns)
            yield Section(title, (Table(columns, tuple((name, *row) for name, table in found for row in table.rows)),))
