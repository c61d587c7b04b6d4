"""The row of each learner in a cohort: what is left of a report once it is made, with who needs help and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple

from ksbcheck.domain.coverage import KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import look
from ksbcheck.domain.report import GatewayReport, Outcome, Report
from ksbcheck.engine.judge import gateway_of
from ksbcheck.engine.tables import Details, with_findings
from ksbcheck.rules.coverage import besides_gaps
from ksbcheck.rules.files import shared_with_another_learner
from ksbcheck.rules.gateway import below_the_minimum


class Standing(Enum):
    """Where a learner is; each has exactly one."""

    THROUGH = "through"
    """Nothing is missing, and the gateway's requirements are met."""
    WORKING = "working"
    HELP = "help"
    """There is a reason to see the learner first."""


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


class Work(NamedTuple):
    """A claimed file: its digests, and how severe it is if another learner's portfolio holds it too.

    Without a severity it is no finding here, and may be one there.
    """

    name: str
    digests: tuple[bytes, ...]
    severity: Severity | None


class Under(NamedTuple):
    """What a portfolio is judged under: an option of a standard, or a framework, which has neither option nor codes.

    `rung` and `min_pieces` say which evidence counts; `file` names the standard's file to a reader.
    """

    reference: str
    title: str
    version: str = ""
    option: str = ""
    method: str = ""
    required: tuple[str, ...] = ()
    rung: str = ""
    min_pieces: int = 1
    quiet_weeks: int = 0
    file: str = ""

    @property
    def words(self) -> str:
        return f"{self.title} ({self.reference})"


