"""A standard as a spreadsheet or CSV file: statements and duties with crosses, as providers keep them.

A file holds tables, each under a row of headings, in one sheet or several: statements with a column for each duty, or
duties with a column for each code; lists of duties with their codes; options with their titles; and names with values.
What `ksbcheck standard export` writes is such a file. Whatever is not understood is said, cell by cell.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.codes import KINDS, in_ranges
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, first_few
from ksbcheck.importing.grid import Row, Sheet, read_sheets
from ksbcheck.importing.imported import Given, Imported, option_id
from ksbcheck.importing.printed import Printed, PrintedDuty, PrintedKsb, codes_in, finding
from ksbcheck.importing.printed_standard import as_standard
from ksbcheck.rules import imports, reading

_HEADINGS = {
    "code": ("code", "ksb", "ksb code", "ksb reference", "ksb ref", "reference", "ref"),
    "statement": ("statement", "ksb statement", "text", "description", "detail", "wording", "ksb description"),
    "kind": ("kind", "type", "category"),
    "options": ("options", "option", "pathway", "specialism"),
    "number": ("number", "no", "no.", "duty number", "duty no", "duty no.", "#"),
    "duty": ("duty", "duties"),
    "text": ("text", "duty text", "description", "duty description", "statement", "detail"),
    "ksbs": ("ksbs", "codes", "ksb codes", "mapped ksbs", "ksbs mapped", "mapping to ksbs", "mapped to"),
    "mapping": ("mapping",),
    "id": ("id", "option id"),
    "title": ("title", "option title"),
    "what": ("what",),
    "value": ("value",),
}
_CROSSES = frozenset(("x", "✓", "✔", "☑", "✅", "🗸", "√", "•", "●", "y", "yes", "true", "1"))
_HEAD_ROWS = 20
_MOST_ODD, _LONG = 50, 40
_DUTY_HEAD = re.compile(
    r"(?:(?:duty|d)\s*0*([1-9][0-9]{0,2})(?![0-9A-Za-z]|\.\d)|([1-9][0-9]{0,2})(?=\s*(?:[:.]\s|[:.]?$)))"
    r"\s*[:.\u2013\u2014-]?\s*(.*)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"(.*?)(?<!\s)\s*\[([^\[\]]*); mapping (complete|partial|none)\]")
_CODE = re.compile(
    r"(ESB|TK|TS|K|S|B)\s?0*([1-9][0-9]{0,3})(?![0-9A-Za-z])\s*[:.)\u2013\u2014-]?\s*(.*)", re.IGNORECASE
)
_OPTION_ID = re.compile(r"[a-z][a-z0-9_-]*")
_CORE, _NOT_STATED = frozenset(("core", "all")), "not stated"
_FACTS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    **dict.fromkeys(
        ("reference", "reference number", "standard reference"),
        ("reference", re.compile(r"([A-Z]{2,8}\d{1,6}[A-Z]?)")),
    ),
    "title": ("title", re.compile(r"(.+)")),
    "level": ("level", re.compile(r"(?:level )?([1-8])", re.IGNORECASE)),
    **dict.fromkeys(("version", "version number"), ("version", re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3})"))),
    "status": ("status", re.compile(r"(.+)")),
    "route": ("route", re.compile(r"(.+)")),
    "lars code": ("lars_code", re.compile(r"(\d{1,6})")),
    "typical duration": ("typical_duration", re.compile(r"([1-9]\d{0,2})(?: months?)?")),
}
_WORD = re.compile(r"\w+")
_NAMED = re.compile(r"(\S+) (.+)")
_REFERENCE = _FACTS["reference"][1]


class _Head(NamedTuple):
    """A row of headings: what kind of table it begins, where its columns are, and what the others are headed by."""

    kind: str
    columns: Mapping[str, int]
    duties: Mapping[int, tuple[int, str]]
    codes: Mapping[int, tuple[str, str]]
    others: Mapping[int, str]


@dataclass(slots=True)
class _Duty:
    """What the tables say of one duty, gathered from all of them.

    `text` stands in a table of duties. `headings` stand above crosses, and may be the text or a few words of it.
    """

    number: int
    text: str = ""
    headings: dict[str, None] = field(default_factory=dict)
    owner: str = ""
    mapping: DutyMapping | None = None
    codes: dict[str, None] = field(default_factory=dict)
    lists: list[frozenset[str]] = field(default_factory=list)
    unread: bool = False


def read_sheet(path: Path, content: bytes, given: Given) -> Imported:
    """Return the standard that a spreadsheet or CSV file holds, as far as it or `given` say it.

    Nothing is raised: what stops the reading is among the findings.
    """
    try:
        sheets = read_sheets(path, content, lambda row: _head(row, "") is not None)
    except InputError as error:
        return Imported(path.name, None, error.findings)
    tables = _Tables(path, given)
    for sheet in sheets:
        tables.take(sheet)
    problem = tables.problem()
    if problem:
        remedy = (
            "A sheet needs a row of headings, such as `code`, `statement` and `Duty 1: what it is`; the duties may "
            "have a table of their own, with `duty`, `text` and `ksbs`."
        )
        found = finding(reading.not_a_standard, (problem, remedy), str(path))
        return Imported(path.name, None, (found, *tables.findings))
    return as_standard(tables.printed(), given)


class _Tables:
    """Takes the tables of all sheets, and keeps what they say."""

    def __init__(self, path: Path, given: Given) -> None:
        self.path, self.given = path, given
        self.findings: list[Finding] = []
        self.statements: dict[str, tuple[str, str]] = {}
        self.duties: dict[int, _Duty] = {}
        self.titles: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self._odd: dict[tuple[str, str], list[str]] = {}

    def take(self, sheet: Sheet) -> None:
        """Take the tables of a sheet; a row of headings ends the table above it."""
        head: _Head | None = None
        above: list[Row] = []
        title = sheet.name
        for row in sheet.rows:
            begun = _head(row, title) if head or row.number <= _HEAD_ROWS else None
            if _is_title(row):
                title = row.at(_first(row))
            elif begun:
                head = begun
                self._take_head(sheet, row, head)
            elif head:
                _TAKERS[head.kind](self, sheet, row, head)
            elif not self._is_fact(*_name_and_value(row)):
                above.append(row)
        if above:
            names = first_few([f"{sheet.cell(row, _first(row))} ({row.at(_first(row))[:_LONG]!r})" for row in above])
            where = "stands above the headings" if head else "has no headings that are known above it"
            self._say(f"what {where} is not understood: {names}", "It is left out.")

    def _take_head(self, sheet: Sheet, row: Row, head: _Head) -> None:
        for number, title in head.duties.values():
            owned = _OWNED.fullmatch(title)
            duty = self._duty(number)
            heading = owned[1] if owned else title
            if heading:
                duty.headings[heading] = None
            if owned:
                self._state_owner(duty, owned[2])
                duty.mapping = DutyMapping(owned[3])
        for code, text in head.codes.values():
            if text:
                self._state_statement(code, text, "", sheet.cell(row, 0))
        if head.others:
            names = first_few([f"{sheet.cell(row, column)} ({title!r})" for column, title in head.others.items()])
            self._say(f"headings are not understood: {names}", "The columns below them are left out.")

    def take_statement(self, sheet: Sheet, row: Row, head: _Head) -> None:
        """Take a row of a table of statements, with its crosses."""
        column = head.columns["code"]
        code = _CODE.fullmatch(row.at(column))
        own = head.columns.get("statement")
        if code is None or (own is not None and code[3]):
            self._not_understood(sheet, row, column)
            return
        name = f"{code[1].upper()}{code[2]}"
        text = row.at(own) if own is not None else code[3]
        options = row.at(head.columns["options"]) if "options" in head.columns else ""
        self._state_statement(name, text, options, sheet.cell(row, column))
        for at, (number, _) in head.duties.items():
            if self._is_cross(sheet, row, at, self._duty(number)):
                self._duty(number).codes[name] = None
        self._look_beyond(sheet, row, head)

    def take_crossed_duty(self, sheet: Sheet, row: Row, head: _Head) -> None:
        """Take a row of a table of duties, with its crosses."""
        duty = self._take_duty(sheet, row, head)
        if duty:
            for at, (code, _) in head.codes.items():
                if self._is_cross(sheet, row, at, duty):
                    duty.codes[code] = None
            self._look_beyond(sheet, row, head)

    def take_duty(self, sheet: Sheet, row: Row, head: _Head) -> None:
        """Take a row of a list of duties."""
        duty = self._take_duty(sheet, row, head)
        if duty is None:
            return
        if "ksbs" in head.columns:
            column = head.columns["ksbs"]
            codes = codes_in(row.at(column))
            if codes is None:
                self._odd.setdefault(("is no list of codes", row.at(column)), []).append(sheet.cell(row, column))
                duty.unread = True
            else:
                duty.codes |= dict.fromkeys(codes)
                duty.lists.append(frozenset(codes))
        self._look_beyond(sheet, row, head)

    def _take_duty(self, sheet: Sheet, row: Row, head: _Head) -> _Duty | None:
        """Take the number, text, options and mapping of a row's duty; None if it has no number."""
        first = head.columns["number"] if "number" in head.columns else head.columns["duty"]
        parts = _duty_head(row.at(first))
        own = head.columns.get(
            "text", head.columns["duty"] if "number" in head.columns and "duty" in head.columns else -1
        )
        if parts is None or (own >= 0 and parts[1]):
            self._not_understood(sheet, row, first)
            return None
        duty = self._duty(parts[0])
        self._state_text(duty, row.at(own) if own >= 0 else parts[1])
        if "options" in head.columns:
            self._state_owner(duty, row.at(head.columns["options"]))
        if "mapping" in head.columns:
            column = head.columns["mapping"]
            try:
                duty.mapping = DutyMapping(row.at(column).casefold())
            except ValueError:
                self._odd.setdefault(("is not complete, partial or none", row.at(column)), []).append(
                    sheet.cell(row, column)
                )
        return duty

    def take_option(self, sheet: Sheet, row: Row, head: _Head) -> None:
        """Take a row of a table of options."""
        each, title = row.at(head.columns["id"]), row.at(head.columns["title"])
        if not title or not _OPTION_ID.fullmatch(each) or self.titles.setdefault(each, title) != title:
            self._not_understood(sheet, row, head.columns["id"])

    def take_fact(self, _sheet: Sheet, row: Row, head: _Head) -> None:
        """Take a row of names and values. There are names that a standard has no field for."""
        self._is_fact(row.at(head.columns["what"]), row.at(head.columns["value"]))

    def _is_fact(self, name: str, value: str) -> bool:
        name = name.strip(": ").casefold()
        named = _NAMED.fullmatch(value) if name == "standard" else None
        if named and _REFERENCE.fullmatch(named[1]):
            self.facts.setdefault("reference", named[1])
            self.facts.setdefault("title", named[2])
            return True
        known = _FACTS.get(name)
        found = known[1].fullmatch(value) if known else None
        if known and found:
            self.facts.setdefault(known[0], found[1])
        return found is not None

    def _duty(self, number: int) -> _Duty:
        return self.duties.setdefault(number, _Duty(number))

    def _state_text(self, duty: _Duty, text: str) -> None:
        if text and duty.text and duty.text != text:
            self._refuse_texts(duty, duty.text, text)
        duty.text = duty.text or text

    def _settle_text(self, duty: _Duty) -> None:
        """Let the tables of duties say a duty's text, and its headings only where those don't."""
        if not duty.text:
            duty.text, *others = duty.headings or ("",)
            for other in others:
                self._refuse_texts(duty, duty.text, other)
            return
        for heading in duty.headings:
            if not _abbreviates(heading, duty.text):
                what = f"duty {duty.number} is headed {heading!r}, and reads {duty.text!r} in the table of duties"
                self._say(what, "The table's text is taken. See that the column is that duty's.")

    def _refuse_texts(self, duty: _Duty, one: str, other: str) -> None:
        self._refuse(f"duty {duty.number} stands there twice, with different texts: {one!r} and {other!r}")

    def _state_owner(self, duty: _Duty, owner: str) -> None:
        if owner and duty.owner and duty.owner != owner:
            self._refuse(f"duty {duty.number} is said to belong to {duty.owner!r} and to {owner!r}")
        duty.owner = duty.owner or owner

    def _state_statement(self, code: str, text: str, options: str, place: str) -> None:
        before, owner = self.statements.get(code, ("", ""))
        if (before and text and before != text) or (owner and options and owner != options):
            self._refuse(f"{code} stands there twice, with different texts or options: see {place}")
        self.statements[code] = before or text, owner or options

    def _is_cross(self, sheet: Sheet, row: Row, column: int, duty: _Duty) -> bool:
        """Whether a cell is crossed; what is neither a cross nor blank is noted, and never taken for one."""
        words = row.at(column).casefold()
        open_still = words == "?" and duty.mapping not in (None, DutyMapping.COMPLETE)
        if words and words not in _CROSSES and not open_still:
            self._odd.setdefault(("is no cross", row.at(column)), []).append(sheet.cell(row, column))
            duty.unread = True
        return words in _CROSSES

    def _look_beyond(self, sheet: Sheet, row: Row, head: _Head) -> None:
        """Note cells that stand below no heading."""
        known = {*head.columns.values(), *head.duties, *head.codes, *head.others}
        for column in _filled(row):
            if column not in known:
                self._odd.setdefault(("stands below no heading", row.at(column)), []).append(sheet.cell(row, column))

    def _not_understood(self, sheet: Sheet, row: Row, column: int) -> None:
        at = column if row.at(column) else _first(row)
        self._odd.setdefault(("begins a row that is not understood", row.at(at)), []).append(sheet.cell(row, at))

    def _say(self, what: str, remedy: str) -> None:
        self.findings.append(finding(imports.source_does_not_say, (self.path.name, what, remedy), str(self.path)))

    def _refuse(self, problem: str, remedy: str | None = None) -> None:
        self.findings.append(finding(imports.unusable_value, (self.path.name, problem, (), remedy), str(self.path)))

    def problem(self) -> str | None:
        """Say why this is no standard, if it isn't."""
        if self.statements:
            return None
        held = "duties, and no statements" if self.duties else "no table of statements or duties that is known"
        return f"the file holds {held}"

    def printed(self) -> Printed:
        """Return what the tables say."""
        self._say_what_is_odd()
        for duty in self.duties.values():
            self._settle_text(duty)
            if len({*duty.lists, frozenset(duty.codes)}) > 1 and duty.lists:
                self._say(
                    f"the tables disagree on the KSBs of duty {duty.number}", "Those of both are taken. Correct one."
                )
                duty.unread = True
        self._refuse_what_has_no_text()
        ids = self._option_ids()
        titles = dict(self.given.options) | self.titles
        return Printed(
            path=str(self.path),
            noun="spreadsheet",
            document=f"a spreadsheet, imported from {self.path.name}",
            facts=self.facts,
            duties=[
                PrintedDuty(
                    number=duty.number,
                    text=duty.text,
                    groups=() if not duty.owner else self._groups(duty.owner, ids),
                    codes=tuple(duty.codes),
                    unread=duty.unread,
                    mapping=duty.mapping,
                    is_grouped=bool(duty.owner),
                )
                for _, duty in sorted(self.duties.items())
            ],
            ksbs=[
                PrintedKsb(code, text, self._groups(options, ids) if options else None, is_grouped=bool(options))
                for code, (text, options) in self.statements.items()
            ],
            groups=[titles.get(each) for each in ids],
            group_ids=ids,
            findings=self.findings,
        )

    def _refuse_what_has_no_text(self) -> None:
        duties = sorted(duty.number for duty in self.duties.values() if not duty.text)
        codes = [code for code, (text, _) in self.statements.items() if not text]
        if duties:
            one = duties[0]
            remedy = (
                "Give it in a table of duties, in a sheet of its own or below the others: a row with the headings "
                f"`duty` and `text`, and under it a row for each duty, as `{one}` and what the duty is. Or head the "
                f"column of crosses `Duty {one}: what it is`."
            )
            self._refuse(f"there is no text of duty {first_few(duties)}", remedy)
        if codes:
            remedy = "Give it in a column with the heading `statement`, or behind the code."
            self._refuse(f"there is no text of {first_few(in_ranges(codes))}", remedy)

    def _say_what_is_odd(self) -> None:
        for (what, words), cells in islice(self._odd.items(), _MOST_ODD):
            remedy = "It is left out. Correct the cells, and import again."
            self._say(f"{words[:_LONG]!r} {what}: {first_few(cells)}", remedy)
        more = [cell for cells in islice(self._odd.values(), _MOST_ODD, None) for cell in cells]
        if more:
            self._say(
                f"{counted_noun(len(more), 'more cell')} are not understood: {first_few(more)}", "Mend the first."
            )

    def _option_ids(self) -> list[str]:
        """Return the ids of all options, those of the table of options first, then as given, then as they are met."""
        ids = dict.fromkeys([*self.titles, *(each for each, _ in self.given.options)])
        owners = [*(duty.owner for duty in self.duties.values()), *(options for _, options in self.statements.values())]
        for name in (name for owner in owners for name in _names(owner)):
            each = self._id_of(name, ids)
            if each not in ids:
                ids[each] = None
                if not _OPTION_ID.fullmatch(name):
                    self.titles[each] = name
        return list(ids) if any(map(_names, owners)) or self.titles else []

    def _id_of(self, name: str, ids: Iterable[str]) -> str:
        titles = {title.casefold(): each for each, title in (*self.given.options, *self.titles.items())}
        if name in ids:
            return name
        return titles.get(name.casefold()) or (name if _OPTION_ID.fullmatch(name) else option_id(name, ids))

    def _groups(self, owner: str, ids: Sequence[str]) -> tuple[int, ...] | None:
        if owner.casefold() == _NOT_STATED:
            return None
        return tuple(dict.fromkeys(ids.index(self._id_of(name, ids)) for name in _names(owner)))


