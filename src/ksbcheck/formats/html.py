"""Reports as one HTML page without external resources or scripts."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from jinja2 import Template

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.text import counted_noun
from ksbcheck.formats.svg_map import bar, duty_map, ksb_map
from ksbcheck.output.page import environment, policy, style
from ksbcheck.reports.view import ClaimRow, PieceRow, View, justified_of
from ksbcheck.reports.words import ABOUT_NO_METHOD

_LONGEST_NAME = 60


def render(views: Sequence[View]) -> str:
    styles = [style("report.css"), _page_footers(views)]
    return _template().render(views=views, styles=styles, policy=policy(styles))


@cache
def _template() -> Template:
    templates = environment()
    templates.filters.update(
        counted=counted_noun, claims_by_code=_claims_by_code, by_rung=_by_rung, justified_of=justified_of
    )
    templates.globals.update(about_no_method=ABOUT_NO_METHOD, bar=bar, ksb_map=ksb_map, duty_map=duty_map)
    return templates.get_template("report.html.j2")


def _page_footers(views: Sequence[View]) -> str:
    """Return the style of printed footers with the learner and day of each report."""
    rules = []
    for number, view in enumerate(views, 1):
        day = f"As of {view.as_of}" if view.as_of else ""
        rules.append(
            f"@page r{number}{{@bottom-left{{content:{_css_string(_cut(view.learner or view.title))}}}"
            f"@bottom-center{{content:{_css_string(day)}}}}}#r{number}{{page:r{number}}}"
        )
    return "".join([*rules, f".made-by{{page:r{len(views)}}}"])


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _css_string(text: str) -> str:
    """Escape all but plain letters, digits and blanks."""
    return '"' + re.sub("[^A-Za-z0-9 ]", lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'


def _claims_by_code(claims: Sequence[ClaimRow]) -> Mapping[str, Sequence[ClaimRow]]:
    by_code: Mapping[str, list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        by_code[claim.code].append(claim)
    return by_code


def _by_rung(piece: PieceRow) -> Iterator[tuple[str, list[str]]]:
    """Yield the codes of a piece by rung, the highest first."""
    for rung in map(str, reversed(Rung)):
        codes = [code for code, reached in piece.ksbs if reached == rung]
        if codes:
            yield rung, codes
