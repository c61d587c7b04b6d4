"""Standards, frameworks and settings as JSON.

A standard and a framework have the keys and the format of their data files.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.framework import Framework, FrameworkLevel, nearest_titles
from ksbcheck.domain.matrix import Part
from ksbcheck.domain.migration import Fate, MovedClaim, MovedDuty, MovedException, Proposal
from ksbcheck.domain.names import code_order
from ksbcheck.domain.standard import Duty, Ksb, Option, Standard
from ksbcheck.domain.standard_change import Compared, Run, StandardDiff, WordChange
from ksbcheck.inputs.policy import ShownSetting
from ksbcheck.reports.json import as_json, fields
from ksbcheck.reports.library import Checked, ImportResult, Listed
from ksbcheck.reports.migrate import notes
from ksbcheck.reports.standard_diff import NOT_COMPARED, warning

_Object = Mapping[str, Any]


def standard(part: Part) -> str:
    """Return a standard, or a part of it. Whole, it can be read again as a standard.

    Optional keys that the standard leaves out are left out.
    """
    duties = tuple(duty.model_copy(update={"ksbs": tuple(sorted(duty.ksbs, key=code_order))}) for duty in part.duties)
    shown = part.standard.model_copy(update={"duties": duties, "ksbs": part.ksbs})
    return as_json(shown.model_dump(mode="json", exclude_defaults=True))


def _named(standard: Standard, file: str) -> _Object:
    return {**fields(standard, "reference", "title", "version"), "file": file}


def listing(standards: Iterable[Listed]) -> str:
    return as_json({"format": "ksbcheck-standards/1", "standards": [each._asdict() for each in standards]})


def check(standards: Iterable[Checked]) -> str:
    return as_json({"format": "ksbcheck-standard-check/1", "standards": list(map(_checked, standards))})


def _checked(checked: Checked) -> _Object:
    plan = checked.assessment
    return {
        **fields(checked.standard, "reference", "version"),
        "file": checked.file,
        "findings": list(map(_placed, checked.findings)),
        "not_checked": checked.not_checked,
        "assessment_plan": {"file": plan[0], "findings": list(map(_placed, plan[1]))} if plan else None,
    }


def _placed(finding: Finding) -> _Object:
    line, column = finding.place or (None, None)
    return {**_finding(finding), "line": line, "column": column}


def _finding(finding: Finding) -> Any:  # noqa: ANN401 - as `fields` has it
    return fields(finding, "rule", "severity", "message", "help")


def imported(rows: Iterable[ImportResult], about_files: Iterable[Finding], folder: str, *, rehearsal: bool) -> str:
    return as_json(
        {
            "format": "ksbcheck-import/1",
            "folder": folder,
            "dry_run": rehearsal,
            "standards": list(map(_imported, rows)),
            "findings": [{"path": each.path, **_finding(each)} for each in about_files],
        }
    )


def _imported(row: ImportResult) -> _Object:
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
        "file": row.file,
        "filled": row.filled,
        "incomplete": standard.incomplete if standard else None,
        "findings": list(map(_finding, row.findings)),
    }


def diff(diff: StandardDiff, files: tuple[str, str]) -> str:
    return as_json(
        {
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
    )


def _item(item: Compared[Ksb] | Compared[Duty]) -> _Object:
    return {
        "changes": item.changes,
        "old": _fields(item.pair.old),
        "new": _fields(item.pair.new),
        "words": _changed_words(item.words),
    }


def _fields(item: Option | Ksb | Duty | None) -> _Object | None:
    return item.model_dump(mode="json", exclude={"guid"}) if item else None


def _changed_words(runs: Iterable[Run]) -> list[Mapping[WordChange, str]]:
    return [{run.change: run.words} for run in runs]


def migration(proposal: Proposal, files: tuple[str, str], *, written: bool) -> str:
    migration = proposal.migration
    return as_json(
        {
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
    )


def _moved_claim(claim: MovedClaim) -> _Object:
    return {
        "piece": claim.piece.id,
        "ksb": claim.code,
        "fate": claim.fate,
        "new_ksb": claim.new_code,
        "statement": _moved_statement(claim.statement),
        "was": claim.entry.model_dump(mode="json", exclude_none=True) if claim.entry else None,
    }


def _moved_duty(move: MovedDuty) -> _Object:
    return {
        "piece": move.piece.id,
        "duty": move.number,
        "fate": move.fate,
        "new_duty": move.new_number,
        "statement": _moved_statement(move.duty),
    }


def _moved_exception(move: MovedException) -> _Object:
    return {
        "ksb": move.code,
        "fate": move.fate,
        "new_ksb": move.new_code,
        "was": move.entry.model_dump(mode="json", exclude_none=True),
    }


def _moved_statement(compared: Compared[Ksb] | Compared[Duty] | None) -> _Object | None:
    if compared is None:
        return None
    old, new = compared.pair
    return {
        "old": old.text if old else None,
        "new": new.text if new else None,
        "words": _changed_words(compared.words),
    }


def framework(framework: Framework) -> str:
    return as_json(framework, Framework)


def roles(framework: Framework, title: str | None) -> str:
    levels = framework.levels if title is None else framework.levels_that_list(title)
    return as_json(
        {
            "format": "ksbcheck-roles/1",
            "framework": framework.id,
            "issue_number": framework.issue_number,
            "title": title,
            "listed": None if title is None else bool(levels),
            "levels": [_level(level, title) for level in levels],
            "nearest": [] if title is None or levels else nearest_titles(title, framework.job_titles),
            "lists_complete": None,
        }
    )


def _level(level: FrameworkLevel, title: str | None) -> _Object:
    return {
        **fields(level, "id", "name", "supervision"),
        "job_titles": level.job_titles if title is None else [level.listed(title)],
    }


def settings(settings: Iterable[ShownSetting]) -> str:
    return as_json({"format": "ksbcheck-config/1", "settings": [each._asdict() for each in settings]})
