"""Comparing job titles as people write them."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product

from ksbcheck.domain.names import look

_MOST = 3
_MOST_READINGS = 64
_LEAST_LIKENESS = 0.5
_AS_LIKE = 0.15
"""How much less like the nearest title another may be and still be named beside it."""
# Blanks, hyphens and dashes. A string, compiled by `re` when it is first needed, which in most runs is never.
_JOINTS = r"[\s_\-\u2010-\u2015]+"


def same_title(written: str, listed: str) -> bool:
    """Whether a written title is a listed one, whatever its letter case, blanks and hyphens.

    A listed `pastoral/welfare support assistant` is two titles in one, and either half will do as well.
    """
    return _letters(written) in map(_letters, _readings(listed))


def nearest_titles(written: str, listed: Iterable[str]) -> tuple[str, ...]:
    """Return the few listed titles that are most like a written one, the nearest first; none if none is like it."""
    seen = look(written)
    words = set(seen.split())
    likeness = {title: max(_likeness(seen, words, look(reading)) for reading in _readings(title)) for title in listed}
    least = max(_LEAST_LIKENESS, max(likeness.values(), default=0) - _AS_LIKE)
    near = [title for title in sorted(likeness, key=lambda title: -likeness[title]) if likeness[title] >= least]
    return tuple(near[:_MOST])


def _letters(title: str) -> str:
    return re.sub(_JOINTS, "", look(title))


def _readings(listed: str) -> Iterator[str]:
    """Yield a listed title as it stands, and as each of the titles that its slashes make of it."""
    yield listed
    yield from islice(map(" ".join, product(*(word.split("/") for word in listed.split()))), _MOST_READINGS)


def _likeness(written: str, words: set[str], listed: str) -> float:
    """Return how alike two titles are, from 0 to 1: by the words that they share, or by their letters."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only what went wrong needs it

    letters = SequenceMatcher(None, written, listed)
    # The quick figure is never too low; a text much longer than a title isn't looked at letter by letter.
    by_letters = letters.ratio() if letters.real_quick_ratio() >= _LEAST_LIKENESS else 0.0
    theirs = set(listed.split())
    return max(by_letters, 2 * len(words & theirs) / max(1, len(words) + len(theirs)))
