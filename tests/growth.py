"""Tests of how time grows with input."""

from collections.abc import Callable
from time import process_time

SMALL = 4_000
TIMES = 4
_MOST = 10
"""Four times the input may take this many times as long: between linear (4) and quadratic (16)."""
_SOON = 0.1
"""Seconds below which a measurement says nothing."""
_ROUNDS = 3


def assert_grows_evenly(function: Callable[[str], object], text_of: Callable[[int], str], small: int = SMALL) -> None:
    """Assert that a function takes about four times as long for four times the text; `text_of` takes a length.

    It measures processor time, and measures again before it fails.
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
