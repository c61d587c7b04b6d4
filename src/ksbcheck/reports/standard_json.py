"""Standards, frameworks and settings as JSON. The types are those of the domain: Pydantic writes them.

A standard and a framework have the keys and the format of their data files.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from typing_extensions import TypedDict  # Pydantic brings it, and takes no other before Python 3.12

from ksbcheck.domain.codes import code_order
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.framework import Framework, FrameworkLevel, nearest_titles
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.matrix import Part
from ksbcheck.domain.migration import Fate, MovedClaim, MovedDuty, MovedException, Proposal
from ksbcheck.domain.standard import Duty, Ksb, Option, Standard
from ksbcheck.domain.standard_change import Change, Compared, Run, StandardDiff, WordChange
from ksbcheck.inputs.policy import ShownSetting
from ksbcheck.reports.imported import ImportResult
from ksbcheck.reports.json import as_json
from ksbcheck.reports.migrate import notes
from ksbcheck.reports.standard_check import Checked, Listed
from ksbcheck.reports.standard_diff import NOT_COMPARED, warning

_Keys = Mapping[str, Any]
"""The fields of a model, or of a named tuple."""


def standard(part: Part) -> str:
    """Return a standard, or a part of it. Whole, it can be read again as a standard.

    Optional keys that the standard leaves out are left out.
    """
    duties = tuple(duty.model_copy(update={"ksbs": tuple(sorted(duty.ksbs, key=code_order))}) for duty in part.duties)
    shown = part.standard.model_copy(update={"duties": duties, "ksbs": part.ksbs})
    return as_json(shown.model_dump(mode="json", exclude_defaults=True))


class _Named(TypedDict):
    reference: str
    title: str
    version: str
    file: str


def _named(standard: Standard, file: str) -> _Named:
    """Return the reference, title, version and file of a standard."""
    return {"reference": standard.reference, "title": standard.title, "version": standard.version, "file": file}


class _List(TypedDict):
    format: Literal["ksbcheck-standards/1"]
    standards: Sequence[_Keys]


def listing(standards: Iterable[Listed]) -> str:
    """Return the standards of the library."""
    content: _List = {"format": "ksbcheck-standards/1", "standards": [each._asdict() for each in standards]}
    return as_json(content, _List)


class _Finding(TypedDict):
    rule: str
    severity: Severity
    message: str
    help: str


class _PlacedFinding(_Finding):
    line: int | None
    column: int | None


class _CheckedPlan(TypedDict):
    file: str
    findings: Sequence[_PlacedFinding]


class _Checked(TypedDict):
    reference: str
    version: str
    file: str
    findings: Sequence[_PlacedFinding]
    not_checked: Sequence[str]
    assessment_plan: _CheckedPlan | None


class _Check(TypedDict):
    format: Literal["ksbcheck-standard-check/1"]
    standards: Sequence[_Checked]


def check(standards: Iterable[Checked]) -> str:
    """Return the findings about standards."""
    content: _Check = {"format": "ksbcheck-standard-check/1", "standards": list(map(_checked, standards))}
    return as_json(content, _Check)


def _checked(checked: Checked) -> _Checked:
    plan = checked.assessment
    return {
        "reference": checked.standard.reference,
        "version": checked.standard.version,
        "file": checked.file,
        "findings": list(map(_placed, checked.findings)),
        "not_checked": checked.not_checked,
        "assessment_plan": {"file": plan[0], "findings": list(map(_placed, plan[1]))} if plan else None,
    }


def _placed(finding: Finding) -> _PlacedFinding:
    place = finding.place
    return {**_finding(finding), "line": place.line if place else None, "column": place.column if place else None}


def _finding(finding: Finding) -> _Finding:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
    }


class _Imported(TypedDict):
    name: str
    outcome: str
    reference: str | None
    version: str | None
    title: str | None
    options: Sequence[str] | None
    ksbs: int | None
    duties: int | None
    file: str | None
    filled: Sequence[str]
    findings: Sequence[_Finding]


class _Import(TypedDict):
    format: Literal["ksbcheck-import/1"]
    folder: str
    dry_run: bool
    standards: Sequence[_Imported]


def imported(rows: Iterable[ImportResult], folder: str, *, rehearsal: bool) -> str:
    """Return what became of imported standards, with all findings."""
    content: _Import = {
        "format": "ksbcheck-import/1",
        "folder": folder,
        "dry_run": rehearsal,
        "standards": list(map(_imported, rows)),
    }
    return as_json(content, _Import)


def _imported(row: ImportResult) -> _Imported:
    standard = row.standard
    return {
        "name": row.name,
        "outcome": row.outcome,
        "reference": standard.reference if standard else None,
        "version": standard.version if standard else None,
        "title": standard.title if standard else None,
        "options": standard.option_ids if standard else None,
        "ksbs": len(standard.ksbs) if standard else None,
        "duties": len(standard.duties) if standard else None,
        "file": str(row.file) if row.file else None,
        "filled": row.filled,
        "findings": list(map(_finding, row.findings)),
    }


class _OptionChange(TypedDict):
    changes: Sequence[Change]
    old: _Keys | None
    new: _Keys | None


class _ItemChange(_OptionChange):
    words: Sequence[Mapping[WordChange, str]]


class _DutyChange(_ItemChange):
    mapping: _Keys | None
    """Null where the duty is not in both standards."""


class _Diff(TypedDict):
    format: Literal["ksbcheck-standard-diff/1"]
    same: bool
    warning: str | None
    old: _Named
    new: _Named
    facts: Sequence[_Keys]
    options: Sequence[_OptionChange]
    statements: Sequence[_ItemChange]
    duties: Sequence[_DutyChange]
    not_compared: Sequence[str]


def diff(diff: StandardDiff, files: tuple[str, str]) -> str:
    """Return what changed from one standard to another, and what is the same; `files` are theirs."""
    content: _Diff = {
        "format": "ksbcheck-standard-diff/1",
        "same": diff.is_same,
        "warning": warning(diff),
        "old": _named(diff.old, files[0]),
        "new": _named(diff.new, files[1]),
        "facts": [fact._asdict() for fact in diff.facts],
        "options": [
            {"changes": each.changes, "old": _fields(each.old), "new": _fields(each.new)} for each in diff.options
        ],
        "statements": list(map(_item, diff.statements)),
        "duties": [{**_item(each), "mapping": each.mapping and each.mapping._asdict()} for each in diff.duties],
        "not_compared": NOT_COMPARED,
    }
    return as_json(content, _Diff)


def _item(item: Compared[Ksb] | Compared[Duty]) -> _ItemChange:
    return {
        "changes": item.changes,
        "old": _fields(item.pair.old),
        "new": _fields(item.pair.new),
        "words": _changed_words(item.words),
    }


def _fields(item: Option | Ksb | Duty | None) -> _Keys | None:
    return item.model_dump(mode="json", exclude={"guid"}) if item else None


def _changed_words(runs: Iterable[Run]) -> list[Mapping[WordChange, str]]:
    """Return words by what became of them; nothing where none changed."""
    return [{run.change: run.words} for run in runs]


class _MovedStatement(TypedDict):
    old: str | None
    new: str | None
    words: Sequence[Mapping[WordChange, str]]


class _MovedClaim(TypedDict):
    piece: str
    ksb: str
    fate: Fate
    new_ksb: str | None
    statement: _MovedStatement | None
    was: _Keys | None
    """The claim's long form; null for the short one."""


