"""The report of `check`: evidence, gaps, findings, and what was not checked; several portfolios at a glance."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from ksbcheck.domain.claim import Cited, Claim
from ksbcheck.domain.coverage import DutyCoverage, DutyStatus, KsbStatus, RollUp, RollUpStatus
from ksbcheck.domain.finding import Finding, Justification, Location
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Severity
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.names import code_order, in_ranges
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.output.document import (
    Bar,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Items,
    Line,
    Lines,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.words import (
    ABOUT_NO_METHOD,
    assessment_name,
    count_findings,
    file_facts,
    justification_text,
    justified_suffix,
    ksbs_judged,
    learner_name,
    met_text,
    method_banner,
    method_name,
    policy_facts,
    sign_off_text,
    tally_text,
    verdict,
    verdict_look,
)
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step

MAPPING_NOTE = "Where the mapping is partial or missing, the source doesn't say what else a duty needs."
ABOUT_JUSTIFIED_GAPS = "Justified gaps are still gaps."
_ABOUT_JUSTIFIED = "Justified findings do not fail the check."
_MOST_CLAIMS = 40  # of one KSB
_SEVERITIES = {Severity.ERROR: "bad", Severity.WARNING: "doubtful", Severity.NOTE: "note"}
_DUTIES = {
    DutyStatus.MET: "good",
    DutyStatus.PARTIAL: "doubtful",
    DutyStatus.MISSING: "bad",
    DutyStatus.UNMAPPED: "quiet",
}
_ROLL_UPS = {
    RollUpStatus.MET: "good",
    RollUpStatus.PARTIAL: "doubtful",
    RollUpStatus.MISSING: "bad",
    RollUpStatus.NOT_OF_OPTION: "quiet",
}


def documents(reports: Sequence[Report]) -> list[Document]:
    """Return a document for each report, and a summary below the last of several."""
    return with_tally(map(_document, reports), _at_a_glance(reports))


def with_tally(documents: Iterable[Document], tally: Section) -> list[Document]:
    """Return documents; the last one of several ends with a tally."""
    made = list(documents)
    if len(made) > 1:
        made[-1] = made[-1]._replace(sections=(*made[-1].sections, tally))
    return made


def _document(report: Report) -> Document:
    match report.judgement:
        case None:
            note = "Fix these first. Nothing else could be checked."
            sections = list(not_judged(report, note))
        case judgement if judgement.framework:
            sections = list(_under_framework(report, judgement, judgement.framework))
        case judgement:
            sections = list(_under_standard(report, judgement))
    ended = ending(report.path, verdict(report), verdict_look(report, report.exit_status))
    return Document(f"Evidence report: {report.path}", (*sections, ended))


def not_judged(report: Report, note: str) -> Iterator[Section]:
    """Yield the findings about a portfolio that could not be judged, with a note."""
    yield Section("", (Facts((("Portfolio", report.path),)),))
    yield from findings(report.findings, note=note)


def ending(path: object, sentence: str, look: str = "strong") -> Section:
    """Return the last line about a portfolio."""
    return Section("", (Note(), Note(Words(f"{path}: {sentence}", look))))


def _under_standard(report: Report, judgement: Judgement) -> Iterator[Section]:
    yield Section("", (*banners(judgement), Facts((*judged_by(report, judgement), *_bars(judgement)))))
    yield _gaps(report, judgement)
    if judgement.method is None:
        yield Section("Duties", tuple(_duties(judgement)))
    yield from roll_ups(judgement)
    yield from findings(besides_gaps(report.findings), "Other findings")
    yield from justified(report.findings, f"{_ABOUT_JUSTIFIED} {ABOUT_JUSTIFIED_GAPS}")
    yield _evidence(judgement)
    yield not_checked(judgement)


def _under_framework(report: Report, judgement: Judgement, framework: Framework) -> Iterator[Section]:
    portfolio, level = judgement.portfolio, judgement.level
    facts = (
        ("Portfolio", report.path),
        ("Learner", _learner(judgement)),
        ("Framework", f"{framework.id} {framework.title}"),
        ("  issue", f"{framework.issue_number}, issued {framework.issued}"),
        ("  from", report.standard_file or "not stated"),
        ("Level", f"{portfolio.level} ({level.name if level else 'not one of its levels'})"),
        ("Job title", portfolio.job_title or "not stated"),
        *_prior(judgement),
        ("As of", str(judgement.today)),
        ("Evidence", counted_noun(len(portfolio.evidence), "piece")),
        *policy_facts(report),
        *_files(judgement),
        ("Coverage", "none: a framework defines no KSBs"),
    )
    yield Section("", (Facts(facts),))
    yield from findings(report.findings)
    yield from justified(report.findings, _ABOUT_JUSTIFIED)
    yield not_checked(judgement)


def banners(judgement: Judgement) -> Iterator[Block]:
    """Yield loud lines if another option was judged, or only one method."""
    if judgement.hypothetical:
        said = f" WHAT IF: judged for option {judgement.option.id}; the manifest says {judgement.portfolio.option} "
        yield from (Note(Words(said, "loud")), Note())
    if judgement.method:
        yield from (Note(Words(f" {method_banner(judgement)} ", "loud")), Note())


def judged_by(report: Report, judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    """Yield the portfolio, and the standard, option, day and policy that judge it."""
    standard, policy = judgement.standard, report.policy
    level = f"level {standard.level}" if standard.level else "level not stated"
    within = ", duties only through evidence that names them" if policy.duty_context else ""
    yield "Portfolio", report.path
    yield "Learner", _learner(judgement)
    yield "Standard", f"{standard.reference} {standard.title}, {level}, version {standard.version}"
    yield "  from", report.standard_file or "not stated"
    yield "Option", f"{judgement.option.id} ({judgement.option.title})"
    for name, value in (("Assessment", assessment_name(report, judgement)), ("Method", method_name(judgement))):
        if value:
            yield name, value
    yield from _prior(judgement)
    yield "As of", str(judgement.today)
    yield "Evidence", counted_noun(len(judgement.portfolio.evidence), "piece")
    yield from _files(judgement)
    yield from policy_facts(report)
    yield "Counts", f"what is {policy.rung} or higher, {counted_noun(policy.min_pieces, 'piece')} a KSB{within}"


def _learner(judgement: Judgement) -> str:
    started = judgement.portfolio.started
    return (
        f"{learner_name(judgement)}, started {started}" if started else f"{learner_name(judgement)}, start not stated"
    )


def _prior(judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    prior = judgement.portfolio.prior
    if prior:
        completed = f"completed {prior.completed}" if prior.completed else "completion not stated"
        yield "Prior", ", ".join(filter(None, (prior.framework, prior.level, prior.job_title, completed)))


def _files(judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    sealed = judgement.files.folder.sealed if judgement.files else None
    changed = sealed is not None and bool(sealed.changes or sealed.changes.not_known)
    for name, value in file_facts(judgement.files):
        yield name, Words(value, "strong bad" if changed else "good") if name == "Sealed" else value


def _bars(judgement: Judgement) -> Iterator[tuple[str, Cell]]:
    for rung in COUNTING_RUNGS:
        yield f"  {rung}", Bar(judgement.coverage.met_at(rung), len(judgement.coverage.ksbs))


def _gaps(report: Report, judgement: Judgement) -> Section:
    coverage, which = judgement.coverage, ksbs_judged(judgement)
    gaps = [ksb for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET]
    if not gaps:
        outside = sum(bool(duty.missing) for duty in coverage.duties)
        lacking = (
            f"But {counted_noun(outside, 'duty lacks', 'duties lack')} evidence that names it, as the policy asks."
        )
        title = f"No gaps: all {len(coverage.ksbs)} {which} are {coverage.rung} or higher"
        return Section(title, (*_unseen(judgement), *([Note(lacking)] if outside else ())))
    excused = justified_gaps(report.findings)
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("Statement", share=5),
        Column("Duties", share=2, at_most=12),
        Column("What to do next", share=4),
    )
    rows = tuple(
        (
            ksb.code,
            judgement.standard.by_code[ksb.code].text,
            ", ".join(map(str, ksb.duties)) or Words("none mapped", "quiet"),
            Lines((next_step(ksb, report.policy), *_justification(excused.get(ksb.code)))),
        )
        for ksb in gaps
    )
    title = f"Gaps: {len(gaps)} of {len(coverage.ksbs)} {which}{justified_suffix(len(excused), len(gaps))}"
    return Section(title, (*_unseen(judgement), Table(columns, rows)))


def _justification(justification: Justification | None) -> Iterator[Line]:
    if justification:
        yield Words("Justified: ", "strong"), justification_text(justification)


def _unseen(judgement: Judgement) -> Iterator[Block]:
    if judgement.unseen:
        rest = f"{counted_noun(len(judgement.unseen), 'KSB rests', 'KSBs rest')} on work that was not looked at"
        yield Note(Words(f"{rest}: {first_few(judgement.unseen)}.", "strong bad"))


def _duties(judgement: Judgement) -> Iterator[Block]:
    duties = judgement.coverage.duties
    if not duties:
        yield Note("The standard's file names no duties.")
        return
    columns = (
        Column(right=True, whole=True, at_least=2),
        Column("Duty", share=1),
        Column("KSBs met", width=13),
        Column("Not met", width=1 / 6),
    )
    texts = judgement.standard.by_number
    yield Table(columns, tuple((d.number, texts[d.number].text, _met(d), " ".join(d.missing)) for d in duties))
    if any(duty.mapping is not DutyMapping.COMPLETE for duty in duties):
        yield Note(Words(MAPPING_NOTE, "quiet"))


def _met(duty: DutyCoverage) -> Words:
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    if duty.status is DutyStatus.UNMAPPED:
        met = DutyMapping.NONE.words if duty.mapping is DutyMapping.NONE else "nothing of this option"
    elif duty.mapping is not DutyMapping.COMPLETE:
        met += f", mapping {duty.mapping.words}"
        if duty.status is DutyStatus.MET:
            return Words(met)  # not good: the duty may need more
    return Words(met, _DUTIES[duty.status])


def roll_ups(judgement: Judgement) -> Iterator[Section]:
    """Yield the methods and themes of the assessment plan, if there is one."""
    if not judgement.roll_ups:
        return
    columns = (Column("Method, and its themes", share=1), Column("KSBs met", width=13), Column("Not met", width=1 / 6))
    rows: list[tuple[Cell, ...]] = []
    for each in judgement.roll_ups:
        rows += [_roll_up(each.method, "strong"), *(_roll_up(theme, "", "  ") for theme in each.themes)]
    silent = judgement.in_no_method
    about = [Note(f"{listed(in_ranges(silent))}: {ABOUT_NO_METHOD}.")] if silent else []
    yield Section("Methods and themes", (Table(columns, tuple(rows)), *about))


def _roll_up(roll_up: RollUp, look: str, indent: str = "") -> tuple[Cell, ...]:
    met = Words(met_text(roll_up), _ROLL_UPS[roll_up.status])
    return (indent, Words(f"{roll_up.title} ({roll_up.id})", look)), met, " ".join(roll_up.missing)


def _evidence(judgement: Judgement) -> Section:
    """Return the claims on each KSB at the policy's rung or higher."""
    counting = [ksb for ksb in judgement.coverage.ksbs if ksb.pieces]
    if not counting:
        return Section("Evidence: none yet")
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("Evidence", share=3),
        Column("Rung", whole=True),
        Column("Assessed by", share=2),
        Column("Verified by", share=2),
    )
    claims, doubts = judgement.claims_by_code(), _doubts(judgement)
    rows: list[tuple[Cell, ...]] = []
    for ksb in counting:
        of_ksb = [claim for claim in claims[ksb.code] if claim.rung >= judgement.coverage.rung]
        for index, claim in enumerate(of_ksb[:_MOST_CLAIMS]):
            rows.append(("" if index else ksb.code, *_claim(claim, doubts.get(claim.at))))
        if len(of_ksb) > _MOST_CLAIMS:
            rows.append(("", Words(f"and {len(of_ksb) - _MOST_CLAIMS} more claims", "quiet"), "", "", ""))
    title = f"Evidence for {counted_noun(len(counting), 'KSB')}"
    return Section(title, (Table(columns, tuple(rows)),))


