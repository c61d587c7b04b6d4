"""What is set for a check, and by whom."""

import json
from collections.abc import Iterable

from ksbcheck.inputs.policy import ShownSetting
from ksbcheck.output.document import Column, Document, Section, Table, Words

_COLUMNS = (Column("Key", whole=True), Column("Value", share=3), Column("Set by", share=2))


def document(settings: Iterable[ShownSetting]) -> Document:
    """Return every key with its value and who set it."""
    rows = tuple(
        (Words(each.key, "strong"), _value(each.value), each.source)
        if each.source
        else (each.key, _value(each.value), Words("default", "quiet"))
        for each in settings
    )
    return Document("Settings", (Section("", (Table(_COLUMNS, rows),)),))


def _value(value: object) -> str:
    """Return a value in a few words: nothing as a dash, deep values as JSON."""
    if value in (None, [], {}):
        return "-"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
