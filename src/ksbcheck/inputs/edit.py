"""The editor of YAML and JSON text. It changes as little as it can: comments, order, layout and quotes stay."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from ksbcheck.domain.finding import InputError, Location
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.parsing import Span, is_json
from ksbcheck.inputs.plain import Value

_PLAIN = re.compile(r"[A-Za-z./][\w./-]*(?: [\w./-]+)*|[1-9][0-9]*|\d{4}-\d\d-\d\d")
"""A text that needs no quotes in YAML, unless it reads as an answer."""
_ANSWER = re.compile("true|false|yes|no|on|off|null|y|n", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_REST_OF_LINE = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(#.*)?")
_UNIT = "  "


class Edit(NamedTuple):
    """A replacement for the text between two positions."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits that don't overlap; at one position they go in their order."""
    parts, at = [], 0
    for edit in sorted(edits, key=itemgetter(0, 1)):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


class Style(NamedTuple):
    """How the author writes entries: in brackets or as a block, keys in quotes or plain, levels indented by `unit`."""

    in_brackets: bool
    quoted: bool
    unit: str

    def key(self, name: str) -> str:
        """Return a key as the author writes keys."""
        return f'"{name}"' if self.quoted else name

    def list_entry(self, name: str, items: Sequence[str]) -> list[str]:
        """Return the lines of a list under a key."""
        if self.in_brackets:
            return [f"{self.key(name)}: [{', '.join(items)}]"]
        return [f"{self.key(name)}:", *(f"{_UNIT}- {item}" for item in items)]


Lines = Callable[[Style], list[str]]
"""The lines of an entry in a style, without their common indent."""


