"""A file that somebody saves while a command runs is never overwritten."""

import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.small_portfolio import REQUIRED, write_portfolio

STANDARD = ROOT / "tests" / "cases" / "standard.yaml"
MANIFEST, BASELINE, SEAL = "portfolio.yaml", "portfolio.baseline.json", "portfolio.seal.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_portfolio(tmp_path, REQUIRED[2:])


def save_meanwhile(monkeypatch: pytest.MonkeyPatch, file: Path, text: str) -> None:
    """Save a file just before the command replaces it."""
    make = tempfile.mkstemp

    def saving(*args: object, **kwargs: object) -> object:
        file.write_text(text, encoding="utf-8")
        return make(*args, **kwargs)

    monkeypatch.setattr(tempfile, "mkstemp", saving)


def assert_refused(ksbcheck: Run, file: Path, *command: str | Path) -> None:
    there = {path.name for path in file.parent.iterdir()}
    done = ksbcheck(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"{file}: error KSB901 the file has changed since it was read; nothing was written\n  Run the command again.\n"
    )
    assert {path.name for path in file.parent.iterdir()} == there | {file.name}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_pin_keeps_later_edit(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    file = folder / MANIFEST
    text = mark + file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    with monkeypatch.context() as patch:
        save_meanwhile(patch, file, f"{text}# edited\n")
        assert_refused(ksbcheck, file, "pin", folder)
    assert file.read_text(encoding="utf-8") == f"{text}# edited\n"
    assert ksbcheck("pin", folder).returncode == 0
    assert "# edited\n" in file.read_text(encoding="utf-8")


def test_migrate_keeps_later_edit(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / MANIFEST
    standard = folder / "next.yaml"
    standard.write_text(STANDARD.read_text(encoding="utf-8").replace('"1.0"', '"1.1"', 1), encoding="utf-8")
    save_meanwhile(monkeypatch, file, "edited")
    assert_refused(ksbcheck, file, "migrate", folder, "--to", "1.1", "--standard-file", standard, "--write")
    assert file.read_text(encoding="utf-8") == "edited"


def test_baseline_keeps_later_edit(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / BASELINE
    with monkeypatch.context() as patch:
        save_meanwhile(patch, file, "recorded by somebody else")
        assert_refused(ksbcheck, file, "baseline", folder)
    assert file.read_text(encoding="utf-8") == "recorded by somebody else"
    assert ksbcheck("baseline", folder, "--replace").returncode == 0
    write_portfolio(folder, REQUIRED[1:])
    with monkeypatch.context() as patch:
        save_meanwhile(patch, file, "edited")
        assert_refused(ksbcheck, file, "baseline", folder)
    assert file.read_text(encoding="utf-8") == "edited"


def test_seal_keeps_later_seal(ksbcheck: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / SEAL
    with monkeypatch.context() as patch:
        save_meanwhile(patch, file, "sealed by somebody else")
        assert_refused(ksbcheck, file, "seal", folder)
    assert file.read_text(encoding="utf-8") == "sealed by somebody else"
    assert ksbcheck("seal", folder, "--replace").returncode == 0
