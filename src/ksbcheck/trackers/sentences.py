"""Codes within a line: tags in brackets, the codes it begins with, and what its sentences say of them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ksbcheck.documents.mention_words import CLAIMS
from ksbcheck.domain.citation import Mention
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.outline import MentionKind
from ksbcheck.trackers.codes import others_in
from ksbcheck.trackers.lines import Line
from ksbcheck.trackers.words import pattern

Codes = Sequence[tuple[Mention, MentionKind]]
_REACH = 300
"""How many characters beside a code are looked at."""
_NO_LETTERS = re.compile(r"(?:[\W\d_]|\band\b|\bto\b|\bKSBs?\b)*")
_TAG = re.compile(rf"(?:{_NO_LETTERS.pattern})|[\W\d_]*?\s*(?::|\s[-\u2013\u2014])\s[^?]*")
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
    return _TAG.fullmatch(without_codes(line)[slice(*extent)]) is not None


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
