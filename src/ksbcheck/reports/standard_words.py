"""What a reader is told of a standard, whatever the format: whose a statement is, and what the source doesn't say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ksbcheck.domain.codes import KINDS, kind_of
from ksbcheck.domain.matrix import Cell, Owner, Panel, Part
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Standard
from ksbcheck.domain.text import counted_noun, listed

MAPPINGS = {
    DutyMapping.COMPLETE: "complete",
    DutyMapping.PARTIAL: "partial",
    DutyMapping.NONE: "not mapped in the source",
}
"""How a reader is told how much of a duty's mapping the source holds."""
CELLS = {
    Cell.MAPPED: "the duty is mapped to the KSB",
    Cell.NOT_MAPPED: "it is not, and the duty's mapping is complete",
    Cell.NOT_KNOWN: "not known: the source holds only a part of the duty's mapping",
    Cell.ELSEWHERE: "the duty and the KSB belong to different options",
}
"""What the signs of the matrix mean."""
NO_MATRIX = "The source maps no duty to any KSB, so there is no matrix to show."


def name(part: Part) -> str:
    """Return what a standard is called, and which option of it is shown."""
    standard = part.standard
    whole = f"{standard.reference} {standard.title}, version {standard.version}"
    return f"{whole}, option {part.option.title}" if part.option else whole


def facts(standard: Standard) -> Iterator[tuple[str, str]]:
    """Yield the names and values of what a standard states of itself."""
    yield "Standard", f"{standard.reference} {standard.title}"
    yield "Level", str(standard.level or "not stated")
    yield "Version", standard.version
    if standard.kind:
        yield "Kind", standard.kind.value.replace("_", " ")
    if standard.status:
        yield "Status", standard.status
    row = standard.this_version
    if row:
        yield "Start dates", f"from {row.earliest_start or 'not set'}, latest {row.latest_start or 'not set'}"
        if row.latest_end:
            yield "Latest end", str(row.latest_end)
    if standard.lars_code:
        yield "LARS code", standard.lars_code
    if standard.route:
        yield "Route", standard.route
    if standard.typical_duration:
        yield "Typical duration", counted_noun(standard.typical_duration, "month")
    for each in standard.qualifications:
        yield "Qualification", "; ".join(filter(None, (each.title, each.level, each.information)))
    yield from _gateway_facts(standard)


def _gateway_facts(standard: Standard) -> Iterator[tuple[str, str]]:
    asked = standard.english_and_maths
    if asked:
        parts = (asked.minimum, asked.with_plan_or_statement, asked.british_sign_language)
        yield "English, maths", " ".join(part.sentence for part in parts if part)
    if standard.early_years:
        yield "Early Years", standard.early_years.sentence
    if standard.gateway:
        yield "Declarations", ", ".join(who.value for who in standard.gateway.declarations) or "none"
    if standard.source:
        yield "Source", f"{standard.source.document}. {standard.source.copyright}"


def caveats(part: Part) -> Iterator[str]:
    """Yield what nobody may take for said: which option is shown, and what the source leaves open."""
    if part.option:
        yield f"Shown is only what the option {part.option.title} ({part.option.id}) requires."
    partial, none = part.with_mapping(DutyMapping.PARTIAL), part.with_mapping(DutyMapping.NONE)
    if partial:
        yield (
            f"The source holds only a part of the mapping of {duties_in_words(partial)}: more KSBs may belong there "
            "than are named."
        )
    if none:
        yield (
            f"Not mapped in the source: {duties_in_words(none)}. Which KSBs are needed there is not known; it never "
            "means none."
        )
    ksbs = [ksb.code for ksb in part.ksbs if ksb.options is None]
    if ksbs:
        yield f"The source gives these statements to no option, so that nobody is known to need them: {listed(ksbs)}."
    duties = [duty for duty in part.duties if duty.options is None]
    if duties:
        yield f"The source doesn't say to which option they belong: {duties_in_words(duties)}."
    if part.standard.level is None:
        yield "The source doesn't state the level."


def duties_in_words(duties: Iterable[Duty]) -> str:
    """Return duties by their numbers, three or more in a row as one range: `duties 1 to 4 and 12`."""
    numbers = [duty.number for duty in duties]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    few = 2
    words = [word for run in runs for word in ([f"{run[0]} to {run[-1]}"] if len(run) > few else map(str, run))]
    return f"{'duty' if len(numbers) == 1 else 'duties'} {listed(words)}"


def owner_title(standard: Standard, owner: Owner) -> str:
    """Return in words whose something is: `Core`, or the titles of its options."""
    if owner is None:
        return "Of no option that the source names"
    return listed(option.title for option in standard.options if option.id in owner) if owner else "Core"


