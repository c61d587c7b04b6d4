"""A standard in a spreadsheet or CSV file, as providers keep them and `ksbcheck standard export` writes them.

A file has tables under rows of headings: statements by duties or duties by codes with crosses, duties with their codes,
options with titles, labels with values. Other cells are reported.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import counted_noun, first_few
from ksbcheck.importing.grid import Head, Row, Sheet, find_head, is_title, read_sheets
from ksbcheck.importing.infer import settle
from ksbcheck.importing.notation import (
    codes_in,
    duty_in_cell,
    fact_in_cells,
    statement_in_cell,
)
from ksbcheck.importing.printed import (
    Imported,
    Notes,
    Positions,
    PrintedDuty,
    PrintedKsb,
    PrintedOption,
    PrintedStandard,
    Stated,
    option_id,
    to_standard,
)

_CROSSES = frozenset(("x", "✓", "✔", "☑", "✅", "🗸", "√", "•", "●", "y", "yes", "true", "1"))
_CORE = frozenset(("core", "all"))
_NOT_STATED = "not stated"
_HEAD_ROWS = 20
_MOST_ODD, _LONG = 50, 40
_OWNED = re.compile(r"(.*?)(?<!\s)\s*\[([^\[\]]*); mapping (complete|partial|none)\]")
_OPTION_ID = re.compile(r"[a-z][a-z0-9_-]*")
_WORD = re.compile(r"\w+")
_STANDARD = re.compile(r"(\S+) (.+)")


@dataclass(slots=True)
class _Duty:
    """A duty in all tables. Headings of columns may have its text, or an abbreviation."""

    number: int
    text: str = ""
    headings: dict[str, None] = field(default_factory=dict)
    owner: str = ""
    mapping: DutyMapping | None = None
    codes: dict[str, None] = field(default_factory=dict)
    lists: list[frozenset[str]] = field(default_factory=list)
    is_cut: bool = False


def read_sheet(path: Path, content: bytes, stated: Stated) -> Imported:
    """Read the standard in a spreadsheet or CSV file."""
    try:
        return _from_sheets(path, read_sheets(path, content, lambda row: find_head(row, "") is not None), stated)
    except InputError as error:
        return Imported(path.name, None, error.findings)


def _from_sheets(path: Path, sheets: Iterable[Sheet], stated: Stated) -> Imported:
    notes = Notes(path, path.name, "spreadsheet")
    tables = _Tables(notes, stated)
    for sheet in sheets:
        tables.take(sheet)
    if tables.statements:
        return to_standard(settle(tables.printed(), notes, stated), notes)
    held = "has duties but no statements" if tables.duties else "has no known table of statements or duties"
    remedy = (
        "A sheet needs a row of headings, such as `code`, `statement` and `Duty 1: what it is`. The duties may "
        "be in a separate table, with `duty`, `text` and `ksbs`."
    )
    error = InputError("KSB917", f"the file {held}", remedy, path=path)
    return Imported(path.name, None, (*error.findings, *notes.found))


class _Tables:
    """Collects the tables of all sheets."""

    def __init__(self, notes: Notes, stated: Stated) -> None:
        self.notes, self.stated = notes, stated
        self.statements: dict[str, tuple[str, str]] = {}
        """The text and the options of each code."""
        self.duties: dict[int, _Duty] = {}
        self.titles: dict[str, str] = {}
        """The titles of options by id."""
        self.facts: dict[str, str] = {}
        self._sheet = Sheet("", ())
        self._odd: dict[tuple[str, str], list[str]] = {}

    def take(self, sheet: Sheet) -> None:
        """Take the tables of a sheet; a row of headings begins a new one."""
        self._sheet = sheet
        head: Head | None = None
        above: list[Row] = []
        title = sheet.name
        for row in sheet.rows:
            begun = find_head(row, title) if head or row.number <= _HEAD_ROWS else None
            if is_title(row):
                title = row.at(row.first)
            elif begun:
                head = begun
                self._take_head(row, head)
            elif head:
                self._take_row(row, head)
            elif not self._take_fact(*_label_and_value(row)):
                above.append(row)
        if above:
            names = first_few([f"{self._cell(row, row.first)} ({row.at(row.first)[:_LONG]!r})" for row in above])
            where = "above the headings" if head else "without known headings"
            self.notes.warn(f"rows {where} are not understood: {names}", "The rows are left out.")

    def _take_head(self, row: Row, head: Head) -> None:
        for number, title in head.duties.values():
            owned = _OWNED.fullmatch(title)
            duty = self._duty(number)
            heading = owned[1] if owned else title
            if heading:
                duty.headings[heading] = None
            if owned:
                self._state_owner(duty, owned[2])
                duty.mapping = DutyMapping(owned[3])
        for statement in head.codes.values():
            if statement.text:
                self._state_statement(statement.code, statement.text, "", self._cell(row, 0))
        if head.others:
            names = first_few([f"{self._cell(row, column)} ({title!r})" for column, title in head.others.items()])
            self.notes.warn(f"headings are not understood: {names}", "Their columns are left out.")

    def _take_row(self, row: Row, head: Head) -> None:
        if head.kind == "facts":  # some are not fields of a standard
            self._take_fact(head.cell(row, "what"), head.cell(row, "value"))
            return
        if head.kind == "statements":
            is_understood = self._take_statement(row, head)
        elif head.kind == "options":
            is_understood = self._take_option(head.cell(row, "id"), head.cell(row, "title"))
        else:
            is_understood = self._take_duty(row, head)
        if not is_understood:
            self._note_odd("begins a row that is not understood", row, head.key if row.at(head.key) else row.first)
        elif head.kind != "options":
            known = {*head.columns.values(), *head.duties, *head.codes, *head.others}
            for column in row.filled:
                if column not in known:
                    self._note_odd("has no heading", row, column)

    def _take_statement(self, row: Row, head: Head) -> bool:
        statement = statement_in_cell(row.at(head.key))
        if statement is None or ("statement" in head.columns and statement.text):
            return False
        text = head.cell(row, "statement") or statement.text
        self._state_statement(statement.code, text, head.cell(row, "options"), self._cell(row, head.key))
        for column, heading in head.duties.items():
            if self._is_crossed(row, column, self._duty(heading.number)):
                self._duty(heading.number).codes[statement.code] = None
        return True

    def _take_duty(self, row: Row, head: Head) -> bool:
        written = duty_in_cell(row.at(head.key))
        text_column = head.columns.get("text", head.columns.get("duty", head.key))
        if written is None or (text_column != head.key and written.text):
            return False
        duty = self._duty(written.number)
        self._state_text(duty, written.text if text_column == head.key else row.at(text_column))
        self._state_owner(duty, head.cell(row, "options"))
        if "mapping" in head.columns:
            try:
                duty.mapping = DutyMapping(head.cell(row, "mapping").casefold())
            except ValueError:
                self._note_odd("is not complete, partial or none", row, head.columns["mapping"])
        if "ksbs" in head.columns:
            codes = codes_in(head.cell(row, "ksbs"))
            if codes is None:
                self._note_odd("is not a list of codes", row, head.columns["ksbs"])
                duty.is_cut = True
            else:
                duty.codes |= dict.fromkeys(codes)
                duty.lists.append(frozenset(codes))
        for column, heading in head.codes.items():
            if self._is_crossed(row, column, duty):
                duty.codes[heading.code] = None
        return True

    def _take_option(self, key: str, title: str) -> bool:
        return bool(title and _OPTION_ID.fullmatch(key) and self.titles.setdefault(key, title) == title)

    def _take_fact(self, label: str, value: str) -> bool:
        label = label.strip(": ")
        named = _STANDARD.fullmatch(value) if label.casefold() == "standard" else None
        reference = fact_in_cells("reference", named[1]) if named else None
        if named and reference:
            self.facts.setdefault("reference", reference.value)
            self.facts.setdefault("title", named[2])
            return True
        fact = fact_in_cells(label, value)
        if fact:
            self.facts.setdefault(fact.field, fact.value)
        return fact is not None

    def _duty(self, number: int) -> _Duty:
        return self.duties.setdefault(number, _Duty(number))

    def _cell(self, row: Row, column: int) -> str:
        return self._sheet.cell(row, column)

    def _note_odd(self, problem: str, row: Row, column: int) -> None:
        """Record a cell that is not understood; cells with the same text and problem are reported together."""
        self._odd.setdefault((problem, row.at(column)), []).append(self._cell(row, column))

    def _is_crossed(self, row: Row, column: int, duty: _Duty) -> bool:
        """Return whether a cell has a cross. Any other text is reported."""
        text = row.at(column).casefold()
        is_open = text == "?" and duty.mapping not in (None, DutyMapping.COMPLETE)
        if text and text not in _CROSSES and not is_open:
            self._note_odd("is not a cross", row, column)
            duty.is_cut = True
        return text in _CROSSES

    def _state_text(self, duty: _Duty, text: str) -> None:
        if text and duty.text and duty.text != text:
            self._refuse_texts(duty, duty.text, text)
        duty.text = duty.text or text

    def _refuse_texts(self, duty: _Duty, one: str, other: str) -> None:
        self.notes.refuse(f"duty {duty.number} has different texts: {one!r} and {other!r}")

    def _state_owner(self, duty: _Duty, owner: str) -> None:
        if owner and duty.owner and duty.owner != owner:
            self.notes.refuse(f"duty {duty.number} belongs to {duty.owner!r} in one place and to {owner!r} in another")
        duty.owner = duty.owner or owner

    def _state_statement(self, code: str, text: str, options: str, place: str) -> None:
        first, owner = self.statements.get(code, ("", ""))
        if (first and text and first != text) or (owner and options and owner != options):
            self.notes.refuse(f"{code} has different texts or options: see {place}")
        self.statements[code] = first or text, owner or options

    def printed(self) -> PrintedStandard:
        self._report_odd()
        for duty in self.duties.values():
            self._settle_text(duty)
            if len({*duty.lists, frozenset(duty.codes)}) > 1 and duty.lists:
                what = f"the tables disagree on the KSBs of duty {duty.number}"
                self.notes.warn(what, "The KSBs of all tables are taken. Correct the tables.")
                duty.is_cut = True
        self._refuse_blanks()
        ids = self._option_ids()
        titles = dict(self.stated.options) | self.titles
        return PrintedStandard(
            document=f"a spreadsheet, imported from {self.notes.path.name}",
            facts=self.facts,
            duties=[
                PrintedDuty(
                    number=duty.number,
                    text=duty.text,
                    options=self._positions(duty.owner, ids),
                    ksbs=tuple(duty.codes),
                    mapping=duty.mapping,
                    is_cut=duty.is_cut,
                    has_options=bool(duty.owner),
                )
                for _, duty in sorted(self.duties.items())
            ],
            ksbs=[
                PrintedKsb(code, text, self._positions(options, ids), has_options=bool(options))
                for code, (text, options) in self.statements.items()
            ],
            options=[PrintedOption(titles.get(key), key) for key in ids],
        )

    def _report_odd(self) -> None:
        for (problem, text), cells in islice(self._odd.items(), _MOST_ODD):
            remedy = "The cells are left out. Correct them, and import again."
            self.notes.warn(f"{text[:_LONG]!r} {problem}: {first_few(cells)}", remedy)
        more = [cell for cells in islice(self._odd.values(), _MOST_ODD, None) for cell in cells]
        if more:
            what = f"{counted_noun(len(more), 'more cell')} are not understood: {first_few(more)}"
            self.notes.warn(what, "Correct the first cells.")

    def _settle_text(self, duty: _Duty) -> None:
        """Take a duty's text from tables of duties, or else from its headings."""
        if not duty.text:
            duty.text, *others = duty.headings or ("",)
            for other in others:
                self._refuse_texts(duty, duty.text, other)
            return
        for heading in duty.headings:
            if not _abbreviates(heading, duty.text):
                what = f"duty {duty.number} is {heading!r} in a heading, but {duty.text!r} in the table of duties"
                self.notes.warn(what, "The table's text is taken. Check that the column is for that duty.")

    def _refuse_blanks(self) -> None:
        duties = sorted(duty.number for duty in self.duties.values() if not duty.text)
        codes = [code for code, (text, _) in self.statements.items() if not text]
        if duties:
            first = duties[0]
            remedy = (
                "Add a table of duties: a row with the headings `duty` and `text`, and below it a row for each duty, "
                f"as in `{first}` and its text. Or head the column of crosses `Duty {first}: what it is`."
            )
            self.notes.refuse(f"the text is missing for duty {first_few(duties)}", remedy)
        if codes:
            remedy = "Write the text in a column with the heading `statement`, or after the code."
            self.notes.refuse(f"the text is missing for {first_few(in_ranges(codes))}", remedy)

    def _option_ids(self) -> list[str]:
        """Return all option ids: from tables of options, the command line, then duties and statements."""
        ids = dict.fromkeys([*self.titles, *(key for key, _ in self.stated.options)])
        owners = [*(duty.owner for duty in self.duties.values()), *(options for _, options in self.statements.values())]
        names = [name for owner in owners for name in _names(owner)]
        for name in names:
            key = self._id_of(name, ids)
            if key not in ids:
                ids[key] = None
                if not _OPTION_ID.fullmatch(name):
                    self.titles[key] = name
        return list(ids) if names or self.titles else []

    def _id_of(self, name: str, ids: Iterable[str]) -> str:
        """Return the id of the option that a cell names by its id or its title."""
        by_title = {title.casefold(): key for key, title in (*self.stated.options, *self.titles.items())}
        if name in ids:
            return name
        return by_title.get(name.casefold()) or (name if _OPTION_ID.fullmatch(name) else option_id(name, ids))

    def _positions(self, owner: str, ids: Sequence[str]) -> Positions | None:
        if owner.casefold() == _NOT_STATED:
            return None
        return tuple(dict.fromkeys(ids.index(self._id_of(name, ids)) for name in _names(owner)))


def _label_and_value(row: Row) -> tuple[str, str]:
    """Return a possible label with its value, from two cells, or one cell with a colon."""
    label, _, value = row.at(0).partition(":")
    return (label, value.strip()) if value else (row.at(0), row.at(1))


def _abbreviates(words: str, text: str) -> bool:
    """Return whether some words abbreviate a text, as `Rec. care` does `Record the care`."""
    rest = iter(_WORD.findall(text.casefold()))
    return all(any(whole.startswith(word) for whole in rest) for word in _WORD.findall(words.casefold()))


def _names(owner: str) -> Sequence[str]:
    """Return the options that a cell names; none for core."""
    names = (name.strip() for name in re.split(r"[,;]", owner))
    return [name for name in names if name and name.casefold() not in {*_CORE, _NOT_STATED}]
