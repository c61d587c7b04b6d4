"""What reports say of the methods and themes of an assessment plan, in words: the same in every format."""

from ksbcheck.domain.report import Judgement, Report
from ksbcheck.domain.roll_up import RollUp, RollUpStatus
from ksbcheck.domain.text import counted_noun

ABOUT_NO_METHOD = "required all the same, though the assessment plan names no method"


def which_ksbs(judgement: Judgement | None) -> str:
    """Return how to call the KSBs that were looked at."""
    return f"KSBs of the method {judgement.method.id}" if judgement and judgement.method else "required KSBs"


def only_words(judgement: Judgement) -> str:
    """Return that only one method was looked at, and how much was not; nothing if all was."""
    if judgement.method is None:
        return ""
    looked_at, left_out = len(judgement.coverage.ksbs), len(judgement.left_out)
    required = counted_noun(looked_at + left_out, "required KSB")
    what = f"{looked_at} of {required}, and not the other {left_out}" if left_out else f"it assesses all {required}"
    return f"Only the method {judgement.method.id} was looked at: {what}"


def beside_the_method(judgement: Judgement) -> str:
    """Return how many required KSBs were not looked at because the method doesn't assess them."""
    left_out = len(judgement.left_out)
    return f"{counted_noun(left_out, 'other')} not looked at" if left_out else "all that are required"


def method_name(judgement: Judgement) -> str | None:
    """Return the method that was looked at, if it was only one."""
    return f"{judgement.method.id} ({judgement.method.title})" if judgement.method else None


def assessment_name(report: Report, judgement: Judgement) -> str | None:
    """Return by which assessment plan coverage is rolled up, and from which file; None without a plan."""
    if report.assessment_file is None:
        return None
    if judgement.plan is None:
        return f"can't be used, from {report.assessment_file}"
    title = f"{judgement.plan.title}, " if judgement.plan.title else ""
    return f"{title}from {report.assessment_file}"


def met_words(roll_up: RollUp) -> str:
    """Return how many of its required KSBs are met."""
    if roll_up.status is RollUpStatus.NOT_OF_OPTION:
        return "nothing of this option"
    return f"{roll_up.met} of {len(roll_up.required)}"