def about_ksb(part: Part, ksb: Ksb) -> Iterator[str]:
    """Yield, as sentences, who needs a statement, which duties are mapped to it, and which may be."""
    if ksb.options is None:
        yield "The source gives this statement to no option, so that nobody is known to need it."
    elif ksb.options:
        yield f"Required of {owner_title(part.standard, ksb.options)}."
    else:
        yield "Core: required of everyone."
    duties = part.mapped_to(ksb)
    yield f"Mapped to {duties_in_words(duties)}." if duties else "The source maps no duty to it."
    may_need = part.may_need(ksb)
    if may_need:
        yield f"The source's mapping is incomplete: {duties_in_words(may_need)} may need it as well."


def about_duty(part: Part, duty: Duty) -> Iterator[str]:
    """Yield, as sentences, whose a duty is, which KSBs are mapped to it, and how much of that the source holds."""
    if duty.options is None:
        yield "The source doesn't say to which option this duty belongs."
    elif duty.options:
        yield f"Of {owner_title(part.standard, duty.options)}."
    else:
        yield "Core: everyone's."
    codes = part.codes(duty)
    if duty.mapping is DutyMapping.NONE:
        yield "Not mapped in the source: it doesn't say which KSBs this duty needs."
        return
    yield f"Mapped to {listed(codes)}." if codes else "None of the KSBs shown is mapped to it."
    if duty.mapping is DutyMapping.PARTIAL:
        yield "The source holds only a part of this mapping: more KSBs may belong to the duty."


def panel_title(kind: str, ksbs: tuple[Ksb, ...]) -> str:
    """Return the heading of a piece of the matrix: `Knowledge, K1 to K20`."""
    first, last = ksbs[0].code, ksbs[-1].code
    return f"{KINDS[kind]}, {first} to {last}" if len(ksbs) > 1 else f"{KINDS[kind]}, {first}"


def first_day(standard: Standard) -> date | None:
    """Return the only date that a standard states of its making: the first day on which this version may be started."""
    row = standard.this_version
    return row.earliest_start if row else None


def cut(text: str, most: int) -> str:
    """Return a text with at most so many characters, with a mark where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words: its headings, and its rows, of which the first cell names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def option_table(part: Part) -> Table:
    """Return the options shown, with how many KSBs of each kind they require."""
    standard = part.standard
    kinds = tuple(dict.fromkeys(map(kind_of, standard.by_code)))
    return Table(
        ("Id", "Title", *(KINDS[kind] for kind in kinds), "Required"),
        tuple(
            (option.id, option.title, *(str(each) for each in _counts(standard, option.id, kinds)))
            for option in standard.options
            if part.option in {None, option}
        ),
    )


def _counts(standard: Standard, option_id: str, kinds: Iterable[str]) -> Iterator[int]:
    """Yield how many KSBs of each kind an option requires, and how many in all."""
    required = [kind_of(ksb.code) for ksb in standard.requirements[option_id].ksbs]
    yield from (required.count(kind) for kind in kinds)
    yield len(required)


def duty_table(part: Part) -> Table:
    """Return the duties shown, with the KSBs that are mapped to each."""
    return Table(
        ("Duty", "What it is", "Of", "Mapping", "KSBs"),
        tuple(
            (
                str(duty.number),
                duty.text,
                owner_title(part.standard, duty.options),
                MAPPINGS[duty.mapping],
                " ".join(part.codes(duty)) or ("none shown here" if duty.ksbs else "not known"),
            )
            for duty in part.duties
        ),
    )


def ksb_table(part: Part, ksbs: Iterable[Ksb]) -> Table:
    """Return statements, with the duties that are mapped to each."""
    return Table(
        ("Code", "Statement", "Of", "Duties"),
        tuple(
            (
                ksb.code,
                ksb.text,
                owner_title(part.standard, ksb.options),
                ", ".join(str(duty.number) for duty in part.mapped_to(ksb)) or "none mapped",
            )
            for ksb in ksbs
        ),
    )


def matrix_table(part: Part, panel: Panel) -> Table:
    """Return a piece of the matrix: of each duty whose it is, how far it is mapped, and a sign for each KSB."""
    return Table(
        ("Duty", "Of", "Mapping", *(ksb.code for ksb in panel.ksbs)),
        tuple(
            (
                str(duty.number),
                owner_title(part.standard, owner),
                MAPPINGS[duty.mapping],
                *(each.value for each in cells),
            )
            for owner, rows in panel.groups
            for duty, cells in rows
        ),
    )


def signs_of(pieces: Iterable[Panel]) -> tuple[tuple[str, str], ...]:
    """Return the signs that pieces of the matrix hold, and what they mean."""
    cells = frozenset[Cell]().union(*(panel.cells for panel in pieces))
    return tuple((sign.value, CELLS[sign]) for sign in Cell if sign in cells)
