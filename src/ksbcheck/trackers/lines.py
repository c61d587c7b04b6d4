"""The lines of a document, each with its place and the headings above."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import Known
from ksbcheck.documents.mention import read_mentions
from ksbcheck.documents.mention_words import BOX
from ksbcheck.domain.citation import Mention, mentions
from ksbcheck.domain.outline import MentionKind, Spot
from ksbcheck.inputs.blocks import ReadDocument

_MARK = re.compile(r"\s*(?:(?:[-*+\u2022\u25aa\u25cf\u00b7]|\d{1,3}[.)])\s+)?")
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)__?(?=[^\W_])|(?<=[^\W_])__?(?!\w)")
_TAG = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|#\w+)\s*:?")
_NO_WORDS = Known()
MOST_CODES = 200
"""A line with more codes only lists them."""
_MOST_OF_A_HEADING = 200
_MOST_JOINED = 200
"""How many characters before a line may be within its brackets."""


class Line(NamedTuple):
    """A line of a document without its list mark and emphasis. `headings` are those above it, the highest first."""

    text: str
    at: str
    where: str | None
    headings: tuple[str, ...]
    block: Block
    is_heading: bool = False

    @property
    def heading(self) -> str:
        return self.headings[-1] if self.headings else ""

    @property
    def ticked(self) -> bool | None:
        """Whether the box at its beginning is ticked; None if it has none."""
        box = BOX.match(self.text)
        return self.block.ticked if box is None else bool(box["ticked"])

    def codes(self) -> tuple[tuple[Mention, MentionKind], ...]:
        """Return the codes that the line names, each with its kind."""
        return _codes(self)


@lru_cache(maxsize=8)
def _codes(line: Line) -> tuple[tuple[Mention, MentionKind], ...]:
    found = list(mentions(line.text))
    if len(found) > MOST_CODES:
        return tuple((mention, MentionKind.LISTED) for mention in found)
    block = line.block._replace(text=line.text, label="", kind=BlockKind.PARAGRAPH)
    return tuple(read_mentions(block, line.text, line.heading, _NO_WORDS))


def lines_of(document: ReadDocument) -> Iterator[Line]:
    """Yield the lines of a document, without tables, fields of forms and front matter."""
    levels: list[tuple[int, str]] = []
    has_title = title_of(document) is not None
    for block, spot in document.blocks:
        if block.kind in (BlockKind.ROW, BlockKind.FIELD, BlockKind.CLAIM):
            continue
        is_heading = block.kind is BlockKind.HEADING
        if is_heading and block.level is not None:
            levels = [(level, text) for level, text in levels if level < block.level]
            levels.append((block.level, plain_line(block.text[:_MOST_OF_A_HEADING])))
        headings = tuple(text for _, text in levels)
        for number, text in [(0, block.text[:_MOST_OF_A_HEADING])] if is_heading else _joined(block.text):
            if text.strip():
                at = place_of(document, spot, number)
                yield Line(
                    plain_line(text), at, _where(spot, document, headings[has_title:]), headings, block, is_heading
                )


def title_of(document: ReadDocument) -> str | None:
    """Return the title of a document: its first heading, if it is above all others."""
    headings = [block for block, _ in document.blocks if block.kind is BlockKind.HEADING and block.level is not None]
    levels = [block.level or 0 for block in headings]
    return plain_line(headings[0].text) if levels and min(levels[1:], default=9) > levels[0] else None


def plain_line(text: str) -> str:
    """Return a line without its list mark and emphasis."""
    return _EMPHASIS.sub("", _MARK.sub("", text, count=1)).strip()


def place_of(document: ReadDocument, spot: Spot, further: int = 0) -> str:
    """Return where a line is, in words; of a text by its number, some lines `further` than its block."""
    is_text = spot.row is not None and not spot.sheet
    return (
        f"{document.name} line {(spot.row or 0) + further}" if is_text else f"{document.name}, {document.place(spot)}"
    )


def without_tags(text: str) -> str:
    """Return a text without the brackets and hashtags that name codes."""
    return _TAG.sub(lambda tag: "" if any(mentions(tag[0])) else tag[0], text).strip()


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers, one that ends within brackets together with the next."""
    kept, first = "", 0
    for number, line in enumerate(text.split("\n")):
        first, kept = (first, f"{kept} {line.strip()}") if kept else (number, line)
        is_open = kept.count("[") + kept.count("(") > kept.count("]") + kept.count(")")
        if not is_open or len(kept) > len(line) + _MOST_JOINED:
            yield first, kept
            kept = ""
    yield first, kept


def _where(spot: Spot, document: ReadDocument, headings: tuple[str, ...]) -> str | None:
    """Return the place of a line; None in a text without pages, times and sections."""
    if spot.aside:
        return None
    noun = document.outline.page_noun if document.outline else None
    if spot.page is not None and noun and document.outline and document.outline.pages_exact:
        return f"p. {spot.page}" if noun == "page" else f"{noun} {spot.page}"
    return f"\u00a7 {headings[-1]}" if headings else None
