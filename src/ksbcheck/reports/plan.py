"""Plans as tables for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column

from ksbcheck.domain.plan import STALE_MONTHS, ActionKind, Carried, Enough, NewEvidence, Plan, Shortage, heavy_above
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import FrameworkJudgement, Judgement, Outcome, PlanReport
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, table, to_text, words
from ksbcheck.reports.justified import how_many_justified
from ksbcheck.reports.report_table import findings_block, judged_by, justified_block, not_checked_block, what_if
from ksbcheck.reports.summary import counted, gap_words, outcome_style
from ksbcheck.rules.coverage import EVIDENCE_RULES, outside_duty

_ABOUT_JUSTIFIED = (
    "What is justified doesn't fail a check, so it is not urgent. A gap stays in the plan: its KSB is still not met."
)


def render(plans: Sequence[PlanReport], screen: Screen) -> str:
    """Return the plans one after the other, and how many there are of each kind if they are several."""
    return to_text(_parts(plans, screen), screen)


def _parts(plans: Sequence[PlanReport], screen: Screen) -> Iterator[RenderableType]:
    for index, each in enumerate(plans):
        if index:
            yield words("")
        yield from _plan_report(each, screen)
    if len(plans) > 1:
        outcomes = [each.outcome for each in plans]
        excused = sum(each.report.excused for each in plans if each.plan)
        yield heading(
            f"{counted_noun(len(plans), 'portfolio')}: {outcomes.count(Outcome.CLEAN) - excused} without gaps, "
            f"{f'{excused} with nothing but what is justified, ' if excused else ''}"
            f"{outcomes.count(Outcome.GAPS)} with something to mend or close, "
            f"{outcomes.count(Outcome.ERROR)} without a plan"
        )


def _plan_report(each: PlanReport, screen: Screen) -> Iterator[RenderableType]:
    report = each.report
    if each.plan and isinstance(report.judgement, Judgement):
        yield from _judged(each, each.plan, report.judgement, screen)
    else:
        yield facts([("Portfolio", words(report.path))])
        yield from findings_block(report.findings, "Findings")
        yield words(_no_plan(report.judgement))
    yield words("")
    yield words(f"{report.path}: {_verdict(each)}", outcome_style(report, each.outcome))


def _no_plan(judgement: FrameworkJudgement | Judgement | None) -> str:
    if isinstance(judgement, FrameworkJudgement):
        made_under = f"It was made under the framework {judgement.framework.id}"
        return f"{made_under}, which defines no KSBs: there are none to plan for."
    return "Mend these and ask again: nothing else of the portfolio has been judged."


def _judged(each: PlanReport, plan: Plan, judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    policy, standard = each.report.policy, judgement.standard
    if judgement.hypothetical:
        yield what_if(judgement)
        yield words("")
    yield facts(judged_by(each.report, judgement))
    yield from _first(plan)
    yield from _steps(plan, screen)
    required = len(judgement.coverage.ksbs)
    yield from _new_evidence(plan.new, standard, policy, required, screen)
    yield from _unmapped(plan.new.unmapped, standard, policy, screen)
    yield from _hanging(plan, policy, screen)
    yield from _enough(plan.enough, policy, screen)
    yield from _heavy(plan.heavy, required, screen)
    yield from _stale(plan, screen)
    yield from justified_block(each.report.findings, _ABOUT_JUSTIFIED)
    yield from not_checked_block(judgement)


def _first(plan: Plan) -> Iterator[RenderableType]:
    if not plan.actions:
        yield heading("Next: nothing that ksbcheck can tell")
        return
    yield heading(
        f"Next: {'the first ' if len(plan.actions) > len(plan.first) else ''}{_things(len(plan.first))} to do"
    )
    rows = grid(Column(justify="right", no_wrap=True), Column(overflow="fold"))
    for number, action in enumerate(plan.first, 1):
        rows.add_row(str(number), words(action.words))
    yield rows


def _things(count: int) -> str:
    return {1: "one thing", 2: "two things"}.get(count, "three things")


def _steps(plan: Plan, screen: Screen) -> Iterator[RenderableType]:
    if not plan.steps:
        return
    yield heading("Without new evidence: what is there and doesn't count yet")
    rows = table(screen, Column("KSBs", ratio=1, style="bold"), Column("Step", ratio=3))
    for step in plan.steps:
        within = "" if step.duty is None or step.kind is ActionKind.NAME_DUTY else f"Within duty {step.duty}: "
        rows.add_row(words(" ".join(step.codes)), words(f"{within}{step.words}"))
    yield rows


def _new_evidence(
    new: NewEvidence, standard: Standard, policy: Policy, required: int, screen: Screen
) -> Iterator[RenderableType]:
    if not new.duties:
        return
    least = "" if new.proven else "at most "
    yield heading(f"New evidence: {least}{counted_noun(new.pieces, 'piece')}, from {_duties(new)}")
    rows = table(
        screen,
        Column("", justify="right", no_wrap=True, min_width=2),
        Column("Duty", ratio=3),
        Column("Pieces", justify="right", no_wrap=True),
        Column("KSBs to show", ratio=2),
    )
    for each in new.duties:
        text = words(standard.by_number[each.duty].text)
        rows.add_row(str(each.duty), text, str(each.pieces), words(" ".join(each.codes)))
    yield rows
    yield _notes(_about_new(new, policy, heavy_above(required)))


def _duties(new: NewEvidence) -> str:
    numbers = listed(each.duty for each in new.duties)
    return f"duty {numbers}" if len(new.duties) == 1 else f"duties {numbers}"


def _about_new(new: NewEvidence, policy: Policy, heavy: int) -> Iterator[str]:
    """Yield what the choice of duties takes for granted, and how sure it is."""
    if new.proven:
        yield "No fewer new pieces could close these gaps, as far as the source's mapping goes."
    else:
        yield "This is the smallest choice found. It has not been proven that no smaller one would do."
    unnamed = ", and that no piece comes from a duty that it doesn't name" if policy.duty_context else ""
    yield f"Taken for granted: that a new piece shows all that is listed for its duty{unnamed}."
    if any(len(each.codes) > heavy for each in new.duties):
        yield f"More than {counted_noun(heavy, 'KSB')} are much for one piece; two good ones may be better."
    once = sum(len(each.codes) * each.pieces for each in new.duties) > sum(each.pieces for each in new.mapped)
    if once and not policy.duty_context:
        yield "What is listed under several duties has to be shown no more often than it needs."


def _unmapped(
    unmapped: Sequence[Shortage], standard: Standard, policy: Policy, screen: Screen
) -> Iterator[RenderableType]:
    if not unmapped:
        return
    yield heading(
        f"New evidence, from no duty in particular: {counted_noun(len(unmapped), 'KSB')} not mapped in the source"
    )
    many = policy.min_pieces > 1
    rows = table(
        screen,
        Column("KSB", no_wrap=True, style="bold"),
        Column("Statement", ratio=1),
        *([Column("Pieces", justify="right", no_wrap=True)] if many else []),
    )
    for each in unmapped:
        rows.add_row(each.code, words(standard.by_code[each.code].text), *([str(each.pieces)] if many else []))
    yield rows


def _hanging(plan: Plan, policy: Policy, screen: Screen) -> Iterator[RenderableType]:
    if not plan.hanging:
        return
    single = policy.min_pieces == 1
    on = "a single piece" if single else f"just {policy.min_pieces} pieces, with none to spare"
    yield heading(f"Hanging on {on}: {counted_noun(len(plan.hanging), 'KSB')}")
    by_pieces: dict[tuple[str, ...], list[str]] = {}
    for each in plan.hanging:
        by_pieces.setdefault(each.pieces, []).append(each.code)
    rows = table(
        screen,
        Column("On", ratio=1),
        Column(f"KSBs that would be gaps without {'it' if single else 'any one of these'}", ratio=4),
    )
    for pieces, codes in sorted(by_pieces.items(), key=lambda each: -len(each[1])):
        rows.add_row(words(listed(pieces), "bold"), words(" ".join(codes)))
    yield rows


def _enough(enough: Enough, policy: Policy, screen: Screen) -> Iterator[RenderableType]:
    if not enough.leave_out:
        return
    kept = counted_noun(len(enough.keep), "piece")
    carry = "carries" if len(enough.keep) == 1 else "carry"
    yield heading(f"Enough: {kept} of {len(enough.keep) + len(enough.leave_out)} {carry} all that is carried now")
    rows = table(screen, Column("You could leave out", ratio=1), Column("KSBs that others carry as well", ratio=3))
    for piece in enough.leave_out:
        codes = words(" ".join(piece.codes)) if piece.codes else words("it claims nothing that is required", "dim")
        rows.add_row(words(piece.piece, "bold"), codes)
    yield rows
    yield _notes(_about_enough(enough, policy))


def _about_enough(enough: Enough, policy: Policy) -> Iterator[str]:
    pieces = f", with up to {policy.min_pieces} pieces" if policy.min_pieces > 1 else ""
    within = ", also within each duty" if policy.duty_context else ""
    yield (
        f"Without all of these together, each KSB keeps every rung at which it stands{pieces}{within}, and each duty "
        "that is named is named still."
    )
    if not enough.proven:
        yield "It has not been proven that no more could be left out."
    yield "Assessors ask for quality, not quantity; which piece shows a KSB best is for a person to say."


def _heavy(heavy: Sequence[Carried], required: int, screen: Screen) -> Iterator[RenderableType]:
    if not heavy:
        return
    yield heading(f"Carrying much: more than {counted_noun(heavy_above(required), 'KSB')} on one piece")
    rows = table(screen, Column("Piece", ratio=1), Column("KSBs", justify="right"), Column("Which", ratio=4))
    for piece in heavy:
        rows.add_row(words(piece.piece, "bold"), str(len(piece.codes)), words(" ".join(piece.codes)))
    yield rows


def _stale(plan: Plan, screen: Screen) -> Iterator[RenderableType]:
    if plan.stale:
        yield heading(f"Oldest: dated more than {STALE_MONTHS} months ago")
        rows = table(screen, Column("Piece", ratio=1), Column("Date", no_wrap=True), Column("KSBs", ratio=4))
        for piece in plan.stale:
            rows.add_row(words(piece.piece, "bold"), words(piece.date), words(" ".join(piece.codes)))
        yield rows
    if plan.undated:
        yield heading(f"Without a date, so that nobody can tell their age: {first_few(plan.undated)}")


def _notes(notes: Iterable[str]) -> RenderableType:
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    for note in notes:
        rows.add_row("-", words(note, "dim"))
    return rows


def _verdict(each: PlanReport) -> str:
    """Return in words what the gaps need, and what was found besides."""
    report, plan, judgement = each.report, each.plan, each.report.judgement
    if plan is None or not isinstance(judgement, Judgement):
        return "no KSBs to plan for" if judgement else "could not be planned for"
    parts = [
        f"{len(codes)} {wording}"
        for codes, wording in (
            (plan.with_what_is_there, "with the evidence there is"),
            (plan.new.mapped, f"with {counted_noun(plan.new.pieces, 'new piece')}"),
            (plan.new.unmapped, "not mapped in the source"),
        )
        if codes
    ]
    gaps = gap_words(report, judgement) + (f": {', '.join(parts)}" if parts else "")
    outside = [finding for finding in report.findings if finding.rule == outside_duty.code]
    justified = how_many_justified(sum(finding.justification is not None for finding in outside), len(outside))
    duties = f"{counted_noun(len(outside), 'duty', 'duties')} with too little evidence from within{justified}"
    within = f"; {duties}" if outside else ""
    others = counted(finding for finding in report.findings if finding.rule not in EVIDENCE_RULES)
    found = f"; {others} besides" if others else ""
    if judgement.hypothetical:
        found += f" (what if: option {judgement.option.id})"
    return f"{gaps}{within}{found}"
