"""A report as words and rows, section by section: what every page, print and sheet of it shows.

Nothing of how it looks is here. No word is left in it that a screen or page would obey instead of showing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ksbcheck.domain.claim import Cited, Claim, Trace
from ksbcheck.domain.coverage import DutyCoverage, KsbCoverage, KsbStatus, RollUp
from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.portfolio import Evidence, SignOff
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, shown
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.reports.words import (
    assessment_name,
    file_facts,
    justification_text,
    justified_suffix,
    ksbs_judged,
    learner_name,
    met_text,
    method_banner,
    method_name,
    policy_facts,
    verdict,
)
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of the required KSBs are met at a rung."""

    rung: str
    met: int
    required: int


@dataclass(frozen=True, slots=True)
class KsbRow:
    """A required KSB. `rung` is the highest that any claim has reached, nothing without any.

    `pieces` are those that count, `so_far` what there is of it in words, `next_step` what to do if it is not met, and
    `justified` what justifies the gap, in words; nothing if nothing does.
    """

    code: str
    statement: str
    duties: tuple[int, ...]
    status: str
    rung: str
    pieces: tuple[str, ...]
    so_far: str
    next_step: str
    justified: str

    @property
    def met(self) -> bool:
        """Whether it is evidenced as the policy asks."""
        return self.status == KsbStatus.MET.value


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of the option. `met` says in words how much of its requirement is, and how complete its mapping is."""

    number: int
    text: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollUpRow:
    """A method of the assessment plan, or a theme of one, by their ids; a method itself names no theme.

    `met` says in words how much of what the option requires of it is.
    """

    method: str
    theme: str
    title: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece of evidence with what it carries: the codes that it claims, each with the rung it has reached."""

    id: str
    title: str
    type: str
    date: str
    files: tuple[str, ...]
    duties: tuple[int, ...]
    ksbs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim of the mapping annex: KSB, piece, exact place, rung, and who signed it off and when."""

    code: str
    piece: str
    title: str
    place: str
    rung: str
    assessed: str
    verified: str
    cited: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding. `place` is the line and column of the file, `justified` what justifies it in words; or nothing."""

    severity: str
    rule: str
    path: str
    place: str
    message: str
    help: str
    justified: str


@dataclass(frozen=True, slots=True)
class JustifiedRow:
    """A gap or another finding that is justified: why, on whose word, until when, on what ground, and where stated."""

    rule: str
    what: str
    reason: str
    by: str
    until: str
    ground: str
    source: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    """What some fields of the standard's file rest on."""

    basis: str
    fields: str
    why: str


@dataclass(frozen=True, slots=True)
class View:
    """One portfolio's report.

    `only` says which method alone was looked at, and nothing where all was; `ksbs_are` how to call the KSBs that were;
    `no_method` the required KSBs for which the assessment plan names no method.
    `facts` are names and values that say whose report it is and what it was judged by; `next_things` are what to do
    first, the most useful one first; `justified` are those of the gaps and findings that are, which stand among the
    others too; `provenance` says where all that comes from. A report that could not judge has no
    `bars`, `ksbs`, `duties` and `claims`, and neither has one under a framework; `checked` tells them apart.
    """

    title: str
    learner: str
    as_of: str
    verdict: str
    next_things: tuple[str, ...]
    what_if: str
    only: str
    ksbs_are: str
    checked: bool
    facts: tuple[tuple[str, str], ...]
    rung: str
    bars: tuple[Bar, ...]
    ksbs: tuple[KsbRow, ...]
    duties: tuple[DutyRow, ...]
    roll_ups: tuple[RollUpRow, ...]
    no_method: tuple[str, ...]
    pieces: tuple[PieceRow, ...]
    claims: tuple[ClaimRow, ...]
    findings: tuple[FindingRow, ...]
    justified: tuple[JustifiedRow, ...]
    not_checked: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
    basis: tuple[BasisRow, ...]

    @property
    def gaps(self) -> tuple[KsbRow, ...]:
        """The required KSBs that are not met, in the standard's order."""
        return tuple(ksb for ksb in self.ksbs if not ksb.met)


def justified_of(rows: Sequence[KsbRow | FindingRow]) -> str:
    """Return how many of some rows are justified, to stand behind their number; nothing if none is."""
    return justified_suffix(sum(bool(row.justified) for row in rows), len(rows))


def views(reports: Iterable[Report]) -> list[View]:
    """Return the views of reports, each with what to do next."""
    plans = (plan_next_steps(report) for report in reports)
    return [view(each.report, [action.words for action in each.plan.first] if each.plan else []) for each in plans]


