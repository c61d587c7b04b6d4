"""Builds the outline of a document."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import LONGEST_HEADING, Content, Known
from ksbcheck.documents.listing import find_listed
from ksbcheck.documents.mention import read_mentions, with_row_below, written
from ksbcheck.documents.sums import Sums
from ksbcheck.domain.citation import Mention, placeholders, plain
from ksbcheck.domain.day import first_day
from ksbcheck.domain.outline import WORDS_OF_A_WORK, Citation, Heading, MentionKind, Outline, Placeholder, Spot, Unread
from ksbcheck.domain.text import counted_noun, seconds, shown

MAX_PAGES = 2_000
_CHARACTERS_A_PAGE = 1_800
"""The fewest characters that fill a page, to estimate pages where no program has laid them out."""

STAMP = re.compile(r"\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})(?:[.,]\d{1,3})?[\])]?(?=\s|$|:| ?-)")
"""A time stamp at the beginning of a paragraph. It applies until the next one."""

_MAX_PLACEHOLDERS = 100
_CODE_AND_STATEMENT = 2
"""How many cells a row has that shows nothing, if the words of the standard are not known."""
_MAX_HEADING = 200
_MOST_TEXT = 400_000
"""How many characters are kept, to look at the words beside codes."""
_BEGINNING = 2_000
"""How many characters may state the day of a document."""


_ASIDE = frozenset((BlockKind.COMMENT, BlockKind.NOTE, BlockKind.RUNNING))
"""What is on no known page."""
_DAY = re.compile(r"(?:D:)?(\d{4})-?(\d{2})-?(\d{2})")


def iso_day(text: str | None) -> str | None:
    """Return the day that a document's properties state, as of `2025-03-04T09:00:00Z` or `D:20250304090000`."""
    stated = _DAY.match(text or "")
    with suppress(ValueError):
        return date(*map(int, stated.groups())).isoformat() if stated else None
    return None


class DocumentError(Exception):
    """A document can't be read, or its outline is no evidence. By default it is damaged, or made to do harm."""

    def __init__(self, reason: str, unread: Unread = Unread.UNREADABLE, outline: Outline | None = None) -> None:
        super().__init__(reason)
        self.reason, self.unread, self.outline = reason, unread, outline


class _Row(NamedTuple):
    """The row above, with the index of its first mention and its position."""

    block: Block
    spot: Spot
    first: int
    position: int


