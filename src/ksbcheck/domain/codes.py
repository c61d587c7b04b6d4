"""The codes of KSBs, as every standard forms them."""

import re

KINDS = {"K": "Knowledge", "S": "Skills", "B": "Behaviours"}
"""The letters of KSB codes in a standard's order, and the words they stand for."""

_CODE = re.compile(r"([A-Z])(\d+)")


def code_order(code: str) -> tuple[int, int]:
    """Return the sort key of a standard's order.

    Raises:
        ValueError: the code is no letter of a kind with a number.
    """
    parts = _CODE.fullmatch(code)
    if parts is None:
        raise ValueError(f"{code!r} is not a KSB code")
    return tuple(KINDS).index(parts[1]), int(parts[2])
