"""`ksbcheck standard export`, and the matrix and the page of `standard show`."""

import json
from pathlib import Path

import pytest

from ksbcheck.formats import FORMATS, ExportFormat
from tests.conftest import Run, one_line

SMALL = "tests/cases/standard.yaml"
NAMES = [each.value for each in ExportFormat]


@pytest.mark.parametrize("to", NAMES)
def test_export_file_equals_standard_output(ksbcheck: Run, tmp_path: Path, to: str) -> None:
    file = tmp_path / f"out.{to}"
    done = ksbcheck("standard", "export", SMALL, "--to", to, "-o", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Written to {file}\n")
    written = file.read_bytes()
    printed = ksbcheck("standard", "export", SMALL, "--to", to)
    if FORMATS[ExportFormat(to)].is_text:
        assert (printed.returncode, printed.stdout.encode()) == (0, written.replace(b"\r\n", b"\n"))
    else:
        assert (printed.returncode, printed.stdout) == (2, "")
        assert printed.stderr == f"ksbcheck: {to} is not text; name a file with -o\n"


def test_incomplete_standard_is_not_exported(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    file.write_text(Path(SMALL).read_text(encoding="utf-8") + "incomplete: [K9]\n", encoding="utf-8")
    exported = ksbcheck("standard", "export", file, "--to", "csv")
    assert (exported.returncode, exported.stdout) == (2, "")
    assert "error KSB921 TEST1 Test gardener, version 1.0 is incomplete: its import left out K9" in exported.stderr
    checked = ksbcheck("standard", "check", file, "--format", "json")
    assert (checked.returncode, "is incomplete: its import left out K9" in checked.stdout) == (1, True)


@pytest.mark.parametrize("to", NAMES)
def test_export_of_one_option(ksbcheck: Run, tmp_path: Path, to: str) -> None:
    whole, alone = tmp_path / "whole", tmp_path / "alone"
    ksbcheck("standard", "export", SMALL, "--to", to, "-o", whole)
    assert ksbcheck("standard", "export", SMALL, "--to", to, "--option", "indoor", "-o", alone).returncode == 0
    assert b"Kinds of soil" not in alone.read_bytes()
    assert b"Kinds of soil" in whole.read_bytes() or to == "xlsx"
    if to not in {"csv", "xlsx"}:
        assert b"requires" in alone.read_bytes()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ST1414", "--to", "case", "--option", "sned"), "ST1414 has no option 'sned'\n  Did you mean send?"),
        (("ST9999", "--to", "csv"), "the standard 'ST9999' is not known"),
        (("./none.yaml", "--to", "csv"), "none.yaml: error KSB901"),
        (("ST1414", "--to", "word"), "Invalid value for '--to'"),
        (("ST1414",), "Missing option '--to'"),
        (("ST1414", "--to", "csv", "-o", "no/such/folder.csv"), "no/such/folder.csv"),
    ],
)
def test_export_rejects_bad_usage(ksbcheck: Run, args: tuple[str, ...], said: str) -> None:
    done = ksbcheck("standard", "export", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.replace("│", "")


def test_matrix_fits_the_screen_and_explains_signs(ksbcheck: Run) -> None:
    for width in (60, 80, 200):
        shown = ksbcheck("standard", "show", "--matrix", COLUMNS=str(width)).stdout
        assert max(map(len, shown.splitlines())) <= width
        assert "Not mapped in the source: duties 1 to 4, 12 and 14 to 20." in one_line(shown)
    small = ksbcheck("standard", "show", SMALL, "--matrix", "--option", "indoor").stdout
    assert "-  x the duty is mapped to the KSB\n" in small
    assert "4 (indoor)    .  x\n" in small
    assert "2, partial    ?  ?\n" in small
    assert "K4" not in small
    none = ksbcheck("standard", "show", SMALL, "--matrix", "--duty", "3").stdout
    assert "The source maps no duty to any KSB" in none


def test_matrix_as_json_is_the_standard(ksbcheck: Run) -> None:
    plain = ksbcheck("standard", "show", SMALL, "--format", "json", "--option", "indoor")
    matrix = ksbcheck("standard", "show", SMALL, "--format", "json", "--option", "indoor", "--matrix")
    assert matrix.stdout == plain.stdout
    assert [duty["ksbs"] for duty in json.loads(matrix.stdout)["duties"]] == [
        ["K1", "K2", "S1"],
        ["B1"],
        [],
        ["K3", "S2"],
    ]


def test_standard_show_writes_html(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "standard.html"
    done = ksbcheck("standard", "show", SMALL, "--format", "html", "-o", file)
    assert (done.returncode, done.stderr) == (0, f"Written to {file}\n")
    page = file.read_text(encoding="utf-8")
    assert f"{SMALL}</dd>" in page
    assert ksbcheck("standard", "show", SMALL, "--format", "html").stdout == page
    assert "html" not in ksbcheck("standard", "list", "--format", "html").stdout


def test_export_help_example_works(ksbcheck: Run, tmp_path: Path) -> None:
    shown = " ".join(ksbcheck("standard", "export", "--help").stdout.replace("│", " ").split())
    example = "standard export ST1414 --to mahara --option send -o send.matrix"
    assert example in shown
    assert ksbcheck(*example.split(), cwd=tmp_path).returncode == 0
    assert json.loads((tmp_path / "send.matrix").read_text(encoding="utf-8"))["framework"]["standards"]


def test_export_escapes_control_characters(ksbcheck: Run, tmp_path: Path) -> None:
    hostile = r'"\e[31m\u202e words"'
    (tmp_path / "s.yaml").write_text(
        f'format: ksbcheck-standard/1\nreference: ST9100\ntitle: {hostile}\nlevel: 3\nversion: "1.0"\n'
        f"options: [{{id: core, title: {hostile}}}]\n"
        f"duties: [{{number: 1, text: {hostile}, options: [], mapping: complete, ksbs: [K1]}}]\n"
        f"ksbs: [{{code: K1, options: [], text: {hostile}}}]\n"
    )
    runs = [("export", "s.yaml", "--to", to) for to in ("mahara", "moodle", "case", "csv", "markdown")]
    for args in (*runs, ("show", "s.yaml", "--format", "html"), ("show", "s.yaml", "--matrix")):
        done = ksbcheck("standard", *args, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert not {"\x1b", "\u202e"} & set(done.stdout), args
