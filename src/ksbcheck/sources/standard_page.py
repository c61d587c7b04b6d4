"""A standard's web page: its text, or the page as a browser saved it.

The text is read line by line. What a line is says its own form (`Duty 5 ...`, `K5: ...`, `Version | Change detail |`), or
the heading or table above it. Where a line can't be told, the finding says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum, auto
from pathlib import Path

from ksbcheck.domain.finding import Finding, Place
from ksbcheck.domain.standard import Alternative, EnglishAndMaths, Level, Minimum, StandardVersion
from ksbcheck.domain.text import first_few
from ksbcheck.rules import imports, reading
from ksbcheck.sources.imported import Given, Imported
from ksbcheck.sources.page_text import Line, is_html, read_html
from ksbcheck.sources.printed import Printed, PrintedDuty, PrintedKsb, as_standard, codes_in, finding

MAX_PAGE = 5 * 1024 * 1024
"""The longest page that is read, in characters. A real one has some hundred thousand."""

_DUTY = re.compile(r"[#*•\s]*Duty\s+([1-9][0-9]{0,2})(?![0-9.])[*\s]*[:.\-–—]?[*\s]*(.*)", re.IGNORECASE | re.DOTALL)
_STATEMENT = re.compile(
    r"[#*•\s]*((?:ESB|TK|TS|K|S|B)[1-9][0-9]{0,3})(?![0-9A-Za-z])[*\s]*[:.)\-–—|]?[*\s]*(.*)", re.DOTALL
)
_BACK = re.compile(r"\s*\[?Back to Duty\]?(?:\([^)]*\))?\s*$", re.IGNORECASE)
_RULE = re.compile(r"[|:\s-]*-{3}[|:\s-]*")
_COPYRIGHT = re.compile(r"(?:©\s*)?Crown copyright", re.IGNORECASE)
_NOTICE = re.compile(r"This (?:apprenticeship|document|standard|version|is not the latest)\b", re.IGNORECASE)
_SHOWN_OPTION = re.compile(r"showing the following option:\s*(.+)$", re.IGNORECASE)
_STATUS = re.compile(
    r"^This (?:apprenticeship|standard|version)(?: standard)?(?: is| has been)? "
    r"(withdrawn|retired|in development|in revision|(?:a )?proposal in development)\b"
    r"|^This is (not the latest approved version)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")

_FACTS = {
    "title": re.compile(r"Title\s*[:|]\s*(\S.*)"),
    "reference": re.compile(r"(?:Reference|Standard reference)(?: number| code)?\s*[:|]?\s*([A-Z]{1,6}\d{1,6}[A-Z]?)"),
    "level": re.compile(r"Level\s*[:|]?\s*(?:Level )?([1-8])"),
    "version": re.compile(r"Version(?: number)?\s*[:|]?\s*(\d{1,3}(?:\.\d{1,3}){0,3})"),
    "status": re.compile(r"Status\s*[:|]\s*(\S.{0,80})"),
    "lars_code": re.compile(r"LARS(?: standard)? code\s*[:|]?\s*(\d{1,6})", re.IGNORECASE),
    "route": re.compile(r"Route\s*[:|]\s*(\S.{0,80})"),
    "typical_duration": re.compile(r"(?:Typical d|D)uration(?: to gateway)?\s*[:|]?\s*([1-9]\d{0,2}) months.{0,80}"),
}
_LABELS = re.compile(
    r"(?:Title|(?:Standard )?Reference(?: number| code)?|Level|Version(?: number)?|Status|LARS(?: standard)? code|Route|"
    r"(?:Typical d|D)uration(?: to gateway)?)\s*:?",
    re.IGNORECASE,
)

_MINIMUM = re.compile(
    r"Apprentices without level (\d) English and maths will need to achieve this level "
    r"prior to taking the end[- ]point assessment\.",
    re.IGNORECASE,
)
_WITH_PLAN = re.compile(
    r"For those with an education, health and care plan or a legacy statement,? "
    r"the apprenticeship['’]?s English and maths minimum requirement is (entry )?level (\d)\.",
    re.IGNORECASE,
)
_SIGN_LANGUAGE = re.compile(
    r"(?:A )?British Sign Language (?:\(BSL\) )?qualifications? (?:is|are) an alternative to (?:the )?English "
    r"qualifications? for (?:those whose primary language is BSL|whom this is their primary language)\.",
    re.IGNORECASE,
)


class _Part(Enum):
    """The part of a page in which a line stands."""

    BEFORE = auto()
    OCCUPATION = auto()
    DUTIES = auto()
    KSBS = auto()
    ENGLISH = auto()
    QUALIFICATIONS = auto()
    VERSIONS = auto()
    LEFT_OUT = auto()
    AFTER = auto()


_HEADINGS = {
    "occupation summary": _Part.OCCUPATION,
    "occupational summary": _Part.OCCUPATION,
    "summary of the occupation": _Part.OCCUPATION,
    "occupational profile": _Part.OCCUPATION,
    "duties": _Part.DUTIES,
    "core": _Part.DUTIES,
    "core duties": _Part.DUTIES,
    "occupation duties": _Part.DUTIES,
    "occupational duties": _Part.DUTIES,
    "ksbs": _Part.KSBS,
    "knowledge, skills and behaviours": _Part.KSBS,
    "knowledge, skills and behaviours (ksbs)": _Part.KSBS,
    "knowledge": _Part.KSBS,
    "skills": _Part.KSBS,
    "behaviours": _Part.KSBS,
    "technical knowledge": _Part.KSBS,
    "technical skills": _Part.KSBS,
    "employability skills and behaviours": _Part.KSBS,
    "english and maths": _Part.ENGLISH,
    "english & maths": _Part.ENGLISH,
    "qualifications": _Part.AFTER,
    "mandatory qualifications": _Part.QUALIFICATIONS,
    "other mandatory qualifications": _Part.QUALIFICATIONS,
    "version log": _Part.AFTER,
    "versions": _Part.AFTER,
    "details of standard": _Part.BEFORE,
    "details of the standard": _Part.BEFORE,
    "key information": _Part.BEFORE,
    "overview of the role": _Part.LEFT_OUT,
    "typical job titles": _Part.LEFT_OUT,
    "job titles": _Part.LEFT_OUT,
    "entry requirements": _Part.LEFT_OUT,
    "professional recognition": _Part.LEFT_OUT,
    "employers involved in creating the standard": _Part.LEFT_OUT,
    "subject sector area": _Part.LEFT_OUT,
    "additional details": _Part.LEFT_OUT,
    "occupational level": _Part.LEFT_OUT,
    "duration": _Part.LEFT_OUT,
    "regulated standard": _Part.LEFT_OUT,
    "progression": _Part.LEFT_OUT,
    "consultation": _Part.LEFT_OUT,
    "contents": _Part.LEFT_OUT,
    "related content": _Part.LEFT_OUT,
    "end-point assessment plan": _Part.LEFT_OUT,
}
"""The headings of the pages, in small letters, and what they head."""

_LOGIN = re.compile(r"\b(?:sign|log)[ -]?(?:in|on)\b", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:page (?:not found|cannot be found)|access denied|forbidden|service unavailable|bad gateway|"
    r"problem with the service|error [45]\d\d|[45]\d\d error|just a moment)\b",
    re.IGNORECASE,
)
_FULL_STOP = (".", ":", ";", "!", "?")
_LONG_LINE = 80


def read_page(path: Path, text: str, given: Given) -> Imported:
    """Return the standard that a page shows, as far as the page or `given` say it.

    `text` is the page's text or its HTML. Nothing is raised: what stops the reading is among the findings.
    """
    if len(text) > MAX_PAGE:
        return _nothing(
            path,
            finding(
                reading.not_text,
                (
                    f"the page is longer than {MAX_PAGE // 1024 // 1024} million characters",
                    "A standard's page has some hundred thousand. Save the page of one standard.",
                ),
                str(path),
            ),
        )
    saved = read_html(text) if is_html(text) else None
    lines = saved.lines if saved else _lines(text)
    page = _Page(path, html=saved is not None)
    page.take(lines)
    if not page.duties or not page.statements:
        title = saved.title if saved else ""
        problem, remedy = _what_else(text, title, lines, page, password=saved is not None and saved.asks_for_password)
        return _nothing(path, finding(reading.not_a_standard, (problem, remedy), str(path)))
    return as_standard(page.printed(given), given)


def _nothing(path: Path, found: Finding) -> Imported:
    return Imported(path.name, None, (found,))


def _lines(text: str) -> Sequence[Line]:
    """Return the lines of a page's text that are not blank. Between cells that were copied from a browser stands a tab."""
    stripped = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [Line(number, " ".join(line.replace("\t", " | ").split())) for number, line in stripped if line]