_TAKERS: Mapping[str, Callable[[_Tables, Sheet, Row, _Head], None]] = {
    "statements": _Tables.take_statement,
    "crossed": _Tables.take_crossed_duty,
    "duties": _Tables.take_duty,
    "options": _Tables.take_option,
    "facts": _Tables.take_fact,
}
_TITLES = frozenset(("ksbs", "duties", "options", *(words.casefold() for words in KINDS.values())))


def _head(row: Row, title: str) -> _Head | None:
    """Return what a row heads below a title or in a sheet of that name, or None if it is no row of headings."""
    cells = {column: row.at(column) for column in _filled(row)}
    words = {column: cell.strip(":* ").casefold() for column, cell in cells.items()}
    if _HEAD_WORDS.isdisjoint(words.values()):
        return None
    for kind, needed, more in _FORMS:
        columns = _columns(words, (*needed, *more))
        if not all(name in columns for name in needed):
            continue
        rest = {column: cell for column, cell in cells.items() if column not in columns.values()}
        crossed, listed = kind == "crossed", kind == "statements"
        duties = {column: duty for column, cell in rest.items() if (duty := _duty_head(cell))} if listed else {}
        codes = {column: code for column, cell in rest.items() if (code := _code_head(cell))} if crossed else {}
        others = {column: cell for column, cell in rest.items() if column not in duties and column not in codes}
        head = _Head(kind, columns, duties, codes, others)
        if _is_meant(head, " ".join(words.values()), title.casefold()):
            return head
    return None


