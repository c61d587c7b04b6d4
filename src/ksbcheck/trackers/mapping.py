"""Mappings that ksbcheck exported: their cells are taken as they are, and nothing is guessed.

Hidden rows and columns count, too: a filter in a spreadsheet hides what still holds.
"""

from collections.abc import Iterable, Mapping, Sequence

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.mapping import FILES, FORMAT, NOT_YET, Heading
from ksbcheck.domain.people import People, may_be_same
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import shown
from ksbcheck.domain.tracker import LeftOut, TrackedClaim, TrackedDecision, Tracker
from ksbcheck.trackers.codes import codes_in
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.decisions import doubt
from ksbcheck.trackers.rows import Row, Table

_NEEDED = frozenset({Heading.KSB, Heading.PIECE, Heading.STATUS})
_SIGNED = (Heading.ASSESSOR, Heading.ASSESSED_ON, Heading.VERIFIER, Heading.VERIFIED_ON)
_RUNGS = {str(rung): rung for rung in Rung}


def read_mapping(tables: Sequence[Table], standard: Standard, learner: str | None) -> Tracker | None:
    """Return what an exported mapping says; None where there is none."""
    for table in tables:
        rows = _whole_rows(table.rows)
        head = next((at for at, row in enumerate(rows) if set(row.cells.values()) >= _NEEDED), None)
        if head is not None and any(FORMAT in row.said for row in rows[:head]):
            beside = [row for each in tables if each is not table for row in each.rows if codes_in(row.said).codes]
            left = tuple(LeftOut(row.at(), row.said, "is beside the mapping") for row in beside)
            read = _Reader(rows[:head], rows[head], rows[head + 1 :], standard, learner).read()
            return read._replace(left_out=(*read.left_out, *left))
    return None


def _whole_rows(rows: Iterable[Row]) -> list[Row]:
    """Return rows with their hidden cells, which a document has apart."""
    whole: dict[int, Row] = {}
    for row in rows:
        before = whole.get(row.number)
        whole[row.number] = row._replace(cells={**row.cells, **before.cells}) if before else row
    return list(whole.values())


