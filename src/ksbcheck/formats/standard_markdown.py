"""A standard as a Markdown page with its options, duties, KSBs and matrix."""

from ksbcheck.domain.matrix import Part
from ksbcheck.output import markdown
from ksbcheck.reports.standard import document

_MOST_COLUMNS = 16
"""How many KSBs a panel of the matrix has: as many as a page shows without scrolling."""


def render(part: Part) -> str:
    return markdown.write(document(part, columns=_MOST_COLUMNS))
