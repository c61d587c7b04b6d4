"""Reports as Markdown for pull requests and job summaries, with folded details."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ksbcheck.domain.text import counted_noun
from ksbcheck.output.markdown import Passage, fit_passages, plain, table
from ksbcheck.reports.sheets import (
    CLAIMS,
    COHORT,
    DUTIES,
    EVIDENCE,
    GAPS,
    JUSTIFICATIONS,
    JUSTIFIED,
    KSBS,
    METHODS,
    NEXT,
    SOURCES,
    WHOSE,
    Column,
    Sheet,
    sheet_rows,
)
from ksbcheck.reports.view import FindingRow, KsbRow, View, justified_of

_MOST_CHARACTERS = 65_536
"""What GitHub takes as a comment; a job summary may be longer."""
_GAP_COLUMNS = ("KSB", "Statement", "Duties", "So far", NEXT, JUSTIFIED)
_FINDING_COLUMNS = ("Rule", "Where", "What was found", NEXT, JUSTIFIED)


class _Folded(NamedTuple):
    """A folded section: its sheet, title, noun for rows, and priority if space is short."""

    sheet: Sheet
    title: str
    name: str
    rank: int
    without: tuple[str, ...] = ()


_FOLDED = (
    _Folded(KSBS, "All {ksbs}", "required KSBs", 6, without=("Evidence that counts", NEXT)),
    _Folded(DUTIES, "Duties", "duties", 5),
    _Folded(METHODS, "Methods and themes", "methods and themes", 5),
    _Folded(EVIDENCE, "Evidence", "pieces of evidence", 7),
    _Folded(CLAIMS, "Claims, with their places and sign-offs", "claims", 8),
    _Folded(SOURCES, "Not checked, and where this comes from", "lines on what was not checked and on the sources", 3),
)


def render(views: Sequence[View]) -> str:
    """Return the reports as one document within GitHub's limit."""
    if len(views) == 1:
        passages = [Passage(0, "titles", f"# {plain(views[0].title)}\n\n"), *_portfolio(views[0], "##")]
    else:
        title = f"# Evidence reports: {counted_noun(len(views), 'portfolio')}\n\n"
        passages = [Passage(0, "titles", title), _overview(views)]
        for view in views:
            name = f"## {plain(view.learner or dict(view.facts)['Portfolio'])}\n\n"
            passages += [Passage(1, "titles", name), *_portfolio(view, "###")]
    return fit_passages(passages, _MOST_CHARACTERS)


def _overview(views: Sequence[View]) -> Passage:
    columns = [column for column in (*WHOSE, *COHORT.columns) if column.heading not in {"Under", "Option", NEXT}]
    head, rows = table([column.heading for column in columns], sheet_rows(COHORT, columns, views))
    return Passage(0, "portfolios in the overview", head, rows, "\n")


def _portfolio(view: View, marks: str) -> Iterator[Passage]:
    yield Passage(1, "verdicts", "".join(_verdict(view)))
    if view.bars:
        head, rows = table(["Rung", "KSBs met"], ((bar.rung, f"{bar.met} of {bar.required}") for bar in view.bars))
        yield Passage(1, "counts", head, rows, "\n")
    if view.next_things:
        steps = tuple(f"{number}. {plain(step)}\n" for number, step in enumerate(view.next_things, 1))
        yield Passage(1, "next steps", f"{marks} {NEXT}\n\n", steps, "\n")
    errors = [finding for finding in view.findings if finding.severity == "error"]
    others = [finding for finding in view.findings if finding.severity != "error"]
    if view.bars:
        yield _gaps(view, marks)
    if errors:
        yield _findings(errors, 2, "errors", f"{marks} Errors: {len(errors)}{justified_of(errors)}\n\n")
    if view.justified:
        yield _justified(view, marks)
    yield from _folded(view)
    if others:
        yield _findings(
            others, 4, "other findings", _fold(f"Other findings ({len(others)}){justified_of(others)}"), _UNFOLD
        )


def _verdict(view: View) -> Iterator[str]:
    yield f"**{plain(view.verdict)}**\n\n"
    if view.only:
        yield f"**{plain(view.only)}**\n\n"
    if view.what_if:
        yield f"**{plain(view.what_if)}**\n\n"
    yield f"{' · '.join(f'{name}: {plain(value)}' for name, value in view.facts if name != 'Learner')}\n\n"


def _gaps(view: View, marks: str) -> Passage:
    if not view.gaps:
        return Passage(
            1, "gaps", f"{marks} No gaps\n\nAll {len(view.ksbs)} {view.ksbs_are} are {view.rung} or higher.\n\n"
        )
    headings = _headings(_GAP_COLUMNS, view.gaps)
    head, rows = table(headings, sheet_rows(GAPS, list(map(Column, headings)), [view]))
    opening = f"{marks} Gaps: {len(view.gaps)} of {len(view.ksbs)} {view.ksbs_are}{justified_of(view.gaps)}"
    return Passage(2, "gaps", f"{opening}\n\n{head}", rows, "\n")


def _justified(view: View, marks: str) -> Passage:
    head, rows = table(
        [column.heading for column in JUSTIFICATIONS.columns],
        sheet_rows(JUSTIFICATIONS, JUSTIFICATIONS.columns, [view]),
    )
    note = "Justified gaps are still gaps.\n\n" if view.gaps else ""
    return Passage(
        2, "justified gaps and findings", f"{marks} Justified: {len(view.justified)}\n\n{note}{head}", rows, "\n"
    )


def _headings(headings: Sequence[str], rows: Iterable[KsbRow | FindingRow]) -> list[str]:
    any_justified = any(row.justified for row in rows)
    return [heading for heading in headings if heading != JUSTIFIED or any_justified]


def _findings(findings: Sequence[FindingRow], rank: int, name: str, opening: str, closing: str = "\n") -> Passage:
    headings = _headings(_FINDING_COLUMNS, findings)
    cells = (
        (
            finding.rule,
            ":".join(filter(None, (finding.path, finding.place))),
            finding.message,
            finding.help,
            finding.justified,
        )
        for finding in findings
    )
    head, rows = table(headings, (row[: len(headings)] for row in cells))
    return Passage(rank, name, f"{opening}{head}", rows, closing)


def _folded(view: View) -> Iterator[Passage]:
    for section in _FOLDED:
        count = len(list(section.sheet.rows(view)))
        if count:
            columns = [column for column in section.sheet.columns if column.heading not in section.without]
            headings = [column.heading for column in columns]
            head, rows = table(headings, sheet_rows(section.sheet, columns, [view]))
            title = section.title.format(ksbs=view.ksbs_are)
            yield Passage(section.rank, section.name, f"{_fold(f'{title} ({count})')}{head}", rows, _UNFOLD)


def _fold(title: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n"


_UNFOLD = "\n</details>\n\n"
