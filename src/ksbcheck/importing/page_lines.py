"""The lines of a standard's web page by kind, and what those of duties, statements and versions say.

The kind shows in the form of a line (`Duty 5 ...`, `K5: ...`, `Version | Change detail |`), or in the heading above.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from enum import Enum
from itertools import pairwise

from ksbcheck.domain.standard import Alternative, EnglishAndMaths, Level, Minimum, StandardVersion
from ksbcheck.importing import notation
from ksbcheck.importing.duty_table import DutyLines, continues
from ksbcheck.importing.html import Line

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
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_MINIMUM = re.compile(
    r"Apprentices without level (\d) English and maths will need to achieve this level "
    r"prior to taking the end[- ]point assessment\.",
    re.IGNORECASE,
)
_WITH_PLAN = re.compile(
    r"For those with an education, health and care plan or a legacy statement,? "
    r"the apprenticeship['\u2019]?s English and maths minimum requirement is (entry )?level (\d)\.",
    re.IGNORECASE,
)
_SIGN_LANGUAGE = re.compile(
    r"(?:A )?British Sign Language (?:\(BSL\) )?qualifications? (?:is|are) an alternative to (?:the )?English "
    r"qualifications? for (?:those whose primary language is BSL|whom this is their primary language)\.",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"[*`]|__|(?<=[\s:])[\"']|[\"']$")
_BRACKETS = re.compile(rf"^[\[(`]({notation.CODE})[\])`]")
_FIRST = ("K1", "S1", "B1", "TK1", "TS1", "ESB1")
_BETWEEN = (",", ";", "/", "&")
LINK_BACK = re.compile(r"(?<!\s)\s*\[?Back to Duty\]?(?:\([^)]{0,200}\))?\s*$", re.IGNORECASE)
"""The link from a statement back to the duties."""


Part = Enum("Part", "BEFORE FACTS OCCUPATION DUTIES KSBS ENGLISH QUALIFICATIONS VERSIONS LEFT_OUT AFTER")
"""A part of a page."""
_HEADINGS = {
    heading: part
    for part, headings in {
        Part.BEFORE: "details of standard; details of the standard",
        Part.FACTS: "key information",
        Part.OCCUPATION: "occupation summary; occupational summary; summary of the occupation; occupational profile",
        Part.DUTIES: "duties; core; core duties; occupation duties; occupational duties",
        Part.KSBS: "ksbs; knowledge, skills and behaviours; knowledge, skills and behaviours (ksbs); knowledge; "
        "skills; behaviours; technical knowledge; technical skills; employability skills and behaviours",
        Part.ENGLISH: "english and maths; english & maths",
        Part.QUALIFICATIONS: "mandatory qualifications; other mandatory qualifications",
        Part.LEFT_OUT: "overview of the role; typical job titles; job titles; entry requirements; progression; "
        "professional recognition; employers involved in creating the standard; subject sector area; contents; "
        "additional details; occupational level; regulated standard; consultation; related content; "
        "end-point assessment plan; \u00d7; required knowledge; required skill; required behaviour",
        Part.AFTER: "qualifications; version log; versions",
    }.items()
    for heading in headings.split("; ")
}


class PageLines:
    """The lines of a page by kind."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.duties: list[DutyLines] = []
        self.statements: list[StatementLines] = []
        self.parts: list[Line] = []
        """Lines with codes such as K1.1, which are left out."""
        self.options: list[str | None] = []
        """The titles of the options with a table of duties; None without a title."""
        self.title: str | None = None
        self.facts: dict[str, list[str]] = {}
        self.statuses: list[str] = []
        self.notices: list[str] = []
        self.shown_option: str | None = None
        self.of: dict[Part, list[Line]] = {part: [] for part in Part}
        """The lines of each part that are nothing else here."""
        self.copyright: str | None = None
        self.links_back = any(LINK_BACK.search(line.text) for line in lines)
        self._part = Part.BEFORE
        self._tables = 0
        self._option: int | None = None
        self._has_criteria = False
        self._table_title: str | None = None
        self._label: str | None = None
        for line, following in pairwise([*lines, Line(0, "")]):
            self._take(line, following.text)

    @property
    def mentions_options(self) -> bool:
        return any("option" in notice for notice in self.notices)

    @property
    def paragraphs(self) -> list[Line]:
        """Sentences before the duties and without a heading."""
        lines = (line for line in self.of[Part.BEFORE] if line.text.endswith(_SENTENCE_ENDS))
        return [line for line in lines if line.text.count(" ") >= _FEWEST_BLANKS]

    @property
    def unread(self) -> list[Line]:
        """Sentences that are not understood."""
        return [line for line in self.of[Part.AFTER] if line.text.endswith(".")]

    def _take(self, line: Line, following: str) -> None:
        text = line.text
        if notation.is_rule(text) and self._part is not Part.VERSIONS:
            return
        if _is_duty_head(text):
            self._begin_table(text)
        elif _is_version_head(text):
            self._part = Part.VERSIONS
            self.of[Part.VERSIONS].append(line)
        elif not self._take_duty(line) and not self._take_statement(line, following):
            is_title = self._take_title_of_table(
                text, following
            )  # a fact above a table of duties may also be its title
            is_heading = self._take_heading(text)
            if not self._take_aside(line) and not is_title and not is_heading:
                self._take_by_part(line)

    def _take_duty(self, line: Line) -> bool:
        duty = notation.duty_in_line(notation.without_mark(line.text))
        if duty:
            self._part = Part.DUTIES
            self.duties.append(DutyLines(duty, line, self._option, has_criteria=self._has_criteria))
        return duty is not None

    def _take_statement(self, line: Line, following: str) -> bool:
        """Take a line that begins with a code; without a sign after the code, only where statements may be."""
        text = notation.without_mark(line.text)
        text, brackets = _BRACKETS.subn(r"\1", text, 1)
        statement = notation.statement_in_line(text)
        if statement is None or (not statement.sign and statement.text[:1] in _BETWEEN):
            return self._take_loose_statement(line, text)
        is_marked = line.text.startswith(("#", "**")) or bool(brackets)
        if notation.codes_in(text) is not None:
            if not self._is_above_statement(statement.codes[0], text, following, is_marked=is_marked):
                return False
        elif not statement.sign:
            is_among = is_marked or self._part in (Part.DUTIES, Part.KSBS) or statement.codes[0] in _FIRST
            if not is_among:
                return False
        self._part = Part.KSBS
        self.statements.append(StatementLines(statement, line))
        return True

    def _take_loose_statement(self, line: Line, text: str) -> bool:
        """Take a heading with a loose code, as `# Knowledge 1`, or a line that resembles a statement."""
        is_heading = line.text.startswith("#")
        loose = notation.statement_in_cell(text) if is_heading else None
        if loose and len(loose.codes) == 1 and not loose.text:
            self._part = Part.KSBS
            self.statements.append(StatementLines(loose, line))
            return True
        is_part = notation.resembles_statement("# " * is_heading + text)
        self.parts += [line] if is_part else []
        return is_part

    def _is_above_statement(self, code: str, text: str, following: str, *, is_marked: bool) -> bool:
        """Return whether a line with one code is above its statement, and not a list of codes."""
        is_alone = notation.codes_in(text) == (code,) and all(code != each.code for each in self.statements)
        is_above = bool(following) and notation.codes_in(following) is None
        is_text = not notation.statement_in_line(notation.without_mark(following))
        return is_alone and is_above and is_text and (is_marked or self._part is not Part.DUTIES)

    def _begin_table(self, head: str) -> None:
        """Begin a table of duties: the first is core, others are of options, unless the title says otherwise."""
        self._part = Part.DUTIES
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
        self._option = len(self.options) - 1 if name is None else self.options.index(name)

    def _take_title_of_table(self, text: str, following: str) -> bool:
        title = _heading(text)
        if not _is_duty_head(following) or not title or len(title) > LONG or "|" in title or title.endswith("."):
            return False
        if notation.codes_in(title) is not None or (title.casefold() in _HEADINGS and not _begins_with_core(title)):
            return False
        self._table_title = title
        return True

    def _take_heading(self, text: str) -> bool:
        title = _heading(text)
        part = _part_of(text)
        is_first = self._part is Part.BEFORE and self.title is None
        if part:
            self._part = part
        elif text.startswith("# ") and is_first and not notation.facts_in_line(title):
            self.title = title
        elif text.startswith("#"):
            self._table_title = title if self._part is Part.DUTIES else None
            self._part = Part.BEFORE if self._part is Part.BEFORE else Part.AFTER
        else:
            return False
        return True

    def _take_aside(self, line: Line) -> bool:
        """Take a line that may be anywhere outside tables and statements."""
        if _COPYRIGHT.match(line.text):
            self.copyright = self.copyright or line.text
            self._part = Part.AFTER
            return True
        if any(rule.search(line.text) for rule in (_MINIMUM, _WITH_PLAN, _SIGN_LANGUAGE)):
            self._part = Part.ENGLISH
            self.of[Part.ENGLISH].append(line)
            return True
        if self._part in (Part.DUTIES, Part.KSBS, Part.VERSIONS, Part.OCCUPATION):
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
        if self._part is not Part.FACTS and self.duties:
            return False
        words = _EMPHASIS.sub("", notation.without_mark(text)).strip("| ")
        label, self._label = self._label, None
        if notation.FACT_LABEL.fullmatch(words):
            self._label = words.rstrip(": ")
            return True
        facts = notation.facts_in_line(words) or (notation.facts_in_line(f"{label}: {words}") if label else {})
        for field, value in facts.items():
            self.facts.setdefault(field, []).append(value)
        return bool(facts)

    def _take_by_part(self, line: Line) -> None:
        if self._part is Part.DUTIES and self.duties:
            self.duties[-1].lines.append(line.text)
        elif self._part is Part.KSBS and self.statements:
            self.statements[-1].lines.append(line)
        else:
            self.of[self._part].append(line)


