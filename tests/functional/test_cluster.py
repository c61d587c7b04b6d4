"""A cohort on a cluster of this machine: the bytes of the local run, whoever dies, or one message."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import pytest

from tests.cohort import piece, write_cohort, write_learner
from tests.conftest import AS_OF, HALFWAY, ROOT, Run

pytest.importorskip("distributed")
PEOPLE = ("--as-of", AS_OF, "-f", "json")
QUICK = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
Cluster = tuple[str, "subprocess.Popen[str]"]


@contextmanager
def started(number: int) -> Iterator[Cluster]:
    command = [sys.executable, "-m", "tests.some_workers", str(number)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        yield process.stdout.readline().strip(), process
        process.communicate()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with started(2) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_cohort(tmp_path / "all")
    shutil.copytree(ROOT / HALFWAY, tmp_path / "all/halfway")
    learner = write_learner(tmp_path / "one", "Ann Sample", piece("K1"))
    manifest = json.loads((learner / "portfolio.json").read_text("utf-8"))
    lines = [{**manifest, "learner": {"name": f"Ann {number}", "id": f"{number % 90}"}} for number in range(100)]
    (tmp_path / "many.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    (tmp_path / "list.csv").write_text("path,tutor\nall/alfie,Tam\nall/gone,Uma\n", encoding="utf-8")
    return tmp_path


def tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def test_bytes_are_those_of_a_local_run_though_a_worker_is_killed(
    ksbcheck: Run, program: Run, cluster: Cluster, folder: Path
) -> None:
    address, process = cluster
    args = ("cohort", "all", "many.jsonl", "none", "list.csv", *PEOPLE, "--by", "tutor")
    here = ksbcheck(*args, "--jobs", "1", cwd=folder)
    tell(process, "worker")
    there = program(*args, "--cluster", address, cwd=folder)
    assert (there.returncode, there.stderr) == (2, "")
    assert there.stdout == here.stdout


def test_workers_that_judge_by_other_standards_or_builds_are_refused(
    program: Run, cluster: Cluster, folder: Path
) -> None:
    args = ("cohort", "all", *PEOPLE, "--cluster", cluster[0], "-o", "out.json")
    library = folder / "data/ksbcheck/standards"
    library.mkdir(parents=True)
    shutil.copy(ROOT / "tests/cases/standard.yaml", library)
    other = program(*args, cwd=folder, XDG_DATA_HOME=str(folder / "data"))
    assert "has other settings, policies or standards for " in other.stderr
    shutil.copytree(ROOT / "src/ksbcheck", folder / "new/ksbcheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", folder / "new/ksbcheck/data")
    (folder / "new/ksbcheck/__init__.py").write_text('__version__ = "0.9.9"\n', "utf-8")
    new = program(*args, cwd=folder, PYTHONPATH=str(folder / "new"))
    assert " has 0.1.0 (build " in new.stderr
    assert "; install ksbcheck 0.9.9 (build " in new.stderr
    for done in (other, new):
        assert done.returncode == 2
        assert done.stderr.startswith("ksbcheck: the worker ")
        assert done.stderr.endswith("; nothing was written\n")
        assert len(done.stderr.splitlines()) == 1
        assert not (folder / "out.json").exists()


def test_cluster_that_ends_or_has_no_workers_or_is_none_is_told(program: Run, folder: Path) -> None:
    with started(0) as (address, _):
        none = program("cohort", HALFWAY, "--cluster", address, **QUICK)
    with started(1) as (address, process):
        tell(process, "all")
        ended = program("cohort", "many.jsonl", "--cluster", address, cwd=folder, **QUICK)
    gone = program("cohort", HALFWAY, "--cluster", address, **QUICK)
    wrong = program("cohort", HALFWAY, "--cluster", "tls://nowhere:1")
    with create_server(("127.0.0.1", 0)) as server:
        silent = "tcp://{}:{}".format(*server.getsockname())
        mute = program("cohort", HALFWAY, "--cluster", silent, **QUICK)
    for done, told in (
        (none, "the cluster has had no worker for 1 seconds"),
        (ended, ""),
        (gone, f"the cluster {address} cannot be reached: "),
        (wrong, "the cluster tls://nowhere:1 cannot be reached: TLS expects"),
        (mute, f"the cluster {silent} cannot be reached: "),
    ):
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"ksbcheck: {told or 'the cluster '}")
        assert done.stderr.endswith("; nothing was written\n")
        assert len(done.stderr.splitlines()) == 1


def test_jobs_and_cluster_exclude_each_other(ksbcheck: Run) -> None:
    done = ksbcheck("cohort", HALFWAY, "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    assert (done.returncode, done.stderr) == (2, "ksbcheck: --jobs and --cluster go one without the other\n")
