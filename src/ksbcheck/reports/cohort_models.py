"""The JSON of `cohort`, as types, for its schema."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from typing_extensions import TypedDict  # Pydantic brings it, and takes no other before Python 3.12

from ksbcheck.domain.coverage import DutyStatus
from ksbcheck.domain.ladder import Severity
from ksbcheck.engine.rows import Standing
from ksbcheck.engine.summary import Movement
from ksbcheck.reports.json_models import Ended, Names, ReportedCounts, ReportedFinding


class RowDuty(TypedDict):
    """A duty of the option, or a core one, and what the evidence does for it."""

    number: int
    status: DutyStatus


class RowFindings(TypedDict):
    """How often a rule found something, by severity."""

    rule: str
    severity: Severity
    count: int


class RowChange(TypedDict):
    """What has changed since the earlier run."""

    movement: Movement
    closed: Names
    """The codes that were missing or thin, and are met."""
    opened: Names
    """The codes that were met, and are not."""


class CohortRow(TypedDict):
    """A portfolio. The same object is a line of `--format jsonl`."""

    path: str
    learner: str | None
    learner_id: str | None
    standard: str | None
    """The reference of the standard; null under a framework, and where nothing was judged."""
    version: str | None
    option: str | None
    method: str | None
    """The method that the check is limited to; null without a limit."""
    rung: Literal["claimed", "assessed", "verified"] | None
    """The rung that counts, by the policy."""
    min_pieces: int | None
    """How many pieces a KSB needs, by the policy."""
    framework: str | None
    """The id of the framework; null under a standard."""
    as_of: date | None
    outcome: Ended
    counts: ReportedCounts | None
    missing: Names | None
    thin: Names | None
    duties: Sequence[RowDuty] | None
    waiting: int | None
    """How many KSBs are claimed, and not yet assessed."""
    weeks: int | None
    """Weeks since the last evidence, or since the start without any."""
    standing: Standing
    reasons: Names
    """Why to see this learner first."""
    findings: Sequence[RowFindings]
    error: ReportedFinding | None
    """The first finding about a portfolio that could not be checked."""
    attributes: Mapping[str, str]
    """The columns of the list that named the portfolio."""
    change: RowChange | None
    """Null without `--against`."""


class CohortTotals(TypedDict):
    """How many portfolios there are, and of each outcome."""

    portfolios: int
    clean: int
    gaps: int
    error: int


class CohortLacked(TypedDict):
    """A KSB that learners lack."""

    code: str
    by: int
    of: int
    """How many need it."""


class CohortGroup(CohortTotals):
    """Portfolios under one standard."""

    standard: str | None
    """The reference of the standard or the id of the framework; null where nothing was judged."""
    version: str | None
    through: int
    working: int
    help: int
    most_missing: Sequence[CohortLacked]


class CohortStandard(CohortGroup):
    """All portfolios under a standard."""

    title: str


class CohortValue(CohortGroup):
    """The portfolios under a standard with a value in the column of `--by`."""

    by: str
    value: str


class CohortDuty(TypedDict):
    """How many portfolios meet a duty."""

    standard: str
    version: str
    number: int
    met: int
    partial: int
    missing: int
    unmapped: int


class CohortMember(TypedDict):
    """A portfolio, or a file in it."""

    path: str
    file: str | None


class CohortTwice(TypedDict):
    """Portfolios that have something in common: how many, and the first ones."""

    total: int
    first: Sequence[CohortMember]


class CohortCodes(TypedDict):
    """Codes of a standard, and for how many learners."""

    standard: str
    version: str
    codes: Mapping[str, int]


class CohortAgainst(TypedDict):
    """How many portfolios have moved since the earlier run, and how."""

    moved: int
    slipped: int
    stalled: int
    done: int
    new: int
    not_compared: int
    only_earlier: CohortTwice
    closed: Sequence[CohortCodes]
    opened: Sequence[CohortCodes]


class CohortWhole(TypedDict):
    """What is known once all portfolios were seen."""

    totals: CohortTotals
    left_out: Mapping[str, int]
    """How many portfolios and folders were not checked, and why."""
    standards: Sequence[CohortStandard]
    groups: Sequence[CohortValue]
    """The groups of `--by`."""
    duties: Sequence[CohortDuty]
    one_learner_twice: Sequence[CohortTwice]
    one_document_of_several_learners: Sequence[CohortTwice]
    against: CohortAgainst | None
    """Null without `--against`."""


class CohortShape(CohortWhole):
    """What `ksbcheck cohort --format json` prints."""

    format: Literal["ksbcheck-cohort/1"]
    portfolios: Sequence[CohortRow]
