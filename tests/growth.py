"""How the time that a function takes grows with its input."""

from collections.abc import Callable
from time import perf_counter

SMALL = 4_000
TIMES = 4
_MOST = 10
"""How many times as long four times the input may take: twice the growth of the input, and some more."""
_SOON = 0.1
"""So many seconds, within which nothing can be told and nobody waits."""


def assert_grows_evenly(function: Callable[[str], object], text_of: Callable[[int], str], small: int = SMALL) -> None:
    """Assert that a function takes about four times as long over four times the text; `text_of` is told its length."""
    few, many = text_of(small), text_of(TIMES * small)
    long = _seconds(function, many)
    if long < _SOON:
        return
    long = min(long, *(_seconds(function, many) for _ in range(2)))
    short = min(_seconds(function, few) for _ in range(3))
    assert long < max(_SOON, _MOST * short), f"{short:.3f} s, and over {TIMES} times as much text {long:.3f} s"


def _seconds(function: Callable[[str], object], text: str) -> float:
    start = perf_counter()
    function(text)
    return perf_counter() - start
