"""The report of `plan`: what to do next, what would close the gaps, and what hangs on too little."""

from collections.abc import Iterator, Sequence
from itertools import product

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.plan import (
    IMPROVING,
    STALE_MONTHS,
    Action,
    ActionKind,
    Carried,
    Enough,
    NewEvidence,
    Plan,
    PlanReport,
    Shortage,
    heavy_above,
)
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, first_few, listed
from ksbcheck.engine.rows import worst_first
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Detail,
    Document,
    Drafts,
    Facts,
    Items,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.check import Screens, banners, ending, judged_by, justified, not_checked, overview
from ksbcheck.reports.screen import drafts as drafts_of_check
from ksbcheck.reports.screen import in_short
from ksbcheck.reports.words import (
    count_findings,
    counted_as,
    gap_text,
    justified_suffix,
    learner_or_path,
    short_codes,
    verdict_look,
    who_and_what,
)
from ksbcheck.rules.coverage import EVIDENCE_RULES, besides_gaps, outside_duty
from ksbcheck.rules.gateway import below_the_minimum

_ABOUT_JUSTIFIED = "Justified gaps and findings do not fail a check, so they come last. Justified gaps are still gaps."
_FEW = 5  # an action names up to so many codes; more are listed below it
_NUMBERED = (Column(right=True, whole=True), Column())
_STEPS = {kind for kind in ActionKind if kind not in IMPROVING}
_THINGS = {1: "one thing", 2: "two things", 3: "three things"}


def screens(plans: Sequence[PlanReport], detail: Detail) -> list[Drafts]:
    return Screens("Plans", _several, _drafts, document, _quiet, tally).draw(plans, detail)


def _quiet(each: PlanReport) -> str:
    return f"{each.report.path}: {verdict(each)}" if each.exit_status is not Outcome.CLEAN else ""


def tally(plans: Sequence[PlanReport]) -> str:
    planned = [each.report for each in plans if each.plan]
    to_do, excused = sum(bool(report.unjustified) for report in planned), sum(report.excused for report in planned)
    return (
        f"{counted_noun(len(plans), 'portfolio')}: {to_do} with KSBs missing or mistakes, "
        f"{len(planned) - to_do - excused} without"
        f"{f', {excused} with justified ones only' if excused else ''}, {len(plans) - len(planned)} without a plan"
    )


def document(each: PlanReport) -> Document:
    report = each.report
    if each.plan is None or report.judgement is None:
        return _drafts(each)[0]
    ended = ending(report.path, verdict(each), verdict_look(report, each.exit_status))
    return Document(f"Plan: {report.path}", (*_planned(each, each.plan, report.judgement), ended))


def _planned(each: PlanReport, plan: Plan, judgement: Judgement) -> Iterator[Section]:
    policy, standard, required = each.report.policy, judgement.standard, len(judgement.coverage.ksbs)
    yield Section("", (*banners(judgement), Facts(tuple(judged_by(each.report, judgement)))))
    yield _first(plan)
    if plan.steps:
        yield _steps(plan)
    if plan.new.duties:
        yield _new_evidence(plan.new, standard, policy, required)
    if plan.new.unmapped:
        yield _unmapped(plan.new.unmapped, standard, policy)
    if plan.hanging:
        yield _hanging(plan, policy)
    if plan.enough.leave_out:
        yield _enough(plan.enough, policy)
    if plan.heavy:
        yield _heavy(plan.heavy, required)
    yield from _old(plan)
    yield from justified(each.report.findings, _ABOUT_JUSTIFIED)
    yield not_checked(judgement)


def _first(plan: Plan) -> Section:
    if not plan.actions:
        return Section("Next: nothing to suggest")
    which = "the first " if len(plan.actions) > len(plan.first) else ""
    actions = Items(tuple(action.words for action in plan.first), numbered=True)
    return Section(f"Next: {which}{_THINGS[len(plan.first)]} to do", (actions,))