def _what_else(text: str, title: str, lines: Sequence[Line], page: "_Page", *, password: bool) -> tuple[str, str]:
    """Say what a page without a standard looks like, and what to do."""
    again = "Open the standard's page in the browser, save it again, and see that the file shows its duties and KSBs."
    head = [title, *(line.text for line in lines[:10] if len(line.text) < _LONG_LINE)]
    if page.duties:
        return "the page shows duties, and no statement (K1: ...)", again
    if page.statements:
        return "the page shows statements, and no duty (Duty 1 ...)", again
    if password or (title and _LOGIN.search(title)):
        return "this looks like a page that asks to log in: it shows no duties and no statements", again
    if any(map(_ERROR.search, head)):
        return "this looks like an error page: it shows no duties and no statements", again
    if "multipart/related" in text[:4096]:
        return "this is a web archive (MHTML)", "Save the page as `Web page, HTML only`, or copy its text into a file."
    return "the page shows neither duties (Duty 1 ...) nor statements (K1: ...)", again


class _Page:
    """Takes a page's lines one after the other, and keeps what they print."""

    def __init__(self, path: Path, *, html: bool) -> None:
        self.path, self.html = path, html
        self.duties: list[_DutyLines] = []
        self.statements: list[_StatementLines] = []
        self.facts: dict[str, str] = {}
        self.groups: list[str | None] = []
        self.group: int | None = None
        self.tables = 0
        self.occupation: list[str] = []
        self.paragraphs: list[Line] = []
        self.notices: list[str] = []
        self.copyright: str | None = None
        self.sentences: list[Line] = []
        self.rows: list[Line] = []
        self.findings: list[Finding] = []
        self.unread: list[Line] = []
        self.qualifications: Line | None = None
        self.status: list[str] = []
        self.shown_option: str | None = None
        self.part = _Part.BEFORE
        self.criteria = False
        self.backs = False
        self.table_title: str | None = None

    def take(self, lines: Sequence[Line]) -> None:
        """Take all lines of the page."""
        self.backs = any(_BACK.search(line.text) for line in lines)
        for line, following in zip(lines, [*lines[1:], Line(0, "")], strict=True):
            self._take(line, following.text)

    def _take(self, line: Line, following: str) -> None:
        text = line.text
        duty, statement = _DUTY.fullmatch(text), _STATEMENT.fullmatch(text.removeprefix("|").lstrip())
        if _RULE.fullmatch(text) and self.part is not _Part.VERSIONS:
            return
        if _is_duty_head(text):
            self._begin_table(text)
        elif _is_version_head(text):
            self.part = _Part.VERSIONS
            self.rows.append(line)
        elif duty:
            self.part = _Part.DUTIES
            self.duties.append(_DutyLines(int(duty[1]), self.group, line, [duty[2]], self.criteria))
        elif statement and codes_in(text) is None:
            self.part = _Part.KSBS
            self.statements.append(_StatementLines(statement[1], line, [statement[2]]))
        elif not self._is_title_of_table(line, following) and not self._is_heading(text) and not self._is_aside(line):
            self._take_by_part(line)

    def _begin_table(self, head: str) -> None:
        """Begin a table of duties: the first is core, and each other an option's unless its title says that it is core."""
        self.part = _Part.DUTIES
        self.tables += 1
        self.criteria = "criteria" in head.casefold() or head.strip("| ").count("|") > 1
        title, self.table_title = self.table_title, None
        core = title is not None and re.match(r"core\b", title, re.IGNORECASE)
        if core or (self.tables == 1 and not (title and "option" in title.casefold())):
            self.group = None
            return
        name = _option_title(title) if title else None
        if name and name in self.groups:
            self.group = self.groups.index(name)
            return
        self.groups.append(name)
        self.group = len(self.groups) - 1

    def _is_title_of_table(self, line: Line, following: str) -> bool:
        text = line.text.strip("#•*: ")
        if (
            not _is_duty_head(following)
            or len(text) > _LONG_LINE
            or "|" in text
            or not text
            or codes_in(text) is not None
        ):
            return False
        if text.endswith(".") or text.casefold() in _HEADINGS:
            return False
        self.table_title = text
        return True

    def _is_heading(self, text: str) -> bool:
        words = text.strip("#•*: ").casefold()
        part = _HEADINGS.get(words)
        if part is None and text.startswith("#"):
            rank = len(text) - len(text.lstrip("#"))
            if rank == 1 and "title" not in self.facts and self.part is _Part.BEFORE:
                self.facts["title"] = text.strip("# ")
            else:
                part = _Part.LEFT_OUT if self.part is not _Part.BEFORE else _Part.BEFORE
        elif part is None:
            return False
        if part is not None:
            self.part = part
        return True

    def _is_aside(self, line: Line) -> bool:
        """Take what may stand anywhere outside the tables and statements, if the line is that."""
        text = line.text
        if _COPYRIGHT.match(text):
            self.copyright = self.copyright or text
            self.part = _Part.AFTER
            return True
        if any(rule.search(text) for rule in (_MINIMUM, _WITH_PLAN, _SIGN_LANGUAGE)):
            self.sentences.append(line)
            self.part = _Part.ENGLISH
            return True
        if self.part not in (_Part.DUTIES, _Part.KSBS, _Part.VERSIONS, _Part.OCCUPATION):
            return self._is_notice(text) or self._is_fact(text)
        return False

    def _is_notice(self, text: str) -> bool:
        if not _NOTICE.match(text):
            return False
        if text not in self.notices:
            self.notices.append(text)
        option, status = _SHOWN_OPTION.search(text), _STATUS.search(text)
        self.shown_option = option[1].strip() if option else self.shown_option
        self.status += [status[1] or status[2]] if status else []
        return True

    def _is_fact(self, text: str) -> bool:
        if self.part not in (_Part.BEFORE, _Part.LEFT_OUT) or self.duties:
            return False
        for field, pattern in _FACTS.items():
            if fact := pattern.fullmatch(text.strip("•*| ")):
                self._state(field, fact[1].strip("| "))
                return True
        return False

    def _state(self, field: str, value: str) -> None:
        self.facts.setdefault(field, value)

    def _take_by_part(self, line: Line) -> None:
        text = line.text
        match self.part:
            case _Part.DUTIES if self.duties:
                self.duties[-1].lines.append(text)
            case _Part.KSBS if self.statements:
                self.statements[-1].take(line)
            case _Part.OCCUPATION:
                self.occupation.append(text)
            case _Part.BEFORE if text.endswith(_FULL_STOP) or len(text) > _LONG_LINE:
                self.paragraphs.append(line)
            case _Part.ENGLISH:
                self.sentences.append(line)
            case _Part.QUALIFICATIONS:
                self.qualifications = self.qualifications or line
            case _Part.VERSIONS:
                self.rows.append(line)
            case _Part.AFTER if text.endswith("."):
                self.unread.append(line)
            case _:
                pass

    def printed(self, given: Given) -> Printed:
        """Return what the page prints."""
        groups, duties = self._grouped(tuple(self._duties()), given)
        ksbs = tuple(self._ksbs())
        versions = tuple(self._versions())
        rule = self._english_and_maths()
        facts = dict(self.facts)
        if self.status and "status" not in facts:
            facts["status"] = self.status[0]
        self._look_at_rest()
        return Printed(
            path=str(self.path),
            noun="page",
            document=f"the standard's web page, {'saved as HTML' if self.html else 'its text'}, imported from {self.path.name}",
            facts=facts,
            duties=duties,
            ksbs=ksbs,
            groups=groups,
            versions=versions,
            occupation=self.occupation or [line.text for line in self.paragraphs],
            english_and_maths=rule,
            notices=self.notices,
            copyright=self.copyright,
            names_options=self._names_options,
            findings=self.findings,
        )

    def _say(self, what: str, remedy: str, line: Line | None = None) -> None:
        place = Place(line.number, 1) if line else None
        details = self.path.name, what, remedy
        self.findings.append(finding(imports.source_does_not_say, details, str(self.path), place))

    def _refuse(self, problem: str, line: Line) -> None:
        place = Place(line.number, 1)
        self.findings.append(finding(imports.unusable_value, (self.path.name, problem, ()), str(self.path), place))

    def _duties(self) -> Iterator[PrintedDuty]:
        """Yield the duties, those that are printed in several tables once."""
        by_number: dict[int, PrintedDuty] = {}
        for lines in self.duties:
            duty, unread = lines.duty()
            if unread:
                what = f"what stands beside duty {duty.number} is no list of codes: {_quoted(unread)}"
                self._say(what, "Look the duty's mapping up on the page.", lines.line)
            before = by_number.setdefault(duty.number, duty)
            if before is not duty:
                if before.text != duty.text:
                    self._refuse(f"duty {duty.number} is printed twice, with different texts", lines.line)
                core = not before.groups or not duty.groups
                by_number[duty.number] = before._replace(
                    groups=() if core else tuple(dict.fromkeys((*before.groups, *duty.groups))),
                    codes=tuple(dict.fromkeys((*before.codes, *duty.codes))),
                    unread=before.unread or duty.unread,
                )
            if not duty.text:
                self._refuse(f"duty {duty.number} has no text", lines.line)
        yield from by_number.values()

    def _ksbs(self) -> Iterator[PrintedKsb]:
        """Yield the statements, those that are printed several times once."""
        texts: dict[str, str] = {}
        for lines in self.statements:
            text, unread = lines.text(backs=self.backs)
            if unread:
                what = f"what stands behind {lines.code} may belong to it or not: {_quoted(unread[0].text)}"
                self._say(
                    what, "It is left out. If it belongs to the statement, add it in the imported file.", unread[0]
                )
            if not text:
                self._refuse(f"{lines.code} has no text", lines.line)
            elif texts.setdefault(lines.code, text) != text:
                self._refuse(f"{lines.code} is printed twice, with different texts", lines.line)
        yield from (PrintedKsb(code, text) for code, text in texts.items())

    def _grouped(
        self, duties: Sequence[PrintedDuty], given: Given
    ) -> tuple[Sequence[str | None], Sequence[PrintedDuty]]:
        """Return the titles of the options, and the duties.

        Tables without titles are those of options only if the page or `given` speaks of any. Without that a table may just
        have been broken in two, and taking its duties to be an option's would ask too little of everybody else.
        """
        if len(self.groups) == 1 and self.shown_option:
            return (self.groups[0] or self.shown_option,), duties
        if any(self.groups) or not self.groups or self._names_options or given.options:
            return self.groups, duties
        what = f"the page prints {len(self.groups) + 1} tables of duties without titles, and speaks of no options"
        self._say(what, "All are taken to be core. If there are options, give them, as in --option send=SEND.")
        return (), [duty._replace(groups=()) for duty in duties]

    @property
    def _names_options(self) -> bool:
        return any("option" in notice for notice in self.notices)

    def _versions(self) -> Iterator[StandardVersion]:
        cells, tail = _cells(line.text for line in self.rows)
        heads = [cell for cell in cells[:5] if cell.casefold() in _VERSION_HEADS]
        size = len(heads)
        rows = [cells[at : at + size] for at in range(size, len(cells), size)] if size else []
        for row in rows:
            if version := _version(dict(zip((head.casefold() for head in heads), row, strict=False))):
                yield version
            else:
                what = f"a row of the version table can't be understood: {_quoted(' | '.join(row))}"
                self._say(what, "It is left out. Add it to `versions:` of the imported file.", self.rows[0])
        if tail:
            self.unread.append(Line(self.rows[-1].number, tail))

    def _english_and_maths(self) -> EnglishAndMaths | None:
        """Return the rule on English and maths, if every sentence that is printed of it is one of the usual ones."""
        sentences = [part for line in self.sentences for part in _SENTENCE_END.split(line.text)]
        minimum = plan = language = None
        for sentence in sentences:
            if found := _MINIMUM.fullmatch(sentence):
                minimum = Minimum(level=Level(f"level_{found[1]}"), sentence=sentence)
            elif found := _WITH_PLAN.fullmatch(sentence):
                plan = Minimum(level=Level(f"{'entry_' if found[1] else ''}level_{found[2]}"), sentence=sentence)
            elif _SIGN_LANGUAGE.fullmatch(sentence):
                language = Alternative(in_place_of="english", sentence=sentence)
            else:
                minimum = None
                what = f"what it says of English and maths is not understood: {_quoted(sentence)}"
                self._say(
                    what, "Nothing is checked of English and maths. Add it to the imported file.", self.sentences[0]
                )
                return None
        if minimum is None:
            return None
        return EnglishAndMaths(minimum=minimum, with_plan_or_statement=plan, british_sign_language=language)

    def _look_at_rest(self) -> None:
        """Say what the page may have lost at its end, and what of it is kept nowhere."""
        if not self.rows and not self.copyright:
            what = "the page's text ends without its version table and its copyright: its end may be missing"
            self._say(what, "See that the file holds the whole page, and all statements.")
        if self.qualifications:
            what = f"the page asks for qualifications, which are not imported: {_quoted(self.qualifications.text)}"
            self._say(what, "Add them to `qualifications:` of the imported file.", self.qualifications)
        left_out = [line for line in self.paragraphs if self.occupation] + self.unread
        if left_out:
            what = f"of the page these words belong nowhere: {first_few([_quoted(line.text) for line in left_out])}"
            self._say(what, "They are left out. See that they say nothing of duties or KSBs.", left_out[0])


