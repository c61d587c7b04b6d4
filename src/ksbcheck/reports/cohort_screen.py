"""The screen of a cohort: who needs help first, which KSBs most lack, and how many of each group."""

from collections.abc import Iterator, Sequence

from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.report import Outcome
from ksbcheck.domain.text import counted_noun, day_in_words
from ksbcheck.engine.rows import Row, Standing
from ksbcheck.engine.summary import DUTY, Group, Lacked, Summary
from ksbcheck.output.document import Block, Cell, Column, Note, Section, Table, Words
from ksbcheck.reports.cohort import few, headline, names_of, short_reasons
from ksbcheck.reports.words import picture_of, tally_of

_MOST_UNREAD, _MOST_STANDARDS = 3, 5
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
        yield Note(f"and of {counted_noun(more, 'more standard')} (--format json)")


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
