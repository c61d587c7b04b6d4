"""A migration as a unified diff of the manifest, as `patch` and `git apply` take it."""

import re
from difflib import unified_diff

_LINE = re.compile("[^\n]*\n|[^\n]+")
"""A line as those programs see it: to Python, more than this ends one."""
_NO_END = "\n\\ No newline at end of file\n"


def render(name: str, before: str, after: str) -> str:
    """Return the difference of two texts of the file of a name; nothing if there is none."""
    behind = "\t" if " " in name else ""  # says where a name with a blank ends
    lines = unified_diff(_LINE.findall(before), _LINE.findall(after), f"a/{name}{behind}", f"b/{name}{behind}")
    return "".join(line if line.endswith("\n") else f"{line}{_NO_END}" for line in lines)
