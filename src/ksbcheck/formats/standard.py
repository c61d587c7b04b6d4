"""What the exports of a standard share: tables, sheets, and sentences."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ksbcheck.domain.matrix import Cell, Owner, Part, cell
from ksbcheck.domain.names import KINDS, kind_of
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Standard
from ksbcheck.domain.text import listed, shown
from ksbcheck.output.document import Column, Section, Table
from ksbcheck.reports.standard import caveats, duties_in_words, facts, owner_title

_CROSSES = {Cell.MAPPED: "x", Cell.NOT_KNOWN: "?"}


def ksb_table(part: Part) -> Table:
    """Return a row for every KSB and a column for every duty: `x` if they are mapped, `?` if that is not known."""
    widths = {"code": 8, "kind": 14, "statement": 60, "options": 16} | {_duty_heading(duty): 18 for duty in part.duties}
    rows = (
        (
            ksb.code,
            KINDS[kind_of(ksb.code)],
            shown(ksb.text),
            _option_ids(ksb.options),
            *(_CROSSES.get(cell(duty, ksb), "") for duty in part.duties),
        )
        for ksb in part.ksbs
    )
    return _table(widths, rows)


def _table(widths: Mapping[str, int], rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(tuple(Column(heading, width=width) for heading, width in widths.items()), tuple(rows))


def sheets(part: Part) -> Iterator[Section]:
    yield Section("KSBs", (ksb_table(part),))
    duties = (
        (str(duty.number), shown(duty.text), _option_ids(duty.options), duty.mapping.value, " ".join(part.codes(duty)))
        for duty in part.duties
    )
    widths = {"number": 9, "text": 70, "options": 16, "mapping": 12, "ksbs": 40}
    yield Section("Duties", (_table(widths, duties),))
    chosen = [part.option] if part.option else part.standard.options
    yield Section("Options", (_table({"id": 20, "title": 60}, ((option.id, option.title) for option in chosen)),))
    stated = (
        *facts(part.standard),
        *(("Note", caveat) for caveat in caveats(part)),
        *((f"Basis: {basis.basis.value}", f"{', '.join(basis.fields)}: {basis.why}") for basis in part.standard.basis),
    )
    yield Section("Standard", (_table({"what": 22, "value": 100}, stated),))


def _duty_heading(duty: Duty) -> str:
    return f"Duty {duty.number}: {shown(duty.text)} [{_option_ids(duty.options)}; mapping {duty.mapping.value}]"


def _option_ids(owner: Owner) -> str:
    return "not stated" if owner is None else ", ".join(owner) or "core"


def about_ksb(part: Part, ksb: Ksb) -> Iterator[str]:
    if ksb.options is None:
        yield "The source lists this KSB under no option."
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
        yield "The source has only part of this mapping: more KSBs may belong to the duty."


def first_day(standard: Standard) -> date | None:
    row = standard.this_version
    return row.earliest_start if row else None
