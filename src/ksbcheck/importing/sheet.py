"""A standard in a spreadsheet or CSV file, as providers keep them and `ksbcheck standard export` writes them.

A file has tables under rows of headings: statements by duties or duties by codes with crosses, duties with their codes,
options with titles, labels with values. Other cells are reported. Tables in texts are read in the same way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.names import code_order, in_ranges
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import first_few
from ksbcheck.importing import notation
from ksbcheck.importing.grid import Head, Row, Sheet, find_head, is_code_heading, is_title, read_sheets
from ksbcheck.importing.infer import settle
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
)

_CROSSES = frozenset(("x", "✓", "✔", "☑", "✅", "🗸", "√", "•", "●", "y", "yes", "true", "1"))
_CORE = frozenset(("core", "all"))
_NOT_STATED = frozenset(("not stated", "under no option in the source"))
_NO_CODES = frozenset(("not known", "none mapped", "none shown here", "none", "n/a", "-", "?"))
_NO_CROSSES = frozenset(("", ".", "-"))
_CODE_CELL = "Write one code in a cell: a letter and a number, as in K1, S12 or B3."
_LONG = 40
_OWNED = re.compile(r"(.*?)(?<!\s)\s*\[([^\[\]]*); mapping (complete|partial|none)\]")
_OPTION_ID = re.compile(r"[a-z][a-z0-9_-]*")
_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"[A-Za-z]{0,3}[\W_]*\d[\w.]*")
_NOTE = re.compile(r"(?:sub-?)?totals?\b|notes?\b|n\.?b\b|source|see\b|crown|©", re.IGNORECASE)


@dataclass(slots=True)
class _Duty:
    """A duty in all tables. Headings of columns may have its text, or an abbreviation."""

    number: int
    text: str = ""
    place: str = ""
    """The cell of the text."""
    headings: dict[str, str] = field(default_factory=dict)
    """The texts in headings, with their cells."""
    owner: str = ""
    mapping: DutyMapping | None = None
    codes: dict[str, None] = field(default_factory=dict)
    lists: list[frozenset[str]] = field(default_factory=list)
    is_cut: bool = False

    def printed(self, options: Positions | None) -> PrintedDuty:
        codes = tuple(self.codes)
        return PrintedDuty(self.number, self.text, options, codes, self.mapping, self.is_cut, bool(self.owner))


class _Statement(NamedTuple):
    """A statement in all tables, with the cell of its code."""

    text: str = ""
    options: str = ""
    place: str = ""


def read_sheet(path: Path, content: bytes, stated: Stated) -> Imported:
    try:
        return from_sheets(path, read_sheets(path, content, lambda row: find_head(row, "") is not None), stated)
    except InputError as error:
        return Imported(path.name, None, error.findings)


def from_sheets(path: Path, sheets: Iterable[Sheet], stated: Stated, noun: str = "spreadsheet") -> Imported:
    notes = Notes(path, path.name, noun)
    tables = Tables(notes, stated, sheets)
    if tables.statements:
        return notes.to_standard(settle(tables.printed(), notes, stated))
    return Imported(path.name, None, (*InputError("KSB917", *tables.problem(), path=path).findings, *notes.found))


class Tables:
    """Collects the tables of all sheets."""

    def __init__(self, notes: Notes, stated: Stated, sheets: Iterable[Sheet]) -> None:
        self.notes, self.stated = notes, stated
        self.statements: dict[str, _Statement] = {}
        self.duties: dict[int, _Duty] = {}
        self.titles: dict[str, str] = {}
        """The titles of options by id."""
        self.facts: dict[str, str] = {}
        self._sheet = Sheet("", ())
        self._odd: dict[tuple[str, str], list[str]] = {}
        self._labels: dict[str, tuple[str, str]] = {}
        """What a cell has beside a code, with the cell."""
        self._lost: list[tuple[str, str]] = []
        """Cells that may begin a statement, with their names."""
        self._last: _Duty | None = None
        self._heads: list[str] = []
        self._has_one_code = True
        for sheet in sheets:
            self._take(sheet)

    def problem(self) -> tuple[str, str]:
        odd = [(text, cell) for (_, text), cells in self._odd.items() for cell in cells]
        cells = [f"{cell} {text[:_LONG]!r}" for text, cell in (*self._lost, *odd)]
        if self._heads and (self._lost or (cells and not self.duties)):
            return f"no code can be read below the headings at {first_few(self._heads)}: {first_few(cells)}", _CODE_CELL
        held = "has duties but no statements" if self.duties else "has no known table of statements or duties"
        return f"the file {held}", (
            "A sheet needs a row of headings, such as `code`, `statement` and `Duty 1: what it is`. The duties may "
            "be in a separate table, with `duty`, `text` and `ksbs`."
        )

    def _take(self, sheet: Sheet) -> None:
        """Take the tables of a sheet; a row of headings begins a new one."""
        self._sheet = sheet
        head: Head | None = None
        above: list[Row] = []
        title = sheet.title or sheet.name
        for row in sheet.rows:
            begun = find_head(row, title)
            if is_title(row):
                title = row.at(row.first)
            elif begun:
                head = begun
                self._take_head(row, head)
            elif head:
                self._take_row(row, head)
            elif not self._take_fact(row.at(0), row.at(1)) and not self._lose(row, row.first):
                above.append(row)
        if above:
            names = first_few([f"{self._cell(row, row.first)} ({row.at(row.first)[:_LONG]!r})" for row in above])
            where = "above the headings" if head else "without known headings"
            self.notes.warn(f"rows {where} are not understood: {names}", "The rows are left out.")

    def _take_head(self, row: Row, head: Head) -> None:
        self._heads.append(self._cell(row, head.key))
        self._last = None
        for column, (number, title) in head.duties.items():
            owned = _OWNED.fullmatch(title)
            duty = self._duty(number)
            heading = owned[1] if owned else title
            if heading:
                duty.headings.setdefault(heading, self._cell(row, column))
            if owned:
                self._state_owner(duty, owned[2])
                duty.mapping = DutyMapping(owned[3])
        for column, written in head.codes.items():
            for code in written.codes if written.text else ():
                self._state_statement(code, written.text, "", self._cell(row, column))
        others = {column: title for column, title in head.others.items() if not self._lose(row, column, title)}
        if others:
            names = first_few([f"{self._cell(row, column)} ({title!r})" for column, title in others.items()])
            self.notes.warn(f"headings are not understood: {names}", "Their columns are left out.")

    def _take_row(self, row: Row, head: Head) -> None:
        if head.kind == "facts":  # some are not fields of a standard
            self._take_fact(head.cell(row, "what"), head.cell(row, "value"))
            return
        if head.kind == "statements":
            is_understood = self._take_statement(row, head)
        elif head.kind == "options":
            key, title = head.cell(row, "id"), head.cell(row, "title")
            is_understood = bool(title and _OPTION_ID.fullmatch(key) and self.titles.setdefault(key, title) == title)
        else:
            is_understood = self._take_duty(row, head)
        if not is_understood:
            is_moved = notation.resembles_code(row.at(row.first))  # as below a cell that spans rows
            column = head.key if row.at(head.key) and not is_moved else row.first
            is_one = _is_statement(row.at(head.key), head.cell(row, "statement"))
            if head.kind != "statements" or not self._lose(row, column, is_one=is_one):
                self._note_odd("begins a row that is not understood", row, column)
        elif head.kind != "options":
            known = {*head.columns.values(), *head.duties, *head.codes, *head.others}
            for column in row.filled:
                if column not in known and not self._lose(row, column):
                    self._note_odd("has no heading", row, column)

    def _take_statement(self, row: Row, head: Head) -> bool:
        written = notation.statement_in_cell(row.at(head.key))
        if written is None:
            return False
        self._refuse_two_codes(row, head, written.codes)
        place, stated = self._cell(row, head.key), head.cell(row, "statement")
        is_beside = "statement" in head.columns and (_is_core(written.text) or written.codes[0] in self.statements)
        text = stated or ("" if is_beside else written.text)
        for code in written.codes:
            self._state_statement(code, text, head.cell(row, "options"), place)
            if written.text not in ("", text):
                self._labels[code] = written.text, place
            for column, heading in head.duties.items():
                if self._is_crossed(row, column, self._duty(heading.number)):
                    self._duty(heading.number).codes[code] = None
        return True

    def _refuse_two_codes(self, row: Row, head: Head, codes: Sequence[str]) -> None:
        for column in filter(lambda column: is_code_heading(head.others[column]), head.others):
            second = notation.statement_in_cell(row.at(column))
            if second and second.codes != codes and self._has_one_code:
                self._has_one_code = False
                cells = f"{row.at(head.key)!r} ({self._cell(row, head.key)}) and {row.at(column)!r} "
                remedy = "Keep one column of codes, and put a second table below the first."
                self.notes.refuse(f"a row has two codes, {cells}({self._cell(row, column)})", remedy)

    def _lose(self, row: Row, column: int, text: str = "", *, is_one: bool = False) -> bool:
        """Return whether a cell may begin a statement, and record such a cell."""
        text = text or row.at(column)
        is_lost = is_one or (notation.resembles_code(text) and (len(row.filled) > 1 or " " in text))
        self._lost += [(text, self._cell(row, column))] if is_lost else []
        return is_lost

    def _take_duty(self, row: Row, head: Head) -> bool:
        written = notation.duty_in_cell(row.at(head.key))
        text_column = head.columns.get("text", head.columns.get("duty", head.key))
        if written is None:
            return self._take_codes_below(row, head)
        if text_column != head.key and written.text:
            return False
        duty = self._last = self._duty(written.number)
        text = written.text if text_column == head.key else row.at(text_column)
        self._state_text(duty, text, self._cell(row, text_column))
        self._state_owner(duty, head.cell(row, "options"))
        if "mapping" in head.columns:
            text = head.cell(row, "mapping").casefold()
            duty.mapping = next((each for each in DutyMapping if text in (each.value, each.words)), None)
            if duty.mapping is None:
                self._note_odd("is not complete, partial or none", row, head.columns["mapping"])
        if "ksbs" in head.columns:
            text = head.cell(row, "ksbs")
            codes = () if text.casefold() in _NO_CODES else notation.codes_in(text)
            if codes is None:
                self._note_odd("is not a list of codes", row, head.columns["ksbs"])
                duty.is_cut = True
            else:
                duty.codes |= dict.fromkeys(codes)
                duty.lists += [frozenset(codes)] if codes else []
        for column, heading in head.codes.items():
            if self._is_crossed(row, column, duty):
                duty.codes |= dict.fromkeys(heading.codes)
        return True

    def _take_codes_below(self, row: Row, head: Head) -> bool:
        codes = [notation.codes_in(row.at(column)) for column in row.filled if column != head.key]
        if self._last is None or len(codes) != 1 or not codes[0] or row.at(head.key).casefold() not in ("", *_CORE):
            return False
        self._last.codes |= dict.fromkeys(codes[0])
        return True

    def _take_fact(self, label: str, value: str) -> bool:
        """Take a label and its value, from two cells, or from one with a colon."""
        label, _, behind = label.strip(": ").partition(":")
        facts = notation.facts_in_line(f"{label}: {behind.strip() or value}")
        self.facts = {**facts, **self.facts}
        return bool(facts)

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
        if text not in _NO_CROSSES and text not in _CROSSES and not is_open:
            self._note_odd("is not a cross", row, column)
            duty.is_cut = True
        return text in _CROSSES

    def _state_text(self, duty: _Duty, text: str, place: str) -> None:
        if text:
            duty.text = self._agreed(f"duty {duty.number} has different texts", (duty.text, duty.place), (text, place))
            duty.place = duty.place or place

    def _agreed(self, problem: str, first: tuple[str, str], second: tuple[str, str]) -> str:
        """Return what is stated in one cell or in two; refuse different texts."""
        (one, at), (other, there) = first, second
        if one and other and one != other:
            remedy = "Keep the right one, and import again."
            self.notes.refuse(f"{problem}: {one!r} ({at}) and {other!r} ({there})", remedy)
        return one or other

    def _state_owner(self, duty: _Duty, owner: str) -> None:
        if owner and duty.owner and duty.owner != owner:
            self.notes.refuse(f"duty {duty.number} belongs to {duty.owner!r} in one place and to {owner!r} in another")
        duty.owner = duty.owner or owner

    def _state_statement(self, code: str, text: str, options: str, place: str) -> None:
        first = self.statements.get(code, _Statement(place=place))
        text = self._agreed(f"{code} has different texts", (first.text, first.place), (text, place))
        options = self._agreed(f"{code} has different options", (first.options, first.place), (options, place))
        self.statements[code] = _Statement(text, options, first.place)

    def join(self, page: PrintedStandard) -> PrintedStandard:
        """Return the standard on a page with its tables."""
        if not self._heads:
            return page
        stated = self.stated.options if len(self.stated.options) == len(page.options) else ()
        keys = [key for key, _ in stated]
        for number, option in enumerate(page.options[len(keys) :], 1):
            title = option.title or f"Option {number}"
            keys.append(option_id(title, keys))
            self.titles.setdefault(keys[-1], title)
        for duty in page.duties:
            joined = self._duty(duty.number)
            self._state_text(joined, duty.text, "in the list of duties")
            self._state_owner(joined, ", ".join(keys[at] for at in duty.options or ()) or ("core" if keys else ""))
            joined.codes |= dict.fromkeys(duty.ksbs)
            joined.is_cut |= duty.is_cut
        for ksb in page.ksbs:
            self._state_statement(ksb.code, ksb.text, "", "in the list of statements")
        made = self.printed()
        ksbs = sorted(made.ksbs, key=lambda ksb: code_order(ksb.code))
        return replace(page, duties=made.duties, ksbs=ksbs, options=made.options)

    def printed(self) -> PrintedStandard:
        self._settle_cells()
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
            document=f"a {self.notes.noun}, imported from {self.notes.path.name}",
            facts=self.facts,
            duties=[duty.printed(self._positions(duty.owner, ids)) for _, duty in sorted(self.duties.items())],
            ksbs=[
                PrintedKsb(code, each.text, self._positions(each.options, ids), has_options=bool(each.options))
                for code, each in self.statements.items()
            ],
            options=[PrintedOption(titles.get(key), key) for key in ids],
        )

    def _settle_cells(self) -> None:
        """Leave out the statements that can't be read, and report the other cells that are not understood.

        The words beside the codes are options, if each code has some and one of them is `core`.
        """
        lost: dict[str, list[str]] = {}
        for text, cell in self._lost:
            written = notation.statement_in_cell(text)
            if written and self.statements.keys() >= set(written.codes):
                self._odd.setdefault(("begins a row that is not understood", text), []).append(cell)
            else:
                problem = "not in a known table" if written else "the code is not a letter and a number"
                lost.setdefault(problem, []).append(f"{text[:_LONG]!r} ({cell})")
        for problem, names in lost.items():
            self.notes.leave_out_statements(names, problem, f"{_CODE_CELL} Then import again.")
        has_options = any(statement.options for statement in self.statements.values())
        is_core = any(_is_core(label) for label, _ in self._labels.values())
        is_options = is_core and not has_options and self._labels.keys() == self.statements.keys()
        for code, (label, cell) in self._labels.items():
            if is_options:
                self.statements[code] = self.statements[code]._replace(options=label.rstrip("."))
            else:
                self._odd.setdefault(("stands beside a code", label), []).append(cell)
        for (problem, text), cells in self._odd.items():
            remedy = "The cells are left out. Correct them, and import again."
            self.notes.warn(f"{text[:_LONG]!r} {problem}: {first_few(cells)}", remedy)

    def _settle_text(self, duty: _Duty) -> None:
        """Take a duty's text from tables of duties, or else from its headings."""
        if not duty.text:
            (duty.text, place), *others = duty.headings.items() or [("", "")]
            for other in others:
                self._agreed(f"duty {duty.number} has different texts", (duty.text, place), other)
            return
        for heading in duty.headings:
            if not _abbreviates(heading, duty.text):
                what = f"duty {duty.number} is {heading!r} in a heading, but {duty.text!r} in the table of duties"
                self.notes.warn(what, "The table's text is taken. Check that the column is for that duty.")

    def _refuse_blanks(self) -> None:
        duties = sorted(duty.number for duty in self.duties.values() if not duty.text)
        codes = [code for code, statement in self.statements.items() if not statement.text]
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
        owners = [each.owner for each in self.duties.values()] + [each.options for each in self.statements.values()]
        names = [name for owner in owners for name in self._names(owner)]
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
        if owner.casefold() in _NOT_STATED:
            return None
        return tuple(dict.fromkeys(ids.index(self._id_of(name, ids)) for name in self._names(owner)))

    def _names(self, owner: str) -> Sequence[str]:
        """Return the options that a cell names, by titles with commas too; none for core."""
        known = sorted((*dict(self.stated.options).values(), *self.titles.values()), key=len, reverse=True)
        titles = "|".join(map(re.escape, known)) or "$"
        names = re.findall(rf"(?i)\s*(?:and\s+)?(?:{titles})(?=\s*[,;]|\s+and\s|\s*$)|[^,;]+", owner)
        bare = (name.strip().removeprefix("and ") for name in names)
        return [name for name in bare if name and not _is_core(name) and name.casefold() not in _NOT_STATED]


def _abbreviates(words: str, text: str) -> bool:
    """Return whether some words abbreviate a text, as `Rec. care` does `Record the care`."""
    rest = iter(_WORD.findall(text.casefold()))
    return all(any(whole.startswith(word) for whole in rest) for word in _WORD.findall(words.casefold()))


def _is_statement(code: str, text: str) -> bool:
    """Return whether a row seems to have a statement, with a number as its code or without a code."""
    is_marked = _NUMBERED.fullmatch(code) if code else text.endswith((".", ";"))
    return bool(is_marked) and any(map(str.isalpha, text)) and not _NOTE.match(text)


def _is_core(name: str) -> bool:
    return name.casefold().rstrip(".") in _CORE
