"""Reports as rows for spreadsheets and CSV: one fact a cell, one row a learner, KSB, piece, claim or finding.

Days are in ISO form, so that they sort. The first columns say whose a row is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from ksbcheck.domain.claim import Cited, Claim, Trace
from ksbcheck.domain.coverage import Coverage, KsbCoverage, KsbStatus, RollUp
from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown
from ksbcheck.engine.cohort import Learner, Standing, learners_of
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.output.cells import cut_for_excel
from ksbcheck.output.document import Cell, Column, Table, Words
from ksbcheck.reports.cohort import reasons
from ksbcheck.reports.words import justification_text, learner_name, sign_off_text, verdict
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step

_Row = tuple[Cell, ...]

NOT_CHECKED = "not checked"
_LOOKS = {
    "met": "good",
    "assessed": "good",
    "verified": "good",
    "thin": "doubtful",
    "partial": "doubtful",
    "warning": "doubtful",
    "missing": "bad",
    "error": "bad",
    NOT_CHECKED: "bad",
    "note": "note",
}
_STANDINGS = {
    Standing.THROUGH: Words("through the gateway", "good"),
    Standing.WORKING: "working towards it",
    Standing.HELP: Words("needs help now", "bad"),
}
_CITED = {
    Cited.THERE: "cited there",
    Cited.ELSEWHERE: "cited elsewhere",
    Cited.LISTED: "only in a list",
    Cited.NOWHERE: "not cited",
}
_WHOSE = (Column("Portfolio", share=2), Column("Learner", share=2))
_UNDER = (
    Column("Outcome", share=2),
    Column("Under", share=2),
    Column("Option", share=2),
    Column("As of", look="date"),
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
_OF_GAPS = {"KSB", "Statement", "Duties", "Status", "What to do next", "Justified"}


def _state(word: str) -> Words:
    return Words(word, _LOOKS.get(word, ""))


def _whose(report: Report) -> tuple[str, str]:
    return report.path, learner_name(report.judgement) if report.judgement else ""


def _under(report: Report) -> _Row:
    judgement = report.judgement
    if judgement is None:
        return verdict(report), "", "", ""
    option = judgement.portfolio.level if judgement.framework else f"{judgement.option.title} ({judgement.option.id})"
    return verdict(report), _source(judgement), option, judgement.today.isoformat()


def _source(judgement: Judgement) -> str:
    framework = judgement.framework
    if framework:
        return f"{framework.id} {framework.title}, issue {framework.issue_number}"
    standard = judgement.standard
    level = f"level {standard.level}" if standard.level else "level not stated"
    return f"{standard.reference} {standard.title}, {level}, version {standard.version}"


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
    report = learner.report
    judged, plan = report.under_standard, plan_next_steps(report).plan
    counts = tuple(_counts(judged.coverage, learner)) if judged else ("",) * 6
    steps = " ".join(action.words for action in plan.first) if plan else what_to_fix(report)
    weeks = "" if learner.weeks is None else learner.weeks
    standing = _STANDINGS[learner.standing]
    return (*_whose(report), standing, reasons(learner), *counts, weeks, *_under(report), steps)


def _counts(coverage: Coverage, learner: Learner) -> Iterator[int]:
    yield len(coverage.ksbs)
    yield from map(coverage.met_at, COUNTING_RUNGS)
    yield learner.missing or 0
    yield learner.waiting or 0


def what_to_fix(report: Report) -> str:
    """Return the findings about a portfolio that could not be checked; empty if it could."""
    if report.judgement:
        return ""
    found = (f"{_place(each)} {each.rule} {each.message} ({each.help})" for each in report.findings)
    return f"Fix this first: {'; '.join(found)}"


def _place(finding: Finding) -> str:
    place = f"{finding.place.line}:{finding.place.column}" if finding.place else ""
    return ":".join(filter(None, (finding.path, place)))


def ksbs(reports: Iterable[Report]) -> Table:
    """Return a row for each required KSB of each learner; one that says so for a learner without any."""
    columns = (*_WHOSE, *_UNDER, *_KSB)
    rows = ((*_whose(report), *_under(report), *row) for report in reports for row in _ksbs(report))
    return Table(columns, tuple(rows))


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


def of_all(reports: Sequence[Report], columns: tuple[Column, ...], rows: Callable[[Report], Iterable[_Row]]) -> Table:
    """Return the rows of all reports; those of several with the learner's name."""
    if len(reports) == 1:
        return Table(columns, tuple(rows(reports[0])))
    return Table((_WHOSE[1], *columns), tuple((whole_name(each), *row) for each in reports for row in rows(each)))


def whole_name(report: Report) -> str:
    """Return the learner's name and number, or else the path of the portfolio."""
    return _whose(report)[1] or report.path


def ksbs_in_sheet(reports: Sequence[Report]) -> Table:
    """Return the required KSBs for a workbook, which says on another sheet under what each learner is judged."""
    return of_all(reports, _KSB, _ksbs)


def missing(reports: Sequence[Report]) -> Table:
    """Return the required KSBs that are not met, and what to do about each."""
    kept = [index for index, column in enumerate(_KSB) if column.heading in _OF_GAPS]
    return of_all(reports, tuple(_KSB[at] for at in kept), lambda report: _gaps(report, kept))


def _gaps(report: Report, kept: Sequence[int]) -> Iterator[_Row]:
    gaps = set(report.under_standard.coverage.gaps) if report.under_standard else set()
    yield from (tuple(row[at] for at in kept) for row in _ksbs(report) if row[0] in gaps)


