"""The notations of codes, duties, statements and facts, on pages and in spreadsheets."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from unicodedata import normalize

from ksbcheck.domain.names import KINDS, written_codes

_KINDS = "ESB|TK|TS|K|S|B"
_NUMBER = "[1-9][0-9]{0,3}"
_DASHES = "\u2013\u2014-"
CODE = f"(?:{_KINDS}){_NUMBER}"
"""The pattern of a code, as K1."""
_CODE = re.compile(CODE)
_AROUND_CODES = re.compile(r"[|•·*\[\]().]+|(?<=[0-9])(?=[A-Z])")
_TO = (*_DASHES, "to")
_LABELS_OF_CODES = (" KSBs:", " KSB:", " KSBs", " KSB", "(KSBs:", "(KSBs")

_PART_NUMBER = r"[(\[]?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[)\]]?"
_PART = rf"(?:[a-z]|[._/({_DASHES}](?:{_PART_NUMBER}|{CODE}))(?![0-9A-Za-z])"
_STATEMENT_LINE = re.compile(rf"[#*•\s]*({CODE})(?![0-9A-Za-z]|{_PART})[*\s]*([:.)|{_DASHES}]?)[*\s]*(.*)", re.DOTALL)
_PART_LINE = re.compile(
    rf"[#*•|\s]*{CODE}(?:{_PART}[)*:.|{_DASHES}]*\s+\S|\s*(?:[(\[]{_PART_NUMBER}|to\s+{CODE})\s*[:|])"
)
_KIND_OF = {kind.casefold(): kind for kind in KINDS} | {
    words.casefold().rstrip("s"): kind for kind, words in KINDS.items()
}
_KIND_WORDS = "|".join(f"{words}s?" if len(words) > len("ESB") else words for words in sorted(_KIND_OF, key=len)[::-1])
_LOOSE_CODE = re.compile(
    rf"(?<![0-9A-Za-z])(?:KSB[\s:]*)?({_KIND_WORDS})[\s._-]{{0,2}}0*({_NUMBER})(?![0-9A-Za-z])", re.IGNORECASE
)
_LOOSE_CODES = re.compile(
    rf"[\s*(\[]*{_LOOSE_CODE.pattern}(?:(?:\s*[/,;&+]\s*|\s+and\s+|\s+){_LOOSE_CODE.pattern})*", re.IGNORECASE
)
_AFTER_CODES = re.compile(rf"(?:$|(\s*\**[:|][:|*]*|[.)\]*{_DASHES}]+|(?=\s))[\s{_DASHES}]*(.*))", re.DOTALL)
_SUBNUMBER = re.compile(
    rf"{_PART_NUMBER}[.:)]*$|[(\[](?:\d+|[a-z]|[ivx]+)[)\]]|[a-z]\)|\d|(?:to\s+)?{_LOOSE_CODE.pattern}", re.IGNORECASE
)
_RESEMBLES_CODE = re.compile(rf"[\W_]*(?:KSB\W*)?(?:{_KIND_WORDS})[^\w:]?_?\d", re.IGNORECASE)
_RESEMBLES_LINE = re.compile(
    rf"{_RESEMBLES_CODE.pattern}[^\sA-Za-z:|,;&/+]*+[a-z]?(?:(?:\s*[,;&/+]|\s+and\b)\s*{_LOOSE_CODE.pattern})*"
    r"[^\w:|]*+[:|]\W*+\w",
    re.IGNORECASE,
)
_KEPT_AS_TEXT = re.compile(r"=?\s*[\"\u201c\u201d]+(.*?)[\"\u201c\u201d]+|['\u2018\u2019]+(.*)", re.DOTALL)
_DUTY_LINE = re.compile(
    rf"[#*•\s]*Duty\s+([1-9][0-9]{{0,2}})(?!\d|\.\d)[*\s]*[:.{_DASHES}]?[*\s]*(.*)", re.IGNORECASE | re.DOTALL
)
_DUTY_CELL = re.compile(
    r"(?:(?:duty|d)\s*0*([1-9][0-9]{0,2})(?![0-9A-Za-z]|\.\d)|([1-9][0-9]{0,2})(?=\s*(?:[:.]\s|[:.]?$)))"
    rf"\s*[:.{_DASHES}]?\s*(.*)",
    re.IGNORECASE,
)

_WORDS, _CODE_OR_NUMBER = r"\s*[:|]\s*", rf"[:|\s{_DASHES}]*"
_FACTS = {
    # field: its label, what separates the two on one line, and its value
    "title": ("title", _WORDS, r"(\S.*)"),
    "reference": ("(?:standard )?reference(?: number| code)?", _CODE_OR_NUMBER, r"([A-Z]{2,8}\d{1,6}[A-Z]?)"),
    "level": ("level", _CODE_OR_NUMBER, "(?i:level )?([1-8])"),
    "version": ("version(?: number)?", _CODE_OR_NUMBER, r"[vV]?(\d{1,3}(?:\.\d{1,3}){0,3})"),
    "status": ("status", _WORDS, r"(\S.{0,80})"),
    "lars_code": ("LARS(?: standard)? code", _CODE_OR_NUMBER, r"(\d{1,6})"),
    "route": ("route", _WORDS, r"(\S.{0,80})"),
    "typical_duration": (
        "(?:typical )?duration(?: to gateway)?",
        _CODE_OR_NUMBER,
        r"([1-9]\d{0,2})(?: months?.{0,80})?",
    ),
}
_FACT_LINES = {field: re.compile(f"(?i:{label}){between}{value}") for field, (label, between, value) in _FACTS.items()}
_STANDARD = re.compile(rf"[\W_]*(?i:standard)[\W_]*:[\W_]*{_FACTS['reference'][2]}\s+(\S.*)")
FACT_LABEL = re.compile(rf"(?:{'|'.join(label for label, _, _ in _FACTS.values())})\s*:?", re.IGNORECASE)
"""The label of a fact whose value is on the next line."""
_OCCUPATION = re.compile(r"OCC([0-9]{3,5})([A-Z]?)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?://[^?#]*/([A-Z]{2,4}[0-9]{3,5}[A-Z]?)(?:-v([0-9]+(?:[.-][0-9]+)*))?/?(?:[?#].*)?", re.IGNORECASE
)
_LIST_MARK = re.compile(r"(?:[#*•◦▪‣●·>|\s]|[-+](?=\s)|\[[ xX]?\](?=\s)|\d{1,3}[.)](?=\s))+")


class WrittenDuty(NamedTuple):
    number: int
    text: str


class WrittenCodes(NamedTuple):
    """The codes in a cell, and the text and the sign after them."""

    codes: tuple[str, ...]
    text: str
    sign: str = ""


def reference_of_occupation(code: str) -> tuple[str, str] | None:
    """Return the standard's reference and the option's letter, if any: OCC1414A is option A of ST1414."""
    parts = _OCCUPATION.fullmatch(code.strip())
    return (f"ST{parts[1]}", parts[2].upper()) if parts else None


class Address(NamedTuple):
    """The standard's reference in the address of its page, and the version if there is one."""

    reference: str
    version: str | None


