"""The report on one portfolio, said once: each medium shows these sections, in this order, as deep as it goes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Justification, Location
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import KINDS, kind_of
from ksbcheck.domain.plan import IMPROVING, Plan
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, day_in_words, lower_first
from ksbcheck.engine.judge import gateway_of
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.output.document import (
    Block,
    Cell,
    Chip,
    Chips,
    Column,
    Depth,
    Document,
    Facts,
    Items,
    Note,
    Section,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.reports.check import banners, doubts_about, findings, judged_by, justified, not_checked, roll_ups
from ksbcheck.reports.words import (
    STATES,
    justification_text,
    justified_suffix,
    lack_words,
    learner_name,
    picture,
    sign_off_text,
    verdict,
    verdict_look,
    who_and_what,
)
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step

SIGNS = {
    # of the highest rung of a KSB: its sign and the words of the key
    Rung.VERIFIED: ("V", "verified: checked by a second person"),
    Rung.ASSESSED: ("A", "assessed: signed off by the assessor"),
    Rung.CLAIMED: ("C", "claimed: the learner says so; nobody has checked"),
    Rung.PLANNED: ("P", "planned or suggested"),
    Rung.SUGGESTED: ("P", "planned or suggested"),
    None: ("×", "missing"),
}
_DUTIES = {DutyStatus.MET: "good", DutyStatus.PARTIAL: "doubtful", DutyStatus.MISSING: "bad", DutyStatus.UNMAPPED: ""}
_FIRST_STEPS = 3


def documents(reports: Iterable[Report]) -> list[Document]:
    """Return the document of each report."""
    return [document(report) for report in reports]


def document(report: Report) -> Document:
    """Return the whole report of one portfolio."""
    judgement = report.judgement
    if judgement is None:
        sections = [_answer(report), *findings(report.findings, "To correct first")]
        return Document(report.path, tuple(sections), "Portfolio report", report.path)
    name = learner_name(judgement)
    foot = f"{name}, {day_in_words(judgement.today)}"
    sections = [_answer(report), *_judged(report, judgement)]
    return Document(name, tuple(sections), f"Portfolio report: {who_and_what(judgement, named=False)}", foot)


def _answer(report: Report) -> Section:
    words = verdict(report)
    warnings = banners(report.under_standard) if report.under_standard else ()
    look = verdict_look(report, report.exit_status)
    return Section("", (*warnings, Note(Words(f"{words[:1].upper()}{words[1:]}.", look))), "answer", Depth.FIRST)


def _judged(report: Report, judgement: Judgement) -> Iterator[Section]:
    if not judgement.framework:
        plan = plan_next_steps(report).plan
        if plan:
            yield do_next(plan)
        yield Section(
            f"Where the {len(judgement.coverage.ksbs)} KSBs stand", (picture(judgement.coverage),), "stand", Depth.FIRST
        )
        components = gateway_of(report)
        yield from _gateway(components)
        yield _map(judgement)
        yield _missing(report, judgement)
        yield _evidenced(judgement)
        if judgement.method is None:
            yield _duties(judgement)
        yield from roll_ups(judgement)
        yield _pieces(judgement)
        yield from _gateway_in_full(components)
    yield from _to_correct(report)
    yield not_checked(judgement)
    yield _about(report, judgement)


def do_next(plan: Plan) -> Section:
    """Return the first steps that close gaps or correct mistakes."""
    actions = [action for action in plan.actions if action.kind not in IMPROVING]
    steps: list[Block] = [Items(tuple(_linked(action.words) for action in actions[:_FIRST_STEPS]), numbered=True)]
    if len(actions) > _FIRST_STEPS:
        steps.append(Note(("Then: ", *_linked(lower_first(actions[_FIRST_STEPS].words)))))
    blocks = tuple(steps) if actions else (Note("Nothing is left to evidence or to correct."),)
    return Section("Do these next", blocks, "next", Depth.FIRST)


def _linked(words: str) -> tuple[str | Words, ...]:
    """Return a sentence with links on the codes of KSBs and on duties."""
    parts: list[str | Words] = []
    end = 0
    for found in re.finditer(r"\b(?:ESB|TK|TS|K|S|B)[1-9]\d*\b", words):
        parts += [words[end : found.start()], Words(found[0], "", ksb_id(found[0]))]
        end = found.end()
    return (*parts, words[end:])


def ksb_id(code: str) -> str:
    return f"ksb-{code.lower()}"


def duty_id(number: int) -> str:
    return f"duty-{number}"


def _codes(codes: Iterable[str], look: str = "") -> tuple[str | Words, ...]:
    """Return codes with blanks between, each a link to its row."""
    parts: list[str | Words] = []
    for code in codes:
        parts += [" ", Words(code, look, ksb_id(code))] if parts else [Words(code, look, ksb_id(code))]
    return tuple(parts)


def _numbers(duties: Iterable[int]) -> tuple[str | Words, ...]:
    parts: list[str | Words] = []
    for number in duties:
        parts += [", "] if parts else []
        parts.append(Words(str(number), "", duty_id(number)))
    return tuple(parts) or ("none listed",)


def _gateway(components: tuple[Component, ...]) -> Iterator[Section]:
    if not components:  # of a unit
        return
    met = all(component.state in (State.PASSES, State.NOT_ASKED_FOR) for component in components)
    chips = tuple(_chip(component) for component in components)
    title = "Gateway: requirements met, as stated" if met else "Gateway: not met yet"
    yield Section(title, (Chips(chips),), "gateway", Depth.FIRST)


def _chip(component: Component) -> Chip:
    mark, state, look = STATES[component.state]
    return Chip(mark, component.name, state, look, component_id(component))


def component_id(component: Component) -> str:
    return f"gateway-{component.name.lower().replace(' ', '-')}".replace("'", "")


def _gateway_in_full(components: tuple[Component, ...]) -> Iterator[Section]:
    if not components:
        return
    columns = (
        Column("Requirement", share=4, look="strong"),
        Column("State", whole=True),
        Column("Why", share=7),
        Column("What the source says", share=9),
    )
    rows = []
    for component in components:
        mark, state, look = STATES[component.state]
        said = component.sentence or Words("nothing", "quiet")
        rows.append((component.name, (Words(mark, look), Words(f" {state}", look)), component.reason, said))
    table = Table(columns, tuple(rows), ids=tuple(map(component_id, components)))
    yield Section("Gateway in full", (table,), "gateway-parts", Depth.MAIN)


def _map(judgement: Judgement) -> Section:
    groups = tuple(
        (KINDS[kind], tuple(map(_tile, group)))
        for kind, group in groupby(judgement.coverage.ksbs, key=lambda ksb: kind_of(ksb.code))
    )
    title = f"Map of the {len(judgement.coverage.ksbs)} KSBs"
    return Section(title, (Tiles(groups, tuple(dict.fromkeys(SIGNS.values()))),), "map", Depth.FIRST)


def _tile(ksb: KsbCoverage) -> Tile:
    sign, _ = SIGNS[rung_shown(ksb)]
    return Tile(ksb.code, sign, sign.lower() if sign != "×" else "missing", ksb_id(ksb.code))


def rung_shown(ksb: KsbCoverage) -> Rung | None:
    """Return the highest rung at which enough pieces claim a KSB, or else whether it is planned."""
    if ksb.met_rung and ksb.met_rung >= Rung.CLAIMED:
        return ksb.met_rung
    return ksb.highest_rung if ksb.highest_rung and ksb.highest_rung < Rung.CLAIMED else None


def _tags(ksb: KsbCoverage) -> tuple[str, ...]:
    rung = rung_shown(ksb)
    return KINDS[kind_of(ksb.code)].lower(), str(rung) if rung else "missing", *(f"duty {n}" for n in ksb.duties)


def _missing(report: Report, judgement: Judgement) -> Section:
    lacking = [ksb for ksb in judgement.coverage.ksbs if ksb.status is not KsbStatus.MET]
    excused = justified_gaps(report.findings)
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("What it says", share=5),
        Column("Duties", share=2, at_most=12),
        Column("What to do next", share=4),
    )
    rows = tuple(
        (
            ksb.code,
            judgement.standard.by_code[ksb.code].text,
            _numbers(ksb.duties),
            _with_excuse(next_step(ksb, report.policy), excused.get(ksb.code)),
        )
        for ksb in lacking
    )
    count = f"{len(lacking)} of {len(judgement.coverage.ksbs)} KSBs"
    excused_ones = justified_suffix(len(excused), len(lacking))
    title = f"{lack_words(report.policy).capitalize()}: {count}{excused_ones}" if lacking else "None missing"
    ids, tags = tuple(ksb_id(ksb.code) for ksb in lacking), tuple(map(_tags, lacking))
    return Section(title, (Table(columns, rows, ids=ids, tags=tags),) if rows else (), "missing", Depth.MAIN)


def _with_excuse(step: str, justification: Justification | None) -> Cell:
    return f"{step} Justified: {justification_text(justification)}" if justification else step


def _evidenced(judgement: Judgement) -> Section:
    met = [ksb for ksb in judgement.coverage.ksbs if ksb.status is KsbStatus.MET]
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("What it says", share=5),
        Column("Duties", share=2, at_most=12),
        Column("Where, and signed off by whom", share=5),
    )
    claims, ids, doubts = judgement.claims_by_code(), piece_ids(judgement), doubts_about(judgement)
    rows = tuple(
        (
            (ksb.code, " ", Words(SIGNS[rung_shown(ksb)][0], "quiet")),
            judgement.standard.by_code[ksb.code].text,
            _numbers(ksb.duties),
            _where(claims.get(ksb.code, ()), judgement.coverage.rung, ids, doubts),
        )
        for ksb in met
    )
    table = Table(columns, rows, ids=tuple(ksb_id(ksb.code) for ksb in met), tags=tuple(map(_tags, met)))
    return Section(f"With evidence: {counted_noun(len(met), 'KSB')}", (table,) if rows else (), "evidenced", Depth.REST)


def piece_ids(judgement: Judgement) -> Mapping[str, str]:
    """Return the id of the row of each piece."""
    ids: dict[str, str] = {}
    for number, piece in enumerate(judgement.portfolio.evidence, 1):
        ids.setdefault(piece.id, f"piece-{number}")
    return ids


def _where(
    claims: Iterable[Claim], rung: Rung, ids: Mapping[str, str], doubts: Mapping[Location, str]
) -> tuple[str | Words, ...]:
    """Return where claims show a KSB, and who has signed them."""
    parts: list[str | Words] = []
    for claim in claims:
        if claim.rung >= rung and claim.counts:
            parts += ["; "] if parts else []
            assessed, verified = map(sign_off_text, claim.rests_on)
            signed = f", assessed by {assessed}" if assessed else ", not signed off yet"
            signed += f", verified by {verified}" if verified else ""
            where = f", {claim.where}" if claim.where else ""
            doubt = [Words(f" ({doubts[claim.at]})", "strong bad")] if claim.at in doubts else []
            parts += [Words(claim.piece.id, "", ids[claim.piece.id]), *doubt, f"{where}{signed}"]
    return tuple(parts)


def _duties(judgement: Judgement) -> Section:
    columns = (
        Column(right=True, whole=True, at_least=2),
        Column("Duty", share=6),
        Column("KSBs met", share=3),
        Column("Missing", share=3),
    )
    duties, texts = judgement.coverage.duties, judgement.standard.by_number
    rows = tuple((str(d.number), texts[d.number].text, met_of(d), _codes(d.missing)) for d in duties)
    table = Table(columns, rows, ids=tuple(duty_id(duty.number) for duty in duties))
    return Section("Duties", (table,) if rows else (Note("The source lists no duties."),), "duties", Depth.REST)


def met_of(duty: DutyCoverage) -> Words:
    """Return how much of a duty's requirement is met, in words."""
    if duty.status is DutyStatus.UNMAPPED:
        lost = "not known: the source has lost its list"
        return Words(lost if duty.mapping is DutyMapping.NONE else "nothing of this option")
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    if duty.mapping is not DutyMapping.COMPLETE:
        return Words(
            f"{met}; the source has lost part of its list", "" if duty.status is DutyStatus.MET else "doubtful"
        )
    return Words(met, _DUTIES[duty.status])