class Row(NamedTuple):
    """One portfolio of a cohort. `under` is None if nothing could be judged; `error` is then the first finding.

    `signs` has the sign of each required KSB. `identity` is the same for portfolios of one learner. `severe` is the
    severity from which findings fail. `details` is empty unless tables are wanted (`engine/tables.py`).
    """

    path: str
    identity: str
    learner: str | None
    learner_id: str | None
    outcome: Outcome
    exit_status: Outcome
    excused: bool
    severe: Severity
    standing: Standing
    reasons: tuple[Reason, ...]
    under: Under | None = None
    day: date | None = None
    missing: tuple[str, ...] = ()
    thin: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    signs: str = ""
    duties: tuple[tuple[int, str], ...] = ()
    weeks: int | None = None
    findings: tuple[tuple[str, Severity, int], ...] = ()
    error: Finding | None = None
    work: tuple[Work, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    details: Details = ()

    @property
    def is_standard(self) -> bool:
        """Whether it is judged under a standard, and not under a framework."""
        return bool(self.under and self.under.option)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many required KSBs are met at each rung that counts."""
        claimed, assessed, verified = map(self.signs.count, "CAV")
        return claimed + assessed + verified, assessed + verified, verified

    @property
    def waiting(self) -> int | None:
        """How many required KSBs are claimed, and not yet assessed; None if not judged under a standard."""
        return self.signs.count("C") if self.is_standard else None

    @property
    def is_fine(self) -> bool:
        """Whether it lacks nothing, and has no reason to be seen."""
        return self.is_standard and not self.gaps and not self.reasons

    @property
    def name(self) -> str:
        """The learner's name or number, or else the portfolio's folder."""
        return self.learner or self.learner_id or PurePath(self.path).name or self.path

    @property
    def standard(self) -> tuple[str, str]:
        """The reference of the standard or framework, and the version; empty if nothing was judged."""
        return (self.under.reference, self.under.version) if self.under else ("", "")

    def value(self, column: str) -> str:
        """Return the option, the standard, or the value of a column of the list that named the portfolio."""
        known = {"option": self.under.option, "standard": self.under.reference} if self.under else {}
        return known.get(column) or dict(self.attributes).get(column, "")


class Learner(NamedTuple):
    """A report with its row."""

    report: Report
    row: Row


def learners_of(reports: Iterable[Report]) -> list[Learner]:
    """Return the learners in order: those not checked, then by the KSBs missing, the most first."""
    learners = (Learner(report, row_of(report)) for report in reports)
    return sorted(learners, key=lambda each: (each.row.under is not None, -len(each.row.gaps)))


def worst_first(reports: Iterable[Report]) -> list[Report]:
    """Return reports in the order of their learners."""
    return [each.report for each in learners_of(reports)]


def identity_of(report: Report) -> str:
    """Return the hash of what tells a learner from others: the number, the name, or else the portfolio's path."""
    learner = report.judgement.portfolio.learner if report.judgement else None
    told = look(learner.id or learner.name or report.path) if learner else report.path
    return sha256(told.encode(errors="surrogatepass")).hexdigest()


def row_of(report: Report) -> Row:
    """Return the row of a report."""
    judgement = report.judgement
    stated = judgement.portfolio.learner if judgement else None
    last = _last_evidence(report)
    weeks = (judgement.today - last) // timedelta(weeks=1) if judgement and last else None
    gaps = judgement.coverage.gaps if judgement else ()
    reasons = tuple(_reasons(report, gaps, weeks))
    counted = Counter((each.rule, each.severity) for each in report.findings)
    row = Row(
        report.path,
        identity_of(report),
        stated.name if stated else None,
        stated.id if stated else None,
        report.outcome,
        report.exit_status,
        report.excused,
        report.policy.fail_on.severity,
        _standing(report, reasons, gaps),
        reasons,
        findings=tuple((rule, severity, count) for (rule, severity), count in sorted(counted.items())),
    )
    if judgement is None:
        return row._replace(error=report.findings[0] if report.findings else None)
    row = row._replace(day=judgement.today, weeks=weeks)
    if judgement.framework:
        return row._replace(under=Under(judgement.reference, judgement.under.title))
    coverage, standard = judgement.coverage, judgement.standard
    under = Under(standard.reference, standard.title, standard.version, judgement.option.id)
    return row._replace(
        under=under._replace(
            method=judgement.method.id if judgement.method else "",
            required=tuple(ksb.code for ksb in coverage.ksbs),
            rung=str(coverage.rung),
            min_pieces=report.policy.min_pieces,
            quiet_weeks=report.policy.quiet_weeks,
            file=report.standard_file or "",
        ),
        missing=coverage.codes(KsbStatus.MISSING),
        thin=coverage.codes(KsbStatus.THIN),
        gaps=gaps,
        signs="".join(ksb.sign for ksb in coverage.ksbs),
        duties=tuple((duty.number, duty.status.value) for duty in coverage.duties),
    )


def _standing(report: Report, reasons: Sequence[Reason], gaps: Sequence[str]) -> Standing:
    if reasons:
        return Standing.HELP
    is_through = not gaps and GatewayReport(report, gateway_of(report)).outcome is Outcome.CLEAN
    return Standing.THROUGH if is_through else Standing.WORKING


def _reasons(report: Report, gaps: Sequence[str], weeks: int | None) -> Iterator[Reason]:
    if report.judgement is None:
        yield Reason(Concern.UNREAD)
        return
    mistakes = [each for each in besides_gaps(report.failing) if each.severity is Severity.ERROR]
    below = [each for each in mistakes if each.rule == below_the_minimum.code]
    if len(mistakes) > len(below):
        yield Reason(Concern.MISTAKES, len(mistakes) - len(below))
    if gaps and weeks is not None and weeks >= report.policy.quiet_weeks:
        yield Reason(Concern.QUIET, weeks)
    for subject in dict.fromkeys(str(each.location[1]) for each in below if len(each.location) > 1):
        yield Reason(Concern.BELOW, subject=subject)


def _last_evidence(report: Report) -> date | None:
    """Return the last day of evidence, or the start without any; None if neither is dated."""
    if report.judgement is None:
        return None
    dates = [piece.date for piece in report.judgement.portfolio.evidence if piece.date]
    return max((day for day in dates if day <= report.judgement.today), default=report.judgement.portfolio.started)


def with_shared_work(row: Row, names: Iterable[str]) -> Row:
    """Return a row with findings about the files that another learner's portfolio holds too."""
    held = {each.name: each.severity for each in row.work}
    shared = Counter(severity for name in names if (severity := held[name]))
    fails = [severity for severity in shared if severity >= row.severe]
    rule = shared_with_another_learner.code
    findings = (*row.findings, *((rule, severity, count) for severity, count in shared.items()))
    reasons = _with_mistakes(row.reasons, shared[Severity.ERROR])
    row = row._replace(findings=findings, details=with_findings(row.details, rule, shared.elements()))
    if not fails:
        return row
    return row._replace(
        outcome=max(row.outcome, Outcome.GAPS),
        exit_status=max(row.exit_status, Outcome.GAPS),
        excused=False,
        reasons=reasons,
        standing=Standing.HELP if reasons else Standing.WORKING,
    )


def _with_mistakes(reasons: Sequence[Reason], more: int) -> tuple[Reason, ...]:
    """Return reasons with more mistakes, which come first."""
    others = tuple(each for each in reasons if each.concern is not Concern.MISTAKES)
    number = more + sum(each.number for each in reasons if each.concern is Concern.MISTAKES)
    return (*([Reason(Concern.MISTAKES, number)] if number else []), *others)
