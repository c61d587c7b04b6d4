"""Rows of earlier checks are used again if nothing has changed, and only then."""

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ksbcheck
from ksbcheck.domain.report import Report
from ksbcheck.importing.cohort import Job
from ksbcheck.inputs import surroundings
from ksbcheck.inputs.settings import Overrides, from_command_line
from ksbcheck.tasks import cohort
from ksbcheck.tasks.check import CheckRequest, check_or_fault
from ksbcheck.tasks.cohort import Chunk, check_chunk
from tests.cohort import DAY
from tests.conftest import COMPLETE, FRAMEWORK, ROOT, Run
from tests.program import run_program
from tests.small_portfolio import write_pieces

STANDARD = (ROOT / "tests/cases/standard.yaml").read_text(encoding="utf-8")
PLAN = """format: ksbcheck-assessment-plan/1
standard: {}
version: "1.0"
methods:
  - {{id: test, title: Test, ksbs: [K1, K2]}}
  - {{id: observation, title: Observation, ksbs: [S1, S2, K3, B1]}}
"""
BASELINE = """{"format": "ksbcheck-baseline/1", "standard": "TEST1", "version": "1.0", "option": "indoor",
    "on": "2025-05-01", "rung": "claimed", "min_pieces": 1, "gaps": ["B1"]}"""
POLICY = "format: ksbcheck-policy/1\nname: {}\nmin_pieces: 1\n"
MANIFEST = """format: ksbcheck-portfolio/1
standard: {standard}
version: "1.0"
option: indoor
learner: {{name: Sam Invented, id: "0012345"}}
started: 2025-01-13
evidence:
  - {{id: E1, title: Pots, type: product, date: 2025-03-04, files: [evidence/pots.txt], ksbs: [K1, S1]}}
  - {{id: E2, title: Film, type: recording, date: 2025-04-04, files: [evidence/film.mp4], ksbs: [K2]}}
"""


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Return the paths that were checked, and not found again, with an empty cache and no library of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    checked: list[Path] = []

    def check(path: Path, request: CheckRequest) -> object:
        checked.append(path)
        return check_or_fault(path, request)

    monkeypatch.setattr(cohort, "check", check)
    return checked


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    """Return a portfolio with all that a check may open, and more that it does not."""
    provider, library = tmp_path / "provider", tmp_path / "library"
    folder = provider / "cohort" / "sam"
    write_all(
        tmp_path,
        {
            "provider/ksbcheck.toml": f'policy = "policy.yaml"\nstandards = "{library.as_posix()}"\n',
            "provider/policy.yaml": POLICY.format("theirs"),
            "library/TEST1-1.0.yaml": STANDARD,
            "library/TEST1-1.0.assessment-plan.yaml": PLAN.format("TEST1"),
            "provider/cohort/sam/ksbcheck.toml": 'policy = "own.yaml"\n',
            "provider/cohort/sam/own.yaml": POLICY.format("own"),
            "provider/cohort/sam/standards/mine.yaml": STANDARD.replace("TEST1", "TEST2").replace("Test gar", "My gar"),
            "provider/cohort/sam/portfolio.yaml": MANIFEST.format(standard="TEST1"),
            "provider/cohort/sam/evidence/pots.txt": "I water plants (S1), and know what they need (K1). " * 9,
            "provider/cohort/sam/evidence/film.mp4": "\0\0\0\x18ftypmp42" + "film" * 99,
            "provider/cohort/sam/evidence/notes.txt": "nothing that is claimed",
        },
    )
    return folder


