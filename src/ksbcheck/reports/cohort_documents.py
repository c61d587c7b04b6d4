"""A cohort as documents: its screen, its page, and its workbook."""

from collections.abc import Iterator
from pathlib import Path

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.engine.rows import Under
from ksbcheck.engine.summary import Changes, Movement
from ksbcheck.inputs.library import BUNDLED, Entry, data_folder, find_framework
from ksbcheck.inputs.spool import Spool, Twice
from ksbcheck.output.document import Column, Depth, Document, Drafts, Items, Note, Section, Table
from ksbcheck.reports.check import COHORT_LINES
from ksbcheck.reports.cohort import few, page
from ksbcheck.reports.cohort_rows import Cells, Cohort
from ksbcheck.reports.cohort_screen import by_column, cohort_sections

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
    bundled = data_folder() / under.file.removesuffix(BUNDLED)
    file = bundled if under.file.endswith(BUNDLED) else Path(under.file)
    try:
        return Entry(under.reference, under.version, file).load()
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
    for (reference, version), files in cohort.summary.files.items():
        if len(files) > 1:
            names = listed(name or "one without a name" for name in files)
            notes.append(f"{reference}, version {version}, is of several files, whose texts may differ: {names}")
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