class Editor:
    """Collects the edits of a document. Positions refer to the document as it was read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.edits: list[Edit] = []
        self._is_json = is_json(document.path)
        self._line_end = "\r\n" if "\r\n" in document.text else "\n"
        self._text = document.text if document.text.endswith("\n") else document.text + self._line_end

    def edited(self, meant: object) -> Document | None:
        """Return the edited document, or None unless its value is exactly `meant`."""
        try:
            document = parse_document(self.document.path, apply_edits(self.document.text, self.edits))
        except InputError:
            return None
        return document if document.value == meant else None

    def result(self, meant: object) -> str | None:
        """Return the edited text, or None unless its value is exactly `meant`."""
        document = self.edited(meant)
        return document.text if document else None

    def word(self, word: str) -> str:
        """Return a word as the document's language writes it."""
        is_plain = _PLAIN.fullmatch(word) and not _ANSWER.fullmatch(word)
        return word if is_plain and not self._is_json else _quoted(word)

    def mapping(self, entries: Mapping[str, str]) -> str:
        """Return a mapping in brackets, of keys and of values as they are to be written."""
        return f"{{{', '.join(f'{self._key(key)}: {value}' for key, value in entries.items())}}}"

    def _key(self, key: str) -> str:
        """Return a key; `on` needs no quotes, unlike a text that other readers would take for an answer."""
        return key if key.isidentifier() and not self._is_json else self.word(key)

    def flow(self, value: object) -> str:
        """Return a value on one line: a text, or a list or mapping in brackets."""
        if isinstance(value, Mapping):
            return self.mapping({key: self.flow(part) for key, part in value.items()})
        if isinstance(value, list | tuple):
            return f"[{', '.join(map(self.flow, value))}]"
        return self.word(str(value))

    def block(self, entries: Mapping[str, object]) -> list[str]:
        """Return the lines of a mapping: one for each key, and one for each mapping in a list."""
        style, lines = Style(in_brackets=False, quoted=False, unit=_UNIT), list[str]()
        for key, value in entries.items():
            if isinstance(value, list | tuple) and value and all(isinstance(item, Mapping) for item in value):
                lines += style.list_entry(key, list(map(self.flow, value)))
            else:
                lines.append(f"{key}: {self.flow(value)}")
        return lines

    def add_items(
        self, at: Location, added: Sequence[object], removed: Collection[int] = (), behind: Collection[str] = ()
    ) -> None:
        """Add values to a list, and remove others, in the style of the last one; one value alone becomes a list.

        A new list goes after the last of some keys, or of all keys.
        """
        keys = self._children(at[:-1])
        value = self._value(at) if at[-1] in keys else None
        if not value:
            self.set_entry(at, lambda style: self._list_lines(style, str(at[-1]), added), behind)
        elif isinstance(value, list):
            last = (*at, len(value) - 1)
            is_block = isinstance(value[-1], dict) and not self._is_in_brackets(at) and not self._is_in_brackets(last)
            indent = f"{self._line_end}{self._column(self._item(last).start)}{_UNIT}"
            texts = [self._item_text(item, indent if is_block else "") for item in added]
            self.change_items(at, removed, texts)
        else:
            self._enlist(at, list(map(self.flow, added)))

    def _item_text(self, item: object, indent: str) -> str:
        """Return the text of an item, behind its dash; with an indent, a mapping has one line for each key."""
        return indent.join(self.block(item)) if indent and isinstance(item, Mapping) else self.flow(item)

    def _list_lines(self, style: Style, key: str, items: Sequence[object]) -> list[str]:
        if style.in_brackets or not all(isinstance(item, Mapping) for item in items):
            return [f"{style.key(key)}: {self.flow(items)}"]
        is_top = key == "evidence"
        blocks = [self.block(item) if is_top else [self.flow(item)] for item in items if isinstance(item, Mapping)]
        lines = [f"{_UNIT}{'- ' if not index else _UNIT}{line}" for each in blocks for index, line in enumerate(each)]
        return [f"{key}:", *lines]

    def _enlist(self, at: Location, added: Sequence[str]) -> None:
        """Make a list of one value and others."""
        span = self.document.extent(at).value
        if self._is_in_brackets(at):
            self._edit(span.start, span.start, "[")
            self._edit(span.end, span.end, "".join(f", {text}" for text in added) + "]")
            return
        self._edit(span.start, span.start, "- ")
        for line in re.finditer(r"\n(?=[^\r\n])", self._text[slice(*span)]):
            self._edit(span.start + line.end(), span.start + line.end(), _UNIT)
        self._insert_lines(span.end, [f"{self._column(span.start)}- {text}" for text in added])

    def set_value(self, at: Location, value: object) -> None:
        """Replace an entry of a mapping, or add it after all others."""
        self.set_entry(at, lambda style: [f"{style.key(str(at[-1]))}: {self.flow(value)}"])

    def replace(self, span: Span, text: str) -> None:
        """Write a text in place of a part of the document's."""
        self._edit(*span, text)

    def set_word(self, at: Location, word: str, behind: Collection[str] = ()) -> None:
        """Replace a word, keeping its quotes, or add a key after some others."""
        if at[-1] not in self._children(at[:-1]):
            self.set_entry(at, lambda style: [f"{style.key(str(at[-1]))}: {self.word(word)}"], behind)
            return
        span = self.document.extent(at).value
        match self._text[span.start : span.end][:1]:
            case "'":
                written = "'" + word.replace("'", "''") + "'"
            case '"':
                written = _quoted(word)
            case _:
                written = self.word(word)
        blank = " " if self._text[span.start - 1] == ":" else ""
        self._edit(*span, blank + written)

    def set_entry(self, at: Location, lines: Lines, behind: Collection[str] = ()) -> None:
        """Replace an entry of a mapping, or add it after the last of some keys, or of all keys."""
        keys = self._children(at[:-1])
        if at[-1] in keys:
            self.replace_entry(at, lines)
        else:
            self._insert(at[:-1], max(self._item((*at[:-1], key)) for key in behind or keys), lines)

    def replace_entry(self, at: Location, lines: Lines) -> None:
        """Replace an entry of a mapping. A comment after the old one stays."""
        span = self._item(at)
        style, indent = self._style(at[:-1], span.start)
        is_alone = not self._text[self._line(span.start) : span.start].strip()
        written = lines(style)
        has_lines = is_alone or not style.in_brackets
        self._edit(*span, f"{self._line_end}{indent}".join(written) if has_lines else _on_one_line(written))

    def remove(self, at: Location, steps: Collection[str | int]) -> None:
        """Remove entries of a mapping or list, which must keep at least one."""
        children = self._children(at)
        cut = self._cut_in_brackets if self._is_in_brackets(at) else self._cut_lines
        items = [self._item((*at, child)) for child in children]
        for is_out, run in groupby(enumerate(children), key=lambda each: each[1] in steps):
            if is_out:
                places = [place for place, _ in run]
                cut(items, places[0], places[-1])

    def remove_items(self, at: Location, lists: Mapping[str, Collection[int]]) -> None:
        """Remove items from the lists of a mapping; a list that becomes empty is removed."""
        emptied = [key for key, out in lists.items() if out and len(out) == len(self._children((*at, key)))]
        for key, out in lists.items():
            if out and key not in emptied:
                self.remove((*at, key), out)
        if emptied:
            self.remove(at, emptied)

    def change_items(self, at: Location, removed: Collection[int], added: Sequence[str]) -> None:
        """Remove items from a list, and add others after the rest."""
        items = [self._item((*at, child)) for child in self._children(at)]
        kept = [item for place, item in enumerate(items) if place not in removed]
        if not kept:
            self._rewrite_list(at, items, added)
            return
        self.remove(at, removed)
        if self._is_in_brackets(at):
            is_alone = not self._text[self._line(kept[-1].start) : kept[-1].start].strip()
            apart = f"{self._line_end}{self._column(kept[-1].start)}" if is_alone else " "
            self._edit(kept[-1].end, kept[-1].end, "".join(f",{apart}{text}" for text in added))
        else:
            self._insert_lines(kept[-1].end, [f"{self._column(kept[0].start)}- {text}" for text in added])

    def _rewrite_list(self, at: Location, items: Sequence[Span], added: Sequence[str]) -> None:
        if self._is_in_brackets(at):
            self._edit(*self.document.extent(at).value, f"[{', '.join(added)}]")
        else:
            between = f"{self._line_end}{self._column(items[0].start)}"
            self._edit(items[0].start, items[-1].end, between.join(f"- {text}" for text in added))

    def _insert(self, at: Location, neighbour: Span, lines: Lines) -> None:
        """Add an entry to a mapping, after another entry."""
        style, indent = self._style(at, neighbour.start)
        written = lines(style)
        if not style.in_brackets:
            self._insert_lines(neighbour.end, [f"{indent}{line}" for line in written])
            return
        end = self._end_of_line(neighbour.end)
        rest = _REST_OF_LINE.fullmatch(self._text, neighbour.end, end)
        if not rest or self.document.extent(at).value.start >= self._line(neighbour.start):
            self._edit(neighbour.end, neighbour.end, f", {_on_one_line(written)}")
            return
        own_lines = "".join(f"{self._line_end}{indent}{line}" for line in written)
        if rest[0] in ("", ","):
            self._edit(neighbour.end, neighbour.end, f",{own_lines}")
        elif rest["comma"]:
            self._edit(end, end, f"{own_lines},")
        else:
            self._edit(neighbour.end, neighbour.end, ",")
            self._edit(end, end, own_lines)

    def _insert_lines(self, position: int, lines: Iterable[str]) -> None:
        """Add lines below the line with a position."""
        below = self._end_of_line(position) + len(self._line_end)
        self._edit(below, below, "".join(f"{line}{self._line_end}" for line in lines))

    def _cut_in_brackets(self, items: Sequence[Span], first: int, last: int) -> None:
        """Remove a run of entries from brackets, with their commas; comments between them stay."""
        if last + 1 < len(items):
            cut = Span(items[first].start, items[last + 1].start)
        else:
            cut = Span(items[first - 1].end, items[last].end)
        if "#" not in self._text[slice(*cut)]:
            self._edit(*cut, "")
            return
        for item in items[first : last + 1]:
            comma = re.compile(r"\s*,").match(self._text, item.end)
            self._edit(item.start, comma.end() if comma else item.end, "")

    def _cut_lines(self, items: Sequence[Span], first: int, last: int) -> None:
        """Remove a run of entries from a block, each with its lines unless it shares them."""
        if self._text[self._line(items[first].start) : items[first].start].strip():
            self._edit(items[first].start, items[last + 1].start, "")
            return
        for item in items[first : last + 1]:
            self._edit(self._line(item.start), self._end_of_line(item.end) + len(self._line_end), "")

    def _edit(self, start: int, end: int, text: str) -> None:
        """Add an edit. If the last line has no line end, the line end goes before the text."""
        size = len(self.document.text)
        if start > size:
            start, text = size, f"{self._line_end}{text.removesuffix(self._line_end)}"
        self.edits.append(Edit(start, min(end, size), text))

    def _children(self, at: Location) -> list[str | int]:
        """Return the keys or indices of the value at a location, in their order."""
        value = self._value(at)
        return list(value) if isinstance(value, dict) else list(range(len(value or ())))

    def _value(self, at: Location) -> Value:
        value: Value = self.document.value
        for step in at:
            value = value[step]  # type: ignore[index] # a location leads through mappings and lists
        return value

    def _item(self, at: Location) -> Span:
        """Return the extent of an entry; an item of a block begins with its dash."""
        whole = self.document.extent(at).whole
        if isinstance(at[-1], str) or self._is_in_brackets(at[:-1]):
            return whole
        line = self._line(whole.start)
        column = len(self._column(self.document.extent(at[:-1]).value.start))  # where all dashes of the block are
        while self._text[line + column] != "-":
            line = self._line(line - 1)
        return Span(line + column, whole.end)

    def _is_in_brackets(self, at: Location) -> bool:
        start = self.document.extent(at).value.start
        return self._text[start] in "{["

    def _style(self, at: Location, start: int) -> tuple[Style, str]:
        """Return how entries of a mapping are written beside one that starts at a position, and their indent."""
        if not self._is_in_brackets(at):
            return Style(in_brackets=False, quoted=False, unit=_UNIT), self._column(start)
        indent = self._indent(start)
        unit = indent.removeprefix(self._indent(self.document.extent(at).value.start)) or _UNIT
        return Style(in_brackets=True, quoted=self._text[start] == '"', unit=unit), indent

    def _line(self, position: int) -> int:
        """Return the start of the line with a position."""
        return self._text.rfind("\n", 0, position) + 1

    def _end_of_line(self, position: int) -> int:
        """Return the end of the line with a position, before its line end."""
        end = self._text.find("\n", position)
        return end - 1 if end > position and self._text[end - 1] == "\r" else end

    def _column(self, position: int) -> str:
        """Return as many blanks as the position's column."""
        return " " * (position - self._line(position))

    def _indent(self, position: int) -> str:
        """Return the indent of the line with a position."""
        line = self._text[self._line(position) : position]
        return line[: len(line) - len(line.lstrip())]


def _quoted(text: str) -> str:
    """Return a text in double quotes, with escapes for what YAML can't hold or would take for the end of a line."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _on_one_line(lines: Iterable[str]) -> str:
    return " ".join(map(str.strip, lines)).replace("{ ", "{").replace(" }", "}")
