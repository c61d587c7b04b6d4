"""Spreadsheets (.xlsx), CSV files and JSON lists as rows of texts, within bounds, and the headings among them."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from ksbcheck.documents.cells import Formats
from ksbcheck.documents.outliner import DocumentError
from ksbcheck.documents.package import Package
from ksbcheck.documents.separated import unguarded
from ksbcheck.documents.sheets import shown_rows, worksheets
from ksbcheck.domain.finding import InputError, Place
from ksbcheck.domain.names import KINDS
from ksbcheck.domain.text import plain
from ksbcheck.importing.notation import WrittenCodes, WrittenDuty, duty_in_cell, statement_in_cell
from ksbcheck.inputs.files import place_in
from ksbcheck.rules import reading

MAX_BYTES = 5 * 1024 * 1024
"""The largest spreadsheet that is read. A standard's has some hundred KB."""
_MAX_INFLATED = 8 * 1024 * 1024
_MAX_ROWS, _MAX_COLUMNS = 5_000, 500
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = (",", ";", "\t")
# fmt: off
_HEADINGS = {
    "code": (
        "code", "ksb", "ksb code", "ksb reference", "ksb ref", "ksb id", "ksb no", "ksb no.", "ksb number",
        "reference", "ref", "id",
    ),
    "statement": (
        "statement", "ksb statement", "text", "description", "detail", "wording", "ksb description", "definition",
    ),
    "kind": ("kind", "type", "category"),
    "options": ("options", "option", "pathway", "specialism", "of"),
    "number": ("number", "no", "no.", "duty number", "duty no", "duty no.", "#"),
    "duty": ("duty", "duties"),
    "text": ("text", "duty text", "description", "duty description", "statement", "detail", "what it is"),
    "ksbs": ("ksbs", "codes", "ksb codes", "mapped ksbs", "ksbs mapped", "mapping to ksbs", "mapped to"),
    "mapping": ("mapping",),
    "id": ("id", "option id"),
    "title": ("title", "option title"),
    "what": ("what",),
    "value": ("value",),
}
# fmt: on
_FORMS = (
    # kind of table, required columns, optional columns; the first match counts
    ("crossed", ("number",), ("duty", "text", "options", "mapping")),
    ("crossed", ("duty",), ("text", "options", "mapping")),
    ("statements", ("code",), ("statement", "kind", "options")),
    ("duties", ("number",), ("duty", "text", "options", "mapping", "ksbs")),
    ("duties", ("duty",), ("text", "options", "mapping", "ksbs")),
    ("statements", ("ksbs",), ("statement", "kind", "options")),
    ("options", ("id", "title"), ()),
    ("facts", ("what", "value"), ()),
)
_NEEDED_HEADINGS = frozenset(word for _, needed, _ in _FORMS for name in needed for word in _HEADINGS[name])
_COUNTS = frozenset(("required", *(words.casefold() for words in KINDS.values())))
_TITLES = frozenset(("ksbs", "duties", "options", *(words.casefold() for words in KINDS.values())))


