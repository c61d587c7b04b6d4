"""The report on one portfolio, said once: each medium shows these sections, in this order, as deep as it goes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding, Justification, Location
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.names import KINDS, kind_of
from ksbcheck.domain.plan import IMPROVING, Plan
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Report
from ksbcheck.domain.sign_off import SignOff
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
    Line,
    Lines,
    Note,
    Section,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.reports.check import banners, doubts_about, judged_by, justified, not_checked, roll_ups
from ksbcheck.reports.headline import headline
from ksbcheck.reports.words import (
    STATES,
    count_findings,
    justification_text,
    justified_suffix,
    lack_words,
    learner_name,
    picture,
    who_and_what,
)
from ksbcheck.rules.coverage import besides_gaps, justified_gaps, next_step

KEY_OF_SIGNS = (
    ("V", "verified: checked by a second person"),
    ("A", "assessed: signed off by the assessor"),
    ("C", "claimed: the learner says so; nobody has checked"),
    ("P", "planned or suggested: still missing"),
    ("×", "missing"),
)
"""The signs of KSBs on a map, and their words."""
_DUTIES = {DutyStatus.MET: "good", DutyStatus.PARTIAL: "doubtful", DutyStatus.MISSING: "bad", DutyStatus.UNMAPPED: ""}
_FIRST_STEPS = 3
_MANY = 6  # a KSB with more pieces than this names them by their ids: their titles stand in their rows
_STANDING = {
    "V": "verified",
    "A": "assessed, not verified",
    "C": "waiting to be assessed",
    "P": "planned or suggested",
    "×": "nothing yet",
}
_SEVERITIES = {Severity.ERROR: ("must", "bad"), Severity.WARNING: ("should", "doubtful"), Severity.NOTE: ("may", "")}


class Links(NamedTuple):
    """The id of the row of each name in running text, and a pattern that finds the names."""

    ids: Mapping[str, str]
    pattern: re.Pattern[str]


NO_LINKS = Links({}, re.compile("(?!)"))


def document(report: Report) -> Document:
    """Return the whole report of one portfolio."""
    judgement = report.judgement
    components = gateway_of(report)
    warnings = banners(report.under_standard) if report.under_standard else ()
    answer = Section("", (*headline(report, components), *warnings), "answer", Depth.FIRST)
    if judgement is None:
        sections = [answer, _to_correct(report.findings, NO_LINKS, "To correct first")]
        return Document(report.path, tuple(sections), "Portfolio report", report.path)
    learner = judgement.portfolio.learner
    name = (learner and learner.name) or learner_name(judgement)
    foot = f"{learner_name(judgement)}, {_under(judgement)}, {day_in_words(judgement.today)}"
    sections = [answer, *_judged(report, judgement, components)]
    return Document(name, tuple(sections), f"Portfolio report: {who_and_what(judgement, named=False)}", foot)


def _under(judgement: Judgement) -> str:
    option = "Core" if judgement.framework else judgement.option.title
    return f"{judgement.reference} {option}" if option != "Core" else judgement.reference


def _judged(report: Report, judgement: Judgement, components: tuple[Component, ...]) -> Iterator[Section]:
    links = _links(judgement)
    if not judgement.framework:
        yield from _gateway(components)
        plan = plan_next_steps(report).plan
        if plan:
            yield do_next(plan, links)
        yield Section(
            f"Where the {len(judgement.coverage.ksbs)} KSBs stand", (picture(judgement.coverage),), "stand", Depth.FIRST
        )
        yield _map(judgement)
        yield _missing(report, judgement, links)
        yield _evidenced(judgement)
        if judgement.method is None:
            yield _duties(judgement)
        yield from roll_ups(judgement)
        yield _pieces(judgement)
        yield from _gateway_in_full(components)
    yield _to_correct(besides_gaps(report.findings), links)
    note = "Justified findings do not fail the check. A KSB that is missing stays missing."
    for section in justified(report.findings, note):
        yield section._replace(id="accepted", depth=Depth.REST)
    yield not_checked(judgement)._replace(id="not-checked")
    yield _about(report, judgement)


def do_next(plan: Plan, links: Links) -> Section:
    """Return the first steps that close gaps or correct mistakes."""
    actions = [action for action in plan.actions if action.kind not in IMPROVING]
    steps: list[Block] = [Items(tuple(linked(action.words, links) for action in actions[:_FIRST_STEPS]), numbered=True)]
    if len(actions) > _FIRST_STEPS:
        others = "; then ".join(lower_first(action.words).removesuffix(".") for action in actions[_FIRST_STEPS:])
        steps.append(Note(("Then: ", *linked(f"{others}.", links))))
    blocks = tuple(steps) if actions else (Note("Nothing is left to evidence or to correct."),)
    return Section("Do these next", blocks, "next", Depth.FIRST)


def _links(judgement: Judgement) -> Links:
    """Return the id of the row of each name: pieces, KSBs, `duty 5`."""
    ids = dict(piece_ids(judgement))
    ids |= {ksb.code: ksb_id(ksb.code) for ksb in judgement.coverage.ksbs}
    duties = {f"duty {duty.number}": duty_id(duty.number) for duty in judgement.coverage.duties}
    names = (re.escape(name) for name in sorted({**ids, **duties}, key=len, reverse=True))
    several = r"duties \d+(?:(?:, | and )\d+)+"
    return Links({**ids, **duties}, re.compile(rf"(?<![\w.-])(?:{'|'.join((*names, several))})(?![\w-])"))


def linked(words: str, links: Links) -> tuple[str | Words, ...]:
    """Return a sentence with links on the names that have a row."""
    parts: list[str | Words] = []
    end = 0
    for found in links.pattern.finditer(words):
        parts += [words[end : found.start()], *_link(found[0], links.ids)]
        end = found.end()
    return tuple(part for part in (*parts, words[end:]) if part)


def _link(name: str, ids: Mapping[str, str]) -> Iterator[str | Words]:
    if name in ids:
        yield Words(name, "", ids[name])
    else:  # duties 5 and 6
        for part in re.split(r"(\d+)", name):
            yield Words(part, "", ids.get(f"duty {part}", "")) if part.isdigit() else part


def ksb_id(code: str) -> str:
    return f"ksb-{code.lower()}"


def duty_id(number: int) -> str:
    return f"duty-{number}"


def codes_of(codes: Iterable[str]) -> tuple[str | Words, ...]:
    """Return codes with blanks between, each a link to its row."""
    return tuple(part for code in codes for part in (" ", Words(code, "", ksb_id(code))))[1:]


def numbers_of(duties: Iterable[int], none: str = "none listed") -> tuple[str | Words, ...]:
    """Return the numbers of duties, each a link to its row."""
    parts = (part for number in duties for part in (", ", Words(str(number), "", duty_id(number))))
    return tuple(parts)[1:] or (Words(none, "quiet"),)


def _gateway(components: tuple[Component, ...]) -> Iterator[Section]:
    if not components:  # of a unit
        return
    met = all(component.state in (State.PASSES, State.NOT_ASKED_FOR) for component in components)
    chips = tuple(_chips(components))
    title = "Gateway: requirements met, as stated" if met else "Gateway: not met yet"
    yield Section(title, (Chips(chips),), "gateway", Depth.FIRST)


def _chips(components: Iterable[Component]) -> Iterator[Chip]:
    """Yield the state of each component; declarations in one state are one."""
    for (state, name), group in groupby(components, key=lambda each: (each.state, _kind_of_component(each))):
        of_kind = list(group)
        mark, words, look = STATES[state]
        many = f"{len(of_kind)} {name}s" if len(of_kind) > 1 else of_kind[0].name
        yield Chip(mark, many, words, look, component_id(of_kind[0]))


def _kind_of_component(component: Component) -> str:
    return "declaration" if component.name.endswith(" declaration") else component.name


def component_id(component: Component) -> str:
    return f"gateway-{component.name.lower().replace(' ', '-')}".replace("'", "")


def _gateway_in_full(components: tuple[Component, ...]) -> Iterator[Section]:
    if components:
        yield Section("Gateway in full", (components_table(components),), "gateway-parts", Depth.MAIN)


def components_table(components: Sequence[Component]) -> Table:
    """Return the requirements of the gateway, each with its state, and what the source says."""
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
    return Table(columns, tuple(rows), ids=tuple(map(component_id, components)))


def _map(judgement: Judgement) -> Section:
    groups = tuple(
        (KINDS[kind], tuple(map(_tile, group)))
        for kind, group in groupby(judgement.coverage.ksbs, key=lambda ksb: kind_of(ksb.code))
    )
    title = f"Map of the {len(judgement.coverage.ksbs)} KSBs"
    return Section(title, (Tiles(groups, KEY_OF_SIGNS),), "map", Depth.FIRST)


def _tile(ksb: KsbCoverage) -> Tile:
    return Tile(ksb.code, ksb.sign, ksb.sign.lower() if ksb.sign != "×" else "missing", ksb_id(ksb.code))


def _tags(ksb: KsbCoverage) -> tuple[str, ...]:
    duties = [f"duty: {number}" for number in ksb.duties] or ["duty: none listed"]
    return f"kind: {KINDS[kind_of(ksb.code)]}", f"standing: {_STANDING[ksb.sign]}", *duties


def _missing(report: Report, judgement: Judgement, links: Links) -> Section:
    lacking = [ksb for ksb in judgement.coverage.ksbs if ksb.status is not KsbStatus.MET]
    excused = justified_gaps(report.findings)
    rows = (
        (ksb, ksb.code, linked(_with_excuse(next_step(ksb, report.policy), excused.get(ksb.code)), links))
        for ksb in lacking
    )
    count = f"{len(lacking)} of {len(judgement.coverage.ksbs)} KSBs"
    excused_ones = justified_suffix(len(excused), len(lacking))
    title = f"{lack_words(report.policy).capitalize()}: {count}{excused_ones}" if lacking else "None missing"
    return Section(title, tuple(_ksb_table(judgement, "What to do next", rows)), "missing", Depth.MAIN)


def _ksb_table(
    judgement: Judgement, heading: str, of_each: Iterable[tuple[KsbCoverage, Line, Cell]]
) -> Iterator[Table]:
    """Yield a table of KSBs, if there are any: of each its name, statement, duties, and what the heading says."""
    columns = (
        Column("KSB", whole=True, look="strong"),
        Column("What it says", share=5),
        Column("Duties", share=2, at_most=12),
        Column(heading, share=5),
    )
    all_of_them = list(of_each)
    statements, ksbs = judgement.standard.by_code, [ksb for ksb, *_ in all_of_them]
    rows = tuple((name, statements[ksb.code].text, numbers_of(ksb.duties), last) for ksb, name, last in all_of_them)
    if rows:
        yield Table(columns, rows, ids=tuple(ksb_id(ksb.code) for ksb in ksbs), tags=tuple(map(_tags, ksbs)))


def _with_excuse(step: str, justification: Justification | None) -> str:
    return f"{step} Justified: {justification_text(justification)}" if justification else step


def _evidenced(judgement: Judgement) -> Section:
    met = [ksb for ksb in judgement.coverage.ksbs if ksb.status is KsbStatus.MET]
    claims, ids, doubts = judgement.claims_by_code(), piece_ids(judgement), doubts_about(judgement)
    rows = (
        (
            ksb,
            (ksb.code, " ", Words(ksb.sign, f"quiet tile {ksb.sign.lower()}")),
            _where(claims.get(ksb.code, ()), judgement.coverage.rung, ids, doubts),
        )
        for ksb in met
    )
    table = tuple(_ksb_table(judgement, "Where, and signed off by whom", rows))
    return Section(f"With evidence: {counted_noun(len(met), 'KSB')}", table, "evidenced", Depth.REST)


def piece_ids(judgement: Judgement) -> Mapping[str, str]:
    """Return the id of the row of each piece; of several by one name, that of the first."""
    ids: dict[str, str] = {}
    for index, piece in enumerate(judgement.portfolio.evidence):
        ids.setdefault(piece.id, _piece_id(index))
    return ids


def _piece_id(index: int) -> str:
    return f"piece-{index + 1}"


def _where(claims: Iterable[Claim], rung: Rung, ids: Mapping[str, str], doubts: Mapping[Location, str]) -> Lines:
    """Return where claims show a KSB, and who has signed them; of many, those signed alike together without titles."""
    counted = [claim for claim in claims if claim.rung >= rung and claim.counts]
    are_many = len(counted) > _MANY
    groups: dict[str, list[Claim]] = {}
    for number, claim in enumerate(counted):
        groups.setdefault(_signed(claim) if are_many else str(number), []).append(claim)
    lines: list[Line] = []
    for group in groups.values():
        parts: list[str | Words] = []
        for claim in group:
            said = ", ".join(filter(None, ("" if are_many else claim.piece.name, claim.where)))
            doubt = [Words(f" ({doubts[claim.at]})", "strong bad")] if claim.at in doubts else []
            parts += [", ", Words(claim.piece.id, "", ids[claim.piece.id]), *doubt, *([" ", said] if said else [])]
        lines += [tuple(parts[1:]), Words(_signed(group[0]), "quiet")]
    return Lines(tuple(lines))


def _signed(claim: Claim) -> str:
    assessed, verified = map(_by, claim.rests_on)
    words = f"signed by {assessed}" if assessed else "signed by nobody yet"
    return f"{words}; verified by {verified}" if verified else words


def _by(sign_off: SignOff | None) -> str:
    parts = (sign_off.by, day_in_words(sign_off.on) if sign_off.on else "") if sign_off else ()
    return ", ".join(filter(None, parts))


def _duties(judgement: Judgement) -> Section:
    columns = (
        Column(right=True, whole=True, at_least=2),
        Column("Duty", share=6),
        Column("KSBs met", share=3),
        Column("Missing", share=3),
    )
    duties, texts = judgement.coverage.duties, judgement.standard.by_number
    rows = tuple((str(d.number), texts[d.number].text, _met_of(d), codes_of(d.missing)) for d in duties)
    table = Table(columns, rows, ids=tuple(duty_id(duty.number) for duty in duties))
    return Section("Duties", (table,) if rows else (Note("The source lists no duties."),), "duties", Depth.REST)


def why_unmapped(mapping: DutyMapping) -> str:
    """Return why a duty requires nothing."""
    return "not known: the source has lost its list" if mapping is DutyMapping.NONE else "nothing of this option"


def _met_of(duty: DutyCoverage) -> Words:
    """Return how much of a duty's requirement is met, in words."""
    if duty.status is DutyStatus.UNMAPPED:
        return Words(why_unmapped(duty.mapping))
    met = f"{len(duty.required) - len(duty.missing)} of {len(duty.required)}"
    if duty.mapping is not DutyMapping.COMPLETE:
        return Words(
            f"{met}; the source has lost part of its list", "" if duty.status is DutyStatus.MET else "doubtful"
        )
    return Words(met, _DUTIES[duty.status])


