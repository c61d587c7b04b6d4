"""Whether a text is a statement of the standard: a tracker of another standard has the same codes."""

import re
from functools import lru_cache

from ksbcheck.domain.standard import Standard

_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 3
_THE_SAME, _ALIKE, _UNLIKE = 0.9, 0.6, 0.34
"""Shares of the shorter text's words that are in the other."""


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _likeness(one: str, other: str) -> float:
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def is_comparable(text: str) -> bool:
    return len(_words(text)) >= _FEWEST_WORDS


def states(standard: Standard, code: str, text: str) -> bool:
    """Return whether a text is the statement of a code."""
    ksb = standard.by_code.get(code)
    return ksb is not None and is_comparable(text) and _likeness(ksb.text, text) >= _ALIKE


def differs(standard: Standard, code: str, text: str) -> bool:
    """Return whether a text is clearly not the statement of a code."""
    ksb = standard.by_code.get(code)
    return ksb is not None and is_comparable(text) and _likeness(ksb.text, text) < _UNLIKE


def stated_code(standard: Standard, text: str) -> str | None:
    """Return the code whose statement a text is."""
    found = [ksb.code for ksb in standard.ksbs if is_comparable(text) and _likeness(ksb.text, text) >= _THE_SAME]
    return found[0] if len(found) == 1 else None
