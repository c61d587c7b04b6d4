"""The report on one portfolio, and the tally of many."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.codes import in_ranges
from ksbcheck.domain.comparison import OptionStanding, Progress
from ksbcheck.domain.component import Component, through
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Finding, Location
from ksbcheck.domain.fingerprint import fingerprint, suspects
from ksbcheck.domain.folder import Folder
from ksbcheck.domain.gateway import components
from ksbcheck.domain.names import natural
from ksbcheck.domain.plan import Plan
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import AnyPortfolio, FrameworkPortfolio, Portfolio
from ksbcheck.domain.roll_up import MethodRollUp, in_no_method, roll_up
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.domain.trace import Trace

if TYPE_CHECKING:  # most portfolios have nothing to do with a framework, nor with an assessment plan
    from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
    from ksbcheck.domain.framework import Framework, FrameworkLevel

_MANIFEST_ALONE = "the evidence files: the manifest was checked alone; name its folder to check them too"


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
class Files:
    """The files of a portfolio's folder.

    `broken` are the ids of pieces that name files of which none can be looked at: missing, empty, locked or damaged.
    `named` are the names that pieces give to files, `claimed` the files that they lead to, and `traces` where each
    claim leads, in the claims' order.
    """

    folder: Folder
    broken: frozenset[str]
    named: tuple[str, ...]
    claimed: frozenset[str]
    traces: tuple[Trace, ...]

    @property
    def read(self) -> tuple[str, ...]:
        """The claimed files whose text was looked through."""
        return tuple(name for name in sorted(self.claimed) if self.folder.files[name].outline)

    @property
    def unclaimed(self) -> tuple[str, ...]:
        """The files that no piece names."""
        return self.folder.unclaimed(self.claimed)

    def by_claim(self) -> Mapping[Location, Trace]:
        """Return where each claim leads, by where in the manifest the claim stands."""
        return {trace.claim.at: trace for trace in self.traces}


@dataclass(frozen=True, slots=True)
class AnyJudgement:
    """What portfolio was judged, as of which day, and what the rules could not judge.

    `files` is None where the manifest was judged alone.
    """

    portfolio: AnyPortfolio
    today: date
    skipped: tuple[Skipped, ...]
    files: Files | None

    @property
    def limits(self) -> tuple[str, ...]:
        """What no rule looks at."""
        return () if self.files else (_MANIFEST_ALONE,)

    @property
    def not_checked(self) -> tuple[Skipped, ...]:
        """All that this judgement doesn't cover, so that nobody takes it for more than it is."""
        return (*(Skipped(None, limit) for limit in self.limits), *self.skipped)

    def not_checked_by_reason(self) -> Mapping[str, tuple[str, ...]]:
        """Return why something was not checked, each reason with the rules that it kept from judging."""
        rules: dict[str, tuple[str, ...]] = {}
        for each in self.not_checked:
            rules[each.reason] = (*rules.get(each.reason, ()), *([each.rule] if each.rule else []))
        return rules


