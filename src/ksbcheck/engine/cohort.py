"""A cohort: the learners of several reports, the standing of each, whom to see first and why, the KSBs most lack."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from typing import NamedTuple

from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.names import code_order
from ksbcheck.domain.report import GatewayReport, Outcome, Report
from ksbcheck.engine.judge import gateway_of
from ksbcheck.rules.coverage import besides_gaps
from ksbcheck.rules.gateway import below_the_minimum


class Standing(Enum):
    """Where a learner is; each has exactly one."""

    THROUGH = auto()
    WORKING = auto()
    HELP = auto()


class Concern(Enum):
    """Why a learner needs help now."""

    UNREAD = auto()
    MISTAKES = auto()
    QUIET = auto()
    BELOW = auto()


class Reason(NamedTuple):
    """A concern with its number of mistakes or weeks, or its subject: English, maths."""

    concern: Concern
    number: int = 0
    subject: str = ""


class Learner(NamedTuple):
    """One learner of a cohort. What is not known of a portfolio that wasn't judged by a standard is None.

    `missing` counts the required KSBs that are not met, `waiting` those claimed and not yet assessed.
    """

    report: Report
    standing: Standing
    reasons: tuple[Reason, ...]
    missing: int | None
    waiting: int | None
    weeks: int | None
    """The whole weeks since the last evidence, or since the start without any."""


class Lacked(NamedTuple):
    """A KSB that learners lack: how many of how many who need it."""

    code: str
    by: int
    of: int


def learners_of(reports: Iterable[Report]) -> list[Learner]:
    """Return the learners in order: those not checked, then by the KSBs missing, the most first."""
    learners = map(learner_of, reports)
    return sorted(learners, key=lambda each: (each.report.judgement is not None, -(each.missing or 0)))


def worst_first(reports: Iterable[Report]) -> list[Report]:
    """Return reports in the order of their learners."""
    return [each.report for each in learners_of(reports)]


def learner_of(report: Report) -> Learner:
    """Return the learner of a report, with the standing of the portfolio."""
    judged = report.under_standard
    coverage = judged.coverage if judged else None
    last = _last_evidence(report)
    weeks = (report.judgement.today - last) // timedelta(weeks=1) if report.judgement and last else None
    missing = len(coverage.gaps) if coverage else None
    reasons = tuple(_reasons(report, missing, weeks))
    may_be_through = not reasons and not missing
    through = may_be_through and GatewayReport(report, gateway_of(report)).outcome is Outcome.CLEAN
    standing = Standing.HELP if reasons else Standing.THROUGH if through else Standing.WORKING
    waiting = coverage.met_at(Rung.CLAIMED) - coverage.met_at(Rung.ASSESSED) if coverage else None
    return Learner(report, standing, reasons, missing, waiting, weeks)


def _reasons(report: Report, missing: int | None, weeks: int | None) -> Iterator[Reason]:
    if report.judgement is None:
        yield Reason(Concern.UNREAD)
        return
    mistakes = [each for each in besides_gaps(report.failing) if each.severity is Severity.ERROR]
    below = [each for each in mistakes if each.rule == below_the_minimum.code]
    if len(mistakes) > len(below):
        yield Reason(Concern.MISTAKES, len(mistakes) - len(below))
    if missing and weeks is not None and weeks >= report.policy.quiet_weeks:
        yield Reason(Concern.QUIET, weeks)
    for subject in dict.fromkeys(str(each.location[1]) for each in below if len(each.location) > 1):
        yield Reason(Concern.BELOW, subject=subject)


def _last_evidence(report: Report) -> date | None:
    """Return the last day of evidence, or the start without any; None if neither is dated."""
    if report.judgement is None:
        return None
    dates = [piece.date for piece in report.judgement.portfolio.evidence if piece.date]
    return max((day for day in dates if day <= report.judgement.today), default=report.judgement.portfolio.started)


def most_lacked(reports: Iterable[Report]) -> list[Lacked]:
    """Return the KSBs that learners of one standard lack, the most lacked first."""
    needed: Counter[str] = Counter()
    lacked: Counter[str] = Counter()
    for report in reports:
        if report.under_standard:
            coverage = report.under_standard.coverage
            needed.update(ksb.code for ksb in coverage.ksbs)
            lacked.update(coverage.gaps)
    return rank_lacked(needed, lacked)


def rank_lacked(needed: Counter[str], lacked: Counter[str]) -> list[Lacked]:
    """Return the KSBs that are lacked, the most lacked first."""
    ranked = sorted(lacked, key=lambda code: (-lacked[code], code_order(code)))
    return [Lacked(code, lacked[code], needed[code]) for code in ranked]


def by_standard(learners: Iterable[Learner]) -> list[list[Learner]]:
    """Return the learners who are judged by each standard, apart from those under another or another version."""
    groups: dict[tuple[str, str], list[Learner]] = {}
    for each in learners:
        judged = each.report.under_standard
        if judged:
            groups.setdefault((judged.standard.reference, judged.standard.version), []).append(each)
    return list(groups.values())


def by_option(learners: Sequence[Learner]) -> list[list[Learner]]:
    """Return the learners of each option of one standard, in the standard's order."""
    groups: dict[str, list[Learner]] = {}
    for each in learners:
        if each.report.under_standard:
            groups.setdefault(each.report.under_standard.option.id, []).append(each)
    first = next((each.report.under_standard for each in learners if each.report.under_standard), None)
    return [groups[option.id] for option in (first.standard.options if first else ()) if option.id in groups]
