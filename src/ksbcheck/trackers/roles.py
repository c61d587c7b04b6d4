"""What a column holds, by its cells and its heading."""

import re
from collections.abc import Callable, Mapping, Sequence

from ksbcheck.documents.mention_words import REFERENCE
from ksbcheck.domain.locator import parse
from ksbcheck.domain.standard import Standard
from ksbcheck.trackers.codes import codes_in, is_code_cell, states
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.headings import PERIOD, Role, heading_role
from ksbcheck.trackers.rows import Row

MOST, HALF = 0.6, 0.5
"""The shares of the cells of a column that decide what it holds."""
_TITLE, _SENTENCE = 16, 4
"""The most words of a title, and the fewest of a statement."""
_SHORT = 3
_NAMES_KSB = re.compile(r"ksb|knowledge|skill|behaviou?r|code|element|\A[KSB]\W*\Z", re.IGNORECASE)
"""Headings that say more than `Ref` and `ID`."""
_ROW_NUMBER = re.compile(r"\W*(?:no|number|nr|id|ref|reference|row|item)?\W*", re.IGNORECASE)
"""Headings of columns that may number the rows, and no pieces of evidence."""
_ID = re.compile(r"[A-Za-z]{0,6}[ .#-]?\d{1,5}[a-z]?")
_OF_PROGRAMME = re.compile(
    r"(?i)\b(?:dut(?:y|ies)|units?|modules?|lessons?|criteri\w+|methods?|questions?|pass|distinction|merit|grading)\b"
)
"""Headings of what the standard or a programme states, which is no learner's evidence."""
CODED = (Role.KSB, Role.PROPOSED_KSB)
NAMING = (Role.EVIDENCE, Role.FILE, Role.PROPOSAL, Role.PLANNED_EVIDENCE)
"""What names pieces of evidence."""
_BY_HEADING = {*NAMING, Role.NOTES, Role.GAP, Role.ACCOUNT, Role.NUMBER, Role.WHERE} - {Role.PLANNED_EVIDENCE}
"""What a column with codes holds, if another one has codes too."""
_MAY_STATE = (Role.UNUSED, Role.STATEMENT, Role.EVIDENCE, Role.ACCOUNT)


def texts_in(column: int, rows: Sequence[Row]) -> list[str]:
    return [row.cells[column] for row in rows if column in row.cells]


def share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(map(bool, map(test, texts))) / len(texts) if texts else 0.0


def roles_of(headings: Mapping[int, str], rows: Sequence[Row], standard: Standard) -> dict[int, Role]:
    """Return the roles of all columns. A column of codes under a heading of codes goes before other such columns."""
    columns = sorted({*headings, *(column for row in rows for column in row.cells)})
    cells = {column: texts_in(column, rows) for column in columns}
    named = {column: heading_role(headings.get(column, "")) for column in columns}
    coded = [column for column in columns if share(cells[column], is_code_cell) >= HALF]
    ksbs = [column for column in columns if named[column] in CODED and any(map(is_code_cell, cells[column]))]
    ksbs = ksbs or [column for column in coded if named[column] not in _BY_HEADING] or coded[:1]
    ksbs = [column for column in ksbs if _NAMES_KSB.search(headings.get(column, ""))] or ksbs
    roles = {column: _role(named[column], cells[column]) for column in columns}
    roles |= {column: Role.PROPOSED_KSB if named[column] is Role.PROPOSED_KSB else Role.KSB for column in ksbs}
    numbers = [at for at, role in roles.items() if role is Role.NUMBER and _ROW_NUMBER.fullmatch(headings.get(at, ""))]
    roles |= {at: Role.UNUSED for at in numbers if all(map(str.isdecimal, cells[at]))}
    if ksbs:
        stated = [column for column, role in roles.items() if role in _MAY_STATE]
        repeated = [column for column in stated if _repeats(column, ksbs[0], rows, standard)]
        roles |= dict.fromkeys(repeated, Role.STATEMENT)
    deciding = [column for column, role in roles.items() if role in (Role.DECISION, Role.ASSESSOR)]
    behind = max(deciding, default=-1) + 1
    if Role.ASSESSED_ON not in roles.values() and roles.get(behind) is Role.DATE:
        roles[behind] = Role.ASSESSED_ON  # a day right behind a decision
    if not any(role in NAMING for role in roles.values()):
        roles |= dict.fromkeys(_evidence(roles, cells, named, headings), Role.EVIDENCE)
    return roles


def _role(named: Role | None, texts: Sequence[str]) -> Role:
    words = sum(len(text.split()) for text in texts) / max(1, len(texts))
    are_ids = share(texts, _ID.fullmatch) >= HALF
    if named in CODED:
        return Role.NUMBER if are_ids else Role.STATEMENT if words > _SENTENCE else Role.UNUSED
    if named is Role.EVIDENCE and texts and all(map(str.isdecimal, texts)):
        return Role.NUMBER
    if named is Role.NUMBER and words > 1 and not are_ids:
        return Role.EVIDENCE
    if named:
        return named
    if share(texts, Days(()).read) >= MOST:
        return Role.DATE
    return Role.WHERE if share(texts, parse) >= MOST else Role.UNUSED


def _repeats(column: int, ksb: int, rows: Sequence[Row], standard: Standard) -> bool:
    """Return whether a column repeats what the standard states of the codes."""
    pairs = [(codes_in(row.text(ksb)).codes, row.text(column)) for row in rows if row.text(column)]
    stated = [len(codes) == 1 and states(standard, codes[0], text) for codes, text in pairs]
    return bool(stated) and sum(stated) >= HALF * len(pairs)


def _evidence(
    roles: Mapping[int, Role],
    cells: Mapping[int, Sequence[str]],
    named: Mapping[int, Role | None],
    headings: Mapping[int, str],
) -> list[int]:
    """Return the columns of evidence where no heading names one."""
    if any(map(_OF_PROGRAMME.search, headings.values())):
        return []
    titles = [column for column in roles if share(cells[column], _is_title) >= MOST]
    unnamed = [column for column in titles if roles[column] is Role.UNUSED and named[column] is None]
    accounts = [column for column in titles if roles[column] is Role.ACCOUNT]
    if not any(role in (Role.WHERE, Role.FILE, Role.NUMBER) for role in roles.values()):
        referring = [column for column in titles if share(cells[column], REFERENCE.search) >= HALF]
        unnamed = [column for column in unnamed if not headings.get(column) or column in referring]
        accounts = [column for column in accounts if column in referring]
    last = min((column for column, role in roles.items() if role in CODED), default=0)
    described = [column for column in titles if roles[column] is Role.STATEMENT and column < last]
    best = max(unnamed or described or accounts, key=lambda column: len(cells[column]), default=None)
    periods = [column for column in unnamed if headings.get(column) and PERIOD.fullmatch(headings[column])]
    return [] if best is None else periods if best in periods else [best]


def _is_title(text: str) -> bool:
    """Return whether a text may be a title: words, and not many."""
    is_long = len(text) > _SHORT or _ID.fullmatch(text) is not None
    return is_long and len(text.split()) <= _TITLE and any(map(str.isalpha, text))