@dataclass(frozen=True, slots=True)
class Judgement(AnyJudgement):
    """What a portfolio was judged by, and what came of it.

    `option` is the one judged, which need not be the one that the manifest names. `plan` is the standard's assessment
    plan, where there is one that can be used; with a `method` of it, the coverage is that of the KSBs that this method
    assesses, and without duties.
    """

    portfolio: Portfolio
    standard: Standard
    option: Option
    claims: tuple[Claim, ...]
    coverage: Coverage
    plan: "AssessmentPlan | None" = None
    method: "AssessmentMethod | None" = None

    @property
    def limits(self) -> tuple[str, ...]:
        """What no rule looks at: with a method, all that it doesn't assess."""
        return (*super(Judgement, self).limits, *self._beyond_the_method())

    def _beyond_the_method(self) -> Iterator[str]:
        if self.method is None:
            return
        if self.left_out:
            kept = f"only the KSBs that the method {self.method.id} assesses were looked at"
            yield f"{counted_noun(len(self.left_out), 'required KSB')}: {kept}"
        if self.in_no_method:
            codes = listed(in_ranges(self.in_no_method))
            yield f"{codes}: the assessment plan names no method for what is required there"
        yield "the duties: what a duty needs may be assessed by other methods too"

    @property
    def left_out(self) -> tuple[str, ...]:
        """The codes that the option requires and that were not looked at, because the method doesn't assess them."""
        if self.method is None:
            return ()
        return tuple(code for code in self._required if code not in self.method.ksbs)

    @property
    def in_no_method(self) -> tuple[str, ...]:
        """The codes that the option requires and for which the assessment plan names no method; none without a plan."""
        return in_no_method(self.plan, self._required) if self.plan else ()

    @property
    def roll_ups(self) -> tuple[MethodRollUp, ...]:
        """How each method of the assessment plan stands, with its themes; nothing without a plan."""
        return roll_up(self.plan, self.coverage, self.method) if self.plan else ()

    @property
    def _required(self) -> tuple[str, ...]:
        return tuple(ksb.code for ksb in self.standard.requirements[self.option.id].ksbs)

    def claims_by_code(self) -> Mapping[str, tuple[Claim, ...]]:
        """Return the claims of each code that is claimed, by the natural order of their pieces."""
        by_code: dict[str, list[Claim]] = {}
        for claim in sorted(self.claims, key=lambda claim: natural(claim.piece.id)):
            by_code.setdefault(claim.code, []).append(claim)
        return {code: tuple(claims) for code, claims in by_code.items()}

    def suspects(self) -> Mapping[str, bool | None]:
        """Return whether claims on each claimed code are suspect; None where nobody can tell, nothing without a pin."""
        pin = self.portfolio.fingerprint
        return suspects({claim.code for claim in self.claims}, pin, fingerprint(self.standard)) if pin else {}

    @property
    def unsupported(self) -> tuple[str, ...]:
        """The codes of KSBs that are met, and of which no counting piece has a file that can be looked at."""
        if self.files is None:
            return ()
        broken = self.files.broken
        return tuple(ksb.code for ksb in self.coverage.ksbs if ksb.pieces and broken.issuperset(ksb.pieces))

    @property
    def hypothetical(self) -> bool:
        """Whether this is a "what if": the manifest names another option than the one judged."""
        return self.option.id != self.portfolio.option


