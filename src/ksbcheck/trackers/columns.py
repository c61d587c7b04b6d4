"""What each column of a table holds: the cells decide, and the headings help."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ksbcheck.domain.people import is_name
from ksbcheck.domain.standard import Standard
from ksbcheck.importing.grid import column_name
from ksbcheck.trackers.codes import are_numbers_of_codes, codes_in, is_code_cell, kind_of_heading
from ksbcheck.trackers.headings import GENERIC, PERIOD, SCALE, Role, heading_role
from ksbcheck.trackers.key import Key
from ksbcheck.trackers.roles import CODED, MOST, NAMING, roles_of, share, texts_in
from ksbcheck.trackers.rows import Row
from ksbcheck.trackers.words import EXAMPLE, TOTAL, standing

_LOOKED_AT, _LOOKED_BELOW, _LOOKED_ABOVE = 300, 40, 3
_FEWEST_PIECES = 2
_LONGEST_MARK = 20
_MARKS = 0.8
"""The share of the cells below codes that are marks."""
_COUNT = re.compile(r"[<>=~]?\s*\d")
_NO_HEADING = re.compile(r"[<\[\d]|.*:\s*$", re.DOTALL)
"""Placeholders, counts, and labels with their values behind them."""
_PERSON = re.compile(r"[A-Z][\w'\u2019-]+(?:,? [A-Z][\w'\u2019.-]*){1,2}")
_OF_LEARNERS = re.compile(r"\b(?:learners?|apprentices?|students?|cohort|class|group|caseload)\b", re.IGNORECASE)
_NO_PIECES = (
    *(Role.STATUS, Role.GAP, Role.DECISION, Role.ASSESSED_ON, Role.DATE, Role.LEARNER, Role.PROPOSED_KSB, Role.KSB),
    *(Role.SECOND_DECISION, Role.VERIFIER, Role.VERIFIED_ON, Role.NUMBER, Role.PLANNED_EVIDENCE, Role.ASSESSOR),
)
_PEOPLE_HEAD = (Role.UNUSED, Role.PIECE, Role.EVIDENCE)


@dataclass(frozen=True)
class Columns:
    """The roles of a table's columns. `crossed` has the codes that head columns of marks."""

    roles: Mapping[int, Role]
    headings: Mapping[int, str]
    crossed: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    """The learners that head columns."""
    codes_first: bool = False
    """Whether each row is of a KSB, not of a piece."""

    @cached_property
    def by_role(self) -> Mapping[Role, list[int]]:
        return {role: [column for column, each in self.roles.items() if each is role] for role in self.roles.values()}

    def of(self, *roles: Role) -> list[int]:
        if len(roles) == 1:
            return self.by_role.get(roles[0], [])
        return [column for column, role in self.roles.items() if role in roles]

    def first(self, *roles: Role) -> int | None:
        return next(iter(self.of(*roles)), None)

    def filled(self, row: Row, *roles: Role) -> list[tuple[int, str]]:
        """Return the columns and texts of a row's filled cells."""
        return [(column, text) for column in self.of(*roles) if (text := row.text(column))]

    def codes(self, row: Row, *roles: Role) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for _, text in self.filled(row, *roles) for code in codes_in(text).codes))


def is_total(row: Row) -> bool:
    first, *others = row.cells.values()
    return TOTAL.fullmatch(first) is not None and all(_COUNT.match(text) for text in others)


def is_example(row: Row) -> bool:
    """Return whether a row shows how to fill the table. A piece may be called `Example sheet`."""
    return any(EXAMPLE.fullmatch(text) for text in list(row.cells.values())[:3])


def heads_of(rows: Sequence[Row]) -> list[int]:
    """Return the indices of the rows that have headings. There may be several: a table each for K, S and B."""
    heads = [index for index, row in enumerate(rows) if _is_head(row) or _is_crossed_head(index, rows)]
    first = next(
        (at for at, row in enumerate(rows) if any(map(is_code_cell, row.cells.values())) and not is_example(row)), None
    )
    if first is not None and not any(index <= first for index in heads):
        above = [index for index in range(max(0, first - _LOOKED_ABOVE), first) if len(rows[index].cells) > 1]
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
    rest = [row for row in rows[index + 1 : index + _LOOKED_BELOW] if row.cells and not is_total(row)]
    below = [row.text(column) for row in rest for column in codes if row.text(column)]
    marks = [text for text in below if not is_code_cell(text) and len(text) <= _LONGEST_MARK]
    return bool(below) and len(marks) >= _MARKS * len(below)


def _heading_codes(row: Row) -> dict[int, str]:
    found = {column: codes_in(text) for column, text in row.cells.items()}
    return {column: codes.codes[0] for column, codes in found.items() if codes.begins and len(codes.codes) == 1}


