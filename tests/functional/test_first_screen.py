"""The first screen of `check`: how long it is, what stands where, and what it leaves to `--full`."""

import re
from pathlib import Path

import pytest

from tests.conftest import AS_OF, COMPLETE, EARLY, FRAMEWORK, HALFWAY, ROOT, Run

MANIFEST = """format: ksbcheck-portfolio/1
standard: ST1414
version: "1.0"
option: {option}
learner: {{name: {name}, id: "{number:07}"}}
started: 2025-09-01
evidence:
{evidence}
"""


def write_cohort(folder: Path, count: int) -> list[str]:
    """Write portfolios that miss between none and most KSBs, with names up to 60 letters long."""
    paths = []
    for number in range(count):
        pieces = [
            f"  - {{id: E{piece}, title: A plan {number}.{piece}, date: 2026-0{1 + piece % 9}-15, "
            f"url: 'https://a.example/{number}/{piece}', ksbs: [K{1 + piece}, S{1 + piece}]}}"
            for piece in range(number % 28 + 1)
        ]
        portfolio = folder / f"learner-{number:03}"
        portfolio.mkdir()
        text = MANIFEST.format(
            option=("send", "wellbeing", "curriculum")[number % 3],
            name=f"Learner {'Invented' * (number % 8)} {number}",
            number=number,
            evidence="\n".join(pieces),
        )
        (portfolio / "portfolio.yaml").write_text(text, encoding="utf-8")
        paths.append(str(portfolio))
    return paths


@pytest.mark.parametrize("path", [HALFWAY, COMPLETE, EARLY, FRAMEWORK])
@pytest.mark.parametrize("more", [(), ("--rung", "verified", "--min-pieces", "2", "--duty-context")])
@pytest.mark.parametrize("width", ["80", "120"])
def test_screen_of_one_learner_has_at_most_25_lines(
    ksbcheck: Run, path: str, more: tuple[str, ...], width: str
) -> None:
    lines = ksbcheck("check", path, *more, "--as-of", AS_OF, COLUMNS=width).stdout.splitlines()
    assert len(lines) <= 25
    assert lines[-1].startswith(f"{path}: ")
    assert max(map(len, lines[:-1])) <= int(width)


def test_screen_counts_what_has_no_room(ksbcheck: Run, tmp_path: Path) -> None:
    mistakes = "\n".join(f"  - {{id: E{n}, title: A plan, date: 2026-01-15, ksbs: [K{90 + n}]}}" for n in range(60))
    text = MANIFEST.format(option="send", name="Ann Example", number=1, evidence=mistakes)
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    shown = ksbcheck("check", tmp_path, "--as-of", AS_OF).stdout
    assert len(shown.splitlines()) <= 25
    assert shown.count("error  KSB201") + int(shown.partition(" more errors")[0].rpartition("and ")[2]) >= 60
    whole = ksbcheck("check", tmp_path, "--full", "--as-of", AS_OF).stdout
    assert whole.count("KSB201") >= 60
    assert whole.splitlines()[-1] == shown.splitlines()[-1]


def test_screen_shows_a_row_for_each_of_a_few_missing_ksbs(ksbcheck: Run, tmp_path: Path) -> None:
    text = (ROOT / COMPLETE / "portfolio.yaml").read_text(encoding="utf-8")
    (tmp_path / "portfolio.yaml").write_text(re.sub(r"\bK8\b", "K7", text), encoding="utf-8")
    path = tmp_path / "portfolio.yaml"
    lines = ksbcheck("check", path, "--as-of", AS_OF, COLUMNS="100").stdout.splitlines()
    (row,) = [line for line in lines if line.startswith("K8 ")]
    assert "Sources of information on resear" in row
    assert row.rstrip().endswith("Find or make evidence.")
    assert len(lines) <= 25


@pytest.mark.parametrize("count", [2, 30, 60])
def test_screen_of_several_has_at_most_35_lines(ksbcheck: Run, tmp_path: Path, count: int) -> None:
    paths = write_cohort(tmp_path, count)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "portfolio.yaml").write_text("format: [", encoding="utf-8")
    done = ksbcheck("check", *paths, str(tmp_path / "broken"), "--as-of", AS_OF)
    lines = done.stdout.splitlines()
    assert done.returncode == 2
    assert len(lines) <= 35
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith(
        f"{count + 1} portfolios: {count} with KSBs missing or mistakes, 0 without, 1 not checked"
    )
    assert sum("can't be read" in line for line in lines) == 1
    missing = [int(line.partition(" of 70")[0].split()[-1]) for line in lines if " of 70" in line]
    assert missing == sorted(missing, reverse=True)
    more = next((int(line.split()[1]) for line in lines if line.startswith("and ")), 0)
    assert len(missing) + 1 + more == count + 1


def test_narrow_screen_of_several_keeps_every_column(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "portfolio.yaml").write_text("format: [", encoding="utf-8")
    paths = [str(tmp_path / "broken"), *write_cohort(tmp_path, 2)]
    shown = ksbcheck("check", *paths, "--as-of", AS_OF, COLUMNS="40").stdout
    assert "broken: Option -, Missing ?, See to first can't be read" in " ".join(shown.split())
    assert re.search(r"Learner 0: Option send, Missing \d+ of 70, █▓▒ has [▒·]+, Waiting 2", " ".join(shown.split()))
    assert all(len(line) <= 40 for line in shown.splitlines() if not line.startswith("3 learners: "))


def test_screen_tells_learners_of_one_name_apart(ksbcheck: Run, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("autumn/sam", "spring/sam", "sam-too")]
    for folder in folders:
        folder.mkdir(parents=True)
        text = MANIFEST.format(option="send", name="Sam Example", number=1, evidence="").replace("evidence:\n", "")
        (folder / "portfolio.yaml").write_text(f"{text}evidence: []\n", encoding="utf-8")
    names = [str(folder.relative_to(tmp_path)) for folder in folders]
    lines = ksbcheck("check", *names, "--as-of", AS_OF, cwd=tmp_path).stdout.splitlines()
    rows = [line.partition("  ")[0] for line in lines if " of 70 " in line]
    assert rows == ["Sam Exa…e (autumn/sam)", "Sam Exa…e (spring/sam)", "Sam Example (sam-too)"]


def test_last_line_of_several_is_the_same_at_every_depth(ksbcheck: Run) -> None:
    args = ("check", COMPLETE, HALFWAY, "--as-of", AS_OF)
    last = {ksbcheck(*args, *depth).stdout.splitlines()[-1] for depth in ((), ("--full",), ("--each",))}
    assert last == {"2 portfolios: 1 with KSBs missing or mistakes, 1 without, 0 not checked"}


def test_each_shows_every_learner_and_quiet_those_that_fail(ksbcheck: Run) -> None:
    args = ("check", COMPLETE, HALFWAY, EARLY, "--as-of", AS_OF)
    each = ksbcheck(*args, "--each").stdout
    assert [each.count(f"\n{path}: ") for path in (COMPLETE, HALFWAY, EARLY)] == [1, 1, 1]
    quiet = ksbcheck(*args, "--quiet")
    assert [line.partition(":")[0] for line in quiet.stdout.splitlines()] == [HALFWAY, EARLY]
    assert quiet.returncode == 1
    assert ksbcheck("check", COMPLETE, "-q", "--as-of", AS_OF).stdout == ""
    assert ksbcheck(*args, "--full", "--quiet").returncode == 2
