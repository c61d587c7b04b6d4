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


class _Duty(TypedDict):
    number: int
    status: DutyStatus


class _Findings(TypedDict):
    rule: str
    severity: Severity
    count: int


class _Change(TypedDict):
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
    duties: Sequence[_Duty] | None
    waiting: int | None
    """How many KSBs are claimed, and not yet assessed."""
    weeks: int | None
    """Weeks since the last evidence, or since the start without any."""
    standing: Standing
    reasons: Names
    """Why to see this learner first."""
    findings: Sequence[_Findings]
    error: ReportedFinding | None
    """The first finding about a portfolio that could not be checked."""
    attributes: Mapping[str, str]
    """The columns of the list that named the portfolio."""
    change: _Change | None
    """Null without `--against`."""


class _Totals(TypedDict):
    portfolios: int
    clean: int
    gaps: int
    error: int


class _Lacked(TypedDict):
    code: str
    by: int
    of: int
    """How many need it."""


class _Group(_Totals):
    """Portfolios under one standard."""

    standard: str | None
    """The reference of the standard or the id of the framework; null where nothing was judged."""
    version: str | None
    through: int
    working: int
    help: int
    most_missing: Sequence[_Lacked]


class _Standard(_Group):
    title: str


class _Value(_Group):
    by: str
    value: str


class _DutyOfAll(TypedDict):
    standard: str
    version: str
    number: int
    met: int
    partial: int
    missing: int
    unmapped: int


class _Member(TypedDict):
    path: str
    file: str | None


class _Twice(TypedDict):
    """Portfolios that have something in common: how many, and the first ones."""

    total: int
    first: Sequence[_Member]


class _Codes(TypedDict):
    standard: str
    version: str
    codes: Mapping[str, int]


class _Against(TypedDict):
    """How many portfolios have moved since the earlier run, and how."""

    moved: int
    slipped: int
    stalled: int
    done: int
    new: int
    not_compared: int
    only_earlier: _Twice
    closed: Sequence[_Codes]
    opened: Sequence[_Codes]


class CohortShape(TypedDict):
    """What `ksbcheck cohort --format json` prints."""

    format: Literal["ksbcheck-cohort/1"]
    portfolios: Sequence[CohortRow]
    totals: _Totals
    left_out: Mapping[str, int]
    """How many portfolios and folders were not checked, and why."""
    standards: Sequence[_Standard]
    groups: Sequence[_Value]
    """The groups of `--by`."""
    duties: Sequence[_DutyOfAll]
    one_learner_twice: Sequence[_Twice]
    one_document_of_several_learners: Sequence[_Twice]
    against: _Against | None
    """Null without `--against`."""