def read_columns(head: Row | None, rows: Sequence[Row], standard: Standard, key: Key, about: str = "") -> Columns:
    """Return what the columns of the rows below a head hold. `about` is the text above."""
    headings = dict(head.cells) if head else {}
    if head and _is_crossed_head(0, [head, *rows]):
        crossed = _heading_codes(head)
        beside = [row.without(crossed) for row in (head, *rows) if not is_total(row)]
        roles = roles_of(beside[0].cells, beside[1:], standard)
        return Columns({at: role for at, role in roles.items() if role not in CODED}, headings, crossed)
    sample = [row for row in rows[:_LOOKED_AT] if row.cells and not is_total(row) and not is_example(row)]
    roles = roles_of(headings, sample, standard)
    people = _people(roles, headings)
    pieces = _pieces(roles, headings, sample, key)
    people = people if not set(people) & set(pieces) or _OF_LEARNERS.search(about) else {}
    roles |= dict.fromkeys(pieces, Role.PIECE) if pieces else _statuses(roles, headings, sample)
    return Columns(roles, headings, people=people, codes_first=_are_codes_first(roles, sample))


def _are_codes_first(roles: Mapping[int, Role], rows: Sequence[Row]) -> bool:
    """Return whether most rows are of one code, with the evidence behind."""
    ksbs = [column for column, role in roles.items() if role in CODED]
    codes = [codes_in(text).codes for column in ksbs for text in texts_in(column, rows)]
    evidence = [column for column, role in roles.items() if role in (Role.EVIDENCE, Role.NUMBER)]
    singles = sum(len(found) == 1 for found in codes)
    return 2 * singles >= len(codes) > 0 and all(min(ksbs) < column for column in evidence)


def with_kinds(headings: Mapping[int, str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with whole codes: below `Knowledge`, `1, 2` are K1 and K2."""
    kinds = {column: kind for column, text in headings.items() if (kind := kind_of_heading(text))}
    texts = [row.text(column) for row in rows for column in kinds if row.text(column) and not is_total(row)]
    if not kinds or not are_numbers_of_codes(texts):
        return rows
    return [
        row._replace(cells={at: f"{kinds.get(at, '')}{text}" for at, text in row.cells.items()})
        if row.cells and not is_total(row)
        else row
        for row in rows
    ]


def _pieces(roles: Mapping[int, Role], headings: Mapping[int, str], rows: Sequence[Row], key: Key) -> list[int]:
    """Return the columns of marks, each for the piece that its heading names."""
    if not any(role in CODED for role in roles.values()):
        return []
    texts = {column: texts_in(column, rows) for column in roles}
    marked = {column for column in roles if share(texts[column], key.is_mark) >= MOST}
    naming = [column for column, role in roles.items() if role in NAMING]
    if any(column not in marked and texts[column] for column in naming):
        return []
    named = {at: text for at, text in headings.items() if at in roles and any(map(str.isalnum, text))}
    titled = [at for at, text in named.items() if not GENERIC.fullmatch(text) and not PERIOD.fullmatch(text)]
    if any(_is_scale(headings.get(column, "")) for column in marked):
        return []
    found = [column for column in titled if column in marked and roles[column] not in _NO_PIECES]
    empty = [column for column in titled if not texts[column] and heading_role(headings[column]) is None]
    return sorted([*found, *empty]) if found else []


def _is_scale(heading: str) -> bool:
    return SCALE.fullmatch(heading) is not None or (len(heading) > 1 and standing(heading) is not None)


def _statuses(roles: Mapping[int, Role], headings: Mapping[int, str], rows: Sequence[Row]) -> dict[int, Role]:
    """Return the columns of status words under headings that say nothing known: a `no` there counts."""
    unused = {at: headings.get(at, "") for at, role in roles.items() if role is Role.UNUSED}
    unknown = [at for at, heading in unused.items() if not heading_role(heading) and not _is_scale(heading)]
    return {at: Role.STATUS for at in unknown if share(texts_in(at, rows), standing) >= _MARKS}


def _people(roles: Mapping[int, Role], headings: Mapping[int, str]) -> dict[int, str]:
    """Return the learners whose names head columns; none if another heading is no name."""
    named = {column: headings.get(column, "") for column, role in roles.items() if role in _PEOPLE_HEAD}
    unknown = {column: text for column, text in named.items() if text and not heading_role(text)}
    are_people = all(map(may_be_person, unknown.values()))
    return unknown if len(unknown) >= _FEWEST_PIECES and are_people else {}


def may_be_person(name: str) -> bool:
    """Return whether a heading or the name of a sheet may be a learner's name."""
    return _PERSON.fullmatch(name) is not None and is_name(name)


def with_fixed(columns: Columns, fixed: Mapping[str, str]) -> Columns:
    """Return columns with the roles that the user states: a column by its letters or heading."""
    roles = dict(columns.roles)
    for name, where in fixed.items():
        role = Role(name)
        by_letter = [column for column in roles if where.upper() == column_name(column - 1)]
        by_heading = [column for column, text in columns.headings.items() if text.casefold() == where.casefold()]
        if by_letter or by_heading:
            gone = (role, Role.PIECE) if role in NAMING else (role,)
            roles = {column: Role.UNUSED if each in gone else each for column, each in roles.items()}
            roles |= dict.fromkeys(by_letter or by_heading, role)
    return replace(columns, roles=roles)