@dataclass(frozen=True, slots=True)
class FrameworkJudgement(AnyJudgement):
    """Which framework a portfolio was made under. It defines no KSBs, so there is no coverage."""

    portfolio: FrameworkPortfolio
    framework: "Framework"

    @property
    def level(self) -> "FrameworkLevel | None":
        """The level that the manifest names, or None if the framework doesn't have it."""
        return self.framework.level(self.portfolio.level)

    @property
    def limits(self) -> tuple[str, ...]:
        """What no rule looks at, here because nothing in the framework's data says what would be right."""
        unnumbered = self.level is not None and self.level.level is None
        return (
            *super(FrameworkJudgement, self).limits,
            "coverage: a framework defines no KSBs and no duties, so nothing is said to be covered, at whatever rung",
            f"qualifications and durations: what ksbcheck knows of {self.framework.id} does not state them",
            *(["the number of the level: the source does not say it"] if unnumbered else []),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of one path found. Without a judgement nothing was checked, and that is never a success.

    `standard_file` names the file from which the standard, or the framework, came that it was judged against, and
    `configuration_file` that of the configuration, if there was one; `assessment_file` names that of the assessment
    plan beside the standard's.
    """

    path: str
    policy: Policy
    findings: tuple[Finding, ...]
    judgement: Judgement | FrameworkJudgement | None = None
    standard_file: str | None = None
    configuration_file: str | None = None
    assessment_file: str | None = None

    @property
    def outcome(self) -> Outcome:
        """`GAPS` as soon as one finding fails; every gap is a finding of severity error."""
        if self.judgement is None:
            return Outcome.ERROR
        return Outcome.GAPS if self.failing else Outcome.CLEAN

    @property
    def severe(self) -> tuple[Finding, ...]:
        """The findings of the failing severity, justified or not."""
        return tuple(finding for finding in self.findings if finding.severity >= self.policy.fail_on)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings of the failing severity that nothing justifies."""
        return tuple(finding for finding in self.severe if not finding.justification)

    @property
    def justified(self) -> tuple[Finding, ...]:
        """The findings that don't fail the check because something justifies them."""
        return tuple(finding for finding in self.findings if finding.justification)

    @property
    def excused(self) -> bool:
        """Whether it is clean only because all that would fail the check is justified."""
        return self.outcome is Outcome.CLEAN and bool(self.severe)

    @property
    def files_beside(self) -> frozenset[str]:
        """The files besides the portfolio that have to do with it; also those that are wrong and could not be read."""
        read = (self.standard_file, self.configuration_file, self.policy.file, self.assessment_file)
        return frozenset(filter(None, (*read, *(finding.path for finding in self.findings))))

    def identified(self) -> tuple[tuple[str, Finding], ...]:
        """Return each finding with an identity that stays when lines move or pieces change their order.

        It is made of the rule, the piece of evidence, and the KSB, file or message; equal ones are numbered.
        """
        seen: Counter[str] = Counter()
        identified: list[tuple[str, Finding]] = []
        for finding in self.findings:
            about = finding.ksb or finding.file or finding.message
            identity = "/".join(filter(None, (finding.rule, self._piece(finding), about)))
            seen[identity] += 1
            identified.append((f"{identity}/{seen[identity]}" if seen[identity] > 1 else identity, finding))
        return tuple(identified)

    def _piece(self, finding: Finding) -> str | None:
        """Return the id of the piece of evidence that a finding is about."""
        return self.judgement.portfolio.piece_at(finding.location) if self.judgement else None


@dataclass(frozen=True, slots=True)
class GatewayReport:
    """A report, and how each component of the gateway stands. Without a judgement under a standard there is none."""

    report: Report
    components: tuple[Component, ...]

    @classmethod
    def of(cls, report: Report) -> "GatewayReport":
        """Return how the gateway of a checked portfolio stands."""
        judged = report.judgement
        if not isinstance(judged, Judgement):
            return cls(report, ())
        stand = components(judged.standard, judged.portfolio, judged.coverage, judged.today)
        if judged.unsupported:
            reason = f"{len(judged.unsupported)} of the KSBs rest on files that are missing or can't be opened"
            stand = (stand[0].failing(reason), *stand[1:])
        return cls(report, stand)

    @property
    def outcome(self) -> Outcome:
        """`CLEAN` when all of it passes or is not asked for, and nothing of the failing severity was found besides.

        What is justified counts here like all else: a justification lets a check pass, and nobody through the gateway.
        """
        if not self.components:
            return Outcome.ERROR
        return Outcome.CLEAN if through(self.components) and not self.report.severe else Outcome.GAPS


@dataclass(frozen=True, slots=True)
class OptionsReport:
    """A report, and how its portfolio stands against each option; where there are none, `why_not` says why."""

    report: Report
    standings: tuple[OptionStanding, ...]
    why_not: str | None

    @property
    def outcome(self) -> Outcome:
        """A comparison is information: it either could be made or not."""
        return Outcome.CLEAN if self.why_not is None else Outcome.ERROR


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """The reports on two states of a portfolio, and what has changed; where that is None, `why_not` says why."""

    before: Report
    after: Report
    progress: Progress | None
    why_not: str | None

    @property
    def outcome(self) -> Outcome:
        """A comparison is information: it either could be made or not."""
        return Outcome.CLEAN if self.why_not is None else Outcome.ERROR


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A report, and the plan that follows from it. Without a judgement under a standard there is none."""

    report: Report
    plan: Plan | None

    @property
    def outcome(self) -> Outcome:
        """That of the report; `ERROR` without a plan, because nothing planned is never a success."""
        return self.report.outcome if self.plan else Outcome.ERROR


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
