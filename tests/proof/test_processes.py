"""Every command does the same in a new process as in this one, where most tests run it."""

import sys
from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import ROOT, Run
from tests.functional.test_lsp import EXIT, INITIALIZE, run_server
from tests.program import COMMANDS, SERVERS, run_program


@pytest.mark.parametrize("command", COMMANDS)
def test_process_does_the_same(program: Run, ksbcheck: Run, tmp_path: Path, command: str) -> None:
    args, status = COMMANDS[command]
    one, other = (copytree(ROOT / "examples", tmp_path / name) for name in ("one", "other"))
    alone = program(*command.split(), *args, cwd=one)
    here = ksbcheck(*command.split(), *args, cwd=other)
    assert alone.returncode == status
    assert (here.returncode, here.stdout, here.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert read_folder(one) == read_folder(other)


def read_folder(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("encoding", ["ascii", "ascii:replace"])
def test_process_encodes_the_same(program: Run, ksbcheck: Run, encoding: str) -> None:
    args = ("check", "examples/halfway-send", "--as-of", "2026-11-22")
    alone = program(*args, PYTHONUTF8="0", PYTHONIOENCODING=encoding)
    assert ksbcheck(*args, PYTHONIOENCODING=encoding).stdout == alone.stdout


@pytest.mark.parametrize("command", [*COMMANDS, *SERVERS])
def test_installed_script_refuses_unknown_option(ksbcheck: Run, command: str) -> None:
    args = [*command.split(), "--nonsense"]
    alone = run_program([str(Path(sys.executable).with_name("ksbcheck")), *args], ROOT, {})
    assert (alone.returncode, alone.stdout) == (2, "")
    assert ksbcheck(*args).stderr == alone.stderr


@pytest.mark.parametrize(
    ("sent", "status"),
    [([], 0), ([INITIALIZE, EXIT], 1), ([b"hello\n"], 2), ([INITIALIZE, b"GET / HTTP/1.1\r\n\r\n"], 2)],
    ids=["closed-at-once", "exit-without-shutdown", "words", "http"],
)
def test_lsp_exit_status(sent: list[bytes], status: int) -> None:
    ended, answers, complaints = run_server(*sent)
    assert ended == status
    assert [answer["id"] for answer in answers] == [1] * (INITIALIZE in sent)
    assert complaints.count("\n") == (status == 2)
    assert complaints.startswith("ksbcheck lsp: this is not the Language Server Protocol: " if status == 2 else "")
