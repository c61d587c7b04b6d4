"""Reports for spreadsheets and CSV: a row for each learner, and for each KSB of each learner; and the workbook."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Justification
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.engine.rows import Learner, Standing, learners_of, worst_first
from ksbcheck.output.cells import cut_for_excel
from ksbcheck.output.document import Cell, Column, Depth, Document, Section, Table, Words, text_of
from ksbcheck.reports import cohort
from ksbcheck.reports.cohort import reasons
from ksbcheck.reports.words import justification_text, learner_name, sign_off_text, standard_in_full, verdict
from ksbcheck.rules.coverage import justified_gaps, next_step

_Row = tuple[Cell, ...]

NOT_CHECKED = "not checked"
_LOOKS = {
    "met": "good",
    "assessed": "good",
    "verified": "good",
    "thin": "doubtful",
    "missing": "bad",
    NOT_CHECKED: "bad",
}
_STANDINGS = {
    Standing.THROUGH: Words("through the gateway", "good"),
    Standing.WORKING: "working towards it",
    Standing.HELP: Words("needs help now", "bad"),
}
_WHOSE = (Column("Portfolio", share=2), Column("Learner", share=2))
_UNDER = (
    Column("Outcome", share=2),
    Column("Under", share=2),
    Column("Option", share=2),
    Column("As of"),
)
_KSB = (
    Column("KSB"),
    Column("Statement", share=5),
    Column("Duties", share=1),
    Column("Status"),
    Column("Rung"),
    Column("Evidence that counts", share=2),
    Column("Where", share=3),
    Column("Assessed by", share=2),
    Column("Verified by", share=2),
    Column("What to do next", share=3),
    Column("Justified", share=2),
)
_IN_ROWS = frozenset({"evidenced"})
"""The sections whose facts the rows of KSBs have, one a cell."""


def _state(word: str) -> Words:
    return Words(word, _LOOKS.get(word, ""))


def _whose(report: Report) -> tuple[str, str]:
    return report.path, learner_name(report.judgement) if report.judgement else ""


def _under(report: Report) -> _Row:
    judgement = report.judgement
    if judgement is None:
        return verdict(report), "", "", ""
    option = judgement.portfolio.level if judgement.framework else f"{judgement.option.title} ({judgement.option.id})"
    return verdict(report), _source(judgement), option, judgement.today


def _source(judgement: Judgement) -> str:
    framework = judgement.framework
    if framework:
        return f"{framework.id} {framework.title}, issue {framework.issue_number}"
    return standard_in_full(judgement.standard)


def learners(reports: Iterable[Report]) -> Table:
    """Return a row for each learner, in the order of the cohort."""
    columns = (
        *_WHOSE,
        Column("Gateway", share=1),
        Column("Why to see first", share=3),
        Column("Required", right=True),
        *(Column(str(rung).capitalize(), right=True) for rung in COUNTING_RUNGS),
        Column("Missing", right=True),
        Column("Waiting to be assessed", right=True),
        Column("Weeks without new evidence", right=True),
        *_UNDER,
        Column("What to do next", share=4),
    )
    return Table(columns, tuple(map(_learner, learners_of(reports))))


def _learner(learner: Learner) -> _Row:
    report, row = learner
    judged, plan = report.under_standard, plan_next_steps(report).plan
    counts = (len(judged.coverage.ksbs), *row.counts, len(row.gaps), row.waiting or 0) if judged else ("",) * 6
    steps = " ".join(action.words for action in plan.first) if plan else what_to_fix(report)
    weeks = "" if row.weeks is None else row.weeks
    standing = _STANDINGS[row.standing]
    return (*_whose(report), standing, reasons(row), *counts, weeks, *_under(report), steps)


def what_to_fix(report: Report) -> str:
    """Return the findings about a portfolio that could not be checked; empty if it could."""
    if report.judgement:
        return ""
    found = (f"{each.where} {each.rule} {each.message} ({each.help})" for each in report.findings)
    return f"Fix this first: {'; '.join(found)}"


def ksbs(reports: Iterable[Report]) -> Table:
    """Return a row for each required KSB of each learner; one that says so for a learner without any."""
    rows = ((*_whose(report), *_under(report), *row) for report in reports for row in _ksbs(report))
    return Table((*_WHOSE, *_UNDER, *_KSB), tuple(rows))


def _ksbs(report: Report) -> Iterator[_Row]:
    judged = report.under_standard
    if judged is None or not judged.coverage.ksbs:
        none = "no KSBs required" if judged else "a framework defines no KSBs" if report.judgement else NOT_CHECKED
        yield "", "", "", _state(none), "", "", "", "", "", what_to_fix(report), ""
        return
    claims, excused = judged.claims_by_code(), justified_gaps(report.findings)
    for ksb in judged.coverage.ksbs:
        yield _ksb(ksb, judged, report, claims.get(ksb.code, ()), excused.get(ksb.code))


def _ksb(
    ksb: KsbCoverage, judged: Judgement, report: Report, claims: Sequence[Claim], excuse: Justification | None
) -> _Row:
    signed = [(claim.piece.id, *map(sign_off_text, claim.rests_on)) for claim in claims]
    return (
        ksb.code,
        judged.standard.by_code[ksb.code].text,
        ", ".join(map(str, ksb.duties)) or "none mapped",
        _state(ksb.status.value),
        _state(str(ksb.highest_rung or "no claim")),
        ", ".join(ksb.pieces),
        "; ".join(f"{each.piece.id}: {each.where or 'not stated'} ({each.standing})" for each in claims),
        "; ".join(f"{piece}: {assessed}" for piece, assessed, _ in signed if assessed),
        "; ".join(f"{piece}: {verified}" for piece, _, verified in signed if verified),
        "" if ksb.status is KsbStatus.MET else next_step(ksb, report.policy),
        justification_text(excuse) if excuse else "",
    )


def workbook(reports: Sequence[Report]) -> Document:
    """Return what a workbook shows of one portfolio, or of several with the rows of all in each sheet."""
    reports = worst_first(reports)
    whole, *each = cohort.documents(reports)
    first = [section for section in whole.sections if section.depth is Depth.FIRST]
    others = [section for section in whole.sections if section.id not in _IN_ROWS]
    learned = [Section("Learners", (learners(reports),))] if each else []
    *others, about = [section for section in others if section not in first]
    joined = _joined(list(map(_name, reports)), each)
    own = Table(_KSB, tuple(row for report in reports for row in _ksbs(report)))
    named = Table((_WHOSE[1], *_KSB), tuple((_name(report), *row) for report in reports for row in _ksbs(report)))
    every = Section("KSBs", (named if each else own,))
    return whole._replace(sections=(*first, *learned, every, *others, *joined, about))


def _joined(names: Sequence[str], documents: Sequence[Document]) -> Iterator[Section]:
    """Yield the tables of several learners, with the learner's name in each row."""
    found: dict[str, list[tuple[str, Section, Table]]] = {}
    for name, document in zip(names, documents, strict=False):
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table) and section.depth is not Depth.FIRST and section.id not in _IN_ROWS:
                    found.setdefault(section.id, []).append((name, section, block))
    for id_, of_id in found.items():
        columns = max((table.columns for *_, table in of_id), key=len)
        rows = tuple((name, *row) for name, _, table in of_id for row in _below(columns, table))
        title = f"{of_id[-1][1].title.partition(':')[0]} of each"
        yield Section(title, (Table((_WHOSE[1], *columns), rows),), id_)


def _below(columns: Sequence[Column], table: Table) -> Iterator[_Row]:
    """Yield the rows of a table with a cell for each of some columns, by their headings."""
    for row in table.rows:
        cells = {text_of(column.heading): cell for column, cell in zip(table.columns, row, strict=True)}
        yield tuple(cells.get(text_of(column.heading), "") for column in columns)


def _name(report: Report) -> str:
    return _whose(report)[1] or report.path


def as_text(table: Table) -> list[Sequence[str | int]]:
    """Return headings and rows as plain cells, for CSV: days in ISO form, so that they sort."""
    heads = [text_of(column.heading) for column in table.columns]
    return [heads, *([plain_cell(cell) for cell in row] for row in table.rows)]


def plain_cell(cell: Cell) -> str | int:
    text = cell.isoformat() if isinstance(cell, date) else text_of(cell)
    return cell if isinstance(cell, int) else cut_for_excel(shown(text))