def _is_meant(head: _Head, words: str, title: str) -> bool:
    """Whether headings are those of a standard's table: evidence too may have a number, an id, a title or a text."""
    match head.kind:
        case "crossed":
            return bool(head.codes) and min(head.columns.values()) < min(head.codes)
        case "statements":
            return bool(head.duties) or "statement" in head.columns
        case "duties":
            names = head.columns.keys()
            said = "text" in names and "duty" in words
            return bool(names & {"ksbs", "mapping"} or said or (names & {"duty", "text"} and "dut" in title))
        case "options":
            return "option" in words or "option" in title
        case _:
            return True


_FORMS = (
    ("crossed", ("number",), ("duty", "text", "options", "mapping")),
    ("crossed", ("duty",), ("text", "options", "mapping")),
    ("statements", ("code",), ("statement", "kind", "options")),
    ("duties", ("number",), ("duty", "text", "options", "mapping", "ksbs")),
    ("duties", ("duty",), ("text", "options", "mapping", "ksbs")),
    ("options", ("id", "title"), ()),
    ("facts", ("what", "value"), ()),
)
"""The kinds of table, each with the columns that it must and may have, in the order in which they are tried."""


_HEAD_WORDS = frozenset(word for _, needed, _ in _FORMS for name in needed for word in _HEADINGS[name])


