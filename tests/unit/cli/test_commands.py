import subprocess
import sys
from inspect import getdoc

import pytest

from ksbcheck.cli.commands import COMMANDS, Group, summary
from ksbcheck.cli.pin import pin


def test_summary_is_first_line_of_help() -> None:
    assert (getdoc(pin) or "").startswith(f"{summary('pin:pin')}\n\n")


def test_every_command_has_a_summary() -> None:
    groups = [each for each in COMMANDS.values() if isinstance(each, Group)]
    entries = [*COMMANDS.values(), *(each for group in groups for each in group.commands.values())]
    assert all(summary(each).endswith(".") for each in entries)


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
