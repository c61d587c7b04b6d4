"""The codes of KSBs, as every standard forms them."""

import re
from collections.abc import Iterable

KINDS = {"K": "Knowledge", "S": "Skills", "B": "Behaviours"}
"""The letters of KSB codes in a standard's order, and the words they stand for."""

_CODE = re.compile(r"([A-Z])(\d+)")
_FEWEST_IN_A_RANGE = 3


def code_order(code: str) -> tuple[int, int]:
    """Return the sort key of a standard's order.

    Raises:
        ValueError: the code is no letter of a kind with a number.
    """
    parts = _CODE.fullmatch(code)
    if parts is None:
        raise ValueError(f"{code!r} is not a KSB code")
    return tuple(KINDS).index(parts[1]), int(parts[2])


def in_ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes in a standard's order, three or more in a row as one range: `K30 to K35`, `S1`, `S4`."""
    runs: list[list[str]] = []
    for code in sorted(set(codes), key=code_order):
        if runs and _follows(code, runs[-1][-1]):
            runs[-1].append(code)
        else:
            runs.append([code])
    shown = ([f"{run[0]} to {run[-1]}"] if len(run) >= _FEWEST_IN_A_RANGE else run for run in runs)
    return tuple(item for items in shown for item in items)


def _follows(code: str, before: str) -> bool:
    kind, number = code_order(before)
    return code_order(code) == (kind, number + 1)
