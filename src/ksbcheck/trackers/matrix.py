"""Crosses of codes and pieces of evidence, both ways: marks say which piece is claimed for which KSB."""

from collections.abc import Mapping, Sequence

from ksbcheck.trackers.columns import Columns, is_example, is_total
from ksbcheck.trackers.headings import Role
from ksbcheck.trackers.pieces import NamedPiece, named_piece, rung_of, written_place
from ksbcheck.trackers.rows import Row
from ksbcheck.trackers.table import Source
from ksbcheck.trackers.words import ERROR, Standing

_NO_CLAIM = (Standing.TAUGHT, Standing.ABSENT, Standing.NOT_MET)
_FEWEST = 2
"""The fewest rows that are counted."""


def read_matrix(columns: Columns, rows: Sequence[Row], source: Source, *, is_plan: bool) -> None:
    """Read the marks below codes or pieces. `is_plan` says that the table is a programme's own plan."""
    above: list[Row] = []
    for row in rows:
        if not row.cells or is_total(row):
            continue
        if is_example(row):
            source.findings.leave(row.at(), row.said, "is an example")
        elif _counts(row, above, columns, source):
            source.findings.leave(row.at(), row.said, "counts the marks above")
        elif columns.crossed:
            _read_piece(columns, row, source, is_plan=is_plan)
        else:
            _read_codes(columns, row, source, is_plan=is_plan)
        above.append(row)


def _counts(row: Row, above: Sequence[Row], columns: Columns, source: Source) -> bool:
    """Return whether a row has the number of marks above each of its cells, and is no piece."""
    counts = {column: row.text(column) or "0" for column in columns.crossed}
    if len(above) < _FEWEST or not any(map(row.text, counts)) or not all(map(str.isdecimal, counts.values())):
        return False
    for column, count in counts.items():
        marks = [source.key.read(each.text(column)) for each in above if each.text(column)]
        least = sum(mark in (Standing.DONE, Standing.MET) for mark in marks)
        most = sum(mark is not Standing.ABSENT for mark in marks)
        if not least <= int(count) <= most:
            return False
    return True


def _read_codes(columns: Columns, row: Row, source: Source, *, is_plan: bool) -> None:
    codes = columns.codes(row, Role.KSB)
    pieces = {column: named_piece(columns.headings[column]) for column in columns.of(Role.PIECE)}
    marked = [column for column in pieces if row.text(column)]
    if not codes and marked:
        source.findings.leave(row.at(marked[0]), row.said, "has marks and names no KSB")
    for column in marked if codes else ():
        _claim(codes, pieces[column], row, column, source, is_plan=is_plan)


def _read_piece(columns: Columns, row: Row, source: Source, *, is_plan: bool) -> None:
    """Read the row of a piece of evidence, with codes as headings."""
    title = " ".join(filter(None, (row.text(columns.first(role)) for role in (Role.NUMBER, Role.EVIDENCE))))
    piece = named_piece(title)._replace(date=source.days.read(row.text(columns.first(Role.DATE))))
    marked: Mapping[int, str] = {column: code for column, code in columns.crossed.items() if row.text(column)}
    for column, code in marked.items():
        _claim([code], piece, row, column, source, is_plan=is_plan)
    if not marked and title and not piece.reason:
        source.findings.leave(row.at(), row.said, "has no mark for a KSB")


def _claim(codes: Sequence[str], piece: NamedPiece, row: Row, column: int, source: Source, *, is_plan: bool) -> None:
    text = row.text(column)
    at, said = row.at(column), f"{', '.join(codes)} x {piece.title}: {text}"
    if ERROR.search(text):
        source.findings.leave(at, said, f"has the formula error {text}")
        return
    if place := written_place(text):
        standings: list[Standing | None] = [Standing.DONE]
    else:
        standings = [source.key.read(mark) for mark in source.key.marks(text)]
    if None in standings:
        why = "is not in the key" if source.key.entries else "is no mark that is known"
        source.findings.leave(at, said, f"{text!r} {why}")
        return
    known = [each for each in standings if each]
    rungs = [rung_of(each) for each in known if each not in _NO_CLAIM and (not is_plan or each is Standing.POSSIBLE)]
    if any(each in (Standing.TAUGHT, Standing.NOT_MET) for each in known) or (
        is_plan and not rungs and known != [Standing.ABSENT]
    ):
        source.findings.leave(
            at,
            said,
            f"{text!r} shows nothing of the learner's"
            if is_plan or Standing.TAUGHT in known
            else f"{text!r} is no claim",
        )
    if rungs and piece.reason:
        source.findings.leave(at, said, piece.reason)
    elif rungs:
        for code in codes:
            source.findings.claim(code, piece._replace(where=place or piece.where), max(rungs), at)
    if Standing.PARTIAL in known:
        source.findings.leave(at, said, f"{text!r} is taken as still to come")
