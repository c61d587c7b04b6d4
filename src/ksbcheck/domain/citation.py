"""Finding the KSB codes that a text cites.

Bare prose is treacherous: an "S3 bucket", a "K9 unit" and "B2B" cite nothing. What is found here may support a claim
that somebody made; it never makes one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ksbcheck.domain.standard import code_order

# Not within a longer word, number, path or address; and not `K9's`, `S3.5` or `S3-bucket`.
_HEAD = re.compile(
    r"(?<![\w/.@\-\u2013\u2014])(?P<kind>[KSB])0{0,2}(?P<number>[1-9]\d{0,2})(?!\w|['\u2019]s\b|\.\d|[-\u2013\u2014](?![KSB]?\d)\w|/(?![KSB]?\d)\w)"
)
_NEXT = re.compile(
    r"\s*(?:(?P<range>[-\u2013\u2014]|\bto\b)|,?\s*(?:and|&)|[,;/+])\s*(?P<kind>[KSB])?0{0,2}(?P<number>[1-9]\d{0,2})(?!\w|\.\d)"
)
# Behind a number without a letter of its own: what shows that it ends or carries on a list, and isn't "7, 30 pupils".
_LIST_GOES_ON = re.compile(r"\s*(?:[)\].;:]|$|\n|[,/&+]\s*[KSB]?\d|and\s+[KSB]?\d)")
_LAST_OF_LIST = re.compile(r"\s*(?:and|&)\s*0{0,2}\d")

_LONGEST_RANGE = 99
_NEIGHBOUR_BEFORE = re.compile(r"([A-Za-z]+)[\s(]*$")
_NEIGHBOUR_AFTER = re.compile(r"[\s)]*([A-Za-z]+)")
_REACH = 20

_BEFORE = (
    "amazon audi aws block bus cefr class flat galaxy gate highway hut junction level platform postcode road room "
    "route seat studio train unit vitamin vitamins"
)
BEFORE_SOMETHING_ELSE = frozenset(_BEFORE.split())
"""Words before a bare code that show that something else is meant: `vitamin K1`, `room S12`, `level B2`."""

_AFTER = (
    "bucket buckets dog dogs envelope handler handlers mountain object paper road storage street team unit units visa "
    "vitamin"
)
AFTER_SOMETHING_ELSE = frozenset(_AFTER.split())
"""Words behind a bare code that show that something else is meant: `S3 bucket`, `K9 unit`, `B5 envelope`."""

LISTING = 8
"""So many codes in rising order, one close behind the other, are a list of the standard's KSBs and cite nothing."""
LISTING_GAP = 400
"""How many characters may lie between two codes of such a list: a statement's length, and some more."""


class Mention(NamedTuple):
    """A code that a text names, and how many characters before it."""

    code: str
    position: int


def mentions(text: str) -> Iterator[Mention]:
    """Yield the codes that a text names, singly, in lists (`K1, 2 and 5`) and in ranges (`K1-K4`), in its order."""
    end = 0
    for head in _HEAD.finditer(text):
        if head.start() < end:
            continue
        codes, end = _list_from(text, head)
        if len(codes) > 1 or not _means_something_else(text, head.start(), end):
            for code in codes:
                yield Mention(code, head.start())


def _list_from(text: str, head: re.Match[str]) -> tuple[list[str], int]:
    """Return the codes of the list that begins with a code, and where in the text it ends."""
    kind, number = head["kind"], int(head["number"])
    codes, end = [f"{kind}{number}"], head.end()
    without_letter = False
    while (found := _NEXT.match(text, end)) and _belongs(text, found, without_letter):
        following, without_letter = int(found["number"]), not found["kind"]
        if found["range"]:
            if found["kind"] not in (None, kind) or not number < following <= number + _LONGEST_RANGE:
                break
            codes += [f"{kind}{each}" for each in range(number + 1, following + 1)]
        else:
            kind = found["kind"] or kind
            codes.append(f"{kind}{following}")
        number, end = following, found.end()
    return codes, end


def _belongs(text: str, found: re.Match[str], after_another: bool) -> bool:
    """Whether what follows a code is the next code of its list.

    A number without a letter may count something else: it belongs if the list goes on or ends behind it, or if it is
    the last one after another such number.
    """
    if found["kind"] or found["range"] or _LIST_GOES_ON.match(text, found.end()):
        return True
    return after_another and _LAST_OF_LIST.match(found[0]) is not None


def _means_something_else(text: str, start: int, end: int) -> bool:
    """Whether the words beside a single code show that it is none."""
    before = _NEIGHBOUR_BEFORE.search(text[max(0, start - _REACH) : start])
    after = _NEIGHBOUR_AFTER.match(text[end : end + _REACH])
    return (before is not None and before[1].casefold() in BEFORE_SOMETHING_ELSE) or (
        after is not None and after[1].casefold() in AFTER_SOMETHING_ELSE
    )


def in_listings(found: Sequence[Mention]) -> frozenset[int]:
    """Return the indices of the mentions that belong to a list of the standard's KSBs, pasted into the text.

    Such a list names every code, whatever the evidence shows.
    """
    listed: set[int] = set()
    for run in _rising_runs(found):
        if len({found[index].code for index in run}) >= LISTING:
            listed.update(run)
    return frozenset(listed)


def _rising_runs(found: Sequence[Mention]) -> Iterable[range]:
    """Yield the stretches of mentions whose codes rise in the standard's order, each close behind the last."""
    start = 0
    for index in range(1, len(found) + 1):
        if index == len(found) or not _goes_on(found[index - 1], found[index]):
            yield range(start, index)
            start = index


def _goes_on(one: Mention, other: Mention) -> bool:
    return other.position - one.position <= LISTING_GAP and code_order(one.code) <= code_order(other.code)


# What authors and templates leave behind where something was to come. Capitals matter: "tbc" in prose is rare.
_PLACEHOLDER = re.compile(
    r"\[\s*(?:insert|add|enter|type|put|paste|your|evidence needed|image|photo|picture|screenshot|name|date|todo|tbc)"
    r"\b[^\]\n]{0,80}\]"
    r"|<\s*(?:insert|add|enter|your)\b[^>\n]{0,80}>"
    r"|lorem ipsum"
    r"|click (?:or tap )?(?:here )?to (?:enter|add) (?:text|a date|title|subtitle)"
    r"|click or tap here to enter text"
    r"|(?-i:\b(?:TBC|TBA|TBD|TODO|FIXME)\b|\bXX{2,}\b|\?{4,})",
    re.IGNORECASE,
)


def placeholders(text: str) -> Iterator[str]:
    """Yield the placeholders that were left in a text, in its order: `[insert image]`, `TBC`, `lorem ipsum`."""
    return (" ".join(found[0].split()) for found in _PLACEHOLDER.finditer(text))