class _DutyLines:
    """A duty's lines: its text, and from the first bar on the cells beside it."""

    def __init__(self, number: int, group: int | None, line: Line, lines: list[str], criteria: bool) -> None:
        self.number, self.group, self.line, self.lines, self.criteria = number, group, line, lines, criteria

    def duty(self) -> tuple[PrintedDuty, str]:
        """Return the duty, and what beside it is no code."""
        words, bar, beside = "\n".join(self.lines).partition("|")
        texts = words.split("\n")
        codes: list[str] = []
        while texts and (found := codes_in(texts[-1])) is not None:
            codes[:0] = found
            texts.pop()
        text, more = _without_codes_at_end(" ".join(" ".join(texts).split()))
        codes[:0] = more
        cells = [cell for cell in re.split(r"[|\n]", beside) if cell.strip()] if bar else []
        unread: list[str] = []
        for cell in cells:
            found = codes_in(re.sub(r"^\s*KSBs?\s*:", "", cell))
            if found is not None:
                codes += found
            elif not self.criteria:
                unread.append(cell.strip())
        groups = () if self.group is None else (self.group,)
        text = text.strip("* ")
        return PrintedDuty(self.number, text, groups, tuple(dict.fromkeys(codes)), bool(unread)), " ".join(unread)


def _without_codes_at_end(text: str) -> tuple[str, Sequence[str]]:
    """Return a text without the codes that stand behind it in the same cell, and these."""
    words = text.split(" ")
    end = len(words)
    while end and codes_in(words[end - 1]) is not None:
        end -= 1
    codes = codes_in(" ".join(words[end:])) or ()
    if not codes:
        return text, ()
    return re.sub(r"[\s(\[]*(?:KSBs?:?)?[\s(\[]*$", "", " ".join(words[:end])), codes


