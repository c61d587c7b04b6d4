"""The report on one portfolio, and the tally of many."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Option, Standard


class Outcome(IntEnum):
    """How a check ended; the number is the exit status. `GAPS` stands for gaps and for all other failing findings."""

    CLEAN = 0
    GAPS = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that could not judge the portfolio, and why."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a portfolio was judged by and what came of it.

    `option` is the one judged, which need not be the one that the manifest names.
    """

    standard: Standard
    option: Option
    portfolio: Portfolio
    coverage: Coverage
    skipped: tuple[Skipped, ...]

    @property
    def hypothetical(self) -> bool:
        """Whether this is a "what if": the manifest names another option than the one judged."""
        return self.option.id != self.portfolio.option


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of one path found. Without a judgement nothing was checked, and that is never a success.

    `standard_file` names the file from which the standard came that it was judged against.
    """

    path: str
    policy: Policy
    findings: tuple[Finding, ...]
    judgement: Judgement | None = None
    standard_file: str | None = None

    @property
    def outcome(self) -> Outcome:
        """`GAPS` as soon as one finding is of the failing severity; every gap is a finding of severity error."""
        if self.judgement is None:
            return Outcome.ERROR
        failing = any(finding.severity >= self.policy.fail_on for finding in self.findings)
        return Outcome.GAPS if failing else Outcome.CLEAN


@dataclass(frozen=True, slots=True)
class Tally:
    """How many portfolios ended how. Tallies add up, in any order."""

    clean: int = 0
    gaps: int = 0
    error: int = 0

    @classmethod
    def of(cls, report: Report) -> "Tally":
        """Return the tally of a single report."""
        return cls(**{report.outcome.name.lower(): 1})

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.clean + other.clean, self.gaps + other.gaps, self.error + other.error)

    @property
    def total(self) -> int:
        """How many portfolios there were."""
        return self.clean + self.gaps + self.error

    @property
    def worst(self) -> Outcome:
        """The worst outcome among them; of no portfolio at all, `ERROR`, because nothing checked is never a success."""
        if self.error or not self.total:
            return Outcome.ERROR
        return Outcome.GAPS if self.gaps else Outcome.CLEAN


def tally(reports: Iterable[Report]) -> Tally:
    """Return the tally of several reports."""
    return sum(map(Tally.of, reports), Tally())
