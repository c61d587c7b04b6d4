import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import getdoc

import pytest

from ksbcheck.cli.commands import COMMANDS, Entry


def leaves(entries: Mapping[str, Entry], before: str = "") -> Iterator[tuple[str, str, str]]:
    for name, entry in entries.items():
        if isinstance(entry.source, str):
            yield before + name, entry.source, entry.summary
        else:
            yield from leaves(entry.source, f"{before}{name} ")


@pytest.mark.parametrize(("command", "source", "summary"), list(leaves(COMMANDS)))
def test_summary_is_first_paragraph_of_help(command: str, source: str, summary: str) -> None:
    module, _, function = source.partition(":")
    text = getdoc(getattr(import_module(f"ksbcheck.cli.{module}"), function)) or ""
    assert " ".join(text.split("\n\n")[0].split()) == summary, command


@pytest.mark.parametrize("args", ["'--help'", "'--version'", "'standard', '--help'"])
def test_help_imports_no_command(args: str) -> None:
    run = f"import sys, atexit; sys.argv[1:] = [{args}]; from ksbcheck.cli import main; atexit.register(lambda: print(sorted(sys.modules))); main()"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1]
    assert "'ksbcheck.cli.commands'" in loaded
    assert not [
        name
        for name in ("ksbcheck.cli.check", "ksbcheck.cli.standard", "ksbcheck.domain", "pydantic", "yaml")
        if f"'{name}'" in loaded
    ]