def _steps(plan: Plan) -> Section:
    rows = []
    for step in plan.steps:
        within = "" if step.duty is None or step.kind is ActionKind.NAME_DUTY else f"Within duty {step.duty}: "
        rows.append((" ".join(step.codes), f"{within}{step.words}"))
    columns = (Column("KSBs", share=1, look="strong"), Column("Step", share=3))
    return Section("Without new evidence: claims that do not count yet", (Table(columns, tuple(rows)),))


def _new_evidence(new: NewEvidence, standard: Standard, policy: Policy, required: int) -> Section:
    columns = (
        Column(right=True, whole=True, at_least=2),
        Column("Duty", share=3),
        Column("Pieces", right=True, whole=True),
        Column("KSBs to show", share=2),
    )
    rows = tuple(
        (each.duty, standard.by_number[each.duty].text, each.pieces, " ".join(each.codes)) for each in new.duties
    )
    least = "" if new.proven else "at most "
    title = f"New evidence: {least}{counted_noun(new.pieces, 'piece')}, from {_duties(new)}"
    return Section(title, (Table(columns, rows), _notes(_about_new(new, policy, heavy_above(required)))))


def _duties(new: NewEvidence) -> str:
    numbers = listed(each.duty for each in new.duties)
    return f"duty {numbers}" if len(new.duties) == 1 else f"duties {numbers}"


def _about_new(new: NewEvidence, policy: Policy, heavy: int) -> Iterator[str]:
    """Yield the assumptions behind the choice of duties, and whether it is proven."""
    if new.proven:
        yield "By the source's mapping, no fewer new pieces can close these gaps."
    else:
        yield "This is the smallest choice found. A smaller one may exist."
    unnamed = ", and that each piece names its duty" if policy.duty_context else ""
    yield f"Assumed: that a new piece shows all KSBs listed for its duty{unnamed}."
    if any(len(each.codes) > heavy for each in new.duties):
        yield f"More than {counted_noun(heavy, 'KSB')} are a lot for one piece; two good pieces may be better."
    once = sum(len(each.codes) * each.pieces for each in new.duties) > sum(each.pieces for each in new.mapped)
    if once and not policy.duty_context:
        yield "A KSB listed under several duties needs no extra pieces."


def _unmapped(unmapped: Sequence[Shortage], standard: Standard, policy: Policy) -> Section:
    columns = [Column("KSB", whole=True, look="strong"), Column("Statement", share=1)]
    rows: list[tuple[Cell, ...]] = [(each.code, standard.by_code[each.code].text) for each in unmapped]
    if policy.min_pieces > 1:
        columns.append(Column("Pieces", right=True, whole=True))
        rows = [(*row, each.pieces) for row, each in zip(rows, unmapped, strict=True)]
    not_mapped = f"{counted_noun(len(unmapped), 'KSB')} not mapped in the source"
    return Section(f"New evidence, from any duty: {not_mapped}", (Table(tuple(columns), tuple(rows)),))


def _hanging(plan: Plan, policy: Policy) -> Section:
    single = policy.min_pieces == 1
    by_pieces: dict[tuple[str, ...], list[str]] = {}
    for each in plan.hanging:
        by_pieces.setdefault(each.pieces, []).append(each.code)
    columns = (
        Column("On", share=1, look="strong"),
        Column(f"KSBs that would be gaps without {'it' if single else 'any one of these'}", share=4),
    )
    rows = tuple(
        (listed(pieces), " ".join(codes)) for pieces, codes in sorted(by_pieces.items(), key=lambda each: -len(each[1]))
    )
    on = "a single piece" if single else f"just {policy.min_pieces} pieces, with none to spare"
    return Section(f"Resting on {on}: {counted_noun(len(plan.hanging), 'KSB')}", (Table(columns, rows),))


