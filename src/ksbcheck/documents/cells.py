"""What the cells of a spreadsheet (.xlsx) show: days, times and percentages by their formats, errors, merged cells."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from ksbcheck.documents.package import Package, main_part, namespace, read_related, read_xml
from ksbcheck.domain.text import whole_number

UNSAVED = "#UNSAVED!"
"""What a cell shows whose formula has no saved value."""
_ON = ("1", "true")
_DAY, _MONTH, _TIME, _PERCENT = "day", "month", "time", "percent"
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 22, *range(27, 32), *range(50, 59)), _DAY),
    17: _MONTH,
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), _TIME),
    **dict.fromkeys((9, 10), _PERCENT),
}
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
"""What a number format says that is no sign for a part of a date: texts, colours, languages."""
_LINK = re.compile(r'\s*HYPERLINK\("([^"]{1,400})"\s*[,;]\s*"([^"]{1,400})"\)\s*', re.IGNORECASE)
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_FIRST_DAY = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_LAST_SERIAL = 2_958_465
"""31 December 9999."""
_MOST_RANGES = 20_000
_MOST_LETTERS = 7


_SHOWN: Mapping[str, Callable[[float, date], str]] = {
    _DAY: lambda value, first: (first + timedelta(days=int(value))).isoformat(),
    _MONTH: lambda value, first: f"{first + timedelta(days=int(value)):%B %Y}",
    _TIME: lambda value, _: str(timedelta(seconds=round(value * 86_400))).rjust(len("00:00:00"), "0"),
    _PERCENT: lambda value, _: f"{round(value * 100, 2):g}%",
}


class Formats:
    """The number formats of a workbook, by the number of a cell's style."""

    def __init__(self, package: Package) -> None:
        part = main_part(package, "xl/workbook.xml")
        workbook = read_xml(package, part)
        properties = workbook.find(f"{namespace(workbook)}workbookPr")
        self._first_day = _FIRST_DAY[properties is not None and properties.get("date1904") in _ON]
        styles = read_related(package, part, "styles")
        self._kinds = () if styles is None else tuple(_kinds(styles))

    def shown(self, cell: Element, x: str, text: str) -> str:
        """Return what a cell shows; `text` is its text or its value as it is written."""
        formula = cell.find(f"{x}f")
        link = _LINK.fullmatch(formula.text or "") if formula is not None else None
        match cell.get("t", "n"):
            case "b":
                return "TRUE" if text in _ON else "FALSE"
            case "d":
                return text[: len("2026-03-04")]
            case "n" if text:
                text = self._number(cell, text)
            case "n" if link:
                text = link[2]
            case "n" if formula is not None:
                return UNSAVED
        return f"{text} ({link[1]})" if link and "://" not in link[1] else text

    def _number(self, cell: Element, text: str) -> str:
        style = cell.get("s") or ""
        kind = self._kinds[int(style)] if style.isdecimal() and int(style) < len(self._kinds) else ""
        try:
            value = float(text)
        except ValueError:
            return text
        return _SHOWN[kind](value, self._first_day) if kind and 0 <= value <= _LAST_SERIAL else text.removesuffix(".0")


def _kinds(styles: Element) -> Iterator[str]:
    x = namespace(styles)
    own = {each.get("numFmtId"): _kind(each.get("formatCode") or "") for each in styles.iter(f"{x}numFmt")}
    for style in styles.findall(f"{x}cellXfs/{x}xf"):
        number = style.get("numFmtId")
        yield own.get(number) or _BUILT_IN.get(whole_number(number), "")


def _kind(code: str) -> str:
    """Return what a number format shows: `dd/mm/yyyy` a day, `mmm yy` no day."""
    signs = _LITERALS.sub("", code.partition(";")[0]).casefold()
    if "d" in signs:
        return _DAY
    if "y" in signs:
        return _MONTH
    return _TIME if "h" in signs or "s" in signs else _PERCENT if "%" in signs else ""


class MergedCells:
    """Cells that are merged downwards: each row shows the text of the first one."""

    def __init__(self, root: Element) -> None:
        self._starting: dict[int, list[tuple[int, int]]] = {}
        self._open: dict[int, tuple[int, str]] = {}
        for count, each in enumerate(root.iter(f"{namespace(root)}mergeCell")):
            found = _RANGE.fullmatch(each.get("ref") or "")
            if found and count < _MOST_RANGES and int(found[4]) > int(found[2]):
                self._starting.setdefault(int(found[2]), []).append((column_number(found[1]), int(found[4])))

    def fill(self, number: int, cells: Mapping[int, str]) -> dict[int, str]:
        """Return the cells of a row with those that are merged with a row above. Rows come in their order."""
        self._open = {column: (last, text) for column, (last, text) in self._open.items() if number <= last}
        merged = {column: text for column, (_, text) in self._open.items()} if self._open else {}
        self._open |= {at: (last, cells[at]) for at, last in self._starting.get(number, ()) if at in cells}
        return {**merged, **cells}


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1; of a longer name, that of its beginning."""
    number = 0
    for letter in letters[:_MOST_LETTERS]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
