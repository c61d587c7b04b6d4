"""Minimal Excel files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.documents.archive import XML_HEAD, xml, zipped
from tests.documents.office_parts import OFFICE, RELATIONSHIPS, content_types, relationships

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml"
NAMESPACES = f'xmlns="{OFFICE}/spreadsheetml/2006/main" xmlns:r="{RELATIONSHIPS}"'
COLUMNS, ROWS = 16_384, 1_048_576


@dataclass(frozen=True)
class Inline:
    """A text in its cell rather than among the shared strings."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A formula and its last result."""

    expression: str
    result: str


Value = str | Sequence[str] | bool | float | Inline | Formula
"""A cell's text, or its runs in several formats, or another value."""

Cell = Value | None


Rows = Sequence[Sequence[Cell]]


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """Return an Excel file of sheets by their names; its parts are numbered backwards."""
    shared: dict[str, int] = {}
    grids = [_sheet(_row(number, row, shared) for number, row in enumerate(rows, 1)) for rows in sheets.values()]
    return _workbook(list(sheets), grids, list(shared))


def sparse_xlsx() -> bytes:
    """Return an Excel file whose only text is in the last possible cell."""
    return _workbook(
        ["Sparse"], [_sheet([_row(ROWS, [*[None] * (COLUMNS - 1), Inline("K1 sown at the end")], {})])], []
    )


def _workbook(names: Sequence[str], grids: Sequence[str], shared: Sequence[str]) -> bytes:
    numbers = range(len(names), 0, -1)
    main = {"/xl/workbook.xml": "sheet.main", "/xl/sharedStrings.xml": "sharedStrings"}
    main |= {f"/xl/worksheets/sheet{number}.xml": "worksheet" for number in numbers}
    ids = "".join(
        f'<sheet name="{xml(name)}" sheetId="{sheet}" r:id="rId{number}"/>'
        for sheet, (name, number) in enumerate(zip(names, numbers, strict=True), 1)
    )
    rels = {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in reversed(numbers)}
    rels[f"rId{len(names) + 1}"] = ("sharedStrings", "sharedStrings.xml")
    parts = {
        "[Content_Types].xml": content_types({name: f"{WORKBOOK}.{kind}+xml" for name, kind in main.items()}),
        "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f"{XML_HEAD}<workbook {NAMESPACES}><sheets>{ids}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(rels),
        "xl/sharedStrings.xml": f"{XML_HEAD}<sst {NAMESPACES}>{''.join(shared)}</sst>",
    }
    parts |= {f"xl/worksheets/sheet{number}.xml": grid for number, grid in zip(numbers, grids, strict=True)}
    return zipped(parts.items())


def _sheet(rows: Iterable[str]) -> str:
    return f"{XML_HEAD}<worksheet {NAMESPACES}><sheetData>{''.join(rows)}</sheetData></worksheet>"


def _row(number: int, cells: Iterable[Cell], shared: dict[str, int]) -> str:
    shown = "".join(
        _cell(f"{_column(column)}{number}", cell, shared) for column, cell in enumerate(cells) if cell is not None
    )
    return f'<row r="{number}">{shown}</row>'


def _column(number: int) -> str:
    rest, letter = divmod(number, 26)
    return (_column(rest - 1) if rest else "") + chr(ord("A") + letter)


def _cell(place: str, cell: Value, shared: dict[str, int]) -> str:
    kind, content = _value(cell, shared)
    return f'<c r="{place}" t="{kind}">{content}</c>'


def _value(cell: Value, shared: dict[str, int]) -> tuple[str, str]:
    match cell:
        case bool():
            return "b", f"<v>{int(cell)}</v>"
        case int() | float():
            return "n", f"<v>{cell}</v>"
        case Inline(text):
            return "inlineStr", f"<is>{_text(text)}</is>"
        case Formula(expression, result):
            return "str", f"<f>{xml(expression)}</f><v>{xml(result)}</v>"
        case str():
            item = f"<si>{_text(cell)}</si>"
        case runs:
            item = f"<si>{''.join(f'<r>{_text(run)}</r>' for run in runs)}</si>"
    return "s", f"<v>{shared.setdefault(item, len(shared))}</v>"


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{xml(text)}</t>'
