"""Wording that reports share: learners, verdicts, counts, justifications, settings, files, methods."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path

from ksbcheck.domain.coverage import Coverage, RollUp, RollUpStatus
from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.gateway import State
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung, Severity
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, day_in_words, listed
from ksbcheck.engine.summary import Asked
from ksbcheck.output.document import Mark, Note, Part, Stack
from ksbcheck.rules.coverage import GAP_RULES, besides_gaps, justified_gaps

ABOUT_NO_METHOD = "required, but the assessment plan names no method"
_GAP = "KSB missing"
STATES = {
    State.PASSES: (Mark.YES, "met", "good"),
    State.FAILS: (Mark.NO, "not met", "bad"),
    State.NOT_STATED: (Mark.OPEN, "not stated", "doubtful"),
    State.NOT_ASKED_FOR: (Mark.NONE, "not asked for", "quiet"),
    State.NOT_KNOWN: (Mark.OPEN, "not known", "doubtful"),
}
"""Of each state of a gateway's component: its mark, its word and its look."""


def learner_name(judgement: Judgement) -> str:
    learner = judgement.portfolio.learner
    parts = [learner.name, learner.id and f"({learner.id})"] if learner else []
    return " ".join(part for part in parts if part) or "not named"


def standard_in_full(standard: Standard) -> str:
    level = f"level {standard.level}" if standard.level else "level not stated"
    return f"{standard.reference} {standard.title}, {level}, version {standard.version}"


def who_and_what(judgement: Judgement, *, named: bool = True) -> str:
    """Return the learner, the standard with its option or the framework, and the day."""
    option = "" if judgement.framework else judgement.option.title
    more = f", {option} option" if option not in ("", "Core") else ""
    learner = f"{learner_name(judgement)}, " if named else ""
    return f"{learner}{judgement.under_what}{more}, {day_in_words(judgement.today)}"


def picture(coverage: Coverage) -> Stack:
    """Return the required KSBs by the highest rung at which they are met."""
    return picture_of(len(coverage.ksbs), *map(coverage.met_at, COUNTING_RUNGS))


def picture_of(required: int, claimed: int, assessed: int, verified: int) -> Stack:
    """Return KSBs by the highest rung at which they are met, from the numbers met at each or above."""
    return Stack(
        (
            Part(verified, "verified", "█", "v"),
            Part(assessed - verified, "assessed", "▓", "a"),
            Part(claimed - assessed, "claimed", "▒", "c"),
            Part(required - claimed, "missing", "·", "missing"),
        )
    )


def verdict(report: Report) -> str:
    judgement = report.judgement
    if judgement is None:
        return "could not be checked"
    if judgement.framework:
        return f"no KSBs to check under a framework; {count_findings(report.findings) or 'no findings'}"
    others = count_findings(besides_gaps(report.findings))
    resting, alone, what_if, own = provisos(report, judgement)
    within = "" if judgement.coverage.gaps or not judgement.coverage.has_gaps else " but within duties"
    gaps = f"{gap_text(report, judgement)}{within}{resting and f'; {resting}'}"
    asked = f" ({what_if})" if what_if else ""
    return f"{gaps}, {others or 'no mistakes'}{alone and f'; {alone}'}{asked}{own and f'; {own}'}"


def provisos(report: Report, judgement: Judgement) -> tuple[str, str, str, str]:
    """Return what a verdict rests on: unseen work, the manifest alone, another option, another standard's file."""
    unseen = len(judgement.unseen)
    own = Path(report.standard_file).name if report.own_standard and report.standard_file else ""
    return (
        f"{unseen} {'rests' if unseen == 1 else 'rest'} on work that was not looked at" if unseen else "",
        "" if judgement.files else "the evidence files were not checked",
        f"what if: option {judgement.option.id}" if judgement.hypothetical else "",
        f"judged by {own}, the portfolio's own copy of the standard" if own else "",
    )


def verdict_look(report: Report, status: Outcome) -> str:
    """Return the look of a verdict: good only without justifications."""
    if status is not Outcome.CLEAN or report.unjustified:
        return "strong bad"
    return "strong doubtful" if report.excused else "strong good"


def tally_text(reports: Sequence[Report]) -> str:
    """Return the number of portfolios of each outcome. A justified one is not called clean."""
    ended = Counter(bool(report.unjustified) for report in reports if report.judgement)
    excused = sum(report.excused for report in reports)
    judged = (each.judgement for each in reports)
    methods = {each.method.id for each in judged if each and each.method}
    return tally_of(len(reports), ended[True], excused, len(reports) - ended.total(), methods)


