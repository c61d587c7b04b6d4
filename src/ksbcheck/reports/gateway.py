"""The report of `gateway`: its components, and whether all are met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ksbcheck.domain.gateway import State
from ksbcheck.domain.gateway_rules import GatewayRule
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.report import GatewayReport, Outcome
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import Column, Document, Facts, Items, Note, Section, Table, Words
from ksbcheck.reports.check import banners, ending, findings, judged_by, justified, not_checked, not_judged, with_tally
from ksbcheck.reports.words import STATES, count_findings, verdict_look

_ENDED = {Outcome.CLEAN: "requirements met, as stated", Outcome.GAPS: "not met yet"}


def documents(gateways: Sequence[GatewayReport]) -> list[Document]:
    """Return a document for each gateway; below the last of several, how many ended how."""
    return with_tally(map(_document, gateways), Section(tally(gateways)))


def tally(gateways: Sequence[GatewayReport]) -> str:
    """Return how many gateways ended how."""
    ended = Counter(gateway.outcome for gateway in gateways)
    counts = f"{ended[Outcome.GAPS]} not met yet, {ended[Outcome.CLEAN]} met, {ended[Outcome.ERROR]} not judged"
    return f"{counted_noun(len(gateways), 'portfolio')}: {counts}"


def _document(gateway: GatewayReport) -> Document:
    report = gateway.report
    if gateway.components and report.under_standard:
        sections = list(_judged(gateway, report.under_standard))
    else:
        sections = list(not_judged(report, why_not_judged(report.judgement)))
    ended = ending(report.path, verdict(gateway), verdict_look(report, gateway.outcome))
    return Document(f"Gateway: {report.path}", (*sections, ended))


def why_not_judged(judgement: Judgement | None) -> str:
    """Return why a portfolio has no gateway to judge."""
    if judgement is None:
        return "Fix these first. Nothing else could be checked."
    if judgement.framework is None:
        return f"{judgement.standard.reference} is an apprenticeship unit, which has no gateway of this kind."
    return f"The portfolio is under the framework {judgement.framework.id}. ksbcheck knows no gateway for it."


def _judged(gateway: GatewayReport, judgement: Judgement) -> Iterator[Section]:
    yield Section(
        "", (*banners(judgement), *only_claimed(judgement), Facts(tuple(judged_by(gateway.report, judgement))))
    )
    yield Section("Gateway", (_components(gateway), Note(), _rests_on(gateway, judgement)))
    found = gateway.report.findings
    on_evidence = [finding for finding in found if finding.location[:1] == ("evidence",)]
    more = f"On the evidence: {count_findings(on_evidence)}. `ksbcheck check` shows them." if on_evidence else ""
    yield from findings([each for each in found if each not in on_evidence], note=more)
    yield from justified(found, "Justified findings do not fail the check. They still fail the gateway.")
    yield not_checked(judgement)


def only_claimed(judgement: Judgement) -> Iterator[Note]:
    """Yield a loud line if what is only claimed counts."""
    if judgement.coverage.rung is Rung.CLAIMED:
        yield Note(
            Words("Counting what is only claimed, as was asked: no assessor need have looked at it.", "strong bad")
        )


def _components(gateway: GatewayReport) -> Table:
    columns = (
        Column("Component", share=4, look="strong"),
        Column("State", whole=True),
        Column("Why", share=7),
        Column("What the source says", share=9),
    )
    rows = []
    for component in gateway.components:
        mark, state, look = STATES[component.state]
        said = component.sentence or Words("nothing", "quiet")
        rows.append((component.name, (Words(mark, look), Words(f" {state}", look)), component.reason, said))
    return Table(columns, tuple(rows))


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
    """Return the number of components in each state, and of gaps and other findings."""
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


def rules_document(rules: Iterable[GatewayRule], day: date) -> Document:
    """Return the rules that are in force on a day, with their sources."""
    columns = (Column("Of", share=3, look="strong"), Column("Rule", share=8), Column("From", share=6))
    those = [rule for rule in rules if rule.in_force(day)]
    rows = tuple((rule.component.replace("_", " ").capitalize(), rule.sentence, rule.source) for rule in those)
    note = Note("Beside these, the standard's own file says what its gateway asks for.")
    return Document("Gateway", (Section(f"Rules of the gateway, as of {day}", (Table(columns, rows), Note(), note)),))
