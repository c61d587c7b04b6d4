"""The actions of a plan, in words and in order."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from ksbcheck.domain.codes import code_order
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.names import natural
from ksbcheck.domain.plan import Action, ActionKind, Carried, FromDuty, Plan, Step
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.rules.coverage import EVIDENCE_RULES, justified_gaps

_FEW = 5
_ORDER = tuple(ActionKind)
_ABOUT_STEPS = {
    ActionKind.VERIFY: "Ask someone else to verify what is assessed, and to sign with name and date: {}.",
    ActionKind.ASSESS: "Ask someone else to assess what is claimed, and to sign with name and date: {}.",
    ActionKind.CLAIM: "Claim what is planned or suggested, once it is there: {}.",
    ActionKind.NAME_DUTY: "Look whether the evidence there is comes from a duty that it doesn't name, and add the "
    "duty's number if so: {}.",
}


def actions(plan: Plan, policy: Policy, findings: Iterable[Finding]) -> tuple[Action, ...]:
    """Return what there is to do, in the order of `ActionKind`; of gaps, justified ones come last."""
    found = tuple(findings)
    justified = justified_gaps(found)
    about_gaps = (_saying(action, justified) for action in (*_steps(plan.steps), *_make(plan), *_find(plan)))
    by_urgency = sorted(about_gaps, key=lambda action: (not action.urgent, _ORDER.index(action.kind)))
    better = sorted(_better(plan, policy), key=lambda action: _ORDER.index(action.kind))
    return (*_mend(found, policy), *by_urgency, *better)


def _saying(action: Action, justified: Collection[str]) -> Action:
    """Return an action that says which of its gaps are justified."""
    codes = tuple(code for code in action.codes if code in justified)
    if not codes:
        return action
    saying = action._replace(justified=codes)
    if not saying.urgent:
        return saying._replace(words=f"{action.words} Not urgent: justified for now.")
    return saying._replace(words=f"{action.words} Justified for now: {first_few(codes)}.")


def _mend(findings: Iterable[Finding], policy: Policy) -> Iterator[Action]:
    """Yield what fails a check beside what a plan is for; what is justified doesn't."""
    failing = [
        finding
        for finding in findings
        if finding.severity >= policy.fail_on and not finding.justification and finding.rule not in EVIDENCE_RULES
    ]
    if failing:
        rules = listed(sorted({finding.rule for finding in failing}))
        words = f"Mend what `ksbcheck check` shows beside the gaps: {counted_noun(len(failing), 'finding')} ({rules})."
        yield Action(ActionKind.MEND, words)


def _steps(steps: Sequence[Step]) -> Iterator[Action]:
    for kind, wording in _ABOUT_STEPS.items():
        mine = [step for step in steps if step.kind is kind]
        if mine:
            yield Action(
                kind,
                wording.format(first_few([_step(step) for step in mine])),
                tuple(sorted({code for step in mine for code in step.codes}, key=code_order)),
                tuple(sorted({piece for step in mine for piece in step.pieces}, key=natural)),
                tuple(sorted({step.duty for step in mine if step.duty is not None})),
            )


def _step(step: Step) -> str:
    within = f" within duty {step.duty}" if step.duty is not None else ""
    return f"{_short(step.codes)}{within} ({_short(step.pieces)})"


def _short(items: Sequence[str]) -> str:
    """Return the first few of items in a list of lists."""
    more = f" +{len(items) - _FEW}" if len(items) > _FEW else ""
    return f"{' '.join(items[:_FEW])}{more}"


def _make(plan: Plan) -> Iterator[Action]:
    duties = plan.new.duties
    if duties:
        codes = tuple(sorted({code for duty in duties for code in duty.codes}, key=code_order))
        fewest = "the fewest that" if plan.new.proven else "together they"
        words = f"Make {_pieces_from(duties)}: {fewest} could show {first_few(codes)}."
        yield Action(ActionKind.MAKE, words, codes, duties=tuple(each.duty for each in duties))


def _pieces_from(duties: Sequence[FromDuty]) -> str:
    counts = {each.pieces for each in duties}
    if len(duties) > 1 and len(counts) == 1:
        each = "a new piece" if counts == {1} else f"{duties[0].pieces} new pieces"
        return f"{each} from each of duties {listed(duty.duty for duty in duties)}"
    return listed(f"{counted_noun(each.pieces, 'new piece')} from duty {each.duty}" for each in duties)


def _find(plan: Plan) -> Iterator[Action]:
    codes = tuple(each.code for each in plan.new.unmapped)
    if codes:
        words = f"Find or make evidence of {first_few(codes)}: not mapped in the source to any duty of the option."
        yield Action(ActionKind.FIND, words, codes)


def _better(plan: Plan, policy: Policy) -> Iterator[Action]:
    """Yield what makes a portfolio better that isn't about gaps."""
    if plan.stale:
        oldest = first_few([f"{each.piece} ({each.date})" for each in plan.stale])
        words = f"Ask whether the oldest evidence still shows current practice: {oldest}."
        yield _about(ActionKind.RENEW, words, plan.stale)
    if plan.heavy:
        heavy = first_few([f"{each.piece} ({counted_noun(len(each.codes), 'KSB')})" for each in plan.heavy])
        words = f"On what carries much, claim only what it shows best: {heavy}."
        yield _about(ActionKind.LIGHTEN, words, plan.heavy)
    yield from _show_again(plan, policy)
    if plan.enough.leave_out:
        names = first_few([each.piece for each in plan.enough.leave_out])
        words = f"You could leave out {names}: the rest carries all that is carried now."
        yield _about(ActionKind.LEAVE_OUT, words, plan.enough.leave_out)
    if plan.undated:
        words = f"Date {first_few(plan.undated)}: nobody can tell how old undated evidence is."
        yield Action(ActionKind.DATE, words, pieces=plan.undated)


def _about(kind: ActionKind, words: str, pieces: Sequence[Carried]) -> Action:
    return Action(kind, words, pieces=tuple(each.piece for each in pieces))


def _show_again(plan: Plan, policy: Policy) -> Iterator[Action]:
    if plan.hanging:
        codes = tuple(each.code for each in plan.hanging)
        pieces = hanging_on(plan)
        most, count = max(pieces.items(), key=lambda each: each[1])
        on = "a single piece" if policy.min_pieces == 1 else f"no more than {policy.min_pieces} pieces"
        words = f"Where you can, show again what hangs on {on}: {first_few(codes)}. The most hang on {most} ({count})."
        yield Action(ActionKind.SHOW_AGAIN, words, codes, tuple(pieces))


def hanging_on(plan: Plan) -> Counter[str]:
    """Return how many KSBs hang on each piece, by the natural order of the pieces."""
    return Counter(sorted((piece for each in plan.hanging for piece in each.pieces), key=natural))
