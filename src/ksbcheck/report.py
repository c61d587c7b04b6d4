"""The report on one portfolio, and the tally of many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.component import Component, through
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.gateway import components
from ksbcheck.domain.names import natural
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
    """A rule that could not judge the portfolio, and why; or what no rule looks at yet, and then `rule` is None."""

    rule: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a portfolio was judged by, as of which day, and what came of it.

    `option` is the one judged, which need not be the one that the manifest names.
    """

    standard: Standard
    option: Option
    portfolio: Portfolio
    today: date
    claims: tuple[Claim, ...]
    coverage: Coverage
    skipped: tuple[Skipped, ...]

    def claims_by_code(self) -> Mapping[str, tuple[Claim, ...]]:
        """Return the claims of each code that is claimed, by the natural order of their pieces."""
        by_code: dict[str, list[Claim]] = {}
        for claim in sorted(self.claims, key=lambda claim: natural(claim.piece.id)):
            by_code.setdefault(claim.code, []).append(claim)
        return {code: tuple(claims) for code, claims in by_code.items()}

    @property
    def not_checked(self) -> tuple[Skipped, ...]:
        """All that this judgement doesn't cover, so that nobody takes it for more than it is."""
        limits = ["the evidence files: whether they are there, can be opened, and show what is claimed"]
        return (*(Skipped(None, limit) for limit in limits), *self.skipped)

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
class GatewayReport:
    """A report, and how each component of the gateway stands. Without a judgement there is none."""

    report: Report
    components: tuple[Component, ...]

    @classmethod
    def of(cls, report: Report) -> "GatewayReport":
        """Return how the gateway of a checked portfolio stands."""
        judged = report.judgement
        if judged is None:
            return cls(report, ())
        return cls(report, components(judged.standard, judged.portfolio, judged.coverage, judged.today))

    @property
    def outcome(self) -> Outcome:
        """`CLEAN` when all of it passes or is not asked for, and nothing failing was found in the portfolio besides."""
        return self.report.outcome if through(self.components) else Outcome.GAPS


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
