"""The codes of KSBs, as every standard forms them."""

import re
from collections.abc import Iterable
from itertools import chain

KINDS = {
    "K": "Knowledge",
    "S": "Skills",
    "B": "Behaviours",
    "TK": "Technical knowledge",
    "TS": "Technical skills",
    "ESB": "Employability skills and behaviours",
}
"""The letters of KSB codes in order, with their words; the last three are of foundation apprenticeships."""
CODE_PATTERN = rf"^(?:{'|'.join(KINDS)})[1-9][0-9]{{0,3}}$"

_CODE = re.compile(r"([A-Z]+)(\d+)")
_FEWEST_IN_A_RANGE = 3


def code_order(code: str) -> tuple[int, int]:
    """Return a sort key by kind and number.

    Raises:
    ValueError: the code has no letters of a known kind, or no number.
    """
    kind, number = _parts(code)
    return tuple(KINDS).index(kind), number


def kind_of(code: str) -> str:
    """Return the letters of a code.

    Raises:
    ValueError: the code has no letters of a known kind, or no number.
    """
    kind, _ = _parts(code)
    return kind


def _parts(code: str) -> tuple[str, int]:
    parts = _CODE.fullmatch(code)
    if parts is None or parts[1] not in KINDS:
        raise ValueError(f"{code!r} is not a KSB code")
    return parts[1], int(parts[2])


def in_ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes in the standard's order, three or more in a row as a range: `K30 to K35`, `S1`, `S4`."""
    runs: list[list[str]] = []
    for code in sorted(set(codes), key=code_order):
        if runs and _follows(code, runs[-1][-1]):
            runs[-1].append(code)
        else:
            runs.append([code])
    ranges = ([f"{run[0]} to {run[-1]}"] if len(run) >= _FEWEST_IN_A_RANGE else run for run in runs)
    return tuple(chain.from_iterable(ranges))


def _follows(code: str, before: str) -> bool:
    kind, number = code_order(before)
    return code_order(code) == (kind, number + 1)
