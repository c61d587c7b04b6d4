"""The plan: what to do next about a portfolio, in order."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from textwrap import shorten

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import code_order, natural
from ksbcheck.domain.plan import (
    STALE_MONTHS,
    Action,
    ActionKind,
    Carried,
    FromDuty,
    Hanging,
    Plan,
    PlanReport,
    Step,
    heavy_above,
)
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import counted_noun, first_few, listed, lower_first
from ksbcheck.engine.cover import PieceRungs, WithinDuties, cover_within
from ksbcheck.engine.cover_needs import enough, lacking, new_evidence
from ksbcheck.rules.coverage import EVIDENCE_RULES, justified_gaps
from ksbcheck.rules.gateway import below_the_minimum

_FEW, _FEW_MISTAKES = 5, 2
_LONG_FEEDBACK = 120
"""How many characters of feedback an action quotes."""
_NEXT_STEP = {
    # by rung, the nearest to being met first
    Rung.ASSESSED: (ActionKind.VERIFY, "Assessed in {}; ask someone else to verify it and sign with name and date."),
    Rung.CLAIMED: (ActionKind.ASSESS, "Claimed in {}; ask someone else to assess it and sign with name and date."),
    Rung.PLANNED: (ActionKind.CLAIM, "Planned or dated later in {}: update the claim when the work is done."),
    Rung.SUGGESTED: (ActionKind.CLAIM, "Suggested in {}: confirm the claim or delete it."),
}
_ABOUT_STEPS = {
    ActionKind.MEND: "Correct evidence that does not count for {}: {}.",
    ActionKind.VERIFY: "Have {} verified by a second person: {}.",
    ActionKind.ASSESS: "Have {} signed off by the assessor: {}.",
    ActionKind.CLAIM: "Finish and claim {}: {}.",
    ActionKind.NAME_DUTY: "Name the duty on evidence of {}, if it comes from there: {}.",
}


def plan_next_steps(report: Report) -> PlanReport:
    """Return the plan that follows from a report; none for one method alone: it depends on all required KSBs."""
    judged = report.under_standard
    if judged is None or judged.method:
        return PlanReport(report, None)
    return PlanReport(report, plan(judged, report.policy, report.findings))


def plan(judgement: Judgement, policy: Policy, findings: Iterable[Finding] = ()) -> Plan:
    """Return the plan of a portfolio. The order of its evidence and claims makes no difference."""
    coverage = judgement.coverage
    by_duty = _within_duties(judgement, policy) if policy.duty_context else {}
    met = [ksb for ksb in coverage.ksbs if ksb.status is KsbStatus.MET]
    pieces = _carried(judgement)
    stale_before = _months_before(judgement.today, STALE_MONTHS)
    stale = [(piece.date, piece) for piece in pieces if piece.date and piece.date < stale_before]
    without_actions = Plan(
        gaps=coverage.gaps,
        steps=tuple(_steps(coverage, by_duty, policy, _feedback(judgement.claims))),
        new=new_evidence(coverage, by_duty, policy),
        hanging=tuple(Hanging(ksb.code, ksb.pieces) for ksb in met if len(ksb.pieces) == policy.min_pieces),
        enough=enough(pieces, judgement.claims, coverage, by_duty, policy),
        heavy=tuple(piece for piece in pieces if len(piece.codes) > heavy_above(len(coverage.ksbs))),
        stale=tuple(piece for _, piece in sorted(stale, key=lambda dated: dated[0])),
        undated=tuple(piece.piece for piece in pieces if piece.date is None),
        actions=(),
    )
    actions = _actions(without_actions, policy, tuple(findings))
    return without_actions._replace(actions=(*_redo(judgement), *actions))


def _feedback(claims: Iterable[Claim]) -> Mapping[tuple[str, str], str]:
    """Return the feedback on what is not yet met, by piece and reason."""
    return {(each.piece.id, each.why_not): each.not_yet.feedback or "" for each in claims if each.not_yet}


def _redo(judgement: Judgement) -> Iterator[Action]:
    """Yield an action about the claims that are not yet met, whether other evidence meets their KSBs or not."""
    codes_of: dict[tuple[str, str, str], list[str]] = {}
    required = [ksb.code for ksb in judgement.coverage.ksbs]
    for claim in sorted(judgement.claims, key=lambda claim: (natural(claim.piece.id), code_order(claim.code))):
        if claim.not_yet and claim.code in required:
            key = (claim.piece.id, claim.why_not, claim.not_yet.feedback or "")
            codes_of.setdefault(key, []).append(claim.code)
    if codes_of:
        said = [_refused(f"{key[0]} {_shorten(codes)}", *key[1:]) for key, codes in codes_of.items()]
        codes = tuple(sorted({code for each in codes_of.values() for code in each}, key=code_order))
        words = f"Improve what is not yet met, and have it assessed again: {'; '.join(said[:_FEW])}."
        more = f" And {len(said) - _FEW} more." if len(said) > _FEW else ""
        pieces = tuple(dict.fromkeys(piece for piece, *_ in codes_of))
        yield Action(ActionKind.REDO, f"{words}{more}", codes, pieces)


def _refused(subject: str, why_not: str, feedback: str) -> str:
    """Return what was not yet met, who decided it, and the feedback."""
    said = f": {shorten(feedback, _LONG_FEEDBACK, placeholder=' ...').rstrip('.')}" if feedback else ""
    return f"{subject}, {why_not.removeprefix('it is ')}{said}"


def _within_duties(judgement: Judgement, policy: Policy) -> WithinDuties:
    return {
        duty.number: cover_within(duty.number, duty.required, judgement.claims, policy)
        for duty in judgement.coverage.duties
    }


def _carried(judgement: Judgement) -> tuple[Carried, ...]:
    """Return the required codes that each piece claims, in the natural order of the pieces."""
    by_piece: dict[int, set[str]] = {}
    for claim in judgement.claims:
        if claim.counts:
            by_piece.setdefault(claim.piece_index, set()).add(claim.code)
    required = [ksb.code for ksb in judgement.coverage.ksbs]
    pieces = [
        Carried(piece.id, piece.date, tuple(code for code in required if code in by_piece.get(index, ())))
        for index, piece in enumerate(judgement.portfolio.evidence)
    ]
    return tuple(sorted(pieces, key=lambda piece: (natural(piece.piece), piece.date or date.max, piece.codes)))


def _months_before(day: date, months: int) -> date:
    """Return the same day some months before, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _steps(
    coverage: Coverage, by_duty: WithinDuties, policy: Policy, feedback: Mapping[tuple[str, str], str]
) -> Iterator[Step]:
    """Yield what can be done without new evidence about gaps, and about KSBs that are met outside a duty alone."""
    yield from _mend_evidence(coverage, by_duty, feedback)
    gaps = {ksb.code: ksb.different for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET}
    yield from _raise_claims(gaps, None, policy)
    met = {ksb.code: ksb.pieces for ksb in coverage.ksbs if ksb.status is KsbStatus.MET}
    for duty in coverage.duties:
        if duty.number in by_duty:
            within = {code: by_duty[duty.number][code].different for code in duty.missing if code in met}
            yield from _raise_claims(within, duty.number, policy)
            yield from _name_duty(duty.number, within, met)


