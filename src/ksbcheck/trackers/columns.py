"""What each column of a table holds: the cells decide, and the headings help."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ksbcheck.domain.locator import parse
from ksbcheck.domain.names import alike
from ksbcheck.domain.people import is_name
from ksbcheck.domain.standard import Standard
from ksbcheck.importing.grid import column_name
from ksbcheck.trackers.codes import are_numbers_of_codes, codes_in, is_code_cell, kind_of_heading
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.headings import GENERIC, PERIOD, Role, heading_role
from ksbcheck.trackers.key import Key
from ksbcheck.trackers.rows import Row
from ksbcheck.trackers.statements import states
from ksbcheck.trackers.words import EXAMPLE, TOTAL

_MOST = 0.6
"""The share of the cells of a column that decides what it holds."""
_LOOKED_AT = 300
_FEWEST_PIECES = 2
_FEW_WORDS = 8
_FILE = re.compile(r"[^\n]{1,200}\.(?:docx?|pdf|pptx?|xlsx?|od[tsp]|md|txt|jpe?g|png|mp[34]|mov|m4a|wav|zip|html?|eml|msg)\W*", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z]{0,6}[ .#-]?\d{1,5}[a-z]?")
_COUNT = re.compile(r"[<>=~]?\s*\d")
_NO_HEADING = re.compile(r"[<\[\d]|.*:\s*$", re.DOTALL)
"""Placeholders, counts, and labels with their values behind them."""
_PERSON = re.compile(r"[A-Z][\w'\u2019-]+(?:,? [A-Z][\w'\u2019.-]*){1,2}")
_CODED = (Role.KSB, Role.PROPOSED_KSB)
_BY_HEADING_ALONE = (Role.NOTES, Role.GAP, Role.EVIDENCE, Role.FILE, Role.ACCOUNT, Role.PROPOSAL, Role.NUMBER, Role.WHERE)
"""What a column with codes holds, if another one has codes too."""
_NO_PIECES = (
    Role.STATUS, Role.DECISION, Role.SECOND_DECISION, Role.VERIFIER, Role.VERIFIED_ON, Role.GAP, Role.ASSESSED_ON, Role.DATE, Role.LEARNER, Role.PROPOSED_KSB,
)  # fmt: skip


class Columns(NamedTuple):
    """The roles of a table's columns. `crossed` has the codes that head columns of marks."""

    roles: Mapping[int, Role]
    headings: Mapping[int, str]
    crossed: Mapping[int, str] = {}
    people: Mapping[int, str] = {}
    """The learners that head columns."""
    codes_first: bool = False
    """Whether each row is of a KSB, not of a piece."""

    def of(self, *roles: Role) -> list[int]:
        return [column for column, role in self.roles.items() if role in roles]

    def first(self, role: Role) -> int | None:
        return next(iter(self.of(role)), None)


def is_total(row: Row) -> bool:
    """Return whether a row has counts."""
    first, *others = row.cells.values()
    return TOTAL.fullmatch(first) is not None and all(_COUNT.match(text) for text in others)


def is_example(row: Row) -> bool:
    """Return whether a row shows how to fill the table. A piece may be called `Example sheet`."""
    return any(EXAMPLE.fullmatch(text) for text in list(row.cells.values())[:3])


def heads_of(rows: Sequence[Row]) -> list[int]:
    """Return the indices of the rows that have headings. There may be several: a table each for K, S and B."""
    heads = [index for index, row in enumerate(rows) if _is_head(row) or _is_crossed_head(index, rows)]
    first = next((at for at, row in enumerate(rows) if any(map(is_code_cell, row.cells.values())) and not is_example(row)), None)
    if first is not None and not any(index <= first for index in heads):
        above = [index for index in range(max(0, first - 3), first) if len(rows[index].cells) > 1]
        heads = [*above[-1:], *heads]
    return heads


def _is_head(row: Row) -> bool:
    texts = list(row.cells.values())
    if len(texts) < _FEWEST_PIECES or any(map(_NO_HEADING.match, texts)):
        return False
    known = [text for text in texts if heading_role(text)]
    return len(known) >= _FEWEST_PIECES and 2 * len(known) >= len(texts) and not any(map(is_code_cell, texts))


def _is_crossed_head(index: int, rows: Sequence[Row]) -> bool:
    """Return whether a row has codes as headings, with marks below."""
    codes = _heading_codes(rows[index])
    if len(codes) < _FEWEST_PIECES or is_example(rows[index]):
        return False
    rest = [row for row in rows[index + 1 : index + 40] if row.cells and not is_total(row)]
    below = [row.text(column) for row in rest for column in codes if row.text(column)]
    marks = [text for text in below if not is_code_cell(text) and len(text) <= _LONGEST_MARK]
    return bool(below) and len(marks) >= 0.8 * len(below)


_LONGEST_MARK = 20


