"""Run the program in a new process or, far faster, in this one."""

import gc
import io
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import IO

import pytest

from ksbcheck.cli import main

_DATA = Path(__file__).with_name("data")
SECONDS = 180
"""The time limit of a run."""
_HALFWAY = ("halfway-send", "--as-of", "2026-11-22")
COMMANDS = {
    # command: its arguments in the folder of the examples, its exit status
    "check": (_HALFWAY, 1),
    "cohort": ((*_HALFWAY, "--jobs", "1"), 1),
    "merge": (("none.shard",), 2),
    "gateway": (_HALFWAY, 1),
    "report": ((*_HALFWAY, "-o", "-", "-f", "csv"), 1),
    "scan": (("halfway-send",), 0),
    "init": (("halfway-send", "--dry-run"), 0),
    "import": (
        (
            str(_DATA / "trackers" / "05-matrix-transposed-cp1252" / "matrix.csv"),
            "--to",
            "new",
            "--standard",
            "ST1414",
            "--option",
            "send",
            "--yes",
        ),
        1,
    ),
    "export": ((*_HALFWAY, "-o", "mapping.csv"), 0),
    "compare": (_HALFWAY, 0),
    "plan": (_HALFWAY, 1),
    "claim": (("E05", "K9", "--in", "halfway-send"), 0),
    "confirm": (("halfway-send",), 2),
    "assess": (("E05", "--by", "Hettie Notreal", "--on", "2026-11-22", "--in", "halfway-send"), 0),
    "assure": (("E02", "K10", "--by", "Ivor Fictitious", "--on", "2026-11-22", "--in", "halfway-send"), 0),
    "pin": (("halfway-send",), 0),
    "baseline": (_HALFWAY, 0),
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
    "standard import": ((str(_DATA / "whole_standard.html"), "--to", "standards"), 0),
    "standard export": (("--to", "moodle"), 0),
    "standard diff": (("ST1414", "ST1414@1.0"), 0),
    "framework show": ((), 0),
    "framework roles": (("learning mentor",), 1),
}
SERVERS = ("lsp",)
"""Commands that serve until they are stopped; their own tests run them."""
_READ_WHEN_USED = frozenset({"COLUMNS", "GITHUB_STEP_SUMMARY", "PYTHONIOENCODING", "XDG_CACHE_HOME", "XDG_DATA_HOME"})
_NOT_PLAIN = frozenset({"COLUMNS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "PYTHONDONTWRITEBYTECODE", "TERM"})
_temporary_text = partial(tempfile.TemporaryFile, "w+", encoding="utf-8")
_CACHE = type(cache(len))


def run_program(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], seconds: float = SECONDS
) -> subprocess.CompletedProcess[str]:
    """Run a program with a plain 80-column environment."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=with_plain(environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )


def with_plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a run: this one, made plain, with some variables set."""
    plain = {key: value for key, value in os.environ.items() if key not in _NOT_PLAIN}
    return {**plain, "COLUMNS": "80", "PYTHONUTF8": "1", **environment}


def can_run_here(environment: Mapping[str, str]) -> bool:
    """Return whether `run_here` can apply all variables; some are read only when a process starts."""
    return all(name in _READ_WHEN_USED or name.startswith("KSBCHECK_") for name in environment)


def run_here(args: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the program in this process, isolated from earlier and later runs; catch what child processes print too."""
    forget()
    command = ["ksbcheck", *args]
    encoding, _, errors = environment.get("PYTHONIOENCODING", "utf-8").partition(":")
    with _temporary_text() as out, _temporary_text() as err:
        with (
            interpreter_as_it_was(),
            environment_of(with_plain(environment)),
            chdir(cwd),
            redirected("stdout", out, encoding, errors or "strict"),
            redirected("stderr", err, encoding, "backslashreplace"),
            time_limit(),
        ):
            sys.argv = command
            if type(sys.stdin).__module__ == "_pytest.capture":  # which refuses to be read
                sys.stdin = io.StringIO()
            status = status_of_main()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, status, out.read(), err.read())


def status_of_main() -> int:
    """Run the program and return its exit status; print an exception as the interpreter does."""
    try:
        main()
    except SystemExit as end:
        assert isinstance(end.code, int | None)
        return end.code or 0
    except Exception:  # noqa: BLE001 - whatever it is
        traceback.print_exc()
        return 1
    return 0


def forget() -> None:
    """Empty the caches of files, as in a new process."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("ksbcheck.inputs."):
            for cached in vars(module).values():
                if isinstance(cached, _CACHE):
                    cached.cache_clear()


@contextmanager
def interpreter_as_it_was() -> Iterator[None]:
    """Restore what the program sets in the interpreter."""
    arguments, hook, stdin, threshold = sys.argv, sys.excepthook, sys.stdin, gc.get_threshold()
    try:
        yield
    finally:
        sys.argv, sys.excepthook, sys.stdin = arguments, hook, stdin
        gc.set_threshold(*threshold)


@contextmanager
def environment_of(environment: Mapping[str, str]) -> Iterator[None]:
    """Replace the environment."""
    before = dict(os.environ)
    _replace_environment(environment)
    try:
        yield
    finally:
        _replace_environment(before)


def _replace_environment(environment: Mapping[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


@contextmanager
def redirected(name: str, file: IO[str], encoding: str, errors: str) -> Iterator[None]:
    """Redirect a standard stream to a file, for Python and for child processes."""
    descriptor = {"stdout": 1, "stderr": 2}[name]
    with ExitStack() as stack:
        kept = os.dup(descriptor)
        stack.callback(os.close, kept)
        os.dup2(file.fileno(), descriptor)
        stack.callback(os.dup2, kept, descriptor)
        stack.callback(setattr, sys, name, getattr(sys, name))
        setattr(sys, name, stack.enter_context(open(descriptor, "w", encoding=encoding, errors=errors, closefd=False)))
        yield


@contextmanager
def time_limit() -> Iterator[None]:
    """Fail the test when the run takes too long."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"the run takes longer than {SECONDS} seconds")

    handler = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
