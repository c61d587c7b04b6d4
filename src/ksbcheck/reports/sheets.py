"""The sheets of a spreadsheet and the columns of CSV.

A portfolio without anything to show on a sheet has a row that says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.text import counted_noun
from ksbcheck.output.cells import cut_for_excel
from ksbcheck.reports.view import ClaimRow, FindingRow, View
from ksbcheck.reports.words import ABOUT_NO_METHOD

Cell = str | int
Row = Mapping[str, Cell]

NOT_CHECKED = "not checked"
NEXT = "What to do next"
STATUS = "Status"
JUSTIFIED = "Justified"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and how many characters wide it may become."""

    heading: str
    widest: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a report.

    `rows` gives the rows of one portfolio, by heading. Without any, `nothing` gives the text of the column `says`.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[View], Iterable[Row]]
    says: str
    nothing: Callable[[View], str]


WHOSE = (Column("Portfolio", 30), Column("Learner", 24))
"""The first columns when there are several portfolios."""


def sheet_rows(sheet: Sheet, columns: Sequence[Column], views: Iterable[View]) -> Iterator[list[Cell]]:
    """Yield the rows of all portfolios, a cell a column."""
    for view in views:
        of_portfolio = _of_portfolio(view)
        for row in list(sheet.rows(view)) or [_nothing(sheet, view)]:
            whole = {**of_portfolio, **row}
            cells = (whole.get(column.heading, "") for column in columns)
            yield [cut_for_excel(cell) if isinstance(cell, str) else cell for cell in cells]


def _of_portfolio(view: View) -> Row:
    facts = dict(view.facts)
    return {
        "Portfolio": facts["Portfolio"],
        "Learner": view.learner,
        "Outcome": view.verdict,
        "Under": facts.get("Standard") or facts.get("Framework") or "",
        "Option": facts.get("Option") or facts.get("Level") or "",
        "As of": view.as_of,
    }


def _nothing(sheet: Sheet, view: View) -> Row:
    return {sheet.says: sheet.nothing(view)} if view.checked else {sheet.says: NOT_CHECKED, NEXT: _what_to_fix(view)}


def _what_to_fix(view: View) -> str:
    return f"Fix this first: {'; '.join(map(_in_words, view.findings))}"


def _in_words(finding: FindingRow) -> str:
    place = ":".join(filter(None, (finding.path, finding.place)))
    return f"{place} {finding.rule} {finding.message} ({finding.help})"


def _summary(view: View) -> Iterator[Row]:
    yield {"What": "Outcome", "Value": view.verdict}
    if view.what_if:
        yield {"What": "What if", "Value": view.what_if}
    if view.only:
        yield {"What": "Only one method", "Value": view.only}
    for bar in view.bars:
        yield {"What": f"KSBs {bar.rung}", "Value": f"{bar.met} of {bar.required}"}
    for name, value in view.facts:
        yield {"What": name, "Value": value}
    for number, step in enumerate(view.next_things, 1):
        yield {"What": f"{NEXT} ({number})", "Value": step}
    if not view.checked:
        yield {"What": NEXT, "Value": _what_to_fix(view)}


def _cohort(view: View) -> Iterator[Row]:
    yield {
        **{bar.rung.capitalize(): bar.met for bar in view.bars},
        **({"Required": len(view.ksbs), "Gaps": len(view.gaps)} if view.bars else {}),
        NEXT: " ".join(view.next_things) if view.checked else _what_to_fix(view),
    }


def _gaps(view: View) -> Iterable[Row]:
    return [row for row in _ksbs(view) if row[STATUS] != "met"]