class Outliner:
    """Collects what a reader finds, in the order of the document, and the blocks themselves if `kept` is a list.

    `known` are the texts of a standard.
    """

    def __init__(self, known: Known | None = None, kept: list[tuple[Block, Spot]] | None = None) -> None:
        self.known, self.kept = known or Known(), kept
        self.spot = Spot()
        self.position = self.paragraphs = 0
        self.has_text = self.numbered = self.shows = self.draws = False
        self.headings: list[Heading] = []
        self.sheets: list[str] = []
        self.times: list[int] = []
        self.mentions: list[tuple[Mention, Spot, MentionKind]] = []
        self.decided: set[int] = set()
        self.ticked: set[int] = set()
        self.waiting: list[int] = []
        self.silent: list[int] = []
        self.placeholders: list[Placeholder] = []
        self.said: list[str] = []
        self.content, self.sums = Content(), Sums()
        self.pictures: dict[str, Callable[[], bool] | None] = {}
        self.saved: str | None = None
        self.stated: date | None = None
        self.labels: list[str] = []
        self.lead = ""
        self.row_above: _Row | None = None

    def start_page(self, number: int) -> None:
        self.spot = self.spot._replace(page=number)

    def start_sheet(self, name: str) -> None:
        self.sheets.append(name)
        self.spot = Spot(sheet=name)

    def start_row(self, number: int) -> None:
        self.spot = self.spot._replace(row=number)

    def add(self, block: Block, number: int | None = None, *, is_paragraph: bool = True, says: bool = False) -> None:
        """Add a block; of a paragraph, its printed `number` if any.

        A heading without a level only looks like one: its text is also part of the page's. A short one is no evidence
        by itself, unless it `says` something, as the title of a slide may.
        """
        if block.unseen or block.kind is BlockKind.CLAIM:
            self._add_mentions(block, self.spot)
        elif block.kind in _ASIDE:
            self._add_block(block, Spot(aside=True, by=shown(block.author)), says=False)
        elif block.kind is BlockKind.HEADING:
            self._add_heading(block, says=says)
        else:
            self._add_text(block, number, is_paragraph=is_paragraph)

    def _add_heading(self, block: Block, *, says: bool) -> None:
        words = block.text.split()
        self.headings.append(Heading(" ".join(words)[:_MAX_HEADING], block.level, self.spot.page))
        if block.level is not None:
            self.spot = self.spot._replace(heading=len(self.headings) - 1, seconds=None)
            says = says or len(words) > LONGEST_HEADING
            self._close_headings(block.level)
            self._add_block(block, self.spot, says=says)
            self.waiting += [] if says else [len(self.headings) - 1]

    def _close_headings(self, level: int) -> None:
        """End the sections of this level or below. Those still `waiting` for text stay `silent`."""
        ended = [index for index in self.waiting if (self.headings[index].level or 0) >= level]
        self.silent += ended
        self.waiting = [index for index in self.waiting if index not in ended]

    def _add_text(self, block: Block, number: int | None, *, is_paragraph: bool) -> None:
        if stamp := STAMP.match(block.text):
            self.times.append(seconds(stamp[1]))
            self.spot = self.spot._replace(seconds=self.times[-1])
        if is_paragraph:
            self.paragraphs = self.paragraphs + 1 if number is None else max(self.paragraphs, number)
            self.numbered = self.numbered or number is not None
            self.spot = self.spot._replace(paragraph=self.paragraphs if number is None else number)
        self._add_block(block, self.spot)

    def add_numbers(self, numbers: Iterable[str]) -> None:
        """Add the values of cells. They are no text, but a sheet with them isn't blank."""
        for number in numbers:
            self.content.add(number)
            self.sums.add(number, is_text=False)

    def add_picture(self, digest: str, is_plain: Callable[[], bool] | None = None) -> None:
        """Add a picture; `is_plain` is called if it matters whether it shows something, unless `shows` says so."""
        self.pictures[digest] = is_plain

    def why_no_evidence(self, known: Known) -> tuple[Unread, str] | None:
        if self.content.is_export:
            return Unread.LISTING, "it is a report or another file of ksbcheck"
        why_none = self.content.why_none(known)
        if why_none is None or self.shows or (self.draws and why_none[0] is Unread.BLANK):
            return None
        if any(is_plain and not is_plain() for is_plain in self.pictures.values()):
            return None
        return (Unread.BLANK, self._why_blank()) if why_none[0] is Unread.BLANK and not self.content.texts else why_none

    def _why_blank(self) -> str:
        if self.has_text:
            return "it has text only in headings, headers, footers or notes"
        return "its pictures are of one colour" if self.pictures else "it has no text, picture or sound"

    def _add_block(self, block: Block, spot: Spot, *, says: bool = True) -> None:
        text = written(block)
        self.has_text = self.has_text or bool(text.strip())
        if says:
            self.content.add(text)
        if text.strip() and not spot.aside and block.kind is not BlockKind.HEADING:
            self.waiting = []
        if not spot.aside:
            self.sums.add(text if text.isascii() else normalize("NFKC", text))
        if block.kind is not BlockKind.ITEM:
            self.lead = text.strip() if text.rstrip().endswith(":") else ""
        first = len(self.mentions)
        self._add_mentions(block, spot)
        seen = [mention for mention, _, kind in self.mentions[first:] if kind is not MentionKind.OTHER]
        self.content.codes.update(mention.code for mention in seen)
        self.content.labels.update(mention.code for mention in seen if mention.labels)
        if len(self.placeholders) < _MAX_PLACEHOLDERS:
            self.placeholders += [Placeholder(words, spot) for words in placeholders(text)]
        if self.position < _BEGINNING and not spot.aside:
            self.stated = self.stated or first_day(text[:_BEGINNING])
        if self.position < _MOST_TEXT:
            self.said.append(text)
        self.position += len(text) + 1

    def _add_mentions(self, block: Block, spot: Spot) -> None:
        heading = self.headings[spot.heading].text if spot.heading is not None else ""
        heading = (self.lead if block.kind is BlockKind.ITEM else "") or heading
        block = block._replace(text=plain(block.text), cells=tuple(map(plain, block.cells)))
        if self.kept is not None:
            self.kept.append((block, spot))
        record = with_row_below(self.row_above.block, block) if self.row_above else None
        if record and self.row_above:
            self.row_above = row = self.row_above._replace(block=record)
            del self.mentions[row.first :]
        else:
            row = _Row(block, spot, len(self.mentions), self.position)
            self.row_above = row if block.kind is BlockKind.ROW else None
        block, spot, _, position = row
        for mention, kind in read_mentions(block, written(block), heading, self.known):
            if block.ticked:
                self.ticked.add(len(self.mentions))
            elif sum(map(bool, block.cells)) > (1 if self.known.runs else _CODE_AND_STATEMENT):
                self.decided.add(len(self.mentions))
            start, end = position + mention.position, position + mention.end
            self.mentions.append((mention._replace(position=start, end=end), spot, kind))

    def _in_listings(self) -> frozenset[int]:
        """Return the indices of mentions in lists, unless their row decides, or ticks of a part of the standard."""
        shown = [
            index
            for index, (_, _, kind) in enumerate(self.mentions)
            if kind is MentionKind.SHOWN and index not in self.decided
        ]
        mentions = [mention for mention, _, _ in self.mentions]
        listed = find_listed(mentions, shown, "\n".join(self.said), self.known)
        ticked = {self.mentions[index][0].code for index in listed & self.ticked}
        return listed if 2 * len(ticked) > len(self.known.codes) else listed - self.ticked

    def _in_headings_alone(self) -> frozenset[int]:
        """Return the indices of mentions in headings without text below, as of an agenda."""
        return frozenset(
            index
            for index, (_, spot, kind) in enumerate(self.mentions)
            if kind is MentionKind.SHOWN and spot.heading in self.silent
        )

    def estimate_pages(self) -> int:
        return self.position // _CHARACTERS_A_PAGE + 1

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
        listed, sums = self._in_listings(), self.sums
        sums.count()
        self._close_headings(0)
        has_pictures = bool(self.pictures) or self.shows or self.draws
        listed |= frozenset() if has_pictures else self._in_headings_alone()
        if has_pictures and self.silent and not without_text:
            without_text = f"{len(self.silent)} of {counted_noun(len(self.headings), 'section')}"
        citations = (
            Citation(mention.code, spot, MentionKind.LISTED if index in listed else kind)
            for index, (mention, spot, kind) in enumerate(self.mentions)
        )
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
            sums.words,
            sums.letters.hexdigest() if sums.words else "",
            tuple(self.pictures),
            self.saved,
            sums.figures.hexdigest() if self.has_text or sums.numbers else "",
            sums.prose.hexdigest() if sums.prose_words >= WORDS_OF_A_WORK else "",
            sums.numbers,
            self.shows or self.draws,
            tuple(self.labels),
            self.stated.isoformat() if self.stated else None,
        )
