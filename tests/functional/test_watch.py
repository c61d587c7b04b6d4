"""`ksbcheck check --watch`, run as a person would: start it, save files, read what it says, interrupt it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

from tests.conftest import ROOT, Run

SLOW = 60

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an interrupt is sent in another way there")


class Watch:
    """A watch that is going on, and what it has said that nobody has read yet."""

    def __init__(self, cwd: Path, *args: str) -> None:
        command = [sys.executable, "-m", "ksbcheck", "check", "--watch", "--as-of", "2026-11-22", *args]
        environment = {**os.environ, "COLUMNS": "80", "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> str:
        """Return what is said up to a line that matches some words."""
        said = ""
        while not re.search(words, said, re.MULTILINE):
            try:
                said += self._lines.get(timeout=SLOW)
            except Empty:
                pytest.fail(f"{words!r} was not said, but: {said}")
        return said

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout
        self.process.stdout.close()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SLOW)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watch]]:
    started: list[Watch] = []

    def start(*args: str) -> Watch:
        started.append(Watch(tmp_path, *args))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "halfway-send", tmp_path / "portfolio"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_shows_only_what_changes(watch: Callable[..., Watch], folder: Path) -> None:
    manifest = folder / "portfolio.yaml"
    watching = watch("portfolio")
    first = watching.until("Watching")
    assert "Gaps: 25 of 70 required KSBs" in first

    edit(manifest, "K09", "K9")
    said = watching.until(r"^portfolio: 24 gaps")
    assert re.search(r"^\d\d:\d\d:\d\d  ", said, re.MULTILINE)
    assert "+ Closed: 1" in said
    assert "K9" in said
    assert "nothing -> claimed" in said
    assert "Gone: 1 error" in said
    assert "KSB201" in said
    assert "Gaps            25 -> 24" in said
    assert "Duties" not in said
    assert "KSB306" not in said

    manifest.touch()
    assert "No change: portfolio: 24 gaps" in watching.until("gaps")

    edit(manifest, "evidence:\n", "evidence: [\n")
    assert "KSB904" in watching.until("watching goes on")

    edit(manifest, "evidence: [\n", "evidence:\n")
    assert "KSB904" not in watching.until(r"^portfolio: 24 gaps")

    (folder / "evidence" / "E05-what-i-read.md").unlink()
    assert re.search("New: .*\n(.*\n)*.*KSB601", watching.until(r"^portfolio: 24 gaps"))

    assert watching.interrupt() == 1


def test_litter_and_temporary_files_are_no_reason_to_check(watch: Callable[..., Watch], folder: Path) -> None:
    (folder / ".git").mkdir()
    watching = watch("portfolio")
    watching.until("Watching")
    for name in ("~$plan.docx", ".portfolio.yaml.swp", "portfolio.yaml~", "4913", ".git/index", "evidence/.#x"):
        (folder / name).write_text("x")
        (folder / name).unlink()
    (folder / "new.md").write_text("new")
    said = watching.until("^portfolio: 25 gaps")
    assert "new.md" in said
    assert "No change" not in said


def test_a_manifest_alone_with_a_standard_of_its_own(watch: Callable[..., Watch], tmp_path: Path) -> None:
    standard = tmp_path / "data" / "standard.yaml"
    standard.parent.mkdir()
    text = (ROOT / "data" / "standard.yaml").read_text(encoding="utf-8")
    standard.write_text(text.replace("reference: ST1414", "reference: ST9999"), encoding="utf-8")
    folder = tmp_path / "portfolio"
    folder.mkdir()
    manifest = folder / "mine.yaml"
    manifest.write_text(
        'format: ksbcheck-portfolio/1\nstandard: ../data/standard.yaml\nversion: "1.0"\noption: send\n'
        "evidence: [{id: E1, ksbs: [K1]}]\n"
    )
    watching = watch("portfolio/mine.yaml")
    watching.until("Watching")
    standard.write_text("nonsense: [", encoding="utf-8")
    assert "KSB911" in watching.until("watching goes on")
    standard.write_text(text.replace("reference: ST1414", "reference: ST9999"), encoding="utf-8")
    watching.until(r"^portfolio/mine.yaml: 69 gaps")
    (folder / "ksbcheck.toml").write_text("min_pieces = 2\n")
    assert "- Opened: 1" in watching.until(r"^portfolio/mine.yaml: 70 gaps")
    assert watching.interrupt() == 1


@pytest.mark.parametrize("more", [["--format", "json"], ["--output", "x.txt"]])
def test_other_ways_to_show_are_refused(ksbcheck: Run, more: list[str]) -> None:
    run = ksbcheck("check", "--watch", *more, "examples/halfway-send")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("ksbcheck: --watch shows a table on the screen")


def test_what_is_nowhere_is_not_watched(ksbcheck: Run, tmp_path: Path) -> None:
    run = ksbcheck("check", "--watch", tmp_path / "no" / "such" / "folder")
    assert run.returncode == 2
    assert "nothing to watch" in run.stderr


def test_without_the_library_it_names_the_extra(ksbcheck: Run, tmp_path: Path) -> None:
    hide = tmp_path / "sitecustomize.py"
    hide.write_text("import sys\nsys.modules['watchfiles'] = None\n")
    run = ksbcheck("check", "--watch", "examples/halfway-send", PYTHONPATH=str(tmp_path))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "ksbcheck: --watch needs the extra 'watch': pip install 'ksbcheck[watch]'\n"
