"""The rows of a table as claims: each code of a row, with each piece of evidence that the row names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.people import People
from ksbcheck.domain.standard import Standard
from ksbcheck.trackers.codes import codes_in, differs, stated_code
from ksbcheck.trackers.columns import Columns, is_example, is_total
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.decisions import read_signing
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.headings import Role, heading_role
from ksbcheck.trackers.key import Key
from ksbcheck.trackers.pieces import NamedPiece, named_pieces, rung_of, written_place
from ksbcheck.trackers.roles import CODED, NAMING
from ksbcheck.trackers.rows import Row
from ksbcheck.trackers.words import DITTO, ERROR, STILL_TO_COME, Standing, names_nothing, standing, status

_BLANK = re.compile(r"[\W_]*")
_FEW_WORDS = 6
_DIGITS = re.compile(r"\d{1,4}(?:\s?(?:[-\u2013,&]|to|and)\s?\d{1,4})*")
_NEGATIVE = re.compile(
    r"(?i)\b(?:not|no|needs?|missing|weak|poor|re-?\w+|un\w+|in\w+complete|lack\w*|without|never|more)\b"
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_QUESTION = re.compile(r"(?i)\W*(?:what|how|why|who|when|where|which|can|do|does|is|are|should|will)\b")
_NUMBER = re.compile(r"[\d.,/ %]+")
_RUNGS = {Role.PROPOSAL: Rung.SUGGESTED, Role.PLANNED_EVIDENCE: Rung.PLANNED}
_FILE = re.compile(r"(?i)[^\n]{1,300}\.[a-z0-9]{2,5}")


class Source(NamedTuple):
    """What holds for all rows of a source. `titles` are those of its list of evidence, by number."""

    standard: Standard
    findings: Findings
    people: People
    days: Days
    key: Key
    titles: Mapping[str, str]
    table: str = ""


class Rows:
    """Reads the rows below one row of headings."""

    def __init__(self, columns: Columns, source: Source) -> None:
        self._columns, self._source = columns, source
        self._codes: tuple[str, ...] = ()
        self._pieces: tuple[NamedPiece, ...] = ()
        self._before = 0

    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            is_next, self._before = row.number == self._before + 1, row.number
            if not row.cells or all(map(_BLANK.fullmatch, row.cells.values())):
                self._codes = ()
            elif is_example(row):
                self._leave(row, None, "is an example")
            elif not is_total(row):
                self._read(row, is_next=is_next)

    def _read(self, row: Row, *, is_next: bool) -> None:
        columns = self._columns
        written = columns.codes(row, *CODED)
        for column, text in columns.filled(row, *CODED):
            if denied := codes_in(text).denied:
                self._leave(row, column, f"{', '.join(denied)}: said not to be met, or in doubt")
        is_title = len(row.cells) == 1 and not columns.filled(row, Role.EVIDENCE, Role.NUMBER, Role.FILE)
        if not written and is_title:
            self._codes = ()
            return
        self._codes = codes = written or (self._codes if is_next and self._goes_on(row) else ())
        if not codes:
            self._leave_without_codes(row)
        elif reason := self._why_other_statement(row, codes):
            self._leave(row, None, reason)
        else:
            pieces = tuple(self._read_pieces(row))
            self._pieces = pieces or self._pieces if columns.filled(row, *NAMING, Role.NUMBER) else ()
            if pieces:
                self._claim(row, codes, pieces)

    def _goes_on(self, row: Row) -> bool:
        """Return whether a row without a code is more evidence for the code above."""
        ksb, evidence = self._columns.first(Role.KSB), self._columns.filled(row, *NAMING, Role.NUMBER)
        return bool(self._columns.codes_first and ksb and min(row.cells) > ksb and evidence)

    def _leave(self, row: Row, column: int | None, reason: str) -> None:
        self._source.findings.leave(row.at(column), row.said, reason)

    def _leave_without_codes(self, row: Row) -> None:
        coded = self._columns.filled(row, *CODED)
        evidence = [at for at, text in self._columns.filled(row, Role.EVIDENCE, Role.FILE) if not names_nothing(text)]
        error = next((column for column, text in row.cells.items() if ERROR.search(text)), None)
        if any(codes_in(text).denied for _, text in coded):
            return
        if error is not None:
            self._leave(row, error, f"has the formula error {row.text(error)}")
        elif coded and not (names_nothing(coded[0][1]) and not evidence):
            self._leave(row, coded[0][0], f"{coded[0][1]!r} names no KSB of {self._source.standard.reference}")
        elif evidence:
            self._leave(row, evidence[0], "names evidence and no KSB")

    def _why_other_statement(self, row: Row, codes: Sequence[str]) -> str:
        """Return why a row is about another statement than its code's."""
        standard = self._source.standard
        for _, text in self._columns.filled(row, Role.STATEMENT) if len(codes) == 1 else ():
            meant = stated_code(standard, text) if differs(standard, codes[0], text) else None
            if meant:
                return f"its statement is that of {meant}, not of {codes[0]}"
        return ""

    def _read_pieces(self, row: Row) -> Iterator[NamedPiece]:
        """Yield the pieces that a row names, and leave out what names none."""
        texts = list(self._evidence_texts(row))
        if all(_is_blank(text) for _, text in texts) and (reason := self._why_missed(row)):
            self._leave(row, None, reason)
        for column, text in texts:
            role = self._columns.roles[column]
            if ERROR.search(text):
                how = ": open the file in a spreadsheet program, and save it" if "UNSAVED" in text else ""
                self._leave(row, column, f"its evidence is {text}{how}")
            elif DITTO.fullmatch(text):
                yield from (piece._replace(where=self._where(row, column)) for piece in self._pieces)
                if not self._pieces:
                    self._leave(row, column, "repeats the row above, which names no evidence")
            elif role is Role.NUMBER and not names_nothing(text):
                yield NamedPiece(text, self._where(row, column))
            elif not _is_blank(text):
                is_doubted = text.endswith("?") and not _QUESTION.match(text)
                rung = Rung.SUGGESTED if is_doubted else _RUNGS.get(role, Rung.CLAIMED)
                for piece in named_pieces(text):
                    if piece.reason:
                        self._leave(row, column, piece.reason)
                    else:
                        where = self._where(row, column) or piece.where
                        yield piece._replace(where=where, rung=min(rung, piece.rung))

    def _evidence_texts(self, row: Row) -> Iterator[tuple[int, str]]:
        columns = self._columns
        number = next((text for _, text in columns.filled(row, Role.NUMBER)), "")
        for column, text in columns.filled(row, Role.EVIDENCE):
            title = _with_places(text)
            is_numbered = number and not names_nothing(title) and not title.casefold().startswith(number.casefold())
            yield column, f"{number} {title}" if is_numbered and not DITTO.fullmatch(title) else title
        if number and not columns.of(Role.EVIDENCE):
            for each in re.split(r"\s*[,;/&\n]\s*", number):
                title = self._source.titles.get(each.casefold(), "")
                yield columns.of(Role.NUMBER)[0], f"{each} {title}".strip()
        if not columns.of(Role.EVIDENCE, Role.NUMBER):
            yield from columns.filled(row, Role.FILE)
        yield from columns.filled(row, Role.PROPOSAL, Role.PLANNED_EVIDENCE)

    def _why_missed(self, row: Row) -> str:
        """Return why a row without evidence is a loss; empty if it is a plain empty row."""
        columns = self._columns
        decided = columns.filled(row, Role.STATUS, Role.DECISION, Role.ASSESSOR)
        if said := next((text for _, text in decided if standing(text) is not Standing.ABSENT), ""):
            return f"says {said!r}, and names no evidence"
        told = [text for _, text in columns.filled(row, Role.ACCOUNT, Role.WHERE, Role.LEARNER) if not _is_blank(text)]
        told += [
            text
            for column, text in columns.filled(row, Role.UNUSED)
            if not heading_role(columns.headings.get(column, ""))
            and not _is_blank(text)
            and not _NUMBER.fullmatch(text)
        ]
        return f"says {told[0]!r}, and names no piece of evidence" if told else ""

    def _claim(self, row: Row, codes: Sequence[str], pieces: Sequence[NamedPiece]) -> None:
        columns, source = self._columns, self._source
        signing = read_signing(row, columns, source.people, source.days)
        for column, remark in signing.remarks:
            self._leave(row, column, remark)
        rung = None if signing.is_refused else self._rung(row)
        if rung is None:
            titles = [piece.title.casefold() for piece in pieces]
            source.findings.denied |= {(source.table, code, title) for code in codes for title in titles}
            return
        day = self._day(row)
        links = (text for _, text in columns.filled(row, Role.FILE))
        files = tuple(text for text in links if _FILE.fullmatch(text) and "://" not in text)
        at = row.at(columns.first(*CODED))
        read = [codes_in(text) for _, text in columns.filled(row, Role.KSB)]
        places = {code: place for each in read for code, place in each.places.items()}
        proposed = {*columns.codes(row, Role.PROPOSED_KSB)} - {*columns.codes(row, Role.KSB)}
        for piece in pieces:
            decisions = signing.decisions if min(rung, piece.rung) is Rung.CLAIMED else ()
            for code in codes:
                where, own = piece.where or places.get(code), Rung.SUGGESTED if code in proposed else rung
                dated = piece._replace(where=where, files=piece.files or files, date=day)
                source.findings.claim(code, dated, own, at, decisions)

    def _day(self, row: Row) -> date | None:
        days = self._source.days
        dates = [(column, text, days.read(text)) for column, text in self._columns.filled(row, Role.DATE)]
        for column, text, day in dates:
            if not day and _DAY.fullmatch(text) and not days.is_month_first:
                self._leave(row, column, f"{text!r} is no day")
        return next((day for _, _, day in dates if day), None)

    def _rung(self, row: Row) -> Rung | None:
        """Return the rung that a row's status words allow; None for what is no claim, which is left out."""
        columns = self._columns
        decides = columns.of(Role.ASSESSOR, Role.ASSESSED_ON) and not columns.of(Role.DECISION)
        undecided = any(standing(text) is Standing.PLANNED for _, text in columns.filled(row, Role.DECISION))
        rung = Rung.PLANNED if undecided else Rung.CLAIMED
        for column, text in columns.filled(row, Role.STATUS, Role.GAP):
            said, is_gap = self._source.key.read(text) or status(text), columns.roles[column] is Role.GAP
            if is_gap:
                said = Standing.ABSENT if said is Standing.DONE else None
            if said in (Standing.ABSENT, Standing.TAUGHT) or (said is Standing.NOT_MET and not decides):
                self._leave(row, column, f"is not claimed: {columns.headings.get(column, 'status')} is {text!r}")
                return None
            if said is None and not is_gap and not _NUMBER.fullmatch(text):
                self._leave(row, column, f"the status {text!r} is not understood")
                if "?" in text or _NEGATIVE.search(text):
                    return None
            if said is Standing.PARTIAL:
                self._leave(row, column, f"{text!r} is taken as still to come")
            rung = min(rung, rung_of(None if said is Standing.NOT_MET else said))
        return min(rung, self._rung_of_notes(row))

    def _rung_of_notes(self, row: Row) -> Rung:
        """Return the rung that a row's other texts allow: `(booked for June)`."""
        says = [standing(text) for _, text in self._columns.filled(row, Role.STATUS)]
        texts = [text for _, text in self._columns.filled(row, Role.ACCOUNT, Role.NOTES)]
        is_to_come = any(STILL_TO_COME.match(text.lstrip(" (")) and len(text.split()) <= _FEW_WORDS for text in texts)
        return Rung.PLANNED if is_to_come and not {Standing.DONE, Standing.MET} & {*says} else Rung.CLAIMED

    def _places_of(self, row: Row, evidence: int) -> list[tuple[int, str]]:
        """Return the cells with the place of a column's evidence: behind it, where another has evidence too."""
        named = [column for column, _ in self._columns.filled(row, *NAMING)]
        places = self._columns.filled(row, Role.WHERE)
        if len(named) <= 1:
            return places
        following = next((column for column in named if column > evidence), max(self._columns.roles) + 1)
        return [(column, text) for column, text in places if evidence < column < following]

    def _where(self, row: Row, evidence: int) -> str | None:
        for column, text in self._places_of(row, evidence):
            if not _is_blank(text):
                heading = self._columns.headings.get(column, "").casefold()
                noun = "slide" if "slide" in heading else "para" if "para" in heading else "p."
                if place := written_place(f"{noun} {text}" if _DIGITS.fullmatch(text) else text):
                    return place
                if "section" in heading and not names_nothing(text):
                    return f"\u00a7 {text}"
                self._leave(row, column, f"{text!r} is no place that can be looked up")
        return None


def _with_places(text: str) -> str:
    """Return a text whose lines with a place alone go on from the line before."""
    lines = text.split("\n")
    return lines[0] + "".join(f", {line}" if written_place(line) else f"\n{line}" for line in lines[1:])


def _is_blank(text: str) -> bool:
    if DITTO.fullmatch(text):
        return False
    return _BLANK.fullmatch(text) is not None or (
        standing(text) is Standing.ABSENT and not text[:1].isdigit() and "needed" not in text.casefold()
    )
