"""A cohort as documents: its screen, its page, and its workbook."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.report import Outcome
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, day_in_words, listed
from ksbcheck.engine.rows import Row, Standing, Under
from ksbcheck.engine.summary import DUTY, Changes, Group, Lacked, Movement, Summary
from ksbcheck.inputs.library import Entry, find_entry, find_framework, library
from ksbcheck.inputs.spool import Spool, Twice
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Depth,
    Document,
    Drafts,
    Items,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.reports.check import COHORT_LINES
from ksbcheck.reports.cohort import few, headline, names_of, page, short_reasons
from ksbcheck.reports.cohort_rows import Cells, Cohort
from ksbcheck.reports.words import picture_of, tally_of

_MOST_UNREAD, _MOST_STANDARDS = 3, 5
_MOST_CODES = 10
_MOST_ROWS = 24
_MOST_IN_SHEET = 1_048_575
_WIDTH = 12
_WIDTHS = {"Portfolio": 40, "Learner": 26, "Missing": 60, "Why to see first": 32, "Error": 60}
_ALL = "--format json"
_MOVEMENTS = {
    Movement.MOVED: "moved on",
    Movement.STALLED: "stalled",
    Movement.SLIPPED: "slipped back",
    Movement.DONE: "unchanged with none missing",
    Movement.NEW: "new",
    Movement.NOT_COMPARED: "not compared",
}
_MOST_GROUPS = 20
_NAME_ALONE, _NAME = 16, 22  # the widest name, alone and with the folder that tells two of one name apart
_BAR = 8


def cohort_sections(summary: Summary, most: int, more: str, whole: str) -> Iterator[Section]:
    """Yield the screen of a cohort with at most some rows; `more` and `whole` are what shows the others."""
    under = (
        f"{few(summary.under_what, len(summary.under_what), '--format json')}, {day_in_words(summary.day)}"
        if summary.day
        else ""
    )
    head = (Note(under), Note(headline(summary.all.standings), whole=True))
    yield Section("", head if under else head[1:])
    rows = [*summary.first, *summary.fine]
    names = list(zip(rows, names_of(rows), strict=True))
    has_twins = any(name != row.name for row, name in names)
    listed_first, fine = names[: len(summary.first)], [name for _, name in names[len(summary.first) :]]
    columns = (
        Column("Learner", whole=True, at_most=_NAME if has_twins else _NAME_ALONE),
        Column("Option", whole=True, at_most=10),
        Column("Missing", right=True, whole=True),
        Column("█▓▒ has", width=_BAR, whole=True),
        Column("Waiting", right=True, whole=True),
        Column("See to first", share=3, whole=True),
    )
    shown = listed_first[:most]
    blocks: list[Block] = [Table(columns, tuple(_row(*each) for each in shown))] if shown else []
    if (rest := summary.all.total - summary.fine_total - len(shown)) > 0:
        blocks.append(Note(f"and {rest:,} more ({more})"))
    errors = [(row.error, name) for row, name in shown if row.error]
    blocks += [Note(f"Not checked: {name}: {error.message} ({error.rule})") for error, name in errors[:_MOST_UNREAD]]
    if fine:
        blocks.append(Note(f"None missing: {few(fine, summary.fine_total, whole)}"))
    yield Section("", tuple(blocks))
    help = [name for row, name in listed_first if row.standing is Standing.HELP]
    see_first = (Note(f"See first: {few(help, summary.help, whole)}"),) if help else ()
    yield Section("", (*_most_missing(summary), *see_first))
    yield from (*by_column(summary), *(_by_duty(summary) if summary.by == DUTY else ()))
    tally = tally_of(summary.all.total, summary.failing, summary.excused, summary.unread, summary.methods)
    yield Section("", (Note(), Note(Words(tally, "strong"))))


def _row(row: Row, name: str) -> tuple[Cell, ...]:
    if len(name) > _NAME and name != row.name:
        name = f"{name[: _NAME // 3]}…{name[1 + _NAME // 3 - _NAME :]}"  # its end tells it apart
    if not row.is_standard or row.under is None:
        return name, "-", "?", "", "", short_reasons(row.reasons)
    required, done, bar = len(row.under.required), 0, ""
    for part in picture_of(required, *row.counts).parts:
        done += part.size
        bar += part.sign * (round(_BAR * done / max(required, 1)) - len(bar))
    waiting, missing = str(row.waiting or "-"), f"{len(row.gaps)} of {required}"
    return name, row.under.option, missing, bar, waiting, short_reasons(row.reasons)


def _most_missing(summary: Summary) -> Iterator[Note]:
    """Yield the KSBs that most learners lack, of the standards with most learners."""
    standards = sorted(summary.standards.items(), key=lambda each: -each[1].total)
    for (reference, version), group in standards[:_MOST_STANDARDS]:
        if ranked := group.most_lacked:
            twin = sum(each == reference for each, _ in summary.standards) > 1
            of = f" of {reference}{f' {version}' if twin else ''}" if len(summary.standards) > 1 else ""
            yield from (Note(), Note(f"Most missing{of}: {', '.join(_lacked(ranked))}"))
    if (more := len(standards) - _MOST_STANDARDS) > 0:
        yield Note(f"and of {counted_noun(more, 'more standard')} ({_ALL})")


def _lacked(ranked: Sequence[Lacked], most: int = 3) -> Iterator[str]:
    """Yield KSBs that are lacked by the same numbers, with the numbers."""
    groups: dict[tuple[int, int], list[str]] = {}
    for code, by, of in ranked:
        groups.setdefault((by, of), []).append(code)
    for (by, of), codes in list(groups.items())[:most]:
        shown = " ".join(code.replace(" to ", "-") for code in in_ranges(codes)[:8])
        yield f"{shown} ({by} of {of})"


def by_column(summary: Summary) -> Iterator[Section]:
    """Yield the groups, those with most learners who need help first; of several standards, each with its own."""
    groups = sorted(summary.groups.items(), key=lambda each: -each[1].standings[Standing.HELP])
    several = len({name[1:] for name, _ in groups}) > 1
    columns = (
        Column(summary.by.capitalize(), whole=True, at_most=_NAME),
        *([Column("Standard", whole=True)] if several else []),
        *(Column(name, right=True, whole=True) for name in ("All", "Clean", "Gaps", "Error", "Help")),
        Column("Most missing", share=3, whole=True),
    )
    rows = tuple(
        (value or "-", *([" ".join(standard).strip() or "not checked"] if several else []), *_group(group))
        for (value, *standard), group in groups[:_MOST_GROUPS]
    )
    more = len(groups) - _MOST_GROUPS
    notes = (Note(f"and {more:,} more (--format json)"),) if more > 0 else ()
    if rows:
        yield Section(f"By {summary.by}", (Table(columns, rows), *notes), "by")


def _group(group: Group) -> tuple[Cell, ...]:
    outcomes = tuple(group.outcomes[each] for each in Outcome)
    return group.total, *outcomes, group.standings[Standing.HELP], ", ".join(_lacked(group.most_lacked, 1))


def _by_duty(summary: Summary) -> Iterator[Section]:
    columns = tuple(Column(name, right=True, whole=True) for name in ("Duty", "Met", "Partly", "Not met", "Not mapped"))
    for (reference, version), group in summary.standards.items():
        rows = tuple((number, *counts.values()) for number, counts in group.by_duty.items())
        yield Section(f"By duty, {reference}, version {version}", (Table(columns, rows),))


def drafts(cohort: Cohort) -> Drafts:
    """Return the screen of a cohort, once its rows were seen, in drafts of fewer and fewer rows."""
    cohort.count()
    notes = tuple(map(Note, _also_found(cohort)))
    beside = (Section("", (Note(), *notes)),) if notes else ()
    found = []
    for most in range(_MOST_ROWS, 2, -1):
        *first, last = cohort_sections(cohort.summary, most, "--format csv", "--format csv")
        found.append(Document("Cohort", (*first, *beside, last)))
    return found, COHORT_LINES


def page_of(cohort: Cohort) -> Document:
    """Return the report on a cohort."""
    cohort.count()
    summary = cohort.summary
    notes = tuple(_also_found(cohort))
    unders = {name: _definition(under) for name, under in summary.unders.items()}
    found = (Section("Also found", (Items(notes),), "also"),) if notes else ()
    return page(summary, unders, beside=(*by_column(summary), *found))


def _definition(under: Under) -> Standard | Framework:
    """Return what portfolios are judged under; a standard that is not at hand has no statements."""
    if not under.option:
        return find_framework(under.reference)[1]
    entry = Entry(under.reference, under.version, Path(under.file))
    try:
        return (entry if entry.file.is_file() else find_entry(entry.name, library())).load()
    except InputError:  # of a pseudonymous portfolio, or checked elsewhere
        return Standard.model_construct(
            format="ksbcheck-standard/1",
            reference=under.reference,
            title=under.title,
            level=None,
            version=under.version,
            options=(),
            duties=(),
            ksbs=(),
        )


def workbook_of(cohort: Cohort) -> Document:
    """Return the report on a cohort with a sheet of all learners, whose rows stay in the table.

    Raises:
        InputError: there are more learners than a sheet has rows.
    """
    if cohort.spool.total > _MOST_IN_SHEET:
        remedy = "Write them with --format csv."
        raise InputError("KSB901", f"{cohort.spool.total:,} learners are more than a sheet of Excel has rows", remedy)
    whole, cells = page_of(cohort), Cells(cohort)
    columns = tuple(Column(head, width=_WIDTHS.get(head, _WIDTH)) for head in cells.heads)
    first = [section for section in whole.sections if section.depth is Depth.FIRST]
    others = [section for section in whole.sections if section.depth is not Depth.FIRST]
    return whole._replace(sections=(*first, Section("Learners", (Table(columns, cells),)), *others))


def _also_found(cohort: Cohort) -> list[str]:
    """Return what has changed, and what is odd: a learner twice, a document of two learners, folders left out."""
    notes = [*_since_then(cohort.changes, cohort.spool)] if cohort.changes else []
    notes += _in_words("One learner twice", cohort.spool.one_learner_twice())
    notes += _in_words("One document under several learners", cohort.spool.one_document_twice())
    if number := cohort.left_out.get("folders_without_manifest"):
        folders = f"{', '.join(cohort.without_manifest)}{', ...' if number > len(cohort.without_manifest) else ''}"
        notes.append(f"Left out: {counted_noun(number, 'folder')} with files and no manifest: {folders}")
    if number := cohort.left_out.get("other_values"):
        notes.append(f"Left out by --where: {counted_noun(number, 'portfolio')}")
    return notes


def _since_then(changes: Changes, spool: Spool) -> Iterator[str]:
    counts, only = changes.counts, spool.only_earlier().total
    yield f"Since then: {', '.join(f'{counts[each]:,} {words}' for each, words in _MOVEMENTS.items())}, {only:,} gone"
    for movement in (Movement.SLIPPED, Movement.STALLED):
        if rows := changes.first.get(movement):
            yield f"{movement.value.capitalize()}: {few([row.name for row in rows], counts[movement], _ALL)}"
    for word, by_standard in (("Closed", changes.closed), ("Opened", changes.opened)):
        for (reference, version), codes in by_standard.items():
            ranked = codes.most_common(_MOST_CODES)
            yield f"{word} ({reference}, version {version}): {', '.join(f'{code} ×{by}' for code, by in ranked)}"


def _in_words(title: str, found: Iterator[Twice]) -> Iterator[str]:
    """Yield how many there are, and the portfolios of the first."""
    first = next(found, None)
    if first:
        paths = list(dict.fromkeys(path for path, _ in first.members))
        yield f"{title}: {counted_noun(1 + sum(1 for _ in found), 'time')}, first {listed(paths[:3])} ({_ALL})"
