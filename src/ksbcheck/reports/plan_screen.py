"""The first screen of `plan`: one learner in 25 lines, several in a table of 35."""

from collections.abc import Iterator, Sequence
from itertools import product

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.plan import IMPROVING, Action, ActionKind, Plan, PlanReport
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.text import counted_noun
from ksbcheck.engine.cohort import worst_first
from ksbcheck.output.document import Block, Cell, Column, Detail, Document, Drafts, Items, Note, Section, Table, Words
from ksbcheck.reports.check import banners, ending
from ksbcheck.reports.plan import documents, tally, verdict
from ksbcheck.reports.screen import COHORT_LINES, LINES, in_short
from ksbcheck.reports.screen import drafts as drafts_of_check
from ksbcheck.reports.words import counted_as, learner_or_path, short_codes, verdict_look, who_and_what
from ksbcheck.rules.coverage import EVIDENCE_RULES

_FEW = 5  # of which an action names all
_NUMBERED = (Column(right=True, whole=True), Column())
_STEPS = {kind for kind in ActionKind if kind not in IMPROVING}


def screens(plans: Sequence[PlanReport], detail: Detail) -> list[Drafts]:
    """Return what to draw of plans."""
    match detail:
        case Detail.FULL:
            return [([document], 0) for document in documents(plans)]
        case Detail.QUIET:
            failing = [each for each in plans if each.exit_status is not Outcome.CLEAN]
            lines = tuple(Note(f"{each.report.path}: {verdict(each)}", whole=True) for each in failing)
            return [([Document("Plans", (Section("", lines),))], 0)] if lines else []
        case Detail.FIRST if len(plans) > 1:
            return [([_several(plans, most) for most in (len(plans), *range(30, 1, -1))], COHORT_LINES)]
        case _:
            last = [Document("Plans", (Section(tally(plans)),))] if len(plans) > 1 else []
            return [*((_drafts(each), LINES) for each in plans), *([(last, 0)] if last else [])]


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
        yield Section("", (*([Note()] if rows or number == 1 else []), step, *details))
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
            found = [each for each in report.unjustified if each.rule not in EVIDENCE_RULES]
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
    """Return a row for each plan, the most missing first."""
    by_report = {id(each.report): each for each in plans}
    in_order = [by_report[id(report)] for report in worst_first(each.report for each in plans)]
    columns = (
        Column("Learner", share=3, whole=True),
        *(Column(heading, right=True, whole=True) for heading in ("Missing", "Finish", "Gather", "Find")),
        Column("Do this first", share=5, whole=True),
    )
    blocks: list[Block] = [Table(columns, tuple(map(_row, in_order[:most])))]
    if len(in_order) > most:
        blocks.append(Note(f"and {len(in_order) - most} more (--each)"))
    about = "Finish: KSBs that need no new evidence. Gather: new pieces. Find: KSBs that no duty is known to need."
    blocks += [Note(Words(about, "quiet")), Note(), Note(Words(tally(plans), "strong"))]
    return Document("Plans", (Section("", tuple(blocks)),))


def _row(each: PlanReport) -> tuple[Cell, ...]:
    report, plan = each.report, each.plan
    name = learner_or_path(report)
    if plan is None or report.judgement is None:
        return name, "?", "", "", "", "can't be read" if report.judgement is None else "no KSBs under a framework"
    first = plan.actions[0].words if plan.actions else "nothing"
    required = len(report.judgement.coverage.ksbs)
    figures = (len(plan.closable_gaps), plan.new.pieces, len(plan.new.unmapped))
    return name, f"{len(plan.gaps)} of {required}", *(str(number or "-") for number in figures), first
