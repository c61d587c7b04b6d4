"""A report as text and rows, for pages, prints and sheets.

All text is free of characters that a screen or page would obey.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from ksbcheck.domain.claim import NOT_COUNTED, Cited, Claim, Trace
from ksbcheck.domain.coverage import Coverage, DutyCoverage, KsbCoverage, KsbStatus, RollUp
from ksbcheck.domain.finding import Finding, Justification
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.locator import Verdict
from ksbcheck.domain.portfolio import Evidence
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
    sign_off_text,
    verdict,
)
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step


@dataclass(frozen=True, slots=True)
class RungRow:
    """How many of the required KSBs are met at a rung."""

    rung: str
    met: int
    required: int


@dataclass(frozen=True, slots=True)
class KsbRow:
    """A required KSB. `rung` is its highest, or empty; `pieces` are those that count.

    `so_far` lists its evidence, `next_step` is for a KSB that is not met, `justified` for a justified gap.
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
        """Whether the evidence meets the policy."""
        return self.status == KsbStatus.MET.value


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of the option. `met` says how many of its KSBs are met, and how complete its mapping is."""

    number: int
    text: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollUpRow:
    """A method of the assessment plan, or a theme of one. `met` says how many of its required KSBs are met."""

    method: str
    theme: str
    title: str
    status: str
    met: str
    required: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece of evidence. `ksbs` are the codes that it claims, each with its rung."""

    id: str
    title: str
    type: str
    date: str
    files: tuple[str, ...]
    duties: tuple[int, ...]
    ksbs: tuple[tuple[str, str], ...]

    @property
    def by_rung(self) -> tuple[tuple[str, list[str]], ...]:
        """Its codes by rung, the highest first; at the end those that don't count."""
        rungs = (*map(str, reversed(Rung)), NOT_COUNTED)
        by_rung = ((rung, [code for code, reached in self.ksbs if reached == rung]) for rung in rungs)
        return tuple((rung, codes) for rung, codes in by_rung if codes)


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
    """A finding. `place` is its line and column, `justified` its justification."""

    severity: str
    rule: str
    path: str
    place: str
    message: str
    help: str
    justified: str


@dataclass(frozen=True, slots=True)
class JustifiedRow:
    """A justified gap or other finding."""

    rule: str
    what: str
    reason: str
    by: str
    until: str
    ground: str
    source: str


@dataclass(frozen=True, slots=True)
class BasisRow:
    """The basis of some fields of the standard's file."""

    basis: str
    fields: str
    why: str


def justified_of(rows: Sequence[KsbRow | FindingRow]) -> str:
    """Return how many rows are justified, to follow their number."""
    return justified_suffix(sum(bool(row.justified) for row in rows), len(rows))


@dataclass(frozen=True, slots=True)
class View:
    """One portfolio's report.

    `only` is a warning that one method was judged, `ksbs_are` the name of the KSBs that were, `no_method` the required
    KSBs for which the assessment plan names no method. `next_things` are the first steps, the most useful one first.
    `justified` repeats gaps and findings. Without a judgement, and under a framework, there are no `bars`, `ksbs`,
    `duties` and `claims`; `checked` tells these apart.
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
    bars: tuple[RungRow, ...]
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


def views(reports: Iterable[Report]) -> list[View]:
    """Return the views of reports, each with its next steps."""
    plans = (plan_next_steps(report) for report in reports)
    return [view(each.report, [action.words for action in each.plan.first] if each.plan else []) for each in plans]


def view(report: Report, next_things: Sequence[str]) -> View:
    """Return the view of a report, with its next steps."""
    made: View = _shown(_view(report, next_things))
    return made


def _shown(value: Any) -> Any:  # noqa: ANN401 - of every type
    """Return a value with all its texts as they can be shown."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _shown(getattr(value, field.name)) for field in fields(value)})
    return value


