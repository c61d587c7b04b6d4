"""Reports as tables for a terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.codes import code_order, in_ranges
from ksbcheck.domain.coverage import DutyCoverage, DutyStatus, KsbStatus
from ksbcheck.domain.finding import Finding, Justification, Location
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung, Severity
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.portfolio import SignOff
from ksbcheck.domain.report import AnyJudgement, Files, FrameworkJudgement, Judgement, Report
from ksbcheck.domain.roll_up import RollUp, RollUpStatus
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.domain.trace import Cited
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, table, to_text, words
from ksbcheck.reports.file_words import file_facts
from ksbcheck.reports.justified import how_many_justified, justification_words
from ksbcheck.reports.method_words import (
    ABOUT_NO_METHOD,
    assessment_name,
    met_words,
    method_name,
    only_words,
    which_ksbs,
)
from ksbcheck.reports.policy_words import policy_facts
from ksbcheck.reports.standard_words import MAPPINGS
from ksbcheck.reports.summary import counted, outcome_style, summary, verdict_words, who
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
MAPPING_NOTE = "Where the mapping is partial or lost, the source doesn't say what else a duty needs."
_BAR_WIDTH = 35
ABOUT_JUSTIFIED_GAPS = "A justified gap is a gap still: its KSB is not met."
_ABOUT_JUSTIFIED = "What is justified doesn't fail the check."
_MOST_CLAIMS = 40  # of one KSB; more tell a reader nothing
_DUTY_STYLES = {
    DutyStatus.MET: "green",
    DutyStatus.PARTIAL: "yellow",
    DutyStatus.MISSING: "red",
    DutyStatus.UNMAPPED: "dim",
}
_ROLL_UP_STYLES = {
    RollUpStatus.MET: "green",
    RollUpStatus.PARTIAL: "yellow",
    RollUpStatus.MISSING: "red",
    RollUpStatus.NOT_OF_OPTION: "dim",
}


def render(reports: Sequence[Report], screen: Screen) -> str:
    """Return the reports one after the other, and a summary if they are several."""
    return to_text(_parts(reports, screen), screen)


def _parts(reports: Sequence[Report], screen: Screen) -> Iterator[RenderableType]:
    for index, report in enumerate(reports):
        if index:
            yield words("")
        yield from _report(report, screen)
    if len(reports) > 1:
        yield from summary(reports, screen)


def _report(report: Report, screen: Screen) -> Iterator[RenderableType]:
    if report.judgement is None:
        yield facts([("Portfolio", words(report.path))])
        yield from findings_block(report.findings, "Findings")
        yield words("Mend these and check again: nothing else of the portfolio has been judged.")
    elif isinstance(report.judgement, FrameworkJudgement):
        yield from _framework_judgement(report, report.judgement)
    else:
        yield from _judgement(report, report.judgement, screen)
    yield words("")
    yield _verdict(report)


def _judgement(report: Report, judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    if judgement.hypothetical:
        yield what_if(judgement)
        yield words("")
    if judgement.method:
        yield words(f" {only_words(judgement)} ", "bold reverse")
        yield words("")
    yield _header(report, judgement, screen)
    yield from _gaps(report, judgement, screen)
    if judgement.method is None:
        yield from _duties(judgement, screen)
    yield from _methods(judgement, screen)
    yield from findings_block(besides_gaps(report.findings), "Other findings")
    yield from justified_block(report.findings, f"{_ABOUT_JUSTIFIED} {ABOUT_JUSTIFIED_GAPS}")
    yield from _evidenced(judgement, screen)
    yield from not_checked_block(judgement)


def _framework_judgement(report: Report, judgement: FrameworkJudgement) -> Iterator[RenderableType]:
    framework, portfolio, level = judgement.framework, judgement.portfolio, judgement.level
    rows = [
        ("Portfolio", report.path),
        ("Learner", _learner(judgement)),
        ("Framework", f"{framework.id} {framework.title}"),
        ("  issue", f"{framework.issue_number}, issued {framework.issued}"),
        ("  from", report.standard_file or "not stated"),
        ("Level", f"{portfolio.level} ({level.name if level else 'not one of its levels'})"),
        ("Job title", portfolio.job_title or "not stated"),
        *_prior(judgement),
        ("As of", judgement.today),
        ("Evidence", counted_noun(len(portfolio.evidence), "piece")),
        *policy_facts(report),
    ]
    coverage = ("Coverage", words("none to work out: a framework defines no KSBs"))
    yield facts([*((name, words(value)) for name, value in rows), *_file_rows(judgement.files), coverage])
    yield from findings_block(report.findings, "Findings")
    yield from justified_block(report.findings, _ABOUT_JUSTIFIED)
    yield from not_checked_block(judgement)


def _prior(judgement: AnyJudgement) -> list[tuple[str, str]]:
    """Return the prior apprenticeship as one row, if the manifest states one."""
    prior = judgement.portfolio.prior
    if prior is None:
        return []
    completed = f"completed {prior.completed}" if prior.completed else "completion not stated"
    return [("Prior", ", ".join(filter(None, (prior.framework, prior.level, prior.job_title, completed))))]


def what_if(judgement: Judgement) -> Text:
    """Return a banner that says that another option was judged than the manifest's own."""
    return words(
        f" WHAT IF: judged for option {judgement.option.id}; the manifest says {judgement.portfolio.option} ",
        "bold reverse",
    )


