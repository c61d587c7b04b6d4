"""What was drafted or imported, what was left out, and the next command."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ksbcheck.domain.draft import Draft, DraftClaim, DraftPiece
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.text import counted_noun, cut, listed
from ksbcheck.domain.tracker import ColumnGuess, LeftOut
from ksbcheck.output.document import Column, Document, Items, Note, Section, Table, Words

_MOST_CODES = 12
"""How many codes are named in a row."""

_LONGEST = 200
"""How many characters of what is left out are shown."""


def document(draft: Draft, guesses: Sequence[ColumnGuess], remarks: Sequence[str], ending: Sequence[str]) -> Document:
    """Return how columns were read, each piece with its new claims, what is left out, and the lines of an ending."""
    sections = [
        *_guessed(guesses),
        *_pieces(draft.pieces),
        *_left_out(draft.left_out),
        Section("", tuple(map(Note, remarks))),
        Section("", (Note(Words(summary(draft), "strong")), *(Note(line, whole=True) for line in ending))),
    ]
    return Document("Draft", tuple(sections))


def summary(draft: Draft) -> str:
    new = [piece for piece in draft.pieces if piece.is_new]
    by_rung = Counter(claim.rung for claim in draft.claims if not claim.before)
    changed = sum(1 for claim in draft.claims if claim.before)
    parts = [
        counted_noun(len(new), "new piece"),
        *(f"{by_rung[rung]} {rung}" for rung in Rung if by_rung[rung]),
        *([counted_noun(changed, "changed claim")] if changed else []),
        *([f"{counted_noun(draft.unchanged, 'claim')} as before"] if draft.unchanged else []),
        f"{len(draft.left_out)} left out",
    ]
    return ", ".join(parts) + "."


def _guessed(guesses: Sequence[ColumnGuess]) -> Iterator[Section]:
    if guesses:
        columns = (
            Column("Table"),
            Column("Column", whole=True),
            Column("Heading"),
            Column("Read as"),
            Column("Example", share=1),
        )
        rows = tuple((each.table, each.column, each.heading, each.role, each.example) for each in guesses)
        yield Section("How the columns were read", (Table(columns, rows),))


def _pieces(pieces: Sequence[DraftPiece]) -> Iterator[Section]:
    if pieces:
        columns = (Column("Piece", whole=True, look="strong"), Column("What", share=2), Column("Claims", share=3))
        rows = tuple((piece.id, _what(piece), _claims(piece)) for piece in pieces)
        yield Section("Pieces of evidence", (Table(columns, rows),))


def _what(piece: DraftPiece) -> str:
    if not piece.is_new:
        return "in the manifest already"
    files = listed(piece.files) if piece.files else "no file found"
    day = f"{piece.date} ({piece.dated_by})" if piece.date else "no date"
    return "; ".join(filter(None, (piece.title, piece.type.value if piece.type else "", day, files)))


def _claims(piece: DraftPiece) -> str:
    by_rung: dict[str, list[str]] = {}
    for claim in piece.claims:
        by_rung.setdefault(_standing(claim), []).append(claim.code)
    return "; ".join(f"{how}: {_codes(codes)}" for how, codes in by_rung.items()) or "none"


def _standing(claim: DraftClaim) -> str:
    """Return the rung of a claim, who decided about it, and what it was before."""
    decided = ", ".join(
        f"{'not yet met' if not each.is_met else 'verified' if each.is_second else 'assessed'} by {each.by}"
        for each in claim.decisions
    )
    now = decided or str(claim.rung)
    return f"{', '.join(filter(None, (now, claim.where)))} (was {claim.before})" if claim.before else now


def _codes(codes: Sequence[str]) -> str:
    ranges = in_ranges(codes)
    few = ranges[:_MOST_CODES]
    return ", ".join(few) + (f" and {len(ranges) - len(few)} more" if len(ranges) > len(few) else "")


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[Section]:
    if left_out:
        yield Section("Left out", (Items(tuple(map(_line, left_out))),))


def _line(left_out: LeftOut) -> str:
    return ": ".join(filter(None, (left_out.at, cut(left_out.text, _LONGEST), left_out.reason)))
