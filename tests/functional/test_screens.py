"""Tables on narrow and ASCII screens, and output files."""

from pathlib import Path
from shutil import copy

import pytest

from tests.conftest import AS_OF, COMPLETE, EARLY, FRAMEWORK, HALFWAY, ROOT, Run

STRICT = ("--rung", "verified", "--min-pieces", "2", "--duty-context")
COMPARISONS = (("compare", HALFWAY), ("compare", HALFWAY, "--since", "2026-01-31"), ("compare", EARLY, HALFWAY))
UNKIND = ("fail", "competent", "ready", "poor")


@pytest.mark.parametrize(
    "args",
    [
        ("check", HALFWAY),
        *COMPARISONS[:2],
        (*COMPARISONS[2], "--min-pieces", "2"),
        ("compare", FRAMEWORK),
        ("gateway", HALFWAY),
        ("plan", HALFWAY),
        ("plan", HALFWAY, *STRICT),
    ],
)
def test_table_fits_the_screen(ksbcheck: Run, args: tuple[str, ...]) -> None:
    for width in (60, 80, 140):
        lines = ksbcheck(*args, "--as-of", AS_OF, COLUMNS=str(width)).stdout.splitlines()
        assert max(len(line) for line in lines if not line.startswith("examples/")) <= width


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("check", EARLY), ("# 0 verified",)),
        (("gateway", HALFWAY), ("+ met", "x not met", "? not stated")),
        (("plan", COMPLETE), ()),
    ],
)
def test_table_is_ascii_where_the_screen_is(ksbcheck: Run, args: tuple[str, ...], words: tuple[str, ...]) -> None:
    shown = ksbcheck(*args, "--as-of", AS_OF, PYTHONIOENCODING="ascii").stdout
    assert shown.isascii()
    for word in words:
        assert word in shown


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("gateway", COMPLETE, HALFWAY), UNKIND[1:3]),
        (("plan", COMPLETE, HALFWAY, EARLY), UNKIND),
        (("plan", COMPLETE, HALFWAY, EARLY, *STRICT), UNKIND),
        *((args, UNKIND[:3]) for args in COMPARISONS),
    ],
)
def test_table_uses_kind_words(ksbcheck: Run, args: tuple[str, ...], words: tuple[str, ...]) -> None:
    shown = ksbcheck(*args, "--as-of", AS_OF, PYTHONIOENCODING="ascii:replace").stdout
    assert shown
    for word in words:
        assert word not in shown.lower().replace("already", "")


@pytest.mark.parametrize("command", ["compare", "gateway", "plan"])
def test_output_is_written_to_a_file_but_never_over_a_manifest(ksbcheck: Run, tmp_path: Path, command: str) -> None:
    file, manifest = tmp_path / "report.json", tmp_path / "portfolio.yaml"
    args = (command, COMPLETE, "--format", "json", "--as-of", AS_OF)
    done = ksbcheck(*args, "--output", file)
    assert (done.returncode, done.stdout) == (0, "")
    assert file.read_text(encoding="utf-8") == ksbcheck(*args).stdout
    copy(ROOT / COMPLETE / "portfolio.yaml", manifest)
    for paths in [[tmp_path], *([[HALFWAY, tmp_path], [tmp_path, HALFWAY]] if command == "compare" else [])]:
        done = ksbcheck(command, *paths, "--output", manifest)
        assert done.returncode == 2
        assert "is an input" in done.stderr
    assert manifest.read_bytes() == (ROOT / COMPLETE / "portfolio.yaml").read_bytes()
