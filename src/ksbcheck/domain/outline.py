"""The outline of a document: the places it has, and what stands at them. Its text is not kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ksbcheck.domain.citation import Mention, in_listings, mentions, placeholders


class Spot(NamedTuple):
    """Where in a document something stands, by every kind of place that the document has.

    `page` is a slide's number in a presentation; `heading` the index of the heading it stands under; `seconds` the time
    stamp that it follows.
    """

    page: int | None = None
    heading: int | None = None
    sheet: str | None = None
    paragraph: int | None = None
    seconds: int | None = None


class Heading(NamedTuple):
    """A heading. `level` is 1 for the highest, and None for a line that only looks like one; `page` where it stands."""

    text: str
    level: int | None
    page: int | None


class Citation(NamedTuple):
    """A code that a document cites; `listed` if it only stands in a pasted list of KSBs, which counts for nothing."""

    code: str
    spot: Spot
    listed: bool


class Placeholder(NamedTuple):
    """Something that stands where the author meant to put something else."""

    words: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document holds, as far as a check needs it.

    `noun` is what to call it ("Word document"), `page_noun` what to call its pages, None if it has none. `pages` is
    None where the document doesn't say; `pages_exact` is False where it says so only roughly, as Word does.
    `paragraphs_numbered` says that the paragraphs bear their own numbers; `times` are its time stamps in seconds.
    """

    noun: str
    page_noun: str | None = None
    pages: int | None = None
    pages_exact: bool = True
    headings: tuple[Heading, ...] = ()
    sheets: tuple[str, ...] = ()
    paragraphs: int | None = None
    paragraphs_numbered: bool = False
    times: tuple[int, ...] = ()
    has_text: bool = False
    citations: tuple[Citation, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()


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


class TimeStamp(NamedTuple):
    """What follows was said from then on."""

    seconds: int


Part = PageStart | SheetStart | HeadingLine | Passage | TimeStamp
"""What the reader of a document yields, in the document's order."""

_MOST_PLACEHOLDERS = 100
_BEGINNING = Spot()


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
                case TimeStamp(seconds):
                    self.times.append(seconds)
                    self.spot = self.spot._replace(seconds=seconds)
                case HeadingLine(text, level):
                    self.headings.append(Heading(" ".join(text.split()), level, self.spot.page))
                    if level is not None:
                        self.spot = self.spot._replace(heading=len(self.headings) - 1)
                        self._look_through(text)
                case Passage(text, number, is_paragraph):
                    if is_paragraph:
                        self._paragraph(number)
                    self._look_through(text)

    def _paragraph(self, number: int | None) -> None:
        self.paragraphs = max(self.paragraphs, number) if number is not None else self.paragraphs + 1
        self.numbered = self.numbered or number is not None
        self.spot = self.spot._replace(paragraph=self.paragraphs if number is None else number)

    def _look_through(self, text: str) -> None:
        self.has_text = self.has_text or bool(text.strip())
        for code, position in mentions(text):
            self.found.append((Mention(code, self.position + position), self.spot))
        if len(self.placeholders) < _MOST_PLACEHOLDERS:
            self.placeholders += [Placeholder(words, self.spot) for words in placeholders(text)]
        self.position += len(text) + 1

    def outline(
        self, noun: str, page_noun: str | None = None, pages: int | None = None, *, pages_exact: bool = True
    ) -> Outline:
        """Return the outline of all that was taken."""
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
            self.has_text,
            tuple(dict.fromkeys(Citation(m.code, spot, index in listed) for index, (m, spot) in enumerate(self.found))),
            tuple(self.placeholders),
        )
