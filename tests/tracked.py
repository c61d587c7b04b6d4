"""Documents read as trackers, without worker processes and files."""

from functools import cache
from io import BytesIO

from ksbcheck.documents import separated
from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.plain import read_markdown
from ksbcheck.documents.separated import read_text
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import Tracker
from ksbcheck.inputs.blocks import PlacedBlock, ReadDocument
from ksbcheck.inputs.library import find_standard
from ksbcheck.trackers.prose import read_prose
from ksbcheck.trackers.read import read_tables


@cache
def the_standard() -> Standard:
    return find_standard("ST1414")[1]


def document(text: str, name: str = "report.md") -> ReadDocument:
    """Return a Markdown text, a CSV file or a plain text as it is read."""
    outliner = Outliner(kept=[])
    reader = {"md": read_markdown, "csv": separated.read}.get(name.rpartition(".")[2], read_text)
    outline = reader(BytesIO(text.encode()), outliner)
    return ReadDocument(name, tuple(PlacedBlock(*each) for each in outliner.kept or ()), outline)


def tracked(text: str, name: str = "report.md", learner: str | None = None) -> Tracker:
    return read_prose(document(text, name), the_standard(), learner)


def tabled(text: str, name: str = "tracker.csv", learner: str | None = None, **fixed: str) -> Tracker:
    """Read the tables of a text; `fixed` has columns by their roles."""
    return read_tables(document(text, name), the_standard(), learner, fixed)


def claims(tracker: Tracker) -> list[str]:
    """Return claims in short: `K6 claimed Phonics plan p. 2`."""
    return [
        f"{each.code} {each.rung} {each.evidence}{f' {each.where}' if each.where else ''}" for each in tracker.claims
    ]


def reasons(tracker: Tracker) -> list[str]:
    return [f"{each.text}: {each.reason}" for each in tracker.left_out]