def _ksbs(view: View) -> Iterator[Row]:
    claims: dict[str, list[ClaimRow]] = {}
    for claim in view.claims:
        claims.setdefault(claim.code, []).append(claim)
    for ksb in view.ksbs:
        of_it = claims.get(ksb.code, [])
        yield {
            "KSB": ksb.code,
            "Statement": ksb.statement,
            "Duties": ", ".join(map(str, ksb.duties)) or "none mapped",
            STATUS: ksb.status,
            JUSTIFIED: ksb.justified,
            "Rung": ksb.rung or "no claim",
            "Evidence that counts": ", ".join(ksb.pieces),
            "So far": ksb.so_far,
            "Where": "; ".join(f"{each.piece}: {each.place} ({each.rung})" for each in of_it),
            "Assessed by": "; ".join(f"{each.piece}: {each.assessed}" for each in of_it if each.assessed),
            "Verified by": "; ".join(f"{each.piece}: {each.verified}" for each in of_it if each.verified),
            NEXT: ksb.next_step,
        }


def _duties(view: View) -> Iterator[Row]:
    for duty in view.duties:
        yield {
            "Duty": duty.number,
            "What the duty is": duty.text,
            STATUS: duty.status,
            "KSBs met": duty.met,
            "Required": " ".join(duty.required),
            "Not met": " ".join(duty.missing),
        }


def _methods(view: View) -> Iterator[Row]:
    for each in view.roll_ups:
        yield {
            "Method": each.method,
            "Theme": each.theme,
            "Title": each.title,
            STATUS: each.status,
            "KSBs met": each.met,
            "Required": " ".join(each.required),
            "Not met": " ".join(each.missing),
        }
    if view.no_method:
        yield {"Title": ABOUT_NO_METHOD, "Required": " ".join(view.no_method)}


def _evidence(view: View) -> Iterator[Row]:
    for piece in view.pieces:
        yield {
            "Evidence": piece.id,
            "Title": piece.title,
            "Type": piece.type,
            "Date": piece.date,
            "Files": ", ".join(piece.files),
            "Duties": ", ".join(map(str, piece.duties)),
            "How many KSBs": len(piece.ksbs),
            "KSBs, each with its rung": ", ".join(f"{code} {rung}" for code, rung in piece.ksbs),
        }


def _claims(view: View) -> Iterator[Row]:
    for claim in view.claims:
        yield {
            "KSB": claim.code,
            "Evidence": claim.piece,
            "Title": claim.title,
            "Where": claim.place,
            "Rung": claim.rung,
            "Assessed by": claim.assessed,
            "Verified by": claim.verified,
            "KSB cited in the evidence": claim.cited,
        }


def _findings(view: View) -> Iterator[Row]:
    for finding in view.findings:
        yield {
            "Severity": finding.severity,
            "Rule": finding.rule,
            "File": finding.path,
            "Line and column": finding.place,
            "What was found": finding.message,
            NEXT: finding.help,
            JUSTIFIED: finding.justified,
        }


def _justified(view: View) -> Iterator[Row]:
    for each in view.justified:
        yield {
            "Rule": each.rule,
            "What was found": each.what,
            "Why it is justified": each.reason,
            "By": each.by,
            "Until": each.until,
            "Ground": each.ground,
            "Stated in": each.source,
        }


def _sources(view: View) -> Iterator[Row]:
    for reason in view.not_checked:
        yield {"What": "Not checked", "Value": reason}
    for name, value in view.provenance:
        yield {"What": name, "Value": value}
    for each in view.basis:
        yield {"What": f"Basis: {each.basis}", "Value": f"{each.fields}: {each.why}"}


def _no_gaps(view: View) -> str:
    return "no gaps" if view.ksbs else _no_ksbs(view)


def _no_ksbs(view: View) -> str:
    return "no KSBs required" if view.bars else "a framework defines no KSBs"


def _no_duties(view: View) -> str:
    if view.only:
        return "not checked: only one method was"
    return "no duties" if view.bars else "a framework defines no duties"


def _no_claims(view: View) -> str:
    return "no claims on required KSBs" if view.bars else "a framework defines no KSBs to claim"


def _no_findings(view: View) -> str:
    gaps = len(view.gaps)
    return f"nothing found besides the {counted_noun(gaps, 'gap')}" if gaps else "nothing found"


