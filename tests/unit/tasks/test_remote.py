"""What a worker of a cluster answers: rows, jobs that it can't open, or a refusal."""

import json
from pathlib import Path

import pytest

from ksbcheck.importing.cohort import Job
from ksbcheck.inputs.settings import Overrides
from ksbcheck.inputs.surroundings import build, surroundings
from ksbcheck.tasks.check import CheckRequest
from ksbcheck.tasks.cohort import Chunk, check_chunk
from ksbcheck.tasks.pool import EndOfRun
from ksbcheck.tasks.remote import Task, check_alike, check_apart, end_processes
from tests.cohort import DAY
from tests.small_portfolio import write_portfolio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        write_portfolio(tmp_path / "all" / name, ("K1",))
    return tmp_path


def task(folder: Path, *jobs: Job, seconds: float | None = None) -> Task:
    chunk = Chunk(jobs, CheckRequest(Overrides(), DAY), cache=False, seconds=seconds)
    folders = {str(Path(job.path).parent) for job in jobs}
    return Task(chunk, "run", str(folder), build(), {each: surroundings(each, Overrides()) for each in folders})


def test_worker_checks_from_the_folder_of_the_sender(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = task(folder, Job("all/a"), Job("all/b"))
    rows = check_alike(sent)
    monkeypatch.chdir(folder)
    assert rows == check_chunk(sent.chunk)
    assert not any(row.error for row in rows if not isinstance(row, Job))


def test_what_a_worker_does_not_see_comes_back(folder: Path) -> None:
    before = Path.cwd()
    jobs = (Job("all/a"), Job("all/none"), Job("x.jsonl:1", "format: ksbcheck-portfolio/1\nstandard: ./none.yaml\n"))
    read, *others = check_alike(task(folder, *jobs))
    assert not isinstance(read, Job)
    assert others[0] == jobs[1]
    assert check_alike(task(folder / "none", *jobs))[:2] == list(jobs[:2])
    assert Path.cwd() == before


def test_row_of_what_neither_sees_is_made_here(folder: Path) -> None:
    cluster = pytest.importorskip("ksbcheck.tasks.cluster")
    like = task(folder).chunk
    assert cluster.row_here(Job(str(folder / "all/none")), like).error.rule == "KSB901"
    with pytest.raises(EndOfRun, match=r"a worker cannot open .*/all/a"):
        cluster.row_here(Job(str(folder / "all/a")), like)


def test_worker_that_judges_by_something_else_refuses(folder: Path) -> None:
    sent = task(folder, Job("all/a"))
    with pytest.raises(EndOfRun, match=r"has ksbcheck 0\.1\.0 \(build .*\), and this machine another"):
        check_alike(sent._replace(build="another"))
    (folder / "ksbcheck.toml").write_text("min_pieces = 2\n", encoding="utf-8")
    with pytest.raises(EndOfRun, match=r"other settings, policies or standards for .*all, or cannot see it"):
        check_alike(sent._replace(run="later"))


def test_process_of_a_worker_is_kept_and_ended_in_time(folder: Path) -> None:
    jobs = (Job("all/a"), Job("all/b"))
    pieces = ({"id": f"E{number}", "title": "Slow", "type": "product", "ksbs": ["K1"]} for number in range(9_000))
    slow = Job("x.jsonl:1", json.dumps({"standard": "ST1414", "evidence": list(pieces)}))
    try:
        rows = check_apart(task(folder, *jobs))
        assert rows == check_alike(task(folder, *jobs))
        (late,) = check_apart(task(folder, slow, seconds=0.05))
        assert check_apart(task(folder, *jobs)._replace(run="another")) == rows
        with pytest.raises(EndOfRun):
            check_apart(task(folder, *jobs)._replace(build="another"))
    finally:
        end_processes()
    assert not isinstance(late, Job)
    assert late.error
    assert "the check took longer than 0.05 seconds" in late.error.message
