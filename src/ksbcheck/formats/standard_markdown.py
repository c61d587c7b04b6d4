"""A standard as a Markdown page with its options, duties, KSBs and matrix."""

from collections.abc import Iterator

from ksbcheck.domain.matrix import Part, panels
from ksbcheck.formats.standard import document, matrix_table
from ksbcheck.output import markdown
from ksbcheck.output.document import Block, Items
from ksbcheck.reports.standard import signs_of

_MOST_COLUMNS = 16
"""How many KSBs a panel of the matrix has: as many as a page shows without scrolling."""


def render(part: Part) -> str:
    return markdown.write(document(part, _matrix(part)))


def _matrix(part: Part) -> Iterator[Block]:
    found = list(panels(part, _MOST_COLUMNS))
    if found:
        yield Items(tuple(f"{sign} {meaning}" for sign, meaning in signs_of(found)))
    yield from (matrix_table(part, panel) for panel in found)
