"""The whole screen of `ksbcheck cohort`: also what has changed, what is odd, and what was left out."""

from collections.abc import Iterator

from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.engine.cohort_change import Changes, Movement
from ksbcheck.inputs.spool import Spool, Twice
from ksbcheck.output.document import Document, Drafts, Note, Section
from ksbcheck.reports.check import COHORT_LINES
from ksbcheck.reports.cohort_rows import Cohort
from ksbcheck.reports.cohort_screen import cohort_sections, few

_MOST_CODES = 10
_MOST_ROWS = 24
_ALL = "--format json"
_MOVEMENTS = {
    Movement.MOVED: "moved on",
    Movement.STALLED: "stalled",
    Movement.SLIPPED: "slipped back",
    Movement.DONE: "unchanged with none missing",
    Movement.NEW: "new",
    Movement.NOT_COMPARED: "not compared",
}


def cohort_drafts(cohort: Cohort) -> Drafts:
    """Return the screen of a cohort, once its rows were seen, in drafts of fewer and fewer rows."""
    for _ in cohort.rows():
        pass
    beside = tuple(_beside(cohort))
    drafts = []
    for most in range(_MOST_ROWS, 2, -1):
        sections = cohort_sections(cohort.summary, most, "--format csv", "--format csv")
        *first, last = sections
        drafts.append(Document("Cohort", (*first, *beside, last)))
    return drafts, COHORT_LINES


def _beside(cohort: Cohort) -> Iterator[Section]:
    """Yield what has changed, and what is odd: a learner twice, a document of two learners, folders left out."""
    notes = [*_changes(cohort.changes, cohort.spool)] if cohort.changes else []
    notes += _twice("One learner twice", cohort.spool.one_learner_twice())
    notes += _twice("One document under several learners", cohort.spool.one_document_twice())
    if number := cohort.left_out.get("folders_without_manifest"):
        folders = f"{', '.join(cohort.without_manifest)}{', ...' if number > len(cohort.without_manifest) else ''}"
        notes.append(f"Left out: {counted_noun(number, 'folder')} with files and no manifest: {folders}")
    if number := cohort.left_out.get("other_values"):
        notes.append(f"Left out by --where: {counted_noun(number, 'portfolio')}")
    if notes:
        yield Section("", (Note(), *map(Note, notes)))


def _changes(changes: Changes, spool: Spool) -> Iterator[str]:
    counts, only = changes.counts, spool.only_earlier().total
    yield f"Since then: {', '.join(f'{counts[each]:,} {words}' for each, words in _MOVEMENTS.items())}, {only:,} gone"
    for movement in (Movement.SLIPPED, Movement.STALLED):
        if rows := changes.first.get(movement):
            yield f"{movement.value.capitalize()}: {few([row.name for row in rows], counts[movement], _ALL)}"
    for word, by_standard in (("Closed", changes.closed), ("Opened", changes.opened)):
        for (reference, version), codes in by_standard.items():
            ranked = codes.most_common(_MOST_CODES)
            yield f"{word} ({reference}, version {version}): {', '.join(f'{code} ×{by}' for code, by in ranked)}"


def _twice(title: str, found: Iterator[Twice]) -> Iterator[str]:
    """Yield how many there are, and the portfolios of the first."""
    first = next(found, None)
    if first:
        paths = list(dict.fromkeys(path for path, _ in first.members))
        yield f"{title}: {counted_noun(1 + sum(1 for _ in found), 'time')}, first {listed(paths[:3])} ({_ALL})"
