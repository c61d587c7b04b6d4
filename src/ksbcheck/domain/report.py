"""The report on one portfolio."""

from collections import Counter
from enum import IntEnum
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, RuleChoice
from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import FailOn
from ksbcheck.domain.policy import Policy

_ABOUT_KSBS = "KSB1"
"""The family of rules about missing KSBs."""


class Outcome(IntEnum):
    """How a check ended, the worst last; as an exit status, its number. `GAPS`: gaps or other failing findings."""

    CLEAN = 0
    GAPS = 1
    ERROR = 2


class Report(NamedTuple):
    """What a check of one path found, and by which files. Without a judgement nothing was checked: never a success."""

    path: str
    policy: Policy
    findings: tuple[Finding, ...]
    judgement: Judgement | None = None
    standard_file: str | None = None
    configuration_files: tuple[str, ...] = ()
    assessment_file: str | None = None
    own_standard: bool = False
    """Whether the standard's file is the portfolio's own: in its folder."""
    people: tuple[str, ...] = ()
    """The people whom the configuration names."""
    rules: RuleChoice = RuleChoice()
    components: tuple[Component, ...] | None = None
    """The components of the gateway, if they were judged already."""

    @property
    def under_standard(self) -> Judgement | None:
        """The judgement, if it is under a standard and no framework."""
        return None if self.judgement is None or self.judgement.framework else self.judgement

    @property
    def outcome(self) -> Outcome:
        """`CLEAN` only without gaps, justified or not, and without failing findings."""
        if self.judgement is None:
            return Outcome.ERROR
        return Outcome.GAPS if self.judgement.coverage.has_gaps or self.unjustified else Outcome.CLEAN

    @property
    def exit_status(self) -> Outcome:
        """`GAPS` if a finding fails: exceptions, baselines and thresholds change only this, and so does `mistakes`."""
        if self.judgement is None:
            return Outcome.ERROR
        return Outcome.GAPS if self.failing else Outcome.CLEAN

    @property
    def severe(self) -> tuple[Finding, ...]:
        """The findings of the failing severity, justified or not."""
        return tuple(finding for finding in self.findings if finding.severity >= self.policy.fail_on.severity)

    @property
    def unjustified(self) -> tuple[Finding, ...]:
        """The findings of the failing severity that nothing justifies."""
        return tuple(finding for finding in self.severe if not finding.justification)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The unjustified findings that fail the check: all, or only those that are not about missing KSBs."""
        if self.policy.fail_on is FailOn.MISTAKES:
            return tuple(finding for finding in self.unjustified if not finding.rule.startswith(_ABOUT_KSBS))
        return self.unjustified

    @property
    def justified(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.justification)

    @property
    def excused(self) -> bool:
        """Whether it has nothing wrong only because all of it is justified."""
        return self.judgement is not None and bool(self.severe) and not self.unjustified

    @property
    def files_beside(self) -> frozenset[str]:
        """The files besides the portfolio that have to do with it; also those that are wrong and could not be read."""
        policies = (self.policy.file, *self.policy.more_files)
        read = (self.standard_file, *self.configuration_files, *policies, self.assessment_file)
        return frozenset(filter(None, (*read, *(finding.path for finding in self.findings))))

    def identified(self) -> tuple[tuple[str, Finding], ...]:
        """Return each finding with an identity that stays when lines move: rule, piece, and KSB, file or message."""
        seen: Counter[str] = Counter()
        identified: list[tuple[str, Finding]] = []
        for finding in self.findings:
            about = finding.ksb or finding.file or finding.message
            identity = "/".join(filter(None, (finding.rule, self._piece(finding), about)))
            seen[identity] += 1
            identified.append((f"{identity}/{seen[identity]}" if seen[identity] > 1 else identity, finding))
        return tuple(identified)

    def _piece(self, finding: Finding) -> str | None:
        return self.judgement.portfolio.piece_at(finding.location) if self.judgement else None


class GatewayReport(NamedTuple):
    """A report and the components of the gateway, which are empty under a framework."""

    report: Report
    components: tuple[Component, ...]

    @property
    def outcome(self) -> Outcome:
        """`CLEAN` if the learner is through and there are no findings of the failing severity, justified or not."""
        if not self.components:
            return Outcome.ERROR
        through = all(component.state in {State.PASSES, State.NOT_ASKED_FOR} for component in self.components)
        return Outcome.CLEAN if through and not self.report.severe else Outcome.GAPS
