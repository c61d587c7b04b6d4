"""Names and codes, as standards form them and as people write them, and personal data in texts."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from unicodedata import normalize

from ksbcheck.domain.text import hidden_characters

KINDS = {
    "K": "Knowledge",
    "S": "Skills",
    "B": "Behaviours",
    "TK": "Technical knowledge",
    "TS": "Technical skills",
    "ESB": "Employability skills and behaviours",
}
"""The letters of KSB codes in order, with their words; the last three are of foundation apprenticeships."""
FOUNDATION_KINDS = frozenset(("TK", "TS", "ESB"))
CODE_PATTERN = rf"^(?:{'|'.join(KINDS)})[1-9][0-9]{{0,3}}$"

_KSB_CODE = re.compile(r"([A-Z]+)(\d+)")
_FEWEST_IN_A_RANGE = 3
_LONG_ENOUGH = 3
"""How many letters of a word are enough to recognise it."""
_NUMBER = re.compile(r"([0-9]+)")
# Joiners, variation selectors and fillers: allowed in texts, and invisible beside a letter.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_CODE = re.compile(r"([A-Za-z]{1,3})[\s.\-_]*0*([0-9]{1,6})")
_CANONICAL = re.compile(CODE_PATTERN)
_KIND = "|".join(sorted(KINDS, key=len, reverse=True))
_CODE_OR_RANGE = re.compile(
    rf"(?P<kind>{_KIND})[\s.\-_]*0*(?P<first>[1-9][0-9]{{0,3}})"
    rf"(?:\s*(?:[-\u2010-\u2015]|\.\.|to\b)\s*"
    rf"(?:(?P=kind)[\s.\-_]*0*(?P<last>[1-9][0-9]{{0,3}})|0*(?P<number>[1-9][0-9]{{0,3}})))?",
    re.IGNORECASE,
)
_BETWEEN_CODES = re.compile(r"\s*$|(?:[,;/&+\s]|\band\b)+", re.IGNORECASE)
_MOST_IN_A_TEXT = 100


def code_order(code: str) -> tuple[int, int]:
    """Return a sort key by kind and number."""
    kind, number = _parts(code)
    return tuple(KINDS).index(kind), number


def kind_of(code: str) -> str:
    return _parts(code)[0]


def _parts(code: str) -> tuple[str, int]:
    """Split a code, or raise `ValueError`."""
    parts = _KSB_CODE.fullmatch(code)
    if parts is None or parts[1] not in KINDS:
        raise ValueError(f"{code!r} is not a KSB code")
    return parts[1], int(parts[2])


def in_ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes in the standard's order, three or more in a row as a range: `K30 to K35`, `S1`, `S4`."""
    ranges: list[str] = []
    in_order = enumerate(sorted(set(codes), key=code_order))
    for _, in_a_row in groupby(in_order, key=lambda each: (kind_of(each[1]), code_order(each[1])[1] - each[0])):
        run = [code for _, code in in_a_row]
        ranges += [f"{run[0]} to {run[-1]}"] if len(run) >= _FEWEST_IN_A_RANGE else run
    return tuple(ranges)


