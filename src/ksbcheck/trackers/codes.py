"""The codes in the cells of a tracker."""

import re
from functools import lru_cache
from typing import NamedTuple

from ksbcheck.domain.citation import mentions, plain

_LEAD = re.compile(r"(?:[\s*_`#(\[|:\u2022-]|\bKSBs?\b|\b(?:core|new)\b)*", re.IGNORECASE)


class Codes(NamedTuple):
    """The codes in a text, and the text behind the last one."""

    codes: tuple[str, ...] = ()
    rest: str = ""
    begins: bool = False
    """Whether the text begins with a code."""


@lru_cache(maxsize=65_536)
def codes_in(text: str) -> Codes:
    """Return the codes that a cell names: `S8 / S9`, `K1, 2 and 5`, `K6: a statement`."""
    bare = plain(text).replace("*", "").replace("`", "")
    bare = bare[_LEAD.match(bare).end() :]  # type: ignore[union-attr]
    found = [mention for mention in mentions(bare) if not mention.is_other]
    if not found:
        return Codes(rest=text)
    codes = tuple(dict.fromkeys(mention.code for mention in found))
    return Codes(codes, bare[found[-1].end :].strip(" \t\n.,;:)]-\u2013"), found[0].position == 0)


def is_code_cell(text: str) -> bool:
    return codes_in(text).begins
