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
    in_order = enumerate(sorted(set(codes), key=code_order))
    for _, in_a_row in groupby(in_order, key=lambda each: (kind_of(each[1]), code_order(each[1])[1] - each[0])):
        run = [code for _, code in in_a_row]
        ranges += [f"{run[0]} to {run[-1]}"] if len(run) >= _FEWEST_IN_A_RANGE else run
    return tuple(ranges)