def _mend_evidence(
    coverage: Coverage, by_duty: WithinDuties, feedback: Mapping[tuple[str, str], str]
) -> Iterator[Step]:
    """Yield the pieces whose claims on gaps don't count, and why."""
    codes_of: dict[tuple[int | None, str, str], list[str]] = {}
    for duty, ksb in lacking(coverage, by_duty):
        for piece, why_not in ksb.not_counted if duty is None or ksb.code not in coverage.gaps else ():
            codes_of.setdefault((duty, piece, why_not), []).append(ksb.code)
    for (duty, piece, why_not), codes in codes_of.items():
        said = feedback.get((piece, why_not))
        kind = ActionKind.MEND if said is None else ActionKind.REDO
        why = f" {said}" if said else ""
        yield Step(kind, tuple(codes), duty, (piece,), f"{piece} does not count: {why_not}.{why}")


def _raise_claims(lacking: Mapping[str, PieceRungs], duty: int | None, policy: Policy) -> Iterator[Step]:
    """Yield the steps that raise claims to the rung that counts; those about the same pieces are one step."""
    by_pieces: dict[tuple[Rung, tuple[str, ...]], list[str]] = {}
    for code, rungs in lacking.items():
        for claims in _claims_to_raise(rungs, policy):
            by_pieces.setdefault(claims, []).append(code)
    for (rung, pieces), codes in sorted(by_pieces.items(), key=lambda step: -step[0][0].rank):
        kind, wording = _NEXT_STEP[rung]
        yield Step(kind, tuple(codes), duty, pieces, wording.format(first_few(pieces)))


