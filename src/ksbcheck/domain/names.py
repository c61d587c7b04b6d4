"""Comparing names and codes as people write them."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from unicodedata import normalize

from ksbcheck.domain.text import hidden_characters

_NUMBER = re.compile(r"([0-9]+)")
# Joiners, variation selectors and fillers: honest in a text, and invisible beside a letter.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor"})
_CODE = re.compile(r"([A-Za-z]{1,3})[\s.\-_]*0*([0-9]{1,6})")


NaturalKey = tuple[tuple[str | tuple[int, str], ...], str]


@cache
def natural(text: str) -> NaturalKey:
    """Return a sort key by which E2 stands before E10, and no two texts are equal."""
    # Texts and numbers alternate, so that any two keys compare; numbers are compared as digits, however many there are.
    parts = _NUMBER.split(text)
    return tuple(_as_number(part) if index % 2 else part for index, part in enumerate(parts)), text


def _as_number(digits: str) -> tuple[int, str]:
    significant = digits.lstrip("0")
    return len(significant), significant


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, whatever its letter case, or None."""
    from difflib import get_close_matches  # noqa: PLC0415 - only what went wrong needs it

    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold().strip(), by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def nearest_code(code: str, known: Iterable[str]) -> str | None:
    """Return the known KSB code that was probably meant: `k09` is K9, and K99 the K with the nearest number.

    What is not one code of a known kind (a range, a list, a bare number) was meant for no single one.
    """
    parts = _CODE.fullmatch(code.strip())
    if parts is None:
        return None
    letters, number = parts[1].upper(), int(parts[2])
    same_kind = [
        (abs(int(k.removeprefix(letters)) - number), k)
        for k in known
        if k.startswith(letters) and k.removeprefix(letters).isdecimal()
    ]
    return min(same_kind)[1] if same_kind else None


@lru_cache(maxsize=65_536)
def look(text: str) -> str:
    """Return what a reader can tell of an id or name: its letters in one case and form, without what can't be seen."""
    seen = (c for c in normalize("NFKC", text).casefold() if not hidden_characters(c) and not _UNSEEN.match(c))
    return " ".join("".join(seen).split())


@cache
def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's as far as their words tell: `Dr A. Assessor` is `Assessor, a`."""
    return name_words(one) == name_words(other)


def name_words(name: str) -> list[str]:
    """Return the words of a person's name in no order, without titles: those of `Dr A. Assessor` are a and assessor."""
    words = re.findall(r"\w+", look(name))
    return sorted(word for word in words if word not in _TITLES) or words
