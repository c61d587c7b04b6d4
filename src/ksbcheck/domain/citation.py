"""Citations of KSB codes, and placeholders, in a text. In prose, an "S3 bucket" and a "K9 unit" cite nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ksbcheck.domain.names import code_order

# Hyphens of every kind, dashes, and the minus sign.
_DASH = r"[-\u2010-\u2015\u2212]"
_HYPHEN = r"[-\u2010\u2011]"
_KIND = r"(?:[KSB]|T[KS]|ESB)"
# Not within a longer word, number, path, address, name of a file or postcode; and not `E01-K1`, `K9's`, `S3.5` or
# `S3-bucket`.
_HEAD = re.compile(
    rf"(?<![\w/.@\\])(?<!\w[-\u2010-\u2013])(?P<kind>{_KIND})0{{0,2}}(?P<number>[1-9]\d{{0,2}})"
    rf"(?!\w|\\|['\u2019]s\b|\.(?:\d|[a-z]{{2,5}}\b)|{_HYPHEN}(?!{_KIND}?\d)\w|/(?!{_KIND}?\d)\w|\s\d[A-Z]{{2}}\b)"
)
_NEXT = re.compile(
    rf"\s*(?:(?P<range>{_DASH}|\bto\b)|(?P<last>(?:,\s*)?(?:and|&))|[,;/+])(?P<space>\s*)(?P<kind>{_KIND})?"
    rf"0{{0,2}}(?P<number>[1-9]\d{{0,2}})(?!\w|\.\d|:\d)"
)
# After a number without a letter: the list ends or goes on, unlike in "7, 30 pupils".
_LIST_GOES_ON = re.compile(rf"\s*(?:[)\].;:]|$|\n|[,/&+]\s*{_KIND}?\d|and\s+{_KIND}?\d)")
_DATE = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}")
_NUMBERS_A_LINE = re.compile(r"[.)]\s+\S")

_LONGEST_RANGE = 99
# Not across lines: a code at the beginning of a line is a label.
_NEIGHBOUR_BEFORE = re.compile(r"([A-Za-z]+)[^\S\n]*\Z")
_NEIGHBOUR_AFTER = re.compile(r"\s+([a-z]+)")
_REACH = 20

# Words beside a bare code that show that something else is meant: `vitamin K1`, `room S12`; `S3 bucket`, `K9 unit`.
_BEFORE = (
    "amazon audi aws block bus cefr child class fig figure flat galaxy gate group highway hut junction learner level "
    "participant platform postcode pupil road room route seat set size student studio table train unit vitamin vitamins"
)
_AFTER = (
    "bucket buckets bus deficiency dog dogs envelope handler handlers level mountain object paper police road storage "
    "street team unit units visa vitamin"
)
_BEFORE_SOMETHING_ELSE, _AFTER_SOMETHING_ELSE = frozenset(_BEFORE.split()), frozenset(_AFTER.split())

_LISTING = 12
"""The fewest codes, close together and rising in each letter, that are a list of KSBs and cite nothing."""
_LISTING_GAP = 300
"""The most characters between two codes of such a list: somewhat more than a statement."""
_CROWD = 400
"""The length of text in which `_LISTING` codes in any order are a list too, as in a table of duties."""
_MANY = 5
"""The fewest codes in one list (`K1, K2, S3, ...`) that cite nothing."""
_RIGHT_BEHIND = 3
_BEGINS_LINE = re.compile(r"[\s|*>#\"'\u2022\u25aa\u25cb\u00b7\-\u2013]*(?:\d{1,3}[.)]\s*)?")
_ENDS_LINE = re.compile(r"\s*[)\]]\s*?(?:[\n\t|]|$)")


class Mention(NamedTuple):
    """A code that a text names, and the position of the code or of its list.

    `labels` says that it looks like part of a pasted list: first on its line, right after another code, or one of many.
    """

    code: str
    position: int
    labels: bool


def mentions(text: str) -> Iterator[Mention]:
    """Yield the codes that a text names: single ones, lists (`K1, 2 and 5`) and ranges (`K1-K4`)."""
    end = 0
    for head in _HEAD.finditer(text):
        start, before = head.start(), end
        if start < before:
            continue
        codes, end = _list_from(text, head)
        if len(codes) > 1 or not _means_something_else(text, start, end):
            right_behind = before > 0 and start - before <= _RIGHT_BEHIND
            labels = len(codes) >= _MANY or right_behind or _labels(text, start, end)
            for code in codes:
                yield Mention(code, start, labels)


def _labels(text: str, start: int, end: int) -> bool:
    """Whether a code is first on its line or in its cell, or alone there in brackets."""
    reach = max(0, start - _REACH)
    line = max(text.rfind(sign, reach, start) for sign in "\n\t|") + 1
    before = text[max(line, reach) : start]
    if before.rstrip().endswith(("(", "[")):
        return bool(_BEGINS_LINE.fullmatch(before.rstrip()[:-1]) and _ENDS_LINE.match(text, end))
    return _BEGINS_LINE.fullmatch(before) is not None


def _list_from(text: str, head: re.Match[str]) -> tuple[list[str], int]:
    """Return the codes of the list that begins with a code, and the end of the list."""
    kind, number = head["kind"], int(head["number"])
    codes, end = [f"{kind}{number}"], head.end()
    after_another = False
    while (found := _NEXT.match(text, end)) and (found["kind"] or _belongs(text, found, after_another=after_another)):
        following, after_another = int(found["number"]), not found["kind"]
        if found["range"]:
            if found["kind"] not in (None, kind) or not number < following <= number + _LONGEST_RANGE:
                break
            codes += [f"{kind}{between}" for between in range(number + 1, following + 1)]
        else:
            kind = found["kind"] or kind
            codes.append(f"{kind}{following}")
        number, end = following, found.end()
    return codes, end


def _belongs(text: str, found: re.Match[str], *, after_another: bool) -> bool:
    """Whether a number without a letter is the next code of a list, and not a count, a date, or a line number."""
    start, end = found.end("space"), found.end()
    if _DATE.match(text, start):
        return False
    if "\n" in found["space"] and not found["last"] and _NUMBERS_A_LINE.match(text, end):
        return False
    return bool(
        _LIST_GOES_ON.match(text, end)
        or (after_another and found["last"])
        or (found["range"] and not any(map(str.isspace, found[0])))
    )


def _means_something_else(text: str, start: int, end: int) -> bool:
    """Whether the words beside a single code show that it is no code."""
    before = _NEIGHBOUR_BEFORE.search(text[max(0, start - _REACH) : start])
    after = _NEIGHBOUR_AFTER.match(text[end : end + _REACH])
    is_before = before is not None and before[1].casefold() in _BEFORE_SOMETHING_ELSE
    return is_before or (after is not None and after[1] in _AFTER_SOMETHING_ELSE)


def in_listings(found: Sequence[Mention]) -> frozenset[int]:
    """Return the indices of mentions in a pasted list of KSBs, which names all codes, whatever the evidence shows."""
    labels = [index for index, mention in enumerate(found) if mention.labels]
    labelled = [found[index] for index in labels]
    rising = [run for run in _rising_runs(labelled) if len({labelled[index].code for index in run}) >= _LISTING]
    return frozenset(labels[index] for listing in (*rising, *_crowds(labelled)) for index in listing)


def _crowds(found: Sequence[Mention]) -> Iterator[range]:
    """Yield runs of mentions of `_LISTING` codes that are close together."""
    start, end = 0, 0
    codes: Counter[str] = Counter()
    for index, mention in enumerate(found):
        codes[mention.code] += 1
        while mention.position - found[start].position > _CROWD:
            codes[found[start].code] -= 1
            if not codes[found[start].code]:
                del codes[found[start].code]
            start += 1
        if len(codes) >= _LISTING:
            yield range(max(start, end), index + 1)
            end = index + 1


def _rising_runs(found: Sequence[Mention]) -> Iterator[range]:
    """Yield runs of mentions whose codes rise in each letter, at most `_LISTING_GAP` apart."""
    start, began = 0, 0
    highest: dict[int, int] = {}
    for index, mention in enumerate(found):
        kind, number = code_order(mention.code)
        if number < highest.get(kind, 0) or mention.position - began > _LISTING_GAP:
            yield range(start, index)
            start, highest = index, {}
        if number != highest.get(kind):
            began = mention.position
        highest[kind] = number
    yield range(start, len(found))


# Separate patterns that begin with a fixed letter are many times faster than one. Capitals matter in the last ones:
# "tbc" in prose is no placeholder.
_NOUNS = r"(?:image|photo|picture|screenshot|name|date)(?:\s+(?:goes\s+)?(?:here|needed|to\s[^\]\n]{1,30}))?\s*\]"
_VERBS = r"insert\b|(?:add|enter|put|paste)\s\w|type\s(?:here|in|the|text|your)\b|your\b"
_WORDS = rf"(?:{_VERBS}|(?:(?:evidence|citation)\sneeded|todo|tbc)\b)"
_PLACEHOLDERS = tuple(
    map(
        re.compile,
        (
            rf"\[\s*(?i:{_WORDS}[^\]\n]{{0,80}}\]|{_NOUNS})",
            rf"<\s*(?i:{_VERBS})[^>\n]{{0,80}}>",
            r"L(?i:orem ipsum)",
            r"l(?i:orem ipsum)",
            r"C(?i:lick (?:or tap )?(?:here )?to (?:enter|add) (?:text|a date|title|subtitle))",
            r"Choose an item\b",
            r"T(?<!\wT)(?:BC|BA|BD|ODO)\b",
            r"F(?<!\wF)IXME\b",
            r"X(?<!\wX)XX+\b",
            r"\?(?<![\w?]\?)\?{3,}",
        ),
    )
)


def placeholders(text: str) -> list[str]:
    """Return the placeholders in a text: `[insert image]`, `TBC`, `lorem ipsum`."""
    found = sorted((match for pattern in _PLACEHOLDERS for match in pattern.finditer(text)), key=re.Match.start)
    outer = [match for index, match in enumerate(found) if index == 0 or match.start() >= found[index - 1].end()]
    return [" ".join(match[0].split()) for match in outer]
