"""A standard or a framework as JSON: the same keys and formats as their data files."""

import json
from collections.abc import Collection
from typing import Any

from ksbcheck.domain.framework import Framework
from ksbcheck.domain.standard import Standard


def render_standard(standard: Standard, duties: Collection[int], codes: Collection[str]) -> str:
    """Return a standard with only the duties of those numbers and the KSBs of those codes.

    Whole, it can be read again as a standard.
    """
    content = standard.model_dump(mode="json")
    content["duties"] = [duty for duty in content["duties"] if duty["number"] in duties]
    content["ksbs"] = [ksb for ksb in content["ksbs"] if ksb["code"] in codes]
    return _dump(content)


def render_framework(framework: Framework) -> str:
    """Return a framework."""
    return _dump(framework.model_dump(mode="json"))


def _dump(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n"
