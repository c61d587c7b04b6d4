"""Reads a person's tracker, whatever its shape: its tables, and its text."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ksbcheck.documents.block import BlockKind
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.people import People, is_name, may_be_same
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import ColumnGuess, LeftOut, TrackedClaim, Tracker
from ksbcheck.importing.grid import column_name
from ksbcheck.inputs.blocks import ReadDocument, read_blocks
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.trackers.codes import codes_in, differs, states
from ksbcheck.trackers.columns import Columns, heads_of, may_be_person, read_columns, with_fixed, with_kinds
from ksbcheck.trackers.days import Days
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.headings import MODULE, Role, heading_role
from ksbcheck.trackers.key import Key, read_key
from ksbcheck.trackers.labels import split_label
from ksbcheck.trackers.mapping import read_mapping
from ksbcheck.trackers.matrix import read_matrix
from ksbcheck.trackers.prose import is_own_report, merged, read_folder_of_documents, read_prose
from ksbcheck.trackers.records import OWN_REMEDY, read_json
from ksbcheck.trackers.roles import CODED, NAMING
from ksbcheck.trackers.rows import Row, Table, tables_of
from ksbcheck.trackers.table import Rows, Source
from ksbcheck.trackers.words import TAUGHT_MAP

_REFERENCE = re.compile(r"\bST\d{4}\b")
_FEWEST_STATEMENTS = 3
_LOOKED_AT, _LOOKED_ABOVE = 500, 50
_MOST_ROWS = 20_000
_NO_PERSON = re.compile(
    r"(?i)\b(?:ksbs?|knowledge|skills?|behaviours?|core|option|phase|stage|part|one|two|three|evidence|trackers?|mapping"
    r"|portfolio|log|plan|review|unit|module|term|autumn|spring|summer|summary|list|matrix)\b"
)
"""Words in the names of sheets that are no learners'."""
_REMEDY = "Name a tracker that ksbcheck can read: a spreadsheet, document, text or folder of them."


def read_tracker(
    path: Path,
    documents: Outlines,
    standard: Standard,
    *,
    learner: str | None = None,
    columns: Mapping[str, str] = {},
) -> Tracker:
    """Return what a file or folder says of evidence. `columns` has letters or headings of columns by their roles.

    Raises:
        OSError: a file can't be opened.
        InputError: nothing in the file can be read.
    """
    if path.is_dir():
        read = partial(read_tables, standard=standard, learner=learner, fixed=columns)
        return read_folder_of_documents(path, documents, standard, learner, read)
    if path.suffix.lower() == ".json":
        return read_json(path, standard, learner)
    document = read_blocks(path, documents)
    if not document.blocks:
        raise InputError("KSB903", document.why_not or "the file has no text", _REMEDY, path=path)
    if is_own_report(document):
        raise InputError("KSB906", "the file is a report of ksbcheck, and no tracker", OWN_REMEDY, path=path)
    if len(document.blocks) > _MOST_ROWS:
        problem = f"the file has {len(document.blocks):,} rows or lines, and more than {_MOST_ROWS:,} are not read"
        raise InputError("KSB903", problem, "Save the rows with evidence as a separate file.", path=path)
    tables = read_tables(document, standard, learner, columns)
    if all(block.kind is BlockKind.ROW for block, _ in document.blocks):
        return tables
    return merged([tables, _beside(read_prose(document, standard, learner), tables)])


def _beside(prose: Tracker, tables: Tracker) -> Tracker:
    """Return what a text says without what it says of pieces that a table maps: the table's word counts."""
    mapped = {(_words(claim.evidence), claim.code) for claim in tables.claims}
    pieces = {piece for piece, _ in mapped}
    kept, left = list[TrackedClaim](), list(prose.left_out)
    for claim in prose.claims:
        own = _words(claim.evidence)
        same = [piece for piece in pieces if piece in own or own in piece]
        if not same:
            kept.append(claim)
        elif not any((piece, claim.code) in mapped for piece in same):
            text = f"{claim.code} {claim.evidence}"
            left.append(LeftOut(claim.at, text, "is tagged in the text, and not mapped in the table"))
    return prose._replace(claims=tuple(kept), left_out=tuple(left))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


class _Part(NamedTuple):
    """The rows below one row of headings."""

    table: Table
    head: Row | None
    rows: Sequence[Row]
    columns: Columns

    @property
    def has_codes(self) -> bool:
        return bool(self.columns.crossed or self.columns.of(*CODED))