def standard_in_address(address: str) -> Address | None:
    """Return the standard that an address names: `.../occupations/OCC1414-v1-2` names version 1.2 of ST1414."""
    parts = _ADDRESS.fullmatch(address)
    return Address(reference_of(parts[1].upper()), parts[2] and parts[2].replace("-", ".")) if parts else None


def reference_of(code: str) -> str:
    """Return the reference of a standard, also from its occupation's code."""
    known = reference_of_occupation(code)
    return known[0] if known else code


def without_mark(line: str) -> str:
    """Return a line without the marks of a list, heading or table at its beginning."""
    mark = _LIST_MARK.match(line)
    return line[mark.end() :] if mark else line


def codes_in(text: str) -> tuple[str, ...] | None:
    """Return the codes of a text, each once; None if the text has anything else.

    Codes may run together, be separated in any way, and form ranges: `K1 to K3`.
    """
    spaced = _AROUND_CODES.sub(" ", _compatible(text))
    codes = written_codes(spaced) if spaced.strip() else ()
    return codes if ":" not in text and all(map(_CODE.fullmatch, codes)) else None


def split_codes(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without the codes at its end, and those codes: `Water. (KSBs: K1 to K3, S1)`."""
    words = text.replace("|", " ").split()
    end = len(words)
    while end and (words[end - 1] in _TO or codes_in(words[end - 1]) is not None):
        end -= 1
    while end < len(words) and words[end] in _TO:
        end += 1
    codes = codes_in(" ".join(words[end:])) or ()
    if not codes:
        return " ".join(words), ()
    text = " ".join(words[:end]).rstrip(" ([")
    for label in _LABELS_OF_CODES:
        text = text.removesuffix(label)
    return text.rstrip(" (["), codes


def duty_in_line(line: str) -> WrittenDuty | None:
    """Return the duty at the beginning of a line, as in `Duty 1 Water the plants`."""
    duty = _DUTY_LINE.fullmatch(line)
    return WrittenDuty(int(duty[1]), duty[2]) if duty else None


def duty_in_cell(cell: str) -> WrittenDuty | None:
    """Return the duty in a cell, also in short forms: `D1 Water`, `1. Water`, `1`."""
    duty = _DUTY_CELL.fullmatch(_plain(cell))
    return WrittenDuty(int(duty[1] or duty[2]), duty[3].strip()) if duty else None


def statement_in_line(line: str) -> WrittenCodes | None:
    """Return the statement at the beginning of a line, as in `K1: What plants need`."""
    statement = _STATEMENT_LINE.fullmatch(line)
    if statement and not _PART_LINE.match(line):
        return WrittenCodes((statement[1],), statement[3], statement[2])
    loose = statement_in_cell(line.lstrip("#*•- "))
    return loose if loose and ":" in loose.sign and len(loose.codes) == 1 else None


def resembles_statement(line: str) -> bool:
    """Return whether a line begins like a statement, or several: `K1.1: How...`, `"K1": How...`, `K6/K7: How...`."""
    is_heading = line.startswith("#") and " " not in line.lstrip("# ") and resembles_code(line)
    return codes_in(line) is None and bool(_PART_LINE.match(line) or _RESEMBLES_LINE.match(line) or is_heading)


def statement_in_cell(cell: str) -> WrittenCodes | None:
    """Return the codes in a cell, and the text after them: `k1`, `="K2"`, `Skill 3`, `K6/K7`, `K6: How...`.

    None for other texts, also for parts of a statement: `K1.1`, `K5a`.
    """
    plain = _plain(cell)
    codes = _LOOSE_CODES.match(_compatible(plain))
    rest = _AFTER_CODES.fullmatch(plain, codes.end()) if codes else None
    sign, text = (rest[1] or "", rest[2] or "") if rest else ("", "")
    part = _SUBNUMBER.match(text)
    if not codes or not rest or (part and (":" not in sign or part.end() == len(text))):
        return None
    return WrittenCodes(tuple(dict.fromkeys(map(_code, _LOOSE_CODE.finditer(codes[0])))), text, sign)


def resembles_code(cell: str) -> bool:
    """Return whether a cell begins like a code: `K1.1`, `K5a`."""
    return _RESEMBLES_CODE.match(_compatible(_plain(cell))) is not None


def _code(written: re.Match[str]) -> str:
    kind = written[1].casefold()
    return f"{_KIND_OF[kind if kind in _KIND_OF else kind.rstrip('s')]}{written[2]}"


def _plain(cell: str) -> str:
    """Return a cell without what makes a spreadsheet keep it as text: `="K2"`, `'K3`."""
    bare = cell.strip(" •\u200b\ufeff")
    kept = _KEPT_AS_TEXT.fullmatch(bare)
    return (kept[1] or kept[2] or "").strip() if kept else bare


def _compatible(text: str) -> str:
    """Return a text of the same length in plain letters and digits; raised digits stay."""
    forms = ((c, normalize("NFKC", c)) for c in text)
    return "".join(plain if len(plain) == 1 and (c.isdecimal() or not c.isdigit()) else c for c, plain in forms)


def facts_in_line(line: str) -> Mapping[str, str]:
    """Return the fact in a line by its field, as in `Level: 2`, or the two in `Standard: ST1414 Tea maker`."""
    for field, pattern in _FACT_LINES.items():
        if found := pattern.fullmatch(line):
            return {field: found[1].strip("| ")}
    named = _STANDARD.fullmatch(line)
    return {"reference": named[1], "title": named[2]} if named else {}


def is_rule(line: str) -> bool:
    """Return whether a line is the rule below a table's headings."""
    return "--" in line and not line.strip("|:- ")