def _header(report: Report, judgement: Judgement, screen: Screen) -> RenderableType:
    bars = [(f"  {rung}", _bar(judgement, rung, screen)) for rung in COUNTING_RUNGS]
    return facts([*judged_by(report, judgement), *bars])


def judged_by(report: Report, judgement: Judgement) -> list[tuple[str, Text]]:
    """Return whose portfolio was judged, and by what, as names and values."""
    standard, portfolio, policy = judgement.standard, judgement.portfolio, report.policy
    level = f"level {standard.level}" if standard.level else "level not stated"
    pieces = counted_noun(policy.min_pieces, "piece")
    within = ", duties only through evidence that names them" if policy.duty_context else ""
    about_plan = (("Assessment", assessment_name(report, judgement)), ("Method", method_name(judgement)))
    return [
        ("Portfolio", words(report.path)),
        ("Learner", words(_learner(judgement))),
        ("Standard", words(f"{standard.reference} {standard.title}, {level}, version {standard.version}")),
        ("  from", words(report.standard_file or "not stated")),
        ("Option", words(f"{judgement.option.id} ({judgement.option.title})")),
        *((name, words(value)) for name, value in about_plan if value),
        *((name, words(value)) for name, value in _prior(judgement)),
        ("As of", words(judgement.today)),
        ("Evidence", words(counted_noun(len(portfolio.evidence), "piece"))),
        *_file_rows(judgement.files),
        *((name, words(value)) for name, value in policy_facts(report)),
        ("Counts", words(f"what is {policy.rung} or higher, {pieces} a KSB{within}")),
    ]


def _file_rows(files: Files | None) -> Iterator[tuple[str, Text]]:
    """Yield what there is to see at a glance of a folder that was looked into."""
    sealed = files.folder.sealed if files else None
    doubtful = sealed is not None and bool(sealed.changes or sealed.changes.not_known)
    for name, value in file_facts(files):
        yield name, words(value, ("bold red" if doubtful else "green") if name == "Sealed" else "")


def _learner(judgement: AnyJudgement) -> str:
    started = judgement.portfolio.started
    return f"{who(judgement)}, started {started}" if started else f"{who(judgement)}, start not stated"


def _bar(judgement: Judgement, rung: Rung, screen: Screen) -> Text:
    """Return how many KSBs are met at a rung, in figures and as a bar that is full only when all are."""
    met, required = judgement.coverage.met_at(rung), len(judgement.coverage.ksbs)
    full, rest = ("█", "░") if screen.unicode else ("#", ".")
    length = met * _BAR_WIDTH // required
    return Text.assemble(f"{met:>3} of {required}  ", (full * length, "green"), (rest * (_BAR_WIDTH - length), "dim"))