def _view(report: Report, next_things: Sequence[str]) -> View:
    judgement, standard = report.judgement, report.under_standard
    learner = learner_name(judgement) if judgement else ""
    gaps = justified_gaps(report.findings)
    return View(
        title=f"Evidence report: {learner}" if judgement else "Evidence report",
        learner=learner,
        as_of=judgement.today.isoformat() if judgement else "",
        verdict=verdict(report),
        next_things=tuple(next_things),
        what_if=_what_if(standard) if standard and standard.hypothetical else "",
        only=method_banner(standard) if standard else "",
        ksbs_are=ksbs_judged(standard),
        checked=judgement is not None,
        facts=tuple(_facts(report)),
        rung=str(report.policy.rung),
        bars=_bars(standard.coverage) if standard else (),
        ksbs=tuple(_ksb(ksb, standard, report, gaps) for ksb in standard.coverage.ksbs) if standard else (),
        duties=tuple(_duty(duty, standard) for duty in standard.coverage.duties) if standard else (),
        roll_ups=tuple(_roll_ups(standard)) if standard else (),
        no_method=standard.in_no_method if standard else (),
        pieces=tuple(_pieces(judgement)) if judgement else (),
        claims=tuple(_claims(standard)) if standard else (),
        findings=tuple(map(_finding, besides_gaps(report.findings))),
        justified=tuple(_justified(report)),
        not_checked=tuple(_not_checked(judgement)) if judgement else (),
        provenance=tuple(_provenance(judgement, report.standard_file)) if judgement else (),
        basis=tuple(_basis(standard.standard)) if standard else (),
    )


def _what_if(judgement: Judgement) -> str:
    return f"What if: judged for option {judgement.option.id}; the manifest says {judgement.portfolio.option}."


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    yield "Portfolio", report.path
    judgement = report.judgement
    if judgement is None:
        return
    started = judgement.portfolio.started
    yield "Learner", learner_name(judgement)
    yield "Started", started.isoformat() if started else "not stated"
    if judgement.framework:
        yield (
            "Framework",
            f"{judgement.framework.id} {judgement.framework.title}, issue {judgement.framework.issue_number}",
        )
        yield "Level", judgement.portfolio.level
        yield "Job title", judgement.portfolio.job_title or "not stated"
    else:
        yield from _standard_facts(report, judgement)
    yield "As of", judgement.today.isoformat()
    yield "Evidence", counted_noun(len(judgement.portfolio.evidence), "piece")
    yield from file_facts(judgement.files)
    yield from policy_facts(report)
    if report.under_standard:
        yield "What counts", _what_counts(report)


def _standard_facts(report: Report, judgement: Judgement) -> Iterator[tuple[str, str]]:
    standard, option = judgement.standard, judgement.option
    level = f"level {standard.level}" if standard.level else "level not stated"
    yield "Standard", f"{standard.reference} {standard.title}, {level}, version {standard.version}"
    yield "Option", f"{option.title} ({option.id})"
    for name, value in (("Assessment plan", assessment_name(report, judgement)), ("Method", method_name(judgement))):
        if value:
            yield name, value


def _what_counts(report: Report) -> str:
    policy = report.policy
    within = "; for a duty only evidence that names it" if policy.duty_context else ""
    return f"claims that are {policy.rung} or higher, {counted_noun(policy.min_pieces, 'piece')} for each KSB{within}"


def _bars(coverage: Coverage) -> tuple[RungRow, ...]:
    return tuple(RungRow(str(rung), coverage.met_at(rung), len(coverage.ksbs)) for rung in COUNTING_RUNGS)


def _ksb(ksb: KsbCoverage, judgement: Judgement, report: Report, justified: Mapping[str, Justification]) -> KsbRow:
    met = ksb.status is KsbStatus.MET
    return KsbRow(
        code=ksb.code,
        statement=judgement.standard.by_code[ksb.code].text,
        duties=ksb.duties,
        status=ksb.status.value,
        rung=str(ksb.highest_rung) if ksb.highest_rung else "",
        pieces=ksb.pieces,
        so_far=", ".join(_so_far(ksb)) or "nothing yet",
        next_step="" if met else next_step(ksb, report.policy),
        justified=_in_words(justified.get(ksb.code)),
    )


