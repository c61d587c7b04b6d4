"""The rows of headings in a spreadsheet, and the kinds of tables below them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ksbcheck.domain.codes import KINDS
from ksbcheck.importing.grid import Row
from ksbcheck.importing.notation import WrittenDuty, WrittenStatement, duty_in_cell, statement_in_cell

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
_FORMS = (
    # kind of table, required columns, optional columns; the first match counts
    ("crossed", ("number",), ("duty", "text", "options", "mapping")),
    ("crossed", ("duty",), ("text", "options", "mapping")),
    ("statements", ("code",), ("statement", "kind", "options")),
    ("duties", ("number",), ("duty", "text", "options", "mapping", "ksbs")),
    ("duties", ("duty",), ("text", "options", "mapping", "ksbs")),
    ("options", ("id", "title"), ()),
    ("facts", ("what", "value"), ()),
)
_NEEDED_HEADINGS = frozenset(word for _, needed, _ in _FORMS for name in needed for word in _HEADINGS[name])
_TITLES = frozenset(("ksbs", "duties", "options", *(words.casefold() for words in KINDS.values())))


class Head(NamedTuple):
    """A row of headings: the kind of its table, its known columns, and the others. `key` identifies each row."""

    kind: str
    key: int
    columns: Mapping[str, int]
    duties: Mapping[int, WrittenDuty]
    codes: Mapping[int, WrittenStatement]
    others: Mapping[int, str]

    def cell(self, row: Row, name: str) -> str:
        """Return the text of a row in a column; empty without the column."""
        return row.at(self.columns[name]) if name in self.columns else ""


def find_head(row: Row, title: str) -> Head | None:
    """Return the headings in a row, below a title or in a sheet of that name; None without any."""
    cells = {column: row.at(column) for column in row.filled}
    words = {column: cell.strip(":* ").casefold() for column, cell in cells.items()}
    if _NEEDED_HEADINGS.isdisjoint(words.values()):
        return None
    for kind, needed, more in _FORMS:
        columns = _columns(words, (*needed, *more))
        if not all(name in columns for name in needed):
            continue
        rest = {column: cell for column, cell in cells.items() if column not in columns.values()}
        duties: dict[int, WrittenDuty] = {}
        codes: dict[int, WrittenStatement] = {}
        for column, cell in rest.items():
            if kind == "statements" and (duty := duty_in_cell(cell)):
                duties[column] = duty
            elif kind == "crossed" and (code := statement_in_cell(cell)):
                codes[column] = code
        others = {column: cell for column, cell in rest.items() if column not in duties and column not in codes}
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


def is_title(row: Row) -> bool:
    """Return whether a row is the title of the rows below it: duties, options, or statements of a kind."""
    return len(row.filled) == 1 and row.at(row.first).strip(": ").casefold() in _TITLES
