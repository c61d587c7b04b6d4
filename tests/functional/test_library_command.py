"""`ksbcheck standard list` and `path`, and which file of the libraries is used."""

import json
import shutil
from pathlib import Path

import pytest

from ksbcheck.inputs.standard_file import to_yaml
from tests.conftest import AS_OF, ROOT, Run
from tests.standards import changed, small


@pytest.fixture
def write_standard(tmp_path):
    """Return a function that writes a standard to a folder."""

    def write(folder, reference, version, name=None, **fields):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        path = tmp_path / folder / (name or f"{reference}-{version}.yaml")
        path.write_text(to_yaml(changed(small(), reference=reference, version=version, **fields)), encoding="utf-8")
        return path

    return write


USER_LIBRARY = "data/ksbcheck/standards"


@pytest.fixture
def run_standard(ksbcheck: Run, tmp_path: Path):
    """Return a function that runs `ksbcheck standard` with a user library of its own."""

    def here(*args, cwd=tmp_path, **environment):
        return ksbcheck("standard", *args, cwd=cwd, XDG_DATA_HOME=str(tmp_path / "data"), **environment)

    return here


def list_standards(run, *words, **environment):
    done = run("list", *words, "--format", "json", **environment)
    content = json.loads(done.stdout)
    assert content["format"] == "ksbcheck-standards/1"
    return content["standards"]


def test_standard_list_shows_unused_files(run_standard, write_standard, tmp_path):
    write_standard(USER_LIBRARY, "ST0001", "1.0", title="The user's")
    write_standard("standards", "ST0001", "1.0", title="The project's")
    write_standard("standards", "ST0001", "1.10")
    write_standard("standards", "ST0001", "1.9", level=None)
    users = str(tmp_path / USER_LIBRARY / "ST0001-1.0.yaml")
    assert [(each["file"], each["hidden_by"]) for each in list_standards(run_standard, "st0001@1.0")] == [
        (users, "standards/ST0001-1.0.yaml"),
        ("standards/ST0001-1.0.yaml", None),
    ]
    assert [each["title"] for each in list_standards(run_standard, "PROJECT's", "st0001")] == ["The project's"]
    assert [(each["version"], each["level"], each["options"]) for each in list_standards(run_standard, "gardener")] == [
        ("1.10", 2, ["indoor", "outdoor"]),
        ("1.9", None, ["indoor", "outdoor"]),
    ]
    table = run_standard("list").stdout
    assert "(not used: standards/ST0001-1.0.yaml answers)" in " ".join(
        table.replace("indoor,", "").replace("outdoor", "").split()
    )
    assert max(map(len, table.splitlines())) <= 80
    assert run_standard("list", "no", "such").stdout == "No standard fits.\n"


def test_standard_path_shows_used_file(run_standard, write_standard, tmp_path):
    write_standard(USER_LIBRARY, "ST0001", "1.0")
    write_standard("standards", "ST0001", "1.1")
    folders = [str(ROOT / "data"), str(tmp_path / USER_LIBRARY), "standards"]
    assert run_standard("path").stdout.splitlines() == folders
    assert run_standard("path", "ST0001@1.1").stdout == "standards/ST0001-1.1.yaml\n"
    assert run_standard("path", "ST0001@1.0").stdout == f"{tmp_path / USER_LIBRARY / 'ST0001-1.0.yaml'}\n"
    assert run_standard("path", "ST1414").stdout == f"{ROOT / 'data' / 'standard.yaml'}\n"
    several = run_standard("path", "ST0001")
    assert (several.returncode, several.stdout) == (2, "")
    assert "error KSB919 several versions of ST0001 are known" in several.stderr
    assert "Name one of ST0001@1.0 and ST0001@1.1." in several.stderr
    assert "version '2'" in run_standard("path", "ST0001@2").stderr
    assert "Did you mean ST0001" in run_standard("path", "ST0002").stderr