@lru_cache(maxsize=4_096)
def natural(text: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Return a sort key that puts E2 before E10, and is different for different texts."""
    # Texts and numbers alternate, so that any two keys compare. Numbers stay digits, whatever their length.
    parts = _NUMBER.split(text)
    return tuple(_as_number(part) if index % 2 else part for index, part in enumerate(parts)), text


def _as_number(digits: str) -> tuple[int, str]:
    significant = digits.lstrip("0")
    return len(significant), significant


def alike(word: str, known: Iterable[str]) -> str | None:
    """Return the only known name that a word spells, in any letter case, with any blanks, hyphens or underscores."""
    known = tuple(known)
    if word in known:
        return word
    same = [name for name in known if _spelling(name) == _spelling(word)]
    return same[0] if len(same) == 1 else None


def _spelling(name: str) -> str:
    return re.sub(r"[\s_-]+", "", look(name))


def nearest(word: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """Return the known word that was probably meant, in any letter case: a slip of it, or its beginning."""
    from difflib import get_close_matches  # noqa: PLC0415 - only slips need it

    by_folded = {name.casefold(): name for name in known}
    begun = word.casefold().strip()
    close = get_close_matches(begun, by_folded, n=1, cutoff=cutoff)
    longer = [name for name in by_folded if name.startswith(begun) and len(begun) >= _LONG_ENOUGH]
    return by_folded[close[0]] if close else by_folded[longer[0]] if len(longer) == 1 else None


_AROUND_CODES = " \t.,;:()[]"


@lru_cache(maxsize=4_096)
def written_codes(text: str) -> tuple[str, ...]:
    """Return the codes that a text names: `k6`, `K 06`, `(K6)`, `K1-K3`, `K6, K7`.

    A text with anything else, or with more than 100 codes, is returned itself.
    """
    if _CANONICAL.fullmatch(text):
        return (text,)
    codes: list[str] = []
    bare, at = text.strip(_AROUND_CODES), 0
    while at < len(bare):
        written = _CODE_OR_RANGE.match(bare, at)
        gap = _BETWEEN_CODES.match(bare, written.end()) if written else None
        named = _codes_of(written) if written else ()
        if gap is None or not named or len(codes) + len(named) > _MOST_IN_A_TEXT:
            return (text,)
        codes += named
        at = gap.end()
    return tuple(dict.fromkeys(codes)) or (text,)


def _codes_of(written: re.Match[str]) -> tuple[str, ...]:
    """Return the codes of a code or a range; none of a range that doesn't rise, or is too long."""
    first, end = int(written["first"]), written["last"] or written["number"]
    last = int(end or first)
    if end and not 0 < last - first < _MOST_IN_A_TEXT:
        return ()
    return tuple(f"{written['kind'].upper()}{number}" for number in range(first, last + 1))


def nearest_code(code: str, known: Iterable[str]) -> str | None:
    """Return the known code that was probably meant: its digits are swapped, or one is too many or missing."""
    parts = _CODE.fullmatch(code.strip())
    if parts is None:
        return None
    letters, digits = parts[1].upper(), parts[2]
    numbers = {name.removeprefix(letters): name for name in known if name.startswith(letters)}
    places = range(len(digits))
    swapped = {digits[:at] + digits[at + 1 :][:1] + digits[at] + digits[at + 2 :] for at in places}
    shorter = {digits[:at] + digits[at + 1 :] for at in places}
    longer = {digits[:at] + more + digits[at:] for at in range(len(digits) + 1) for more in "0123456789"}
    for slips in ({digits}, swapped, shorter, longer):
        meant = {numbers[slip.lstrip("0")] for slip in slips if slip.lstrip("0") in numbers}
        if meant:
            return meant.pop() if len(meant) == 1 else None
    return None


@lru_cache(maxsize=4_096)
def look(text: str) -> str:
    """Return an id or name as a reader sees it: in one letter case and form, without invisible characters."""
    seen = (c for c in normalize("NFKC", text).casefold() if not hidden_characters(c) and not _UNSEEN.match(c))
    return " ".join("".join(seen).split())


def _is_uln(digits: str) -> bool:
    # a unique learner number, by its check digit
    rest = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return rest != 0 and int(digits[-1]) == 10 - rest


_COMPOUNDS = (
    "area assessment attainment behaviour case centred conference counselling development engagement feedback focus "
    "group health induction interview journal led learning mental observation outcomes passport plan policy practice "
    "premium profile progress protection record referral report review safety services social support survey teaching "
    "tracking transition voice welfare wellbeing work workshop"
)
_NO_NAMES = frozenset(_COMPOUNDS.split())
"""Words after `pupil` or `child` that are no names."""


def _is_name(words: str) -> bool:
    return _NO_NAMES.isdisjoint(words.casefold().split()[1:])


_PERSONAL: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
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


_CHILDREN = ("pupil", "child", "student", "boy", "girl")
_SIX_DIGITS = re.compile(r"\d(?:[ -]?\d){5}")


def may_hold_personal_data(text: str) -> bool:
    """Return whether a text has what every kind of personal data has: a quick look, which is right about most texts."""
    lower = text.lower()
    return "@" in text or bool(_SIX_DIGITS.search(text)) or any(word in lower for word in _CHILDREN)


def find_personal_data(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the beginning of what looks like personal data; a report should not spread all of it."""
    for kind, pattern, is_one in _PERSONAL:
        for found in pattern.finditer(text):
            if is_one(found[0]):
                yield kind, f"{found[0][:3]}..."