def write_all(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def chunk(*jobs: Job | Path, cache: bool = True, day: date = DAY, **settings: object) -> Chunk:
    overrides = Overrides((from_command_line(settings),))
    jobs = tuple(job if isinstance(job, Job) else Job(str(job)) for job in jobs)
    return Chunk(jobs, CheckRequest(overrides, day), cache=cache)  # type: ignore[arg-type]


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return change


def added(file: str, text: str) -> Callable[[Path], None]:
    return lambda folder: write_all(folder, {file: text})


def removed(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def renamed(file: str, to: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).rename(folder / to).touch()


SAM = "provider/cohort/sam"
CHANGES = {
    "a byte of a document": replaced(f"{SAM}/evidence/pots.txt", "(S1)", "(S7)"),
    "the first byte of a film": replaced(f"{SAM}/evidence/film.mp4", "ftyp", "ffff"),
    "a file more": added(f"{SAM}/evidence/more.txt", "more"),
    "a file less": removed(f"{SAM}/evidence/pots.txt"),
    "another name": renamed(f"{SAM}/evidence/pots.txt", f"{SAM}/evidence/tops.txt"),
    "a copy": added(f"{SAM}/evidence/copy.txt", "I water plants (S1), and know what they need (K1). " * 9),
    "the manifest": replaced(f"{SAM}/portfolio.yaml", "[K2]", "[K3]"),
    "the manifest's name": renamed(f"{SAM}/portfolio.yaml", f"{SAM}/portfolio.yml"),
    "a second manifest": added(f"{SAM}/portfolio.json", "{}"),
    "the own configuration": replaced(f"{SAM}/ksbcheck.toml", "policy", 'ignore = ["KSB3"]\npolicy'),
    "the own configuration gone": removed(f"{SAM}/ksbcheck.toml"),
    "the own policy": replaced(f"{SAM}/own.yaml", "min_pieces: 1", "min_pieces: 2"),
    "the policy of the provider": replaced("provider/policy.yaml", "min_pieces: 1", "min_pieces: 2"),
    "the configuration of the provider": replaced("provider/ksbcheck.toml", "policy", "min_pieces = 3\npolicy"),
    "a configuration between": added("provider/cohort/ksbcheck.toml", 'rung = "assessed"\n'),
    "another file with a configuration": added("provider/cohort/pyproject.toml", "[tool.ksbcheck]\nmin_pieces = 2\n"),
    "the standard": replaced("library/TEST1-1.0.yaml", "Test gardener", "Gardener"),
    "a standard more": added("library/other.yaml", STANDARD.replace("indoor]", "outdoor]", 1)),
    "an own standard": replaced(f"{SAM}/standards/mine.yaml", "TEST2", "TEST1"),
    "the plan": replaced("library/TEST1-1.0.assessment-plan.yaml", "K1, K2]", "K1, K2, K99]"),
    "a plan less": removed("library/TEST1-1.0.assessment-plan.yaml"),
    "a baseline": added(f"{SAM}/portfolio.baseline.json", BASELINE.replace('"B1"', '"B1", "K1"')),
    "a seal": added(f"{SAM}/portfolio.seal.json", "{}"),
    "the user's library": added(
        "data/ksbcheck/standards/TEST1-1.0.yaml", STANDARD.replace("K4, options: [outdoor]", "K4, options: []")
    ),
}  # fmt: skip


NO_MATTER = {"the manifest's name"}
"""What makes no other row."""


@pytest.mark.parametrize("name", CHANGES)
def test_row_follows_each_change(tmp_path: Path, learner: Path, checks: list[Path], name: str) -> None:
    before = check_chunk(chunk(learner))
    assert before[0].error is None
    checks.clear()
    assert check_chunk(chunk(learner)) == before
    assert checks == []
    CHANGES[name](tmp_path)
    after = check_chunk(chunk(learner))
    assert checks
    assert after == check_chunk(chunk(learner, cache=False))
    assert (after == before) == (name in NO_MATTER)


@pytest.mark.parametrize(
    "like",
    [
        {"day": date(2026, 12, 22)},
        {"rung": "assessed"},
        {"option": "outdoor"},
        {"method": "test"},
        {"pseudonymous": True},
    ],
)
def test_row_follows_each_request(learner: Path, checks: list[Path], like: dict[str, Any]) -> None:
    first = check_chunk(chunk(learner))
    found = [check_chunk(asked(learner, cache=cache, **like)) for cache in (True, True, False)]
    assert len(checks) == 3
    assert found[0] == found[1] == found[2] != first


def asked(learner: Path, *, cache: bool, **like: Any) -> Chunk:
    """Return a chunk with something else in its request."""
    of_request = {name: like.pop(name) for name in ("option", "method") if name in like}
    pseudonymous = like.pop("pseudonymous", False)
    found = chunk(learner, cache=cache, **like)
    return found._replace(request=found.request._replace(**of_request), pseudonymous=pseudonymous)


def test_standard_by_path_is_followed(tmp_path: Path, learner: Path, checks: list[Path]) -> None:
    """One in the folder, with a plan beside it that comes and goes. With one elsewhere no row is kept."""
    write_all(tmp_path, {"elsewhere/s.yaml": STANDARD, f"{SAM}/s.yaml": STANDARD})
    for name, file in (("../../../elsewhere/s.yaml", "elsewhere/s"), ("s.yaml", f"{SAM}/s")):
        (learner / "portfolio.yaml").write_text(MANIFEST.format(standard=name), encoding="utf-8")
        plan = f"{file}.assessment-plan.yaml"
        changes = (
            lambda _: None,
            added(plan, PLAN.format("TEST1")),
            replaced(f"{file}.yaml", "Test ", ""),
            removed(plan),
        )
        rows = []
        for change in changes:
            change(tmp_path)
            rows += check_chunk(chunk(learner))
            checks.clear()
            assert check_chunk(chunk(learner)) == rows[-1:]
            assert bool(checks) == (name != "s.yaml")
            assert check_chunk(chunk(learner, cache=False)) == rows[-1:]
        assert len(set(rows)) > 2


LINKED = {
    "portfolio.yaml": ("[K2]", "[K3]"),
    "s.yaml": ("Test gardener", "Gardener"),
    "s.assessment-plan.yaml": ("K1, K2]", "K1, K2, K99]"),
    "own.yaml": ("min_pieces: 1", "min_pieces: 2"),
    "ksbcheck.toml": ("1", "2"),
    "portfolio.baseline.json": ('"B1", "K1"', '"B1"'),
    "lib/s.yaml": ("Test gardener", "Gardener"),
    ".venv/s.yaml": ("Test gardener", "Gardener"),
}
"""Files that links may lead to, or that are not listed, and changes of them."""


@pytest.mark.usefixtures("checks")
@pytest.mark.parametrize("name", LINKED)
def test_row_follows_what_is_beyond_a_link(tmp_path: Path, name: str) -> None:
    standard = name if name.endswith("/s.yaml") else "s.yaml"
    manifest = MANIFEST.format(standard=standard).replace("evidence:\n", "policy: own.yaml\nevidence:\n", 1)
    files = {
        "portfolio.yaml": re.sub(r"files: \S+,", 'url: "https://school.example/1",', manifest),
        standard: STANDARD,
        f"{standard[:-5]}.assessment-plan.yaml": PLAN.format("TEST1"),
        "own.yaml": POLICY.format("own"),
        "ksbcheck.toml": "min_pieces = 1\n",
        "portfolio.baseline.json": BASELINE.replace('"B1"', '"B1", "K1"'),
    }
    write_all(tmp_path / "p", files)
    target, link = tmp_path / "elsewhere" / Path(name).name, tmp_path / "p" / name
    write_all(target.parent, {target.name: files[name]})
    if name == standard != "s.yaml":
        shutil.rmtree(link.parent)
        target, link = target.parent, link.parent
    if link.name == ".venv":
        shutil.copytree(target, link)
    else:
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    before = check_chunk(chunk(tmp_path / "p"))
    assert before[0].error is None
    replaced(name, *LINKED[name])(tmp_path / "p")
    assert check_chunk(chunk(tmp_path / "p")) == check_chunk(chunk(tmp_path / "p", cache=False)) != before


def test_row_follows_a_standard_into_another_library(tmp_path: Path, checks: list[Path]) -> None:
    """The user may have one that asks for less than the bundled one; the project may not."""
    text = (ROOT / "data/standard.yaml").read_text(encoding="utf-8").replace("ksbs: [K6, ", "ksbs: [", 1)
    write_all(tmp_path, {"ksbcheck.toml": "min_pieces = 1", "data/ksbcheck/standards/ST1414-1.0.yaml": text})
    (tmp_path / "standards").mkdir()
    folder, users = write_pieces(tmp_path / "p", ["Lesson"]), tmp_path / "data/ksbcheck/standards/ST1414-1.0.yaml"
    before = check_chunk(chunk(folder))
    users.rename(tmp_path / "standards" / users.name)
    checks.clear()
    assert check_chunk(chunk(folder)) == check_chunk(chunk(folder, cache=False)) != before
    assert len(checks) == 2


def test_large_library_is_read_once(tmp_path: Path, checks: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """And again if a file changes, even to another one of its size."""
    monkeypatch.setattr(surroundings, "_UNSETTLED", -1)
    write_all(tmp_path, {"standards/TEST1-1.0.yaml": STANDARD, "ksbcheck.toml": "min_pieces = 1"})
    write_all(tmp_path / "p", {"portfolio.yaml": MANIFEST.format(standard="TEST1")})
    titles = set()
    for title in ("Test", "Best", "Rest"):
        write_all(tmp_path, {"standards/TEST1-1.0.yaml": STANDARD.replace("Test gardener", f"{title} gardener")})
        for _ in range(2):
            titles.add(check_chunk(chunk(tmp_path / "p"))[0].under)
    assert (len(titles), len(checks)) == (3, 3)


@pytest.mark.parametrize(
    "name",
    ["a byte of a document", "the manifest", "the policy of the provider", "the standard", "the own configuration"],
)
def test_row_is_not_kept_of_what_changed_meanwhile(
    tmp_path: Path, learner: Path, checks: list[Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """After the check and before its row is stored."""
    check_chunk(chunk(learner, min_pieces=9))  # everything was used before

    def check(path: Path, request: CheckRequest) -> Report:
        report = check_or_fault(path, request)
        CHANGES[name](tmp_path)
        return report

    with monkeypatch.context() as hostile:
        hostile.setattr(cohort, "check", check)
        check_chunk(chunk(learner))
    checks.clear()
    assert check_chunk(chunk(learner)) == check_chunk(chunk(learner, cache=False))
    assert checks == [learner, learner]


def test_row_of_a_line_is_found_again(tmp_path: Path, checks: list[Path]) -> None:
    text = json.dumps({"format": "ksbcheck-portfolio/1", "standard": "ST1414", "version": "1.0", "option": "send"})
    at = str(tmp_path / "a.jsonl:1")
    for tutor in ("T. Tutor", "U. Tutor"):
        job = Job(at, f'{text[:-1]}, "evidence": []}}', (("tutor", tutor),))
        (row,) = check_chunk(chunk(job))
        assert row.attributes == job.attributes
    assert len(checks) == 1
    (tmp_path / "ksbcheck.toml").write_text("min_pieces = 2", encoding="utf-8")
    assert check_chunk(chunk(job)) == check_chunk(chunk(job, cache=False)) != [row]


@pytest.mark.usefixtures("checks")
def test_no_process_is_started_for_lines_that_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (write_pieces(tmp_path / "a", ["Lesson"]) / "portfolio.json").read_text(encoding="utf-8")
    jobs = [Job(f"{tmp_path}/a.jsonl:{number}", text, (("tutor", str(number)),)) for number in range(20)]
    like = chunk()
    first = list(cohort.check_cohort(jobs, like, None))
    monkeypatch.setattr(cohort, "start_processes", lambda _: Executor())  # which can do nothing
    assert list(cohort.check_cohort(jobs, like._replace(seconds=9), 2)) == first
    with pytest.raises(NotImplementedError):
        list(cohort.check_cohort(jobs, like._replace(cache=False), 2))


def test_no_row_is_kept_of_a_line_that_names_a_file(tmp_path: Path, checks: list[Path]) -> None:
    (tmp_path / "s.yaml").write_text(STANDARD, encoding="utf-8")
    job = Job(str(tmp_path / "a.yaml"), MANIFEST.format(standard="s.yaml"))
    assert check_chunk(chunk(job)) == check_chunk(chunk(job))
    assert len(checks) == 2


def test_what_is_not_read_is_tried_again(learner: Path, checks: list[Path]) -> None:
    """A manifest or a document that cannot be read, and a fault of ksbcheck."""
    (learner / "evidence/pots.pdf").write_text("%PDF-1.4 and nothing more", encoding="utf-8")
    for old, new in (("pots.txt", "pots.pdf"), ("TEST1", "TEST9")):
        replaced("portfolio.yaml", old, new)(learner)
        for _ in range(2):
            checks.clear()
            check_chunk(chunk(learner))
            assert checks


def test_store_is_for_its_owner_and_made_anew_if_damaged(
    tmp_path: Path, learner: Path, checks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = check_chunk(chunk(learner))
    (store,) = (tmp_path / "cache").rglob("rows.sqlite*")
    assert store.stat().st_mode & 0o777 == 0o600
    assert store.parent.stat().st_mode & 0o777 == 0o700
    whole = store.read_bytes()
    size = len(whole)
    damages = [
        b"no database",
        b"",
        whole[: size // 2],
        whole.replace(b"ST1", b"ST2"),
        whole.replace(b"Invented", b"Inverted"),
    ]
    damages += [whole[:at] + b"\xff" * 64 + whole[at + 64 :] for at in range(0, size, size // 12)]
    for damaged in damages:
        store.write_bytes(damaged)
        assert check_chunk(chunk(learner)) == rows
        checks.clear()
        check_chunk(chunk(learner))
        assert check_chunk(chunk(learner)) == rows
        assert len(checks) < 2, damaged[:200]
    store.unlink()
    store.mkdir()  # which cannot be written
    assert check_chunk(chunk(learner)) == rows
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert check_chunk(chunk(learner)) == rows


@pytest.mark.usefixtures("checks")
def test_old_rows_are_deleted(tmp_path: Path, learner: Path) -> None:
    for number in (1, 2):
        check_chunk(chunk(learner, min_pieces=number))
        (store,) = (tmp_path / "cache").rglob("rows.sqlite")
        with sqlite3.connect(store) as table:
            assert table.execute("SELECT count(*) FROM row").fetchone() == (1,)
            table.execute("UPDATE row SET day = day - 4")
            table.execute("PRAGMA user_version = 0")


def test_other_source_has_other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "ksbcheck"
    shutil.copytree(Path(ksbcheck.__file__).parent, package, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(surroundings, "__file__", str(package / "inputs/surroundings.py"))
    before = surroundings.build.__wrapped__()
    assert surroundings.build.__wrapped__() == before
    with (package / "engine/cover.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert surroundings.build.__wrapped__() != before


LOOKS = """
import json, sys, sysconfig
from datetime import date
from pathlib import Path

import ksbcheck
from ksbcheck.importing.cohort import Job
from ksbcheck.inputs import standard_file
from ksbcheck.inputs.library import data_folder
from ksbcheck.inputs.settings import Overrides
from ksbcheck.tasks.check import CheckRequest
from ksbcheck.tasks.cohort import Chunk, check_chunk

opened = set()
program = tuple(map(str, (Path(ksbcheck.__file__).parent, data_folder(), sys.base_prefix, sys.prefix, sysconfig.get_path("stdlib"))))

def note(event, args):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(args[0], (str, bytes, Path)):
        path = str(Path(str(args[0])).absolute())
        if not path.startswith((*program, "/dev/")):
            opened.add(path)

def chunk(path, cache):
    return Chunk([Job(path)], CheckRequest(Overrides(), date(2026, 11, 22)), cache=cache)

def looked(path, cache):
    for each in vars(standard_file).values():
        if hasattr(each, "cache_clear"):
            each.cache_clear()
    opened.clear()
    rows = check_chunk(chunk(path, cache))
    return rows, {each for each in opened if not each.startswith(sys.argv[1])}

check_chunk(chunk(sys.argv[2], True))  # which loads the rest of the program
sys.addaudithook(note)
for path in sys.argv[2:]:
    rows, by_check = looked(path, False)
    check_chunk(chunk(path, True))
    again, by_key = looked(path, True)
    assert again == rows
    print(json.dumps([path, rows[0].error is None, len(by_check), sorted(by_check - by_key)]))
"""


def test_key_covers_all_that_a_check_opens(tmp_path: Path, learner: Path) -> None:
    """Files and folders beyond the program, which are seen by the interpreter's own hook."""
    cases = sorted(path.parent for path in (ROOT / "tests/cases").glob("*/*/portfolio.yaml"))
    samples = [
        learner,
        ROOT / COMPLETE,
        ROOT / FRAMEWORK,
        *cases[::9],
        *(path for path in cases if "seal" in path.name),
    ]
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, "-c", LOOKS, str(tmp_path / "cache"), *map(str, samples)]
    done = run_program(command, tmp_path, environment)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(samples)
    judged = [each for each in found if each[1]]
    assert len(judged) > len(found) / 2
    assert {path: beyond for path, _, number, beyond in judged if beyond or not number} == {}


def test_cohort_is_the_same_from_the_cache(ksbcheck: Run, tmp_path: Path) -> None:
    """By two processes, from folders and lines."""
    manifests = [
        json.loads((write_pieces(tmp_path / name, [name], learner={"name": name}) / "portfolio.json").read_text())
        for name in "abc"
    ]
    (tmp_path / "all.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in manifests), encoding="utf-8")
    asked = ("cohort", *(tmp_path / name for name in ("a", "b", "c", "all.jsonl")), "--jobs", "2", "-f", "json")
    first, second, without = (ksbcheck(*asked, *more) for more in ((), (), ("--no-cache",)))
    assert first.stdout == second.stdout == without.stdout
    assert first.returncode == second.returncode == without.returncode == 1
