"""`ksbcheck check` of folders reports any file and changes none."""

import hashlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ksbcheck.domain.report import Report
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest, check
from tests.conftest import ROOT, Run, one_line
from tests.documents import (
    docx,
    entity_bomb_docx,
    exe,
    external_entity_docx,
    long_pdf,
    pdf,
    sparse_ods,
    sparse_xlsx,
    tree,
    truncated,
    zip_bomb_docx,
)
from tests.folders import COVERED, MIB, TEXT, file_findings, parse_report, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "portfolio", "E1.md")


def folder_state(folder: Path) -> dict[str, tuple]:
    """Return everything about the files of a folder but their access times."""
    seen = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        readable = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
        content = hashlib.sha256(path.read_bytes()).hexdigest() if readable else None
        seen[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, content)
    return seen


BAD = {
    # file: content, rule, words of the message
    "bomb.docx": (lambda: zip_bomb_docx(100), "KSB608", "it unpacks to far more than its size"),
    "entities.docx": (entity_bomb_docx, "KSB608", "its XML declares entities"),
    "entity from outside.docx": (external_entity_docx, "KSB608", "its XML declares entities"),
    "5000 pages.pdf": (long_pdf, "KSB625", "it has 5,000 pages, and no more than 2,000 are read"),
    "cut short.docx": (lambda: truncated(docx(["Pots"]), 0.6), "KSB608", "it is damaged"),
    "cut short.pdf": (lambda: truncated(pdf(["Pots"]), 0.1), "KSB608", "it is damaged"),
    "only a beginning.xlsx": (lambda: b"PK\x03\x04", "KSB608", "it is damaged"),
    "large.txt": (lambda: b"Pots \n" * 2 * MIB, "KSB625", "it is a text of more than 8 MiB"),
    "program.pdf": (exe, "KSB609", "it is a Windows program"),
    "nothing.docx": (bytes, "KSB603", "is empty"),
}


def test_check_reports_bad_files_and_goes_on(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "portfolio", *BAD, "z.md")
    tree(folder, {"z.md": TEXT, **{name: make() for name, (make, _, _) in BAD.items()}})
    before = folder_state(folder)
    done = ksbcheck("check", folder, "--format", "json")
    assert folder_state(folder) == before
    assert done.returncode == 1
    report = parse_report(done)
    found = file_findings(report)
    for number, (name, (_, rule, words)) in enumerate(BAD.items(), start=1):
        (message,) = [each for each in found[rule] if each.startswith(f"E{number}: {name!r} ")]
        assert words in message
    assert sum(map(len, found.values())) == len(BAD)
    assert report["files"]["read"] == ["z.md"]
    assert report["coverage"]["missing"] == []
    cited = {claim["piece"]: claim["cited"] for ksb in report["coverage"]["ksbs"] for claim in ksb["claims"]}
    assert {piece for piece, there in cited.items() if there == "there"} == {f"E{len(BAD) + 1}"}
    table = ksbcheck("check", folder, "--full", COLUMNS="200")
    assert (table.returncode, table.stderr) == (1, "")
    assert "Traceback" not in table.stdout
    assert table.stdout.count("KSB608 ") == len(found["KSB608"])


@pytest.mark.parametrize(("name", "make"), [("E1.xlsx", sparse_xlsx), ("E1.ods", sparse_ods)])
def test_check_reads_sheet_with_one_far_cell(ksbcheck: Run, tmp_path: Path, name: str, make: Callable) -> None:
    folder = tree(write_folder(tmp_path / "portfolio", name), {name: make()})
    report = parse_report(ksbcheck("check", folder, "--format", "json"))
    assert file_findings(report).keys() <= {"KSB620", "KSB633"}
    assert report["files"]["read"] == [name]


NAMES = (
    "E1\nK1.md",
    "E1 \N{SEEDLING}\N{VARIATION SELECTOR-16}.md",
    "E1 \N{RIGHT-TO-LEFT OVERRIDE}fdp.md",
    "E1 \x1b[2J.md",
    "E1 [bold]x[/].md",
    "E1 Cafe\N{COMBINING ACUTE ACCENT}.md",
    "E1 '%s' \"$HOME\" {0}.md",
    f"E1{'x' * 250}.md",
)


