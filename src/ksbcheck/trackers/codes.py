"""The codes in the cells of a tracker and in the names of files, and whether a cell has the statement of one."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import Known
from ksbcheck.documents.mention import read_mentions
from ksbcheck.domain.citation import plain
from ksbcheck.domain.names import code_order, written_codes
from ksbcheck.domain.outline import MentionKind
from ksbcheck.domain.standard import Standard
from ksbcheck.trackers.pieces import written_place
from ksbcheck.trackers.words import pattern

_LEAD = re.compile(r"(?:[\s*_`#(\[|:\u2022-]|\bKSBs?\b|\b(?:core|new)\b)*", re.IGNORECASE)
_LONG = 6
"""The fewest words behind the only code of a cell that are its statement."""
_DOUBTED = re.compile(r"[\s)]*\(?\?")
_KINDS = re.compile(r"(?:core )?(?:(knowledge)|(skills?)|(behaviou?rs?))\W*", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,2}(?:\s*(?:,|;|/|&|\band\b|-|\n)\s*\d{1,2})*\W*")
_HIGHEST_SCORE = 10
NO_WORDS = Known()
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 3
"""Of a text that is compared with statements."""
_THE_SAME, _ALIKE, _UNLIKE = 0.9, 0.6, 0.34
"""Shares of the shorter text's words that are in the other."""


TEMPLATE = pattern(
    r"""
    template; blank; exemplar; instruction; how[ _-]to
    (?:example|sample|guidance)(?=s?[\W_]*(?:\.\w+|entry|log|page|form|tracker|portfolio|note|report|[:(]|\Z))
    """,
    before=r"(?:^|/)_|(?:^|[/_\W])",
    after=r"s?(?:$|[_\W\d])",
)
"""Names of files that no learner wrote as evidence."""
BETWEEN = re.compile(r"[\s_,;()\[\]{}+&.]+")
"""What is between the words of a file's name."""


class Codes(NamedTuple):
    """The codes in a text, with a place behind each, and the text behind the last one."""

    codes: tuple[str, ...] = ()
    rest: str = ""
    begins: bool = False
    """Whether the text begins with a code."""
    denied: tuple[str, ...] = ()
    """Codes that the text says are not met, or doubts."""
    places: Mapping[str, str] = {}

    @property
    def every(self) -> tuple[str, ...]:
        return self.codes + self.denied


@lru_cache(maxsize=65_536)
def codes_in(text: str) -> Codes:
    """Return the codes that a cell names: `S8 / S9`, `K1, 2 and 5`, `K6: a statement`, `K12 (p. 3)`."""
    bare = plain(text).replace("*", "").replace("`", "")
    lead = _LEAD.match(bare)
    bare = bare[lead.end() :] if lead else bare
    if not any(map(str.isdigit, bare)):
        return Codes(rest=text)
    read = list(read_mentions(Block(BlockKind.PARAGRAPH, bare), bare, "", NO_WORDS))
    found = [(mention, kind) for mention, kind in read if not mention.is_other and kind is not MentionKind.OTHER]
    if not found:
        return Codes(rest=text)
    ends = [*dict.fromkeys(mention.position for mention, _ in found), len(bare)]
    rest = bare[found[-1][0].end :].strip(" \t\n.,;:)]-\u2013")
    is_stated = len(found) == 1 and len(rest.split()) >= _LONG
    named, denied, places = dict[str, None](), dict[str, None](), dict[str, str]()
    for mention, kind in found:
        behind = bare[mention.end : ends[ends.index(mention.position) + 1]]
        is_denied = kind is MentionKind.NEGATED or _DOUBTED.match(behind)
        (denied if is_denied and not is_stated else named)[mention.code] = None
        if place := written_place(behind.strip(" \t\n,;:()[]-\u2013")):
            places[mention.code] = place
    return Codes(tuple(named), rest, found[0][0].position == 0, tuple(denied), places)


def others_in(text: str) -> frozenset[str]:
    """Return the codes that a text has as the name of something else, such as a room."""
    read = read_mentions(Block(BlockKind.PARAGRAPH, text), text, "", NO_WORDS)
    return frozenset(mention.code for mention, kind in read if mention.is_other or kind is MentionKind.OTHER)


def is_code_cell(text: str) -> bool:
    return codes_in(text).begins


def kind_of_heading(heading: str) -> str:
    """Return the letter of the codes in a column of numbers: K below `Knowledge`."""
    found = _KINDS.fullmatch(heading.strip())
    return "KSB"[(found.lastindex or 1) - 1] if found else ""


def are_numbers_of_codes(texts: Iterable[str]) -> bool:
    """Return whether cells have the numbers of codes, and no scores."""
    texts = list(texts)
    numbers = [int(number) for text in texts for number in re.findall(r"\d+", text)]
    is_list = any(len(re.findall(r"\d+", text)) > 1 for text in texts) or max(numbers, default=0) > _HIGHEST_SCORE
    numbered = [text for text in texts if re.search(r"\d", text)]
    return is_list and 2 * len(numbered) > len(texts) and all(map(_NUMBERS.fullmatch, numbered))


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _likeness(standard: Standard, code: str, text: str) -> float | None:
    """Return the share of words that a text has in common with a statement; None if they can't be compared."""
    ksb, words = standard.by_code.get(code), _words(text)
    if ksb is None or len(words) < _FEWEST_WORDS:
        return None
    shorter, longer = sorted((_words(ksb.text), words), key=len)
    return len(shorter & longer) / max(1, len(shorter))


def states(standard: Standard, code: str, text: str) -> bool:
    return (_likeness(standard, code, text) or 0) >= _ALIKE


def differs(standard: Standard, code: str, text: str) -> bool:
    """Return whether a text is clearly not the statement of a code, but perhaps that of another standard."""
    likeness = _likeness(standard, code, text)
    return likeness is not None and likeness < _UNLIKE


def stated_code(standard: Standard, text: str) -> str | None:
    """Return the only code whose statement a text is."""
    found = [code for code in standard.by_code if (_likeness(standard, code, text) or 0) >= _THE_SAME]
    return found[0] if len(found) == 1 else None


def begins_with_code(stem: str) -> bool:
    """Return whether a name begins with a code: `K6 Theories of learning`."""
    return bool(codes_of_name(BETWEEN.split(stem, maxsplit=1)[0]))


def codes_of_name(token: str) -> tuple[str, ...]:
    """Return the codes of a part of a name: `K6`, `K1-K3`, `E05-S3-B3-parent`."""
    codes = written_codes(token)
    if all(map(is_code, codes)):
        return codes
    parts = re.split(r"[-\u2013]", token)
    return tuple(code for part in parts for code in written_codes(part) if is_code(code)) if len(parts) > 1 else ()


def is_code(code: str) -> bool:
    try:
        return bool(code_order(code))
    except ValueError:
        return False