def _columns(words: Mapping[int, str], names: Sequence[str]) -> dict[str, int]:
    """Return the first column that is headed by each name."""
    found: dict[str, int] = {}
    for name in names:
        at = next((c for c, word in words.items() if word in _HEADINGS[name] and c not in found.values()), None)
        if at is not None:
            found[name] = at
    return found


def _duty_head(cell: str) -> tuple[int, str] | None:
    parts = _DUTY_HEAD.fullmatch(cell)
    return (int(parts[1] or parts[2]), parts[3].strip()) if parts else None


def _code_head(cell: str) -> tuple[str, str] | None:
    parts = _CODE.fullmatch(cell)
    return (f"{parts[1].upper()}{parts[2]}", parts[3]) if parts else None


def _name_and_value(row: Row) -> tuple[str, str]:
    """Return what may be a name and its value: in two cells, or in one with a colon."""
    name, _, value = row.at(0).partition(":")
    return (name, value.strip()) if value else (row.at(0), row.at(1))


def _abbreviates(words: str, text: str) -> bool:
    """Whether each of some words begins a word of a text, in the same order: `Rec. care` of `Record the care`."""
    rest = iter(_WORD.findall(text.casefold()))
    return all(any(whole.startswith(word) for whole in rest) for word in _WORD.findall(words.casefold()))


def _is_title(row: Row) -> bool:
    """Whether a row says what those below it are: duties, options, or statements of a kind."""
    filled = _filled(row)
    return len(filled) == 1 and row.at(filled[0]).strip(": ").casefold() in _TITLES


def _filled(row: Row) -> Sequence[int]:
    return [column for column, cell in enumerate(row.cells) if cell]


def _first(row: Row) -> int:
    return _filled(row)[0]


def _names(owner: str) -> Sequence[str]:
    """Return the options that a cell names; none for a core one."""
    names = [name.strip() for name in re.split(r"[,;]", owner) if name.strip()]
    return [name for name in names if name.casefold() not in _CORE and name.casefold() != _NOT_STATED]