def _pieces(judgement: Judgement) -> Section:
    columns = (
        Column("Piece", whole=True, look="strong"),
        Column("Title", share=4),
        Column("Kind and day", share=2),
        Column("KSBs", share=4),
    )
    by_piece: dict[int, dict[str, Claim]] = {}
    for claim in judgement.claims:
        by_piece.setdefault(claim.piece_index, {}).setdefault(claim.code, claim)
    rows, ids = [], piece_ids(judgement)
    for index, piece in enumerate(judgement.portfolio.evidence):
        kind = piece.type.value.replace("_", " ") if piece.type else "kind not stated"
        day = day_in_words(piece.date) if piece.date else "day not stated"
        rows.append((piece.id, piece.name or "no title", f"{kind}, {day}", _codes(by_piece.get(index, ()))))
    row_ids = tuple(ids[piece.id] for piece in judgement.portfolio.evidence)
    table = Table(columns, tuple(rows), ids=row_ids)
    title = f"Evidence: {counted_noun(len(rows), 'piece')}"
    return Section(title, (table,) if rows else (), "evidence", Depth.REST)


def _to_correct(report: Report) -> Iterator[Section]:
    for section in findings(besides_gaps(report.findings), "To correct"):
        yield section._replace(id="correct", depth=Depth.MAIN)
    for section in justified(
        report.findings, "Justified findings do not fail the check. A KSB that is missing stays missing."
    ):
        yield section._replace(id="accepted", depth=Depth.REST)


def _about(report: Report, judgement: Judgement) -> Section:
    facts: list[tuple[str, Cell]] = list(judged_by(report, judgement))
    source = judgement.under.source
    if source:
        facts += [("Source", source.document), ("Copyright", source.copyright)]
    if not judgement.framework:
        basis = judgement.standard.basis
        facts += [(each.basis.value.capitalize(), f"{', '.join(each.fields)}: {each.why}") for each in basis]
        facts += [("Fingerprint", fingerprint(judgement.standard).whole)]
    return Section("About this report", (Facts(tuple(facts)),), "about", Depth.REST)
