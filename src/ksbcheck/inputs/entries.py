"""Edits that take entries out of the lists and mappings of a document, add to its lists, or write a word anew.

They touch as little as they can, so that comments, order and style stay. The text must end with the end of a line.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from ksbcheck.domain.finding import Location
from ksbcheck.inputs.claim_edits import Edit, end_of_line, is_in_brackets, line_end, new_line, word_in
from ksbcheck.inputs.document import Document, Span, Value

Step = str | int
_PLAIN = re.compile(r"[A-Za-z./][\w./-]*|[1-9][0-9]*")
"""What needs no quotes, and is the same to every reader."""


def with_word(document: Document, at: Location, word: str) -> Edit:
    """Return the edit that writes another word in place of the one at a location, in the quotes that it has."""
    span = document.extent(at).value
    match document.text[span.start]:
        case "'":
            written = "'" + word.replace("'", "''") + "'"
        case '"':
            written = json.dumps(word, ensure_ascii=False)
        case _:
            written = word if _PLAIN.fullmatch(word) else json.dumps(word, ensure_ascii=False)
    return Edit(*span, written)


def without(document: Document, at: Location, steps: Collection[Step]) -> Iterator[Edit]:
    """Yield the edits that take entries out of the list or mapping at a location. It must keep at least one."""
    children = _children(document, at)
    cut = _cut_in_brackets if is_in_brackets(document, at) else _cut_lines
    items = [_item(document, (*at, child)) for child in children] if steps else []
    for is_out, run in groupby(enumerate(children), key=lambda each: each[1] in steps):
        if is_out:
            places = [place for place, _ in run]
            yield from cut(document, items, places[0], places[-1])


def _cut_in_brackets(document: Document, items: Sequence[Span], first: int, last: int) -> Iterator[Edit]:
    """Yield the edits that take a run of entries out of brackets, with a comma each."""
    if last + 1 < len(items):
        cut = Edit(items[first].start, items[last + 1].start, "")
    else:
        cut = Edit(items[first - 1].end, items[last].end, "")
    if "#" not in document.text[cut.start : cut.end]:
        yield cut
        return
    for item in items[first : last + 1]:  # what a comment says is not for us to take out
        comma = re.compile(r"\s*,").match(document.text, item.end)
        yield Edit(item.start, comma.end() if comma else item.end, "")


def _cut_lines(document: Document, items: Sequence[Span], first: int, last: int) -> Iterator[Edit]:
    """Yield the edits that take a run of entries out of a block: each with its lines, if it has them for itself."""
    if document.text[_line(document, items[first].start) : items[first].start].strip():
        yield Edit(items[first].start, items[last + 1].start, "")
        return
    for item in items[first : last + 1]:
        ends = end_of_line(document.text, item.end) + len(line_end(document))
        yield Edit(_line(document, item.start), ends, "")


def without_items(document: Document, at: Location, lists: Mapping[str, Collection[int]]) -> Iterator[Edit]:
    """Yield the edits that take items out of the lists of a mapping; one of which nothing stays goes itself."""
    emptied = [key for key, out in lists.items() if out and len(out) == len(_children(document, (*at, key)))]
    for key, out in lists.items():
        if out and key not in emptied:
            yield from without(document, (*at, key), out)
    yield from without(document, at, emptied)


def with_items(document: Document, at: Location, taken_out: Collection[int], added: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits that take items out of the list at a location and add others behind those that stay.

    Something must stay or be added.
    """
    children = _children(document, at)
    kept = [child for child in children if child not in taken_out]
    if not kept:
        yield _all_new(document, at, children, added)
        return
    yield from without(document, at, taken_out)
    if added:
        end = _item(document, (*at, kept[-1])).end
        if is_in_brackets(document, at):
            apart = _apart(document, _item(document, (*at, kept[-1])))
            yield Edit(end, end, "".join(f",{apart}{text}" for text in added))
        else:
            end = end_of_line(document.text, end)
            indent = _column(document, _item(document, (*at, kept[0])).start)
            yield Edit(end, end, "".join(f"{line_end(document)}{indent}- {text}" for text in added))


def _all_new(document: Document, at: Location, children: Sequence[Step], added: Sequence[str]) -> Edit:
    """Return the edit that writes a list anew of which nothing stays."""
    if is_in_brackets(document, at):
        return Edit(*document.extent(at).value, f"[{', '.join(added)}]")
    first, last = (_item(document, (*at, children[place])) for place in (0, -1))
    between = f"{line_end(document)}{_column(document, first.start)}"
    return Edit(first.start, last.end, between.join(f"- {text}" for text in added))


def list_behind(
    document: Document, beside: Location, taken_out: Collection[int], name: str, items: Sequence[str]
) -> Edit:
    """Return the edit that adds a list to a mapping, behind another one of which items are taken out and some stay."""
    extent, end = document.extent(beside), _end_of_last(document, beside, taken_out)
    if not is_in_brackets(document, beside[:-1]):
        end = end_of_line(document.text, end)
        return Edit(end, end, f"{new_line(document, extent)}{_block(document, beside, name, items)}")
    apart = _apart(document, extent.whole)
    return Edit(end, end, f",{apart}{word_in(document, name)}: [{', '.join(items)}]")


def list_in_place(document: Document, of: Location, name: str, items: Sequence[str]) -> Edit:
    """Return the edit that writes a list of another name in place of an entry of a mapping."""
    if is_in_brackets(document, of[:-1]):
        written = f"{word_in(document, name)}: [{', '.join(items)}]"
    else:
        written = _block(document, of, name, items)
    return Edit(*document.extent(of).whole, written)


def _block(document: Document, beside: Location, name: str, items: Sequence[str]) -> str:
    """Return a list as a block, as it is written where an entry stands."""
    start = f"{new_line(document, document.extent(beside))}  - "
    return f"{name}:{''.join(f'{start}{text}' for text in items)}"


def _apart(document: Document, span: Span) -> str:
    """Return what parts an entry in brackets from the one before it, in the style of a neighbour."""
    start = _line(document, span.start)
    has_own_line = not document.text[start : span.start].strip()
    return f"{line_end(document)}{_column(document, span.start)}" if has_own_line else " "


def _end_of_last(document: Document, at: Location, taken_out: Collection[int]) -> int:
    """Return where a list ends of which items are taken out; something must stay."""
    if is_in_brackets(document, at):
        return document.extent(at).value.end
    return _item(document, (*at, [child for child in _children(document, at) if child not in taken_out][-1])).end


def _children(document: Document, at: Location) -> list[Step]:
    """Return the keys or indices of what stands at a location, in their order."""
    value: Value = document.value
    for step in at:
        value = value[step]  # type: ignore[index] # a location leads through mappings and lists
    return list(value) if isinstance(value, dict) else list(range(len(value or ())))


def _item(document: Document, at: Location) -> Span:
    """Return where an entry stands: of an item of a block, its dash too."""
    whole = document.extent(at).whole
    if isinstance(at[-1], str) or is_in_brackets(document, at[:-1]):
        return whole
    start = _line(document, whole.start)
    column = len(_column(document, document.extent(at[:-1]).value.start))  # all dashes of a block stand in one
    while document.text[start + column] != "-":
        start = _line(document, start - 1)
    return Span(start + column, whole.end)


def _line(document: Document, position: int) -> int:
    """Return where the line begins in which a position lies."""
    return document.text.rfind("\n", 0, position) + 1


def _column(document: Document, position: int) -> str:
    """Return blanks as far as a position stands from the beginning of its line."""
    return " " * (position - _line(document, position))
