"""What piece of evidence a line of a document is about: a piece that a heading names, or the document itself."""

import re
from typing import NamedTuple

from ksbcheck.documents.block import BlockKind
from ksbcheck.domain.citation import mentions
from ksbcheck.domain.ladder import Rung
from ksbcheck.inputs.blocks import ReadDocument
from ksbcheck.trackers.codes import begins_with_code
from ksbcheck.trackers.labels import mapping_rung, split_label
from ksbcheck.trackers.lines import Line, title_of, without_tags
from ksbcheck.trackers.pieces import NamedPiece
from ksbcheck.trackers.pieces import title_of as title_and_day
from ksbcheck.trackers.words import STILL_TO_COME, names_nothing, pattern, whole_words

_I = re.IGNORECASE
_TRACKER = whole_words(
    "trackers?; tracking; mapping; matrix; index; contents; ksbs?; self[- ]?review; checklist; annex"
)
_COLLECTION = whole_words("portfolio; evidence; pieces; entries; my work; showcase")
_PIECE = pattern(
    "piece; evidence; art[ei]fact; entry; activity; item; appendix; exhibit; assignment; case study; project; task"
    "; week; document",
    after=r"\b[\s#.:-]*(?:no\.? ?)?[A-Z]?\d{0,3}[a-z]?\b\s*[:.)\u2013\u2014-].*",
)
_NUMBERED_OR_DATED = re.compile(r"(?:E\d{1,3}|\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ \d{4})\b")
_PART = pattern(
    r"""
    reflections?; summary; introduction; background; context; what (?:i|we|happened|went).*; description; evidence
    notes?; outcomes?; results?; conclusions?; next steps?; impact; method\w*; evaluation; feedback; analysis
    discussion; planning; aims?; knowledge; skills?; behaviours?; overview; actions?; why.*; how.*; checklist.*
    self[- ]assessment; links?; references; by \w+; (?:list|table|index) of .*; contents; index; pieces; portfolio
    log; key; legend; mapping.*; appendix(?:: the standard)?
    """,
    before="(?:my )?",
)
_LONGEST_TITLE = 60
_KINDS = pattern(
    r"knowledge; skills?; behaviours?; ksbs?; dut(?:y|ies); my; the; core; technical; employability; and; to; \W; \d",
    after="+",
)
_NUMBER = re.compile(r"\A\d+(?:\.\d+)*[.)]?\s+")
_ID = re.compile(r"\A[A-Z]{1,3}\d{1,3}\W+")
REQUEST = re.compile(r"(?:pulls?|prs?|pull[-_ ]requests?|merge[-_ ]requests?|mrs?)", _I)
_MERGED, _CLOSED, _OPEN = (re.compile(rf"\([^()]*\b{word}\b", _I) for word in ("merged", "closed", "(?:open|draft)"))
_STATE = re.compile(r"\s*\((?:merged|closed|open|draft)\b[^()]*\)", _I)


def is_part(heading: str) -> bool:
    """Return whether a heading is that of a part of the standard, such as `Skills (S1-S17)`."""
    return _KINDS.fullmatch(without_tags(heading)) is not None


def _first_line(document: ReadDocument) -> str | None:
    """Return the first line of a text without headings, if it names a tracker."""
    blocks = [block for block, _ in document.blocks if not block.unseen]
    line = blocks[0].text.split("\n")[0].strip() if blocks and blocks[0].kind is BlockKind.PARAGRAPH else ""
    has_headings = any(block.kind is BlockKind.HEADING for block in blocks)
    is_short = len(line) <= _LONGEST_TITLE and not line.endswith((":", "."))
    return line if is_short and not has_headings and not any(mentions(line)) and _TRACKER.search(line) else None


class Subject(NamedTuple):
    """A document as the subject of its own lines. `request` names it as a pull request."""

    name: str
    title: str | None
    request: str = ""
    is_draft: bool = False
    has_table: bool = False
    """Whether rows of a table name KSBs: then tags in the text are no mapping of their own."""
    is_sheet: bool = False
    own_name: str = ""

    @classmethod
    def of(cls, document: ReadDocument) -> "Subject":
        title = title_of(document) or _first_line(document)
        *folders, name = document.name.split("/")
        number = re.search(r"\d+", name)
        is_request = bool(folders and REQUEST.fullmatch(folders[-1]) and number)
        request = f"pull request {number[0]} {_STATE.sub('', title or '')}".strip() if is_request and number else ""
        is_draft = re.search(r"(?i)\bdraft\b", f"{name} {title or ''}".replace("_", " ")) is not None
        rows = (block for block, _ in document.blocks if block.kind is BlockKind.ROW)
        has_table = sum(any(mentions(row.text)) for row in rows) > 1
        is_sheet = document.outline is not None and bool(document.outline.sheets)
        return cls(document.name, title, request, is_draft, has_table, is_sheet)

    @property
    def is_tracker(self) -> bool:
        """Whether the document lists evidence, and is none itself."""
        return not self.request and (self.is_sheet or _TRACKER.search(self._called) is not None)

    @property
    def is_collection(self) -> bool:
        """Whether its headings name pieces."""
        return self.is_tracker or _COLLECTION.search(self._called) is not None

    @property
    def _called(self) -> str:
        stem = self.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return re.sub(r"[_-]", " ", f"{stem} {self.title or ''}")

    @property
    def why_not(self) -> str:
        """Why the document as a whole claims nothing."""
        is_rejected = self.request and _CLOSED.search(self.title or "") and not _MERGED.search(self.title or "")
        return "a pull request that was not merged" if is_rejected else ""

    def rung(self, rung: Rung) -> Rung:
        """Return the rung of a claim, which is to come if the document is."""
        is_open = self.request and _OPEN.search(self.title or "")
        return min(rung, Rung.PLANNED) if self.is_draft or is_open else rung

    def named_above(self, line: Line) -> NamedPiece | None:
        """Return the piece that a heading above a line names, or the pull request."""
        if self.request:
            return NamedPiece(self.request)
        for heading in reversed(line.headings):
            bare = without_tags(_NUMBER.sub("", heading))
            is_part = _PART.fullmatch(bare.strip(" :?")) or mapping_rung(bare) is not None
            is_piece = not begins_with_code(bare) and (
                _PIECE.fullmatch(bare)
                or _NUMBERED_OR_DATED.match(bare)
                or (self.is_collection and heading != self.title and not is_part)
            )
            if is_piece:
                title, day = title_and_day(bare)
                is_none = names_nothing(_ID.sub("", split_label(title)[1] or title))
                reason = "names no piece of evidence" if is_none else ""
                rung = Rung.PLANNED if STILL_TO_COME.search(title) else Rung.CLAIMED
                return NamedPiece(title, rung=rung, reason=reason, date=day)
        return None

    def piece(self, line: Line) -> NamedPiece | None:
        """Return the piece that a line is about; None in a tracker, which is no evidence."""
        if piece := self.named_above(line):
            return piece
        if self.is_tracker:
            return None
        is_of_mapping = mapping_rung(line.heading) is not None and (line.where or "").startswith("\u00a7")
        where = None if is_of_mapping else line.where
        return NamedPiece(self.own_name or self.name.rsplit("/", 1)[-1], where, files=(self.name,))