def _enough(enough: Enough, policy: Policy) -> Section:
    columns = (
        Column("You could leave out", share=1, look="strong"),
        Column("KSBs that others carry as well", share=3),
    )
    nothing = Words("no required KSB", "quiet")
    rows = tuple((piece.piece, " ".join(piece.codes) or nothing) for piece in enough.leave_out)
    kept = counted_noun(len(enough.keep), "piece")
    carry = "carries" if len(enough.keep) == 1 else "carry"
    title = f"Enough: {kept} of {len(enough.keep) + len(enough.leave_out)} {carry} everything claimed now"
    return Section(title, (Table(columns, rows), _notes(_about_enough(enough, policy))))


def _about_enough(enough: Enough, policy: Policy) -> Iterator[str]:
    pieces = f", with up to {policy.min_pieces} pieces" if policy.min_pieces > 1 else ""
    within = ", also within each duty" if policy.duty_context else ""
    yield (
        f"Without all of these together, each KSB keeps its rungs{pieces}{within}, and each named duty is still named."
    )
    if not enough.proven:
        yield "More could perhaps be left out."
    yield "Assessors ask for quality, not quantity. A person decides which piece shows a KSB best."


def _heavy(heavy: Sequence[Carried], required: int) -> Section:
    columns = (Column("Piece", share=1, look="strong"), Column("KSBs", right=True), Column("Which", share=4))
    rows = tuple((piece.piece, len(piece.codes), " ".join(piece.codes)) for piece in heavy)
    title = f"Heavy: more than {counted_noun(heavy_above(required), 'KSB')} on one piece"
    return Section(title, (Table(columns, rows),))


def _old(plan: Plan) -> Iterator[Section]:
    if plan.stale:
        columns = (Column("Piece", share=1, look="strong"), Column("Date", whole=True), Column("KSBs", share=4))
        rows = tuple((piece.piece, str(piece.date), " ".join(piece.codes)) for piece in plan.stale)
        yield Section(f"Oldest: dated more than {STALE_MONTHS} months ago", (Table(columns, rows),))
    if plan.undated:
        yield Section(f"Without a date: {first_few(plan.undated)}")


def _notes(notes: Iterator[str]) -> Items:
    return Items(tuple(Words(note, "quiet") for note in notes))


def verdict(each: PlanReport) -> str:
    report, plan, judgement = each.report, each.plan, each.report.judgement
    if plan is None or judgement is None:
        return "no KSBs to plan for" if judgement else "could not be planned"
    parts = [
        f"{len(codes)} {wording}"
        for codes, wording in (
            (plan.closable_gaps, "with the evidence there is"),
            (plan.new.mapped, f"with {counted_noun(plan.new.pieces, 'new piece')}"),
            (plan.new.unmapped, "to find"),
        )
        if codes
    ]
    gaps = gap_text(report, judgement) + (f": {', '.join(parts)}" if parts else "")
    outside = [finding for finding in report.findings if finding.rule == outside_duty.code]
    justified = justified_suffix(sum(finding.justification is not None for finding in outside), len(outside))
    duties = f"{counted_noun(len(outside), 'duty', 'duties')} with too little evidence from within{justified}"
    within = f", among them {duties}" if outside else ""
    others = count_findings(besides_gaps(report.findings))
    found = f"; {others} besides{within}" if others else ""
    if judgement.hypothetical:
        found += f" (what if: option {judgement.option.id})"
    return f"{gaps}{found}"


def _drafts(each: PlanReport) -> list[Document]:
    report, plan, judgement = each.report, each.plan, each.report.judgement
    if judgement is None:
        return drafts_of_check(report)
    ended = ending(report.path, verdict(each), verdict_look(report, each.exit_status))
    who = Section("", (*banners(judgement), Note(who_and_what(judgement)), *counted_as(report.policy)))
    if plan is None:
        framework = judgement.framework.id if judgement.framework else ""
        words = f"The framework {framework} defines no KSBs to plan for."
        return [Document(f"Plan: {report.path}", (who, Section("", (Note(), Note(words))), ended))]
    choices = product((3, 1, 0), (_FEW, 3, 2, 1, 0))
    return [
        Document(f"Plan: {report.path}", (who, *_parts(report, plan, judgement, rows, more), ended))
        for more, rows in choices
    ]


