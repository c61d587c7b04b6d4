"""Codes that a learner writes at the work: `KSBs covered: K6, S7`, `[K2 - 40%]`, and ticked boxes."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ksbcheck.documents.block import BlockKind
from ksbcheck.documents.mention_words import BLANK_TO_FILL, BOX, REFERENCE
from ksbcheck.domain.citation import Mention
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import kind_of
from ksbcheck.domain.outline import MentionKind
from ksbcheck.trackers.findings import REASONS, Findings
from ksbcheck.trackers.labels import (
    DONE,
    OF_THE_STANDARD,
    heading_rung,
    mapping_rung,
    names_piece,
    split_label,
)
from ksbcheck.trackers.lines import (
    MOST_CODES,
    Codes,
    Line,
    first_sentence,
    is_in_reason,
    leading_codes,
    rung_in_sentence,
    without_codes,
)
from ksbcheck.trackers.pieces import NamedPiece, named_pieces, split_place
from ksbcheck.trackers.subject import Subject, is_part
from ksbcheck.trackers.words import EXAMPLE

_DESCRIBED = re.compile(
    r"(?i)\(\s*(?:describe|evidence|where|see|evidence name|details?)\s*[:\u2013-]\s*([^()]*(?:\([^()]*\)[^()]*)*)\)"
)
_WHOLE = re.compile(r"\A\((.*)\)\Z")
_SEPARATOR = re.compile(r"\s*(?::|\s[-=|\u2013\u2014]|\u2192|->|=>)\s+")
_BEHIND_CODES = re.compile(r"[\s:.)\]\u2013\u2014=>-]+")
_BLANK = re.compile(r"[\s_.\u2026]*")
_EVIDENCE_FOR = re.compile(r"(?i)(?:my )?evidence (?:for|of|towards)(?: ksbs?)?\s+")
_PIECE_AND_CODES = re.compile(
    r"(.*?\w.*?)\s*(?:[(\[:\u2192\t]|->|=>|\s[-\u2013\u2014])\s*(?:KSBs?:?)?(?:[\W\d_]|\band\b|\bto\b)*"
)
"""A piece, and blanks where its codes were."""
_NO_NAME = re.compile(r"(?i)\bksbs?\b|\b(?:I|we|my)\b")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 12
_LONGEST_LABEL = 60
_LONGEST_ITEM = 500
"""How many characters of an item of a list are looked at."""
_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y)\b")
"""Words of a sentence, which no piece's name has."""
_LISTING = 12
"""The fewest codes that are a list of the standard, if they are all of a kind."""


@dataclass
class _Mapping:
    """A label such as `KSBs covered`, and whether codes were found below it."""

    line: Line
    rung: Rung | str
    found: bool = False