def _heading(text: str) -> str:
    return text.strip("#•*-: ")


def _part_of(text: str) -> Part | None:
    """Return the part that a heading begins, as `Skills` or `Skills (S1-S9)`."""
    return _HEADINGS.get(re.sub(r"\s*\([^()]*\d[^()]*\)$", "", _heading(text).casefold()))


def is_heading(text: str) -> bool:
    """Return whether a line is the heading of a part, or those of a table of duties."""
    return text.startswith("#") or _part_of(text) is not None or _is_duty_head(text)


def _begins_with_core(title: str) -> bool:
    return re.match(r"core\b", title, re.IGNORECASE) is not None


def _head_cells(text: str, around: str) -> list[str]:
    return [cell.strip("#* ").casefold() for cell in text.strip(around).split("|")]


def _is_duty_head(text: str) -> bool:
    cells = _head_cells(text, "| ")
    if len(cells) == 1:
        return cells == ["duty ksbs"]
    return cells[0] in ("duty", "duties") and cells[-1].startswith(("ksb", "knowledge"))


def _is_version_head(text: str) -> bool:
    cells = _head_cells(text, " ")
    return len(cells) > 1 and cells[0] == "version" and (cells[1].startswith("change") or not any(cells[1:]))


def _option_title(heading: str) -> str | None:
    """Return the option's title in the heading above its duties."""
    for around in _AROUND_TITLES:
        heading = around.sub("", heading)
    return heading.strip() or None