def evidence(reports: Sequence[Report]) -> Table:
    """Return the pieces of evidence, with how many KSBs each is claimed for."""
    columns = (
        Column("Evidence", whole=True),
        Column("Title", share=4),
        Column("Type", share=1),
        Column("Date", look="date"),
        Column("Files", share=3),
        Column("Duties", share=1),
        Column("KSBs", right=True),
        Column("KSBs, each with its rung", share=4),
    )
    return of_all(reports, columns, _pieces)


def _pieces(report: Report) -> Iterator[_Row]:
    judgement = report.judgement
    claims: dict[int, dict[str, Claim]] = {}
    for claim in judgement.claims if judgement else ():
        highest = claims.setdefault(claim.piece_index, {}).setdefault(claim.code, claim)
        claims[claim.piece_index][claim.code] = max(highest, claim, key=lambda each: (each.counts, each.rung.rank))
    for index, piece in enumerate(judgement.portfolio.evidence if judgement else ()):
        codes = claims.get(index, {})
        yield (
            piece.id,
            piece.name or "no title",
            piece.type.value.replace("_", " ") if piece.type else "not stated",
            piece.date.isoformat() if piece.date else "not stated",
            ", ".join(piece.files),
            ", ".join(map(str, piece.duties)),
            len(codes),
            ", ".join(f"{code} {claim.standing}" for code, claim in codes.items()),
        )


def claims(reports: Sequence[Report]) -> Table:
    """Return the claims on required KSBs, in the standard's order."""
    columns = (
        Column("KSB"),
        Column("Evidence", whole=True),
        Column("Title", share=4),
        Column("Where", share=3),
        Column("Rung"),
        Column("Assessed by", share=2),
        Column("Assessed on", look="date"),
        Column("Verified by", share=2),
        Column("Verified on", look="date"),
        Column("KSB cited in the evidence", share=1),
    )
    return of_all(reports, columns, _claims)


def _claims(report: Report) -> Iterator[_Row]:
    judged = report.under_standard
    if judged:
        by_code = judged.claims_by_code()
        traces = judged.files.by_claim() if judged.files else {}
        for ksb in judged.coverage.ksbs:
            yield from (_claim(claim, traces.get(claim.at)) for claim in by_code.get(ksb.code, ()))


def _claim(claim: Claim, trace: Trace | None) -> _Row:
    signed = (part for each in claim.rests_on for part in ((each.by or "", str(each.on or "")) if each else ("", "")))
    where, rung = claim.where or "not stated", _state(claim.standing)
    return claim.code, claim.piece.id, claim.piece.name, where, rung, *signed, _cited(trace)


def _cited(trace: Trace | None) -> str:
    """Return that the place is not there, or else whether it cites the KSB."""
    if trace is None:
        return ""
    if any(found.verdict is Verdict.NOT_THERE for _, found in trace.places or ()):
        return "no such place"
    return _CITED[trace.cited] if trace.cited else "not known"


def findings(reports: Sequence[Report]) -> Table:
    """Return the findings besides gaps, with what justifies them."""
    columns = (
        Column("Severity"),
        Column("Rule"),
        Column("File", share=2),
        Column("Line and column"),
        Column("What was found", share=4),
        Column("What to do next", share=4),
        Column("Justified", share=2),
    )
    return of_all(reports, columns, lambda report: map(_finding, besides_gaps(report.findings)))


def _finding(finding: Finding) -> _Row:
    place = f"{finding.place.line}:{finding.place.column}" if finding.place else ""
    excuse = justification_text(finding.justification) if finding.justification else ""
    path, severity = finding.path or "", _state(str(finding.severity))
    return severity, finding.rule, path, place, finding.message, finding.help, excuse


def justified(reports: Sequence[Report]) -> Table:
    """Return the justified gaps and findings, with who says why, and until when."""
    columns = (
        Column("Rule"),
        Column("What was found", share=4),
        Column("Why it is justified", share=4),
        Column("By", share=2),
        Column("Until", look="date"),
        Column("Ground"),
        Column("Stated in", share=2),
    )
    return of_all(reports, columns, _justified)


def _justified(report: Report) -> Iterator[_Row]:
    for finding in report.findings:
        each = finding.justification
        if each:
            by, until = each.by or "not stated", each.until.isoformat() if each.until else "not stated"
            source = each.source or "not stated"
            yield finding.rule, finding.message, each.reason, by, until, each.ground.value, source


def methods(reports: Sequence[Report]) -> Table:
    """Return the methods of assessment plans and their themes."""
    columns = (
        Column("Method", share=1),
        Column("Theme", share=1),
        Column("Title", share=3),
        Column("Status"),
        Column("Met", right=True),
        Column("Required", right=True),
        Column("Missing", share=3),
    )
    return of_all(reports, columns, _methods)


def _methods(report: Report) -> Iterator[_Row]:
    for each in report.under_standard.roll_ups if report.under_standard else ():
        yield _roll_up(each.method, each.method.id, "")
        yield from (_roll_up(theme, each.method.id, theme.id) for theme in each.themes)


def _roll_up(roll_up: RollUp, method: str, theme: str) -> _Row:
    status = _state(roll_up.status.value.replace("_", " "))
    return method, theme, roll_up.title, status, roll_up.met, len(roll_up.required), " ".join(roll_up.missing)


def as_text(table: Table) -> list[Sequence[str | int]]:
    """Return headings and rows as plain cells, for CSV."""
    heads = [str(column.heading) for column in table.columns]
    return [heads, *([_plain(cell) for cell in row] for row in table.rows)]


def _plain(cell: Cell) -> str | int:
    return cell if isinstance(cell, int) else cut_for_excel(shown(cell.text if isinstance(cell, Words) else str(cell)))
