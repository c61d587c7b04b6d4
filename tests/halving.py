"""Small work for processes: halving numbers. It imports little, so that processes start fast."""

import os
from collections.abc import Iterator
from typing import NamedTuple, Self


class Numbers(NamedTuple):
    of: tuple[int, ...]

    def split(self) -> Iterator[Self]:
        return (type(self)((each,)) for each in self.of)


def halve(numbers: Numbers) -> list[int]:
    """Halve numbers; a zero ends the process, and an odd one is an error."""
    if 0 in numbers.of:
        os._exit(1)
    if any(number % 2 for number in numbers.of):
        raise ValueError
    return [number // 2 for number in numbers.of]
