"""The first screen of `gateway`: one learner in 20 lines, several in a table of 35."""

from collections.abc import Iterator, Sequence

from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.report import GatewayReport, Outcome
from ksbcheck.output.document import Block, Cell, Column, Detail, Document, Drafts, Mark, Note, Section, Table, Words
from ksbcheck.reports.check import banners, ending
from ksbcheck.reports.gateway import documents, only_claimed, tally, verdict, why_not_judged
from ksbcheck.reports.screen import COHORT_LINES
from ksbcheck.reports.screen import drafts as drafts_of_check
from ksbcheck.reports.words import STATES, count_findings, learner_or_path, verdict_look, who_and_what
from ksbcheck.rules.coverage import besides_gaps

_LINES = 20
_ORDER = (Outcome.ERROR, Outcome.GAPS, Outcome.CLEAN)


def screens(gateways: Sequence[GatewayReport], detail: Detail) -> list[Drafts]:
    """Return what to draw of gateways."""
    match detail:
        case Detail.FULL:
            return [([document], 0) for document in documents(gateways)]
        case Detail.QUIET:
            shut = [each for each in gateways if each.outcome is not Outcome.CLEAN]
            lines = tuple(Note(f"{each.report.path}: {verdict(each)}", whole=True) for each in shut)
            return [([Document("Gateways", (Section("", lines),))], 0)] if lines else []
        case Detail.FIRST if len(gateways) > 1:
            return [([_several(gateways, most) for most in (len(gateways), *range(28, 1, -1))], COHORT_LINES)]
        case _:
            last = [Document("Gateways", (Section(tally(gateways)),))] if len(gateways) > 1 else []
            return [*((_drafts(each), _LINES) for each in gateways), *([(last, 0)] if last else [])]


def _drafts(each: GatewayReport) -> list[Document]:
    report, judgement = each.report, each.report.judgement
    if judgement is None:
        return drafts_of_check(report)
    ended = ending(report.path, verdict(each), verdict_look(report, each.outcome))
    return [
        Document(f"Gateway: {report.path}", (Section("", tuple(_about(each, judgement, wide=wide))), ended))
        for wide in (True, False)
    ]


def _about(each: GatewayReport, judgement: Judgement, *, wide: bool) -> Iterator[Block]:
    """Yield who it is, each requirement on a line, and what else there is."""
    blank = [Note()] if wide else []
    yield from (*only_claimed(judgement), *banners(judgement), Note(who_and_what(judgement)), *blank)
    if not each.components:
        yield Note(why_not_judged(judgement))
        return
    columns = (Column(whole=True), Column(whole=True), Column(whole=True, share=1))
    yield Table(columns, tuple(map(_row, each.components)), indent=2)
    others = count_findings(besides_gaps(each.report.findings))
    checks = f"{others} (ksbcheck check {each.report.path}); " if others else ""
    yield from (*blank, Note(f"{checks}sources and rules: --full"))


def _row(component: Component) -> tuple[Cell, ...]:
    mark, state, look = STATES[component.state]
    reason = "" if component.state is State.NOT_STATED and component.reason == "nothing is stated" else component.reason
    return component.name, (Words(mark, look), Words(f" {state}", look)), reason


def _several(gateways: Sequence[GatewayReport], most: int) -> Document:
    """Return a row for each learner with a sign for each requirement; those who are furthest from it first."""
    names = list(dict.fromkeys(component.name for each in gateways for component in each.components))
    in_order = sorted(gateways, key=lambda each: (_ORDER.index(each.outcome), -_open(each)))
    columns = (
        Column("Learner", share=3, whole=True),
        Column("Requirements", whole=True),
        Column("Not met yet", share=5, whole=True),
    )
    blocks: list[Block] = [Table(columns, tuple(_signs(each, names) for each in in_order[:most]))]
    if len(in_order) > most:
        blocks.append(Note(f"and {len(in_order) - most} more (--each)"))
    marks = f"{Mark.YES} met, {Mark.NO} not met, {Mark.OPEN} not stated or not known, {Mark.NONE} not asked for"
    about = f"Requirements in this order: {', '.join(names)}. {marks}."
    blocks += [Note(Words(about, "quiet")), Note(), Note(Words(tally(gateways), "strong"))]
    return Document("Gateways", (Section("", tuple(blocks)),))


def _open(each: GatewayReport) -> int:
    return sum(component.state not in (State.PASSES, State.NOT_ASKED_FOR) for component in each.components)


def _signs(each: GatewayReport, names: Sequence[str]) -> tuple[Cell, ...]:
    by_name = {component.name: component for component in each.components}
    learner = learner_or_path(each.report)
    if not by_name:
        why = "can't be read" if each.report.judgement is None else "ksbcheck knows no gateway for it"
        return learner, "", why
    marks = [STATES[by_name[name].state][0] if name in by_name else Mark.NONE for name in names]
    lacking = [name for name, component in by_name.items() if component.state is State.FAILS]
    waiting = sum(component.state in (State.NOT_STATED, State.NOT_KNOWN) for component in by_name.values())
    rest = [f"{waiting} not stated or not known"] if waiting else []
    return learner, " ".join(marks), ", ".join([*lacking, *rest])
