"""What documents say of KSBs: as a table, and as JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.scan import PlacedMention, Scan, ScannedDocument
from ksbcheck.domain.text import listed
from ksbcheck.output.document import Column, Document, Note, Section, Table
from ksbcheck.reports.json import as_json

_COLUMNS = (Column("Kind", whole=True), Column("KSBs", share=2, look="strong"), Column("Place", share=1))


def document(scan: Scan) -> Document:
    sections = [Section(each.path, tuple(_blocks(each))) for each in scan.documents]
    if not sections:
        sections = [Section("", (Note("No documents are here."),))]
    if scan.shown_nowhere is not None:
        nowhere = listed(in_ranges(scan.shown_nowhere)) if scan.shown_nowhere else "None."
        sections.append(Section("Required KSBs that no document shows", (Note(nowhere),)))
    return Document("Scan", tuple(sections))


def _blocks(document: ScannedDocument) -> Iterator[Note | Table]:
    if document.named is False:
        yield Note("No piece of evidence names this file.")
    if document.unread:
        yield Note(f"Not evidence: {document.unread}")
    if document.mentions:
        yield Table(_COLUMNS, tuple(_rows(document.mentions)))
    elif not document.unread:
        yield Note("It names no KSB.")


def _rows(mentions: Sequence[PlacedMention]) -> Iterator[tuple[str, str, str]]:
    """Yield the codes of each kind at each place, in the document's order."""
    for (kind, place), together in groupby(mentions, key=lambda each: (each.kind.value, each.place)):
        yield kind, ", ".join(in_ranges(dict.fromkeys(each.code for each in together))), place


def as_text(scan: Scan) -> str:
    documents = [
        {**each._asdict(), "mentions": [mention._asdict() for mention in each.mentions], "unread": each.unread or None}
        for each in scan.documents
    ]
    return as_json({"format": "ksbcheck-scan/1", "documents": documents, "shown_nowhere": scan.shown_nowhere})
