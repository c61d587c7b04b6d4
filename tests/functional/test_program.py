"""Every command runs, here and in a new process."""

import gc
import os
import sys
from pathlib import Path
from shutil import copytree

import pytest

from ksbcheck.cli.commands import COMMANDS as TABLE
from ksbcheck.cli.commands import Group
from tests.conftest import ROOT, Run
from tests.program import COMMANDS, SERVERS


def test_commands_are_complete() -> None:
    names = {
        f"{name} {of_group}".strip()
        for name, entry in TABLE.items()
        for of_group in (entry.commands if isinstance(entry, Group) else [""])
    }
    assert names == {*COMMANDS, *SERVERS}, "give the new command a line in tests/program.py"


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs(ksbcheck: Run, tmp_path: Path, command: str) -> None:
    args, status = COMMANDS[command]
    examples = copytree(ROOT / "examples", tmp_path / "examples")
    done = ksbcheck(*command.split(), *args, cwd=examples)
    assert (done.returncode, bool(done.stdout or done.stderr)) == (status, True)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "standard import"])
def test_command_runs_in_a_process(program: Run, tmp_path: Path, command: str) -> None:
    args, status = COMMANDS[command]
    examples = copytree(ROOT / "examples", tmp_path / "examples")
    assert program(*command.split(), *args, cwd=examples).returncode == status


@pytest.mark.parametrize(
    ("command", "library", "message"),
    [
        ("report examples/halfway-send -f pdf -o {}", "typst", "pdf needs the extra 'pdf'"),
        ("report examples/halfway-send -f xlsx -o {}", "xlsxwriter", "xlsx needs the extra 'spreadsheet'"),
        ("standard export --to xlsx -o {}", "xlsxwriter", "xlsx needs the extra 'spreadsheet'"),
        ("export examples/halfway-send -o {}.xlsx", "xlsxwriter", "xlsx needs the extra 'spreadsheet'"),
        ("export examples/halfway-send -o {}.docx", "docx", "docx needs the extra 'word'"),
        ("cohort examples --cluster tcp://127.0.0.1:1", "distributed", "--cluster needs the extra 'cluster'"),
        ("cohort examples -o {}.parquet", "duckdb", "parquet needs the extra 'parquet'"),
        ("lsp --stdio", "pygls", "lsp needs the extra 'lsp'"),
    ],
)
def test_command_without_library_names_the_extra(
    program: Run, tmp_path: Path, command: str, library: str, message: str
) -> None:
    (tmp_path / f"{library}.py").write_text(f"raise ModuleNotFoundError('none', name='{library}')", encoding="utf-8")
    file = tmp_path / "file"
    done = program(*command.format(file).split(), PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout, list(tmp_path.glob("file*"))) == (2, "", [])
    extra = message.rpartition(" ")[2].strip("'")
    assert done.stderr == f"ksbcheck: {message}: pip install 'ksbcheck[{extra}]'\n"


@pytest.mark.parametrize("command", [*COMMANDS, *SERVERS])
def test_command_refuses_unknown_option(ksbcheck: Run, command: str) -> None:
    done = ksbcheck(*command.split(), "--nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such option: --nonsense" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_here_leaves_nothing_behind(ksbcheck: Run, tmp_path: Path) -> None:
    before = interpreter_state()
    done = ksbcheck("check", ".", cwd=tmp_path, COLUMNS="200", KSBCHECK_RUNG="verified")
    assert done.returncode == 2
    assert interpreter_state() == before


def interpreter_state() -> tuple[object, ...]:
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


def test_run_here_forgets_the_run_before(ksbcheck: Run, tmp_path: Path) -> None:
    whole = ksbcheck("standard", "show", "--format", "json").stdout
    for title in ("Specialist teaching assistant", "Window cleaner"):
        (tmp_path / "own.json").write_text(whole.replace("Specialist teaching assistant", title), encoding="utf-8")
        assert title in ksbcheck("standard", "show", "./own.json", cwd=tmp_path).stdout
