"""A standard as a Markdown page with its options, duties, KSBs and matrix."""

from collections.abc import Iterator

from ksbcheck.domain.matrix import Part, panels
from ksbcheck.domain.names import KINDS
from ksbcheck.formats.standard import basis_table, duty_table, ksb_table, matrix_table, option_table
from ksbcheck.output import markdown
from ksbcheck.output.document import Block, Document, Facts, Items, Note, Section
from ksbcheck.reports.standard import NO_MATRIX, caveats, facts, signs_of

_MOST_COLUMNS = 16
"""How many KSBs a panel of the matrix has: as many as a page shows without scrolling."""


def render(part: Part) -> str:
    return markdown.write(Document(part.full_name, tuple(_sections(part))))


def _sections(part: Part) -> Iterator[Section]:
    yield Section("", (Facts(tuple(facts(part.standard))),))
    remarks = tuple(caveats(part))
    if remarks:
        yield Section("What to bear in mind", (Items(remarks),))
    yield Section("Options", (option_table(part),))
    if part.duties:
        yield Section("Duties", (duty_table(part),))
    for kind, ksbs in part.kinds:
        yield Section(KINDS[kind], (ksb_table(part, ksbs),))
    yield Section("Duties by KSBs", tuple(_matrix(part)))
    if part.standard.basis:
        yield Section("Basis of this data", (basis_table(part.standard),))


def _matrix(part: Part) -> Iterator[Block]:
    found = list(panels(part, _MOST_COLUMNS))
    if not found:
        yield Note(NO_MATRIX)
        return
    yield Items(tuple(f"{sign} {meaning}" for sign, meaning in signs_of(found)))
    yield from (matrix_table(part, panel) for panel in found)
