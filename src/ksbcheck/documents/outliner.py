"""From the parts that a reader yields to an outline: where each code and placeholder stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ksbcheck.domain.citation import Mention, in_listings, mentions, placeholders
from ksbcheck.domain.locator import seconds
from ksbcheck.domain.outline import Citation, Heading, Outline, Placeholder, Spot


class PageStart(NamedTuple):
    """A page or slide begins."""

    number: int


class SheetStart(NamedTuple):
    """A sheet begins."""

    name: str


class HeadingLine(NamedTuple):
    """A heading. One without a level only looks like one: nothing stands under it, and it is read with its page."""

    text: str
    level: int | None


class Passage(NamedTuple):
    """A paragraph, a cell, or all that a page says. `number` is the one that a paragraph bears itself, if any."""

    text: str
    number: int | None = None
    is_paragraph: bool = False


class Aside(NamedTuple):
    """A note, comment, header or footer, which stands at no place of the text."""

    text: str


Part = PageStart | SheetStart | HeadingLine | Passage | Aside
"""What the reader of a document yields, in the document's order."""

STAMP = re.compile(r"\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})(?:[.,]\d{1,3})?[\])]?(?=\s|$|:| ?-)")
"""A time stamp at the beginning of a paragraph: what follows was said from then on."""

_MOST_PLACEHOLDERS = 100
_LONGEST_HEADING = 200
_BEGINNING = Spot()
_ASIDE = Spot(aside=True)


@dataclass(slots=True)
class Outliner:
    """Takes the parts of a document in their order, and says where each code and placeholder stands."""

    spot: Spot = _BEGINNING
    position: int = 0
    has_text: bool = False
    headings: list[Heading] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    paragraphs: int = 0
    numbered: bool = False
    found: list[tuple[Mention, Spot]] = field(default_factory=list)
    placeholders: list[Placeholder] = field(default_factory=list)

    def take(self, parts: Iterable[Part]) -> None:
        """Take parts, the next ones in the document's order."""
        for part in parts:
            match part:
                case PageStart(number):
                    self.spot = self.spot._replace(page=number)
                case SheetStart(name):
                    self.sheets.append(name)
                    self.spot = Spot(sheet=name)
                case HeadingLine(text, level):
                    self.headings.append(Heading(" ".join(text.split())[:_LONGEST_HEADING], level, self.spot.page))
                    if level is not None:
                        self.spot = self.spot._replace(heading=len(self.headings) - 1)
                        self._look_through(text)
                case Passage(text, number, is_paragraph):
                    self._time_stamp(text)
                    if is_paragraph:
                        self._paragraph(number)
                    self._look_through(text)
                case Aside(text):
                    here, self.spot = self.spot, _ASIDE
                    self._look_through(text)
                    self.spot = here

    def _time_stamp(self, text: str) -> None:
        stamp = STAMP.match(text)
        if stamp:
            self.times.append(seconds(stamp[1]))
            self.spot = self.spot._replace(seconds=self.times[-1])

    def _paragraph(self, number: int | None) -> None:
        self.paragraphs = max(self.paragraphs, number) if number is not None else self.paragraphs + 1
        self.numbered = self.numbered or number is not None
        self.spot = self.spot._replace(paragraph=self.paragraphs if number is None else number)

    def _look_through(self, text: str) -> None:
        self.has_text = self.has_text or bool(text.strip())
        for code, position, labels in mentions(text):
            self.found.append((Mention(code, self.position + position, labels), self.spot))
        if len(self.placeholders) < _MOST_PLACEHOLDERS:
            self.placeholders += [Placeholder(words, self.spot) for words in placeholders(text)]
        self.position += len(text) + 1

    def outline(
        self,
        noun: str,
        page_noun: str | None = None,
        pages: int | None = None,
        *,
        pages_exact: bool = True,
        silent: str = "",
    ) -> Outline:
        """Return the outline of all that was taken; `silent` is what of it has no text."""
        listed = in_listings([mention for mention, _ in self.found])
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
            silent or ("" if self.has_text else "all"),
            tuple(dict.fromkeys(Citation(m.code, spot, index in listed) for index, (m, spot) in enumerate(self.found))),
            tuple(self.placeholders),
        )