def english_and_maths(lines: Iterable[str]) -> EnglishAndMaths | str | None:
    """Return the rules; None without any, or the first unknown sentence."""
    minimum = plan = language = None
    for sentence in (part for line in lines for part in _SENTENCE_END.split(line)):
        if found := _MINIMUM.fullmatch(sentence):
            minimum = Minimum(level=Level(f"level_{found[1]}"), sentence=sentence)
        elif found := _WITH_PLAN.fullmatch(sentence):
            plan = Minimum(level=Level(f"{'entry_' if found[1] else ''}level_{found[2]}"), sentence=sentence)
        elif _SIGN_LANGUAGE.fullmatch(sentence):
            language = Alternative(in_place_of="english", sentence=sentence)
        else:
            return sentence
    if minimum:
        return EnglishAndMaths(minimum=minimum, with_plan_or_statement=plan, british_sign_language=language)
    return plan.sentence if plan else language.sentence if language else None


def versions(lines: Sequence[str]) -> Iterator[StandardVersion | str]:
    """Yield the rows of the version table; unknown ones as text."""
    cells = _cells(lines)
    heads = [cell.casefold() for cell in cells[: len(_VERSION_HEADS)] if cell.casefold() in _VERSION_HEADS]
    size = len(heads)
    for at in range(size, len(cells), size or 1):
        row = cells[at : at + size]
        if [cell.casefold() for cell in row] == heads:
            continue  # the headings are repeated
        yield _version(dict(zip(heads, row, strict=False))) or " | ".join(row)


