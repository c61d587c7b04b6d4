"""The table of commands. The first line of a command's docstring is its line in `--help`, which imports no command."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Group(NamedTuple):
    """A group of commands, and its line in `--help`."""

    commands: Mapping[str, str]
    summary: str


COMMANDS: Mapping[str, str | Group] = {
    # of each command, its module and function in `ksbcheck.cli`
    "check": "check:check",
    "gateway": "gateway:gateway",
    "report": "report:report",
    "cohort": "cohort:cohort",
    "merge": "cohort:merge",
    "scan": "scan:scan",
    "init": "draft:init",
    "import": "draft:import_trackers",
    "export": "export:export",
    "compare": "compare:compare",
    "plan": "gateway:plan",
    "claim": "decide:claim",
    "confirm": "decide:confirm",
    "assess": "decide:assess",
    "assure": "decide:assure",
    "pin": "pin:pin",
    "migrate": "migrate:migrate",
    "baseline": "pin:baseline",
    "config": "config:config",
    "seal": "seal:seal",
    "verify": "seal:verify",
    "explain": "explain:explain",
    "rules": "explain:rules",
    "lsp": "lsp:lsp",
    "schema": "config:schema",
    "standard": Group(
        {
            "check": "standard:check_standards",
            "import": "standard_import:import_standards",
            "export": "standard:export",
            "diff": "standard:diff",
            "list": "standard:list_standards",
            "path": "standard:path",
            "show": "standard:show_standard",
        },
        "The standards that ksbcheck knows.",
    ),
    "framework": Group(
        {"show": "framework:show_framework", "roles": "framework:roles"},
        "The older apprenticeship frameworks that ksbcheck knows.",
    ),
}


def summary(entry: str | Group) -> str:
    """Return the line of a command or group in `--help`."""
    if isinstance(entry, Group):
        return entry.summary
    module, _, function = entry.partition(":")
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
    found = next(each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == function)
    return (ast.get_docstring(found) or "").partition("\n")[0]
