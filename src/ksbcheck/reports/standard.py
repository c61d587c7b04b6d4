"""A standard: what it states, what each option requires, what its source maps, and what is inferred; a framework."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ksbcheck.domain.assessment import AssessmentPlan
from ksbcheck.domain.framework import Framework, FrameworkLevel, nearest_titles
from ksbcheck.domain.matrix import Cell as Mapped
from ksbcheck.domain.matrix import Owner, Panel, Part, panels
from ksbcheck.domain.model import Basis
from ksbcheck.domain.names import KINDS, in_ranges, kind_of
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Standard, owners
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Depth,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Items,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.portfolio import codes_of, duty_id, ksb_id, numbers_of
from ksbcheck.reports.words import ABOUT_NO_METHOD

NO_MATRIX = "The source maps no duty to any KSB, so there is no matrix to show."
_SIGNS = {
    Mapped.MAPPED: "the duty is mapped to the KSB",
    Mapped.NOT_MAPPED: "it is not, and the duty's mapping is complete",
    Mapped.NOT_KNOWN: "not known: the source has only part of the duty's mapping",
    Mapped.ELSEWHERE: "the duty and the KSB belong to different options",
}
_CODE = Column("", whole=True, look="strong")
_NUMBER = Column("", whole=True, look="strong", right=True)
_TEXT = Column()
_WORKFORCE = (Column("Year"), Column("Staff", right=True), Column("Share of the school workforce", right=True))
_MAY_BE_MORE = "The source does not say that its lists are complete."


def document(
    part: Part, file: str = "", assessment: tuple[str, AssessmentPlan] | None = None, columns: int = 0
) -> Document:
    """Return a standard or option. `assessment` is the assessment plan beside it, if any, and the file of that.

    The matrix of duties and KSBs has so many columns side by side; without columns there is none.
    """
    return Document(part.full_name, tuple(_sections(part, file, assessment, columns)))


def _sections(part: Part, file: str, assessment: tuple[str, AssessmentPlan] | None, columns: int) -> Iterator[Section]:
    standard = part.standard
    plan = assessment[0] if assessment else "no plan beside the file"
    stated = (("File", file), ("Assessment", plan)) if file else ()
    yield Section("", (Facts((*facts(standard), *stated)),), "facts", Depth.FIRST)
    remarks = tuple(caveats(part))
    if remarks:
        yield Section("What to bear in mind", (Items(remarks),), "caveats")
    yield Section("Options", (option_table(part),), "options")
    if assessment:
        codes = [ksb.code for ksb in part.ksbs if ksb.options is not None]
        yield Section("Methods of assessment", tuple(_methods(assessment[1], codes)))
    if part.duties:
        yield Section("Duties", (duty_table(part),), "duties")
    for kind, ksbs in part.kinds:
        yield Section(KINDS[kind], (_ksbs(part, ksbs),), KINDS[kind].lower())
    if columns:
        yield Section("Duties by KSBs", tuple(_matrix(part, columns)), "matrix")
    yield _rests_on(standard.basis)


def facts(standard: Standard) -> Iterator[tuple[str, str]]:
    yield "Standard", f"{standard.reference} {standard.title}"
    yield "Level", str(standard.level or "not stated")
    yield "Version", standard.version
    row, months = standard.this_version, (standard.typical_duration, standard.assessment_months)
    duration, assessment = (number and counted_noun(number, "month") for number in months)
    stated = (
        ("Incomplete", standard.incomplete and f"its import left out {listed(standard.incomplete)}"),
        ("Kind", standard.kind and standard.kind.value.replace("_", " ")),
        ("Status", standard.status),
        ("Start dates", row and f"from {row.earliest_start or 'not set'}, latest {row.latest_start or 'not set'}"),
        ("Latest end", row and row.latest_end),
        ("Starts paused", standard.starts_paused_from and f"from {standard.starts_paused_from}"),
        ("LARS code", standard.lars_code),
        ("Route", standard.route),
        ("Typical duration", duration),
        *(("Minimum hours", least.words) for least in standard.minimum_hours),
        ("Assessment takes", assessment),
        ("Assessment plan", standard.assessment_plan_url),
    )
    yield from ((name, str(value)) for name, value in stated if value)
    for each in standard.qualifications:
        yield "Qualification", "; ".join(filter(None, (each.title, each.level, each.information)))
    yield from _gateway_facts(standard)


def _gateway_facts(standard: Standard) -> Iterator[tuple[str, str]]:
    asked = standard.english_and_maths
    if asked:
        parts = (asked.minimum, asked.with_plan_or_statement, asked.british_sign_language)
        yield "English, maths", " ".join(part.sentence for part in parts if part)
    if standard.english_and_maths_text:
        yield "English, maths", standard.english_and_maths_text
    if standard.early_years:
        yield "Early Years", standard.early_years.sentence
    if standard.gateway:
        yield "Declarations", ", ".join(who.value for who in standard.gateway.declarations) or "none"
    if standard.source:
        yield "Source", f"{standard.source.document}. {standard.source.copyright}"


def option_table(part: Part) -> Table:
    """Return the options shown, with how many KSBs of each kind they require."""
    standard = part.standard
    kinds = tuple(dict.fromkeys(map(kind_of, standard.by_code)))
    counts = (*(KINDS[kind] for kind in kinds), "Required")
    columns = (
        Column("Id", whole=True, look="strong"),
        Column("Title", share=1),
        *(Column(heading, right=True) for heading in counts),
    )
    rows = []
    for option in [part.option] if part.option else standard.options:
        required = [kind_of(ksb.code) for ksb in standard.requirements[option.id].ksbs]
        rows.append((option.id, option.title, *(str(required.count(kind)) for kind in kinds), str(len(required))))
    return Table(columns, tuple(rows))


def _methods(plan: AssessmentPlan, codes: Sequence[str]) -> Iterator[Block]:
    """Yield the methods of an assessment plan, with how many of some KSBs each assesses."""
    columns = (
        Column("Id", whole=True, look="strong"),
        Column("Title", share=1),
        Column("Portfolio"),
        Column("Themes", right=True),
        Column("KSBs", right=True),
    )
    rows = []
    for method in plan.methods:
        assessed = sum(code in method.ksbs for code in codes)
        themes = len(plan.themes_by_method.get(method.id, ()))
        underpins = "not stated" if method.portfolio is None else "underpins it" if method.portfolio else "no"
        rows.append((method.id, method.title, underpins, str(themes), str(assessed)))
    yield Table(columns, tuple(rows))
    silent = plan.in_no_method(codes)
    if silent:
        yield Note(f"{listed(in_ranges(silent))}: {ABOUT_NO_METHOD}.")


def duty_table(part: Part) -> Table:
    columns = (
        Column("Duty", whole=True, look="strong"),
        Column("What it is", share=5),
        Column("Of", share=2),
        Column("Mapping", share=2),
        Column("KSBs", share=3),
    )
    rows = tuple(
        (
            str(duty.number),
            duty.text,
            owner_title(part.standard, duty.options),
            duty.mapping.words,
            codes_of(part.codes(duty)) or ("none shown here" if duty.ksbs else "not known"),
        )
        for duty in part.duties
    )
    tags = tuple((f"of: {owner_title(part.standard, duty.options)}",) for duty in part.duties)
    return Table(columns, rows, ids=tuple(duty_id(duty.number) for duty in part.duties), tags=tags)


def _ksbs(part: Part, ksbs: Sequence[Ksb]) -> Table:
    columns = (
        Column("Code", whole=True, look="strong"),
        Column("Statement", share=6),
        Column("Of", share=2),
        Column("Duties", share=2),
    )
    rows = tuple(
        (
            ksb.code,
            ksb.text,
            owner_title(part.standard, ksb.options),
            numbers_of((duty.number for duty in part.mapped_to(ksb)), "none mapped"),
        )
        for ksb in ksbs
    )
    tags = tuple((f"of: {owner_title(part.standard, ksb.options)}",) for ksb in ksbs)
    return Table(columns, rows, ids=tuple(ksb_id(ksb.code) for ksb in ksbs), tags=tags)


def _rests_on(bases: Sequence[Basis]) -> Section:
    if not bases:
        unsaid = Note("The file doesn't state which fields are printed and which are inferred.")
        return Section("Basis of this data", (unsaid,))
    columns = (Column("Basis", whole=True, look="strong"), Column("Fields", share=2), Column("Why", share=3))
    rows = tuple((basis.basis.value, ", ".join(basis.fields), basis.why) for basis in bases)
    return Section("Basis of this data", (Table(columns, rows),))


_LISTED = {
    DutyMapping.COMPLETE: "all are listed",
    DutyMapping.PARTIAL: "the source has lost part of its list, and doesn't say what else this duty needs",
    DutyMapping.NONE: "not known: the source has lost its list",
}


def duty_document(standard: Standard, duty: Duty) -> Document:
    about = (
        (f"Duty {duty.number}", duty.text),
        ("Of", owners(duty)),
        ("Standard", standard.full_name),
        ("Its KSBs", _LISTED[duty.mapping]),
    )
    sections = [Section("", (Facts(about),))]
    if duty.ksbs:
        statements = tuple((code, standard.by_code[code].text) for code in duty.ksbs)
        sections.append(
            Section("Knowledge, skills and behaviours (KSBs) listed for it", (Table((_CODE, _TEXT), statements),))
        )
    return Document(f"Duty {duty.number}", tuple(sections))


def ksb_document(standard: Standard, ksb: Ksb) -> Document:
    about = ((ksb.code, ksb.text), ("Needed by", _learners(ksb)), ("Standard", standard.full_name))
    sections = [Section("", (Facts(about),))]
    mapped = standard.duties_mapped_to(ksb.code)
    if mapped:
        duties = tuple((str(duty.number), duty.text) for duty in mapped)
        sections.append(Section("Duties that list it", (Table((_NUMBER, _TEXT), duties),)))
    unsaid = [duty.number for duty in standard.by_number.values() if duty not in mapped and _may_need(duty, ksb)]
    if unsaid:
        duties_ = f"{'duty' if len(unsaid) == 1 else 'duties'} {listed(unsaid)}"
        may_need = f"The source has lost part of its lists: {duties_} may need {ksb.code} as well."
        sections.append(Section("", (Note(), Note(Words(may_need, "quiet")))))
    return Document(ksb.code, tuple(sections))


def _may_need(duty: Duty, ksb: Ksb) -> bool:
    """Whether a duty with an incomplete mapping shares a learner with a KSB."""
    if duty.mapping is DutyMapping.COMPLETE or duty.options is None or ksb.options is None:
        return False
    return not duty.options or not ksb.options or not set(duty.options).isdisjoint(ksb.options)


def _learners(ksb: Ksb) -> str:
    if ksb.options is None:
        return "not stated: the source lists it under no option"
    return f"learners on the option {listed(ksb.options)}" if ksb.options else "everyone (core)"


def matrix(part: Part, width: int) -> Document:
    """Return the duties by the KSBs, in panels of at most `width` characters."""
    names = [_row_name(duty, duty.options) for duty in part.duties]
    codes = [ksb.code for ksb in part.ksbs]
    room = width - max(map(len, names), default=0) - 2
    columns = max(1, room // (max(map(len, codes), default=0) + 1))
    head = (Note(Words(part.full_name, "strong")), Items(tuple(caveats(part))))
    return Document(part.full_name, (Section("", (*head, *_matrix(part, columns))),))


def _matrix(part: Part, columns: int) -> Iterator[Block]:
    """Yield the duties by the KSBs, in maps of at most so many columns, and what their signs mean."""
    found = list(panels(part, columns))
    cells = {cell for panel in found for _, rows in panel.groups for _, cells in rows for cell in cells}
    signs = tuple(f"{sign.value} {meaning}" for sign, meaning in _SIGNS.items() if sign in cells)
    yield Items(signs) if found else Note(NO_MATRIX)
    for panel in found:
        rows = tuple(
            HeatRow(_row_name(duty, owner), (), tuple(cell.value for cell in cells))
            for owner, duties in panel.groups
            for duty, cells in duties
        )
        yield HeatMap(f"Duties by {_panel_title(panel)}", (), tuple(ksb.code for ksb in panel.ksbs), rows, (), ())


def _row_name(duty: Duty, owner: Owner) -> str:
    of = "" if owner == () else f" ({', '.join(owner) if owner else 'no option'})"
    return f"{duty.number}{of}{', partial' if duty.mapping is DutyMapping.PARTIAL else ''}"


def _panel_title(panel: Panel) -> str:
    first, last = panel.ksbs[0].code, panel.ksbs[-1].code
    return f"{KINDS[panel.kind]}, {first} to {last}" if len(panel.ksbs) > 1 else f"{KINDS[panel.kind]}, {first}"


def caveats(part: Part) -> Iterator[str]:
    """Yield, as sentences, which option is shown, and what the source leaves open."""
    if part.option:
        yield f"Only what the option {part.option.title} ({part.option.id}) requires is shown."
    partial = [duty for duty in part.duties if duty.mapping is DutyMapping.PARTIAL]
    none = [duty for duty in part.duties if duty.mapping is DutyMapping.NONE]
    if partial:
        yield f"The source has only part of the mapping of {duties_in_words(partial)}: more KSBs may belong to them."
    if none:
        yield f"Not mapped in the source: {duties_in_words(none)}. Their KSBs are not known, which never means none."
    ksbs = [ksb.code for ksb in part.ksbs if ksb.options is None]
    if ksbs:
        yield f"The source lists these KSBs under no option: {listed(ksbs)}."
    duties = [duty for duty in part.duties if duty.options is None]
    if duties:
        yield f"The source lists under no option: {duties_in_words(duties)}."
    if part.standard.level is None:
        yield "The source doesn't state the level."


def duties_in_words(duties: Iterable[Duty]) -> str:
    """Return duties by number, three or more in a row as a range: `duties 1 to 4 and 12`."""
    numbers = [duty.number for duty in duties]
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])]
    few = 2
    words = [word for run in runs for word in ([f"{run[0]} to {run[-1]}"] if len(run) > few else map(str, run))]
    return f"{'duty' if len(numbers) == 1 else 'duties'} {listed(words)}"


def owner_title(standard: Standard, owner: Owner) -> str:
    """Return `Core`, or the titles of the options that something belongs to."""
    if owner is None:
        return "Under no option in the source"
    return listed(option.title for option in standard.options if option.id in owner) if owner else "Core"


def framework_document(file: str, framework: Framework) -> Document:
    return Document(_name(framework), tuple(_of_framework(file, framework)))


def _of_framework(file: str, framework: Framework) -> Iterator[Section]:
    facts = (
        ("Framework", _name(framework)),
        ("Issue", f"{framework.issue_number}, issued {framework.issued} by {framework.issued_by}"),
        ("Status", framework.status),
        ("KSBs", "none: a framework defines no KSBs, so a portfolio made under it has no coverage"),
        ("File", file),
    )
    yield Section("", (Facts(facts),))
    for level in framework.levels:
        yield Section(level.name, (Facts(tuple(_level(level))),))
    yield Section("Contributions to the skills priorities for England", (Items(framework.contributions),))
    yield Section(f"Workforce ({framework.workforce_source})", (_workforce(framework),))
    yield _rests_on(framework.basis)


def _name(framework: Framework) -> str:
    return f"{framework.id} {framework.title}"


def _level(level: FrameworkLevel) -> Iterator[tuple[str, Cell]]:
    yield "Level", str(level.level or "the source doesn't say")
    yield "Designed for", level.designed_for
    yield "Supervision", level.supervision
    yield "Role", level.role or "not described"
    yield "Job titles", "; ".join(level.job_titles)


def _workforce(framework: Framework) -> Table:
    rows = []
    for year, staff in framework.workforce.items():
        share = framework.workforce_share.get(year)
        rows.append((year, f"{staff:,}", "not stated" if share is None else f"{share:g} %"))
    return Table(_WORKFORCE, tuple(rows))


def roles_document(framework: Framework, title: str | None) -> Document:
    """Return the levels that list a job title, or the nearest titles; without a title, every level."""
    return Document(_name(framework), tuple(_roles(framework, title)))


def _roles(framework: Framework, title: str | None) -> Iterator[Section]:
    facts = [
        ("Framework", _name(framework)),
        ("Issue", f"{framework.issue_number}, issued {framework.issued}"),
        *([("Job title", title)] if title else []),
    ]
    yield Section("", (Facts(tuple(facts)),))
    levels = framework.levels_that_list(title) if title else framework.levels
    for level in levels:
        yield Section(level.name, (Facts(tuple(_role(level, title))),))
    unlisted = (Note(f"'{title}' is not listed{_nearest(framework, title)}."),) if title and not levels else ()
    yield Section("", (Note(), *unlisted, Note(Words(_MAY_BE_MORE, "quiet"))))


def _role(level: FrameworkLevel, title: str | None) -> Iterator[tuple[str, Cell]]:
    yield "Level", level.id
    yield ("Listed as", level.listed(title) or "") if title else ("Job titles", "; ".join(level.job_titles))
    yield "Supervision", level.supervision


def _nearest(framework: Framework, title: str) -> str:
    """Return the end of a sentence: the nearest titles, each with the levels that list it."""
    near = "; ".join(
        f"{each} ({', '.join(level.id for level in framework.levels_that_list(each))})"
        for each in nearest_titles(title, framework.job_titles)
    )
    return f"; nearest: {near}" if near else ", and no listed title is near it"