def _doubts(judgement: Judgement) -> Mapping[Location, str]:
    """Return the doubts about claims, by the claims' places in the manifest."""
    suspects, files = judgement.suspects(), judgement.files
    doubts = {claim.at: "suspect" for claim in judgement.claims if suspects.get(claim.code)}
    for trace in files.traces if files else ():
        if any(found.verdict is Verdict.NOT_THERE for _, found in trace.places or ()):
            doubts[trace.claim.at] = "not there"
        elif trace.cited is Cited.ELSEWHERE:
            doubts[trace.claim.at] = "cited elsewhere"
    return doubts


def _claim(claim: Claim, doubt: str | None) -> tuple[Cell, ...]:
    where = f" {claim.where}" if claim.where else ""
    piece = (f"{claim.piece.id}{where}", *([Words(f" ({doubt})", "strong bad")] if doubt else ()))
    return piece, claim.standing, *map(sign_off_text, claim.rests_on)


def findings(found: Sequence[Finding], title: str = "Findings", note: str = "") -> Iterator[Section]:
    """Yield the findings by file, each with its place, severity and remedy."""
    blocks: list[Block] = []
    columns = (Column(right=True, whole=True), Column(whole=True), Column(whole=True), Column())
    for path, group in groupby(found, key=lambda finding: finding.path):
        blocks += [Note(Words(path, "under"))] if path else []
        blocks.append(Table(columns, tuple(map(_finding, group)), indent=2))
    blocks += [Note(note)] if note else []
    yield Section(f"{title}: {count_findings(found) or 'none'}", tuple(blocks))


