"""Citations of KSB codes, and placeholders, in a text. In prose, an "S3 bucket" and a "K9 unit" cite nothing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

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
    rf"(?:(?P<kind>{_KIND})(?P<join>[_.]|{_DASH}|{_BLANK}{{1,2}})?"
    rf"|(?P<word>(?i:knowledge|skill|behaviou?r))s?:?{_BLANK}(?:[KSB]\b)?|(?P<plural>[KSB])['\u2019]?s{_BLANK}){_NUMBER}"
    rf"(?![^\W_]|_(?!evidence\b(?!\.\w))[^\W_]|\\|\.(?:\d|[a-z]{{2,5}}\b)|{_HYPHEN}(?!{_KIND}?\d)\w|/(?!{_KIND}?\d)\w|\s\d[A-Z]{{2}}\b"
    r"|://)"
)
# What is in front of the number of a head. A search for this is many times faster.
_NUMBERED = re.compile(
    rf"\d(?:(?<=[KSBksb]\d)|(?<=[KSBksb][_.]\d)|(?<=[KSBksb]{_DASH}\d)|(?<=[KSBELRksbelr:]{_BLANK}\d)"
    rf"|(?<=[KSBksb]{_BLANK}{_BLANK}\d))"
)
_LONGEST_HEAD = 12
_NEXT = re.compile(
    rf"\s*(?:(?P<range>{_DASH}|\bto\b)|(?P<last>(?:,\s*)?(?:and|&))|[,;/+])(?P<space>\s*)"
    rf"(?:(?P<kind>{_KIND})(?:_|{_BLANK})?)?{_NUMBER}(?!\w|\.\d|:\d|\s?%)"
)
# After a number without a letter: the list ends or goes on, unlike in "7, 30 pupils".
_LIST_GOES_ON = re.compile(rf"\s*(?:[)\].;:]|$|\n|[,/&+]\s*{_KIND}?\d|and\s+{_KIND}?\d)")
_SHOWN_BEHIND = re.compile(
    r"\s+(?:(?:were|are|was|is|have been)(?: all| both)? (?:met|shown|evidenced|covered|claimed)|shows?)\b"
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
_REACH = 60

_MANY = 5
"""The fewest codes in one list (`K1, K2, S3, ...`) that cite nothing."""
_RIGHT_BEHIND = 3
_BEGINS_LINE = re.compile(r"[\s|*>#(\[\"'\u2022\u25aa\u25cb\u00b7\-\u2013]*(?:\d{1,3}[.)]\s*)?(?:Criterion\s)?")


class Mention(NamedTuple):
    """A code that a text names, and where it or its list begins and ends.

    `labels` says that it looks like part of a pasted list: first on its line, right after another code, or one of many.
    `is_other` says that it may be none, as in `K 3 hours`.
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
    end = 0
    for head in _heads(text):
        start, before = head.start(), end
        if start < before:
            continue
        if not _is_spelt(text, head):
            yield from _ambiguous(head)
            continue
        codes, end = _list_from(text, head)
        right_behind = before > 0 and start - before <= _RIGHT_BEHIND
        labels = len(codes) >= _MANY or right_behind or _labels(text, start)
        for code in codes:
            yield Mention(code, start, labels, end)


def _heads(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for number in _NUMBERED.finditer(text):
        for start in range(max(end, number.start() - _LONGEST_HEAD), number.start()):
            if head := _HEAD.match(text, start):
                yield head
                end = head.end()
                break


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


def _ambiguous(head: re.Match[str]) -> Iterator[Mention]:
    """Yield a code that may be none, but not the end of "it's 3"."""
    if not head["kind"] or head["kind"].isupper() or not head["join"].isspace():
        yield Mention(_first_code(head), head.start(), labels=False, end=head.end(), is_other=True)


def _labels(text: str, start: int) -> bool:
    """Whether a code is first on its line or in its cell."""
    reach = max(0, start - _REACH)
    line = max(text.rfind(sign, reach, start) for sign in "\n\t|") + 1
    return _BEGINS_LINE.fullmatch(text, max(line, reach), start) is not None


def _first_code(head: re.Match[str]) -> str:
    named = head["kind"] or head["plural"]
    return f"{named.upper() if named else _KIND_OF_WORD[head['word'].casefold()]}{int(head['number'])}"


def _list_from(text: str, head: re.Match[str]) -> tuple[list[str], int]:
    """Return the codes of the list that begins with a code, and the end of the list."""
    codes, end = [_first_code(head)], head.end()
    kind, number = codes[0].rstrip("0123456789"), int(head["number"])
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
        or (found["range"] and _SHOWN_BEHIND.match(text, end))
    )


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