def _claims_to_raise(rungs: PieceRungs, policy: Policy) -> Iterator[tuple[Rung, tuple[str, ...]]]:
    """Yield as many claims below the rung that counts as the KSB needs, the highest first."""
    lacking = policy.min_pieces - sum(rung >= policy.rung for _, rung in rungs)
    for rung in _NEXT_STEP:
        pieces = tuple(piece for piece, piece_rung in rungs if piece_rung is rung)
        if rung < policy.rung and lacking > 0 and pieces:
            lacking -= len(pieces)
            yield rung, pieces


def _name_duty(number: int, lacking: Mapping[str, PieceRungs], met: Mapping[str, tuple[str, ...]]) -> Iterator[Step]:
    """Yield the pieces that meet KSBs outside the duty, and may come from it although they don't name it."""
    outside = {code: set(met[code]) - {piece for piece, _ in rungs} for code, rungs in lacking.items()}
    codes = tuple(code for code, pieces in outside.items() if pieces)
    if codes:
        pieces = tuple(sorted(set().union(*outside.values()), key=natural))
        either = "any of " if len(pieces) > 1 else ""
        words = f"If {either}{first_few(pieces)} comes from duty {number}, add {number} to its `duties:`."
        yield Step(ActionKind.NAME_DUTY, codes, number, pieces, words)


def _actions(plan: Plan, policy: Policy, findings: Collection[Finding]) -> tuple[Action, ...]:
    """Return the actions in the order of `ActionKind`; those about justified gaps come after other gaps."""
    justified = justified_gaps(findings)
    about_gaps = [_with_justified(each, justified) for each in (*_step_actions(plan.steps), *_make(plan), *_find(plan))]
    about_gaps.sort(key=lambda action: not action.urgent)
    return (*_mend(findings, policy), *about_gaps, *_improve(plan, policy))


def _with_justified(action: Action, justified: Collection[str]) -> Action:
    """Return an action whose words name its justified gaps."""
    codes = tuple(code for code in action.codes if code in justified)
    if not codes:
        return action
    action = action._replace(justified=codes)
    note = f"Justified for now: {first_few(codes)}." if action.urgent else "Not urgent: justified for now."
    return action._replace(words=f"{action.words} {note}")


def _mend(findings: Iterable[Finding], policy: Policy) -> Iterator[Action]:
    """Yield actions about the findings that fail a check and are not gaps: mistakes, and a level to reach."""
    failing = [
        finding
        for finding in findings
        if finding.severity >= policy.fail_on.severity
        and not finding.justification
        and finding.rule not in EVIDENCE_RULES
    ]
    failing.sort(key=lambda finding: (finding.rule, finding.message))
    low = [finding for finding in failing if finding.rule == below_the_minimum.code]
    failing = [finding for finding in failing if finding not in low]
    if failing:
        named = "; ".join(map(_in_short, failing[:_FEW_MISTAKES]))
        more = f"; and {len(failing) - _FEW_MISTAKES} more" if len(failing) > _FEW_MISTAKES else ""
        yield Action(ActionKind.MEND, f"Correct {counted_noun(len(failing), 'mistake')}: {named}{more}.")
    if low:
        said = [finding.message.partition(", the minimum")[0].partition(": ") for finding in low]
        subjects = listed(subject if subject == "English" else lower_first(subject) for subject, _, _ in said)
        why = "; ".join(reason for *_, reason in said)
        yield Action(ActionKind.REACH, f"Get {subjects} to the minimum for the gateway: {why}.")


def _in_short(finding: Finding) -> str:
    line = f" (line {finding.place.line})" if finding.place else ""
    return f"{finding.message.partition(';')[0]}{line}"