class _StatementLines:
    """A statement's lines, up to the link back to the duties."""

    def __init__(self, code: str, line: Line, lines: list[str]) -> None:
        self.code, self.line = code, line
        self.closed = bool(_BACK.search(lines[0]))
        self.first = lines[0]
        self.more: list[Line] = []
        self.beyond: list[Line] = []

    def take(self, line: Line) -> None:
        """Take a line that stands behind the statement."""
        if self.closed:
            self.beyond.append(line)
            return
        if _BACK.search(line.text):
            self.closed = True
        if words := _BACK.sub("", line.text):
            self.more.append(Line(line.number, words))

    def text(self, *, backs: bool) -> tuple[str, Sequence[Line]]:
        """Return the statement, and the lines of which nobody can tell whether they belong to it.

        Where the page has links back to the duties, all that stands before that belongs to the statement.
        """
        words = [_BACK.sub("", self.first)]
        unread: list[Line] = []
        for line in self.more:
            if self.closed if backs else line.text.startswith(("•", "-", "*")) or line.text[:1].islower():
                words.append(line.text)
            elif set(line.text) - set("| "):
                unread.append(line)
        unread += (line for line in self.beyond if line.text.endswith(_FULL_STOP))
        return " ".join(" ".join(words).split()).strip("|* "), unread