def _gaps(report: Report, judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    coverage = judgement.coverage
    gaps = [ksb for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET]
    if not gaps:
        yield heading(f"No gaps: all {len(coverage.ksbs)} {which_ksbs(judgement)} are {coverage.rung} or higher")
        yield from _unsupported(judgement)
        outside = sum(bool(duty.missing) for duty in coverage.duties)
        if outside:
            yield words(f"But {counted_noun(outside, 'duty lacks', 'duties lack')} evidence from within, as asked.")
        return
    justified = justified_gaps(report.findings)
    of_them = how_many_justified(len(justified), len(gaps))
    yield heading(f"Gaps: {len(gaps)} of {len(coverage.ksbs)} {which_ksbs(judgement)}{of_them}")
    yield from _unsupported(judgement)
    rows = table(
        screen,
        Column("KSB", no_wrap=True, style="bold"),
        Column("Statement", ratio=5),
        Column("Duties", ratio=2, max_width=12),
        Column("What to do next", ratio=4),
    )
    for ksb in gaps:
        duties = ", ".join(map(str, ksb.duties))
        statement = judgement.standard.by_code[ksb.code].text
        step = _with_justification(words(next_step(ksb, report.policy)), justified.get(ksb.code))
        rows.add_row(ksb.code, words(statement), words(duties) if duties else words("none mapped", "dim"), step)
    yield rows


def _with_justification(text: Text, justification: Justification | None) -> Text:
    """Return what is said of a gap or finding, with what justifies it, if anything does, on a line of its own."""
    if justification is None:
        return text
    return Text.assemble(text, "\n", words("Justified: ", "bold"), words(justification_words(justification)))


def _unsupported(judgement: Judgement) -> Iterator[RenderableType]:
    """Say of how many KSBs the evidence can't be looked at."""
    codes = judgement.unsupported
    if codes:
        rest = "KSB that is claimed rests", "KSBs that are claimed rest"
        yield words(f"{counted_noun(len(codes), *rest)} on files that are missing or can't be opened.", "bold red")


def _duties(judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    yield heading("Duties")
    if not judgement.coverage.duties:
        yield words("The standard's file names no duties.")
        return
    rows = table(
        screen,
        Column("", justify="right", no_wrap=True, min_width=2),
        Column("Duty", ratio=1),
        Column("KSBs met", width=13),
        Column("Not met", width=screen.width // 6),
    )
    for duty in judgement.coverage.duties:
        text = words(judgement.standard.by_number[duty.number].text)
        rows.add_row(str(duty.number), text, _met(duty), words(" ".join(duty.missing)))
    yield rows
    if any(duty.mapping is not DutyMapping.COMPLETE for duty in judgement.coverage.duties):
        yield words(MAPPING_NOTE, "dim")


def _met(duty: DutyCoverage) -> Text:
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    if duty.status is DutyStatus.UNMAPPED:
        met = MAPPINGS[DutyMapping.NONE] if duty.mapping is DutyMapping.NONE else "nothing of this option"
    elif duty.mapping is not DutyMapping.COMPLETE:
        met += f", mapping {MAPPINGS[duty.mapping]}"
        if duty.status is DutyStatus.MET:
            return words(met)  # no green: what else the duty needs is not known
    return words(met, _DUTY_STYLES[duty.status])


def _methods(judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    """Show how the methods and themes of the assessment plan stand, if there is one."""
    if not judgement.roll_ups:
        return
    yield heading("Methods and themes")
    rows = table(
        screen,
        Column("Method, and its themes", ratio=1),
        Column("KSBs met", width=13),
        Column("Not met", width=screen.width // 6),
    )
    for each in judgement.roll_ups:
        rows.add_row(*_roll_up(each.method, "bold"))
        for theme in each.themes:
            rows.add_row(*_roll_up(theme, indent=2))
    yield rows
    if judgement.in_no_method:
        yield words(f"{listed(in_ranges(judgement.in_no_method))}: {ABOUT_NO_METHOD}.")


def _roll_up(roll_up: RollUp, style: str = "", indent: int = 0) -> tuple[RenderableType, ...]:
    title = Padding(words(f"{roll_up.title} ({roll_up.id})", style), (0, 0, 0, indent))
    return title, words(met_words(roll_up), _ROLL_UP_STYLES[roll_up.status]), words(" ".join(roll_up.missing))


def _evidenced(judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    """Show where each KSB is evidenced and on whose word: the claims that count at the policy's rung."""
    counting = [ksb for ksb in judgement.coverage.ksbs if ksb.pieces]
    if not counting:
        yield heading("Evidenced: nothing yet")
        return
    yield heading(f"Evidenced: where, and on whose word ({counted_noun(len(counting), 'KSB')})")
    rows = table(
        screen,
        Column("KSB", no_wrap=True, style="bold"),
        Column("Evidence", ratio=3),
        Column("Rung", no_wrap=True),
        Column("Assessed by", ratio=2),
        Column("Verified by", ratio=2),
    )
    claims, doubts = judgement.claims_by_code(), _doubts(judgement)
    for ksb in counting:
        code = ksb.code
        counting_claims = [claim for claim in claims[ksb.code] if claim.rung >= judgement.coverage.rung]
        for claim in counting_claims[:_MOST_CLAIMS]:
            rows.add_row(code, *_claim(claim, doubts.get(claim.at, "")))
            code = ""
        if len(counting_claims) > _MOST_CLAIMS:
            rows.add_row("", words(f"and {len(counting_claims) - _MOST_CLAIMS} more claims", "dim"), "", "", "")
    yield rows


def _doubts(judgement: Judgement) -> Mapping[Location, str]:
    """Return what speaks against a claim, by where it stands in the manifest."""
    suspects, files = judgement.suspects(), judgement.files
    doubts = {claim.at: "suspect" for claim in judgement.claims if suspects.get(claim.code)}
    for trace in files.traces if files else ():
        if any(found.verdict is Verdict.NOT_THERE for _, found in trace.places or ()):
            doubts[trace.claim.at] = "not there"
        elif trace.cited is Cited.ELSEWHERE:
            doubts[trace.claim.at] = "cited elsewhere"
    broken = files.broken if files else ()
    return doubts | {claim.at: "no file to look at" for claim in judgement.claims if claim.piece.id in broken}


def _claim(claim: Claim, doubt: str) -> tuple[Text, ...]:
    where = f" {claim.written.where}" if claim.written and claim.written.where else ""
    piece = Text.assemble(words(f"{claim.piece.id}{where}"), words(f" ({doubt})" if doubt else "", "bold red"))
    return piece, words(claim.rung), *map(_sign_off, claim.rests_on)


def _sign_off(sign_off: SignOff | None) -> Text:
    return words(f"{sign_off.by}, {sign_off.on}" if sign_off else "")


def findings_block(findings: Sequence[Finding], title: str) -> Iterator[RenderableType]:
    """Yield a heading that counts the findings, and each with its place, severity and remedy."""
    if not findings:
        yield heading(f"{title}: none")
        return
    yield heading(f"{title}: {counted(findings)}")
    for path, group in groupby(findings, key=lambda finding: finding.path):
        if path:
            yield words(path, "underline")
        rows = grid(
            Column(justify="right", no_wrap=True), Column(no_wrap=True), Column(no_wrap=True), Column(overflow="fold")
        )
        for finding in group:
            place = f"{finding.place.line}:{finding.place.column}" if finding.place else ""
            text = Text.assemble(words(finding.message), "\n", words(finding.help, "dim"))
            text = _with_justification(text, finding.justification)
            rows.add_row(place, words(finding.severity, _STYLES[finding.severity]), finding.rule, text)
        yield Padding(rows, (0, 0, 0, 2))


def justified_block(findings: Sequence[Finding], note: str, title: str = "Justified") -> Iterator[RenderableType]:
    """Yield which of the findings are justified, and by what: gaps by their KSB, others by their rule."""
    about: dict[Justification, list[Finding]] = {}
    for finding in findings:
        if finding.justification:
            about.setdefault(finding.justification, []).append(finding)
    if not about:
        return
    gaps, others = len(justified_gaps(findings)), len([each for each in besides_gaps(findings) if each.justification])
    how_many = (gaps and counted_noun(gaps, "gap"), others and counted_noun(others, "other finding"))
    yield heading(f"{title}: {listed(filter(None, how_many))}")
    yield words(note, "dim")
    rows = grid(Column(style="bold", max_width=24, overflow="fold"), Column(overflow="fold"))
    for justification, those in about.items():
        stated = f"; stated in {justification.source}" if justification.source else ""
        rows.add_row(words(_which(those)), words(f"{justification_words(justification)}{stated}"))
    yield Padding(rows, (0, 0, 0, 2))


def _which(findings: Sequence[Finding]) -> str:
    """Return the KSBs of the gaps among some findings, and how many others there are of which rule."""
    gaps = sorted(justified_gaps(findings), key=code_order)
    others = Counter(finding.rule for finding in besides_gaps(findings))
    return listed([*gaps, *(f"{rule} ({count})" if count > 1 else rule for rule, count in others.items())])


def not_checked_block(judgement: AnyJudgement) -> Iterator[RenderableType]:
    """Yield what was not checked, the rules of one reason together."""
    yield heading("Not checked")
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    for reason, codes in judgement.not_checked_by_reason().items():
        rows.add_row("-", words(f"{listed(codes)}: {reason}" if codes else reason))
    yield rows


def _verdict(report: Report) -> Text:
    return words(f"{report.path}: {verdict_words(report)}", outcome_style(report, report.outcome))
