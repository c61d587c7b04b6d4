"""The lines of a document, each with its place and the headings above, and what they say of codes."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.mention import read_mentions
from ksbcheck.documents.mention_words import BOX, CLAIMS
from ksbcheck.domain.citation import Mention, mentions
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.outline import MentionKind, Spot
from ksbcheck.inputs.blocks import ReadDocument
from ksbcheck.trackers.codes import NO_WORDS, others_in
from ksbcheck.trackers.words import pattern

_MARK = re.compile(r"\s*(?:(?:[-*+\u2022\u25aa\u25cf\u00b7]|\d{1,3}[.)])\s+)?")
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)__?(?=[^\W_])|(?<=[^\W_])__?(?!\w)")
_TAG = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|#\w+)\s*:?")
MOST_CODES = 200
"""A line with more codes only lists them."""
_MOST_OF_A_HEADING = 200
_MOST_JOINED = 200
"""How many characters before a line may be within its brackets."""
Codes = Sequence[tuple[Mention, MentionKind]]
_REACH = 300
"""How many characters beside a code are looked at."""
_NO_LETTERS = re.compile(r"(?:[\W\d_]|\band\b|\bto\b|\bKSBs?\b)*")
_REST_OF_TAG = re.compile(rf"(?:{_NO_LETTERS.pattern})|[\W\d_]*?\s*(?::|\s[-\u2013\u2014])\s[^?]*")
"""What is left of brackets with codes: percentages, or what each is about, as in `[K35: strategies]`."""
_REFERS = pattern(
    r"see; cf; compare; refer(?:ring)? to; as in; such as; e\.g; examples?; criterion; question",
    before=r"\b",
    after=r"[.,:]*\s*\Z",
)
_OWN_LIST = re.compile(
    r"\b(?:I|[Ww]e)(?: \w+)? "
    r"(?:\w+ed|did|made|wrote|led|ran|took|gave|met|kept|built|taught|found|used|chose|spoke|held|set|saw)\b"
    r"(?![^.!?]*\b(?:suggest\w*|next|not|still|will|might|could)\b)[^.!?:]{0,200}:\s*\Z"
)
"""What the learner did, before a list of codes: `How I recorded it: S11, S13`."""
_SENTENCE_END = re.compile(r"\s*(?:[.!;]|$)")
_WILL = re.compile(
    r"(?i)\b(?:will|going to|should)(?: also)? (?:give|get|earn|let|help|cover|show|evidence|meet|hit)\b[^.!?;]{0,40}\Z"
)
_OWN = re.compile(r"(?i)\b(?:I|we|my|our|this|these|it|which|here)\b")
"""Words of a sentence about the learner's own work."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z][a-z'\u2019]+\s)")


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

    def codes(self) -> Codes:
        return _codes(self)


@lru_cache(maxsize=8)
def _codes(line: Line) -> Codes:
    found = list(mentions(line.text))
    if len(found) > MOST_CODES:
        return tuple((mention, MentionKind.LISTED) for mention in found)
    block = line.block._replace(text=line.text, label="", kind=BlockKind.PARAGRAPH)
    return tuple(read_mentions(block, line.text, line.heading, NO_WORDS))


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


def leading_codes(line: Line) -> Codes:
    """Return the codes that a line begins with; all of it if it has nothing else."""
    codes = line.codes()
    first = codes[0][0].position if codes else 0
    if not codes or line.text[:first].strip(" *[(#\u2022-"):
        return ()
    is_all = _NO_LETTERS.fullmatch(without_codes(line))
    return [each for each in codes if is_all or each[0].position == first]


@lru_cache(maxsize=8)
def without_codes(line: Line) -> str:
    """Return the text of a line with blanks in place of its codes."""
    text, end = [], 0
    for mention, _ in line.codes():
        if mention.position >= end:
            text += [line.text[end : mention.position], " " * (mention.end - mention.position)]
            end = mention.end
    return "".join([*text, line.text[end:]])


def is_tag(line: Line, mention: Mention) -> bool:
    """Return whether a code is in brackets with other codes and percentages only, or behind a hash."""
    if line.text[: mention.position].endswith("#"):
        return True
    extent = _bracket(line.text, mention)
    if extent is None or _names_other(line.text, mention, extent[0]):
        return False
    start, end = extent
    if line.text[: start - 1].endswith(("[", "]")) or line.text[end + 1 :].startswith(("(", "]", "[")):
        return False  # a link
    return _REST_OF_TAG.fullmatch(without_codes(line)[slice(*extent)]) is not None


def _names_other(text: str, mention: Mention, start: int) -> bool:
    """Return whether the words before a bracket refer to its code, or name something else, as in `room (B2)`."""
    before = text[max(0, start - _REACH) : start - 1]
    return bool(_REFERS.search(before) or others_in(f"{before[-30:]}{text[mention.position : mention.end]}"))


def is_in_reason(line: Line, mention: Mention) -> bool:
    """Return whether a code is in brackets behind words, as K15 in `S7 (planning, see K15)`."""
    extent = _bracket(line.text, mention)
    return extent is not None and not _NO_LETTERS.fullmatch(without_codes(line)[extent[0] : mention.position])


def _bracket(text: str, mention: Mention) -> tuple[int, int] | None:
    """Return the extent of what is in the brackets around a code."""
    before = text[max(0, mention.position - _REACH) : mention.position]
    after = text[mention.end : mention.end + _REACH]
    opening, closing = re.search(r"[\[(][^\[\]()]*\Z", before), re.match(r"[^\[\]()]*[\])]", after)
    if not opening or not closing:
        return None
    return mention.position - len(opening[0]) + 1, mention.end + len(closing[0]) - 1


def first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of a text, and the rest; a bracket is no end of one."""
    bare = _IN_BRACKETS.sub(lambda found: "x" * len(found[0]), text)
    end = _NEXT_SENTENCE.search(bare)
    return (text[: end.end()], text[end.end() :]) if end else (text, "")


def rung_in_sentence(line: Line, mention: Mention, kind: MentionKind) -> Rung | None:
    """Return the rung of a code in a sentence: a tag is the learner's claim, words such as `this shows` suggest one."""
    before = line.text[max(0, mention.position - _REACH) : mention.position]
    after = line.text[mention.end : mention.end + _REACH]
    if kind is not MentionKind.OTHER and _WILL.search(before):
        return Rung.PLANNED
    if kind is not MentionKind.SHOWN:
        return None
    if is_tag(line, mention) or (_OWN_LIST.search(before) and _SENTENCE_END.match(after)):
        return Rung.CLAIMED
    asks = re.split(r"(?<=[.!?])", after)[0].endswith("?")
    is_own = _OWN.search(re.split(r"[.!?]", before)[-1])
    return Rung.SUGGESTED if CLAIMS.search(before) and is_own and not asks else None