def test_check_reads_files_of_any_name(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "portfolio", *NAMES)
    for number, name in enumerate(NAMES):
        tree(folder, {name: f"{TEXT}{number}", f"more/{name}": f"{TEXT}more {number}"})
    before = folder_state(folder)
    report = parse_report(ksbcheck("check", folder, "--format", "json"))
    assert report["files"]["read"] == sorted(NAMES)
    assert sorted(report["files"]["unclaimed"]) == sorted(f"more/{name}" for name in NAMES)
    assert {rule: len(messages) for rule, messages in file_findings(report).items()} == {
        "KSB604": len(NAMES), "KSB632": 6,
    }  # fmt: skip
    done = ksbcheck("check", folder, "--full")
    assert folder_state(folder) == before
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("KSB604") == len(NAMES)
    assert not set("\x1b\N{RIGHT-TO-LEFT OVERRIDE}") & set(done.stdout)


def test_check_reports_name_that_is_not_text(ksbcheck: Run, folder: Path) -> None:
    (folder / "E1.md").write_text(TEXT, encoding="utf-8")
    try:
        (folder / os.fsdecode(b"notes \xff.md")).write_text("Notes.\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    for arguments in (("--format", "json"), ()):
        done = ksbcheck("check", folder, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert "KSB604" in done.stdout


def test_check_finds_file_with_decomposed_accents(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tree(write_folder(tmp_path / "portfolio", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}.md"), {})
    (folder / "Cafe\N{COMBINING ACUTE ACCENT}.md").write_text(TEXT, encoding="utf-8")
    report = parse_report(ksbcheck("check", folder, "--format", "json"))
    assert report["files"]["there"] == ["Cafe\N{COMBINING ACUTE ACCENT}.md"]


def test_check_survives_circular_links(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tree(
        write_folder(tmp_path / "portfolio", "a.md", "round/E3.md", "E3.md"), {"E3.md": TEXT, "in/E4.md": TEXT}
    )
    (folder / "a.md").symlink_to("b.md")
    (folder / "b.md").symlink_to("a.md")
    (folder / "round").symlink_to(".")
    (folder / "in" / "out").symlink_to("..")
    before = folder_state(folder)
    report = parse_report(ksbcheck("check", folder, "--format", "json"))
    assert folder_state(folder) == before
    first, second = file_findings(report)["KSB601"]
    assert first == "E1: 'a.md' is a link to nothing"
    assert second.startswith("E2: 'round/E3.md' is in 'round', a link to a folder")
    assert report["files"]["read"] == ["E3.md"]
    (reason,) = [each["reason"] for each in report["not_checked"] if each["rule"] == "KSB604"]
    assert "in/out (a link to a folder" in reason
    assert "round (a link to a folder" in reason


def test_check_never_waits_for_pipes(ksbcheck: Run, folder: Path) -> None:
    os.mkfifo(folder / "E1.md")
    report = parse_report(ksbcheck("check", folder, "--format", "json"))
    assert file_findings(report)["KSB601"] == ["E1: 'E1.md' is no ordinary file"]


def test_check_reports_unreadable_files(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tree(
        write_folder(tmp_path / "portfolio", "E1.md", "closed/E2.md", "E3.md"),
        {"E1.md": TEXT, "closed/E2.md": TEXT, "E3.md": TEXT},
    )
    before = folder_state(folder)
    (folder / "E1.md").chmod(0)
    (folder / "closed").chmod(0)
    try:
        if os.access(folder / "E1.md", os.R_OK):
            pytest.skip("this user may read everything")
        done = ksbcheck("check", folder, "--format", "json")
    finally:
        (folder / "E1.md").chmod(0o644)
        (folder / "closed").chmod(0o755)
    assert {name: seen[-1] for name, seen in folder_state(folder).items()} == {
        name: seen[-1] for name, seen in before.items()
    }
    assert done.returncode == 1
    report = parse_report(done)
    found = file_findings(report)
    assert found["KSB608"] == ["E1: 'E1.md' can't be read: it can't be opened: Permission denied"]
    (missing,) = found["KSB601"]
    assert "can't be opened: Permission denied" in missing
    assert report["files"]["read"] == ["E3.md"]


def check_while(folder: Path, happens: Callable[[], object]) -> Report:
    """Check a folder; call `happens` after its files are hashed and before they are read."""

    def progress(done: int, _total: int) -> None:
        if done == 0:
            happens()

    with Outlines(None, progress) as outlines:
        return check(folder, CheckRequest(Overrides(), date(2026, 1, 31), outlines))


def read_failures(report: Report) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in report.findings if each.rule in {"KSB601", "KSB608"}]


def test_check_reports_file_that_vanishes(folder: Path) -> None:
    path = folder / "E1.md"
    path.write_text(TEXT, encoding="utf-8")
    report = check_while(folder, path.unlink)
    assert read_failures(report) == [
        ("KSB608", "E1: 'E1.md' can't be read: it can't be opened: No such file or directory")
    ]


def test_check_reports_file_that_grows(folder: Path) -> None:
    path = folder / "E1.md"
    path.write_text(TEXT, encoding="utf-8")
    report = check_while(folder, lambda: path.write_text(TEXT * 2, encoding="utf-8"))
    assert read_failures(report) == [("KSB608", "E1: 'E1.md' can't be read: it changed while it was read")]


class NamesWithSideEffect(list[str]):
    """File names of a manifest; iterating, which follows the listing of the folder, calls `happens`."""

    happens: Callable[[], object]

    def __iter__(self) -> Iterator[str]:
        self.happens()
        return super().__iter__()


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (Path.unlink, "it can't be opened: No such file or directory"),
        (lambda path: path.write_text(TEXT * 2, encoding="utf-8"), "it changed while it was read"),
        (lambda path: (path.unlink(), os.mkfifo(path)), "it can't be opened: it is not an ordinary file any more"),
    ],
)
def test_check_reports_file_that_changes_before_hashing(folder: Path, happens: Callable, reason: str) -> None:
    path = folder / "E1.md"
    path.write_text(TEXT, encoding="utf-8")
    names = NamesWithSideEffect(["E1.md"])
    names.happens = lambda: happens(path)
    with Outlines(None) as outlines:
        found = read_folder(folder / "portfolio.json", names, outlines)
    assert found.files["E1.md"].reason == reason


def test_cache_is_private_and_holds_no_text(ksbcheck: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "E1.md").write_text(
        f"# Window box\n\nSecret words about Sam, who sowed beans and painted pots ({COVERED}).\n", encoding="utf-8"
    )
    parse_report(ksbcheck("check", folder, "--format", "json", XDG_CACHE_HOME=str(tmp_path / "cache")))
    (entry,) = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert "Secret" not in entry.read_text(encoding="utf-8")
    assert (tmp_path / "cache" / "ksbcheck").exists()
    assert entry.parent.stat().st_mode & 0o077 == 0


def test_no_cache_leaves_no_cache(ksbcheck: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "E1.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "cache").mkdir()
    report = parse_report(
        ksbcheck("check", folder, "--format", "json", "--no-cache", XDG_CACHE_HOME=str(tmp_path / "cache"))
    )
    assert report["files"]["read"] == ["E1.md"]
    assert list((tmp_path / "cache").iterdir()) == []


def test_check_ignores_broken_cache(ksbcheck: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "E1.md").write_text(TEXT, encoding="utf-8")
    cache = tmp_path / "cache"
    check = ("check", folder, "--format", "json")
    report = parse_report(ksbcheck(*check, XDG_CACHE_HOME=str(cache)))
    (entry,) = [path for path in cache.rglob("*") if path.is_file()]
    whole = entry.read_text(encoding="utf-8")
    for broken in ("", "[]", "null", "{}", whole[:50], '{"noun": "text"}'):
        entry.write_text(broken, encoding="utf-8")
        assert parse_report(ksbcheck(*check, XDG_CACHE_HOME=str(cache))) == report
    no_folder = tmp_path / "file"
    no_folder.write_text("", encoding="utf-8")
    assert parse_report(ksbcheck(*check, XDG_CACHE_HOME=str(no_folder))) == report


def test_report_lists_files_and_citations(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "portfolio", "E1.md", "E2.md", "https://example.org")
    tree(
        folder,
        {"E1.md": "# Window box\n\nPlanted it (K1).\n\n# Pots\n\nPainted them (K2).\n", "more/notes.md": "Notes.\n"},
    )
    manifest = json.loads((folder / "portfolio.json").read_text(encoding="utf-8"))
    manifest["evidence"][0] |= {
        "ksbs": ["S1"],
        "claims": [
            {"ksb": "K1", "where": "§ Window box"},
            {"ksb": "K2", "where": "§ Window box"},
            {"ksb": "K3", "where": "§ Wall; para 1"},
        ],
    }
    (folder / "portfolio.json").write_text(json.dumps(manifest), encoding="utf-8")
    report = parse_report(ksbcheck("check", folder, "--format", "json"))
    assert report["files"] == {
        "named": ["E1.md", "E2.md", "https://example.org"],
        "there": ["E1.md"],
        "read": ["E1.md"],
        "unclaimed": ["more/notes.md"],
        "seal": None,
    }
    claims = {
        ksb["code"]: (claim["places"], claim["cited"])
        for ksb in report["coverage"]["ksbs"]
        for claim in ksb["claims"]
        if claim["piece"] == "E1"
    }
    assert claims == {
        "K1": ([{"place": "heading 'Window box'", "found": "there"}], "there"),
        "K2": ([{"place": "heading 'Window box'", "found": "there"}], "elsewhere"),
        "K3": (
            [{"place": "heading 'Wall'", "found": "not there"}, {"place": "paragraph 1", "found": "there"}],
            "nowhere",
        ),
        "S1": ([], "nowhere"),
    }
    done = ksbcheck("check", folder, "--full")
    assert "Files 3 named, 1 there, 1 read; 1 more in the folder" in one_line(done.stdout)


def test_manifest_alone_reports_files_unchecked(ksbcheck: Run, folder: Path) -> None:
    path = folder / "portfolio.json"
    report = parse_report(ksbcheck("check", path, "--format", "json"))
    assert report["files"] is None
    assert file_findings(report) == {}
    assert [each["reason"] for each in report["not_checked"] if "evidence files" in each["reason"]] == [
        "the evidence files: the manifest was checked alone; name its folder to check them too"
    ]
    assert "the manifest was checked alone" in one_line(ksbcheck("check", path, "--full").stdout)


def test_missing_pdf_library_is_one_finding(
    ksbcheck: Run, without_library: Callable[[str], None], tmp_path: Path
) -> None:
    without_library("pypdfium2")
    folder = write_folder(tmp_path / "portfolio", "E1.pdf", "E2.pdf", "E3.md")
    tree(folder, {"E1.pdf": pdf(["Light (K1)."]), "E2.pdf": pdf(["Water (K2)."]), "E3.md": TEXT})
    check = ("check", folder, "--no-cache")
    done = ksbcheck(*check, "--format", "json")
    assert done.returncode == 0
    report = parse_report(done)
    (finding,) = [each for each in report["findings"] if each["rule"] == "KSB614"]
    assert finding["message"] == "not read without the extra 'documents': E1.pdf and E2.pdf"
    assert finding["help"] == "Install it: pip install 'ksbcheck[documents]'"
    assert report["files"]["read"] == ["E3.md"]
    done = ksbcheck(*check)
    assert done.stdout.count("KSB614") == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_progress_bar_shows_on_terminal_only(folder: Path) -> None:
    (folder / "E1.md").write_text(TEXT, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ksbcheck", "check", str(folder), "--no-cache", "--format", "json"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False
    )
    os.close(theirs)
    assert "Reading documents" in os.read(ours, 100_000).decode()
    os.close(ours)
    assert json.loads(done.stdout)["reports"][0]["files"]["read"] == ["E1.md"]