_VERSION_HEADS = ("version", "change detail", "change", "earliest start date", "latest start date", "latest end date")


def _cells(lines: Iterable[str]) -> tuple[list[str], str]:
    """Return the cells of a table, row after row, and what stands behind its last bar."""
    kept = [line for line in lines if not _RULE.fullmatch(line)]
    closed = (line if line.endswith("|") or "|" not in line else f"{line} |" for line in kept)
    *cells, tail = [" ".join(cell.split()) for cell in " ".join(closed).removeprefix("|").split("|")]
    return cells, tail


def _version(row: dict[str, str]) -> StandardVersion | None:
    """Return a row of the version table, or None if it isn't one."""
    change = row.get("change detail") or row.get("change")
    dates = [_day(row.get(head, "")) for head in _VERSION_HEADS[3:]]
    if not change or not _VERSION.fullmatch(row.get("version", "")) or False in dates:
        return None
    earliest, latest, end = (day or None for day in dates)
    return StandardVersion(
        version=row["version"], change=change, earliest_start=earliest, latest_start=latest, latest_end=end
    )


def _day(text: str) -> date | bool | None:
    """Return a day as the pages write it, None where it is not set, and False where it can't be understood."""
    if text.casefold() in ("", "not set", "-"):
        return None
    parts = _DATE.fullmatch(text)
    try:
        return date(int(parts[3]), int(parts[2]), int(parts[1])) if parts else False
    except ValueError:
        return False


