"""The rows of a table as claims: each code of a row, with each piece of evidence that the row names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.people import People
from ksbcheck.domain.standard import Standard
from ksbcheck.trackers.codes import codes_in
from ksbcheck.trackers.columns import Columns, is_example, is_total
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.decisions import read_signing
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.headings import Role, heading_role
from ksbcheck.trackers.key import Key
from ksbcheck.trackers.pieces import NamedPiece, named_pieces, rung_of, written_place
from ksbcheck.trackers.roles import NAMING
from ksbcheck.trackers.rows import Row
from ksbcheck.trackers.statements import differs, stated_code
from ksbcheck.trackers.words import DITTO, ERROR, STILL_TO_COME, Standing, names_nothing, standing, status

_BLANK = re.compile(r"[\W_]*")
_FEW_WORDS = 6
_DIGITS = re.compile(r"\d{1,4}(?:\s?(?:[-\u2013,&]|to|and)\s?\d{1,4})*")
_NEGATIVE = re.compile(
    r"(?i)\b(?:not|no|needs?|missing|weak|poor|re-?\w+|un\w+|in\w+complete|lack\w*|without|never|more)\b"
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_QUESTION = re.compile(r"(?i)\W*(?:what|how|why|who|when|where|which|can|do|does|is|are|should|will)\b")
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
        written = self._written_codes(row)
        for column in self._columns.of(Role.KSB, Role.PROPOSED_KSB):
            if denied := codes_in(row.text(column)).denied:
                self._leave(row, column, f"{', '.join(denied)}: said not to be met, or in doubt")
        if not written and self._is_section(row):
            self._codes = ()
            return
        codes = written or (self._codes if is_next and self._goes_on(row) else ())
        self._codes = codes
        if not codes:
            self._leave_without_codes(row)
            return
        if reason := self._why_other_statement(row, codes):
            self._leave(row, None, reason)
            return
        pieces = tuple(self._read_pieces(row))
        self._pieces = pieces or self._pieces if self._says_evidence(row) else ()
        if pieces:
            self._claim(row, codes, pieces)

    def _written_codes(self, row: Row) -> tuple[str, ...]:
        columns = self._columns.of(Role.KSB, Role.PROPOSED_KSB)
        return tuple(dict.fromkeys(code for column in columns for code in codes_in(row.text(column)).codes))

    def _is_section(self, row: Row) -> bool:
        """Return whether a row is the title of those below."""
        evidence = self._columns.of(Role.EVIDENCE, Role.NUMBER, Role.FILE)
        return len(row.cells) == 1 and not any(row.text(column) for column in evidence)

    def _goes_on(self, row: Row) -> bool:
        """Return whether a row without a code is more evidence for the code above."""
        ksb = self._columns.first(Role.KSB)
        return bool(self._columns.codes_first and ksb and min(row.cells) > ksb and self._says_evidence(row))

    def _says_evidence(self, row: Row) -> bool:
        return any(row.text(column) for column in self._columns.of(*NAMING, Role.NUMBER))

    def _leave(self, row: Row, column: int | None, reason: str) -> None:
        self._source.findings.leave(row.at(column), row.said, reason)

    def _leave_without_codes(self, row: Row) -> None:
        coded = [column for column in self._columns.of(Role.KSB, Role.PROPOSED_KSB) if row.text(column)]
        if any(codes_in(row.text(column)).denied for column in coded):
            return
        named = next(iter(coded), None)
        evidence = [
            column for column in self._columns.of(Role.EVIDENCE, Role.FILE) if not names_nothing(row.text(column))
        ]
        error = next((column for column, text in row.cells.items() if ERROR.search(text)), None)
        if error is not None:
            self._leave(row, error, f"has the formula error {row.text(error)}")
        elif named is not None and not (names_nothing(row.text(named)) and not evidence):
            self._leave(row, named, f"{row.text(named)!r} names no KSB of {self._source.standard.reference}")
        elif evidence:
            self._leave(row, evidence[0], "names evidence and no KSB")

    def _why_other_statement(self, row: Row, codes: Sequence[str]) -> str:
        """Return why a row is about another statement than its code's."""
        if len(codes) != 1:
            return ""
        for column in self._columns.of(Role.STATEMENT):
            text = row.text(column)
            meant = stated_code(self._source.standard, text) if differs(self._source.standard, codes[0], text) else None
            if meant:
                return f"its statement is that of {meant}, not of {codes[0]}"
        return ""

    def _read_pieces(self, row: Row) -> Iterator[NamedPiece]:
        """Yield the pieces that a row names, and leave out what names none."""
        texts = list(self._evidence_texts(row))
        if all(_is_blank(text) for _, text in texts) and (reason := self._why_missed(row)):
            self._leave(row, None, reason)
        for column, text in texts:
            if ERROR.search(text):
                self._leave(row, column, f"its evidence is {text}" + _unsaved(text))
            elif DITTO.fullmatch(text):
                yield from (piece._replace(where=self._where(row, column)) for piece in self._pieces)
                if not self._pieces:
                    self._leave(row, column, "repeats the row above, which names no evidence")
            elif self._columns.roles[column] is Role.NUMBER and not names_nothing(text):
                yield NamedPiece(text, self._where(row, column))
            elif not _is_blank(text):
                role = self._columns.roles[column]
                rung_of_role = Rung.PLANNED if role is Role.PLANNED_EVIDENCE else Rung.CLAIMED
                for piece in named_pieces(text):
                    if piece.reason:
                        self._leave(row, column, piece.reason)
                    else:
                        is_proposed = role is Role.PROPOSAL or _is_doubted(text)
                        rung = Rung.SUGGESTED if is_proposed else rung_of_role
                        where = self._where(row, column) or piece.where
                        yield piece._replace(where=where, rung=min(rung, piece.rung))

    def _evidence_texts(self, row: Row) -> Iterator[tuple[int, str]]:
        columns = self._columns
        number = next((row.text(column) for column in columns.of(Role.NUMBER) if row.text(column)), "")
        named = [column for column in columns.of(Role.EVIDENCE) if row.text(column)]
        for column in named:
            title = _with_places(row.text(column))
            is_numbered = number and not names_nothing(title) and not title.casefold().startswith(number.casefold())
            yield column, f"{number} {title}" if is_numbered and not DITTO.fullmatch(title) else title
        if number and not columns.of(Role.EVIDENCE):
            for each in re.split(r"\s*[,;/&\n]\s*", number):
                title = self._source.titles.get(each.casefold(), "")
                yield columns.of(Role.NUMBER)[0], f"{each} {title}".strip()
        if not columns.of(Role.EVIDENCE, Role.NUMBER):
            yield from ((column, row.text(column)) for column in columns.of(Role.FILE) if row.text(column))
        more = columns.of(Role.PROPOSAL, Role.PLANNED_EVIDENCE)
        yield from ((column, row.text(column)) for column in more if row.text(column))

    def _why_missed(self, row: Row) -> str:
        """Return why a row without evidence is a loss; empty if it is a plain empty row."""
        for column in self._columns.of(Role.STATUS, Role.DECISION, Role.ASSESSOR):
            said = standing(row.text(column)) if row.text(column) else None
            if row.text(column) and said is not Standing.ABSENT:
                return f"says {row.text(column)!r}, and names no evidence"
        told = [
            column
            for column in self._columns.of(Role.ACCOUNT, Role.WHERE, Role.LEARNER)
            if not _is_blank(row.text(column))
        ]
        told += [
            column
            for column in self._columns.of(Role.UNUSED)
            if _is_told(self._columns.headings.get(column, ""), row.text(column))
        ]
        return f"says {row.text(told[0])!r}, and names no piece of evidence" if told else ""

    def _claim(self, row: Row, codes: Sequence[str], pieces: Sequence[NamedPiece]) -> None:
        columns, source = self._columns, self._source
        signing = read_signing(row, columns, source.people, source.days)
        for column, remark in signing.remarks:
            self._leave(row, column, remark)
        rung = None if signing.is_refused else self._rung(row)
        if rung is None:
            source.findings.denied |= {
                (source.table, code, piece.title.casefold()) for code in codes for piece in pieces
            }
            return
        self._check_days(row)
        day = next((found for column in columns.of(Role.DATE) if (found := source.days.read(row.text(column)))), None)
        files = tuple(
            row.text(column)
            for column in columns.of(Role.FILE)
            if _FILE.fullmatch(row.text(column)) and "://" not in row.text(column)
        )
        at = row.at(next(iter(columns.of(Role.KSB, Role.PROPOSED_KSB)), None))
        places = {
            code: place for column in columns.of(Role.KSB) for code, place in codes_in(row.text(column)).places.items()
        }
        claimed = self._claimed_codes(row)
        for piece in pieces:
            decisions = signing.decisions if min(rung, piece.rung) is Rung.CLAIMED else ()
            for code in codes:
                where, own = piece.where or places.get(code), rung if code in claimed else Rung.SUGGESTED
                dated = piece._replace(where=where, files=piece.files or files, date=day)
                source.findings.claim(code, dated, own, at, decisions)

    def _check_days(self, row: Row) -> None:
        for column in self._columns.of(Role.DATE):
            text = row.text(column)
            if _DAY.fullmatch(text) and not self._source.days.read(text) and not self._source.days.is_month_first:
                self._leave(row, column, f"{text!r} is no day")

    def _claimed_codes(self, row: Row) -> Sequence[str]:
        proposed = [code for column in self._columns.of(Role.PROPOSED_KSB) for code in codes_in(row.text(column)).codes]
        claimed = [code for column in self._columns.of(Role.KSB) for code in codes_in(row.text(column)).codes]
        return [code for code in self._codes if code in claimed or code not in proposed]

    def _rung(self, row: Row) -> Rung | None:
        """Return the rung that a row's status words allow; None for what is no claim, which is left out."""
        decides = self._columns.of(Role.ASSESSOR, Role.ASSESSED_ON) and not self._columns.of(Role.DECISION)
        undecided = any(standing(row.text(column)) is Standing.PLANNED for column in self._columns.of(Role.DECISION))
        rung = Rung.PLANNED if undecided else Rung.CLAIMED
        for column in self._columns.of(Role.STATUS, Role.GAP):
            text = row.text(column)
            said = self._standing(text, is_gap=self._columns.roles[column] is Role.GAP) if text else None
            if said in (Standing.ABSENT, Standing.TAUGHT) or (said is Standing.NOT_MET and not decides):
                self._leave(row, column, f"is not claimed: {self._columns.headings.get(column, 'status')} is {text!r}")
                return None
            if text and said is None and self._columns.roles[column] is Role.STATUS and not _NUMBER.fullmatch(text):
                self._leave(row, column, f"the status {text!r} is not understood")
                if "?" in text or _NEGATIVE.search(text):
                    return None
            if said is Standing.PARTIAL:
                self._leave(row, column, f"{text!r} is taken as still to come")
            rung = min(rung, rung_of(None if said is Standing.NOT_MET else said))
        return min(rung, self._rung_of_notes(row))

    def _standing(self, text: str, *, is_gap: bool) -> Standing | None:
        said = self._source.key.read(text) or status(text)
        if is_gap:
            return Standing.ABSENT if said is Standing.DONE else None
        return said

    def _rung_of_notes(self, row: Row) -> Rung:
        """Return the rung that a row's other texts allow: `(booked for June)`."""
        is_done = any(
            standing(row.text(column)) in (Standing.DONE, Standing.MET) for column in self._columns.of(Role.STATUS)
        )
        texts = [row.text(column) for column in self._columns.of(Role.ACCOUNT, Role.NOTES)]
        is_to_come = any(STILL_TO_COME.match(text.lstrip(" (")) and len(text.split()) <= _FEW_WORDS for text in texts)
        return Rung.PLANNED if is_to_come and not is_done else Rung.CLAIMED

    def _places_of(self, row: Row, evidence: int) -> list[int]:
        """Return the columns with the place of a column's evidence: behind it, where another has evidence too."""
        named = [column for column in self._columns.of(*NAMING) if row.text(column)]
        places = self._columns.of(Role.WHERE)
        if len(named) <= 1:
            return [column for column in places if row.text(column)]
        following = next((column for column in named if column > evidence), max(self._columns.roles) + 1)
        return [column for column in places if evidence < column < following]

    def _where(self, row: Row, evidence: int) -> str | None:
        for column in self._places_of(row, evidence):
            text = row.text(column)
            if text and not _is_blank(text):
                heading = self._columns.headings.get(column, "").casefold()
                noun = "slide" if "slide" in heading else "para" if "para" in heading else "p."
                if place := written_place(f"{noun} {text}" if _DIGITS.fullmatch(text) else text):
                    return place
                if "section" in heading and not names_nothing(text):
                    return f"\u00a7 {text}"
                self._leave(row, column, f"{text!r} is no place that can be looked up")
        return None


_NUMBER = re.compile(r"[\d.,/ %]+")


def _with_places(text: str) -> str:
    """Return a text whose lines with a place alone go on from the line before."""
    lines = text.split("\n")
    return lines[0] + "".join(f", {line}" if written_place(line) else f"\n{line}" for line in lines[1:])


def _is_told(heading: str, text: str) -> bool:
    """Return whether a cell below a heading that says nothing known says something of evidence."""
    return heading_role(heading) is None and not _is_blank(text) and not _NUMBER.fullmatch(text)


def _is_doubted(text: str) -> bool:
    """Return whether a title ends with a question mark, and is no question."""
    return text.endswith("?") and not _QUESTION.match(text)


def _is_blank(text: str) -> bool:
    if DITTO.fullmatch(text):
        return False
    return _BLANK.fullmatch(text) is not None or (
        standing(text) is Standing.ABSENT and not text[:1].isdigit() and "needed" not in text.casefold()
    )


def _unsaved(text: str) -> str:
    return ": open the file in a spreadsheet program, and save it" if "UNSAVED" in text else ""