def _parts(report: Report, plan: Plan, judgement: Judgement, rows: int, more: int) -> Iterator[Section]:
    """Yield the actions, each with at most some rows of what it is about, and some ways to improve."""
    actions = [action for action in plan.actions if action.kind in _STEPS]
    for number, action in enumerate(actions, 1):
        details = tuple(_details(action, report, plan, judgement, rows)) if rows else ()
        is_listed = action.kind is ActionKind.MEND and not action.codes and rows  # the mistakes stand below
        words = f"{action.words.partition(':')[0]}." if is_listed else action.words
        step = Table(_NUMBERED, ((str(number), Words(words, "strong")),))
        yield Section("", (*([Note()] if details or number == 1 else []), step, *details))
    if not actions:
        yield Section("", (Note(), Note("Nothing is missing or to correct.")))
    also = [action.words for action in plan.actions if action.kind in IMPROVING]
    if also and more:
        yield Section("Also", (Items(tuple(also[:more])),))
    left_out = len(also) - more
    notes = [f"{counted_noun(left_out, 'way')} to improve"] if left_out > 0 else []
    notes += ["assumptions"] if plan.new.duties else []
    yield Section("", (Note(f"More, with {' and '.join(notes)}: --full"),) if notes else ())


def _details(action: Action, report: Report, plan: Plan, judgement: Judgement, most: int) -> Iterator[Block]:
    match action.kind:
        case ActionKind.MEND if not action.codes:
            found = [each for each in report.unjustified if each.rule not in (*EVIDENCE_RULES, below_the_minimum.code)]
            tables = (block for block in in_short(found, "", most).blocks if isinstance(block, Table))
            yield from (table._replace(indent=3) for table in tables)
        case ActionKind.MAKE:
            columns = (Column(whole=True), Column(whole=True, share=2), Column(whole=True, share=1))
            texts = judgement.standard.by_number
            rows = [(f"duty {each.duty}", texts[each.duty].text, short_codes(each.codes)) for each in plan.new.duties]
            yield Table(columns, tuple(rows[:most]), indent=3)
            if len(rows) > most:
                more = counted_noun(len(rows) - most, "more duty", "more duties")
                yield Table((Column(),), ((f"and {more} (--full)",),), indent=3)
        case _ if len(action.codes) > _FEW:
            yield Table((Column(),), ((short_codes(action.codes),),), indent=3)


def _several(plans: Sequence[PlanReport], most: int) -> Document:
    by_report = {id(each.report): each for each in plans}
    in_order = [by_report[id(report)] for report in worst_first(each.report for each in plans)]
    columns = (
        Column("Learner", share=3, whole=True),
        *(Column(heading, right=True, whole=True) for heading in ("Missing", "Finish", "Gather", "Find")),
        Column("Do this first", share=5, whole=True),
    )
    about = "Finish: KSBs that need no new evidence. Gather: new pieces. Find: KSBs that no duty is listed for."
    return overview("Plans", Table(columns, tuple(map(_row, in_order[:most]))), len(plans), tally(plans), about)


def _row(each: PlanReport) -> tuple[Cell, ...]:
    report, plan = each.report, each.plan
    name = learner_or_path(report)
    if plan is None or report.judgement is None:
        return name, "?", "", "", "", "can't be read" if report.judgement is None else "no KSBs under a framework"
    first = plan.actions[0].words if plan.actions else "nothing"
    required = len(report.judgement.coverage.ksbs)
    figures = (len(plan.closable_gaps), plan.new.pieces, len(plan.new.unmapped))
    return name, f"{len(plan.gaps)} of {required}", *(str(number or "-") for number in figures), first
