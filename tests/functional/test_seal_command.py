"""`ksbcheck seal` and `verify`, and checks of sealed folders."""

import hashlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, one_line
from tests.documents import tree
from tests.functional.test_check_folder import folder_state

CASES = ROOT / "tests" / "cases"
SEAL = "portfolio.seal.json"
MANIFEST = """\
format: ksbcheck-portfolio/1
standard: ../standard.yaml
version: "1.0"
option: indoor
learner: {name: Sam Invented}
started: 2025-01-13
evidence:
  - id: E1
    title: Window box
    date: 2025-03-04
    files: [E1.md, more/E2.md]
    claims: [{ksb: K1, assessed: {by: A. Assessor, on: 2025-05-09}}]
"""
FILES = {"portfolio.yaml": MANIFEST, "E1.md": "Light (K1).\n", "more/E2.md": "Water.\n", "notes.txt": "Notes.\n"}
BY = ("--by", "A. Assessor", "--on", "2025-06-30")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "standard.yaml").write_bytes((CASES / "standard.yaml").read_bytes())
    return tree(tmp_path / "portfolio", FILES)


@pytest.fixture
def sealed(ksbcheck: Run, folder: Path) -> Path:
    assert ksbcheck("seal", folder, *BY).returncode == 0
    return folder


def read_seal(folder: Path) -> dict:
    return json.loads((folder / SEAL).read_text(encoding="utf-8"))


def check_report(ksbcheck: Run, folder: Path) -> dict:
    (report,) = json.loads(ksbcheck("check", folder, "--format", "json", "--as-of", "2026-01-31").stdout)["reports"]
    return report


def messages_of(report: dict, rule: str) -> list[str]:
    return [each["message"] for each in report["findings"] if each["rule"] == rule]


def test_seal_lists_files_signer_and_date(ksbcheck: Run, folder: Path) -> None:
    before = folder_state(folder)
    done = ksbcheck("seal", folder, *BY)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{folder}/{SEAL}: 3 files and the manifest sealed by A. Assessor\n"
    after = folder_state(folder)
    assert after.keys() - before.keys() == {str(folder / SEAL)}
    assert {name: after[name] for name in before if name != str(folder)} == {
        name: seen for name, seen in before.items() if name != str(folder)
    }
    seal = read_seal(folder)
    fingerprint = seal["standard"].pop("fingerprint")
    assert fingerprint.startswith("sha256:")
    assert [bool(file.pop("text")) for file in (seal["manifest"], *seal["files"])] == [False, True, False, True]
    assert seal == {
        "format": "ksbcheck-seal/1",
        "ksbcheck": "0.1.0",
        "by": "A. Assessor",
        "on": "2025-06-30",
        "standard": {"reference": "TEST1", "version": "1.0"},
        "not_sealed": [],
        "manifest": file_entry("portfolio.yaml"),
        "files": [file_entry("E1.md"), file_entry("notes.txt"), file_entry("more/E2.md")],
        "pieces": [{"id": "E1", "ksbs": ["K1"], "files": ["E1.md", "more/E2.md"], "url": None, "held": None}],
    }


def file_entry(name: str) -> dict:
    content = FILES[name].encode()
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "pictures": []}


def test_seal_needs_no_signer_or_date(ksbcheck: Run, folder: Path) -> None:
    assert ksbcheck("seal", folder).returncode == 0
    assert read_seal(folder)["by"] is None
    done = ksbcheck("verify", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{folder}: unchanged since it was sealed on {read_seal(folder)['on']}: 3 files and the manifest\n"
    )


@pytest.mark.parametrize(
    "by", ["assessor", "the school", "TBC", "office@college.org", "S. Invented", "Invented, Sammy"]
)
def test_seal_is_by_a_named_person_not_the_learner(ksbcheck: Run, folder: Path, by: str) -> None:
    done = ksbcheck("seal", folder, "--by", by)
    assert done.returncode == 2
    assert by in done.stderr
    assert not (folder / SEAL).exists()


def test_seal_of_few_files(ksbcheck: Run, folder: Path) -> None:
    for name in ("notes.txt", "more/E2.md"):
        (folder / name).unlink()
    assert "1 file and the manifest sealed without a name (add --by NAME)" in ksbcheck("seal", folder).stdout
    (folder / "E1.md").unlink()
    assert "0 files and the manifest sealed" in ksbcheck("seal", folder, "--replace").stdout
    assert ksbcheck("verify", folder).returncode == 0


