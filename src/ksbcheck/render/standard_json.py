"""A standard or a framework as JSON: the same keys and formats as their data files."""

import json
from collections.abc import Collection
from typing import Any

from ksbcheck.domain.framework import Framework
from ksbcheck.domain.standard import Duty, Standard, code_order


def render_standard(standard: Standard, duties: Collection[int], codes: Collection[str]) -> str:
    """Return a standard with only the duties of those numbers and the KSBs of those codes.

    Whole, it can be read again as a standard.
    """
    content = standard.model_dump(mode="json")
    content["duties"] = [_duty(duty) for number, duty in standard.by_number.items() if number in duties]
    content["ksbs"] = [ksb.model_dump(mode="json") for code, ksb in standard.by_code.items() if code in codes]
    return _dump(content)


def _duty(duty: Duty) -> dict[str, Any]:
    """Return a duty with its codes in the standard's order."""
    return {**duty.model_dump(mode="json"), "ksbs": sorted(duty.ksbs, key=code_order)}


def render_framework(framework: Framework) -> str:
    """Return a framework."""
    return _dump(framework.model_dump(mode="json"))


def _dump(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n"