class TagReader:
    """Reads the lines of a document that are no sections of KSBs."""

    def __init__(self, subject: Subject, findings: Findings) -> None:
        self._subject, self._findings = subject, findings
        self._open: _Mapping | None = None
        self._titles: Counter[str] = Counter()
        self._titled: list[NamedPiece] = []
        """The piece that a line such as `Title: Phonics plan` names, in a list of several."""

    def read(self, lines: Iterable[Line]) -> None:
        lines = list(lines)
        self._titles = Counter(filter(None, map(_title_label, lines)))
        for line in lines:
            self._read_line(line)
        self._close()

    def _read_line(self, line: Line) -> None:
        if reason := _why_unread(line) or self._subject.why_not:
            self._findings.leave_codes(line, reason)
        elif line.block.kind is BlockKind.COMMENT:
            self._read_comment(line)
        elif line.is_heading:
            self._read_heading(line)
        elif self._titles[_title_label(line)] > 1:
            self._close()
            self._titled = list(named_pieces(split_label(line.text)[1]))
            self._findings.leave_codes(line)
        elif not self._begins_mapping(line):
            self._read_text(line)

    def _read_heading(self, line: Line) -> None:
        self._close()
        rung = heading_rung(line.text)
        is_title = line.text == self._subject.title and rung is not Rung.CLAIMED
        self._open = None if rung is None or is_title or line.codes() else _Mapping(line, rung)
        self._titled = []
        self._read_tags(line)

    def _read_text(self, line: Line) -> None:
        if BOX.search(line.text) or line.ticked is not None:
            self._read_ticks(line)
        elif self._open and leading_codes(line):
            self._map_codes(line, leading_codes(line))
        elif not self._lists(line):
            if self._open and line.block.kind is not BlockKind.ITEM:
                self._close()
            self._read_tags(line)
            if _title_label(line) and self._subject.is_tracker and not line.codes():
                self._findings.leave(line.at, line.text, "names no KSB")

    def _lists(self, line: Line) -> bool:
        """Read a line of a list of evidence, `K6: E01, p. 2` or `Phonics plan (K6, S7)`; return whether it is one."""
        codes = [each for each in line.codes() if each[1] is not MentionKind.OTHER]
        codes = codes if len(line.text) <= _LONGEST_ITEM else []
        evidence_for = bool(codes) and _EVIDENCE_FOR.fullmatch(line.text[: codes[0][0].position])
        is_list = self._subject.is_collection and not self._subject.named_above(line)
        if not codes or not (is_list or evidence_for):
            return False
        leading = leading_codes(line)
        named: str | None = ""
        if evidence_for:
            named = line.text[codes[0][0].end :].strip(" :\u2013-")
        elif leading:
            named = self._said_behind(line.text[leading[-1][0].end :], leading[0][0].code)
        elif found := _PIECE_AND_CODES.fullmatch(without_codes(line)):
            is_name = len(found[1].split()) <= _MOST_WORDS and not _NO_NAME.search(found[1])
            named = found[1] if is_name else ""
        for mention, kind in (leading or codes) if named else ():
            self._claim(line, mention, kind, Rung.CLAIMED, list(named_pieces(named or "")))
        return bool(named)

    def _begins_mapping(self, line: Line) -> bool:
        label, value = split_label(line.text)
        is_heading = not label and not line.codes() and len(line.text) <= _LONGEST_LABEL
        rung = None if BOX.match(line.text) else heading_rung(line.text) if is_heading else mapping_rung(label)
        if rung is None:
            return False
        self._close()
        self._open = _Mapping(line, rung, found=is_heading)
        said, rest = first_sentence(value)
        valued = line._replace(text=said, headings=() if rung is Rung.PLANNED else line.headings)
        mapped = [each for each in valued.codes() if not is_in_reason(valued, each[0])]
        if mapped:
            self._map_codes(line, mapped)
            self._read_tags(line._replace(text=rest))
        elif value:
            self._findings.leave(line.at, line.text, "names no KSB")
            self._open = None
        return True

    def _close(self) -> None:
        if self._open and not self._open.found and not self._open.line.is_heading:
            self._findings.leave(self._open.line.at, self._open.line.text, "names no KSB")
        self._open = None

    def _map_codes(self, line: Line, codes: Codes) -> None:
        """Claim the codes of a line below a label."""
        if self._open is None:
            return
        self._open.found = True
        rung = self._open.rung
        if isinstance(rung, str) or self._lists_standard(line, {mention.code for mention, _ in codes}):
            self._findings.leave(line.at, line.text, rung if isinstance(rung, str) else REASONS[MentionKind.LISTED])
            return
        named = self._named_behind(line, codes) if line is not self._open.line else self._titled
        for mention, kind in codes:
            self._claim(line, mention, kind, rung, named)

    def _lists_standard(self, line: Line, codes: set[str]) -> bool:
        """Return whether codes are the standard's own: all of a kind, as `K1-K47`, or below such a heading."""
        kinds = [set(group) for _, group in groupby(self._findings.standard.by_code, key=kind_of)]
        every = any(len(kind) >= _LISTING and codes >= kind for kind in kinds)
        is_stated = self._open is not None and self._open.line is not line and not DONE.search(self._open.line.text)
        states = is_stated and any(self._findings.known.states(line.text, code) for code in codes)
        return every or states or OF_THE_STANDARD.search(line.heading) is not None

    def _named_behind(self, line: Line, codes: Codes) -> list[NamedPiece]:
        """Return the pieces that a line names behind its codes, in a list of evidence."""
        behind = _BEHIND_CODES.sub("", line.text[codes[-1][0].end :], count=1)
        is_to_come = self._open is not None and self._open.rung is Rung.PLANNED
        is_list = is_to_come or self._subject.is_tracker or REFERENCE.search(behind)
        if not behind or not is_list or self._subject.named_above(line) or _OWN.search(behind):
            return []
        return list(named_pieces(_SEPARATOR.split(behind)[-1]))

    def _claim(self, line: Line, mention: Mention, kind: MentionKind, rung: Rung, named: list[NamedPiece]) -> None:
        if kind is not MentionKind.SHOWN:
            self._findings.leave(line.at, f"{mention.code}: {line.text}", REASONS[kind])
            return
        own = self._subject.piece(line)
        if not named and own is None:
            self._findings.leave(line.at, f"{mention.code}: {line.text}", "names no piece of evidence")
        for piece in named or ([own] if own else []):
            self._claim_piece(line, mention.code, rung if named else self._subject.rung(rung), piece)

    def _claim_piece(self, line: Line, code: str, rung: Rung, piece: NamedPiece) -> None:
        if piece.reason:
            self._findings.leave(line.at, line.text, piece.reason)
        else:
            self._findings.claim(code, piece, rung, line.at)

    def _read_ticks(self, line: Line) -> None:
        """Read an item with a box, or several: each ticked code that is first in its item."""
        several = len(BOX.findall(line.text)) > 1
        for mention, kind in line.codes():
            before = line.text[: mention.position]
            after = line.text[mention.end :]
            is_first = several or not BOX.sub("", before).strip(" *-") or BOX.match(after.lstrip(" :-"))
            is_blank = BLANK_TO_FILL.match(after)
            if (line.ticked is False and not several) or (kind is not MentionKind.SHOWN and not is_blank):
                self._findings.leave(line.at, line.text, "the box is not ticked, or a prompt")
            elif not is_first:
                self._findings.leave(line.at, line.text, "a ticked box that is not about evidence")
            else:
                self._claim_ticked(line, mention, "" if several else after)

    def _said_behind(self, text: str, code: str) -> str | None:
        """Return what names evidence behind a code: `- statement: E01`, `(describe: E01)`; None if left blank."""
        text = BOX.sub("", text[:_LONGEST_ITEM])
        if described := _DESCRIBED.search(text):
            return None if _BLANK.fullmatch(described[1]) else described[1]
        if BLANK_TO_FILL.match(text):
            return None
        *_, last = parts = _SEPARATOR.split(text)
        ksb = self._findings.standard.by_code.get(code)
        is_stated = ksb is not None and {*_WORD.findall(last.casefold())} <= {*_WORD.findall(ksb.text.casefold())}
        return "" if is_stated or not (len(parts) > 2 or REFERENCE.search(last)) else _WHOLE.sub(r"\1", last.strip())  # noqa: PLR2004

    def _claim_ticked(self, line: Line, mention: Mention, text: str) -> None:
        said = self._said_behind(text, mention.code)
        own = self._subject.named_above(line)
        if said is None:
            self._findings.leave(line.at, line.text, "ticked, and the description is left blank")
        elif own and (self._subject.request or not REFERENCE.search(said)):
            piece = own._replace(where=split_place(said)[1])
            self._claim_piece(line, mention.code, self._subject.rung(Rung.CLAIMED), piece)
        elif said:
            for piece in named_pieces(said):
                self._claim_piece(line, mention.code, Rung.CLAIMED, piece)
        elif self._open and self._open.rung is Rung.CLAIMED and not self._subject.is_collection:
            self._open.found = True
            self._claim(line, mention, MentionKind.SHOWN, Rung.CLAIMED, [])
        else:
            self._findings.leave(line.at, line.text, "ticked, and names no piece of evidence")

    def _read_comment(self, line: Line) -> None:
        """Read a comment beside the text, which only proposes."""
        for mention, kind in line.codes():
            if kind is MentionKind.SHOWN and "?" not in line.text and not self._subject.is_tracker:
                self._claim(line, mention, kind, Rung.SUGGESTED, [])
            else:
                self._findings.leave(line.at, f"{mention.code}: {line.text}", "in a comment")

    def _read_tags(self, line: Line) -> None:
        """Read the codes in a sentence: tags in brackets are claims, what it says in words is a suggestion."""
        if OF_THE_STANDARD.search(line.heading) or (line.is_heading and is_part(line.text)):
            self._findings.leave_codes(line, REASONS[MentionKind.LISTED])
            return
        for mention, kind in line.codes():
            rung = rung_in_sentence(line, mention, kind)
            if rung is None or self._subject.has_table:
                reason = "tagged in the text, and the document has a table of its own" if rung else REASONS[kind]
                self._findings.leave(line.at, f"{mention.code}: {line.text}", reason)
            else:
                self._claim(line, mention, MentionKind.SHOWN, rung, [])


def _title_label(line: Line) -> str:
    """Return the label of a line that names a piece, as `Title: Phonics plan`; empty for other lines."""
    label, value = split_label(line.text)
    is_title = names_piece(label)
    return label.casefold() if is_title and value and not line.is_heading else ""


def _why_unread(line: Line) -> str:
    if line.block.unseen:
        return f"not seen by a reader: {line.block.unseen}"
    if line.block.text.lstrip().startswith(("```", "~~~")):
        return "in a block of code"
    if line.block.kind is BlockKind.RUNNING:
        return REASONS[MentionKind.REPEATED]
    if line.text.startswith(">"):
        return "in a quotation"
    if len(line.codes()) > MOST_CODES:
        return REASONS[MentionKind.LISTED]
    return "an example" if EXAMPLE.fullmatch(line.text) else ""