def _is_duty_head(text: str) -> bool:
    cells = [cell.strip("#* ").casefold() for cell in text.strip("| ").split("|")]
    return len(cells) > 1 and cells[0] in ("duty", "duties") and cells[-1].startswith(("ksb", "knowledge"))


def _is_version_head(text: str) -> bool:
    cells = [cell.strip("#* ").casefold() for cell in text.strip(" ").split("|")]
    return len(cells) > 1 and cells[0] == "version" and (cells[1].startswith("change") or not any(cells[1:]))


def _option_title(heading: str) -> str | None:
    """Return the option's title of the heading above its duties."""
    title = re.sub(
        r"^(?:additional |specific )?(?:option )?duties (?:for|of) (?:the )?", "", heading, flags=re.IGNORECASE
    )
    title = re.sub(r"^option\s*(?:[a-z]\b|\d+)?\s*[:–—-]\s*", "", title, flags=re.IGNORECASE)
    title = re.sub(r"\s+(?:(?:option|specialism|pathway)\s*)?(?:duties)?$", "", title, flags=re.IGNORECASE)
    return re.sub(r"\s+(?:option|specialism|pathway)$", "", title, flags=re.IGNORECASE).strip() or None


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _LONG_LINE else f"{text[: _LONG_LINE - 3]}...")
