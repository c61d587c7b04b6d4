"""Comparing names and codes as people write them."""

import re
from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

from ksbcheck.domain.text import JOINERS, hidden_characters

_NUMBER = re.compile(r"([0-9]+)")
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
    same_kind = [(abs(int(k[len(letters) :]) - number), k) for k in known if re.fullmatch(rf"{letters}\d+", k)]
    return min(same_kind)[1] if same_kind else None


@cache
def look(text: str) -> str:
    """Return what a reader can tell of an id: its letters in one case and one form, without hidden characters."""
    return "".join(c for c in normalize("NFKC", text).casefold() if not hidden_characters(c) and c not in JOINERS)


@cache
def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's as far as their words tell: `A. Assessor` is `Assessor, a`."""
    return _words(one) == _words(other)


def _words(name: str) -> list[str]:
    return sorted(re.findall(r"\w+", normalize("NFKC", name).casefold()))
