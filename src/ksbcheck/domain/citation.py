"""Citations of KSB codes, and placeholders, in a text. In prose, an "S3 bucket" and a "K9 unit" cite nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ksbcheck.domain.names import code_order

# Hyphens of every kind, dashes, and the minus sign.
_DASH = r"[-\u2010-\u2015\u2212]"
_HYPHEN = r"[-\u2010\u2011]"
_BLANK = r"[ \t\u00a0\u202f]"
_KIND = r"(?:[KSBksb]|[Tt][KSks]|ESB|esb)"
_NUMBER = r"0{0,2}(?P<number>[1-9]\d{0,2})"
_KIND_OF_WORD = {"knowledge": "K", "skill": "S", "behaviour": "B", "behavior": "B"}
# Not within a longer word, number, path, address, name of a file or postcode; and not `E01-K1`, `S3.5` or `S3-bucket`.
_HEAD = re.compile(
    rf"(?=[KSBTEksbte])(?:(?<=[Kk][Ss][Bb][_/\-])|(?<![^\W_])(?<![/.@\\])(?<![^\W_][_\-\u2010-\u2013]))"
    rf"(?:(?P<kind>{_KIND})(?P<join>[_.]|{_HYPHEN}|{_BLANK}{{1,2}})?"
    rf"|(?P<word>(?i:knowledge|skill|behaviou?r))s?{_BLANK}(?:[KSB]\b)?|(?P<plural>[KSB])['\u2019]?s{_BLANK}){_NUMBER}"
    rf"(?![^\W_]|_[^\W_]|\\|\.(?:\d|[a-z]{{2,5}}\b)|{_HYPHEN}(?!{_KIND}?\d)\w|/(?!{_KIND}?\d)\w|\s\d[A-Z]{{2}}\b|://)"
)
_NEXT = re.compile(
    rf"\s*(?:(?P<range>{_DASH}|\bto\b)|(?P<last>(?:,\s*)?(?:and|&))|[,;/+])(?P<space>\s*)"
    rf"(?:(?P<kind>{_KIND})(?:_|{_BLANK})?)?{_NUMBER}(?!\w|\.\d|:\d|\s?%)"
)
# After a number without a letter: the list ends or goes on, unlike in "7, 30 pupils".
_LIST_GOES_ON = re.compile(rf"\s*(?:[)\].;:]|$|\n|[,/&+]\s*{_KIND}?\d|and\s+{_KIND}?\d)")
_SHOWN_BEHIND = re.compile(
    r"\s+(?:were|are|was|is|have been)(?: all| both)? (?:met|shown|evidenced|covered|claimed|met)\b"
)
"""What makes `K1-4` a range, unlike `K1-4 racks`."""
_DATE = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}")
_NUMBERS_A_LINE = re.compile(r"[.)]\s+\S")
_COUNTED = re.compile(
    r"\s*(?:%|(?:days?|weeks?|hours?|minutes?|months?|years?|times|children|pupils|people|learners|points|of|or|x)\b)"
)
_TAG_BEFORE = re.compile(r"(?:^|[(\[{#|<\n\t,;:>*]|\b(?:and|KSBs?))\s*\Z")
_TAG_AFTER = re.compile(r"\s*(?:$|[)\]}|>\n\t,;:*]|\band\b|&)")

_LONGEST_RANGE = 99
# Not across lines: a code at the beginning of a line is a label.
# Of the cell before, the whole: `Room`, `B4`, but not `Certificate, first aid, B grade`, `K2`.
_NEIGHBOUR_BEFORE = re.compile(r"(?:^|[\n\t|]|\b(?=[A-Za-z]+ *\Z))([A-Za-z]+)[^\S\n]*\Z")
_NEIGHBOUR_AFTER = re.compile(r"(?:['\u2019]s)?\s+([a-z]+)")
_FORMULA_BEFORE = re.compile(r"(?:(?<![A-Za-z]\d)(?<!\w)=|=\w{1,9}\(|\w!|\d[*:]|\$)\Z")
_FORMULA_AFTER = re.compile(rf"[*:$]{_KIND}\d|-\d+(?!\d|\s?%)|/\d")
_OTHER_BEHIND = re.compile(
    r"\s+(?:(?:of|in|on) (?:the|my|our) (?:workbook|spreadsheet|sheet)|of the Scottish|is (?:our|my|the) (?:class)?room"
    r"|(?:English|French|German|Spanish|Italian) (?:exam|test|class|course))\b"
)
_OTHER_BEFORE = re.compile(
    r"(?:\bA\d(?:,| and| or|/)\s*|\b(?:keys?|doors?|locks?|heating) (?:to|of|in|for) |\d\(\d+\)[,:]\s*)\Z"
)
"""Sizes of paper, rooms, and pages of a journal: `A4 and B4`, `the key to K4`, `12(3): S14-S19`."""
_ENDS = re.compile(r"\s*(?:[.,;:!?)]|\Z)")
"""What is behind a code that an article names: `My visa is a B1.`"""
_GOES_ON = re.compile(r"(?:\s[a-z]+)?,?\s+(?:and|or|to|not|nor|then|into)\s+(?:the\s+)?")
"""Between two codes of which the second is something else if the first is: `the K4 bus, not the S6`."""
_STORED = re.compile(
    r"(?i)\b(?:upload(?:ed)?|back(?:ed)?[ -]?up|sav(?:ed|e)|stor(?:ed|e)|copied|synced|moved|went|hosted|archived?)"
    r"\b[\w ]{0,20}\b(?:to|on|in|at)(?: an?| the)?\s\Z"
)
_LANGUAGE = re.compile(
    r"(?i)\b(?:english|cefr|ielts|french|german|spanish|language) (?:test|exam|level)\b[^.!?\n]{0,40}\Z"
)
_REACH = 60

# Words beside a bare code that show that something else is meant: `vitamin K1`, `room S12`; `S3 bucket`, `K9 unit`.
_BEFORE = (
    "amazon appendix audi aws band bay bays bench block bmw bucket bus car cefr cell cells child class coach column "
    "columns english fig figure flat flight form formula galaxy gate grade grades group highway house hut junction "
    "kia learner level line locker lockers option paper participant peg plan platform plot pool postcode printer pupil "
    "rack road room rooms route row rows seat seats series set shelf size student studio table train tray trays "
    "unit version visa vitamin vitamins ward zone"
)
_AFTER = (
    "bay board bucket buckets bus cable car cartridge classroom deficiency dog dogs door dose driving drops "
    "envelope handler handlers ink level locker mountain object paper police rack racks road room seat size socket "
    "storage street supplement supplements tablet tablets team train unit units visa vitamin vitamins workbook"
)
_BEFORE_SOMETHING_ELSE, _AFTER_SOMETHING_ELSE = frozenset(_BEFORE.split()), frozenset(_AFTER.split())
_PLURALS = frozenset(["cells", "columns", "column", "lockers", "rooms", "rows", "seats", "trays", "bays"])

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
    """A code that a text names, and where it or its list begins and ends.

    `labels` says that it looks like part of a pasted list: first on its line, right after another code, or one of many.
    `is_other` says that it is something else, as the name of a storage or a cell of a sheet.
    """

    code: str
    position: int
    labels: bool
    end: int = 0
    is_other: bool = False


_SEEN_AS = {0xFF21 + at: chr(65 + at) for at in range(26)} | {0xFF10 + at: chr(48 + at) for at in range(10)}
_SEEN_AS |= {0x041A: "K", 0x0405: "S", 0x0412: "B"}
_SEEN_AS |= dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")


def plain(text: str) -> str:
    """Return a text as it is seen: without characters of no width, and with the letters that others look like."""
    return text if text.isascii() else text.translate(_SEEN_AS)


def mentions(text: str) -> Iterator[Mention]:
    """Yield the codes that a text names: single ones, lists (`K1, 2 and 5`) and ranges (`K1-K4`)."""
    end = end_of_other = 0
    for head in _HEAD.finditer(text):
        start, before = head.start(), end
        if start < before or not _is_spelt(text, head):
            continue
        codes, end = _list_from(text, head)
        right_behind = before > 0 and start - before <= _RIGHT_BEHIND
        labels = len(codes) >= _MANY or right_behind or _labels(text, start, end)
        goes_on = end_of_other and _GOES_ON.fullmatch(text, end_of_other, start)
        is_other = bool(goes_on) or _means_something_else(text, start, end, len(codes))
        end_of_other = end if is_other else 0
        for code in codes:
            yield Mention(code, start, labels, end, is_other)


def _is_spelt(text: str, head: re.Match[str]) -> bool:
    """Whether a code can't be misread: `K.3` and `k 3` only where a tag is, `K 3` not in "K 3 hours"."""
    join, kind = head["join"], head["kind"]
    if not kind:
        return not _COUNTED.match(text, head.end())
    if join in (None, "_"):
        return True
    if join.isspace() and kind.isupper():
        return not _COUNTED.match(text, head.end())
    return (
        (kind.isupper() or join.isspace())
        and _TAG_BEFORE.search(text[max(0, head.start() - _REACH) : head.start()]) is not None
        and _TAG_AFTER.match(text, head.end()) is not None
    )


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
    named = head["kind"] or head["plural"]
    kind, number = named.upper() if named else _KIND_OF_WORD[head["word"].casefold()], int(head["number"])
    codes, end = [f"{kind}{number}"], head.end()
    after_another = False
    while (found := _NEXT.match(text, end)) and (found["kind"] or _belongs(text, found, after_another=after_another)):
        following, after_another = int(found["number"]), not found["kind"]
        to = (found["kind"] or kind).upper()
        if found["range"]:
            if to != kind or not number < following <= number + _LONGEST_RANGE:
                break
            codes += [f"{kind}{between}" for between in range(number + 1, following + 1)]
        else:
            kind = to
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
    if found["range"] and text[end : end + 1] == "/":
        return False
    return bool(
        _LIST_GOES_ON.match(text, end)
        or (after_another and (found["last"] or text[start - 1] == "/"))
        or (found["range"] and not any(map(str.isspace, found[0])) and _SHOWN_BEHIND.match(text, end))
    )


def _means_something_else(text: str, start: int, end: int, count: int) -> bool:
    """Whether the text beside a code or list shows that it is no code. In brackets it is one."""
    reach = text[max(0, start - _REACH) : start]
    if _FORMULA_BEFORE.search(reach) or _FORMULA_AFTER.match(text, end):
        return True
    if reach.rstrip().endswith(("(", "[", "#")):
        return False
    before, after = _NEIGHBOUR_BEFORE.search(reach), _NEIGHBOUR_AFTER.match(text[end : end + _REACH])
    is_before = before is not None and before[1].casefold() in _BEFORE_SOMETHING_ELSE
    is_after = after is not None and after[1] in _AFTER_SOMETHING_ELSE
    return bool(
        (count == 1 and (is_before or is_after))
        or (is_before and before and before[1].casefold() in _PLURALS)
        or _OTHER_BEHIND.match(text, end)
        or _OTHER_BEFORE.search(reach)
        or (count == 1 and reach[-3:].strip(" ") in ("a", "an") and _ENDS.match(text, end))
        or (text[start:end] == "S3" and _STORED.search(reach))
        or (text[start] in "Bb" and _LANGUAGE.search(reach))
    )


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