def _pieces(judgement: Judgement) -> Section:
    pieces = judgement.portfolio.evidence
    has_duties = any(piece.duties for piece in pieces)
    columns = (
        Column("Piece", whole=True, look="strong"),
        Column("What it is", share=4),
        Column("Day", share=2),
        Column("Shows", share=4),
        *([Column("Duties", share=2, at_most=12)] if has_duties else []),
        Column("Signed", share=2, at_least=10),
    )
    by_piece: dict[int, list[Claim]] = {}
    for claim in judgement.claims:
        by_piece.setdefault(claim.piece_index, []).append(claim)
    rows = tuple(_piece(piece, by_piece.get(index, ()), has_duties=has_duties) for index, piece in enumerate(pieces))
    row_ids = tuple(map(_piece_id, range(len(pieces))))
    title = f"Evidence: {counted_noun(len(rows), 'piece')}"
    return Section(title, (Table(columns, rows, ids=row_ids),) if rows else (), "evidence", Depth.REST)


def _piece(piece: Evidence, claims: Sequence[Claim], *, has_duties: bool) -> tuple[Cell, ...]:
    kind = piece.type.value.replace("_", " ").capitalize() if piece.type else "Kind not stated"
    what = Lines((piece.name or "no title", Words(kind, "quiet")))
    made = [claim for claim in claims if claim.rung >= Rung.CLAIMED]
    planned = [claim for claim in claims if claim.rung < Rung.CLAIMED]
    shows: list[Line] = [codes_of(dict.fromkeys(claim.code for claim in made))] if made else []
    if planned:
        shows.append((Words("planned: ", "quiet"), *codes_of(dict.fromkeys(claim.code for claim in planned))))
    assessed, verified = (sum(claim.rung >= rung for claim in made) for rung in (Rung.ASSESSED, Rung.VERIFIED))
    signed = f"{assessed or 'none'} of {counted_noun(len(made), 'claim')} assessed" if made else "nothing to sign"
    signed += f", {verified} verified" if verified else ""
    duties = [numbers_of(piece.duties, "none stated")] if has_duties else []
    day: Cell = piece.date or "not stated"
    return piece.id, what, day, Lines(tuple(shows)) if shows else "no KSB", *duties, signed


def _to_correct(found: Sequence[Finding], links: Links, title: str = "To correct") -> Section:
    columns = (
        Column("Line", whole=True),
        Column("", whole=True),
        Column("What to correct", share=8),
        Column("Rule", whole=True, look="quiet"),
    )
    files = {each.path for each in found if each.path}
    (file,) = files if len(files) == 1 else ("",)
    blocks = (Table(columns, tuple(_finding(each, links, file) for each in found), caption=file),) if found else ()
    return Section(f"{title}: {count_findings(found) or 'nothing'}", blocks, "correct", Depth.MAIN)


def _finding(finding: Finding, links: Links, file: str) -> tuple[Cell, ...]:
    word, look = _SEVERITIES[finding.severity]
    accepted = (f"Justified: {justification_text(finding.justification)}",) if finding.justification else ()
    said = Lines((linked(f"{finding.message}.", links), linked(finding.help, links), *accepted))
    line = str(finding.place.line) if finding.place else "-"
    place = line if finding.path in (None, file) else f"{Path(finding.path).name}:{line}"
    return place, Words(word, f"strong {look}"), said, finding.rule


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