def _heading_codes(row: Row) -> dict[int, str]:
    found = {column: codes_in(text) for column, text in row.cells.items()}
    return {column: codes.codes[0] for column, codes in found.items() if codes.begins and len(codes.codes) == 1}


def read_columns(head: Row | None, rows: Sequence[Row], standard: Standard, key: Key, fixed: Mapping[str, str]) -> Columns:
    """Return what the columns of the rows below a head hold; `fixed` has columns or headings by role."""
    headings = dict(head.cells) if head else {}
    if head and (crossed := _heading_codes(head)) and _is_crossed_head(0, [head, *rows]):
        crossed = {column: code for column, code in crossed.items()}
        others = {column: text for column, text in headings.items() if column not in crossed}
        roles = _roles({**others}, [_without(row, crossed) for row in rows], standard)
        roles = {column: role for column, role in roles.items() if role not in _CODED}
        return Columns(_fixed(roles, headings, fixed), headings, crossed)
    sample = [row for row in rows[:_LOOKED_AT] if not (row.cells and (is_total(row) or is_example(row)))]
    roles = _roles(headings, sample, standard)
    pieces = _pieces(roles, headings, sample, key)
    if pieces:
        roles = {**roles, **dict.fromkeys(pieces, Role.PIECE)}
    roles = _fixed(roles, headings, fixed)
    codes = [codes_in(row.text(column)).codes for column in roles if roles[column] in _CODED for row in sample if row.text(column)]
    singles = [found for found in codes if len(found) == 1]
    evidence = [column for column, role in roles.items() if role in (Role.EVIDENCE, Role.NUMBER)]
    ksb = min((column for column, role in roles.items() if role in _CODED), default=0)
    codes_first = 2 * len(singles) >= len(codes) > 0 and all(ksb < column for column in evidence)
    return Columns(roles, headings, people=_people(roles, headings, sample), codes_first=codes_first)


