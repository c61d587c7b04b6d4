"""The gateway as a table for a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column

from ksbcheck.domain.component import Component, State
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun
from ksbcheck.render.report_summary import counted, outcome_style
from ksbcheck.render.report_table import findings_block, judged_by, justified_block, not_checked_block, what_if
from ksbcheck.render.screen import Screen
from ksbcheck.render.tables import facts, grid, heading, table, to_text, words
from ksbcheck.report import FrameworkJudgement, GatewayReport, Judgement, Outcome
from ksbcheck.rules.coverage import besides_gaps

_STATES = {
    # state: its mark, the mark where there is only ASCII, words, style
    State.PASSES: ("✓", "+", "passes", "green"),
    State.FAILS: ("✗", "x", "fails", "red"),
    State.NOT_STATED: ("?", "?", "not stated", "yellow"),
    State.NOT_ASKED_FOR: ("-", "-", "not asked for", "dim"),
    State.NOT_KNOWN: ("?", "?", "not known", "yellow"),
}
_COUNTED = {
    State.PASSES: ("passes", "pass"),
    State.FAILS: ("fails", "fail"),
    State.NOT_STATED: ("is not stated", "are not stated"),
    State.NOT_ASKED_FOR: ("is not asked for", "are not asked for"),
    State.NOT_KNOWN: ("is not known", "are not known"),
}

_ENDED = {Outcome.CLEAN: "through, as stated", Outcome.GAPS: "not through"}


def render(gateways: Sequence[GatewayReport], screen: Screen) -> str:
    """Return the gateways one after the other, and how many ended how if they are several."""
    return to_text(_parts(gateways, screen), screen)


def _parts(gateways: Sequence[GatewayReport], screen: Screen) -> Iterator[RenderableType]:
    for index, gateway in enumerate(gateways):
        if index:
            yield words("")
        yield from _gateway(gateway, screen)
    if len(gateways) > 1:
        ended = Counter(gateway.outcome for gateway in gateways)
        yield heading(
            f"{len(gateways)} portfolios: {ended[Outcome.CLEAN]} through, {ended[Outcome.GAPS]} not through, "
            f"{ended[Outcome.ERROR]} not judged"
        )


def _gateway(gateway: GatewayReport, screen: Screen) -> Iterator[RenderableType]:
    report = gateway.report
    if isinstance(report.judgement, Judgement):
        yield from _judged(gateway, report.judgement, screen)
    else:
        yield facts([("Portfolio", words(report.path))])
        yield from findings_block(report.findings, "Findings")
        yield words(_not_judged(report.judgement))
    yield words("")
    yield words(f"{report.path}: {_verdict(gateway)}", outcome_style(report, gateway.outcome))


def _not_judged(judgement: FrameworkJudgement | None) -> str:
    if judgement is None:
        return "Mend these and ask again: nothing else of the portfolio has been judged."
    return f"It was made under the framework {judgement.framework.id}, of whose gateway ksbcheck knows nothing."


def _judged(gateway: GatewayReport, judgement: Judgement, screen: Screen) -> Iterator[RenderableType]:
    if judgement.hypothetical:
        yield what_if(judgement)
        yield words("")
    yield facts(judged_by(gateway.report, judgement))
    yield heading("Gateway")
    yield _components(gateway.components, screen)
    yield words("")
    yield _notes(judgement.standard)
    yield from _findings(gateway)
    yield from not_checked_block(judgement)


def _components(components: Iterable[Component], screen: Screen) -> RenderableType:
    rows = table(
        screen,
        Column("Component", ratio=4),
        Column("State", no_wrap=True),
        Column("Why", ratio=7),
        Column("What the source says", ratio=9),
    )
    for component in components:
        mark, ascii_mark, state, style = _STATES[component.state]
        shown_state = words(f"{mark if screen.unicode else ascii_mark} {state}", style)
        said = words(component.sentence) if component.sentence else words("nothing", "dim")
        rows.add_row(words(component.name, "bold"), shown_state, words(component.reason), said)
    return rows


def _notes(standard: Standard) -> RenderableType:
    """Return what components rest on of which the source says nothing."""
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    rows.add_row("-", words("KSBs: counted by ksbcheck as `Counts` says; no more than that.", "dim"))
    basis = standard.basis_of("gateway")
    if standard.gateway:
        why = f"{basis.basis.value}. {basis.why}" if basis else "the standard's file doesn't say what they rest on."
        rows.add_row("-", words(f"Declarations: {why}", "dim"))
    return rows


def _findings(gateway: GatewayReport) -> Iterator[RenderableType]:
    """Show what was found beside the evidence; of the evidence, of which `ksbcheck check` speaks, only how much."""
    on_evidence = [finding for finding in gateway.report.findings if finding.location[:1] == ("evidence",)]
    yield from findings_block([each for each in gateway.report.findings if each not in on_evidence], "Findings")
    if on_evidence:
        yield words(f"On the evidence: {counted(on_evidence)}. `ksbcheck check` shows them.")
    yield from justified_block(
        gateway.report.findings, "A justification lets a check pass, and nobody through the gateway."
    )


def _verdict(gateway: GatewayReport) -> str:
    """Return how the components stand, in words, and what was found besides."""
    report = gateway.report
    if not isinstance(report.judgement, Judgement):
        return "could not be judged"
    states = Counter(component.state for component in gateway.components)
    stand = ", ".join(counted_noun(states[state], *_COUNTED[state]) for state in State if states[state])
    others = counted(besides_gaps(report.findings))
    found = f"; {others}" if others else ""
    hypothetical = f" (what if: option {report.judgement.option.id})" if report.judgement.hypothetical else ""
    counting = f", counting what is {report.judgement.coverage.rung} or higher"
    alone = "" if report.judgement.files else "; the evidence files were not looked at"
    return f"{_ENDED[gateway.outcome]}{counting}: {stand}{found}{alone}{hypothetical}"