class _MovedDuty(TypedDict):
    piece: str
    duty: int
    fate: Fate
    new_duty: int | None
    statement: _MovedStatement | None


class _MovedException(TypedDict):
    ksb: str
    fate: Fate
    new_ksb: str | None
    was: _Keys


class _Migration(TypedDict):
    format: Literal["ksbcheck-migration/1"]
    portfolio: str
    changed: bool
    written: bool
    to_look_at: bool
    old: _Named
    new: _Named
    option: Mapping[str, str]
    counts: Mapping[Fate, int]
    claims: Sequence[_MovedClaim]
    duties: Sequence[_MovedDuty]
    exceptions: Sequence[_MovedException]
    newly_required: Sequence[_Keys]
    no_longer_required: Sequence[_Keys]
    notes: Sequence[str]


def migration(proposal: Proposal, files: tuple[str, str], *, written: bool) -> str:
    """Return what becomes of a portfolio in another version of its standard; `files` are the standards'."""
    migration = proposal.migration
    content: _Migration = {
        "format": "ksbcheck-migration/1",
        "portfolio": str(proposal.path),
        "changed": proposal.changed,
        "written": written,
        "to_look_at": migration.to_look_at,
        "old": _named(migration.diff.old, files[0]),
        "new": _named(migration.diff.new, files[1]),
        "option": {"old": migration.option.id, "new": migration.new_option.id},
        "counts": {fate: len(migration.claims_that(fate)) for fate in Fate},
        "claims": list(map(_moved_claim, migration.claims)),
        "duties": list(map(_moved_duty, migration.duties)),
        "exceptions": list(map(_moved_exception, migration.exceptions)),
        "newly_required": [ksb.model_dump(include={"code", "text"}) for ksb in migration.newly_required],
        "no_longer_required": [ksb.model_dump(include={"code", "text"}) for ksb in migration.no_longer_required],
        "notes": notes(proposal),
    }
    return as_json(content, _Migration)


