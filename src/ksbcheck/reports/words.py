"""Wording that reports share: learners, verdicts, counts, justifications, settings, files, methods."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path

from ksbcheck.domain.claim import Cited
from ksbcheck.domain.coverage import RollUp, RollUpStatus
from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.judgement import Files, Judgement
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.seal import Sealed
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.rules.coverage import GAP_RULES, besides_gaps, justified_gaps

ABOUT_NO_METHOD = "required, but the assessment plan names no method"
_GAP = "gap"
_CITED = {
    Cited.THERE: "where they say",
    Cited.ELSEWHERE: "elsewhere",
    Cited.LISTED: "only in a list",
    Cited.NOWHERE: "nowhere",
    None: "not known",
}


def learner_name(judgement: Judgement) -> str:
    """Return the learner's name and id."""
    learner = judgement.portfolio.learner
    parts = [learner.name, learner.id and f"({learner.id})"] if learner else []
    return " ".join(part for part in parts if part) or "not named"


def verdict(report: Report) -> str:
    """Return the result of a check in words."""
    judgement = report.judgement
    if judgement is None:
        return "could not be checked"
    if judgement.framework:
        return f"no KSBs to check under a framework; {count_findings(report.findings) or 'no findings'}"
    others = count_findings(besides_gaps(report.findings))
    what_if = f" (what if: option {judgement.option.id})" if judgement.hypothetical else ""
    unseen = len(judgement.unseen)
    resting = f"; {unseen} {'rests' if unseen == 1 else 'rest'} on work that was not looked at" if unseen else ""
    within = "" if judgement.coverage.gaps or not judgement.coverage.has_gaps else " but within duties"
    gaps = f"{gap_text(report, judgement)}{within}"
    alone = "" if judgement.files else "; the evidence files were not checked"
    return f"{gaps}{resting}, {others or 'no other findings'}{alone}{what_if}{_by_own_standard(report)}"


def _by_own_standard(report: Report) -> str:
    if not report.own_standard or report.standard_file is None:
        return ""
    return f"; judged by {Path(report.standard_file).name}, the portfolio's own copy of the standard"


def verdict_look(report: Report, status: Outcome) -> str:
    """Return the look of a verdict: good only without justifications."""
    if status is not Outcome.CLEAN:
        return "strong bad"
    return "strong doubtful" if report.excused else "strong good"


def tally_text(reports: Sequence[Report]) -> str:
    """Return the number of portfolios of each outcome. A justified one is not called clean."""
    ended = Counter(report.exit_status for report in reports)
    excused = sum(report.excused for report in reports)
    justified = f", {excused} with justified gaps or findings" if excused else ""
    judged = (each.judgement for each in reports)
    methods = sorted({each.method.id for each in judged if each and each.method})
    alone = f", by the method {listed(methods)} alone" if methods else ""
    return (
        f"{counted_noun(len(reports), 'portfolio')}{alone}: {ended[Outcome.CLEAN] - excused} clean{justified}, "
        f"{ended[Outcome.GAPS]} with gaps or findings, {ended[Outcome.ERROR]} not checked"
    )


def gap_text(report: Report, judgement: Judgement) -> str:
    """Return the number of gaps, and of the justified ones among them."""
    gaps = judgement.coverage.gaps
    justified = justified_suffix(len(justified_gaps(report.findings)), len(gaps))
    none = "none missing" if judgement.unseen else "no gaps"
    text = f"{counted_noun(len(gaps), 'gap')}{justified}" if gaps else none
    if judgement.method is None:
        return text
    judged = f"{len(judgement.coverage.ksbs)} {ksbs_judged(judgement)}"
    return f"{text}{' in the' if gaps else ': all'} {judged} ({_method_rest(judgement)})"


def count_findings(findings: Iterable[Finding]) -> str:
    """Return the number of gaps, and of other findings by severity, and of the justified ones among them."""
    return ", ".join(starmap(_count, grouped_findings(findings).items()))


