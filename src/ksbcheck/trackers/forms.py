"""Fields of forms: `K6 [Phonics plan] Page [2] Complete [x]`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.domain.citation import mentions
from ksbcheck.domain.ladder import Rung
from ksbcheck.inputs.blocks import ReadDocument
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.headings import Role
from ksbcheck.trackers.labels import label_of, mapping_rung
from ksbcheck.trackers.pieces import NamedPiece, named_pieces, rung_of, stated_place
from ksbcheck.trackers.sections import is_sentence
from ksbcheck.trackers.words import Standing, standing, status

_TITLE = re.compile(r"(?i)title|piece")


def read_forms(document: ReadDocument, findings: Findings) -> None:
    """Read the fields of a form: those from one that a code labels up to the next belong to the code."""
    fields = [(block, document.place(spot)) for block, spot in document.blocks if block.kind is BlockKind.FIELD]
    title = ""
    for codes, group in groupby(_with_codes(fields), key=lambda each: each[0]):
        row = [(block, at) for _, block, at in group]
        for block, at in () if codes else row:
            title = block.text if _TITLE.search(block.label) else title
            _read_mapping(block, f"{document.name}, {at}", title or document.name, findings)
        if codes:
            _read_row(codes, [block for block, _ in row], f"{document.name}, {row[0][1]}", findings)


def _with_codes(fields: Iterable[tuple[Block, str]]) -> Iterator[tuple[tuple[str, ...], Block, str]]:
    """Yield each field with the codes of its label, or those of the last one before it."""
    last: tuple[str, ...] = ()
    for block, at in fields:
        label = block.label.replace("_", " ")
        codes = tuple(mention.code for mention in mentions(label) if not mention.is_other)
        is_other = not codes and len(label.split()) > 1 and label_of(_bare(label)) is None and standing(label) is None
        last = codes or (() if is_other or mapping_rung(label) is not None or _TITLE.search(label) else last)
        yield last, block, at


def _read_mapping(block: Block, at: str, title: str, findings: Findings) -> None:
    """Read a field such as `KSBs covered`, whose value has codes."""
    rung = mapping_rung(block.label)
    for mention in mentions(block.text):
        if isinstance(rung, Rung) and not block.unseen and not mention.is_other:
            findings.claim(mention.code, NamedPiece(title), rung, at)
        else:
            findings.leave(at, f"{block.label}: {block.text}", "in a field that maps no evidence")


def _bare(label: str) -> str:
    """Return a label without its code: `K6 page` gives `page`."""
    label = label.replace("_", " ")
    for mention in reversed(list(mentions(label))):
        label = label[: mention.position] + label[mention.end :]
    return label.strip(" :.-\u2013")


def _read_row(codes: tuple[str, ...], fields: Sequence[Block], at: str, findings: Findings) -> None:
    """Read the fields of a code."""
    pieces: list[NamedPiece] = []
    place: str | None = None
    said: Standing | None = None
    ticks = [block.ticked for block in fields if block.ticked is not None]
    is_open = bool(ticks) and not any(ticks)
    for block in (each for each in fields if each.ticked is None and each.text.strip()):
        role = label_of(_bare(block.label))
        if role is Role.STATUS:
            said = status(block.text)
        elif role is Role.WHERE or (pieces and role is None):
            place = stated_place(block.text)
        elif role in (None, Role.EVIDENCE) and is_sentence(block.text):
            pieces.append(NamedPiece("", reason="says what was done, and names no piece of evidence"))
        elif role in (None, Role.EVIDENCE):
            pieces += named_pieces(block.text)
    named, listed = [piece for piece in pieces if not piece.reason], ", ".join(codes)
    if not named and (pieces or any(ticks) or said):
        findings.leave(at, listed, pieces[0].reason if pieces else "ticked, and names no piece of evidence")
    for piece in named:
        if is_open:
            findings.leave(at, f"{listed}: {piece.title}", "filled in, and the box is not ticked: taken as planned")
        rung = min(rung_of(said), Rung.PLANNED if is_open else Rung.CLAIMED)
        for code in codes:
            findings.claim(code, piece._replace(where=piece.where or place), rung, at)