def test_seal_names_skipped_files(ksbcheck: Run, folder: Path) -> None:
    tree(folder, {"Thumbs.db": "x", "node_modules/x.js": "x"})
    (folder / "elsewhere").symlink_to(CASES)
    (folder / "out.yaml").symlink_to(CASES / "standard.yaml")
    done = ksbcheck("seal", folder, COLUMNS="200")
    assert sorted(done.stdout.splitlines()[1:]) == [
        "  not sealed: Thumbs.db (left behind by a system)",
        "  not sealed: elsewhere (a link that leads out of the folder)",
        "  not sealed: node_modules (a folder of tools)",
        "  not sealed: out.yaml (a link that leads out of the folder)",
    ]
    assert [each["name"] for each in read_seal(folder)["files"]] == ["E1.md", "notes.txt", "more/E2.md"]


CHANGES = {
    # change to a sealed folder, lines of `verify`
    "changed": (lambda folder: (folder / "E1.md").write_text("Light.\n"), ["changed: E1.md"]),
    "changed-to-the-same-length": (lambda folder: (folder / "E1.md").write_text("Light (K2).\n"), ["changed: E1.md"]),
    "emptied": (lambda folder: (folder / "E1.md").write_text(""), ["changed: E1.md"]),
    "added": (lambda folder: (folder / "more" / "E3.md").write_text("Pots.\n"), ["added: more/E3.md"]),
    "removed": (lambda folder: (folder / "notes.txt").unlink(), ["removed: notes.txt"]),
    "renamed": (lambda folder: (folder / "E1.md").rename(folder / "E9.md"), ["renamed: E1.md to E9.md"]),
    "moved": (lambda folder: (folder / "more").rename(folder / "less"), ["renamed: more/E2.md to less/E2.md"]),
    "in-another-case": (lambda folder: (folder / "E1.md").rename(folder / "e1.MD"), ["renamed: E1.md to e1.MD"]),
    "manifest": (
        lambda folder: (folder / "portfolio.yaml").write_text(MANIFEST + "# more\n"),
        ["changed: portfolio.yaml"],
    ),
    "manifest-renamed": (
        lambda folder: (folder / "portfolio.yaml").rename(folder / "portfolio.yml"),
        ["renamed: portfolio.yaml to portfolio.yml"],
    ),
    "swapped": (
        lambda folder: (
            (folder / "E1.md").rename(folder / "x"),
            (folder / "notes.txt").rename(folder / "E1.md"),
            (folder / "x").rename(folder / "notes.txt"),
        ),
        ["changed: E1.md", "changed: notes.txt"],
    ),
    "standard": (
        lambda folder: (folder.parent / "standard.yaml").write_text(
            (folder.parent / "standard.yaml").read_text().replace("What plants need", "What plants like")
        ),
        ["changed: the text of the standard"],
    ),
    "all-at-once": (
        lambda folder: (
            (folder / "E1.md").write_text("Light.\n"),
            (folder / "more" / "E2.md").rename(folder / "E2.md"),
            (folder / "notes.txt").unlink(),
            (folder / "new\n\x1b[2J.md").write_text("Pots.\n"),
        ),
        ["changed: E1.md", "renamed: more/E2.md to E2.md", "removed: notes.txt", "added: new �[2J.md"],
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_verify_names_every_change(ksbcheck: Run, sealed: Path, what: str) -> None:
    change, said = CHANGES[what]
    change(sealed)
    before = folder_state(sealed)
    done = ksbcheck("verify", sealed)
    assert folder_state(sealed) == before
    assert (done.returncode, done.stderr) == (1, "")
    first, *lines = done.stdout.removesuffix("\n").split("\n")
    assert first == f"{sealed}: changed since it was sealed on 2025-06-30 by A. Assessor"
    assert lines == [f"  {each}" for each in said]
    if what == "all-at-once":
        report = check_report(ksbcheck, sealed)
        assert len(messages_of(report, "KSB622")) == len(said)
        assert report["outcome"] == "gaps"
        assert report["files"]["seal"]["unchanged"] is False


def test_verify_ignores_times_and_permissions(ksbcheck: Run, sealed: Path) -> None:
    os.utime(sealed / "E1.md", (0, 0))
    (sealed / "E1.md").chmod(0o600)
    (sealed / "Thumbs.db").write_text("x", encoding="utf-8")
    (sealed / "empty").mkdir()
    done = ksbcheck("verify", sealed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{sealed}: unchanged since it was sealed on 2025-06-30 by A. Assessor: 3 files and the manifest\n"
    )


def test_verify_reports_missing_standard(ksbcheck: Run, sealed: Path) -> None:
    (sealed.parent / "standard.yaml").unlink()
    done = ksbcheck("verify", sealed)
    assert done.returncode == 0
    assert "  not checked: whether the standard has changed, because it could not be found\n" in done.stdout


def test_seal_requires_replace_for_second_seal(ksbcheck: Run, sealed: Path) -> None:
    (sealed / "E1.md").write_text("Light.\n", encoding="utf-8")
    before = (sealed / SEAL).read_bytes()
    done = ksbcheck("seal", sealed)
    assert (done.returncode, done.stdout) == (2, "")
    assert "the folder is sealed already" in done.stderr
    assert (sealed / SEAL).read_bytes() == before
    assert ksbcheck("seal", sealed, "--replace", "--by", "Q. Assurer").returncode == 0
    assert read_seal(sealed)["by"] == "Q. Assurer"
    assert SEAL not in [each["name"] for each in read_seal(sealed)["files"]]
    assert ksbcheck("verify", sealed).returncode == 0


def delete_manifest(folder: Path) -> None:
    (folder / "portfolio.yaml").unlink()


def add_second_manifest(folder: Path) -> None:
    (folder / "portfolio.yml").write_text(MANIFEST, encoding="utf-8")


BAD_FOLDERS = {
    # change to a folder, words of the message
    "no-manifest": (delete_manifest, "the folder has no manifest"),
    "two-manifests": (add_second_manifest, "the folder has portfolio.yaml and portfolio.yml"),
    "broken-manifest": (lambda folder: (folder / "portfolio.yaml").write_text("a: b: c"), "KSB904"),
    "unknown-standard": (
        lambda folder: (folder / "portfolio.yaml").write_text(MANIFEST.replace("../standard.yaml", "ST9999")),
        "KSB907",
    ),
    "a-link-in-its-place": (lambda folder: (folder / SEAL).symlink_to("E1.md"), "it is a link to another file"),
    "a-link-to-nothing": (lambda folder: (folder / SEAL).symlink_to("../outside.json"), "it is a link to another file"),
    "a-folder-in-its-place": (lambda folder: (folder / SEAL).mkdir(), "cannot be written"),
    "no-folder": (lambda folder: folder.rename(folder.parent / "elsewhere"), "there is no folder"),
}


@pytest.mark.parametrize("what", BAD_FOLDERS)
def test_seal_rejects_bad_folder(ksbcheck: Run, folder: Path, what: str) -> None:
    prepare, words = BAD_FOLDERS[what]
    prepare(folder)
    before = folder_state(folder.parent)
    done = ksbcheck("seal", folder, "--replace")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert {name: seen[-1] for name, seen in folder_state(folder.parent).items()} == {
        name: seen[-1] for name, seen in before.items()
    }


BAD_SEALS = {
    # change to a sealed folder, words of the message
    "no-seal": (lambda folder: (folder / SEAL).unlink(), "there is no seal here (portfolio.seal.json)"),
    "empty": (lambda folder: (folder / SEAL).write_text(""), "KSB624"),
    "cut-short": (lambda folder: (folder / SEAL).write_text((folder / SEAL).read_text()[:-9]), "KSB624"),
    "no-text": (lambda folder: (folder / SEAL).write_bytes(b"\xff"), "KSB624"),
    "a-list": (lambda folder: (folder / SEAL).write_text("[]"), "it is not a JSON object"),
    "deep": (lambda folder: (folder / SEAL).write_text("[" * 100_000), "KSB624"),
    "another-format": (lambda folder: edit_seal(folder, format="ksbcheck-seal/2"), "format: input should be"),
    "more-keys": (lambda folder: edit_seal(folder, signature="x"), "signature: extra inputs are not permitted"),
    "no-day": (lambda folder: edit_seal(folder, on="2025-02-30"), "on: "),
    "no-size": (
        lambda folder: edit_seal(folder, manifest=file_entry("portfolio.yaml") | {"size": -1}),
        "manifest.size: ",
    ),
    "a-file-twice": (lambda folder: edit_seal(folder, files=[file_entry("E1.md")] * 2), "it names a file twice"),
    "the-manifest-twice": (
        lambda folder: edit_seal(folder, files=[file_entry("portfolio.yaml")]),
        "it names a file twice",
    ),
    "a-link": (lambda folder: (folder / SEAL).rename(folder / "x") and (folder / SEAL).symlink_to("x"), "it is a link"),
    "a-pipe": (lambda folder: ((folder / SEAL).unlink(), os.mkfifo(folder / SEAL)), "not an ordinary file"),
    "no-manifest": (delete_manifest, "the folder has no manifest"),
    "two-manifests": (add_second_manifest, "the folder has portfolio.yaml and portfolio.yml"),
    "manifest-is-a-folder": (
        lambda folder: (delete_manifest(folder), (folder / "portfolio.yaml").mkdir()),
        "portfolio.yaml: error KSB901 cannot be opened",
    ),
    "manifest-is-a-pipe": (
        lambda folder: (delete_manifest(folder), os.mkfifo(folder / "portfolio.yaml")),
        "it is not an ordinary file",
    ),
    "no-folder": (lambda folder: folder.rename(folder.parent / "elsewhere"), "there is no folder"),
}


def edit_seal(folder: Path, **changes: object) -> None:
    (folder / SEAL).write_text(json.dumps(read_seal(folder) | changes), encoding="utf-8")


@pytest.mark.parametrize("what", BAD_SEALS)
def test_verify_rejects_bad_seal(ksbcheck: Run, sealed: Path, what: str) -> None:
    prepare, words = BAD_SEALS[what]
    prepare(sealed)
    done = ksbcheck("verify", sealed)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize(
    "what", [what for what, (_, words) in BAD_SEALS.items() if words in ("KSB624", "it is a link")]
)
def test_check_continues_without_readable_seal(ksbcheck: Run, sealed: Path, what: str) -> None:
    BAD_SEALS[what][0](sealed)
    report = check_report(ksbcheck, sealed)
    assert report["outcome"] == "gaps"
    assert len(messages_of(report, "KSB624")) == 1
    assert messages_of(report, "KSB622") == messages_of(report, "KSB623") == []
    assert report["files"]["seal"] is None
    assert report["files"]["read"] == ["E1.md", "more/E2.md"]
    (reason,) = [each["reason"] for each in report["not_checked"] if each["rule"] == "KSB623"]
    assert reason.startswith("changes to files since they were assessed: there is no readable seal")


def test_verify_reports_unreadable_files(ksbcheck: Run, sealed: Path) -> None:
    for name in ("E1.md", "portfolio.yaml", "more", SEAL):
        mode = (sealed / name).stat().st_mode
        (sealed / name).chmod(0)
        try:
            if os.access(sealed / name, os.R_OK):
                pytest.skip("this user may read everything")
            for command in (("verify", sealed), ("seal", sealed, "--replace")):
                if (command[0], name) != ("seal", SEAL):
                    done = ksbcheck(*command)
                    assert (done.returncode, done.stdout) == (2, "")
                    assert f"{sealed}/{name}: error KSB" in done.stderr
                    assert "Permission denied" in done.stderr
        finally:
            (sealed / name).chmod(mode)
    assert ksbcheck("verify", sealed).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("seal", ""), "the path is empty"),
        (("verify", " "), "the path is empty"),
        (("verify", "{folder}/portfolio.yaml"), "is a file; name the portfolio's folder"),
        (("seal", "{folder}/portfolio.yaml"), "is a file; name the portfolio's folder"),
        (("seal", "{folder}", "--by", " "), "the name after --by is empty"),
        (("seal", "{folder}", "--on", "2999-01-01"), "2999-01-01 is in the future"),
        (("seal", "{folder}", "--on", "yesterday"), "--on"),
        (("seal",), "FOLDER"),
        (("seal", "{folder}", "{folder}"), "unexpected extra argument"),
    ],
)
def test_seal_and_verify_reject_bad_usage(ksbcheck: Run, folder: Path, arguments: tuple[str, ...], words: str) -> None:
    before = folder_state(folder)
    done = ksbcheck(*(argument.replace("{folder}", str(folder)) for argument in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert folder_state(folder) == before


@pytest.mark.parametrize("sealed_before", [False, True])
def test_seal_leaves_no_half_file_on_full_disk(ksbcheck: Run, folder: Path, sealed_before: bool) -> None:
    if sealed_before:
        ksbcheck("seal", folder, *BY)
    before = {name: seen[-1] for name, seen in folder_state(folder).items()}

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # as if the disk were full

    command = [sys.executable, "-m", "ksbcheck", "seal", str(folder), "--replace"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, preexec_fn=full, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written: File too large" in done.stderr
    assert {name: seen[-1] for name, seen in folder_state(folder).items()} == before


def test_check_shows_state_of_seal(ksbcheck: Run, sealed: Path) -> None:
    check = ("check", sealed, "--full", "--as-of", "2026-01-31")
    assert "Sealed on 2025-06-30 by A. Assessor; unchanged since" in one_line(ksbcheck(*check).stdout)
    report = check_report(ksbcheck, sealed)
    assert report["files"]["seal"] == {
        "by": "A. Assessor",
        "on": "2025-06-30",
        "unchanged": True,
        "changed": [],
        "added": [],
        "removed": [],
        "renamed": [],
        "not_known": [],
        "not_sealed": [],
        "standard_changed": False,
    }
    assert messages_of(report, "KSB604") == ["no piece of evidence names this file"]  # notes.txt, and not the seal
    (sealed / "E1.md").write_text("Light.\n", encoding="utf-8")
    (sealed / "notes.txt").rename(sealed / "notes.md")
    assert "Sealed on 2025-06-30 by A. Assessor; CHANGED since: 2" in one_line(ksbcheck(*check).stdout)
    seal = check_report(ksbcheck, sealed)["files"]["seal"]
    assert (seal["unchanged"], seal["changed"], seal["renamed"]) == (False, ["E1.md"], [["notes.txt", "notes.md"]])


ASSESSED_ON = ", on: 2025-05-09"


@pytest.mark.parametrize(
    ("signed", "change", "is_found"),
    [
        (ASSESSED_ON, "E1.md", True),
        (ASSESSED_ON, "more/E2.md", True),
        (ASSESSED_ON, "notes.txt", False),
        (", on: 2025-06-30", "E1.md", True),
        (", on: 2025-07-01", "E1.md", False),
        ("", "E1.md", False),
    ],
)
def test_check_finds_changes_after_assessment(
    ksbcheck: Run, folder: Path, signed: str, change: str, is_found: bool
) -> None:
    (folder / "portfolio.yaml").write_text(MANIFEST.replace(ASSESSED_ON, signed), encoding="utf-8")
    assert ksbcheck("seal", folder, *BY).returncode == 0
    (folder / change).write_text("Something else.\n", encoding="utf-8")
    report = check_report(ksbcheck, folder)
    assert len(messages_of(report, "KSB622")) == 1
    assert messages_of(report, "KSB623") == ([f"E1: {change} changed after K1 had been assessed"] if is_found else [])


def test_check_ignores_seal_made_before_assessment(ksbcheck: Run, folder: Path) -> None:
    (folder / "portfolio.yaml").write_text(MANIFEST.replace(ASSESSED_ON, ", on: 2025-07-01"), encoding="utf-8")
    assert ksbcheck("seal", folder, *BY).returncode == 0
    (folder / "E1.md").unlink()
    report = check_report(ksbcheck, folder)
    assert messages_of(report, "KSB623") == []
    assert messages_of(report, "KSB622") == ["since the folder was sealed on 2025-06-30, removed: E1.md"]


def test_seal_works_under_framework(ksbcheck: Run, tmp_path: Path) -> None:
    manifest = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\nevidence: []\n"
    folder = tree(tmp_path, {"portfolio.yaml": manifest, "E1.md": "Light.\n"})
    assert ksbcheck("seal", folder).returncode == 0
    assert read_seal(folder)["standard"]["reference"] == "FR04171"
    assert ksbcheck("verify", folder).returncode == 0
    (folder / "E1.md").write_text("Water.\n", encoding="utf-8")
    assert ksbcheck("verify", folder).returncode == 1
    assert len(messages_of(check_report(ksbcheck, folder), "KSB622")) == 1