def _count(noun: str, found: Sequence[Finding]) -> str:
    justified = sum(finding.justification is not None for finding in found)
    return f"{counted_noun(len(found), noun)}{justified_suffix(justified, len(found))}"


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
    """Return the reason, with its ground, author and last day."""
    by = f" by {justification.by}" if justification.by else ""
    until = f", until {justification.until}" if justification.until else ""
    return f"{justification.reason} ({justification.ground.value}{by}{until})"


def sign_off_text(sign_off: SignOff | None) -> str:
    """Return the name and the day of a sign-off; empty without one."""
    return f"{sign_off.by}, {sign_off.on}" if sign_off else ""


def policy_facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the policy, the thresholds and the configuration file, each if there is one."""
    policy = report.policy
    if policy.name:
        yield "Policy", f"{policy.name} ({listed(filter(None, (policy.file, *policy.more_files)))})"
    if policy.fail_under:
        thresholds = (
            f"{each.percent} % {each.rung}{' in place of all' if each is policy.threshold else ''}"
            for each in policy.fail_under
        )
        yield "Thresholds", ", ".join(thresholds)
    if report.configuration_files:
        yield "Settings", listed(report.configuration_files)


def file_facts(files: Files | None) -> Iterator[tuple[str, str]]:
    """Yield the state of a portfolio's folder; nothing if only the manifest was read."""
    if files is None:
        return
    more = f"; {len(files.unclaimed)} more in the folder" if files.unclaimed else ""
    yield "Files", f"{len(files.named)} named, {len(files.claimed)} there, {len(files.read)} read{more}"
    if files.traces:
        counts = Counter(trace.cited for trace in files.traces)
        cited = ", ".join(f"{counts[each]} {wording}" for each, wording in _CITED.items() if counts[each])
        yield "Citations", f"{counted_noun(len(files.traces), 'claim')}: {cited}"
    if files.folder.sealed:
        yield "Sealed", _sealed(files.folder.sealed)


def _sealed(sealed: Sealed) -> str:
    by = f" by {sealed.seal.by}" if sealed.seal.by else ""
    if sealed.changes:
        return f"on {sealed.seal.on}{by}; CHANGED since: {len(sealed.changes.in_words())}"
    if sealed.changes.not_known:
        return f"on {sealed.seal.on}{by}; {len(sealed.changes.not_known)} can't be read to tell"
    left_out = f", but for {len(sealed.seal.not_sealed)} not sealed" if sealed.seal.not_sealed else ""
    return f"on {sealed.seal.on}{by}; unchanged since{left_out}"


def assessment_name(report: Report, judgement: Judgement) -> str | None:
    """Return the title and file of the assessment plan; None without one."""
    if report.assessment_file is None:
        return None
    if judgement.plan is None:
        return f"can't be used, from {report.assessment_file}"
    title = f"{judgement.plan.title}, " if judgement.plan.title else ""
    return f"{title}from {report.assessment_file}"


def method_name(judgement: Judgement) -> str | None:
    """Return the one method that was judged, if it was one."""
    return f"{judgement.method.id} ({judgement.method.title})" if judgement.method else None


def method_banner(judgement: Judgement) -> str:
    """Return a warning that only one method was judged; empty if all were."""
    if judgement.method is None:
        return ""
    looked_at, left_out = len(judgement.coverage.ksbs), len(judgement.left_out)
    required = counted_noun(looked_at + left_out, "required KSB")
    what = f"{looked_at} of {required}, not the other {left_out}" if left_out else f"it assesses all {required}"
    return f"Only the method {judgement.method.id} was checked: {what}"


def _method_rest(judgement: Judgement) -> str:
    left_out = len(judgement.left_out)
    return f"{counted_noun(left_out, 'other')} not checked" if left_out else "all that are required"


def ksbs_judged(judgement: Judgement | None) -> str:
    """Return the name of the KSBs that were judged."""
    return f"KSBs of the method {judgement.method.id}" if judgement and judgement.method else "required KSBs"


def met_text(roll_up: RollUp) -> str:
    """Return how many required KSBs of a method or theme are met."""
    if roll_up.status is RollUpStatus.NOT_OF_OPTION:
        return "nothing of this option"
    return f"{roll_up.met} of {len(roll_up.required)}"