def _finding(finding: Finding) -> tuple[Cell, ...]:
    place = f"{finding.place.line}:{finding.place.column}" if finding.place else ""
    said = Lines((finding.message, Words(finding.help, "quiet"), *_justification(finding.justification)))
    return place, Words(str(finding.severity), _SEVERITIES[finding.severity]), finding.rule, said


def justified(found: Sequence[Finding], note: str, title: str = "Justified") -> Iterator[Section]:
    """Yield the justifications, each with its gaps (by KSB) and other findings (by rule)."""
    about: dict[Justification, list[Finding]] = {}
    for finding in found:
        if finding.justification:
            about.setdefault(finding.justification, []).append(finding)
    if about:
        gaps, others = justified_gaps(found), [each for each in besides_gaps(found) if each.justification]
        counts = (gaps and counted_noun(len(gaps), "gap"), others and counted_noun(len(others), "other finding"))
        columns = (Column(look="strong", at_most=24), Column())
        rows = tuple((_which(those), _why(justification)) for justification, those in about.items())
        blocks = (Note(Words(note, "quiet")), Table(columns, rows, indent=2))
        yield Section(f"{title}: {listed(filter(None, counts))}", blocks)


def _why(justification: Justification) -> str:
    stated = f"; stated in {justification.source}" if justification.source else ""
    return f"{justification_text(justification)}{stated}"


