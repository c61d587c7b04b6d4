import csv
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.engine.rows import Row, row_of
from ksbcheck.importing.cohort import Job, jobs_of
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides, from_command_line
from ksbcheck.inputs.spool import spooled
from ksbcheck.rules.files import shared_with_another_learner
from ksbcheck.tasks.check import CheckRequest, check_all
from ksbcheck.tasks.cohort import Chunk, check_chunk, check_cohort
from tests.cohort import DAY, piece, write_cohort, write_learner
from tests.conftest import AS_OF, COMPLETE, EARLY, FRAMEWORK, HALFWAY, ROOT, Run, one_line
from tests.documents.hostile import zip_bomb_docx
from tests.functional.test_numbers_agree import words_of
from tests.small_portfolio import write_portfolio

PEOPLE = ("--as-of", AS_OF, "--jobs", "1")
CASES = sorted(path.parent for path in (ROOT / "tests/cases").glob("*/*/portfolio.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_cohort(tmp_path / "all")
    return tmp_path


def cohort(ksbcheck: Run, *args: object, status: int = 2) -> dict[str, Any]:
    done = ksbcheck("cohort", *map(str, args), *PEOPLE, "--format", "json")
    assert done.returncode == status, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def by_name(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {Path(row["path"]).name: row for row in found["portfolios"]}


def rows_of(paths: Iterable[Path], settings: Overrides) -> list[Row]:
    chunk = Chunk([Job(str(path)) for path in paths], CheckRequest(settings, DAY), cache=False)
    with spooled() as spool:
        spool.add(check_chunk(chunk))
        spool.finish()
        return list(spool.rows())


def compared(row: Row) -> Row:
    """Return a row without what a report has not, and with findings in one order."""
    findings: Counter[tuple[str, str]] = Counter()
    for rule, severity, count in row.findings:
        findings[rule, str(severity)] += count
    return row._replace(work=(), findings=tuple(sorted(findings.items())))  # type: ignore[arg-type]


@pytest.mark.parametrize("fail_on", ["error", "warning", "note", "mistakes"])
def test_rows_equal_the_reports_of_check(tmp_path: Path, fail_on: str) -> None:
    """Of portfolios among the cases, some of which hold the same documents; of fewer for what fails otherwise."""
    some = [*CASES[:: 3 if fail_on == "warning" else 10], *(ROOT / "tests/cases/KSB638").glob("pass-*")]
    paths = [*some, *(ROOT / path for path in (COMPLETE, HALFWAY, EARLY, FRAMEWORK)), tmp_path]
    settings = Overrides((from_command_line({"fail_on": fail_on}),))
    with Outlines(None) as outlines:
        reports = list(check_all(paths, CheckRequest(settings, DAY, outlines)))
    assert len(some) > 30
    shared = sum(each.rule == shared_with_another_learner.code for report in reports for each in report.findings)
    assert shared > 1
    expected = [compared(row_of(report)) for report in reports]
    assert list(map(compared, rows_of(paths, settings))) == expected


@pytest.mark.parametrize("severity", ["note", "warning", "error"])
def test_shared_document_fails_a_row_as_it_fails_a_report(tmp_path: Path, severity: str) -> None:
    for name in ("a", "b", "other/c"):
        shutil.copytree(ROOT / COMPLETE, tmp_path / name)
        manifest = tmp_path / name / "portfolio.yaml"
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace("0012345", name), encoding="utf-8")
    shutil.rmtree(tmp_path / "b")
    shutil.copytree(tmp_path / "a", tmp_path / "b")  # the same learner again, who may hold it
    code = shared_with_another_learner.code
    (tmp_path / "ksbcheck.toml").write_text(f'severity = {{{code} = "{severity}"}}\n', "utf-8")
    (tmp_path / "other/ksbcheck.toml").write_text(f'ignore = ["{code}"]\n', "utf-8")
    paths = [tmp_path / "a", tmp_path / "b", tmp_path / "other/c"]
    with Outlines(None) as outlines:
        reports = list(check_all(paths, CheckRequest(Overrides(), DAY, outlines)))
    assert [sum(f.rule == code for f in report.findings) > 1 for report in reports] == [True, True, False]
    assert list(map(compared, rows_of(paths, Overrides()))) == [compared(row_of(each)) for each in reports]


def test_totals_add_up_and_keys_are_fixed(ksbcheck: Run, folder: Path) -> None:
    found = cohort(ksbcheck, folder / "all", COMPLETE, folder / "none")
    assert found["format"] == "ksbcheck-cohort/1"
    assert found["totals"] == {"portfolios": 8, "clean": 1, "gaps": 5, "error": 2}
    rows = by_name(found)
    assert rows["umar"] | {"error": None} == rows["umar"] | {"outcome": "error", "missing": None, "error": None}
    assert rows["none"]["error"]["message"] == "cannot be opened: No such file or directory"
    alfie = rows["alfie"]
    assert (alfie["learner"], alfie["standard"], alfie["version"], alfie["option"], alfie["outcome"]) == (
        "Alfie Nobody", "ST1414", "1.0", "send", "gaps",
    )  # fmt: skip
    assert alfie["counts"] == {"required": 70, "claimed": 4, "assessed": 1, "verified": 0}
    assert len(alfie["missing"]) == 66
    assert rows["efe"]["reasons"] == ["nothing 13 weeks"]


def test_screen_shows_who_needs_help_and_what_most_lack(ksbcheck: Run, folder: Path) -> None:
    done = ksbcheck("cohort", folder / "all", *PEOPLE, "--by", "option")
    lines = done.stdout.splitlines()
    assert done.returncode == 2
    assert lines[1].startswith("6 learners: none through the gateway, 4 need help now, 2 working")
    assert [line.split()[0] for line in lines if " of 70" in line][:3] == ["Efe", "Carys", "Hana"]
    assert any(line.startswith("Most missing: ") for line in lines)
    assert any(re.match(r"send +ST1414 1.0 +4 +0 +4 +0 +3 ", line) for line in lines)
    assert lines[-1] == "6 portfolios: 5 with KSBs missing or mistakes, 0 without, 1 not checked"


def test_duties_are_counted_by_status(ksbcheck: Run) -> None:
    args = ("cohort", COMPLETE, HALFWAY, *PEOPLE, "--by", "duty")
    rows = [line.split() for line in ksbcheck(*args).stdout.splitlines()]
    assert ["5", "1", "1", "0", "0"] in rows
    assert ["1", "0", "0", "0", "2"] in rows
    duties = json.loads(ksbcheck(*args, "-f", "json").stdout)["duties"]
    counts = {"met": 1, "partial": 1, "missing": 0, "unmapped": 0}
    assert {"standard": "ST1414", "version": "1.0", "number": 5, **counts} in duties


def test_list_selects_and_groups_by_its_columns(ksbcheck: Run, folder: Path) -> None:
    path = folder / "all.csv"
    path.write_text("path,Tutor\nall/alfie,Tam\nall/efe,Uma\nall/tegan,Tam\nall/gone,Uma\n", encoding="utf-8")
    found = cohort(ksbcheck, path, "--by", "Tutor")
    groups = {(each["value"], each["standard"]): each["portfolios"] for each in found["groups"]}
    assert groups == {("Tam", "ST1414"): 2, ("Uma", "ST1414"): 1, ("Uma", None): 1}
    only = cohort(ksbcheck, path, "--where", "TUTOR=tam", status=1)
    assert (only["totals"]["portfolios"], only["left_out"]) == (2, {"other_values": 2})
    assert only["portfolios"][0]["attributes"] == {"tutor": "Tam"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--by", "tutor"), "no list has the column 'tutor' of --by"),
        (("--where", "tutor=X"), "nothing was checked: no row has tutor=X"),
        (("--where", "tutor"), "'tutor' is no condition"),
        (("--jobs", "0"), "--jobs is '0'"),
        (("--jobs", "x"), "--jobs is 'x'"),
        (("--against", "none.jsonl"), "cannot be opened"),
        (("--against", "pyproject.toml"), "this is not valid JSON"),
        (("--against", "schemas/config.schema.json"), "this is not of a cohort"),
        (("--against", "tests/data/odd_cohort.jsonl"), "this is not of a cohort"),
        (("--against", "tests/data/odd_cohort.json"), "this is not of a cohort"),
        (("--against", "tests/data/no_cohort.json"), "this is not of a cohort"),
        (("--output", "pyproject.toml", "--against", "pyproject.toml"), "is an input"),
    ],
)
def test_wrong_options_end_with_a_message(ksbcheck: Run, args: tuple[str, ...], message: str) -> None:
    done = ksbcheck("cohort", COMPLETE, "--jobs", "1", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_against_says_who_moved_and_what_closed(ksbcheck: Run, folder: Path) -> None:
    before, now = folder / "before.jsonl", folder / "now.json"
    assert ksbcheck("cohort", folder / "all", *PEOPLE, "-f", "jsonl", "-o", before).returncode == 2
    shutil.rmtree(folder / "all/hana")
    shutil.rmtree(folder / "all/alfie")
    write_learner(folder / "all/alfie", "Alfie Nobody", piece("K1", "K2", "K3", "K5"))
    write_learner(folder / "all/new", "Nia New", piece("K1"))
    found = cohort(ksbcheck, folder / "all", "--against", before)
    against = found["against"]
    assert by_name(found)["alfie"]["change"] == {"movement": "slipped", "closed": ["K5"], "opened": ["K4"]}
    assert {key: against[key] for key in ("slipped", "stalled", "new", "not_compared", "moved")} == {
        "slipped": 1, "stalled": 3, "new": 1, "not_compared": 1, "moved": 0,
    }  # fmt: skip
    assert against["only_earlier"]["total"] == 1
    assert against["closed"] == [{"standard": "ST1414", "version": "1.0", "codes": {"K5": 1}}]
    now.write_text(json.dumps(found), encoding="utf-8")
    screen = ksbcheck("cohort", folder / "all", *PEOPLE, "--against", now).stdout
    assert "Since then: 0 moved on, 5 stalled" in screen


def test_against_takes_nobody_for_another_at_the_same_path(ksbcheck: Run, tmp_path: Path) -> None:
    """A line more at the top moves all others, and a folder may be another learner's now."""
    ann, bob, cy = (
        json.dumps(
            json.loads((write_learner(tmp_path / name, name, piece("K1")) / "portfolio.json").read_text("utf-8"))
        )
        for name in ("Ann Sample", "Bob Sample", "Cy Notreal")
    )
    for file, lines in (("a", (ann, bob)), ("b", (cy, ann))):
        (tmp_path / file).mkdir()
        (tmp_path / file / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    earlier = tmp_path / "earlier.jsonl"
    ksbcheck("cohort", "all.jsonl", *PEOPLE, "-f", "jsonl", "-o", earlier, cwd=tmp_path / "a")
    done = ksbcheck("cohort", "all.jsonl", *PEOPLE, "--against", earlier, "-f", "json", cwd=tmp_path / "b")
    against = json.loads(done.stdout)["against"]
    assert (against["stalled"], against["new"], against["only_earlier"]["total"]) == (1, 1, 1)


def test_learner_twice_and_document_of_two_are_named(ksbcheck: Run, tmp_path: Path) -> None:
    for name, learner, number in (
        ("a", "Ann Sample", "0012345"),
        ("b", "Al Other", "0012345"),
        ("c", "Cy Notreal", "7"),
    ):
        about = {"files": ["walk.md"], "url": None}
        own = {k: v for k, v in (piece("K1") | about).items() if v}
        write_learner(tmp_path / name, learner, own, learner={"name": learner, "id": number})
        (tmp_path / name / "walk.md").write_text("We walked the path and named ten shrubs by leaf. " * 9, "utf-8")
    found = cohort(ksbcheck, tmp_path, status=1)
    assert [each["total"] for each in found["one_learner_twice"]] == [2]
    (shared,) = found["one_document_of_several_learners"]
    assert [(Path(each["path"]).name, each["file"]) for each in shared["first"]] == [(n, "walk.md") for n in "abc"]
    assert all(["KSB638", "warning", 1] in [list(f.values()) for f in row["findings"]] for row in found["portfolios"])
    screen = ksbcheck("cohort", tmp_path, *PEOPLE).stdout
    assert "One learner twice: 1 time" in screen
    assert "One document under several learners: 1 time" in screen


def test_csv_has_a_row_a_learner_and_the_columns_of_lists(ksbcheck: Run, folder: Path) -> None:
    (folder / "all.csv").write_text("path,tutor\nall/alfie,=Tam\nall/umar,Uma\n", encoding="utf-8")
    done = ksbcheck("cohort", folder / "all.csv", *PEOPLE, "--format", "csv")
    alfie, umar = csv.DictReader(StringIO(done.stdout.removeprefix("\ufeff")))
    assert (alfie["Learner"], alfie["Required"], alfie["tutor"]) == ("Alfie Nobody", "70", "'=Tam")
    assert (umar["Outcome"], umar["Missing"]) == ("error", "")
    assert umar["Error"]


def test_page_is_that_of_report(ksbcheck: Run, folder: Path) -> None:
    paths = (*sorted((folder / "all").iterdir()), COMPLETE, HALFWAY, FRAMEWORK, ROOT / "tests/data/beekeeper/portfolio")
    reported = ksbcheck("report", *paths, "--as-of", AS_OF, "-f", "html", "-o", "-")
    page = ksbcheck("cohort", *paths, *PEOPLE, "-f", "html")
    assert (page.returncode, page.stdout) == (2, reported.stdout)


@pytest.mark.parametrize("ending", ["html", "pdf", "xlsx"])
def test_documents_of_a_cohort_hold_all_that_the_screen_does(ksbcheck: Run, folder: Path, ending: str) -> None:
    (folder / "all.csv").write_text("path,tutor\nall/alfie,Tam\nall/efe,Uma\nall/umar,Uma\n", encoding="utf-8")
    shutil.copytree(ROOT / COMPLETE, folder / "twin")
    (folder / "empty").mkdir()
    (folder / "empty/plan.docx").write_bytes(b"x")
    file = folder / f"cohort.{ending}"
    paths = ("all.csv", "empty", "twin", ROOT / COMPLETE)
    done = ksbcheck("cohort", *paths, *PEOPLE, "--by", "tutor", "-o", file.name, cwd=folder)
    assert (done.returncode, done.stderr) == (2, f"Written to {file.name}\n")
    text = words_of(file)
    for words in ("Alfie Nobody", "One learner twice: 1 time", "no new evidence for 13 weeks"):
        assert words in text
    for row in ("Uma ST1414 1.0 1 0 1 0 1", "Uma not checked 1 0 0 1 1"):
        assert row in text
    assert "principles of sustainability" in text


def test_pseudonymous_page_does_not_follow_the_path_of_an_own_standard(ksbcheck: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/data/assessment", tmp_path / "kim-invented")
    done = ksbcheck("cohort", "kim-invented", *PEOPLE, "--pseudonymous", "-f", "html", cwd=tmp_path)
    assert done.returncode == 1
    assert all(words in done.stdout for words in ("Learner-", "not at hand", "Kite keeper"))
    assert not re.search("kim|invented", done.stdout, re.IGNORECASE)


def test_standard_of_several_files_is_named(ksbcheck: Run, tmp_path: Path) -> None:
    """They have one reference and version, and so are counted together."""
    for name in ("one", "two"):
        shutil.copytree(ROOT / "tests/data/assessment", tmp_path / name)
    screen = ksbcheck("cohort", ".", *PEOPLE, cwd=tmp_path).stdout
    assert "is of several files, whose texts may differ: one/ST9001-1.0.yaml" in one_line(screen)


def test_documents_are_refused_before_any_check(ksbcheck: Run) -> None:
    done = ksbcheck("cohort", "nowhere", "-f", "pdf")
    assert (done.returncode, done.stderr) == (2, "ksbcheck: pdf is not text; name a file with --output\n")


def test_pseudonymous_cohort_names_nobody(ksbcheck: Run, folder: Path) -> None:
    (folder / "all.csv").write_text("path,tutor\nall/alfie,Tam Tutor\nall/umar,Tam Tutor\n", encoding="utf-8")
    named = ksbcheck("cohort", "all", *PEOPLE, "-f", "jsonl", "-o", "named.jsonl", cwd=folder)
    assert named.returncode == 2
    (folder / "all/umar/portfolio.yaml").rename(folder / "all/umar/plan.docx")
    hidden = ("--pseudonymous", "--against", "named.jsonl", "--by", "tutor")
    for shape in ("json", "jsonl", "csv", "table", "html"):
        done = ksbcheck("cohort", "all.csv", "all", *PEOPLE, *hidden, "-f", shape, cwd=folder)
        assert done.returncode == 2
        assert not re.search("alfie|umar|tam tutor", done.stdout, re.IGNORECASE)


def test_json_lines_need_no_folder_and_come_from_standard_input(folder: Path) -> None:
    manifest = json.loads((folder / "all/alfie/portfolio.json").read_text("utf-8"))
    lines = f"{json.dumps(manifest)}\n{{\n"
    command = [sys.executable, "-m", "ksbcheck", "cohort", "-", "-f", "json", *PEOPLE]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, cwd=ROOT)
    found = json.loads(done.stdout)
    assert found["totals"] == {"portfolios": 2, "clean": 0, "gaps": 1, "error": 1}
    assert [row["path"] for row in found["portfolios"]] == ["-:1", "-:2"]
    assert len(found["portfolios"][0]["missing"]) == 66


def test_folders_without_manifest_are_named(ksbcheck: Run, folder: Path) -> None:
    (folder / "all/zed").mkdir()
    (folder / "all/zed/plan.docx").write_bytes(b"x")
    assert cohort(ksbcheck, folder / "all")["left_out"] == {"folders_without_manifest": 1}
    screen = ksbcheck("cohort", folder / "all", *PEOPLE).stdout
    assert "Left out: 1 folder with files and no manifest: " in one_line(screen)


def test_processes_give_the_same_bytes_as_this_one(ksbcheck: Run, folder: Path) -> None:
    args = ("cohort", folder / "all", COMPLETE, HALFWAY, FRAMEWORK, "--as-of", AS_OF, "-f", "jsonl")
    assert ksbcheck(*args, "--jobs", "2").stdout == ksbcheck(*args, "--jobs", "1").stdout


def test_interrupt_leaves_no_output_and_says_what_was_done(folder: Path) -> None:
    output = folder / "out.jsonl"
    command = [sys.executable, "-m", "ksbcheck", "cohort", "-", "-f", "jsonl", "-o", str(output), "--jobs", "2"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdin
    assert process.stderr
    process.stdin.write(b"{}\n" * 100)
    process.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(4)  # it waits for more
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.fullmatch(rb"ksbcheck: stopped; \d+ portfolios were checked, and no file was written\n", told)
    assert not output.exists()
    assert {path.name for path in folder.iterdir()} == {"all"}


def test_hostile_portfolios_are_rows_among_two_hundred(ksbcheck: Run, tmp_path: Path) -> None:
    bombs = {
        "alias": b"a: &a [x, x]\nb: &b [*a, *a]\n",
        "brackets": b"format: " + b"[" * 25_000,
        "deep": b"{a: " * 40,
        "large": b"#" * 2_000_000,
        "binary": bytes(range(256)),
    }
    for number in range(194):
        write_portfolio(tmp_path / "all" / f"p{number:03}", ("K1",))
    for name, content in bombs.items():
        (tmp_path / "all" / name).mkdir()
        (tmp_path / "all" / name / "portfolio.yaml").write_bytes(content)
    bomb = {**piece("S1", files=["bomb.docx"]), "url": "https://school.example/2"}
    write_learner(tmp_path / "all/zip", "Zed Example", bomb)
    (tmp_path / "all/zip/bomb.docx").write_bytes(zip_bomb_docx(100))
    (tmp_path / "list.csv").write_text("path\nall/p000\nnowhere\n../../outside\n/dev/null\n,\n", encoding="utf-8")
    found = cohort(ksbcheck, tmp_path / "all", tmp_path / "list.csv")
    errors = {Path(row["path"]).name: row["error"]["rule"] for row in found["portfolios"] if row["error"]}
    assert errors == {
        "alias": "KSB905", "brackets": "KSB905", "deep": "KSB905", "large": "KSB903", "binary": "KSB903",
        "nowhere": "KSB901", "list.csv:4": "KSB906", "null": "KSB901",
    }  # fmt: skip
    assert found["totals"] == {"portfolios": 204, "clean": 0, "gaps": 196, "error": 8}
    assert [each["rule"] for each in by_name(found)["zip"]["findings"]].count("KSB608") == 1


def test_folders_that_vanish_halfway_are_rows(tmp_path: Path) -> None:
    for number in range(40):
        write_portfolio(tmp_path / "all" / f"p{number:02}", ("K1",))

    def jobs() -> Iterator[Job]:
        for number, job in enumerate(jobs_of([str(tmp_path / "all")])):
            if number == 20:
                shutil.rmtree(tmp_path / "all")
            yield job

    like = Chunk((), CheckRequest(Overrides(), DAY), cache=False)
    rows = [row for some in check_cohort(jobs(), like, None) for row in some]
    assert [Path(row.path).name for row in rows] == [f"p{number:02}" for number in range(40)]
    assert [row.error and row.error.rule for row in rows] == [None] * 16 + ["KSB901"] * 24


@pytest.mark.parametrize("ending", ["jsonl", "xlsx"])
def test_full_disk_leaves_nothing(tmp_path: Path, ending: str) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # as if the disk were full

    (tmp_path / "temporary").mkdir()
    output = tmp_path / f"cohort.{ending}"
    command = [sys.executable, "-m", "ksbcheck", "cohort", COMPLETE, "-j", "1", "--no-cache", "-o", str(output)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment |= {"TMPDIR": str(tmp_path / "temporary"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, preexec_fn=full, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written: File too large" in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["temporary"]


def test_output_that_can_not_be_written_is_told(ksbcheck: Run, folder: Path) -> None:
    full = ksbcheck("cohort", folder / "all", *PEOPLE, "-f", "csv", "-o", "/dev/full")
    nowhere = ksbcheck("cohort", folder / "all", *PEOPLE, "-f", "json", "-o", folder / "none/out.json")
    for done in (full, nowhere):
        assert done.returncode == 2
        assert "cannot be written" in done.stderr


def test_full_disk_of_temporary_files_is_told() -> None:
    with pytest.raises(InputError, match="temporary table cannot be written: disk is full"), spooled():
        raise sqlite3.OperationalError("disk is full")