def read_tables(document: ReadDocument, standard: Standard, learner: str | None, fixed: Mapping[str, str]) -> Tracker:
    tables = list(tables_of(document))
    if mapping := read_mapping(tables, standard, learner):
        return mapping
    findings = Findings(standard)
    key, places = read_key(tables)
    parts: Sequence[_Part] = [part for table in tables for part in _parts(table, standard, key, places, fixed)]
    learners = _learners(parts, tables)
    sheets = _sheets_of_learners(parts)
    if learner and (mine := [name for name in sheets if may_be_same(name, learner)]):
        parts = [part for part in parts if part.table.name in mine]
        for name in (name for name in sheets if name not in mine):
            findings.leave(name, name, "is the sheet of another learner")
    learners += [] if learner else sheets
    owner = learner or (learners[0] if len(learners) == 1 else None)
    texts = (text for part in parts for row in part.rows for text in row.cells.values())
    source = Source(standard, findings, People(owner), Days(texts), key, _titles(parts))
    for row in (row for table in tables for row in table.rows if row.unseen and row.names_code):
        findings.leave(row.at(), row.said, "is hidden, and was not read")
    refusal = _why_other_standard(parts, standard)
    if not refusal and learner and learners and not any(may_be_same(learner, other) for other in learners):
        refusal = f"the tracker is of {', '.join(learners)}, not of {learner}"
    if refusal:
        findings.remarks.append(f"Nothing is taken over: {refusal}.")
        _refuse(parts, findings, refusal)
    elif len(learners) <= 1 or learner:
        for part in parts:
            _read_part(part, source._replace(table=part.table.name), learner if len(learners) > 1 else None)
        _leave_disagreement(findings)
        findings.remarks += filter(None, [source.days.remark])
    return findings.tracker(learners if len(learners) > 1 else ())._replace(guesses=tuple(_guesses(parts)))


def _sheets_of_learners(parts: Sequence[_Part]) -> list[str]:
    """Return the names of sheets that are learners' names; none if there is one only."""
    coded = [part for part in parts if part.has_codes and part.columns.of(Role.EVIDENCE) and part.head]
    names = dict.fromkeys(part.table.name for part in coded if part.rows and part.rows[0].sheet)
    people = [name for name in names if may_be_person(name) and not _NO_PERSON.search(name)]
    return people if len(people) > 1 else []


def _parts(
    table: Table, standard: Standard, key: Key, places: frozenset[tuple[str, int]], fixed: Mapping[str, str]
) -> Iterator[_Part]:
    rows = [row for row in table.shown if (table.name, row.number) not in places]
    heads: list[int] = heads_of(rows) or [-1]
    for start, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        head = rows[start] if start >= 0 else None
        below = with_kinds(head.cells if head else {}, rows[start + 1 : end])
        about = " ".join((table.name, *table.above, *(row.said for row in rows[: max(0, start)][:_LOOKED_ABOVE])))
        columns = read_columns(head, below, standard, key, about)
        yield _Part(table, head, below, with_fixed(columns, fixed))


def _titles(parts: Sequence[_Part]) -> dict[str, str]:
    """Return the titles in lists of evidence, by their numbers."""
    lists = [part for part in parts if not part.has_codes and part.columns.of(Role.EVIDENCE)]
    return {
        number.casefold(): row.text(part.columns.first(Role.EVIDENCE))
        for part in lists
        for row in part.rows
        for _, number in part.columns.filled(row, Role.NUMBER)
    }


def _read_part(part: _Part, source: Source, learner: str | None) -> None:
    rows, columns = part.rows, part.columns
    column = columns.first(Role.LEARNER)
    if learner and column is not None:
        rows = [row for row in rows if may_be_same(row.text(column), learner)]
    if learner and columns.people:
        chosen = [at for at, name in columns.people.items() if may_be_same(name, learner)]
        roles = {at: role for at, role in columns.roles.items() if at not in columns.people}
        columns = replace(columns, roles={**roles, **dict.fromkeys(chosen, Role.EVIDENCE)}, codes_first=True)
    title = next((text for text in _titles_of(part) if TAUGHT_MAP.search(text)), "")
    if title and part.has_codes:
        source.findings.remarks.append(f"{part.table.name or 'The table'} is planning, not evidence: {title!r}.")
        source.findings.leave(part.table.name, title, "planning, not evidence")
    if not part.has_codes:
        for row in rows:
            if row.names_code:
                source.findings.leave(row.at(), row.said, "names a KSB in a table without a column of KSBs")
    elif columns.crossed or columns.of(Role.PIECE):
        names = [columns.headings[at] for at in columns.of(Role.PIECE)]
        is_plan = bool(title) or (len(names) > 1 and all(map(MODULE.fullmatch, names)))
        read_matrix(columns, rows, source, is_plan=is_plan)
    elif title:
        _refuse([part], source.findings, "planning, not evidence")
    else:
        if not columns.of(*NAMING, Role.NUMBER):
            said = part.head.said if part.head else part.table.name
            reason = "no column names evidence; if one does, name it, as in --column evidence=C"
            source.findings.leave(part.head.at() if part.head else part.table.name, said, reason)
        Rows(columns, source).read(rows)


