"""Standards in files of every kind that can be imported: which reader a file needs, and what it makes of it."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ksbcheck.importing.imported import Given, Imported, unusable
from ksbcheck.importing.occupational_maps import is_of_the_maps, read_occupations
from ksbcheck.importing.official import is_of_skills_england, read_skills_england
from ksbcheck.importing.official_json import NotJson, values_in
from ksbcheck.importing.page import read_page
from ksbcheck.importing.sheet import read_sheet
from ksbcheck.inputs.files import read_bytes, read_text
from ksbcheck.inputs.refuse import refuse
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.rules import imports, reading

MOST_BYTES = 256 * 1024 * 1024
"""The largest file that is read: the data of all standards that there are comes to some 60 MB."""
_SHEETS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"})
_SAVE_AS = "Save the standard's web page as HTML, or copy its text into a file that ends in .txt, and name that."
_NOT_READ = {
    # ending: what to name instead
    **dict.fromkeys((".pdf", ".docx", ".doc", ".odt", ".rtf"), _SAVE_AS),
    ".zip": "Unpack it, and name the files that were in it.",
}
_OWN = "ksbcheck-standard/1"
_PLAN = "ksbcheck-assessment-plan/1"


def standards_in(path: Path, given: Given) -> Sequence[Imported]:
    """Return what is made of each standard in a file.

    Raises:
        InputError: nothing of the file can be read, or it holds no standard.
    """
    _refuse_what_is_not_read(path)
    if path.suffix.lower() in _SHEETS:
        return [read_sheet(path, read_bytes(path, MOST_BYTES), given)]
    text = _text(path)
    if _PLAN in text[:4096]:
        problem = "this is an assessment plan"
        remedy = "It isn't imported: put it beside the standard's file (docs/assessment.md says how it is called)."
        raise refuse(str(path), None, reading.not_a_standard, problem, remedy)
    if text.lstrip()[:1] in ("{", "["):
        return list(_from_json(path, values_in(path, text), given))
    if any(line.startswith("format:") and _OWN in line for line in text[:4096].splitlines()):
        return [_own(path)]
    return [read_page(path, text, given)]


def _text(path: Path) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 that says so, as some editors save "Unicode"."""
    raw = read_bytes(path, MOST_BYTES)
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-16")
    return read_text(path, MOST_BYTES)


def _refuse_what_is_not_read(path: Path) -> None:
    """Say what to do instead where what is named can be no file of a standard at all."""
    if path.parts[:1] in (("http:",), ("https:",)):
        problem, remedy = "this is an address", "Nothing is fetched: save what is there to a file, and name that."
    elif path.is_dir():
        problem, remedy = "this is a folder", "Name the files in it, one behind the other."
    elif path.suffix.lower() in _NOT_READ:
        problem = f"files that end in {path.suffix.lower()} are not imported"
        remedy = _NOT_READ[path.suffix.lower()]
    else:
        return
    raise refuse(str(path), None, reading.not_a_standard, problem, remedy)


def _own(path: Path) -> Imported:
    """Return a standard that is in ksbcheck's own format already."""
    standard = load_standard(path)
    return Imported(f"{standard.reference} {standard.version}", standard)


def _from_json(path: Path, values: Sequence[Any], given: Given) -> Iterator[Imported]:
    several = len(values) > 1
    if given != Given() and any(is_of_the_maps(value) or is_of_skills_england(value) for value in values):
        problem = "official data says by itself which standard it is"
        raise refuse(str(path), None, reading.wrong_value, problem, "Leave out --reference and the others.", ())
    occupations: list[tuple[dict[str, Any], str]] = []
    for index, value in enumerate(values):
        where = f"item {index + 1} of the list" if several else path.name
        if is_of_the_maps(value):
            occupations.append((value, where))
        elif is_of_skills_england(value):
            yield read_skills_england(path, value, where)
        elif isinstance(value, dict) and value.get("format") == _OWN and not several:
            yield _own(path)
        elif isinstance(value, NotJson):
            yield _not_json(path, value, where)
        else:
            yield _of_no_kind(path, where, several=several)
    yield from read_occupations(path, occupations)


def _not_json(path: Path, value: NotJson, where: str) -> Imported:
    """Return what is to be said of a value that JSON doesn't allow."""
    reference = value.content.get("referenceNumber", value.content.get("stdCode"))
    name = reference.strip() if isinstance(reference, str) else where
    hit = imports.unusable_value(name, f"there is {value}", ())
    return unusable(name, [imports.unusable_value.finding(hit).at(str(path), None)])


def _of_no_kind(path: Path, where: str, *, several: bool) -> Imported:
    """Return what is to be said of a value that is no standard: it is the end of the import only by itself."""
    problem = "there is no standard of a kind that is known: no referenceNumber or stdCode"
    if not several:
        remedy = "Download the standard's data again: see docs/standard.md for where it is and what it looks like."
        raise refuse(str(path), None, reading.not_a_standard, problem, remedy)
    hit = imports.unusable_value(where, problem, ())
    return unusable(where, [imports.unusable_value.finding(hit).at(str(path), None)])
