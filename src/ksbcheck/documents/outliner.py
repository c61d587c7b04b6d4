"""Builds the outline of a document from the parts that a reader yields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ksbcheck.domain.citation import Mention, in_listings, mentions, placeholders
from ksbcheck.domain.locator import seconds
from ksbcheck.domain.outline import Citation, Heading, Outline, Placeholder, Spot, Unread

MAX_PAGES = 2_000
CHARACTERS_A_PAGE = 1_800
"""The fewest characters that fill a page, to estimate pages where no program has laid them out."""

STAMP = re.compile(r"\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})(?:[.,]\d{1,3})?[\])]?(?=\s|$|:| ?-)")
"""A time stamp at the beginning of a paragraph. It applies until the next one."""

_MAX_PLACEHOLDERS = 100
_MAX_HEADING = 200


class DocumentError(Exception):
    """A document can't be read. By default it is damaged, or made to do harm."""

    def __init__(self, reason: str, unread: Unread = Unread.UNREADABLE) -> None:
        super().__init__(reason)
        self.reason, self.unread = reason, unread


class PageStart(NamedTuple):
    """The beginning of a page or slide."""

    number: int


class SheetStart(NamedTuple):
    """The beginning of a sheet."""

    name: str


class HeadingLine(NamedTuple):
    """A heading. Without a level it only looks like one: its text is also part of the page's `Passage`."""

    text: str
    level: int | None


class Passage(NamedTuple):
    """A paragraph, a cell, or the text of a page. `number` is the paragraph's printed number, if any."""

    text: str
    number: int | None = None
    is_paragraph: bool = False


class Aside(NamedTuple):
    """A note, comment, header or footer, which is on no known page."""

    text: str


Part = PageStart | SheetStart | HeadingLine | Passage | Aside


@dataclass(slots=True)
class Outliner:
    """Collects the parts of a document, which are added in the document's order."""

    spot: Spot = Spot()  # noqa: RUF009 - immutable
    position: int = 0
    has_text: bool = False
    headings: list[Heading] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    paragraphs: int = 0
    numbered: bool = False
    mentions: list[tuple[Mention, Spot]] = field(default_factory=list)
    placeholders: list[Placeholder] = field(default_factory=list)

    def add(self, parts: Iterable[Part]) -> None:
        for part in parts:
            match part:
                case PageStart(number):
                    self.spot = self.spot._replace(page=number)
                case SheetStart(name):
                    self.sheets.append(name)
                    self.spot = Spot(sheet=name)
                case HeadingLine(text, level):
                    self.headings.append(Heading(" ".join(text.split())[:_MAX_HEADING], level, self.spot.page))
                    if level is not None:
                        self.spot = self.spot._replace(heading=len(self.headings) - 1)
                        self._add_text(text, self.spot)
                case Passage(text, number, is_paragraph):
                    self._start_time(text)
                    if is_paragraph:
                        self._start_paragraph(number)
                    self._add_text(text, self.spot)
                case Aside(text):
                    self._add_text(text, Spot(aside=True))

    def _start_time(self, text: str) -> None:
        stamp = STAMP.match(text)
        if stamp:
            self.times.append(seconds(stamp[1]))
            self.spot = self.spot._replace(seconds=self.times[-1])

    def _start_paragraph(self, number: int | None) -> None:
        self.paragraphs = max(self.paragraphs, number) if number is not None else self.paragraphs + 1
        self.numbered = self.numbered or number is not None
        self.spot = self.spot._replace(paragraph=self.paragraphs if number is None else number)

    def _add_text(self, text: str, spot: Spot) -> None:
        self.has_text = self.has_text or bool(text.strip())
        for code, position, labels in mentions(text):
            self.mentions.append((Mention(code, self.position + position, labels), spot))
        if len(self.placeholders) < _MAX_PLACEHOLDERS:
            self.placeholders += [Placeholder(words, spot) for words in placeholders(text)]
        self.position += len(text) + 1

    def estimate_pages(self) -> int:
        return self.position // CHARACTERS_A_PAGE + 1

    def outline(
        self,
        noun: str,
        page_noun: str | None = None,
        pages: int | None = None,
        *,
        pages_exact: bool = True,
        without_text: str = "",
    ) -> Outline:
        """Return the outline of all parts; `without_text` says how much of the document has no text."""
        listed = in_listings([mention for mention, _ in self.mentions])
        citations = (Citation(m.code, spot, index in listed) for index, (m, spot) in enumerate(self.mentions))
        return Outline(
            noun,
            page_noun,
            pages,
            pages_exact,
            tuple(self.headings),
            tuple(self.sheets),
            self.paragraphs or None,
            self.numbered,
            tuple(self.times),
            without_text or ("" if self.has_text else "all"),
            tuple(dict.fromkeys(citations)),
            tuple(self.placeholders),
        )