def view(report: Report, next_things: Sequence[str]) -> View:
    """Return a report as words and rows; `next_things` are what to do first, the most useful one first."""
    judgement, standard = report.judgement, report.under_standard
    learner = shown(learner_name(judgement)) if judgement else ""
    gaps = justified_gaps(report.findings)
    return View(
        title=f"Evidence report: {learner}" if judgement else "Evidence report",
        learner=learner,
        as_of=judgement.today.isoformat() if judgement else "",
        verdict=shown(verdict(report)),
        next_things=tuple(map(shown, next_things)),
        what_if=shown(_what_if(standard)) if standard and standard.hypothetical else "",
        only=shown(method_banner(standard)) if standard else "",
        ksbs_are=ksbs_judged(standard),
        checked=judgement is not None,
        facts=tuple((name, shown(value)) for name, value in _facts(report)),
        rung=str(report.policy.rung),
        bars=tuple(_bars(standard)) if standard else (),
        ksbs=tuple(_ksb(ksb, standard, report, gaps) for ksb in standard.coverage.ksbs) if standard else (),
        duties=tuple(_duty(duty, standard) for duty in standard.coverage.duties) if standard else (),
        roll_ups=tuple(_roll_ups(standard)) if standard else (),
        no_method=standard.in_no_method if standard else (),
        pieces=tuple(_pieces(judgement)) if judgement else (),
        claims=tuple(_claims(standard)) if standard else (),
        findings=tuple(map(_finding, besides_gaps(report.findings))),
        justified=tuple(_justified(report)),
        not_checked=tuple(_not_checked(judgement)) if judgement else (),
        provenance=tuple((name, shown(value)) for name, value in _provenance(report)),
        basis=tuple(_basis(standard.standard)) if standard else (),
    )


def _what_if(judgement: Judgement) -> str:
    return f"What if: judged for option {judgement.option.id}; the manifest says {judgement.portfolio.option}."


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "Portfolio", report.path
    match report.judgement:
        case judgement if judgement and not judgement.framework:
            standard, option, started = judgement.standard, judgement.option, judgement.portfolio.started
            level = f"level {standard.level}" if standard.level else "level not stated"
            yield "Learner", learner_name(judgement)
            yield "Started", started.isoformat() if started else "not stated"
            yield "Standard", f"{standard.reference} {standard.title}, {level}, version {standard.version}"
            yield "Option", f"{option.title} ({option.id})"
            assessment, method = assessment_name(report, judgement), method_name(judgement)
            if assessment:
                yield "Assessment plan", assessment
            if method:
                yield "Method", method
            yield "As of", judgement.today.isoformat()
            yield "Evidence", counted_noun(len(judgement.portfolio.evidence), "piece")
            yield from file_facts(judgement.files)
            yield from policy_facts(report)
            yield "What counts", _what_counts(report)
        case judgement if judgement and judgement.framework:
            portfolio, framework = judgement.portfolio, judgement.framework
            yield "Learner", learner_name(judgement)
            yield "Started", portfolio.started.isoformat() if portfolio.started else "not stated"
            yield "Framework", f"{framework.id} {framework.title}, issue {framework.issue_number}"
            yield "Level", portfolio.level
            yield "Job title", portfolio.job_title or "not stated"
            yield "As of", judgement.today.isoformat()
            yield "Evidence", counted_noun(len(portfolio.evidence), "piece")
            yield from file_facts(judgement.files)
            yield from policy_facts(report)


def _what_counts(report: Report) -> str:
    policy = report.policy
    within = "; for a duty only evidence that names it" if policy.duty_context else ""
    return f"claims that are {policy.rung} or higher, {counted_noun(policy.min_pieces, 'piece')} for each KSB{within}"


def _bars(judgement: Judgement) -> Iterator[Bar]:
    required = len(judgement.coverage.ksbs)
    for rung in COUNTING_RUNGS:
        yield Bar(str(rung), judgement.coverage.met_at(rung), required)


def _ksb(ksb: KsbCoverage, judgement: Judgement, report: Report, justified: Mapping[str, Justification]) -> KsbRow:
    met = ksb.status is KsbStatus.MET
    return KsbRow(
        code=ksb.code,
        statement=shown(judgement.standard.by_code[ksb.code].text),
        duties=ksb.duties,
        status=ksb.status.value,
        rung=str(ksb.highest_rung) if ksb.highest_rung else "",
        pieces=tuple(map(shown, ksb.pieces)),
        so_far=shown(", ".join(f"{piece} {rung}" for piece, rung in ksb.piece_rungs)) or "nothing yet",
        next_step="" if met else shown(next_step(ksb, report.policy)),
        justified=_in_words(justified.get(ksb.code)),
    )


def _duty(duty: DutyCoverage, judgement: Judgement) -> DutyRow:
    mapping = duty.mapping.words
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    return DutyRow(
        number=duty.number,
        text=shown(judgement.standard.by_number[duty.number].text),
        status=duty.status.value,
        met=f"{met}, mapping {mapping}" if duty.required else mapping,
        required=duty.required,
        missing=duty.missing,
    )


