"""Spreadsheets (.xlsx) and CSV files as rows of texts, within bounds."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ksbcheck.documents.outliner import DocumentError
from ksbcheck.documents.package import Package, namespace
from ksbcheck.documents.sheets import text_of, worksheets
from ksbcheck.domain.finding import InputError, Place
from ksbcheck.inputs.files import place_in
from ksbcheck.rules import reading

MAX_BYTES = 5 * 1024 * 1024
"""The largest spreadsheet that is read. A standard's has some hundred KB."""
_MAX_INFLATED = 8 * 1024 * 1024
_MAX_ROWS, _MAX_COLUMNS = 5_000, 500
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WHOLE = re.compile(r"(\d+)\.0+")
_SEPARATORS = (",", ";", "\t")
_MADE_HARMLESS = re.compile("'[' ]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""A text that would be a formula without its apostrophe."""


class Row(NamedTuple):
    """A row with text, and its number in the sheet."""

    number: int
    cells: Sequence[str]

    def at(self, column: int) -> str:
        """Return the text of a cell; empty beyond the end."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def filled(self) -> Sequence[int]:
        """The columns with text."""
        return [column for column, cell in enumerate(self.cells) if cell]

    @property
    def first(self) -> int:
        """The first column with text."""
        return self.filled[0]


class Sheet(NamedTuple):
    """The rows with text of a sheet. A CSV file is a sheet without a name."""

    name: str
    rows: Sequence[Row]

    def cell(self, row: Row, column: int) -> str:
        """Return the name of a cell: `D7`, or `D7 of the sheet 'KSBs'`."""
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
        sheets = worksheets(Package(BytesIO(content), _MAX_INFLATED))
        return [Sheet(name, _bounded(path, _rows(root, texts))) for name, root, texts in sheets if root is not None]
    except DocumentError as error:
        problem = f"the spreadsheet cannot be read: {error.reason}"
        remedy = "Open the file in a spreadsheet program, and save it as .xlsx without a password or as CSV UTF-8."
        raise InputError("KSB917", problem, remedy, path=path) from None


def _rows(root: Element, texts: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a worksheet."""
    x = namespace(root)
    for number, row in enumerate(root.iter(f"{x}row"), 1):
        cells: dict[int, str] = {}
        line = number
        for count, cell in enumerate(row.iter(f"{x}c")):
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else count
            line = int(place[2]) if place else line
            if text := " ".join(_cell(cell, x, texts).split()):
                cells[column] = text
        if cells:
            width = min(max(cells) + 1, _MAX_COLUMNS + 1)
            yield Row(line, [cells.get(column, "") for column in range(width)])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: Element, x: str, texts: Sequence[str]) -> str:
    value = cell.findtext(f"{x}v") or ""
    match cell.get("t"):
        case "s":
            return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else ""
        case "inlineStr":
            inline = cell.find(f"{x}is")
            return "" if inline is None else text_of(inline)
        case "b":
            return "TRUE" if value == "1" else "FALSE"
        case _:
            whole = _WHOLE.fullmatch(value)
            return whole[1] if whole else value


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
        rows = (Row(number, [_plain(cell) for cell in row]) for number, row in enumerate(lines, 1))
        return Sheet("", _bounded(path, (row for row in rows if any(row.cells))))
    except csv.Error as error:
        place = Place(max(lines.line_num, 1), 1)
        message, remedy = reading.not_yaml_or_json.words("CSV", str(error))
        raise InputError("KSB904", message, remedy, path=path, place=place) from None


def _plain(cell: str) -> str:
    text = " ".join(cell.split())
    return text[1:] if _MADE_HARMLESS.match(cell) else text
