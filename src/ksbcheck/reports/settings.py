"""What is set for a check, as a table."""

import json
from collections.abc import Sequence

from rich.table import Column

from ksbcheck.domain.configuration import Setting
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import table, to_text, words


def render(settings: Sequence[Setting], screen: Screen) -> str:
    """Return every key with its value and who has set it; what nobody has set says that it is the default."""
    rows = table(screen, Column("Key", no_wrap=True), Column("Value", ratio=3), Column("Set by", ratio=2))
    for setting in settings:
        source = words(setting.source) if setting.source else words("default", "dim")
        rows.add_row(words(setting.key, "bold" if setting.source else ""), words(_shown(setting.value)), source)
    return to_text([rows], screen)


def _shown(value: object) -> str:
    """Return a value in few words: nothing as a dash, lists with commas, and what is deeper as JSON."""
    if value in (None, [], {}):
        return "-"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
