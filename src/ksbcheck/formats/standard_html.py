"""A standard as an HTML page, with its duties by its KSBs as maps."""

from collections.abc import Iterator

from ksbcheck.domain.matrix import Panel, Part, panels
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.formats.standard import document
from ksbcheck.output import html
from ksbcheck.output.document import HeatMap, HeatRow
from ksbcheck.reports.standard import owner_title, panel_title, signs_of

_MOST_COLUMNS = 40
"""How many KSBs stand side by side: as many as a page of A4 has room for."""


def render(file: str, part: Part) -> str:
    """Return the page of a standard or option, with its file."""
    return html.write(document(part, _maps(part), file))


def _maps(part: Part) -> Iterator[HeatMap]:
    found = list(panels(part, _MOST_COLUMNS))
    for panel in found:
        yield HeatMap(
            panel_title(panel),
            (),
            tuple(ksb.code for ksb in panel.ksbs),
            tuple(_rows(part, panel)),
            (),
            signs_of(found),
        )


def _rows(part: Part, panel: Panel) -> Iterator[HeatRow]:
    for owner, duties in panel.groups:
        for duty, cells in duties:
            partial = "" if duty.mapping is DutyMapping.COMPLETE else f", {duty.mapping.words}"
            of = f" ({owner_title(part.standard, owner)})" if owner != () else ""
            yield HeatRow(f"Duty {duty.number}{of}{partial}", (), tuple(cell.value for cell in cells))
