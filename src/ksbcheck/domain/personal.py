"""What in a text looks like somebody's personal data."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_ULN_WEIGHTS = range(10, 1, -1)


class Personal(NamedTuple):
    """Something that looks like personal data: of what kind, and how it begins."""

    kind: str
    beginning: str


def _is_uln(digits: str) -> bool:
    """Whether ten digits are a unique learner number, by their check digit."""
    rest = sum(weight * int(digit) for weight, digit in zip(_ULN_WEIGHTS, digits, strict=False)) % 11
    return rest != 0 and int(digits[-1]) == 10 - rest


_SETTLED = (
    "area assessment attainment behaviour case centred conference counselling development engagement feedback focus "
    "group health induction interview journal led learning mental observation outcomes passport plan policy practice "
    "premium profile progress protection record referral report review safety services social support survey teaching "
    "tracking transition voice welfare wellbeing work workshop"
)
_NO_NAME = frozenset(_SETTLED.split())
"""Words that stand behind `pupil` or `child` in titles, and are nobody's name."""


def _is_name(words: str) -> bool:
    return not any(word.casefold() in _NO_NAME for word in words.split()[1:])


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("an email address", re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+"), bool),
    (
        "a National Insurance number",
        re.compile(r"(?i)\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d{2}){3}[ -]?[A-D]\b"),
        bool,
    ),
    ("a phone number", re.compile(r"(?<![\d.])(?:\+44[ -]?(?:\(0\))?[ -]?|0)[1-9](?:[ -]?\d){8,9}(?![\d.])"), bool),
    ("a unique learner number", re.compile(r"(?<![\d.-])[1-9]\d{9}(?![\d.-])"), _is_uln),
    (
        "a child's full name",
        re.compile(
            r"\b(?:[Pp]upil|[Cc]hild|[Ss]tudent|[Bb]oy|[Gg]irl)\s+[A-Z][a-z]+\s+[A-Z][a-z]+(?:['-][A-Z][a-z]+)?\b"
        ),
        _is_name,
    ),
)


def personal_data(text: str) -> Iterator[Personal]:
    """Yield what in a text looks like personal data, with its beginning only: a report should not spread it."""
    for kind, pattern, is_one in _KINDS:
        for found in pattern.finditer(text):
            if is_one(found[0]):
                yield Personal(kind, f"{found[0][:3]}...")