def _step_actions(steps: Sequence[Step]) -> Iterator[Action]:
    for kind, wording in _ABOUT_STEPS.items():
        of_kind = [step for step in steps if step.kind is kind]
        if of_kind:
            codes = tuple(sorted({code for step in of_kind for code in step.codes}, key=code_order))
            yield Action(
                kind,
                wording.format(counted_noun(len(codes), "KSB"), first_few([_step(step) for step in of_kind])),
                codes,
                tuple(sorted({piece for step in of_kind for piece in step.pieces}, key=natural)),
                tuple(sorted({step.duty for step in of_kind if step.duty is not None})),
            )


def _step(step: Step) -> str:
    within = f" within duty {step.duty}" if step.duty is not None else ""
    return f"{_shorten(step.codes)}{within} ({_shorten(step.pieces)})"


def _shorten(items: Sequence[str]) -> str:
    more = f" +{len(items) - _FEW}" if len(items) > _FEW else ""
    return f"{' '.join(items[:_FEW])}{more}"


def _make(plan: Plan) -> Iterator[Action]:
    duties = plan.new.duties
    if duties:
        codes = tuple(sorted({code for duty in duties for code in duty.codes}, key=code_order))
        words = f"Gather {_pieces_from(duties)}, for {first_few(codes)}."
        yield Action(ActionKind.MAKE, words, codes, duties=tuple(duty.duty for duty in duties))


def _pieces_from(duties: Sequence[FromDuty]) -> str:
    counts = {duty.pieces for duty in duties}
    if len(duties) > 1 and len(counts) == 1:
        each = f", {duties[0].pieces} from each" if counts != {1} else ""
        pieces = sum(duty.pieces for duty in duties)
        return f"{pieces} pieces from duties {listed(duty.duty for duty in duties)}{each}"
    return listed(f"{counted_noun(duty.pieces, 'piece')} from duty {duty.duty}" for duty in duties)


def _find(plan: Plan) -> Iterator[Action]:
    codes = tuple(shortage.code for shortage in plan.new.unmapped)
    if codes:
        listed_for = f"no duty is listed for {'it' if len(codes) == 1 else 'them'}"
        words = f"Find evidence for {counted_noun(len(codes), 'KSB')} ({listed_for}): {first_few(codes)}."
        yield Action(ActionKind.FIND, words, codes)


def _improve(plan: Plan, policy: Policy) -> Iterator[Action]:
    if plan.stale:
        oldest = first_few([f"{piece.piece} ({piece.date})" for piece in plan.stale])
        words = f"Ask whether the oldest evidence still shows current practice: {oldest}."
        yield _about(ActionKind.RENEW, words, plan.stale)
    if plan.heavy:
        heavy = first_few([f"{piece.piece} ({counted_noun(len(piece.codes), 'KSB')})" for piece in plan.heavy])
        words = f"On pieces with many KSBs, claim only the best shown: {heavy}."
        yield _about(ActionKind.LIGHTEN, words, plan.heavy)
    yield from _show_again(plan, policy)
    if plan.enough.leave_out:
        names = first_few([piece.piece for piece in plan.enough.leave_out])
        words = f"You could leave out {names}: the rest carries everything claimed now."
        yield _about(ActionKind.LEAVE_OUT, words, plan.enough.leave_out)
    if plan.undated:
        words = f"Date {first_few(plan.undated)}: undated evidence may be too old."
        yield Action(ActionKind.DATE, words, pieces=plan.undated)


def _about(kind: ActionKind, words: str, pieces: Sequence[Carried]) -> Action:
    return Action(kind, words, pieces=tuple(piece.piece for piece in pieces))


def _show_again(plan: Plan, policy: Policy) -> Iterator[Action]:
    if plan.hanging:
        codes = tuple(ksb.code for ksb in plan.hanging)
        pieces = Counter(sorted((piece for ksb in plan.hanging for piece in ksb.pieces), key=natural))
        ((most, count),) = pieces.most_common(1)
        on = "a single piece" if policy.min_pieces == 1 else f"no more than {policy.min_pieces} pieces"
        words = f"If you can, add evidence for KSBs that rest on {on}: {first_few(codes)}."
        words += f" The most rest on {most} ({count})."
        yield Action(ActionKind.SHOW_AGAIN, words, codes, tuple(pieces))
