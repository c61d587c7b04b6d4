"""Sections of KSBs: a heading with a code, and below it lines such as `Evidence:` and `Status:`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ksbcheck.documents.block import BlockKind
from ksbcheck.documents.mention_words import BOX, REFERENCE
from ksbcheck.domain.citation import mentions
from ksbcheck.domain.names import look
from ksbcheck.domain.people import People
from ksbcheck.domain.tracker import TrackedDecision
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.headings import Role
from ksbcheck.trackers.labels import label_of, mapping_rung, split_label
from ksbcheck.trackers.lines import Line
from ksbcheck.trackers.pieces import NamedPiece, named_pieces, rung_of, stated_place, written_place
from ksbcheck.trackers.subject import Subject
from ksbcheck.trackers.words import Standing, names_nothing, standing, status

_MOST_CODES = 4
"""A heading with more codes is one of a part, as `Skills (S1-S17)`."""
_IN_A_SENTENCE = re.compile(r"\b(?:I|[Ww]e|[Mm]y)\b|[.?!]\Z")
_MOST_WORDS = 10
"""How many words the name of a piece has at most, where no label says that it is one."""
_BEFORE_CODE = re.compile(
    r"(?i)\W*(?:(?:my )?evidence (?:for|of)\s+)?(?:ksbs?(?: (?:codes?|ref\w*|ids?|no\.?|numbers?))?\W*)?"
)
_STATUS_OF_HEADING = re.compile(r"(\W*).*?(?:\(([^()]{1,40})\))?\s*\Z", re.DOTALL)
_NAMES_PIECE = re.compile(REFERENCE.pattern + r"|\]\(|\[\[")
_LOOK_AHEAD = 4
"""How many lines below a code its evidence may begin."""
_AFTER_CODE = re.compile(r"\s*(?:$|[:.)\]\u2013\u2014(|-]|[A-Z])")


@dataclass
class _Section:
    """The section of one or more codes, as its lines fill it."""

    line: Line
    codes: list[str]
    pieces: list[NamedPiece] = field(default_factory=list)
    values: dict[Role, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    role: Role | None = None


class SectionReader:
    """Takes the sections of KSBs out of a document's lines."""

    def __init__(self, subject: Subject, findings: Findings, learner: str | None = None) -> None:
        self._subject, self._findings, self._people = subject, findings, People(learner)
        self._days = Days(())
        self._section: _Section | None = None

    def read(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines that are in no section of a KSB."""
        lines = list(lines)
        self._days = Days(split_label(line.text)[1] for line in lines)
        for at, line in enumerate(lines):
            codes = self._codes_of_heading(line, lines[at + 1 : at + 1 + _LOOK_AHEAD])
            if codes or (line.is_heading and not self._is_below(line)):
                self._close()
            if codes:
                self._section = _Section(line, codes, values={Role.STATUS: _status_of(line.text)})
            elif self._section is None or not self._add(self._section, line):
                yield line
        self._close()
        self._findings.remarks += [self._days.remark] if self._days.remark else []

    def _codes_of_heading(self, line: Line, following: Iterable[Line]) -> list[str]:
        """Return the codes of a heading, or of a line that serves as one: it has its evidence on a line below."""
        found = [mention for mention in mentions(line.text) if not mention.is_other]
        if not found or line.block.unseen or not _BEFORE_CODE.fullmatch(BOX.sub("", line.text[: found[0].position])):
            return []
        if not line.is_heading and not _has_evidence(following, is_heading=line.is_heading):
            return []
        first = [mention for mention in found if mention.position == found[0].position]
        names_ksb = _AFTER_CODE.match(line.text[first[0].end :]) or _has_evidence(following, is_heading=line.is_heading)
        is_said = line.text.rstrip().endswith("?") or not names_ksb
        return [] if is_said or len(first) > _MOST_CODES else [mention.code for mention in first]

    def _is_below(self, line: Line) -> bool:
        above = self._section.line.headings if self._section else line.headings
        return above != line.headings and above == line.headings[: len(above)]

    def _add(self, section: _Section, line: Line) -> bool:
        """Add a line to a section; return whether it belongs there."""
        label, value = (line.text, "") if line.is_heading else split_label(line.text)
        role = label_of(label)
        if line.block.unseen or line.ticked is False:
            self._findings.leave(line.at, line.text, line.block.unseen or "the box is not ticked")
        elif line.is_heading:
            section.role = role
        elif role is not None:
            section.role = role if not value else None
            self._set(section, role, value)
        elif mapping_rung(label) is not None:
            return False
        elif section.role is not None and (not label or written_place(value)):
            self._set(section, section.role, BOX.sub("", line.text).strip())
        elif line.codes():
            return False
        else:
            self._say(section, line._replace(text=BOX.sub("", line.text).strip()))
        return True

    def _set(self, section: _Section, role: Role, value: str) -> None:
        if role is Role.EVIDENCE:
            section.pieces += named_pieces(value) if value else []
        elif value:
            section.values[role] = value

    def _say(self, section: _Section, line: Line) -> None:
        """Add a line without a label: the name of a piece if it has a place or file, or is an item of a tracker."""
        if any(self._findings.known.states(line.text, code) for code in section.codes):
            return
        is_item = line.block.kind is BlockKind.ITEM and self._subject.is_tracker
        if not is_sentence(line.text) and (is_item or _NAMES_PIECE.search(line.text)):
            section.pieces += named_pieces(line.text)
        else:
            section.said.append(line.text)

    def _close(self) -> None:
        section, self._section = self._section, None
        if section is None:
            return
        said = section.values.get(Role.STATUS, "")
        for piece in section.pieces:
            if piece.reason:
                self._findings.leave(section.line.at, f"{section.line.text}: {said}", piece.reason)
            for code in section.codes if not piece.reason else ():
                self._claim(section, code, piece)
        if not section.pieces:
            text = " ".join(filter(None, (section.line.text, *section.said, said)))
            self._findings.leave(section.line.at, text, "names no piece of evidence")

    def _claim(self, section: _Section, code: str, piece: NamedPiece) -> None:
        said = status(section.values.get(Role.STATUS, ""))
        if said is Standing.TAUGHT:
            self._findings.leave(section.line.at, f"{code}: {piece.title}", "taught, which is no evidence")
            return
        rung = self._subject.rung(rung_of(said))
        decision = _decision(section, self._days)
        is_title = decision is not None and look(decision.by) in look(self._subject.title or "")
        if decision and (is_title or self._people.may_be_learner(decision.by)):
            self._findings.leave(section.line.at, f"{code}: {decision.by}", "may be the learner, who can't sign off")
            decision = None
        place = piece.where or stated_place(section.values.get(Role.WHERE, ""))
        piece = piece._replace(where=place, date=self._days.read(section.values.get(Role.DATE, "")))
        self._findings.claim(code, piece, rung, section.line.at, (decision,) if decision else ())


def is_sentence(text: str) -> bool:
    """Return whether a text says more than the name of a piece."""
    return len(text.split()) > _MOST_WORDS or _IN_A_SENTENCE.search(text) is not None


def _status_of(heading: str) -> str:
    """Return the status in a heading: a sign before its code, or words in brackets at its end."""
    if box := BOX.match(heading):
        return "done" if box["ticked"] else "not started"
    found = _STATUS_OF_HEADING.match(heading)
    return next(filter(standing, found.groups(default="")), "") if found else ""


def _has_evidence(lines: Iterable[Line], *, is_heading: bool) -> bool:
    """Return whether the labels below a line or heading have one of evidence, before another code or text."""
    for line in lines:
        label = None if line.is_heading and not is_heading else label_of(split_label(line.text)[0])
        if label is Role.EVIDENCE or label is None:
            return label is not None
    return False


def _decision(section: _Section, days: Days) -> TrackedDecision | None:
    """Return the decision of an assessor, if it has a name and a day."""
    name, beside = days.split(section.values.get(Role.ASSESSOR, ""))
    day = days.read(section.values.get(Role.ASSESSED_ON, "")) or beside
    said = standing(section.values.get(Role.DECISION, ""))
    if not name or names_nothing(name) or day is None or said not in (Standing.MET, Standing.NOT_MET, Standing.DONE):
        return None
    return TrackedDecision(name, day, said is not Standing.NOT_MET, section.values.get(Role.NOTES, ""))
