"""A standard or a framework as JSON: the same keys and formats as their data files."""

import json
from collections.abc import Collection
from typing import Any

from ksbcheck.domain.codes import code_order
from ksbcheck.domain.framework import Framework, FrameworkLevel
from ksbcheck.domain.standard import Duty, Standard

ROLES_FORMAT = "ksbcheck-roles/1"


def render_standard(standard: Standard, duties: Collection[int], codes: Collection[str]) -> str:
    """Return a standard with only the duties of those numbers and the KSBs of those codes.

    Whole, it can be read again as a standard. Keys that may be left out are, where the standard says nothing of them.
    """
    content = standard.model_dump(mode="json", exclude_defaults=True)
    content["duties"] = [_duty(duty) for number, duty in standard.by_number.items() if number in duties]
    content["ksbs"] = [
        ksb.model_dump(mode="json", exclude_defaults=True) for code, ksb in standard.by_code.items() if code in codes
    ]
    return _dump(content)


def _duty(duty: Duty) -> dict[str, Any]:
    """Return a duty with its codes in the standard's order."""
    return {**duty.model_dump(mode="json", exclude_defaults=True), "ksbs": sorted(duty.ksbs, key=code_order)}


def render_framework(framework: Framework) -> str:
    """Return a framework."""
    return _dump(framework.model_dump(mode="json"))


def render_roles(framework: Framework, title: str | None) -> str:
    """Return the levels that list a job title, or what comes near it; without a title, all levels and all titles."""
    levels = framework.levels if title is None else framework.levels_that_list(title)
    return _dump(
        {
            "format": ROLES_FORMAT,
            "framework": framework.id,
            "issue_number": framework.issue_number,
            "title": title,
            "listed": None if title is None else bool(levels),
            "levels": [_level(level, title) for level in levels],
            "nearest": [] if title is None or levels else framework.nearest_titles(title),
            "lists_complete": None,
        }
    )


def _level(level: FrameworkLevel, title: str | None) -> dict[str, Any]:
    """Return a level with the job titles that were asked for."""
    return {
        "id": level.id,
        "name": level.name,
        "supervision": level.supervision,
        "job_titles": level.job_titles if title is None else [level.listed(title)],
    }


def _dump(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n"
