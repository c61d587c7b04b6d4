"""The JSON of `check`, as types. Pydantic writes them, and makes the published schema of them."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from typing_extensions import TypedDict  # Pydantic brings it, and takes no other before Python 3.12

from ksbcheck.domain.claim import Cited
from ksbcheck.domain.coverage import DutyStatus, KsbStatus, RollUpStatus
from ksbcheck.domain.finding import Ground
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.outline import MentionKind
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Prior
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.standard import DutyMapping

Names = Sequence[str]
Ended = Literal["clean", "gaps", "error"]


class ReportedPortfolio(TypedDict):
    """Whose portfolio was checked, and by what it was judged."""

    path: str
    """The path that was named."""
    learner: str | None
    learner_id: str | None
    standard: str | None
    """The reference of the standard; null under a framework, and where nothing was judged."""
    version: str | None
    standard_file: str | None
    option: str | None
    """The option that was judged."""
    declared_option: str | None
    """The option that the manifest names."""
    assessment_plan_file: str | None
    """The file of the standard's assessment plan; null where there is none."""
    method: str | None
    """The method that the check is limited to; null without a limit."""
    framework: str | None
    """The id of the framework; null under a standard."""
    issue_number: int | None
    framework_file: str | None
    level: str | None
    """The framework's level; null if the framework doesn't have the one that the manifest names."""
    declared_level: str | None
    """The level that the manifest names."""
    job_title: str | None
    prior: Prior | None
    """An apprenticeship under a framework that the learner completed before."""
    pieces: int | None
    """How many pieces of evidence the manifest has."""


class ReportedPlace(TypedDict):
    """A place that a claim names, and whether it was found."""

    place: str
    found: Verdict


class ReportedClaim(TypedDict):
    """A claim, with the sign-offs that carry it to its rung."""

    piece: str
    where: str | None
    rung: Rung | None
    not_counted: str | None
    """Why the claim doesn't count, although it is claimed; its rung is then null."""
    feedback: str | None
    """What the learner is told about a claim that is not yet met."""
    assessed: SignOff | None
    verified: SignOff | None
    suspect: bool | None
    """Whether the statement has changed since the manifest was pinned; null if unknown."""
    places: Sequence[ReportedPlace]
    cited: Cited | None
    """Whether the piece cites the KSB; null if unknown."""
    kind: MentionKind | None
    """The kind of the mentions, if all are of one and don't support the claim."""


class ReportedKsb(TypedDict):
    """A required KSB, and what the evidence does for it."""

    code: str
    status: KsbStatus
    rung: Rung | None
    """The highest rung that any claim has reached; null without any."""
    pieces: Names
    """The pieces that count at the policy's rung."""
    duties: Sequence[int]
    claims: Sequence[ReportedClaim]


class ReportedDuty(TypedDict):
    """A duty of the option, or a core one, and what the evidence does for it."""

    number: int
    mapping: DutyMapping
    status: DutyStatus
    required: Names
    """The codes that are mapped to it, and that the option requires."""
    missing: Names
    """Those of them that are not met."""


class ReportedMethod(TypedDict):
    """A method of the assessment plan, and how much of what the option requires of it is met."""

    id: str
    title: str
    portfolio: bool | None
    """Whether the plan says that it is underpinned by the portfolio; null where its file doesn't say."""
    status: RollUpStatus
    required: Names
    """The codes that it assesses, and that the option requires."""
    missing: Names
    """Those of them that are not met."""


class ReportedTheme(TypedDict):
    """A grading theme of the assessment plan, and how much of what the option requires of it is met."""

    id: str
    title: str
    method: str
    """The id of the method in which it is graded."""
    status: RollUpStatus
    required: Names
    """The codes that it groups, and that the option requires."""
    missing: Names
    """Those of them that are not met."""


class ReportedCounts(TypedDict):
    """How many KSBs are required, and how many of them are met at each rung that counts.

    With one method of the assessment plan alone, those are the required KSBs that it assesses.
    """

    required: int
    claimed: int
    assessed: int
    verified: int


class ReportedCoverage(TypedDict):
    """Which required KSBs are evidenced, per KSB and per duty, in the standard's order."""

    rung: Rung
    """The rung that counts, by the policy."""
    counts: ReportedCounts
    missing: Names
    """The codes that no piece claims at that rung."""
    thin: Names
    """The codes that fewer pieces claim than the policy asks for."""
    unseen: Names
    """The codes of met KSBs that rest only on work outside the folder, which was not looked at."""
    ksbs: Sequence[ReportedKsb]
    duties: Sequence[ReportedDuty]
    """Nothing with one method alone: what a duty needs may be assessed by other methods too."""
    not_looked_at: Names
    """The required codes that the method does not assess; empty without a method."""
    methods: Sequence[ReportedMethod] | None
    """Null where there is no assessment plan, or none that can be used."""
    themes: Sequence[ReportedTheme] | None
    """Null where there is no assessment plan, or none that can be used."""
    in_no_method: Names | None
    """The required codes for which the assessment plan names no method; they are required all the same."""


class ReportedSeal(TypedDict):
    """The seal of the folder, and what has changed since."""

    by: str | None
    on: date
    unchanged: bool | None
    """Null if nothing is known to have changed, and something can't be read now."""
    changed: Names
    added: Names
    removed: Names
    renamed: Sequence[tuple[str, str]]
    """The old name and the new one of each."""
    not_known: Names
    not_sealed: Names
    standard_changed: bool | None


class ReportedFiles(TypedDict):
    """The files of the folder."""

    named: Names
    """The names that pieces give to files."""
    there: Names
    read: Names
    """Documents whose text was read."""
    unclaimed: Names
    """Those that no piece names."""
    seal: ReportedSeal | None


class ReportedJustification(TypedDict):
    """Why a finding doesn't fail the check."""

    ground: Ground
    reason: str
    by: str | None
    until: date | None
    source: str | None


class ReportedFinding(TypedDict):
    """What a rule found, where, and what to do about it."""

    rule: str
    """The code of the rule; `ksbcheck explain CODE` says what it means."""
    severity: Severity
    message: str
    help: str
    path: str | None
    line: int | None
    """The line, from 1; null where the whole file, or none, is meant."""
    column: int | None
    justification: ReportedJustification | None
    """Why the finding doesn't fail the check; null where nothing justifies it."""


class ReportedSkip(TypedDict):
    """What was not checked, and why."""

    rule: str | None
    """The rule that couldn't judge; null where it is something that no rule looks at."""
    reason: str


class ReportShape(TypedDict):
    """The report on one path."""

    portfolio: ReportedPortfolio
    as_of: date | None
    """The day as of which it was judged; null where nothing was judged."""
    outcome: Ended
    """`clean` only without gaps and failing findings, and `error` if nothing was judged. A justified gap is a gap."""
    policy: Policy
    """What counted, and what failed."""
    configuration: str | None
    """The configuration files that held; null where there was none."""
    coverage: ReportedCoverage | None
    """Null under a framework, which has none, and where nothing was judged."""
    files: ReportedFiles | None
    """Null where the manifest was judged alone."""
    findings: Sequence[ReportedFinding]
    not_checked: Sequence[ReportedSkip]


class ReportsShape(TypedDict):
    """What `ksbcheck check --format json` prints: a report for each path, also if there is only one."""

    format: Literal["ksbcheck-report/1"]
    reports: Sequence[ReportShape]
