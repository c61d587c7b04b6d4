"""The report of `gateway`: its components, and whether all are met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.gateway_rules import GatewayRule
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.report import GatewayReport, Outcome
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Detail,
    Document,
    Drafts,
    Facts,
    Items,
    Mark,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.check import Screens, banners, ending, findings, judged_by, justified, not_checked, overview
from ksbcheck.reports.portfolio import components_table
from ksbcheck.reports.screen import drafts as drafts_of_check
from ksbcheck.reports.words import STATES, count_findings, learner_or_path, verdict_look, who_and_what
from ksbcheck.rules.coverage import besides_gaps

_LINES = 20
_ORDER = (Outcome.ERROR, Outcome.GAPS, Outcome.CLEAN)
_ENDED = {Outcome.CLEAN: "requirements met, as stated", Outcome.GAPS: "not met yet"}


def screens(gateways: Sequence[GatewayReport], detail: Detail) -> list[Drafts]:
    return Screens("Gateways", _several, _drafts, document, _quiet, tally, _LINES).draw(gateways, detail)


def _quiet(each: GatewayReport) -> str:
    return f"{each.report.path}: {verdict(each)}" if each.outcome is not Outcome.CLEAN else ""


def tally(gateways: Sequence[GatewayReport]) -> str:
    ended = Counter(gateway.outcome for gateway in gateways)
    counts = f"{ended[Outcome.GAPS]} not met yet, {ended[Outcome.CLEAN]} met, {ended[Outcome.ERROR]} not judged"
    return f"{counted_noun(len(gateways), 'portfolio')}: {counts}"


def document(gateway: GatewayReport) -> Document:
    report = gateway.report
    if not gateway.components or report.under_standard is None:
        return _drafts(gateway)[0]
    ended = ending(report.path, verdict(gateway), verdict_look(report, gateway.outcome))
    return Document(f"Gateway: {report.path}", (*_judged(gateway, report.under_standard), ended))


def _why_not(judgement: Judgement) -> str:
    if judgement.framework is None:
        return f"{judgement.standard.reference} is an apprenticeship unit, which has no gateway of this kind."
    return f"The portfolio is under the framework {judgement.framework.id}. ksbcheck knows no gateway for it."


def _judged(gateway: GatewayReport, judgement: Judgement) -> Iterator[Section]:
    yield Section(
        "", (*banners(judgement), *_only_claimed(judgement), Facts(tuple(judged_by(gateway.report, judgement))))
    )
    yield Section("Gateway", (components_table(gateway.components), Note(), _rests_on(gateway, judgement)))
    found = gateway.report.findings
    on_evidence = count_findings(each for each in found if each.location[:1] == ("evidence",))
    more = f"On the evidence: {on_evidence}. `ksbcheck check` shows them." if on_evidence else ""
    yield from findings([each for each in found if each.location[:1] != ("evidence",)], note=more)
    yield from justified(found, "Justified findings do not fail the check. They still fail the gateway.")
    yield not_checked(judgement)


def _only_claimed(judgement: Judgement) -> Iterator[Note]:
    if judgement.coverage.rung is Rung.CLAIMED:
        yield Note(
            Words("Counting what is only claimed, as was asked: no assessor need have looked at it.", "strong bad")
        )


def _rests_on(gateway: GatewayReport, judgement: Judgement) -> Items:
    """Return the basis of components that the source doesn't mention, and the documents of the rules."""
    notes, standard = ["KSBs: counted by ksbcheck as `Counts` says."], judgement.standard
    for source in dict.fromkeys(each.source for each in gateway.components if each.source):
        names = listed(each.name for each in gateway.components if each.source == source)
        notes += [f"{names}: {source}."]
    hours = judgement.rules("off_the_job_hours", judgement.today)
    if any(rule.least_hours for rule in hours) and judgement.portfolio.started and not standard.minimum_hours:
        notes.append("Off-the-job hours: not looked at, because the standard's file doesn't state their minimum.")
    basis = standard.basis_of("gateway")
    if standard.gateway:
        why = f"{basis.basis.value}. {basis.why}" if basis else "the standard's file states no basis."
        notes.append(f"Declarations: {why}")
    return Items(tuple(Words(note, "quiet") for note in notes))


def verdict(gateway: GatewayReport) -> str:
    report = gateway.report
    if report.judgement is None or not gateway.components:
        return "could not be judged"
    states = Counter(component.state for component in gateway.components)
    stand = ", ".join(f"{states[state]} {STATES[state][1]}" for state in State if states[state])
    others = count_findings(report.findings)
    found = f"; {others}" if others else ""
    hypothetical = f" (what if: option {report.judgement.option.id})" if report.judgement.hypothetical else ""
    counting = f", counting what is {report.judgement.coverage.rung} or higher"
    alone = "" if report.judgement.files else "; the evidence files were not checked"
    return f"{_ENDED[gateway.outcome]}{counting}: {stand}{found}{alone}{hypothetical}"


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
    yield from (*_only_claimed(judgement), *banners(judgement), Note(who_and_what(judgement)), *blank)
    if not each.components:
        yield Note(_why_not(judgement))
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
    table = Table(columns, tuple(_signs(each, names) for each in in_order[:most]))
    marks = f"{Mark.YES} met, {Mark.NO} not met, {Mark.OPEN} not stated or not known, {Mark.NONE} not asked for"
    about = f"Requirements in this order: {', '.join(names)}. {marks}."
    return overview("Gateways", table, len(gateways), tally(gateways), about)


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


def rules_document(rules: Iterable[GatewayRule], day: date) -> Document:
    columns = (Column("Of", share=3, look="strong"), Column("Rule", share=8), Column("From", share=6))
    those = [rule for rule in rules if rule.in_force(day)]
    rows = tuple((rule.component.replace("_", " ").capitalize(), rule.sentence, rule.source) for rule in those)
    note = Note("Beside these, the standard's own file says what its gateway asks for.")
    return Document("Gateway", (Section(f"Rules of the gateway, as of {day}", (Table(columns, rows), Note(), note)),))
