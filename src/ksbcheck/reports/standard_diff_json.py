"""Two standards compared, as JSON, format `ksbcheck-standard-diff/1`."""

import json
from typing import Any

from ksbcheck.domain.standard import Duty, Ksb, Standard
from ksbcheck.domain.standard_change import Compared, ComparedOption, MappingChange, Run, StandardDiff
from ksbcheck.reports.standard_diff_words import NOT_COMPARED, warning

FORMAT = "ksbcheck-standard-diff/1"


def render(diff: StandardDiff, files: tuple[str, str]) -> str:
    """Return a comparison as one JSON object, with what is the same too. Beyond ASCII everything is escaped."""
    content = {
        "format": FORMAT,
        "same": diff.is_same,
        "warning": warning(diff),
        "old": standard_as_json(diff.old, files[0]),
        "new": standard_as_json(diff.new, files[1]),
        "facts": [fact._asdict() for fact in diff.facts],
        "options": [_option(option) for option in diff.options],
        "statements": [_item(statement) for statement in diff.statements],
        "duties": [{**_item(duty), "mapping": _mapping(duty.mapping)} for duty in diff.duties],
        "not_compared": NOT_COMPARED,
    }
    return json.dumps(content, indent=2) + "\n"


def standard_as_json(standard: Standard, file: str) -> dict[str, Any]:
    """Return what a standard is called, and where it comes from."""
    return {
        "reference": standard.reference,
        "title": standard.title,
        "version": standard.version,
        "file": file,
    }


def _option(option: ComparedOption) -> dict[str, Any]:
    return {
        "changes": [change.value for change in option.changes],
        "old": option.old and option.old.model_dump(mode="json", include={"id", "title"}),
        "new": option.new and option.new.model_dump(mode="json", include={"id", "title"}),
    }


def _item(item: Compared[Ksb] | Compared[Duty]) -> dict[str, Any]:
    return {
        "changes": [change.value for change in item.changes],
        "old": item.pair.old and item.pair.old.model_dump(mode="json", exclude={"guid"}),
        "new": item.pair.new and item.pair.new.model_dump(mode="json", exclude={"guid"}),
        "words": words_as_json(item.words),
    }


def words_as_json(runs: tuple[Run, ...]) -> list[dict[str, str]]:
    """Return words with what has become of them; nothing where nothing was changed."""
    return [{run.change.value: run.words} for run in runs]


def _mapping(mapping: MappingChange | None) -> dict[str, Any] | None:
    """Return what has changed in a duty's mapping; None where the duty isn't in both standards."""
    return mapping and {**mapping._asdict(), "before": mapping.before.value, "after": mapping.after.value}