def _so_far(ksb: KsbCoverage) -> Iterator[str]:
    yield from (f"{piece} {rung}" for piece, rung in ksb.piece_rungs)
    yield from (f"{piece} {NOT_COUNTED}" for piece in dict.fromkeys(piece for piece, _ in ksb.not_counted))


def _duty(duty: DutyCoverage, judgement: Judgement) -> DutyRow:
    mapping = duty.mapping.words
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    return DutyRow(
        number=duty.number,
        text=judgement.standard.by_number[duty.number].text,
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
        title=roll_up.title,
        status=roll_up.status.value.replace("_", " "),
        met=met_text(roll_up),
        required=roll_up.required,
        missing=roll_up.missing,
    )


def _pieces(judgement: Judgement) -> Iterator[PieceRow]:
    claims: dict[int, dict[str, Claim]] = {}
    for claim in judgement.claims:
        of_piece = claims.setdefault(claim.piece_index, {})
        highest = of_piece.setdefault(claim.code, claim)
        of_piece[claim.code] = max(highest, claim, key=lambda each: (each.counts, each.rung.rank))
    for index, piece in enumerate(judgement.portfolio.evidence):
        yield _piece(piece, claims.get(index, {}))


def _piece(piece: Evidence, claims: dict[str, Claim]) -> PieceRow:
    return PieceRow(
        id=piece.id,
        title=piece.name or "no title",
        type=piece.type.value.replace("_", " ") if piece.type else "not stated",
        date=piece.date.isoformat() if piece.date else "not stated",
        files=piece.files,
        duties=piece.duties,
        ksbs=tuple((code, claim.standing) for code, claim in claims.items()),
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
        piece=claim.piece.id,
        title=claim.piece.name,
        place=claim.where or "not stated",
        rung=claim.standing,
        assessed=sign_off_text(assessed),
        verified=sign_off_text(verified),
        cited=_cited(trace),
    )


_CITED = {
    Cited.THERE: "cited there",
    Cited.ELSEWHERE: "cited elsewhere",
    Cited.LISTED: "only in a list",
    Cited.NOWHERE: "not cited",
}


def _cited(trace: Trace | None) -> str:
    """Return that the place is not there, or else whether it cites the KSB."""
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
        path=finding.path or "",
        place=place,
        message=finding.message,
        help=finding.help,
        justified=_in_words(finding.justification),
    )


def _in_words(justification: Justification | None) -> str:
    return justification_text(justification) if justification else ""


def _justified(report: Report) -> Iterator[JustifiedRow]:
    for finding in report.findings:
        each = finding.justification
        if each:
            yield JustifiedRow(
                rule=finding.rule,
                what=finding.message,
                reason=each.reason,
                by=each.by or "not stated",
                until=each.until.isoformat() if each.until else "not stated",
                ground=each.ground.value,
                source=each.source or "not stated",
            )


def _not_checked(judgement: Judgement) -> Iterator[str]:
    for reason, codes in judgement.not_checked_by_reason().items():
        yield f"{', '.join(codes)}: {reason}" if codes else reason


def _provenance(judgement: Judgement, file: str | None) -> Iterator[tuple[str, str]]:
    yield "Data file", file or "not stated"
    if not judgement.framework:
        yield "Fingerprint", fingerprint(judgement.standard).whole
    source = judgement.under.source
    if source:
        yield "Source", source.document
        yield "Copyright", source.copyright


def _basis(standard: Standard) -> Iterator[BasisRow]:
    for each in standard.basis:
        yield BasisRow(each.basis.value, ", ".join(each.fields), each.why)
