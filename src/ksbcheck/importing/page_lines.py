"""The lines of a standard's web page, each put where it belongs.

What a line is says its own form (`Duty 5 ...`, `K5: ...`, `Version | Change detail |`), or the heading or table above
it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from ksbcheck.importing.page_blocks import DutyLines, StatementLines
from ksbcheck.importing.page_rules import speaks_of_english_and_maths
from ksbcheck.importing.page_text import Line
from ksbcheck.importing.page_words import (
    BACK,
    COPYRIGHT,
    DUTY,
    FACTS,
    HEADINGS,
    LABEL,
    LONG,
    NOTICE,
    SHOWN_OPTION,
    STATEMENT,
    STATUS,
    Part,
    is_duty_head,
    is_rule,
    is_version_head,
    option_title,
)
from ksbcheck.importing.printed import codes_in

_CORE = re.compile(r"core\b", re.IGNORECASE)
_SENTENCE_ENDS = (".", ":", ";", "!", "?")
_FEWEST_BLANKS = 4


class PageLines:
    """Takes a page's lines one after the other, and keeps those of each kind."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Take all lines of a page."""
        self.duties: list[DutyLines] = []
        self.statements: list[StatementLines] = []
        self.groups: list[str | None] = []
        """The titles of the options whose tables of duties are printed, None where one is blank."""
        self.title: str | None = None
        self.facts: dict[str, list[str]] = {}
        self.statuses: list[str] = []
        self.notices: list[str] = []
        self.shown_option: str | None = None
        self.occupation: list[Line] = []
        self.paragraphs: list[Line] = []
        """Sentences before the duties that stand below no heading."""
        self.sentences: list[Line] = []
        """What is said of English and maths."""
        self.qualifications: list[Line] = []
        self.versions: list[Line] = []
        self.copyright: str | None = None
        self.unread: list[Line] = []
        """Sentences that belong nowhere."""
        self.links_back = any(BACK.search(line.text) for line in lines)
        self._part = Part.BEFORE
        self._tables = 0
        self._group: int | None = None
        self._has_criteria = False
        self._table_title: str | None = None
        self._label: str | None = None
        for line, following in pairwise([*lines, Line(0, "")]):
            self._take(line, following.text)

    @property
    def names_options(self) -> bool:
        """Whether a banner speaks of options."""
        return any("option" in notice for notice in self.notices)

    def _take(self, line: Line, following: str) -> None:
        text = line.text
        if is_rule(text) and self._part is not Part.VERSIONS:
            return
        if is_duty_head(text):
            self._begin_table(text)
        elif is_version_head(text):
            self._part = Part.VERSIONS
            self.versions.append(line)
        elif not any(
            (
                self._is_duty(line),
                self._is_statement(line),
                self._is_title_of_table(text, following),
                self._is_heading(text),
                self._is_aside(line),
            )
        ):
            self._take_by_part(line)

    def _is_duty(self, line: Line) -> bool:
        duty = DUTY.fullmatch(line.text)
        if duty:
            self._part = Part.DUTIES
            self.duties.append(DutyLines(int(duty[1]), self._group, line, duty[2], criteria=self._has_criteria))
        return duty is not None

    def _is_statement(self, line: Line) -> bool:
        """Take a line that begins with a code; without a sign behind that it must stand among statements."""
        text = line.text.removeprefix("|").lstrip()
        statement = STATEMENT.fullmatch(text)
        among = self._part in (Part.DUTIES, Part.KSBS)
        if statement is None or codes_in(text) is not None or not (statement[2] or among):
            return False
        self._part = Part.KSBS
        self.statements.append(StatementLines(statement[1], line, statement[3]))
        return True

    def _begin_table(self, head: str) -> None:
        """Begin a table of duties: the first is core, each other an option's, unless its title says otherwise."""
        self._part = Part.DUTIES
        self._tables += 1
        self._has_criteria = head.strip("| ").count("|") > 1
        title, self._table_title = self._table_title, None
        core = title is not None and _CORE.match(title) is not None
        if core or (self._tables == 1 and not (title and "option" in title.casefold())):
            self._group = None
            return
        name = option_title(title) if title else None
        if name is None or name not in self.groups:
            self.groups.append(name)
            self._group = len(self.groups) - 1
        else:
            self._group = self.groups.index(name)

    def _is_title_of_table(self, text: str, following: str) -> bool:
        title = text.strip("#•*: ")
        if not is_duty_head(following) or not title or len(title) > LONG or "|" in title or title.endswith("."):
            return False
        if codes_in(title) is not None or (title.casefold() in HEADINGS and not _CORE.match(title)):
            return False
        self._table_title = title
        return True

    def _is_heading(self, text: str) -> bool:
        title = text.strip("#•*: ")
        part = HEADINGS.get(title.casefold())
        if part:
            self._part = part
        elif text.startswith("# ") and self.title is None and self._part is Part.BEFORE:
            self.title = title
        elif text.startswith("#"):
            self._table_title = title if self._part is Part.DUTIES else None
            self._part = Part.BEFORE if self._part is Part.BEFORE else Part.AFTER
        else:
            return False
        return True

    def _is_aside(self, line: Line) -> bool:
        """Take what may stand anywhere outside tables and statements."""
        if COPYRIGHT.match(line.text):
            self.copyright = self.copyright or line.text
            self._part = Part.AFTER
            return True
        if speaks_of_english_and_maths(line.text):
            self.sentences.append(line)
            self._part = Part.ENGLISH
            return True
        within = self._part in (Part.DUTIES, Part.KSBS, Part.VERSIONS, Part.OCCUPATION)
        return not within and (self._is_notice(line.text) or self._is_fact(line.text))

    def _is_notice(self, text: str) -> bool:
        if not NOTICE.match(text):
            return False
        if text not in self.notices:
            self.notices.append(text)
        option, status = SHOWN_OPTION.search(text), STATUS.search(text)
        self.shown_option = option[1].strip() if option else self.shown_option
        self.statuses += [status[1] or status[2]] if status else []
        return True

    def _is_fact(self, text: str) -> bool:
        """Take a name with its value, in one line or in two."""
        if self._part is not Part.FACTS and self.duties:
            return False
        words = text.strip("•*| ")
        label, self._label = self._label, None
        if LABEL.fullmatch(words):
            self._label = words.rstrip(": ")
            return True
        for candidate in (words, f"{label}: {words}" if label else words):
            for field, pattern in FACTS.items():
                if fact := pattern.fullmatch(candidate):
                    self.facts.setdefault(field, []).append(fact[1].strip("| "))
                    return True
        return False

    def _take_by_part(self, line: Line) -> None:
        """Take a line that says nothing of itself: it belongs to what it stands below."""
        match self._part:
            case Part.DUTIES if self.duties:
                self.duties[-1].lines.append(line.text)
            case Part.KSBS if self.statements:
                self.statements[-1].take(line)
            case Part.OCCUPATION:
                self.occupation.append(line)
            case Part.BEFORE if line.text.count(" ") >= _FEWEST_BLANKS and line.text.endswith(_SENTENCE_ENDS):
                self.paragraphs.append(line)
            case Part.ENGLISH:
                self.sentences.append(line)
            case Part.QUALIFICATIONS:
                self.qualifications.append(line)
            case Part.VERSIONS:
                self.versions.append(line)
            case Part.AFTER if line.text.endswith("."):
                self.unread.append(line)
            case _:
                pass