def _moved_claim(claim: MovedClaim) -> _MovedClaim:
    return {
        "piece": claim.piece.id,
        "ksb": claim.code,
        "fate": claim.fate,
        "new_ksb": claim.new_code,
        "statement": _moved_statement(claim.statement),
        "was": claim.entry.model_dump(mode="json", exclude_none=True) if claim.entry else None,
    }


def _moved_duty(move: MovedDuty) -> _MovedDuty:
    return {
        "piece": move.piece.id,
        "duty": move.number,
        "fate": move.fate,
        "new_duty": move.new_number,
        "statement": _moved_statement(move.duty),
    }


def _moved_exception(move: MovedException) -> _MovedException:
    return {
        "ksb": move.code,
        "fate": move.fate,
        "new_ksb": move.new_code,
        "was": move.entry.model_dump(mode="json", exclude_none=True),
    }


def _moved_statement(compared: Compared[Ksb] | Compared[Duty] | None) -> _MovedStatement | None:
    if compared is None:
        return None
    old, new = compared.pair
    return {
        "old": old.text if old else None,
        "new": new.text if new else None,
        "words": _changed_words(compared.words),
    }


def framework(framework: Framework) -> str:
    """Return a framework."""
    return as_json(framework, Framework)


class _Level(TypedDict):
    id: str
    name: str
    supervision: str
    job_titles: Sequence[str | None]


class _Roles(TypedDict):
    format: Literal["ksbcheck-roles/1"]
    framework: str
    issue_number: int
    title: str | None
    listed: bool | None
    levels: Sequence[_Level]
    nearest: Sequence[str]
    lists_complete: None
    """Always null: the source doesn't say."""


def roles(framework: Framework, title: str | None) -> str:
    """Return the levels that list a job title, or the nearest titles; without a title, every level."""
    levels = framework.levels if title is None else framework.levels_that_list(title)
    content: _Roles = {
        "format": "ksbcheck-roles/1",
        "framework": framework.id,
        "issue_number": framework.issue_number,
        "title": title,
        "listed": None if title is None else bool(levels),
        "levels": [_level(level, title) for level in levels],
        "nearest": [] if title is None or levels else nearest_titles(title, framework.job_titles),
        "lists_complete": None,
    }
    return as_json(content, _Roles)


def _level(level: FrameworkLevel, title: str | None) -> _Level:
    return {
        "id": level.id,
        "name": level.name,
        "supervision": level.supervision,
        "job_titles": level.job_titles if title is None else [level.listed(title)],
    }


class _Settings(TypedDict):
    format: Literal["ksbcheck-config/1"]
    settings: Sequence[_Keys]


def settings(settings: Iterable[ShownSetting]) -> str:
    """Return every key with its value and who set it; null where it is the default."""
    content: _Settings = {"format": "ksbcheck-config/1", "settings": [each._asdict() for each in settings]}
    return as_json(content, _Settings)
