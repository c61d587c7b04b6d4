"""The duties of a standard by its KSBs, for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ksbcheck.domain.codes import code_order
from ksbcheck.domain.matrix import Cell, Panel, Part, panels
from ksbcheck.domain.standard import Duty, DutyMapping
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import heading, to_text, words
from ksbcheck.reports.standard_words import MAPPINGS, NO_MATRIX, caveats, name, owner_title, panel_title, signs_of

_CELL = 3
"""The narrowest column of a KSB."""


def render_matrix(part: Part, screen: Screen) -> str:
    """Return the matrix in pieces that fit the screen, each with the signs explained above them all."""
    return to_text(_matrix(part, screen), screen)


def _matrix(part: Part, screen: Screen) -> Iterator[RenderableType]:
    yield words(name(part), "bold")
    label = max((len(_label(duty)) for duty in part.duties), default=0)
    cell = max((len(str(code_order(ksb.code)[1])) + 1 for ksb in part.ksbs), default=_CELL)
    cell = max(cell, _CELL)
    shown = list(panels(part, max(1, (screen.width - label) // cell)))
    if not shown:
        yield words(NO_MATRIX)
    for sign, meaning in signs_of(shown):
        yield Text.assemble((f"  {sign} ", "bold"), words(meaning))
    for sentence in caveats(part):
        yield words(sentence)
    for panel in shown:
        yield heading(panel_title(panel.kind, panel.ksbs))
        yield from _panel(part, panel, label, cell)


def _panel(part: Part, panel: Panel, label: int, cell: int) -> Iterator[RenderableType]:
    numbers = "".join(f"{code_order(ksb.code)[1]:>{cell}}" for ksb in panel.ksbs)
    yield Text(f"{'Duty':<{label}}{numbers}", style="dim")
    for owner, rows in panel.groups:
        yield words(owner_title(part.standard, owner))
        for duty, cells in rows:
            line = Text(f"{_label(duty):<{label}}", no_wrap=True)
            for each in cells:
                line.append(f"{each.value:>{cell}}", "bold" if each is Cell.MAPPED else "")
            yield line


def _label(duty: Duty) -> str:
    partial = f" {MAPPINGS[duty.mapping]}" if duty.mapping is DutyMapping.PARTIAL else ""
    return f"{duty.number:>3}{partial}"