class _Reader:
    """Reads the rows of a mapping. Several rows of one claim are its rounds of decisions."""

    def __init__(
        self, above: Sequence[Row], head: Row, rows: Sequence[Row], standard: Standard, learner: str | None
    ) -> None:
        self._columns: Mapping[str, int] = {text: column for column, text in head.cells.items()}
        self._rows, self._standard = rows, standard
        self._refusal = _why_other(above, standard, learner)
        self._people = People(learner)
        self._days = Days(text for row in rows for text in row.cells.values())
        self._left: list[LeftOut] = []

    def read(self) -> Tracker:
        claims: dict[tuple[str, str], TrackedClaim] = {}
        for row in self._rows:
            if claim := self._claim(row):
                before = claims.get((claim.code, claim.piece), claim)
                decisions = tuple(dict.fromkeys((*before.decisions, *claim.decisions)))
                rung = max(before.rung, claim.rung)
                claims[claim.code, claim.piece] = claim._replace(rung=rung, decisions=decisions)
        refused = (f"Nothing is taken over: {self._refusal}.",) if self._refusal else ()
        remarks = (*refused, *filter(None, [self._days.remark]))
        return Tracker(tuple(claims.values()), tuple(self._left), remarks=remarks)

    def _text(self, row: Row, heading: Heading) -> str:
        return row.text(self._columns.get(heading))

    def _leave(self, row: Row, heading: Heading, reason: str) -> None:
        self._left.append(LeftOut(row.at(self._columns.get(heading)), row.said, reason))

    def _claim(self, row: Row) -> TrackedClaim | None:
        """Return the claim of a row; None for one without evidence, and for one that is left out."""
        code, piece = self._text(row, Heading.KSB), self._text(row, Heading.PIECE)
        status = self._text(row, Heading.STATUS).casefold()
        if not piece and not status and not any(self._text(row, each) for each in _SIGNED):
            return None
        heading, reason = self._fault(row, code, piece, status)
        if reason:
            self._leave(row, heading, reason)
            return None
        decisions = self._decisions(row, status)
        if status == NOT_YET and all(each.is_met for each in decisions):
            return None  # nobody is named: the reason is listed already
        is_assessed = any(each.is_met and not each.is_second for each in decisions)
        return TrackedClaim(
            code,
            self._text(row, Heading.EVIDENCE) or piece,
            Rung.ASSESSED if is_assessed else min(_RUNGS.get(status, Rung.CLAIMED), Rung.CLAIMED),
            row.at(self._columns[Heading.KSB]),
            self._text(row, Heading.WHERE) or None,
            decisions,
            self._days.read(self._text(row, Heading.DATE)),
            tuple(filter(None, self._text(row, Heading.FILES).split(FILES))),
            piece,
        )

    def _fault(self, row: Row, code: str, piece: str, status: str) -> tuple[Heading, str]:
        """Return why a row is no claim, and the column that says so; an empty reason if it is one."""
        ksb, stated = self._standard.by_code.get(code), self._text(row, Heading.STATEMENT)
        reference = self._standard.reference
        if self._refusal:
            return Heading.KSB, self._refusal
        if not piece:
            return Heading.EVIDENCE, "names no piece of evidence"
        if ksb is None:
            return Heading.KSB, f"{reference} has no {code}"
        if stated and stated != shown(ksb.text):
            return Heading.STATEMENT, f"its statement is not that of {code} in {reference}"
        if status not in (*_RUNGS, NOT_YET):
            return Heading.STATUS, f"the status {status!r} is none of those to choose from"
        return Heading.STATUS, ""

    def _decisions(self, row: Row, status: str) -> tuple[TrackedDecision, ...]:
        """Return the decisions of a row. A status without them, and they without it, are left out."""
        has_first, has_second = (any(self._text(row, each) for each in pair) for pair in (_SIGNED[:2], _SIGNED[2:]))
        is_refused = status == NOT_YET
        if not is_refused and _RUNGS[status] <= Rung.CLAIMED:
            if has_first or has_second:
                self._leave(row, Heading.STATUS, f"is signed, but the status is {status!r}: choose what was decided")
            return ()
        if status == str(Rung.ASSESSED) and has_second:
            self._leave(row, Heading.STATUS, "is signed under IQA, but the status is 'assessed': choose 'verified'")
            has_second = False
        wanted = Heading.VERIFIER if status == str(Rung.VERIFIED) else Heading.ASSESSOR
        if not has_second and (wanted is Heading.VERIFIER or not has_first):
            self._leave(row, wanted, f"the status is {status!r}, and nobody has signed")
        first = self._signed(row, is_met=has_second or not is_refused) if has_first else None
        second = self._signed(row, is_met=not is_refused, is_second=True) if has_second else None
        return tuple(filter(None, (first, second)))

    def _signed(self, row: Row, *, is_met: bool, is_second: bool = False) -> TrackedDecision | None:
        who, day = _SIGNED[2:] if is_second else _SIGNED[:2]
        by, written = self._text(row, who), self._text(row, day)
        on = self._days.read(written)
        why_not = doubt(by, on, written, self._people)
        if why_not or on is None:
            self._leave(row, who, f"{by!r} is no sign-off: {why_not}")
            return None
        feedback = self._text(row, Heading.VERIFIER_FEEDBACK if is_second else Heading.FEEDBACK)
        return TrackedDecision(by, on, is_met, feedback, is_second)


def _why_other(above: Iterable[Row], standard: Standard, learner: str | None) -> str:
    """Return why a mapping is of another standard or learner; empty if it isn't."""
    facts = {name: value for name, value, *_ in (tuple(row.cells.values()) for row in above if len(row.cells) > 1)}
    reference = facts.get("Standard", "").partition(" ")[0]
    if reference not in ("", standard.reference):
        return f"the mapping is of {reference}, not of {standard.reference}"
    name = facts.get("Learner", "").partition(" (")[0]
    if learner and name not in ("", "not named") and not may_be_same(name, learner):
        return f"the mapping is of {name}, not of {learner}"
    return ""
