"""Read the standards in a file of any kind that can be imported."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.text import listed
from ksbcheck.importing.grid import Sheet, find_head, sheets_of_rows
from ksbcheck.importing.maps import is_occupation, read_occupations
from ksbcheck.importing.official import is_official, read_official
from ksbcheck.importing.official_json import fields_left_out, values_in
from ksbcheck.importing.page import read_page
from ksbcheck.importing.printed import Imported, Notes, Stated
from ksbcheck.importing.sheet import from_sheets, read_sheet
from ksbcheck.inputs.files import read_bytes, read_text
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.rules import imports

MOST_BYTES = 256 * 1024 * 1024
"""The largest file that is read. The data of all standards has some 60 MB."""
_SHEETS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"})
_SAVE_AS = "Save the standard's web page as HTML, or copy its text into a .txt file, and name that file."
_NOT_READ = {
    # ending: what to name instead
    **dict.fromkeys((".pdf", ".docx", ".doc", ".odt", ".rtf"), _SAVE_AS),
    ".zip": "Unpack the archive, and name its files.",
}
_OWN = "ksbcheck-standard/1"
_UNKNOWN = "this is no known kind of standard: it has neither referenceNumber nor stdCode"
_PLAN = "ksbcheck-assessment-plan/1"


def standards_in(path: Path, stated: Stated) -> Sequence[Imported]:
    """Return the standards in a file.

    Raises:
        InputError: the file cannot be read, or it has no standard.
    """
    _refuse_unsupported(path)
    if path.suffix.lower() in _SHEETS:
        return [read_sheet(path, read_bytes(path, MOST_BYTES), stated)]
    text = _text(path)
    if _PLAN in text[:4096]:
        problem = "this is an assessment plan"
        remedy = "Put the plan beside the standard's file instead (see docs/assessment.md)."
        raise InputError("KSB917", problem, remedy, path=path)
    if text.lstrip()[:1] in ("{", "["):
        values = values_in(path, text)
        if any(map(_is_standard, values)):
            return list(_in_json(path, values, stated))
        return [from_sheets(path, _sheets_of(path, values), stated, "list")]
    if any(line.startswith("format:") and _OWN in line for line in text[:4096].splitlines()):
        return [_own(path)]
    return [read_page(path, text, stated)]


def _text(path: Path) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte-order mark."""
    raw = read_bytes(path, MOST_BYTES)
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-16")
    return read_text(path, MOST_BYTES)


def _refuse_unsupported(path: Path) -> None:
    if path.parts[:1] in (("http:",), ("https:",)):
        problem, remedy = "this is an address", "Save the page to a file, and name the file: ksbcheck fetches nothing."
    elif path.is_dir():
        problem, remedy = "this is a folder", "Name the files in the folder, one after the other."
    elif path.suffix.lower() in _NOT_READ:
        problem = f"files that end in {path.suffix.lower()} are not imported"
        remedy = _NOT_READ[path.suffix.lower()]
    else:
        return
    raise InputError("KSB917", problem, remedy, path=path)


def _own(path: Path) -> Imported:
    standard = load_standard(path)
    return Imported(f"{standard.reference} {standard.version}", standard)


def _is_standard(value: object) -> bool:
    """Return whether a value of a JSON file is, or was meant to be, a standard."""
    is_own = isinstance(value, dict) and value.get("format") == _OWN
    return is_own or is_occupation(value) or is_official(value)


def _sheets_of(path: Path, values: Sequence[Any]) -> Sequence[Sheet]:
    sheets = sheets_of_rows(values)
    if any(find_head(sheet.rows[0], sheet.name) for sheet in sheets):
        return sheets
    remedy = "Download the data again, or give each row the keys `code` and `statement`: see docs/library.md."
    raise InputError("KSB917", f"{_UNKNOWN}{_says(values)}", remedy, path=path)


def _says(values: Sequence[Any]) -> str:
    """Return the message of an answer that is only an error."""
    value = values[0] if len(values) == 1 and isinstance(values[0], dict) else {}
    said = value.get("error") or value.get("message")
    said = said.get("message") if isinstance(said, dict) else said
    return f", but says {said[:80]!r}" if isinstance(said, str) else ""


def _in_json(path: Path, values: list[Any], stated: Stated) -> Iterator[Imported]:
    if stated != Stated() and any(is_occupation(value) or is_official(value) for value in values):
        problem = "official data states which standard it is"
        raise InputError(
            "KSB906", problem, "Leave out --reference, --version, --title, --level and --option.", path=path
        )
    is_list = len(values) > 1
    occupations: list[tuple[dict[str, Any], str]] = []
    left_out: dict[str, None] = {}
    for index, value in enumerate(values):
        values[index] = None  # frees memory: the file may be large
        where = f"item {index + 1} of the list" if is_list else path.name
        if is_occupation(value) or is_official(value):
            left_out |= dict.fromkeys(fields_left_out(value))
        if is_occupation(value):
            occupations.append((value, where))
        elif is_official(value):
            yield read_official(path, value, where)
        elif isinstance(value, dict) and value.get("format") == _OWN and not is_list:
            yield _own(path)
        else:
            notes = Notes(path, where)
            notes.refuse(_UNKNOWN)
            yield notes.imported()
    yield from read_occupations(path, occupations)
    if left_out:
        rule = imports.fields_left_out
        what, remedy = f"fields are left out: {listed(left_out)}", "docs/library.md says which fields are kept."
        yield Imported(path.name, None, (Finding(rule.code, rule.severity, what, remedy, path=str(path)),))
