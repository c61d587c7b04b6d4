"""A standard as the `.matrix` file of a SmartEvidence framework for Mahara, within Mahara's limits."""

import json
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from ksbcheck.domain.matrix import Part, owner_rank
from ksbcheck.domain.names import KINDS
from ksbcheck.domain.standard import Ksb
from ksbcheck.domain.text import cut
from ksbcheck.formats.standard import about_ksb
from ksbcheck.reports.standard import caveats, facts, owner_title

_MOST_OF_SHORTNAME, _MOST_OF_NAME = 100, 255
_STATUSES = (
    # Mahara's own four, by which assessors mark a piece of evidence
    {"begun": "Ready for assessment"},
    {"incomplete": "Doesn't match the statement"},
    {"partialcomplete": "Partially matches the statement"},
    {"completed": "Matches the statement"},
)


def render(part: Part) -> str:
    framework = {
        "institution": "all",
        "name": cut(part.full_name, _MOST_OF_NAME),
        "description": _paragraphs([*caveats(part), *(f"{key}: {value}" for key, value in facts(part.standard))]),
        "selfassess": False,
        "evidencestatuses": _STATUSES,
        "standards": [
            {"shortname": kind, "name": KINDS[kind], "description": "", "standardid": number}
            for number, (kind, _) in enumerate(part.kinds, 1)
        ],
        "standardelements": [
            element
            for number, (kind, ksbs) in enumerate(part.kinds, 1)
            for element in _elements(part, number, kind, ksbs)
        ],
    }
    return f"{json.dumps({'framework': framework}, indent=2)}\n"


def _elements(part: Part, number: int, kind: str, ksbs: Iterable[Ksb]) -> Iterator[dict[str, Any]]:
    """Yield the elements of a kind, parents first."""
    if part.option:
        yield from (_element(part, number, ksb) for ksb in ksbs)
        return
    ranked = sorted(ksbs, key=lambda ksb: owner_rank(part.standard, ksb.options))
    for owner, of_owner in groupby(ranked, key=lambda ksb: ksb.options):
        parent = {}
        if owner != ():
            # no id may look like a number: Mahara takes 1.1 and 1.10 for the same
            own_id = f"{kind} {'-' if owner is None else ' '.join(owner)}"
            title = owner_title(part.standard, owner)
            names = {"shortname": cut(title, _MOST_OF_SHORTNAME), "name": cut(title, _MOST_OF_NAME)}
            yield {**names, "description": "", "standardid": number, "elementid": own_id}
            parent = {"parentelementid": own_id}
        yield from ({**_element(part, number, ksb), **parent} for ksb in of_owner)


def _element(part: Part, number: int, ksb: Ksb) -> dict[str, Any]:
    return {
        "shortname": ksb.code,
        "name": cut(f"{ksb.code} {ksb.text}", _MOST_OF_NAME),
        "description": _paragraphs([ksb.text, *about_ksb(part, ksb)]),
        "standardid": number,
        "elementid": ksb.code,
    }


def _paragraphs(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