class Row(NamedTuple):
    """A row with text, and its number in the sheet."""

    number: int
    cells: Sequence[str]

    def at(self, column: int) -> str:
        """Return the text of a cell; empty beyond the end."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def filled(self) -> Sequence[int]:
        return [column for column, cell in enumerate(self.cells) if cell]

    @property
    def first(self) -> int:
        return self.filled[0]


class Sheet(NamedTuple):
    """The rows with text of a sheet. A CSV file is a sheet without a name.

    `unit` is the word for a row in messages, where cells have no names; `title` is that above a table of a text.
    """

    name: str
    rows: Sequence[Row]
    unit: str = ""
    title: str = ""

    def cell(self, row: Row, column: int) -> str:
        """Return the name of a cell: `D7`, `D7 of the sheet 'KSBs'`, `line 7`."""
        if self.unit:
            return f"{self.unit} {row.number or 'keys'}" + (f" of {self.name!r}" if self.name else "")
        place = f"{column_name(column)}{row.number}"
        return f"{place} of the sheet {self.name!r}" if self.name else place


def column_name(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    rest, letter = divmod(column, 26)
    return (column_name(rest - 1) if rest else "") + chr(ord("A") + letter)


def read_sheets(path: Path, content: bytes, is_head: Callable[[Row], bool]) -> Sequence[Sheet]:
    """Read the sheets of a spreadsheet or CSV file; `is_head` finds rows of headings.

    Raises:
        InputError: the file is damaged, protected, not UTF-8, or too large.
    """
    if len(content) > MAX_BYTES:
        remedy = "Save the sheets with statements and duties as a separate file."
        raise _refused(path, f"the file is larger than {MAX_BYTES // 1024} KiB", remedy)
    if content.startswith((_ZIP, _OLE)):
        return _of_workbook(path, content)
    return [_of_csv(path, content, is_head)]


def _refused(path: Path, problem: str, remedy: str, place: Place | None = None) -> InputError:
    return InputError("KSB903", problem, remedy, path=path, place=place)


def _of_workbook(path: Path, content: bytes) -> Sequence[Sheet]:
    try:
        package = Package(BytesIO(content), _MAX_INFLATED)
        formats = Formats(package)
        return [
            Sheet(name, _bounded(path, _rows(root, texts, formats)))
            for name, root, texts, _ in worksheets(package)
            if root is not None
        ]
    except DocumentError as error:
        reason = "it is an OpenDocument file" if b"opendocument" in content[:200] else error.reason
        problem = f"the spreadsheet cannot be read: {reason}"
        remedy = "Open the file in a spreadsheet program, and save it as .xlsx without a password or as CSV UTF-8."
        raise InputError("KSB917", problem, remedy, path=path) from None


def _rows(root: Element, texts: Sequence[str], formats: Formats) -> Iterator[Row]:
    for number, cells in shown_rows(root, texts, formats):
        if cells:
            width = min(max(cells), _MAX_COLUMNS + 1)
            yield Row(number, [plain(cells.get(column, "")) for column in range(1, width + 1)])


def _bounded(path: Path, rows: Iterator[Row]) -> Sequence[Row]:
    """Return the rows, unless there are too many or too wide ones."""
    held = list(islice(rows, _MAX_ROWS + 1))
    if len(held) > _MAX_ROWS or any(len(row.cells) > _MAX_COLUMNS for row in held):
        problem = f"a sheet has more than {_MAX_ROWS:,} rows or {_MAX_COLUMNS} columns"
        raise _refused(path, problem, "Save the rows with statements and duties as a separate file.")
    return held


def _of_csv(path: Path, content: bytes, is_head: Callable[[Row], bool]) -> Sheet:
    """Read a CSV file with the separator that gives it headings."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        problem = f"this is not UTF-8 text: there is a byte {content[error.start]:#04x} here"
        place = place_in(before, len(before))
        raise _refused(path, problem, "Save the file as `CSV UTF-8` in a spreadsheet program.", place) from None
    for separator in _SEPARATORS:
        try:
            sheet = _separated(path, text, separator)
        except InputError:
            continue
        if any(map(is_head, sheet.rows)):
            return sheet
    return _separated(path, text, _SEPARATORS[0])


def _separated(path: Path, text: str, separator: str) -> Sheet:
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = (Row(number, [unguarded(plain(cell)) for cell in row]) for number, row in enumerate(lines, 1))
        return Sheet("", _bounded(path, (row for row in rows if any(row.cells))))
    except csv.Error as error:
        place = Place(max(lines.line_num, 1), 1)
        message, remedy = reading.not_yaml_or_json.words("CSV", str(error))
        raise InputError("KSB904", message, remedy, path=path, place=place) from None


def sheets_of_rows(values: Sequence[Any]) -> Sequence[Sheet]:
    """Return a JSON list of flat objects as a sheet, or an object with such lists as sheets; none for other values."""
    only = values[0] if len(values) == 1 and isinstance(values[0], dict) else {}
    lists = (
        only
        if any(isinstance(each, dict) for rows in only.values() if isinstance(rows, list) for each in rows)
        else {"": values}
    )
    rows = [row for rows in lists.values() for row in (rows if isinstance(rows, list) else [rows])]
    if not all(isinstance(row, dict) and not any(isinstance(value, dict) for value in row.values()) for row in rows):
        return ()
    return [Sheet(name, list(_rows_of(rows)), "item") for name, rows in lists.items() if rows]


def _rows_of(rows: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    keys = tuple(dict.fromkeys(key for row in rows for key in row))
    yield Row(0, [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key) for key in keys])
    for number, row in enumerate(rows, 1):
        values = [row.get(key) or "" for key in keys]
        texts = (", ".join(map(str, value)) if isinstance(value, list) else str(value) for value in values)
        yield Row(number, list(map(plain, texts)))


class Head(NamedTuple):
    """A row of headings: the kind of its table, its known columns, and the others. `key` identifies each row."""

    kind: str
    key: int
    columns: Mapping[str, int]
    duties: Mapping[int, WrittenDuty]
    codes: Mapping[int, WrittenCodes]
    others: Mapping[int, str]

    def cell(self, row: Row, name: str) -> str:
        """Return the text of a row in a column; empty without the column."""
        return row.at(self.columns[name]) if name in self.columns else ""


def find_head(row: Row, title: str) -> Head | None:
    """Return the headings in a row, below a title or in a sheet of that name; None without any."""
    cells = {column: row.at(column) for column in row.filled}
    words = {column: _heading(cell) for column, cell in cells.items()}
    if _NEEDED_HEADINGS.isdisjoint(words.values()):
        return None
    for kind, needed, more in _FORMS:
        columns = _columns(words, (*needed, *more))
        if not all(name in columns for name in needed):
            continue
        rest = {column: cell for column, cell in cells.items() if column not in columns.values()}
        duties: dict[int, WrittenDuty] = {}
        codes: dict[int, WrittenCodes] = {}
        for column, cell in rest.items():
            if kind == "statements" and (duty := duty_in_cell(cell)):
                duties[column] = duty
            elif kind == "crossed" and (code := statement_in_cell(cell)):
                codes[column] = code
        known = {*duties, *codes, *(column for column in rest if kind == "options" and words[column] in _COUNTS)}
        others = {column: cell for column, cell in rest.items() if column not in known}
        head = Head(kind, columns[needed[0]], columns, duties, codes, others)
        if _is_meant(head, " ".join(words.values()), title.casefold()):
            return head
    return None


def _is_meant(head: Head, words: str, title: str) -> bool:
    """Return whether headings are a standard's; those of evidence are similar."""
    names = head.columns.keys()
    match head.kind:
        case "crossed":
            return bool(head.codes) and min(head.columns.values()) < min(head.codes)
        case "statements":
            return bool(head.duties) or "statement" in names
        case "duties":
            is_about_duties = ("text" in names and "duty" in words) or (names & {"duty", "text"} and "dut" in title)
            return bool(names & {"ksbs", "mapping"} or is_about_duties)
        case "options":
            return "option" in words or "option" in title
        case _:
            return True


def _columns(words: Mapping[int, str], names: Sequence[str]) -> dict[str, int]:
    """Return the first column with each heading."""
    found: dict[str, int] = {}
    for name in names:
        at = next((c for c, word in words.items() if word in _HEADINGS[name] and c not in found.values()), None)
        if at is not None:
            found[name] = at
    return found


def is_code_heading(heading: str) -> bool:
    return _heading(heading) in _HEADINGS["code"]


def _heading(cell: str) -> str:
    return cell.strip(":* ").replace("_", " ").casefold()


def is_title(row: Row) -> bool:
    """Return whether a row is the title of the rows below it: duties, options, or statements of a kind."""
    return len(row.filled) == 1 and row.at(row.first).strip(": ").casefold() in _TITLES
