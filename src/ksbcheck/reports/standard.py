"""Standards as tables for a terminal: what is required, what is mapped, what is inferred."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.basis import Basis
from ksbcheck.domain.codes import KINDS, in_ranges, kind_of
from ksbcheck.domain.roll_up import in_no_method
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Standard, owners
from ksbcheck.domain.text import listed
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, table, to_text, words
from ksbcheck.reports.method_words import ABOUT_NO_METHOD
from ksbcheck.reports.standard_words import MAPPINGS
from ksbcheck.reports.standard_words import facts as stated

if TYPE_CHECKING:  # most standards have no assessment plan beside them
    from ksbcheck.domain.assessment import AssessmentPlan


def render_standard(
    file: str,
    standard: Standard,
    duties: Collection[int],
    codes: Collection[str],
    screen: Screen,
    assessment: "tuple[str, AssessmentPlan] | None" = None,
) -> str:
    """Return a standard with only the duties of those numbers and the KSBs of those codes.

    `assessment` is its assessment plan, with the file, where there is one.
    """
    shown_duties = [duty for duty in standard.by_number.values() if duty.number in duties]
    shown_ksbs = [ksb for ksb in standard.by_code.values() if ksb.code in codes]
    return to_text(_standard(file, standard, shown_duties, shown_ksbs, screen, assessment), screen)


def _standard(
    file: str,
    standard: Standard,
    duties: list[Duty],
    ksbs: list[Ksb],
    screen: Screen,
    assessment: "tuple[str, AssessmentPlan] | None",
) -> Iterator[RenderableType]:
    plan_file, plan = assessment or ("no plan stands beside the file", None)
    yield facts([*_header(file, standard), ("Assessment", words(plan_file))])
    yield heading("Options")
    yield _options(standard, screen)
    if plan:
        yield from _methods(plan, [ksb.code for ksb in ksbs if ksb.options is not None], screen)
    yield heading("Duties")
    yield _duties(duties, screen)
    for kind, of_kind in groupby(ksbs, key=lambda ksb: kind_of(ksb.code)):
        yield heading(KINDS[kind])
        yield _ksbs(list(of_kind), standard, screen)
    yield heading("What this rests on")
    yield basis_table(standard.basis, screen)


def _header(file: str, standard: Standard) -> Iterator[tuple[str, Text]]:
    for name, value in (*stated(standard), ("File", file)):
        yield name, words(value)


def _options(standard: Standard, screen: Screen) -> RenderableType:
    kinds = dict.fromkeys(map(kind_of, standard.by_code))
    counts = (Column(KINDS[kind], justify="right") for kind in kinds)
    rows = table(
        screen,
        Column("Id", no_wrap=True, style="bold"),
        Column("Title", ratio=1),
        *counts,
        Column("Required", justify="right"),
    )
    for option in standard.options:
        required = standard.requirements[option.id].ksbs
        of_kind = [str(sum(kind_of(ksb.code) == kind for ksb in required)) for kind in kinds]
        rows.add_row(words(option.id), words(option.title), *of_kind, str(len(required)))
    return rows


def _methods(plan: "AssessmentPlan", codes: Collection[str], screen: Screen) -> Iterator[RenderableType]:
    """Yield the methods of an assessment plan, with how many of some KSBs each assesses."""
    yield heading("Methods of assessment")
    rows = table(
        screen,
        Column("Id", no_wrap=True, style="bold"),
        Column("Title", ratio=1),
        Column("Portfolio"),
        Column("Themes", justify="right"),
        Column("KSBs", justify="right"),
    )
    for method in plan.methods:
        own, themes = [code for code in codes if code in method.ksbs], plan.themes_by_method.get(method.id, ())
        underpins = "not stated" if method.portfolio is None else "underpins it" if method.portfolio else "no"
        rows.add_row(words(method.id), words(method.title), words(underpins), str(len(themes)), str(len(own)))
    yield rows
    silent = in_no_method(plan, codes)
    if silent:
        yield words(f"{listed(in_ranges(silent))}: {ABOUT_NO_METHOD}.")


def _duties(duties: Iterable[Duty], screen: Screen) -> RenderableType:
    rows = table(
        screen,
        Column("", justify="right", no_wrap=True, style="bold"),
        Column("Duty", ratio=5),
        Column("Of", no_wrap=True),
        Column("Mapping", ratio=2),
        Column("KSBs", ratio=3),
    )
    for duty in duties:
        rows.add_row(
            str(duty.number), words(duty.text), _owner(duty), words(MAPPINGS[duty.mapping]), words(" ".join(duty.ksbs))
        )
    return rows


def _ksbs(ksbs: Iterable[Ksb], standard: Standard, screen: Screen) -> RenderableType:
    rows = table(
        screen,
        Column("", no_wrap=True, style="bold"),
        Column("Statement", ratio=4),
        Column("Of", no_wrap=True),
        Column("Duties", ratio=1),
    )
    for ksb in ksbs:
        duties = ", ".join(str(duty.number) for duty in standard.duties_mapped_to(ksb.code))
        rows.add_row(ksb.code, words(ksb.text), _owner(ksb), words(duties) if duties else words("none mapped", "dim"))
    return rows


def _owner(item: Duty | Ksb) -> Text:
    return words(owners(item))


def basis_table(bases: Iterable[Basis], screen: Screen) -> RenderableType:
    """Return what fields rest on; if nobody says, that it is not stated."""
    rows = table(screen, Column("Basis", no_wrap=True, style="bold"), Column("Fields", ratio=2), Column("Why", ratio=3))
    for basis in bases:
        rows.add_row(basis.basis.value, words(", ".join(basis.fields)), words(basis.why))
    return rows if rows.row_count else words("The file doesn't state which fields are printed and which are inferred.")


def render_duty(standard: Standard, duty: Duty, screen: Screen) -> str:
    """Return one duty, with the statements mapped to it."""
    return to_text(_duty(standard, duty), screen)


def _duty(standard: Standard, duty: Duty) -> Iterator[RenderableType]:
    yield facts(
        [
            (f"Duty {duty.number}", words(duty.text)),
            ("Of", _owner(duty)),
            ("Standard", words(f"{standard.reference} {standard.title}, version {standard.version}")),
            ("Mapping", words(MAPPINGS[duty.mapping])),
        ]
    )
    if duty.mapping is not DutyMapping.COMPLETE:
        yield words("")
        yield words("The source doesn't say what else this duty needs.", "dim")
    if duty.ksbs:
        yield heading("KSBs mapped to it")
        rows = grid(Column(no_wrap=True, style="bold"), Column())
        for code in duty.ksbs:
            rows.add_row(code, words(standard.by_code[code].text))
        yield rows


def render_ksb(standard: Standard, ksb: Ksb, screen: Screen) -> str:
    """Return one KSB: its statement, who needs it, and which duties are mapped to it."""
    return to_text(_ksb(standard, ksb), screen)


def _ksb(standard: Standard, ksb: Ksb) -> Iterator[RenderableType]:
    yield facts(
        [
            (ksb.code, words(ksb.text)),
            ("Needed by", words(_learners(ksb))),
            ("Standard", words(f"{standard.reference} {standard.title}, version {standard.version}")),
        ]
    )
    duties = standard.duties_mapped_to(ksb.code)
    if duties:
        yield heading("Duties mapped to it")
        rows = grid(Column(justify="right", no_wrap=True, style="bold"), Column())
        for duty in duties:
            rows.add_row(str(duty.number), words(duty.text))
        yield rows
    unsaid = [
        str(duty.number)
        for duty in standard.by_number.values()
        if duty.mapping is not DutyMapping.COMPLETE and duty not in duties and _share_a_learner(duty, ksb)
    ]
    if unsaid:
        yield words("")
        yield words(
            f"The source's mapping is incomplete: duties {', '.join(unsaid)} may need {ksb.code} as well.", "dim"
        )


def _share_a_learner(duty: Duty, ksb: Ksb) -> bool:
    """Whether some learner does the duty and needs the KSB."""
    if duty.options is None or ksb.options is None:
        return False
    return not duty.options or not ksb.options or bool(set(duty.options) & set(ksb.options))


def _learners(ksb: Ksb) -> str:
    """Return in words which learners need a KSB."""
    if ksb.options is None:
        return "nobody: the source gives it to no option"
    return f"learners of {', '.join(ksb.options)}" if ksb.options else "everyone (core)"