def tally_of(total: int, failing: int, excused: int, unread: int, methods: Iterable[str]) -> str:
    """Return the number of portfolios of each outcome, and the methods that they were judged by."""
    justified = f", {excused:,} with justified ones only" if excused else ""
    alone = f", by the method {listed(sorted(methods))} alone" if methods else ""
    return (
        f"{counted_noun(total, 'portfolio')}{alone}: {failing:,} with KSBs missing or mistakes, "
        f"{total - failing - excused - unread:,} without{justified}, {unread:,} not checked"
    )


def gap_text(report: Report, judgement: Judgement) -> str:
    """Return how many KSBs are missing of how many, and the number of the justified ones among them."""
    gaps, of = judgement.coverage.gaps, f"{len(judgement.coverage.ksbs)} {ksbs_of(judgement)}"
    if gaps:
        justified = justified_suffix(len(justified_gaps(report.findings)), len(gaps))
        text = f"{len(gaps)} of {of} {lack_words(report.policy)}{justified}"
    else:
        text = "none missing" if judgement.unseen else f"none missing of {of}"
    left_out = len(judgement.left_out)
    rest = f"{counted_noun(left_out, 'other')} not checked" if left_out else "all that are required"
    return f"{text} ({rest})" if judgement.method else text


def ksbs_of(judgement: Judgement, noun: str = "KSBs") -> str:
    return f"{noun} of the method {judgement.method.id}" if judgement.method else noun


def counted_as(policy: Policy) -> Iterator[Note]:
    """Yield what counts, if that is more than one claim."""
    if policy.rung is not Rung.CLAIMED or policy.min_pieces > 1 or policy.duty_context:
        within = ", for a duty only evidence that names it" if policy.duty_context else ""
        yield Note(f"Counts: what is {policy.rung}, {counted_noun(policy.min_pieces, 'piece')} a KSB{within}")


def learner_or_path(report: Report) -> str:
    """Return the learner's name or number, or else the portfolio's folder."""
    learner = report.judgement.portfolio.learner if report.judgement else None
    return (learner and (learner.name or learner.id)) or Path(report.path).name or report.path


def short_codes(codes: Iterable[str]) -> str:
    """Return codes with blanks between, three or more in a row as a range: `K24-K29 S1`."""
    return " ".join(code.replace(" to ", "-") for code in in_ranges(codes))


def lack_words(asked: Policy | Asked) -> str:
    """Return what is the matter with KSBs that are not met, by what policies ask for."""
    is_claimed = str(asked.rung) == str(Rung.CLAIMED)
    if asked.min_pieces > 1:
        return f"without {asked.min_pieces} {'' if is_claimed else f'{asked.rung} '}pieces"
    return "missing" if is_claimed else f"not yet {asked.rung}"


def count_findings(findings: Iterable[Finding]) -> str:
    """Return the number of gaps, and of other findings by severity, and of the justified ones among them."""
    return ", ".join(starmap(_count, grouped_findings(findings).items()))


def _count(noun: str, found: Sequence[Finding]) -> str:
    justified = sum(finding.justification is not None for finding in found)
    plural = "KSBs missing" if noun == _GAP else None
    return f"{counted_noun(len(found), noun, plural)}{justified_suffix(justified, len(found))}"


def grouped_findings(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """Return gaps, and other findings by severity, the worst first, under their nouns. Every report counts by these."""
    groups: dict[str, list[Finding]] = {_GAP: [], **{str(severity): [] for severity in reversed(Severity)}}
    for finding in findings:
        groups[_GAP if finding.rule in GAP_RULES else str(finding.severity)].append(finding)
    return {noun: found for noun, found in groups.items() if found}


def justified_suffix(justified: int, of: int) -> str:
    """Return the number of justified things, to follow the number of all."""
    if not justified:
        return ""
    if justified < of:
        return f" ({justified} justified)"
    return " (all justified)" if of > 1 else " (justified)"


def justification_text(justification: Justification) -> str:
    by = f" by {justification.by}" if justification.by else ""
    until = f", until {justification.until}" if justification.until else ""
    return f"{justification.reason} ({justification.ground.value}{by}{until})"


def sign_off_text(sign_off: SignOff | None) -> str:
    return f"{sign_off.by}, {sign_off.on}" if sign_off else ""


def method_banner(judgement: Judgement) -> str:
    """Return a warning that only one method was judged; empty if all were."""
    if judgement.method is None:
        return ""
    looked_at, left_out = len(judgement.coverage.ksbs), len(judgement.left_out)
    required = counted_noun(looked_at + left_out, "required KSB")
    what = f"{looked_at} of {required}, not the other {left_out}" if left_out else f"it assesses all {required}"
    return f"Only the method {judgement.method.id} was checked: {what}"


def met_text(roll_up: RollUp) -> str:
    if roll_up.status is RollUpStatus.NOT_OF_OPTION:
        return "nothing of this option"
    return f"{roll_up.met} of {len(roll_up.required)}"
