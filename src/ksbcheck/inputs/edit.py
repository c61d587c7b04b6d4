"""Editing a document as its author would: one entry of the top level is written, and every other byte stays."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ksbcheck.inputs.document import Document

_LINE_END = re.compile(r"\r?\n")
_END_OF_ENTRY = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(#.*)?")
_UNIT = "  "


class Style(NamedTuple):
    """How an author writes entries: in brackets or as a block, keys in quotes or plain, levels indented by `unit`."""

    in_brackets: bool
    quoted: bool
    unit: str

    def key(self, name: str) -> str:
        """Return a key as the author writes keys."""
        return f'"{name}"' if self.quoted else name


Lines = Callable[[Style], list[str]]
"""Gives the lines of an entry in a style, without the indent that all of them have."""


def with_entry(document: Document, key: str, behind: Iterable[str], lines: Lines) -> str:
    """Return the text of a document with an entry written anew: where it stands, or else behind the last of other keys.

    A comment behind the old entry stays. Whether the text says all else as before is for the caller to check.
    """
    text, layout = document.text, document.layout()
    if key in layout.entries:
        old = layout.entries[key]
        site = _Site(text, layout.in_brackets, old.start)
        written = site.several_lines(lines) if not site.line.strip() else site.one_line(lines)
        return f"{text[: old.start]}{written}{text[old.end :]}"
    last = max(layout.entries[name] for name in behind)
    return _inserted(_Site(text, layout.in_brackets, last.start), last.end, lines)


@dataclass(frozen=True)
class _Site:
    """Where an entry is written: in place of one that begins at a position, or beside it."""

    text: str
    in_brackets: bool
    start: int

    @property
    def line(self) -> str:
        """What stands on the line before the position."""
        return self.text[self.text.rfind("\n", 0, self.start) + 1 : self.start]

    @property
    def new_line(self) -> str:
        """An end of line as the text has them, and the indent of the line."""
        line_end = _LINE_END.search(self.text)
        indent = self.line[: len(self.line) - len(self.line.lstrip())]
        return (line_end[0] if line_end else "\n") + indent

    def several_lines(self, lines: Lines) -> str:
        """Return the entry as it is written on lines of its own."""
        return self.new_line.join(lines(self._style))

    def one_line(self, lines: Lines) -> str:
        """Return the entry as it is written on a line that it shares."""
        return " ".join(map(str.strip, lines(self._style))).replace("{ ", "{").replace(" }", "}")

    @property
    def _style(self) -> Style:
        if not self.in_brackets:
            return Style(in_brackets=False, quoted=False, unit=_UNIT)
        return Style(in_brackets=True, quoted=self.text[self.start] == '"', unit=self.new_line.strip("\r\n") or _UNIT)


def _inserted(site: _Site, at: int, lines: Lines) -> str:
    """Return the site's text with an entry behind its neighbour, which ends at a position."""
    line_end = _LINE_END.search(site.text, at)
    end = line_end.start() if line_end else len(site.text)
    before, rest, after = site.text[:at], site.text[at:end], site.text[end:]
    own_lines = f"{site.new_line}{site.several_lines(lines)}"
    if not site.in_brackets:
        return f"{before}{rest}{own_lines}{after}"
    rest_of_entry = _END_OF_ENTRY.fullmatch(rest)
    if not rest_of_entry or site.line.lstrip().startswith("{"):
        return f"{before}, {site.one_line(lines)}{rest}{after}"
    if rest_of_entry["comma"]:
        return f"{before}{rest}{own_lines},{after}"
    return f"{before},{rest}{own_lines}{after}"
