"""What to do next about a portfolio: pure, from a judgement to a plan."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ksbcheck.domain.coverage import Coverage, KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import natural
from ksbcheck.domain.plan import STALE_MONTHS, ActionKind, Carried, Hanging, Plan, PlanReport, Step, heavy_above
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import first_few
from ksbcheck.engine.actions import actions
from ksbcheck.engine.cover import Reached, Within, reached_by
from ksbcheck.engine.cover_needs import enough, new_evidence

_TO_BRING_ON = {
    # rung, the nearest to being met first: what to do about claims that stand there, and in words
    Rung.ASSESSED: (ActionKind.VERIFY, "Assessed in {}; ask someone else to verify it and sign with name and date."),
    Rung.CLAIMED: (ActionKind.ASSESS, "Claimed in {}; ask someone else to assess it and sign with name and date."),
    Rung.PLANNED: (ActionKind.CLAIM, "Planned, or dated later, in {}; when it is done, claim it."),
    Rung.SUGGESTED: (ActionKind.CLAIM, "Suggested for {}; look, and claim it or take it out."),
}


def planned(report: Report) -> PlanReport:
    """Return the plan that follows from a report.

    There is none under a framework, nor for one method alone: which pieces could be left out, or from which duties new
    ones would do most, depends on all required KSBs.
    """
    judged = report.under_standard
    if judged is None or judged.method:
        return PlanReport(report, None)
    return PlanReport(report, plan(judged, report.policy, report.findings))


def plan(judgement: Judgement, policy: Policy, findings: Iterable[Finding] = ()) -> Plan:
    """Work out what to do next about a portfolio. The order of the evidence and of its claims changes nothing."""
    coverage = judgement.coverage
    within = _within(judgement) if policy.duty_context else {}
    pieces = _carried(judgement)
    dated = sorted(
        ((piece.date, piece) for piece in pieces if piece.date), key=lambda each: (each[0], natural(each[1].piece))
    )
    stale_before = _months_before(judgement.today, STALE_MONTHS)
    worked_out = Plan(
        gaps=tuple(ksb.code for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET),
        steps=tuple(_steps(coverage, within, policy)),
        new=new_evidence(coverage, within, policy),
        hanging=tuple(_hanging(coverage, policy)),
        enough=enough(pieces, judgement.claims, coverage, within, policy),
        heavy=tuple(piece for piece in pieces if len(piece.codes) > heavy_above(len(coverage.ksbs))),
        stale=tuple(piece for day, piece in dated if day < stale_before),
        undated=tuple(piece.piece for piece in pieces if piece.date is None),
        actions=(),
    )
    return worked_out._replace(actions=actions(worked_out, policy, findings))


def _within(judgement: Judgement) -> Within:
    return {
        duty.number: reached_by(claim for claim in judgement.claims if duty.number in claim.piece.duties)
        for duty in judgement.coverage.duties
    }


def _carried(judgement: Judgement) -> tuple[Carried, ...]:
    """Return what each piece carries, in the natural order of their ids."""
    by_piece: dict[int, set[str]] = {}
    for claim in judgement.claims:
        if claim.rung >= Rung.CLAIMED:
            by_piece.setdefault(claim.piece_index, set()).add(claim.code)
    required = [ksb.code for ksb in judgement.coverage.ksbs]
    pieces = [
        Carried(piece.id, piece.date, tuple(code for code in required if code in by_piece.get(index, ())))
        for index, piece in enumerate(judgement.portfolio.evidence)
    ]
    return tuple(sorted(pieces, key=lambda piece: (natural(piece.piece), piece.date or date.max, piece.codes)))


def _months_before(day: date, months: int) -> date:
    """Return the same day so many months before, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _hanging(coverage: Coverage, policy: Policy) -> Iterator[Hanging]:
    for ksb in coverage.ksbs:
        if len(ksb.pieces) == policy.min_pieces:
            yield Hanging(ksb.code, ksb.pieces)


def _steps(coverage: Coverage, within: Within, policy: Policy) -> Iterator[Step]:
    """Yield what can be done without new evidence: about each gap, and about what is met outside a duty alone."""
    gaps = {ksb.code: ksb.reached for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET}
    yield from _bring_on(gaps, None, policy)
    met = {ksb.code: ksb.pieces for ksb in coverage.ksbs if ksb.status is KsbStatus.MET}
    for duty in coverage.duties:
        if duty.number in within:
            lacking = {code: within[duty.number].get(code, ()) for code in duty.missing if code in met}
            yield from _bring_on(lacking, duty.number, policy)
            yield from _name(duty.number, lacking, met)


def _bring_on(lacking: Mapping[str, Reached], duty: int | None, policy: Policy) -> Iterator[Step]:
    """Yield what brings claims on that are there but don't count yet; those of the same pieces are one step."""
    by_pieces: dict[tuple[Rung, tuple[str, ...]], list[str]] = {}
    for code, reached in lacking.items():
        for claims in _needed(reached, policy):
            by_pieces.setdefault(claims, []).append(code)
    for (rung, pieces), codes in sorted(by_pieces.items(), key=lambda step: -step[0][0].rank):
        kind, wording = _TO_BRING_ON[rung]
        yield Step(kind, tuple(codes), duty, pieces, wording.format(first_few(pieces)))


def _needed(reached: Reached, policy: Policy) -> Iterator[tuple[Rung, tuple[str, ...]]]:
    """Yield the claims below the rung that counts, the highest first, as far as the KSB needs them."""
    lacking = policy.min_pieces - sum(rung >= policy.rung for _, rung in reached)
    for rung in _TO_BRING_ON:
        pieces = tuple(piece for piece, at in reached if at is rung)
        if rung < policy.rung and lacking > 0 and pieces:
            lacking -= len(pieces)
            yield rung, pieces


def _name(number: int, lacking: Mapping[str, Reached], met: Mapping[str, tuple[str, ...]]) -> Iterator[Step]:
    """Yield that pieces which meet KSBs, though not within the duty, may come from it all the same."""
    outside = {code: set(met[code]) - {piece for piece, _ in reached} for code, reached in lacking.items()}
    codes = tuple(code for code, pieces in outside.items() if pieces)
    if codes:
        pieces = tuple(sorted(set().union(*outside.values()), key=natural))
        either = "any of " if len(pieces) > 1 else ""
        words = f"If {either}{first_few(pieces)} comes from duty {number}, add {number} to its `duties:`."
        yield Step(ActionKind.NAME_DUTY, codes, number, pieces, words)