def with_kinds(headings: Mapping[int, str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with whole codes: below `Knowledge`, `1, 2` are K1 and K2."""
    kinds = {column: kind for column, text in headings.items() if (kind := kind_of_heading(text))}
    texts = [row.text(column) for row in rows for column in kinds if row.text(column) and not is_total(row)]
    if not kinds or not are_numbers_of_codes(texts):
        return rows
    return [row._replace(cells={at: f"{kinds.get(at, '')}{text}" for at, text in row.cells.items()}) for row in rows]


def _without(row: Row, columns: Mapping[int, str]) -> Row:
    return row._replace(cells={column: text for column, text in row.cells.items() if column not in columns})


def _roles(headings: Mapping[int, str], rows: Sequence[Row], standard: Standard) -> dict[int, Role]:
    cells: dict[int, list[str]] = {column: [] for column in sorted({*headings, *(at for row in rows for at in row.cells)})}
    for row in rows:
        for column, text in row.cells.items():
            cells[column].append(text)
    by_heading = {column: heading_role(headings.get(column, "")) for column in cells}
    coded = [column for column, texts in cells.items() if _share(texts, is_code_cell) >= 0.5]
    ksbs = [column for column in coded if by_heading[column] in _CODED]
    ksbs = ksbs or [column for column in coded if by_heading[column] not in _BY_HEADING_ALONE] or coded[:1]
    roles: dict[int, Role] = {}
    for column, texts in cells.items():
        named = by_heading[column]
        if column in ksbs:
            roles[column] = named if named is Role.PROPOSED_KSB else Role.KSB
        elif named in _CODED and any(map(is_code_cell, texts)):
            roles[column] = named or Role.KSB
        else:
            roles[column] = _role(named, texts)
    if ksbs:
        roles = _with_statements(roles, ksbs, rows, standard)
    roles = _with_sign_off_day(roles)
    return _with_evidence(roles, cells, by_heading, headings)


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(map(bool, map(test, texts))) / len(texts) if texts else 0.0


def _role(named: Role | None, texts: Sequence[str]) -> Role:
    """Return the role of a column without codes, by its heading and its cells."""
    words = sum(len(text.split()) for text in texts) / max(1, len(texts))
    match named:
        case Role.KSB | Role.PROPOSED_KSB:
            return Role.NUMBER if _share(texts, _ID.fullmatch) >= _MOST else Role.STATEMENT if words > _FEW_WORDS / 2 else Role.UNUSED
        case Role.NUMBER if words >= 2 and _share(texts, _ID.fullmatch) < 0.5:
            return Role.EVIDENCE
        case Role():
            return named
    if _share(texts, Days(()).read) >= _MOST:
        return Role.DATE
    if _share(texts, parse) >= _MOST:
        return Role.WHERE
    return Role.UNUSED


def _with_statements(roles: dict[int, Role], ksbs: Sequence[int], rows: Sequence[Row], standard: Standard) -> dict[int, Role]:
    """Return the roles, with the columns that repeat what the standard states."""
    for column, role in roles.items():
        if role in (Role.UNUSED, Role.STATEMENT, Role.EVIDENCE, Role.ACCOUNT):
            pairs = [(codes_in(row.text(ksbs[0])).codes, row.text(column)) for row in rows if row.text(column)]
            stated = [states(standard, codes[0], text) for codes, text in pairs if len(codes) == 1]
            if stated and sum(map(bool, stated)) >= 0.5 * len(pairs):
                roles = {**roles, column: Role.STATEMENT}
    return roles


def _with_sign_off_day(roles: dict[int, Role]) -> dict[int, Role]:
    """Return the roles; a day right behind a decision or an assessor is that of the decision."""
    deciding = [column for column, role in roles.items() if role in (Role.DECISION, Role.ASSESSOR)]
    if deciding and Role.ASSESSED_ON not in roles.values() and roles.get(max(deciding) + 1) is Role.DATE:
        return {**roles, max(deciding) + 1: Role.ASSESSED_ON}
    return roles


def _with_evidence(
    roles: dict[int, Role], cells: Mapping[int, list[str]], by_heading: Mapping[int, Role | None], headings: Mapping[int, str]
) -> dict[int, Role]:
    """Return the roles, with a column for evidence where no heading names one."""
    if not any(role in (Role.EVIDENCE, Role.FILE, Role.PROPOSAL) for role in roles.values()):
        unnamed = [column for column, role in roles.items() if role is Role.UNUSED and by_heading[column] is None]
        texts = [column for column in unnamed if _share(cells[column], _is_title) >= _MOST]
        short = [c for c, role in roles.items() if role in (Role.ACCOUNT, Role.STATEMENT) and _share(cells[c], _is_title) >= _MOST]
        best = max(texts or short, key=lambda column: len(cells[column]), default=None)
        is_described = best in short and Role.NUMBER in roles.values()
        if best is not None and not (best in short and roles[best] is Role.STATEMENT and not is_described):
            periods = [c for c in texts if _is_period(headings.get(c, ""))]
            return {**roles, **dict.fromkeys(periods if best in periods else [best], Role.EVIDENCE)}
    return roles


def _is_title(text: str) -> bool:
    """Return whether a text may be a title: words, and not many."""
    return len(text.split()) <= 2 * _FEW_WORDS and any(map(str.isalpha, text)) and (len(text) > 3 or _ID.fullmatch(text) is not None)


def _pieces(roles: Mapping[int, Role], headings: Mapping[int, str], rows: Sequence[Row], key: Key) -> list[int]:
    """Return the columns of marks, each for the piece that its heading names."""
    if not any(role in _CODED for role in roles.values()):
        return []
    texts = {column: [row.text(column) for row in rows if row.text(column)] for column in roles}
    marked = {column for column in roles if _share(texts[column], key.is_mark) >= _MOST}
    if any(role in (Role.EVIDENCE, Role.PROPOSAL, Role.FILE) and column not in marked and texts[column] for column, role in roles.items()):
        return []
    found = [c for c in marked if roles[c] not in (*_NO_PIECES, *_CODED) and _names_piece(headings.get(c, ""))]
    empty = [c for c in roles if not texts[c] and heading_role(headings.get(c, "")) is None and _names_piece(headings.get(c, ""))]
    return sorted([*found, *empty]) if found else []


def _names_piece(heading: str) -> bool:
    """Return whether a heading may be a piece's name."""
    return not GENERIC.fullmatch(heading) and not PERIOD.fullmatch(heading) and any(map(str.isalnum, heading))


def _is_period(heading: str) -> bool:
    return bool(heading) and PERIOD.fullmatch(heading) is not None


def is_person(text: str) -> bool:
    return _PERSON.fullmatch(text) is not None and is_name(text) and heading_role(text) is None


def _people(roles: Mapping[int, Role], headings: Mapping[int, str], rows: Sequence[Row]) -> dict[int, str]:
    """Return the learners whose names head columns with texts."""
    named = {column: headings.get(column, "") for column, role in roles.items() if role in (Role.UNUSED, Role.PIECE, Role.EVIDENCE)}
    people = {column: text for column, text in named.items() if is_person(text)}
    return people if len(people) >= _FEWEST_PIECES and len(people) == len({*named} - set(_unheaded(named))) else {}


def _unheaded(named: Mapping[int, str]) -> list[int]:
    return [column for column, text in named.items() if not text or heading_role(text)]


def _fixed(roles: Mapping[int, Role], headings: Mapping[int, str], fixed: Mapping[str, str]) -> dict[int, Role]:
    """Return the roles with those that the user states: a column by its letters or heading."""
    given = dict(roles)
    for name, where in fixed.items():
        role = Role(alike(name, [each.value for each in Role]))
        columns = [column for column in roles if where.upper() == column_name(column - 1)]
        columns = columns or [column for column, text in headings.items() if text.casefold() == where.casefold()]
        if columns:
            given = {column: Role.UNUSED if each is role else each for column, each in given.items()}
            given |= dict.fromkeys(columns, role)
    return given