_VERSION_HEADS = ("version", "change detail", "change", "earliest start date", "latest start date", "latest end date")


def _cells(lines: Iterable[str]) -> list[str]:
    """Return the cells of a table, row after row, without text after the last bar."""
    kept = [line for line in lines if not notation.is_rule(line)]
    closed = (line if line.endswith("|") or "|" not in line else f"{line} |" for line in kept)
    return [" ".join(cell.split()) for cell in " ".join(closed).removeprefix("|").split("|")][:-1]


def _version(row: dict[str, str]) -> StandardVersion | None:
    change = row.get("change detail") or row.get("change")
    if not change or not _NUMBER.fullmatch(row.get("version", "")):
        return None
    with suppress(ValueError):
        earliest, latest, end = (_day(row.get(head, "")) for head in _VERSION_HEADS[3:])
        dates = {"earliest_start": earliest, "latest_start": latest, "latest_end": end}
        return StandardVersion(version=row["version"], change=change, **dates)
    return None


def _day(text: str) -> date | None:
    """Return a day, as in 31/12/2025; None if it is not set."""
    if text.casefold() in ("", "not set", "-"):
        return None
    day, month, year = (f"{part:0>2}" for part in text.split("/"))
    return date.fromisoformat(f"{year}-{month}-{day}")


class StatementLines:
    """The lines of a statement, up to the link back to the duties."""

    def __init__(self, statement: notation.WrittenCodes, line: Line) -> None:
        self.code, self.line = statement.codes[0], line
        self.lines = [Line(line.number, statement.text)]

    def text(self, *, links_back: bool) -> tuple[str, Sequence[Line]]:
        """Return the statement, and lines that may or may not belong to it.

        On a page with links back to the duties, all lines before the link belong to the statement.
        """
        own = self.lines[0].text
        is_heading = self.line.text.startswith("#") and bool(own) and not own.endswith(":")
        ends = [at for at, line in enumerate(self.lines, 1) if is_heading or LINK_BACK.search(line.text)]
        end = ends[0] if ends else len(self.lines)
        first, *more = (Line(line.number, LINK_BACK.sub("", line.text)) for line in self.lines[:end])
        words = [first.text] if first.text else []
        unread: list[Line] = []
        for line in more:
            if not words or (ends if links_back else continues(line.text)):
                words += filter(None, [line.text if words else line.text.lstrip(":|*- ")])
            elif set(line.text) - set("| "):
                unread.append(line)
        unread += (line for line in self.lines[end:] if line.text.endswith((".", ":", ";")))
        return " ".join(" ".join(words).split()).strip("|* "), unread
