"""The difference between two standards, for a terminal and as a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten
from typing import Any

from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.standard import Duty, Ksb, owners
from ksbcheck.domain.standard_change import (
    Change,
    Compared,
    ComparedOption,
    Fact,
    MappingChange,
    Run,
    StandardDiff,
    WordChange,
    label,
)
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import Cell, Column, Document, Facts, Items, Lines, Note, Section, Table, Words

LEGEND = "In reworded text, [-these words-] were removed and {+these+} were added."
NOT_COMPARED = (
    "names: reference, version, and the table of versions with its dates",
    "sources: source, basis, and the ids of the official data",
)
_RUNS = {
    # what became of words: the signs around them, and their look
    WordChange.KEPT: ("", "", ""),
    WordChange.REMOVED: ("[-", "-]", "removed"),
    WordChange.ADDED: ("{+", "+}", "added"),
}
_NOT_STATED = "not stated"
_LONG = 120
_SIDES = ("From", "To")

_Rows = tuple[tuple[str, str], ...]


def document(diff: StandardDiff, files: tuple[str, str]) -> Document:
    """Return what changed from one standard to another, the verdict last; `files` are theirs."""
    title = f"{diff.new.full_name}, compared with version {diff.old.version}"
    return Document(title, tuple(_sections(diff, files)))


def page(diff: StandardDiff, files: tuple[str, str]) -> Document:
    """Return the same with the verdict first, below any warning."""
    whole, at = document(diff, files), int(bool(warning(diff)))
    *sections, verdict = whole.sections
    return whole._replace(sections=(*sections[:at], verdict, *sections[at:]))


def _sections(diff: StandardDiff, files: tuple[str, str]) -> Iterator[Section]:
    loud = warning(diff)
    if loud:
        yield Section("", (Note(Words(loud, "strong doubtful")), Note()))
    both = zip(_SIDES, (diff.old, diff.new), files, strict=True)
    yield Section(
        "", (Facts(tuple((side, Lines((each.full_name, Words(file, "quiet")))) for side, each, file in both)),)
    )
    if diff.facts:
        yield Section("The standard itself", (Facts(_facts(diff)),))
    if _options(diff):
        yield Section("Options", (Facts(_options(diff)),))
    yield from _changed(diff)
    if diff.is_anything_reworded:
        yield Section("", (Note(), Note(Words(LEGEND, "quiet"))))
    yield Section("Not compared", (Items(NOT_COMPARED),))
    yield Section("", (Note(), Note(Words(_verdict(diff), "strong"))))


def warning(diff: StandardDiff) -> str | None:
    """Return a warning if the two are not versions of one standard."""
    if diff.old.reference == diff.new.reference:
        return None
    return (
        f"{diff.old.reference} and {diff.new.reference} are two standards, not two versions of one: the same "
        "text may mean something else."
    )


def _verdict(diff: StandardDiff) -> str:
    counts = [
        _counted(diff.options, "option", "options"),
        _counted(diff.statements, "statement", "statements"),
        _counted(diff.duties, "duty", "duties"),
    ]
    if diff.facts:
        counts.insert(0, f"the standard's {listed(fact.field for fact in diff.facts)}")
    return f"the same: {listed(counts)}" if diff.is_same else f"they differ: {'; '.join(counts)}"


def _counted(
    items: Sequence[Compared[Ksb]] | Sequence[Compared[Duty]] | Sequence[ComparedOption], one: str, several: str
) -> str:
    found = Counter(change for item in items for change in item.changes)
    unchanged = sum(not item.changes for item in items)
    return ", ".join(
        [
            f"{counted_noun(unchanged, one, several)} unchanged",
            *(f"{found[change]} {change.value}" for change in Change if found[change]),
        ]
    )


def _facts(diff: StandardDiff) -> _Rows:
    return tuple((fact.field, _fact(fact)) for fact in diff.facts)


def _fact(fact: Fact) -> str:
    """Return the two values; of a long text that only one standard has, the beginning."""
    old, new = _value(fact.old), _value(fact.new)
    if _NOT_STATED in (old, new):
        old, new = (shorten(each, _LONG, placeholder=" …") for each in (old, new))
    return f"{old} -> {new}"


def _value(value: Any) -> str:  # noqa: ANN401 - a plain value of whatever type
    match value:
        case None | []:
            return _NOT_STATED
        case dict() | list():
            return _inside(value)
        case _:
            return str(value)


def _inside(value: Any) -> str:  # noqa: ANN401 - a plain value of whatever type
    """Return all texts in a value, one behind the other."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict | list):
        return "; ".join(filter(None, map(_inside, parts)))
    return "" if value is None else str(value)


