"""Filters of a section's rows by their tags, in style alone: radios, and rules that hide rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ksbcheck.domain.text import upper_first
from ksbcheck.output.document import HeatMap, Section, Table
from ksbcheck.output.markup import Html, element, void

_FEWEST = 8
"""The fewest rows that need filters."""

Tags = tuple[str, ...]


class Filters(NamedTuple):
    """The choices above some rows, the classes of rows by their tags, and the rules that hide rows."""

    choices: tuple[Html, ...] = ()
    classes: Mapping[Tags, str] = {}
    rules: tuple[str, ...] = ()


def filters_of(section: Section, prefix: str) -> Filters:
    """Return the filters of a section. Tags as `kind: Skills` belong to a group; `prefix` begins their classes."""
    rows = list(_tags(section))
    if len(rows) < _FEWEST:
        return Filters()
    counts: dict[str, Counter[str]] = {}
    for tags in rows:
        for group, word in map(_split, dict.fromkeys(tags)):
            counts.setdefault(group, Counter())[word] += 1
    useful = {
        group: dict(sorted(words.items(), key=lambda each: _number(each[0])))
        for group, words in counts.items()
        if len(words) > 1 or len(rows) not in words.values()
    }
    names = {
        (group, word): f"{prefix}{chr(ord('a') + g)}-{w}"
        for g, (group, words) in enumerate(useful.items())
        for w, word in enumerate(words)
    }
    choices = tuple(_choice(group, words, names, len(rows)) for group, words in useful.items())
    classes = {tags: " ".join(names[each] for each in map(_split, tags) if each in names) for tags in rows}
    return Filters(choices, classes, tuple(map(_rule, names.values())))


def _tags(section: Section) -> Iterator[Tags]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield from block.tags
        elif isinstance(block, HeatMap):
            yield from (row.tags for row in block.rows)


def _split(tag: str) -> tuple[str, str]:
    group, _, word = tag.rpartition(": ")
    return group or "show", word


def _choice(group: str, words: Mapping[str, int], names: Mapping[tuple[str, str], str], of: int) -> Html:
    of_group = {names[group, word]: f"{upper_first(word)} ({count})" for word, count in words.items()}
    first = next(iter(of_group)).rpartition("-")[0]
    everything = _radio(first, f"{first}-all", f"All ({of})", checked="")
    radios = (_radio(first, name, words) for name, words in of_group.items())
    return element("fieldset", element("legend", upper_first(group)), everything, *radios, class_="filter")


def _radio(group: str, name: str, words: str, checked: str | None = None) -> Html:
    return element("label", void("input", type="radio", name=group, id=name, checked=checked), words)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else -1


def _rule(name: str) -> str:
    """Return the rule that hides all rows but those of a class, and the one that a link led to."""
    return f"section:has(#{name}:checked) tbody tr:not(.{name},:target){{display:none}}"