SUMMARY = Sheet("Summary", (Column("What", 24), Column("Value", 100)), _summary, "Value", lambda _: "")
COHORT = Sheet(
    "Summary",
    (
        Column("Outcome", 28),
        Column("Under", 34),
        Column("Option", 24),
        Column("As of"),
        Column("Required"),
        *(Column(str(rung).capitalize()) for rung in COUNTING_RUNGS),
        Column("Gaps"),
        Column(NEXT, 50),
    ),
    _cohort,
    "Outcome",
    lambda _: "",
)
GAPS = Sheet(
    "Gaps",
    (
        Column("KSB"),
        Column("Statement", 60),
        Column("Duties", 18),
        Column(STATUS),
        Column(JUSTIFIED, 40),
        Column("So far", 24),
        Column(NEXT, 44),
    ),
    _gaps,
    STATUS,
    _no_gaps,
)
KSBS = Sheet(
    "KSBs",
    (
        Column("KSB"),
        Column("Statement", 60),
        Column("Duties", 18),
        Column(STATUS),
        Column("Rung"),
        Column("Evidence that counts", 24),
        Column("So far", 24),
        Column(NEXT, 36),
    ),
    _ksbs,
    STATUS,
    _no_ksbs,
)
DUTIES = Sheet(
    "Duties",
    (
        Column("Duty"),
        Column("What the duty is", 70),
        Column(STATUS),
        Column("KSBs met", 24),
        Column("Required", 36),
        Column("Not met", 36),
    ),
    _duties,
    STATUS,
    _no_duties,
)
METHODS = Sheet(
    "Methods",
    (
        Column("Method", 18),
        Column("Theme", 18),
        Column("Title", 54),
        Column(STATUS),
        Column("KSBs met", 24),
        Column("Required", 36),
        Column("Not met", 36),
    ),
    _methods,
    "Title",
    lambda _: "no assessment plan that can be used",
)
EVIDENCE = Sheet(
    "Evidence",
    (
        Column("Evidence"),
        Column("Title", 48),
        Column("Type", 18),
        Column("Date"),
        Column("Files", 34),
        Column("Duties", 18),
        Column("How many KSBs"),
        Column("KSBs, each with its rung", 48),
    ),
    _evidence,
    "Title",
    lambda _: "no evidence yet",
)
CLAIMS = Sheet(
    "Claims",
    (
        Column("KSB"),
        Column("Evidence"),
        Column("Title", 44),
        Column("Where", 34),
        Column("Rung"),
        Column("Assessed by", 32),
        Column("Verified by", 32),
        Column("KSB cited in the evidence", 18),
    ),
    _claims,
    "Title",
    _no_claims,
)
_FINDINGS = Sheet(
    "Findings",
    (
        Column("Severity"),
        Column("Rule"),
        Column("File", 34),
        Column("Line and column"),
        Column("What was found", 54),
        Column(NEXT, 54),
        Column(JUSTIFIED, 40),
    ),
    _findings,
    "What was found",
    _no_findings,
)
JUSTIFICATIONS = Sheet(
    JUSTIFIED,
    (
        Column("Rule"),
        Column("What was found", 54),
        Column("Why it is justified", 54),
        Column("By", 28),
        Column("Until"),
        Column("Ground"),
        Column("Stated in", 34),
    ),
    _justified,
    "What was found",
    lambda _: "nothing is justified",
)
SOURCES = Sheet("Sources", (Column("What", 20), Column("Value", 110)), _sources, "Value", lambda _: "nothing stated")

LEARNER_SHEETS = (SUMMARY, GAPS, KSBS, DUTIES, METHODS, EVIDENCE, CLAIMS, _FINDINGS, JUSTIFICATIONS, SOURCES)
"""The sheets of one portfolio."""
COHORT_SHEETS = (COHORT, *LEARNER_SHEETS[1:])
"""The sheets of several portfolios, with the rows of all in each."""


def sheets_for(views: Sequence[View]) -> tuple[Sheet, ...]:
    """Return the sheets of one portfolio, or of several; methods only with an assessment plan."""
    sheets = COHORT_SHEETS if len(views) > 1 else LEARNER_SHEETS
    return tuple(sheet for sheet in sheets if sheet is not METHODS or any(view.roll_ups for view in views))
