"""Outlines as JSON: between the processes, and in the cache."""

from dataclasses import fields
from typing import Any

from ksbcheck.domain.outline import Citation, Heading, Outline, Placeholder, Spot


def to_json(outline: Outline) -> dict[str, Any]:
    """Return an outline as values that JSON knows."""
    return {field.name: getattr(outline, field.name) for field in fields(outline)}


def from_json(raw: dict[str, Any]) -> Outline:
    """Return the outline that `to_json` wrote.

    Raises:
        TypeError: it is of another version, or something else.
    """
    return Outline(
        **{
            **raw,
            "headings": tuple(Heading(*each) for each in raw["headings"]),
            "sheets": tuple(raw["sheets"]),
            "times": tuple(raw["times"]),
            "citations": tuple(Citation(code, Spot(*spot), listed) for code, spot, listed in raw["citations"]),
            "placeholders": tuple(Placeholder(words, Spot(*spot)) for words, spot in raw["placeholders"]),
        }
    )
