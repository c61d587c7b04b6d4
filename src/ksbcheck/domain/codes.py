"""The codes of KSBs, as every standard forms them."""

import re
from collections.abc import Iterable
from itertools import groupby

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
    """Return a sort key by kind and number."""
    kind, number = _parts(code)
    return tuple(KINDS).index(kind), number


def kind_of(code: str) -> str:
    return _parts(code)[0]


def _parts(code: str) -> tuple[str, int]:
    """Split a code, or raise `ValueError`."""
    parts = _CODE.fullmatch(code)
    if parts is None or parts[1] not in KINDS:
        raise ValueError(f"{code!r} is not a KSB code")
    return parts[1], int(parts[2])


def in_ranges(codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes in the standard's order, three or more in a row as a range: `K30 to K35`, `S1`, `S4`."""
    ranges: list[str] = []
    orders = enumerate(sorted(map(code_order, set(codes))))
    for (kind, _), run in groupby(orders, key=lambda each: (each[1][0], each[1][1] - each[0])):
        in_a_row = [f"{tuple(KINDS)[kind]}{number}" for _, (_, number) in run]
        ranges += [f"{in_a_row[0]} to {in_a_row[-1]}"] if len(in_a_row) >= _FEWEST_IN_A_RANGE else in_a_row
    return tuple(ranges)