def _which(found: Iterable[Finding]) -> str:
    """Return the KSBs of gaps, and the rules of other findings with their number."""
    found = tuple(found)
    gaps = sorted(justified_gaps(found), key=code_order)
    others = Counter(finding.rule for finding in besides_gaps(found))
    return listed([*gaps, *(f"{rule} ({count})" if count > 1 else rule for rule, count in others.items())])


def not_checked(judgement: Judgement) -> Section:
    """Return what was not checked, by reason."""
    reasons = judgement.not_checked_by_reason().items()
    lines = tuple(f"{listed(codes)}: {reason}" if codes else reason for reason, codes in reasons)
    return Section("Not checked", (Items(lines),))


def _at_a_glance(reports: Sequence[Report]) -> Section:
    """Return all reports as one table, below a count of how they ended."""
    columns = (
        Column("Portfolio", share=3),
        *(Column(str(rung), right=True, whole=True) for rung in COUNTING_RUNGS),
        Column("Outcome", share=2),
    )
    table = Table(columns, tuple(map(_row, reports)))
    return Section(tally_text(reports), (table,) if reports else ())


def _row(report: Report) -> tuple[Cell, ...]:
    ended, judgement = Words(verdict(report), verdict_look(report, report.exit_status)), report.judgement
    if judgement is None:
        return report.path, "", "", "", ended
    if not judgement.framework:
        required = len(judgement.coverage.ksbs)
        counts = [f"{judgement.coverage.met_at(rung)} of {required}" for rung in COUNTING_RUNGS]
        return Lines((learner_name(judgement), Words(report.path, "quiet"))), *counts, ended
    portfolio = judgement.portfolio
    under = f"{judgement.framework.id}, {portfolio.level}, {portfolio.job_title or 'job title not stated'}"
    about = (report.path, under, counted_noun(len(portfolio.evidence), "piece"))
    return Lines((learner_name(judgement), *(Words(each, "quiet") for each in about))), "-", "-", "-", ended
