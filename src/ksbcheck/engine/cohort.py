"""A cohort: the learners of several reports, whom to see first and why, and which KSBs most of them lack."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import code_order
from ksbcheck.domain.report import Report
from ksbcheck.rules.coverage import besides_gaps
from ksbcheck.rules.gateway import below_the_minimum

QUIET_WEEKS = 8
"""The weeks without new evidence after which a learner with KSBs missing needs help."""


class Lacked(NamedTuple):
    """A KSB that learners lack: how many of how many who need it."""

    code: str
    by: int
    of: int


def missing_of(report: Report) -> int | None:
    """Count the required KSBs that a learner lacks; None where that is not known."""
    return len(report.under_standard.coverage.gaps) if report.under_standard else None


def worst_first(reports: Iterable[Report]) -> list[Report]:
    """Return reports in order: those not checked, then by the KSBs missing, the most first."""
    return sorted(reports, key=lambda report: (report.judgement is not None, -(missing_of(report) or 0)))


def reasons_to_see(report: Report) -> Iterator[str]:
    """Yield why a learner should be seen first: not checked, mistakes, nothing new, English or maths too low."""
    judgement = report.under_standard
    if report.judgement is None:
        yield "can't be read"
        return
    mistakes = [each for each in besides_gaps(report.failing) if each.severity is Severity.ERROR]
    below = [each for each in mistakes if each.rule == below_the_minimum.code]
    others = len(mistakes) - len(below)
    if others:
        yield f"{others} mistake{'s' if others > 1 else ''}"
    weeks = _quiet_weeks(report)
    if weeks is not None and weeks >= QUIET_WEEKS and missing_of(report):
        yield f"quiet {weeks} weeks"
    if judgement:
        yield from dict.fromkeys(str(each.location[1]) for each in below if len(each.location) > 1)


def _quiet_weeks(report: Report) -> int | None:
    """Return the whole weeks since the last evidence, or since the start without any; None if neither is dated."""
    judgement = report.judgement
    if judgement is None:
        return None
    dated = [piece.date for piece in judgement.portfolio.evidence if piece.date and piece.date <= judgement.today]
    last = max(dated, default=judgement.portfolio.started)
    return (judgement.today - last) // timedelta(weeks=1) if last else None


def most_lacked(reports: Sequence[Report]) -> list[Lacked]:
    """Return the KSBs that learners of one standard lack, the most lacked first."""
    needed: Counter[str] = Counter()
    lacked: Counter[str] = Counter()
    for report in reports:
        if report.under_standard:
            coverage = report.under_standard.coverage
            needed.update(ksb.code for ksb in coverage.ksbs)
            lacked.update(coverage.gaps)
    ranked = sorted(lacked, key=lambda code: (-lacked[code], code_order(code)))
    return [Lacked(code, lacked[code], needed[code]) for code in ranked]