@pytest.mark.parametrize("command", ["show", "export", "check", "diff"])
def test_standard_command_accepts_version(run_standard, write_standard, command):
    write_standard("standards", "ST0001", "1.0")
    write_standard("standards", "ST0001", "1.1", title="The later one")
    more = {"export": ("--to", "csv"), "diff": ("ST0001@1.0",)}.get(command, ())
    assert run_standard(command, "ST0001@1.1", *more).returncode == (1 if command == "diff" else 0)  # the two differ
    named = run_standard(command, "ST0001", *more)
    assert (named.returncode, "KSB919" in named.stderr) == (2, True)


def test_project_library_is_found_from_subfolder(run_standard, write_standard, tmp_path):
    write_standard("project/standards", "ST0001", "1.0")
    write_standard("elsewhere", "ST0002", "1.0")
    project = tmp_path / "project"
    (project / "deep").mkdir()
    assert run_standard("path", "ST0001", cwd=project).stdout == "standards/ST0001-1.0.yaml\n"
    assert run_standard("path", "ST0001", cwd=project / "deep").returncode == 2
    (project / "ksbcheck.toml").write_text('rung = "claimed"\n', encoding="utf-8")
    assert run_standard("path", "ST0001", cwd=project / "deep").stdout.strip().endswith("standards/ST0001-1.0.yaml")
    (project / "ksbcheck.toml").write_text('standards = "../elsewhere"\n', encoding="utf-8")
    assert run_standard("path", "ST0002", cwd=project / "deep").returncode == 0
    assert run_standard("path", "ST0001", cwd=project).returncode == 2
    assert run_standard("path", "ST0001", cwd=project, KSBCHECK_STANDARDS="standards").returncode == 0
    (project / "ksbcheck.toml").write_text('standards = "none"\n', encoding="utf-8")
    missing = run_standard("list", cwd=project)
    assert (missing.returncode, "the folder of standards does not exist" in missing.stderr) == (2, True)


def test_library_reads_only_named_files(run_standard, ksbcheck, write_standard, tmp_path):
    write_standard("standards", "ST0001", "1.0")
    for name in ("ST0002-1.0.yaml", "ST0003-1.0.json"):
        (tmp_path / "standards" / name).write_text("][", encoding="utf-8")
    shutil.copytree(ROOT / "examples" / "complete-wellbeing", tmp_path / "p")
    assert ksbcheck("check", "p", "--as-of", AS_OF, cwd=tmp_path).returncode == 0
    assert run_standard("show", "ST0001").returncode == 0
    broken = run_standard("list")
    assert (broken.returncode, broken.stdout.count("ST0001")) == (2, 2)
    assert "standards/ST0002-1.0.yaml:1:1: error KSB9" in broken.stderr
    assert "standards/ST0003-1.0.json:1:1: error KSB9" in broken.stderr
    assert "ST0002-1.0.yaml" in run_standard("show", "ST0002").stderr


def test_library_rejects_misnamed_file(run_standard, write_standard):
    write_standard("standards", "ST0001", "1.0", "ST0002-1.0.yaml")
    for args in (("show", "ST0002"), ("list",), ("path", "ST0002")):
        done = run_standard(*args)
        assert done.returncode == 2
        assert "ST0002-1.0.yaml: error KSB918 the file holds ST0001, version 1.0" in done.stderr
        assert "Rename the file to ST0001-1.0.yaml." in done.stderr


@pytest.mark.parametrize("isolated", [False, True])
def test_project_standard_may_not_change_bundled_one(ksbcheck, tmp_path, isolated):
    shutil.copytree(ROOT / "examples" / "complete-wellbeing", tmp_path / "p")
    shutil.copytree(ROOT / "data", tmp_path / "standards", ignore=lambda _, names: set(names) - {"standard.yaml"})
    file = tmp_path / "standards" / "standard.yaml"
    text = file.read_text(encoding="utf-8")
    check = ("check", "p", "--full", "--as-of", AS_OF, *(["--isolated"] if isolated else []))
    same = ksbcheck(*check, cwd=tmp_path)
    assert (same.returncode, "KSB912" in same.stdout, "standards/standard.yaml" in same.stdout) == (
        0,
        False,
        not isolated,
    )
    file.write_text(text.replace("options: [], text: ", "options: [], text: Not ", 1), encoding="utf-8")
    other = ksbcheck(*check, cwd=tmp_path)
    assert (other.returncode, "KSB912" in other.stdout) == ((0, False) if isolated else (1, True))
