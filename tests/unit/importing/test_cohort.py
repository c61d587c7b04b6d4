import os
import sys
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from openpyxl import Workbook

from ksbcheck.importing.cohort import Job, jobs_of

MANIFEST = "format: ksbcheck-portfolio/1\n"


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MANIFEST, encoding="utf-8")


def names(jobs: list[Job], folder: Path) -> list[str]:
    return [job.path.removeprefix(f"{folder}/") for job in jobs]


def problems(path: object) -> list[str]:
    return [f"{finding.rule} {finding.message}" for job in jobs_of([str(path)]) for finding in job.findings]


def test_folders_are_searched_down_to_manifests(tmp_path: Path) -> None:
    write(tmp_path, "x/b/portfolio.yaml", "x/b/evidence/portfolio.yaml", "x/a/portfolio.json", "portfolios.txt")
    assert names(list(jobs_of([str(tmp_path)])), tmp_path) == ["x/a", "x/b"]


def test_folder_without_portfolios_is_a_job(tmp_path: Path) -> None:
    write(tmp_path, "ann/evidence/E1.docx")
    jobs = list(jobs_of([str(tmp_path), str(tmp_path / "none")]))
    assert [(job.left_out, job.path) for job in jobs] == [
        (True, str(tmp_path / "ann/evidence")),
        (False, str(tmp_path)),
        (False, str(tmp_path / "none")),
    ]


def test_misnamed_manifest_is_a_job_and_files_alone_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a/portfolio.yaml", "b/portfolio.yaml.txt", "c/E1.docx", "d/.hidden")
    jobs = list(jobs_of([str(tmp_path)]))
    assert [(Path(job.path).name, job.left_out) for job in jobs] == [("a", False), ("b", False), ("c", True)]


def test_links_are_followed_to_portfolios_alone(tmp_path: Path) -> None:
    write(tmp_path, "in/a/portfolio.yaml", "out/b/portfolio.yaml")
    (tmp_path / "in/b").symlink_to(tmp_path / "out/b")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    assert names(list(jobs_of([str(tmp_path / "in")])), tmp_path) == ["in/a", "in/b"]


def test_patterns_are_expanded_unless_a_path_has_that_name(tmp_path: Path) -> None:
    write(tmp_path, "a1/portfolio.yaml", "a2/portfolio.yaml", "[b]/portfolio.yaml")
    found = list(jobs_of([str(tmp_path / "a*"), str(tmp_path / "[b]")]))
    assert names(found, tmp_path) == ["a1", "a2", "[b]"]
    assert problems(tmp_path / "z*") == ["KSB901 this pattern matches nothing"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_list_has_paths_from_its_folder_and_columns(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "learners.csv"
    lines = ["Path,Tutor,Planned  end", 'a,"T. Tutor",2026-07-31', "", ",T. Tutor,", "b"]
    path.write_text("\ufeff" + "\r\n".join(line.replace(",", separator) for line in lines), encoding="utf-8")
    first, nameless, last = jobs_of([str(path)])
    assert first == Job(str(tmp_path / "a"), None, (("tutor", "T. Tutor"), ("planned end", "2026-07-31")))
    assert (nameless.path, nameless.findings[0].message) == (f"{path}:4", "the row has no path")
    assert last == Job(str(tmp_path / "b"))


def test_list_may_be_a_workbook(tmp_path: Path) -> None:
    workbook = Workbook()
    for row in (["path", "planned end"], ["a", date(2026, 7, 31)], ["b", 7]):
        workbook.active.append(row)
    workbook.save(tmp_path / "learners.xlsx")
    assert [(job.path, job.attributes) for job in jobs_of([str(tmp_path / "learners.xlsx")])] == [
        (str(tmp_path / "a"), (("planned end", "2026-07-31"),)),
        (str(tmp_path / "b"), (("planned end", "7"),)),
    ]


def test_relative_path_of_a_list_stays_in_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "out/portfolio.yaml")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/link").symlink_to(tmp_path / "out")
    path = tmp_path / "in/learners.csv"
    path.write_text(f"path\n../out\nlink\n{tmp_path / 'out'}\n", encoding="utf-8")
    outside, link, whole = jobs_of([str(path)])
    assert outside.findings[0].message == f"'../out' leads out of the folder of {path}"
    assert link.findings
    assert whole == Job(str(tmp_path / "out"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "KSB903 the list is empty"),
        (b"name,tutor\na,b\n", "KSB906 the first row has no column 'path', only name and tutor"),
        (b"path,tutor\na,caf\xe9\n", "KSB904 line 2 is not CSV in UTF-8: "),
        (b'path\n"a\n', "KSB904 line 3 is not CSV in UTF-8: unexpected end of data"),
        (None, "KSB901 cannot be opened: No such file or directory"),
    ],
)
def test_list_that_can_not_be_read_is_a_job(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "learners.csv"
    if content is not None:
        path.write_bytes(content)
    assert problems(path)[-1].startswith(problem)


def test_json_lines_are_manifests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "all.jsonl"
    path.write_bytes(b'{"a": 1}\n\n"\xff"\n' + b"x" * (2**20 + 2) + b'\n{"b": 2}')
    first, bad, long, last = jobs_of([str(path)])
    assert (first, last) == (Job(f"{path}:1", '{"a": 1}\n'), Job(f"{path}:5", '{"b": 2}'))
    assert [job.findings[0].message for job in (bad, long)] == [
        "the line is not UTF-8 text",
        "the line is longer than 1024 KiB",
    ]
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"{}\n")))
    assert list(jobs_of(["-"])) == [Job("-:1", "{}\n")]


def test_pipe_is_no_list(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "learners.csv")
    assert problems(tmp_path / "learners.csv") == ["KSB901 cannot be opened: it is not an ordinary file"]


def test_workbook_that_can_not_be_read_is_a_job(tmp_path: Path) -> None:
    path = tmp_path / "learners.xlsx"
    path.write_bytes(b"PK\x03\x04")
    (job,) = jobs_of([str(path)])
    assert job.findings[0].help == "Save the list as CSV UTF-8."
