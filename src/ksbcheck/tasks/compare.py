"""Compare a portfolio with the options of its standard, or two states of it, by their manifests alone."""

from datetime import date
from pathlib import Path

from ksbcheck.domain.comparison import OptionsReport, ProgressReport
from ksbcheck.engine.compare import as_of, compare_options, compare_states, without_false_rises
from ksbcheck.tasks.check import CheckRequest, cap_report, check, check_in_full


def compare_with_options(path: Path, request: CheckRequest) -> OptionsReport:
    """Compare a portfolio with each option of its standard."""
    return compare_options(check(path, request))


def compare_over_time(path: Path, new: Path | None, request: CheckRequest, since: date) -> ProgressReport:
    """Compare a portfolio as of `since` with another state of it; without `new`, with the same manifest today."""
    after = check_in_full(new or path, request)
    before = check_in_full(path, request._replace(day=since)) if new is not None else after
    if new is None and after.under_standard:
        before = after._replace(judgement=as_of(after.under_standard, after.policy, since))
        after = after._replace(judgement=as_of(after.under_standard, after.policy, request.day))
    elif before.under_standard and after.under_standard:
        after = after._replace(judgement=without_false_rises(before.under_standard, after.under_standard, after.policy))
    compared = compare_states(before, after, same_manifest=new is None)
    return compared._replace(before=cap_report(before), after=cap_report(after))
