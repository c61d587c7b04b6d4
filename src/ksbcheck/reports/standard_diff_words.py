"""What a reader of a comparison of two standards must be told, in words: the same in every format."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten
from typing import Any

from ksbcheck.domain.codes import in_ranges
from ksbcheck.domain.standard import Duty, Ksb, Standard, owners
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
from ksbcheck.reports.standard_words import MAPPINGS

SIGNS = {
    # what has become of words: what stands before and behind them
    WordChange.KEPT: ("", ""),
    WordChange.REMOVED: ("[-", "-]"),
    WordChange.ADDED: ("{+", "+}"),
}
LEGEND = "In what was reworded, [-these words-] are gone, and {+these+} have come."
_NOT_STATED = "not stated"
_LONG = 120
NOT_COMPARED = (
    "the names of the two: reference, version, and the table of versions with its dates",
    "where they come from: source, basis, and the ids of the official data",
)


def marked(run: Run) -> str:
    """Return words with the signs that say what has become of them."""
    before, behind = SIGNS[run.change]
    return f"{before}{run.words}{behind}"


def what(changes: Iterable[Change]) -> str:
    """Return in words what has become of something."""
    return ", ".join(change.value for change in changes) or "unchanged"


def name_of(standard: Standard) -> str:
    """Return what a standard is called."""
    return f"{standard.reference} {standard.title}, version {standard.version}"


def warning(diff: StandardDiff) -> str | None:
    """Return what makes the two less alike than a reader expects."""
    if diff.is_of_one_standard:
        return None
    return (
        f"{diff.old.reference} and {diff.new.reference} are two standards, not two versions of one: what is alike "
        "here may mean another thing there."
    )


def verdict(diff: StandardDiff) -> str:
    """Return the comparison in one sentence."""
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


def fact_in_words(fact: Fact) -> str:
    """Return how a field of the standard has changed; of a long text that only one of the two has, how it begins."""
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


def option_in_words(option: ComparedOption) -> str:
    """Return an option as it was and as it is."""
    was, now = (each and f"{each.id}: {each.title}" for each in (option.old, option.new))
    return f"{was} -> {now}" if was and now else was or now or ""


def details(item: Compared[Ksb] | Compared[Duty]) -> Iterator[str]:
    """Yield what else is to be said of a statement or duty: whose it is, and what has become of its mapping."""
    old, new = item.pair
    only = old or new
    if old and new and item.moved:
        yield f"was {_whose(old)}, is {_whose(new)}"
    elif only and not (old and new):
        yield _whose(only)
    if item.mapping:
        yield from _about_mapping(item.mapping)


def _whose(item: Ksb | Duty) -> str:
    return f"of {owners(item)}" if item.options else owners(item)


def _about_mapping(mapping: MappingChange) -> Iterator[str]:
    if mapping.before is not mapping.after:
        yield f"mapping was {MAPPINGS[mapping.before]}, is {MAPPINGS[mapping.after]}"
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


def names(item: Compared[Ksb] | Compared[Duty]) -> tuple[str, str]:
    """Return what a statement or duty was called, and what it is called now; a dash where it isn't there."""
    old, new = item.pair
    return (label(old) if old else "-"), (label(new) if new else "-")


def text_of(item: Compared[Ksb] | Compared[Duty]) -> tuple[Run, ...]:
    """Return the text of a statement or duty, with what has become of its words."""
    only = item.pair.new or item.pair.old
    return item.words or ((Run(WordChange.KEPT, only.text),) if only else ())
