"""Reports as one HTML page without external resources or scripts, with coverage maps as SVG.

Pictures use the colour of the text, so that they work in black and white; a style may tint their classes. Titles and
descriptions say what they show.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from itertools import groupby
from typing import TypeVar

from jinja2 import Template

from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.names import KINDS, kind_of
from ksbcheck.domain.text import counted_noun
from ksbcheck.output.page import environment, policy, style
from ksbcheck.reports.view import ClaimRow, DutyRow, KsbRow, View, justified_of
from ksbcheck.reports.words import ABOUT_NO_METHOD

_LONGEST_NAME = 60
_T = TypeVar("_T")
_WIDTH = 680
"""The width of a picture: that of an A4 page within its margins."""
_STEPS = tuple(map(str, COUNTING_RUNGS))
_COLUMNS = 10
_CELL, _TALL, _PITCH, _LINE = 62, 40, 68, 46
_RUNG, _RUNG_ABOVE = 32, 27
_HEADING, _BELOW_GROUP = 22, 10
_MATRIX_LEFT, _MATRIX_COLUMN, _MATRIX_ROW, _MATRIX_HEAD = 176, 14, 20, 34
_MOST_COLUMNS = (_WIDTH - _MATRIX_LEFT) // _MATRIX_COLUMN


def render(views: Sequence[View]) -> str:
    styles = [style("report.css"), _page_footers(views)]
    return _template().render(views=views, styles=styles, policy=policy(styles))


@cache
def _template() -> Template:
    templates = environment()
    templates.filters.update(counted=counted_noun, claims_by_code=_claims_by_code, justified_of=justified_of)
    templates.globals.update(about_no_method=ABOUT_NO_METHOD, bar=_bar, ksb_map=_ksb_map, duty_map=_duty_map)
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


def _ksb_map(ksbs: Sequence[KsbRow], name: str) -> str:
    """Return the required KSBs as a grid with their rungs, and gaps in dashed frames; `name` prefixes the ids."""
    parts: list[str] = []
    top = 0
    for kind, group in _by_kind(ksbs):
        parts.append(f'<text class="kind" x="1" y="{top + 13}" font-size="13" font-weight="600">{KINDS[kind]}</text>')
        top += _HEADING
        for row in _lots(group, _COLUMNS):
            parts.extend(_ksb(ksb, 1 + column * _PITCH, top + 1) for column, ksb in enumerate(row))
            top += _LINE
        top += _BELOW_GROUP
    lines = [f"{KINDS[kind]}: {_met_of(group)}" for kind, group in _by_kind(ksbs)]
    title = f"{len(ksbs)} KSBs by the highest rung that a claim has reached"
    return _svg(name, title, "; ".join(lines) + ". The mapping annex has the same in words.", top - _BELOW_GROUP, parts)


def _duty_map(duties: Sequence[DutyRow], ksbs: Sequence[KsbRow], name: str) -> str:
    """Return the mapped duties by their required KSBs, if there are any; `name` prefixes the ids."""
    mapped = [duty for duty in duties if duty.required]
    parts: list[str] = []
    top = 0
    for codes in _panels(ksbs):
        rows = [duty for duty in mapped if not set(codes).isdisjoint(duty.required)]
        if rows:
            parts.extend(_panel(rows, codes, top))
            top += _MATRIX_HEAD + len(rows) * _MATRIX_ROW + _BELOW_GROUP
    lines = [
        f"Duty {duty.number}: {duty.met}" + (f", not met {' '.join(duty.missing)}" if duty.missing else "")
        for duty in mapped
    ]
    description = "; ".join(lines) + ". The table of duties has the same in words."
    return _svg(name, "Duties by the KSBs mapped to them", description, top - _BELOW_GROUP, parts) if parts else ""


def _bar(met: int, required: int) -> str:
    """Return a decorative bar of the share of met KSBs."""
    share = 100 * met / required if required else 0
    return (
        '<svg class="bar" width="100%" height="12" aria-hidden="true" focusable="false">'
        f'<rect width="{share:.1f}%" height="12" fill="currentColor"/></svg>'
    )


def _by_kind(ksbs: Sequence[KsbRow]) -> Iterator[tuple[str, tuple[KsbRow, ...]]]:
    for kind, group in groupby(ksbs, key=lambda ksb: kind_of(ksb.code)):
        yield kind, tuple(group)


def _lots(items: Sequence[_T], most: int) -> Iterator[Sequence[_T]]:
    return (items[start : start + most] for start in range(0, len(items), most))


def _met_of(group: Sequence[KsbRow]) -> str:
    gaps = [ksb.code for ksb in group if not ksb.met]
    words = f"{len(group) - len(gaps)} of {len(group)} met"
    justified = [ksb.code for ksb in group if ksb.justified]
    of_them = f" (justified {' '.join(justified)})" if justified else ""
    return f"{words}, not met {' '.join(gaps)}{of_them}" if gaps else words


def _ksb(ksb: KsbRow, x: int, y: int) -> str:
    reached = _STEPS.index(ksb.rung) + 1 if ksb.rung in _STEPS else 0
    frame = 'stroke-width="1"' if ksb.met else 'stroke-width="2" stroke-dasharray="5 3"'
    kind = "met" if ksb.met else "gap"
    rung_at = _RUNG_ABOVE if ksb.justified else _RUNG
    justified = '<text x="7" y="36" font-size="9" font-weight="600">justified</text>' if ksb.justified else ""
    return (
        f'<g class="ksb {kind}" transform="translate({x} {y})">'
        f'<rect class="frame" width="{_CELL}" height="{_TALL}" rx="4" fill="none" stroke="currentColor" {frame}/>'
        f'<text x="7" y="17" font-size="13" font-weight="600">{escape(ksb.code)}</text>'
        f"{''.join(_step(step, filled=step < reached) for step in range(len(_STEPS)))}"
        f'<text x="7" y="{rung_at}" font-size="10">{escape(ksb.rung) or "nothing"}</text>{justified}</g>'
    )


def _step(step: int, *, filled: bool) -> str:
    height = 5 + 3 * step
    fill = 'fill="currentColor"' if filled else 'fill="none"'
    return (
        f'<rect class="step" x="{38 + 6 * step}.5" y="{17 - height}.5" width="4" height="{height}" {fill} '
        'stroke="currentColor"/>'
    )


def _panels(ksbs: Sequence[KsbRow]) -> list[list[str]]:
    """Return the codes in groups that fit side by side, kinds together if possible."""
    panels: list[list[str]] = []
    for _, group in _by_kind(ksbs):
        for lot in _lots([ksb.code for ksb in group], _MOST_COLUMNS):
            if panels and len(panels[-1]) + len(lot) <= _MOST_COLUMNS:
                panels[-1].extend(lot)
            else:
                panels.append(list(lot))
    return panels


def _panel(duties: Sequence[DutyRow], codes: Sequence[str], top: int) -> Iterator[str]:
    for column, code in enumerate(codes):
        x, y = _MATRIX_LEFT + column * _MATRIX_COLUMN + 10, top + _MATRIX_HEAD - 6
        yield f'<text transform="translate({x} {y}) rotate(-90)" font-size="10">{escape(code)}</text>'
    for row, duty in enumerate(duties):
        y = top + _MATRIX_HEAD + row * _MATRIX_ROW
        yield f'<path class="line" d="M0 {y}.5H{_WIDTH}" stroke="currentColor" stroke-opacity=".3"/>'
        yield f'<text x="0" y="{y + 14}" font-size="11" font-weight="600">Duty {duty.number}</text>'
        yield f'<text x="50" y="{y + 14}" font-size="10">{escape(duty.met)}</text>'
        for column, code in enumerate(codes):
            yield _mark(duty, code, _MATRIX_LEFT + column * _MATRIX_COLUMN + 2, y + 5)


def _mark(duty: DutyRow, code: str, x: int, y: int) -> str:
    if code not in duty.required:
        return f'<circle class="unmapped" cx="{x + 5}" cy="{y + 5}" r=".8" fill="currentColor"/>'
    if code not in duty.missing:
        return f'<rect class="done" x="{x}" y="{y}" width="10" height="10" fill="currentColor"/>'
    return f'<path class="lacking" d="M{x}.5 {y}.5h9v9h-9zl9 9m0-9l-9 9" fill="none" stroke="currentColor"/>'


def _svg(name: str, title: str, description: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" fill="currentColor" role="img" '
        f'aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )
