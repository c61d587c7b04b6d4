"""Every command in a process of its own; and that the tests, most of which run it within theirs, see the same."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import typer.main
from typer.core import TyperGroup

from ksbcheck.cli.app import app
from tests.conftest import AS_OF, ROOT, Run
from tests.program import run_program

HALFWAY = ("halfway-send", "--as-of", AS_OF)
COMMANDS = {
    # command: what it is given in the folder of the examples, its exit status
    "check": (HALFWAY, 1),
    "gateway": (HALFWAY, 1),
    "report": ((*HALFWAY, "-o", "-", "-f", "csv"), 1),
    "compare": (HALFWAY, 0),
    "plan": (HALFWAY, 1),
    "pin": (("halfway-send",), 0),
    "baseline": (HALFWAY, 0),
    "config": (("halfway-send",), 0),
    "migrate": (("halfway-send", "--to", "1.0"), 0),
    "seal": (("halfway-send", "--by", "A. Assessor"), 0),
    "verify": (("halfway-send",), 2),
    "explain": (("KSB103",), 0),
    "rules": ((), 0),
    "schema": (("portfolio",), 0),
    "standard list": ((), 0),
    "standard show": ((), 0),
    "standard path": (("ST1414@1.0",), 0),
    "standard check": (("--all", "--fail-on", "warning"), 1),
    "standard import": ((str(ROOT / "tests" / "data" / "saved_standard.html"), "--to", "standards"), 0),
    "standard export": (("--to", "moodle"), 0),
    "standard diff": (("ST1414", "ST1414@1.0"), 0),
    "framework show": ((), 0),
    "framework roles": (("learning mentor",), 1),
}
SERVERS = ("lsp",)
"""The commands that answer over pipes as long as somebody asks: tests of their own drive them, in processes alone."""


def commands(group: TyperGroup, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_is_here() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert set(commands(group)) == {*COMMANDS, *SERVERS}, "give the new command a line in COMMANDS"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_process_of_its_own_does_the_same(program: Run, ksbcheck: Run, tmp_path: Path, command: str) -> None:
    args, status = COMMANDS[command]
    one, other = (copytree(ROOT / "examples", tmp_path / name) for name in ("one", "other"))
    alone = program(*command.split(), *args, cwd=one)
    here = ksbcheck(*command.split(), *args, cwd=other)
    assert alone.returncode == status
    assert (here.returncode, here.stdout, here.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert contents(one) == contents(other)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", [*COMMANDS, *SERVERS])
def test_the_installed_script_refuses_what_it_does_not_know(ksbcheck: Run, command: str) -> None:
    args = [*command.split(), "--nonsense"]
    alone = run_program([str(Path(sys.executable).with_name("ksbcheck")), *args], ROOT, {})
    assert (alone.returncode, alone.stdout) == (2, "")
    assert "No such option: --nonsense" in alone.stderr
    assert "Traceback" not in alone.stderr
    assert ksbcheck(*args).stderr == alone.stderr


def test_a_run_in_this_process_leaves_nothing_behind(ksbcheck: Run, tmp_path: Path) -> None:
    before = interpreter()
    done = ksbcheck("check", ".", cwd=tmp_path, COLUMNS="200", KSBCHECK_RUNG="verified")
    assert done.returncode == 2
    assert interpreter() == before


def interpreter() -> tuple[object, ...]:
    descriptors = tuple((os.fstat(number).st_dev, os.fstat(number).st_ino) for number in (1, 2))
    return (
        dict(os.environ),
        Path.cwd(),
        sys.argv,
        sys.stdout,
        sys.stderr,
        sys.excepthook,
        gc.get_threshold(),
        descriptors,
    )


def test_a_run_in_this_process_sees_nothing_of_the_one_before(ksbcheck: Run, tmp_path: Path) -> None:
    whole = ksbcheck("standard", "show", "--format", "json").stdout
    for title in ("Specialist teaching assistant", "Window cleaner"):
        (tmp_path / "own.json").write_text(whole.replace("Specialist teaching assistant", title), encoding="utf-8")
        assert title in ksbcheck("standard", "show", "./own.json", cwd=tmp_path).stdout
