"""How the time that a function takes grows with its input."""

from collections.abc import Callable
from time import process_time

SMALL = 4_000
TIMES = 4
_MOST = 10
"""How many times as long four times the input may take: more than twice the growth of the input, less than its square."""
_SOON = 0.1
"""So many seconds, within which nothing can be told and nobody waits."""
_ROUNDS = 3


def assert_grows_evenly(function: Callable[[str], object], text_of: Callable[[int], str], small: int = SMALL) -> None:
    """Assert that a function takes about four times as long over four times the text; `text_of` is told its length.

    What counts is the time of the processor; where it seems too long, it is measured again.
    """
    few, many = text_of(small), text_of(TIMES * small)
    long = _seconds(function, many)
    if long < _SOON:
        return
    short = _seconds(function, few)
    for _ in range(_ROUNDS):
        if long < max(_SOON, _MOST * short):
            return
        long, short = min(long, _seconds(function, many)), max(short, _seconds(function, few))
    raise AssertionError(f"{short:.3f} s, and over {TIMES} times as much text {long:.3f} s")


def _seconds(function: Callable[[str], object], text: str) -> float:
    start = process_time()
    function(text)
    return process_time() - start
