"""Large folders and documents: time, memory, and the cache that a second run reads."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.documents import (
    Xml,
    docx,
    entity_bomb_docx,
    long_pdf,
    pdf,
    sparse_xlsx,
    tree,
    xlsx,
    zip_bomb_docx,
)
from tests.folders import TEXT, file_findings, parse_report, run_without, write_folder
from tests.functional.test_bad_input import MANY, assert_capped
from tests.small_portfolio import policy, write_portfolio

NO_WORKERS = "sys.executable = '/nowhere'"


def test_check_reports_fifty_thousand_files(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tree(write_folder(tmp_path / "portfolio", "E1.md"), {"E1.md": TEXT, "0.md": ""})
    one = folder / "0.md"
    for number in range(50):
        (folder / f"{number}").mkdir()
        for name in range(1000):
            os.link(one, folder / f"{number}" / f"{name}.md")
    found = file_findings(parse_report(ksbcheck("check", folder, "--format", "json")))
    assert found["KSB612"] == ["the folder has 50,002 files; the limit is 500"]
    assert found["KSB604"][-1] == "and 49751 more findings of KSB604"


@pytest.mark.parametrize("what", MANY)
def test_check_caps_many_findings_in_time(ksbcheck: Run, tmp_path: Path, what: str) -> None:
    assert_capped(ksbcheck, tmp_path, what, 20_000)


def test_check_reads_long_json_line_in_time(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.json").write_text(f'{{"evidence": [{"[]," * 50_000}[]]}}', encoding="utf-8")
    assert ksbcheck("check", tmp_path).returncode == 2


def test_check_judges_many_samples_in_time(ksbcheck: Run, tmp_path: Path) -> None:
    samples = policy("sampled:\n" + "  - {ksbs: [K, S, B], at_least: 6}\n" * 10_000)
    folder = write_portfolio(tmp_path, more="policy: ./policy.yaml\n", policy_yaml=samples)
    assert ksbcheck("check", folder / "portfolio.yaml").returncode == 1


def heavy_docx(attribute: str) -> bytes:
    """Return a Word document within all limits that needs more memory than a worker has."""
    empty = "".join(f'<w:p {attribute}="{number * 2654435761 % 2**32:x}"/>' for number in range(700_000))
    return docx([Xml(empty)])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system doesn't say what a process takes")
def test_check_stays_within_its_memory(tmp_path: Path) -> None:
    names = ["E1.docx", "E2.docx", "E3.docx", "E4.docx", "E5.pdf", "E6.xlsx", "E7.txt"]
    contents = [
        heavy_docx("a"),
        heavy_docx("b"),
        zip_bomb_docx(200),
        entity_bomb_docx(),
        long_pdf(),
        sparse_xlsx(),
        TEXT,
    ]
    folder = tree(write_folder(tmp_path / "portfolio", *names), dict(zip(names, contents, strict=True)))
    command = [sys.executable, "-m", "ksbcheck", "check", str(folder), "--format", "json", "--no-cache"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        peak = peak_of_session(process)
        assert process.stdout is not None
        (report,) = json.loads(process.stdout.read())["reports"]
    found = file_findings(report)
    beyond = [message.split(" was not read: ")[1] for message in found["KSB625"]]
    assert beyond[:2] == ["reading it takes more than 176 MiB of memory"] * 2
    assert (len(found["KSB608"]), len(beyond)) == (2, 3)
    assert report["files"]["read"] == ["E6.xlsx", "E7.txt"]  # whatever the process that read the others met
    assert peak < 500_000_000


def peak_of_session(leader: subprocess.Popen[str]) -> int:
    """Return the peak memory of a session in bytes."""
    peak = 0
    while leader.poll() is None:
        peak = max(
            peak,
            sum(
                resident_bytes(entry)
                for entry in Path("/proc").iterdir()
                if entry.name.isdigit() and is_in_session(entry, leader.pid)
            ),
        )
        time.sleep(0.02)
    return peak


def is_in_session(process: Path, session: int) -> bool:
    try:
        return os.getsid(int(process.name)) == session
    except OSError:
        return False


def resident_bytes(process: Path) -> int:
    try:
        return int((process / "statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return 0


def test_second_run_reads_no_document_again(tmp_path: Path) -> None:
    names = ["E1.md", "E2.docx", "E3.pdf", "E4.xlsx"]
    contents = [TEXT, docx([TEXT]), pdf([TEXT.replace("\n", " ")]), xlsx({"Log": [[TEXT]]})]
    folder = tree(write_folder(tmp_path / "portfolio", *names), dict(zip(names, contents, strict=True)))
    own = f"__import__('os').environ.update(XDG_CACHE_HOME={str(tmp_path / 'cache')!r})"
    check = ("check", folder, "--format", "json")
    without = parse_report(run_without(f"{NO_WORKERS}; {own}", *check))
    assert len(file_findings(without)["KSB608"]) == 4
    assert "the program that reads it can't be started" in file_findings(without)["KSB608"][0]
    first = run_without(own, *check)
    assert parse_report(first)["files"]["read"] == names
    kept = read_folder(tmp_path / "cache")
    second = run_without(f"{NO_WORKERS}; {own}", *check)
    assert second.stdout == first.stdout
    assert read_folder(tmp_path / "cache") == kept
    (folder / "E1.md").rename(folder / "E0.md")
    write_folder(folder, "E0.md", *names[1:])
    renamed = parse_report(run_without(f"{NO_WORKERS}; {own}", *check))
    assert renamed["files"]["read"] == ["E0.md", *names[1:]]


def read_folder(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