def _titles_of(part: _Part) -> Iterator[str]:
    """Yield what stands above a table's headings, and its name."""
    yield from (part.table.name, *part.table.above)
    for row in part.table.shown:
        if row is part.head:
            return
        yield from row.cells.values()


def _refuse(parts: Sequence[_Part], findings: Findings, reason: str) -> None:
    for part in parts:
        for row in part.rows if part.has_codes else ():
            if row.cells:
                findings.leave(row.at(), row.said, reason)


def _why_other_standard(parts: Sequence[_Part], standard: Standard) -> str:
    """Return why a tracker is of another standard: its statements are not those of the codes, or its title names it."""
    said = Counter(
        states(standard, codes[0], text)
        for part in parts
        for row in part.rows[:_LOOKED_AT]
        for _, cell in part.columns.filled(row, Role.KSB)
        if len(codes := codes_in(cell).codes) == 1
        for text in (codes_in(cell).rest, *(text for _, text in part.columns.filled(row, Role.STATEMENT)))
        if states(standard, codes[0], text) or differs(standard, codes[0], text)
    )
    if said[False] >= _FEWEST_STATEMENTS and said[False] > 2 * said[True]:
        return f"the statements are not those of {standard.reference}"
    texts = [text for part in parts for text in _titles_of(part)]
    named = {reference for text in texts for reference in _REFERENCE.findall(text)}
    if named and standard.reference not in named:
        return f"the tracker is of {', '.join(sorted(named))}, not of {standard.reference}"
    return ""


def _learners(parts: Sequence[_Part], tables: Sequence[Table]) -> list[str]:
    """Return the learners whom a source names: in a column, as headings, or in a label above a table."""
    names = [text for part in parts for row in part.rows for _, text in part.columns.filled(row, Role.LEARNER)]
    names += [name for part in parts for name in part.columns.people.values()]
    for table in tables:
        rows = [list(row.cells.values()) for row in table.shown]
        pairs = [(label, value) for texts in rows for label, value in pairwise(texts) if label.endswith(":")]
        names += [text for label, text in pairs if heading_role(label) is Role.LEARNER and not text.endswith(":")]
        alone = [texts[0] for texts in rows if len(texts) == 1]
        lines = map(split_label, "\n".join([*table.above, *alone]).split("\n"))
        labelled = [(label, text) for label, text in lines if label.casefold() != "name" and is_name(text)]
        names += [text for label, text in labelled if heading_role(label) is Role.LEARNER]
    found: list[str] = []
    for name in dict.fromkeys(filter(None, names)):
        if not any(may_be_same(name, other) for other in found):
            found.append(name)
    return found


def _leave_disagreement(findings: Findings) -> None:
    """Leave out the claims about which two sheets disagree."""
    rungs: dict[tuple[str, str], dict[str, Rung | None]] = {}
    for (sheet, code, piece, _), claim in findings.claims.items():
        rungs.setdefault((code, piece), {})[sheet] = claim.rung
    for sheet, code, piece in findings.denied:
        if (code, piece) in rungs:
            rungs[code, piece].setdefault(sheet, None)
    known = set[tuple[str, str, str | None]]()
    for (sheet, code, piece, where), claim in list(findings.claims.items()):
        is_split = len(set(rungs[code, piece].values())) > 1
        if is_split:
            text = f"{code} {claim.evidence}: {claim.rung}"
            findings.leave(claim.at, text, "two sheets disagree about the claim")
        if is_split or (code, piece, where) in known:
            del findings.claims[sheet, code, piece, where]
        known.add((code, piece, where))


def _guesses(parts: Sequence[_Part]) -> Iterator[ColumnGuess]:
    for part in parts:
        for column, role in part.columns.roles.items() if part.has_codes else ():
            example = next((row.text(column) for row in part.rows if row.text(column)), "")
            heading = part.columns.headings.get(column, "")
            yield ColumnGuess(part.table.name, column_name(column - 1), heading, role.value, example)
