"""Rules about the learner and the programme (KSB401-403)."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Hit, NotChecked
from ksbcheck.domain.ladder import Severity
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import Stage, rule


@rule("KSB401", Severity.ERROR, Stage.KSBS)
def started_too_early(case: Case) -> Iterator[Hit | NotChecked]:
    """The learner started before the standard's earliest start date, or after its latest.

    Why it matters: learners start on a version only within its dates. The date or the version is wrong, unless the
    learner was moved to this version later.

    How to fix: correct `started:` or `version:`. If the learner was moved to this version, write an exception for
    KSB401 that says so.
    """
    started, row = case.portfolio.started, case.standard.this_version
    if started is None:
        yield NotChecked("the manifest does not say when the learner started")
    elif row is None:
        yield NotChecked(f"the source has no start dates for version {case.standard.version}")
    elif row.earliest_start and started < row.earliest_start:
        when = f"before the earliest start date of version {row.version}, {row.earliest_start}"
        yield _outside(when, case, " If the learner was moved to this version later, write an exception that says so.")
    elif row.latest_start and started > row.latest_start:
        yield _outside(f"after the latest start date of version {row.version}, {row.latest_start}", case)


def _outside(when: str, case: Case, otherwise: str = "") -> Hit:
    message = f"the learner started on {case.portfolio.started}, {when}"
    return Hit(message, f"Correct `started:`, or `version:`.{otherwise}", ("started",))


@rule("KSB402", Severity.ERROR, Stage.PORTFOLIO)
def starts_in_the_future(case: Case) -> Iterator[Hit]:
    """The learner's start is in the future.

    Why it matters: a programme that has not begun has no evidence, so every claim counts as planned. The year may be
    mistyped.

    How to fix: correct `started:`, or check again after the start.
    """
    started = case.portfolio.started
    if started and started > case.today:
        yield Hit(
            f"the learner starts on {started}, which is after {case.today}",
            "If the date is right, the evidence counts from that day; otherwise correct `started:`.",
            ("started",),
        )


@rule("KSB403", Severity.NOTE, Stage.PORTFOLIO)
def learner_not_named(case: Case) -> Iterator[Hit]:
    """The manifest does not name the learner.

    Why it matters: a report without a name can be filed with the wrong papers.

    How to fix: add `learner: {name: ..., id: "..."}`. One of the two is enough.
    """
    learner = case.portfolio.learner
    if learner is None or (learner.name is None and learner.id is None):
        yield Hit("the manifest does not say who the learner is", 'Add learner: {name: ..., id: "..."}.', ())
