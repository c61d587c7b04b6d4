"""Several portfolios at a glance."""

from collections.abc import Sequence

from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun
from ksbcheck.output.document import Cell, Column, Document, Lines, Section, Table, Words
from ksbcheck.reports.words import learner_name, tally_text, verdict, verdict_look


def documents(reports: Sequence[Report]) -> list[Document]:
    """Return all reports as one table, below a count of how they ended."""
    return [Document("Portfolios", (section(reports),))]


def section(reports: Sequence[Report]) -> Section:
    """Return all reports as one table, below a count of how they ended."""
    columns = (
        Column("Portfolio", share=3),
        *(Column(str(rung), right=True, whole=True) for rung in COUNTING_RUNGS),
        Column("Outcome", share=2),
    )
    table = Table(columns, tuple(map(_row, reports)))
    return Section(tally_text(reports), (table,) if reports else ())


def _row(report: Report) -> tuple[Cell, ...]:
    ended, judgement = Words(verdict(report), verdict_look(report, report.outcome)), report.judgement
    if judgement is None:
        return report.path, "", "", "", ended
    if not judgement.framework:
        required = len(judgement.coverage.ksbs)
        counts = [f"{judgement.coverage.met_at(rung)} of {required}" for rung in COUNTING_RUNGS]
        return Lines((learner_name(judgement), Words(report.path, "quiet"))), *counts, ended
    portfolio = judgement.portfolio
    under = f"{judgement.framework.id}, {portfolio.level}, {portfolio.job_title or 'job title not stated'}"
    about = (report.path, under, counted_noun(len(portfolio.evidence), "piece"))
    return Lines((learner_name(judgement), *(Words(each, "quiet") for each in about))), "-", "-", "-", ended