def _options(diff: StandardDiff) -> _Rows:
    return tuple((_changes(each.changes), _option(each)) for each in diff.options if each.changes)


def _changes(changes: Iterable[Change]) -> str:
    return ", ".join(change.value for change in changes)


def _option(option: ComparedOption) -> str:
    old, new = (each and f"{each.id}: {each.title}" for each in (option.old, option.new))
    return f"{old} -> {new}" if old and new else old or new or ""


def _changed(diff: StandardDiff) -> Iterator[Section]:
    yield from _items("Statements", "Statement", diff.statements)
    yield from _items("Duties", "Duty", diff.duties)


def _items(title: str, heading: str, items: Iterable[Compared[Ksb]] | Iterable[Compared[Duty]]) -> Iterator[Section]:
    columns = (
        Column("Was", whole=True, look="strong"),
        Column("Is", whole=True, look="strong"),
        Column("Change", width=11),
        Column(heading, share=1),
    )
    rows = tuple(_row(item) for item in items if item.changes)
    if rows:
        yield Section(title, (Table(columns, rows),))


def _row(item: Compared[Ksb] | Compared[Duty]) -> tuple[Cell, ...]:
    old, new = (label(each) if each else "-" for each in item.pair)
    text = Lines((marked_text(item), *(Words(line, "quiet") for line in _details(item))))
    return old, new, _changes(item.changes), text


def marked_text(item: Compared[Ksb] | Compared[Duty]) -> tuple[str | Words, ...]:
    """Return the text of a statement or duty, with signs and looks for the words that changed."""
    only = item.pair.new or item.pair.old
    runs = item.words or ((Run(WordChange.KEPT, only.text),) if only else ())
    parts: list[str | Words] = []
    for change, words in runs:
        before, behind, look = _RUNS[change]
        parts += [" ", Words(f"{before}{words}{behind}", look)]
    return tuple(parts[1:])


def _details(item: Compared[Ksb] | Compared[Duty]) -> Iterator[str]:
    """Yield whose a statement or duty is, and what changed in its mapping."""
    old, new = item.pair
    only = old or new
    if old and new and item.moved:
        yield f"was {_owner(old)}, is {_owner(new)}"
    elif only and not (old and new):
        yield _owner(only)
    if item.mapping:
        yield from _mapping(item.mapping)


def _owner(item: Ksb | Duty) -> str:
    return f"of {owners(item)}" if item.options else owners(item)


def _mapping(mapping: MappingChange) -> Iterator[str]:
    if mapping.before is not mapping.after:
        yield f"mapping was {mapping.before.words}, is {mapping.after.words}"
    if mapping.gained:
        yield f"now mapped to {_codes(mapping.gained)}"
    if mapping.lost:
        yield f"no longer mapped to {_codes(mapping.lost)}"
    if mapping.newly_named:
        yield f"names {_codes(mapping.newly_named)} now; whether it was mapped before is not known"
    if mapping.no_longer_named:
        yield f"doesn't name {_codes(mapping.no_longer_named)} any more; whether it is still mapped is not known"


def _codes(codes: Iterable[str]) -> str:
    return listed(in_ranges(codes))
