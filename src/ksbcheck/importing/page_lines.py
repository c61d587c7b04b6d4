"""The lines of a standard's web page by kind.

The kind shows in the form of a line (`Duty 5 ...`, `K5: ...`, `Version | Change detail |`), or in the heading above.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

from ksbcheck.importing.html import Line
from ksbcheck.importing.notation import (
    codes_in,
    duty_in_line,
    fact_in_line,
    is_fact_label,
    statement_in_line,
)
from ksbcheck.importing.page_items import LINK_BACK, DutyLines, StatementLines
from ksbcheck.importing.page_rules import is_about_english_and_maths, is_rule

LONG = 80
"""The most characters of a title, and of a line in a message."""
_COPYRIGHT = re.compile(r"(?:©\s*)?Crown copyright", re.IGNORECASE)
_NOTICE = re.compile(r"This (?:apprenticeship|document|standard|version|is not the latest)\b", re.IGNORECASE)
_SHOWN_OPTION = re.compile(r"showing the following option:\s*(.+)$", re.IGNORECASE)
_STATUS = re.compile(
    r"^This (?:apprenticeship|standard|version)(?: standard)?(?: is| has been)? "
    r"(withdrawn|retired|in development|in revision)\b|^This is (not the latest approved version)",
    re.IGNORECASE,
)
_AROUND_TITLES = (
    # words around an option's title in the heading above its duties
    re.compile(r"^(?:additional |specific )?(?:option )?duties (?:for|of) (?:the )?", re.IGNORECASE),
    re.compile(r"^option\s*(?:(?:[a-z]\b|\d+)\s*)?[:\u2013\u2014-]\s*", re.IGNORECASE),
    re.compile(r"(?<!\s)\s+duties$", re.IGNORECASE),
    re.compile(r"(?<!\s)\s+(?:option|specialism|pathway)$", re.IGNORECASE),
)
_SENTENCE_ENDS = (".", ":", ";", "!", "?")
_FEWEST_BLANKS = 4


class _Part(Enum):
    """A part of a page."""

    BEFORE = auto()
    FACTS = auto()
    OCCUPATION = auto()
    DUTIES = auto()
    KSBS = auto()
    ENGLISH = auto()
    QUALIFICATIONS = auto()
    VERSIONS = auto()
    LEFT_OUT = auto()
    AFTER = auto()


_HEADINGS = {
    heading: part
    for part, headings in {
        _Part.BEFORE: "details of standard; details of the standard",
        _Part.FACTS: "key information",
        _Part.OCCUPATION: "occupation summary; occupational summary; summary of the occupation; occupational profile",
        _Part.DUTIES: "duties; core; core duties; occupation duties; occupational duties",
        _Part.KSBS: "ksbs; knowledge, skills and behaviours; knowledge, skills and behaviours (ksbs); knowledge; "
        "skills; behaviours; technical knowledge; technical skills; employability skills and behaviours",
        _Part.ENGLISH: "english and maths; english & maths",
        _Part.QUALIFICATIONS: "mandatory qualifications; other mandatory qualifications",
        _Part.LEFT_OUT: "overview of the role; typical job titles; job titles; entry requirements; progression; "
        "professional recognition; employers involved in creating the standard; subject sector area; contents; "
        "additional details; occupational level; regulated standard; consultation; related content; "
        "end-point assessment plan",
        _Part.AFTER: "qualifications; version log; versions",
    }.items()
    for heading in headings.split("; ")
}


class PageLines:
    """The lines of a page by kind."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.duties: list[DutyLines] = []
        self.statements: list[StatementLines] = []
        self.options: list[str | None] = []
        """The titles of the options with a table of duties; None without a title."""
        self.title: str | None = None
        self.facts: dict[str, list[str]] = {}
        self.statuses: list[str] = []
        self.notices: list[str] = []
        self.shown_option: str | None = None
        self.occupation: list[Line] = []
        self.paragraphs: list[Line] = []
        """Sentences before the duties and without a heading."""
        self.english_and_maths: list[Line] = []
        self.qualifications: list[Line] = []
        self.versions: list[Line] = []
        self.copyright: str | None = None
        self.unread: list[Line] = []
        """Sentences that are not understood."""
        self.links_back = any(LINK_BACK.search(line.text) for line in lines)
        self._part = _Part.BEFORE
        self._tables = 0
        self._option: int | None = None
        self._has_criteria = False
        self._table_title: str | None = None
        self._label: str | None = None
        for line, following in pairwise([*lines, Line(0, "")]):
            self._take(line, following.text)

    @property
    def mentions_options(self) -> bool:
        """Whether a banner mentions options."""
        return any("option" in notice for notice in self.notices)

    def _take(self, line: Line, following: str) -> None:
        text = line.text
        if is_rule(text) and self._part is not _Part.VERSIONS:
            return
        if _is_duty_head(text):
            self._begin_table(text)
        elif _is_version_head(text):
            self._part = _Part.VERSIONS
            self.versions.append(line)
        else:
            # No short cut: a fact right above a table of duties may also be its title.
            taken = (
                self._take_duty(line),
                self._take_statement(line),
                self._take_title_of_table(text, following),
                self._take_heading(text),
                self._take_aside(line),
            )
            if not any(taken):
                self._take_by_part(line)

    def _take_duty(self, line: Line) -> bool:
        duty = duty_in_line(line.text)
        if duty:
            self._part = _Part.DUTIES
            self.duties.append(DutyLines(duty, line, self._option, has_criteria=self._has_criteria))
        return duty is not None

    def _take_statement(self, line: Line) -> bool:
        """Take a line that begins with a code; without a sign after the code, only among statements."""
        text = line.text.removeprefix("|").lstrip()
        statement = statement_in_line(text)
        is_among = self._part in (_Part.DUTIES, _Part.KSBS)
        if statement is None or codes_in(text) is not None or not (statement.sign or is_among):
            return False
        self._part = _Part.KSBS
        self.statements.append(StatementLines(statement, line))
        return True

    def _begin_table(self, head: str) -> None:
        """Begin a table of duties: the first is core, others are of options, unless the title says otherwise."""
        self._part = _Part.DUTIES
        self._tables += 1
        self._has_criteria = head.strip("| ").count("|") > 1
        title, self._table_title = self._table_title, None
        is_core = title is not None and _begins_with_core(title)
        if is_core or (self._tables == 1 and not (title and "option" in title.casefold())):
            self._option = None
            return
        name = _option_title(title) if title else None
        if name is None or name not in self.options:
            self.options.append(name)
            self._option = len(self.options) - 1
        else:
            self._option = self.options.index(name)

    def _take_title_of_table(self, text: str, following: str) -> bool:
        title = _heading(text)
        if not _is_duty_head(following) or not title or len(title) > LONG or "|" in title or title.endswith("."):
            return False
        if codes_in(title) is not None or (title.casefold() in _HEADINGS and not _begins_with_core(title)):
            return False
        self._table_title = title
        return True

    def _take_heading(self, text: str) -> bool:
        title = _heading(text)
        part = _HEADINGS.get(title.casefold())
        if part:
            self._part = part
        elif text.startswith("# ") and self.title is None and self._part is _Part.BEFORE:
            self.title = title
        elif text.startswith("#"):
            self._table_title = title if self._part is _Part.DUTIES else None
            self._part = _Part.BEFORE if self._part is _Part.BEFORE else _Part.AFTER
        else:
            return False
        return True

    def _take_aside(self, line: Line) -> bool:
        """Take a line that may be anywhere outside tables and statements."""
        if _COPYRIGHT.match(line.text):
            self.copyright = self.copyright or line.text
            self._part = _Part.AFTER
            return True
        if is_about_english_and_maths(line.text):
            self.english_and_maths.append(line)
            self._part = _Part.ENGLISH
            return True
        if self._part in (_Part.DUTIES, _Part.KSBS, _Part.VERSIONS, _Part.OCCUPATION):
            return False
        return self._take_notice(line.text) or self._take_fact(line.text)

    def _take_notice(self, text: str) -> bool:
        if not _NOTICE.match(text):
            return False
        if text not in self.notices:
            self.notices.append(text)
        option, status = _SHOWN_OPTION.search(text), _STATUS.search(text)
        self.shown_option = option[1].strip() if option else self.shown_option
        self.statuses += [status[1] or status[2]] if status else []
        return True

    def _take_fact(self, text: str) -> bool:
        """Take a fact on one line or on two."""
        if self._part is not _Part.FACTS and self.duties:
            return False
        words = text.strip("•*| ")
        label, self._label = self._label, None
        if is_fact_label(words):
            self._label = words.rstrip(": ")
            return True
        fact = fact_in_line(words) or (fact_in_line(f"{label}: {words}") if label else None)
        if fact:
            self.facts.setdefault(fact.field, []).append(fact.value)
        return fact is not None

    def _take_by_part(self, line: Line) -> None:
        """Take a line by the part of the page."""
        match self._part:
            case _Part.DUTIES if self.duties:
                self.duties[-1].lines.append(line.text)
            case _Part.KSBS if self.statements:
                self.statements[-1].take(line)
            case _Part.OCCUPATION:
                self.occupation.append(line)
            case _Part.BEFORE if line.text.count(" ") >= _FEWEST_BLANKS and line.text.endswith(_SENTENCE_ENDS):
                self.paragraphs.append(line)
            case _Part.ENGLISH:
                self.english_and_maths.append(line)
            case _Part.QUALIFICATIONS:
                self.qualifications.append(line)
            case _Part.VERSIONS:
                self.versions.append(line)
            case _Part.AFTER if line.text.endswith("."):
                self.unread.append(line)
            case _:
                pass


def _heading(text: str) -> str:
    return text.strip("#•*: ")


def _begins_with_core(title: str) -> bool:
    return re.match(r"core\b", title, re.IGNORECASE) is not None


def _head_cells(text: str, around: str) -> list[str]:
    return [cell.strip("#* ").casefold() for cell in text.strip(around).split("|")]


def _is_duty_head(text: str) -> bool:
    cells = _head_cells(text, "| ")
    return len(cells) > 1 and cells[0] in ("duty", "duties") and cells[-1].startswith(("ksb", "knowledge"))


def _is_version_head(text: str) -> bool:
    """Return whether a line has the headings of the version table."""
    cells = _head_cells(text, " ")
    return len(cells) > 1 and cells[0] == "version" and (cells[1].startswith("change") or not any(cells[1:]))


def _option_title(heading: str) -> str | None:
    """Return the option's title in the heading above its duties."""
    for around in _AROUND_TITLES:
        heading = around.sub("", heading)
    return heading.strip() or None