def _roll_ups(judgement: Judgement) -> Iterator[RollUpRow]:
    for each in judgement.roll_ups:
        yield _roll_up(each.method, each.method.id, "")
        for theme in each.themes:
            yield _roll_up(theme, each.method.id, theme.id)


def _roll_up(roll_up: RollUp, method: str, theme: str) -> RollUpRow:
    return RollUpRow(
        method=method,
        theme=theme,
        title=shown(roll_up.title),
        status=roll_up.status.value.replace("_", " "),
        met=met_text(roll_up),
        required=roll_up.required,
        missing=roll_up.missing,
    )


def _pieces(judgement: Judgement) -> Iterator[PieceRow]:
    claims: dict[int, dict[str, Rung]] = {}
    for claim in judgement.claims:
        of_piece = claims.setdefault(claim.piece_index, {})
        of_piece[claim.code] = max(claim.rung, of_piece.get(claim.code, claim.rung))
    for index, piece in enumerate(judgement.portfolio.evidence):
        yield _piece(piece, claims.get(index, {}))


def _piece(piece: Evidence, claims: dict[str, Rung]) -> PieceRow:
    return PieceRow(
        id=shown(piece.id),
        title=shown(piece.title or "no title"),
        type=piece.type.value.replace("_", " ") if piece.type else "not stated",
        date=piece.date.isoformat() if piece.date else "not stated",
        files=tuple(map(shown, piece.files)),
        duties=piece.duties,
        ksbs=tuple((shown(code), str(rung)) for code, rung in claims.items()),
    )


def _claims(judgement: Judgement) -> Iterator[ClaimRow]:
    """Yield the claims on required KSBs, in the standard's order."""
    by_code = judgement.claims_by_code()
    traces = judgement.files.by_claim() if judgement.files else {}
    for ksb in judgement.coverage.ksbs:
        for claim in by_code.get(ksb.code, ()):
            yield _claim(claim, traces.get(claim.at))


def _claim(claim: Claim, trace: Trace | None) -> ClaimRow:
    assessed, verified = claim.rests_on
    return ClaimRow(
        code=claim.code,
        piece=shown(claim.piece.id),
        title=shown(claim.piece.title or ""),
        place=shown(claim.where or "not stated"),
        rung=str(claim.rung),
        assessed=_sign_off(assessed),
        verified=_sign_off(verified),
        cited=_cited(trace),
    )


def _sign_off(sign_off: SignOff | None) -> str:
    return shown(f"{sign_off.by}, {sign_off.on}") if sign_off else ""


_CITED = {
    Cited.THERE: "cited there",
    Cited.ELSEWHERE: "cited elsewhere",
    Cited.LISTED: "only in a list",
    Cited.NOWHERE: "not cited",
}


def _cited(trace: Trace | None) -> str:
    """Return whether the place is there, if it isn't, and otherwise whether the KSB is cited there."""
    if trace is None:
        return ""
    if any(found.verdict is Verdict.NOT_THERE for _, found in trace.places or ()):
        return "no such place"
    return _CITED[trace.cited] if trace.cited else "not known"


def _finding(finding: Finding) -> FindingRow:
    place = f"{finding.place.line}:{finding.place.column}" if finding.place else ""
    return FindingRow(
        severity=str(finding.severity),
        rule=finding.rule,
        path=shown(finding.path or ""),
        place=place,
        message=shown(finding.message),
        help=shown(finding.help),
        justified=_in_words(finding.justification),
    )


def _in_words(justification: Justification | None) -> str:
    return shown(justification_text(justification)) if justification else ""


def _justified(report: Report) -> Iterator[JustifiedRow]:
    for finding in report.findings:
        each = finding.justification
        if each:
            yield JustifiedRow(
                rule=finding.rule,
                what=shown(finding.message),
                reason=shown(each.reason),
                by=shown(each.by or "not stated"),
                until=each.until.isoformat() if each.until else "not stated",
                ground=each.ground.value,
                source=shown(each.source or "not stated"),
            )


def _not_checked(judgement: Judgement) -> Iterator[str]:
    for reason, codes in judgement.not_checked_by_reason().items():
        yield shown(f"{', '.join(codes)}: {reason}" if codes else reason)


def _provenance(report: Report) -> Iterator[tuple[str, str]]:
    if report.under_standard:
        standard = report.under_standard.standard
        yield "Data file", report.standard_file or "not stated"
        yield "Fingerprint", fingerprint(standard).whole
        if standard.source:
            yield "Source", standard.source.document
            yield "Copyright", standard.source.copyright
    elif report.judgement and report.judgement.framework:
        yield "Data file", report.standard_file or "not stated"
        yield "Source", report.judgement.framework.source.document
        yield "Copyright", report.judgement.framework.source.copyright


def _basis(standard: Standard) -> Iterator[BasisRow]:
    for each in standard.basis:
        yield BasisRow(each.basis.value, ", ".join(each.fields), shown(each.why))
