import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from glob import escape
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ksbcheck.domain.names import KINDS
from ksbcheck.engine.tables import COLUMNS
from tests.cohort import piece, write_cohort, write_learner
from tests.conftest import AS_OF, COMPLETE, FRAMEWORK, HALFWAY, ROOT, Run

PEOPLE = ("--as-of", AS_OF, "--jobs", "1")
KEY = "0123456789abcdef, of nobody"
Row = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_cohort(tmp_path / "all")
    (tmp_path / "key.txt").write_text(f"{KEY}\n", encoding="utf-8")
    return tmp_path


def table(path: Path, name: str) -> list[Row]:
    asked = "FROM read_parquet(?, hive_partitioning = true)"
    with duckdb.connect() as db:
        rows = db.execute(asked, [f"{escape(str(path))}/{name}/**/*.parquet"])
        names = [each[0] for each in rows.description or ()]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def by(rows: list[Row], *names: str) -> dict[Any, list[Any]]:
    """Group the last of some columns by the first one."""
    grouped: dict[Any, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row[names[0]], []).append(tuple(row[name] for name in names[1:]))
    return grouped


def write_tables(ksbcheck: Run, *args: object, output: Path, status: int = 2) -> None:
    done = ksbcheck("cohort", *map(str, args), *PEOPLE, "--output", output)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""


def shared_document(folder: Path) -> None:
    """Write two learners who hold the same document."""
    for name in ("ann", "cy"):
        own = {k: v for k, v in piece("K1").items() if k != "url"} | {"files": ["walk.md"]}
        write_learner(folder / name, f"{name} Sample", own)
        (folder / name / "walk.md").write_text("We walked the path and named ten shrubs by leaf. " * 9, "utf-8")


def test_tables_agree_with_json_and_add_up(ksbcheck: Run, folder: Path) -> None:
    shared_document(folder / "all")
    (folder / "all.csv").write_text("path,tutor\nall/alfie,Tam\nall/umar,Uma\nall/alfie,Tam\n", encoding="utf-8")
    args = (folder / "all", folder / "all.csv", COMPLETE, HALFWAY, FRAMEWORK, folder / "none")
    output = folder / "cohort [1].parquet"
    write_tables(ksbcheck, *args, output=output)
    lines = ksbcheck("cohort", *args, *PEOPLE, "--format", "jsonl").stdout.splitlines()
    rows = sorted((json.loads(line) for line in lines), key=lambda row: row["path"])
    portfolios = sorted(table(output, "portfolio"), key=lambda row: row["portfolio"])
    assert len({row["portfolio"] for row in portfolios}) == len(rows) == 15
    assert Counter(row["outcome"] for row in portfolios) == {"clean": 2, "gaps": 10, "error": 3}
    statuses, findings = table(output, "ksb_status"), table(output, "finding")
    ksbs, duties = (
        by(statuses, "portfolio", "ksb", "status"),
        by(table(output, "duty_status"), "portfolio", "duty", "status"),
    )
    found = by(findings, "portfolio", "rule", "severity")
    for row, got in zip(rows, portfolios, strict=True):
        assert got["portfolio"].partition("//")[0] == got["path"]
        counts = row["counts"] or dict.fromkeys(("required", "claimed", "assessed", "verified"))
        same = ("path", "learner", "learner_id", "standard", "version", "option", "framework", "rung", "outcome",
                "missing", "thin", "waiting", "weeks", "standing", "reasons", "attributes", "min_pieces")  # fmt: skip
        assert {name: got[name] for name in same} == {name: row[name] for name in same}
        assert {name: got[name] for name in counts} == counts
        assert got["as_of"] == (row["as_of"] and date.fromisoformat(row["as_of"]))
        assert got["error_rule"] == (row["error"] and row["error"]["rule"])
        key = got["portfolio"]
        assert [code for code, status in ksbs.get(key, []) if status == "missing"] == (row["missing"] or [])
        assert len(ksbs.get(key, [])) == (counts["required"] or 0)
        assert duties.get(key, []) == [(each["number"], each["status"]) for each in row["duties"] or []]
        expected: Counter[tuple[str, str]] = Counter()
        for each in row["findings"]:
            expected[each["rule"], each["severity"]] += each["count"]
        assert Counter(found.get(key, [])) == expected
    assert sum(row["rule"] == "KSB638" for row in findings) == 2
    assert {row["type"] for row in statuses} <= {each.lower() for each in KINDS.values()}


def test_claims_are_those_of_the_report(ksbcheck: Run, folder: Path) -> None:
    write_tables(ksbcheck, HALFWAY, output=folder / "one.parquet", status=1)
    (report,) = json.loads(ksbcheck("check", HALFWAY, "--as-of", AS_OF, "-f", "json").stdout)["reports"]
    expected = [
        (ksb["code"], claim["piece"], claim["rung"], claim["cited"], *(
            (claim[rung] or {}).get("by") for rung in ("assessed", "verified")
        ))
        for ksb in report["coverage"]["ksbs"] for claim in ksb["claims"]
    ]  # fmt: skip
    claims = table(folder / "one.parquet", "claim")
    names = ("ksb", "piece", "rung", "cited", "assessed_by", "verified_by")
    required = {ksb["code"] for ksb in report["coverage"]["ksbs"]}
    assert Counter(tuple(row[name] for name in names) for row in claims if row["ksb"] in required) == Counter(expected)
    assert all(row["counts"] == (row["rung"] not in (None, "planned", "suggested")) for row in claims)
    assert all((row["why_not"] is None) == (row["rung"] is not None) for row in claims)


def test_why_claims_do_not_count_is_a_word_of_a_list(ksbcheck: Run, folder: Path) -> None:
    held = {"url": None, "held": {"what": "pupil records", "where": "the office"}}
    seen = {"seen_by": "A. Assessor", "on": "2026-11-03"}
    no = {"by": "A. Assessor", "on": "2026-11-09", "decision": "not_yet"}
    pieces = (
        piece("K1"), piece("K2", assessed=no), piece("K3", url=None, files=["none.md"]), piece("K4", date=None),
        piece("K5", day="2024-05-01"), piece("K6", **held), piece("K7", **{**held, "held": {**held["held"], **seen}}),
    )  # fmt: skip
    numbered = ({k: v for k, v in each.items() if v} | {"id": f"E{n}"} for n, each in enumerate(pieces))
    write_learner(folder / "one", "Ann Sample", *numbered, started="2025-01-13")
    write_tables(ksbcheck, folder / "one", output=folder / "one.parquet", status=1)
    reasons = {row["ksb"]: row["why_not"] for row in table(folder / "one.parquet", "claim")}
    assert reasons == {
        "K1": None, "K2": "not_yet", "K3": "nothing_there", "K4": "undated", "K5": "before_start",
        "K6": "held_unseen", "K7": "held",
    }  # fmt: skip


def test_columns_have_their_types_and_folders_their_parts(ksbcheck: Run, folder: Path) -> None:
    write_tables(ksbcheck, folder / "all/umar", output=folder / "none.parquet")
    write_tables(ksbcheck, folder / "all", output=folder / "all.parquet")
    for path in (folder / "none.parquet", folder / "all.parquet"):
        for name, columns in COLUMNS.items():
            asked = "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(?))"
            with duckdb.connect() as db:
                got = db.execute(asked, [f"{path}/{name}/**/*.parquet"]).fetchall()
            in_folders = {"standard": "VARCHAR", "option": "VARCHAR"}
            assert {key: kind.replace(", ", ",") for key, kind in got} == columns | in_folders
    parts = {
        path.parent.relative_to(folder / "all.parquet/claim").as_posix()
        for path in (folder / "all.parquet/claim").rglob("*.parquet")
    }
    assert parts == {"standard=ST1414/option=send", "standard=ST1414/option=wellbeing"}


@pytest.mark.parametrize("names", [(), ("--pseudonymous", "--key-file", "key.txt")], ids=["named", "keyed"])
def test_against_tables_is_against_json_lines_byte_for_byte(
    ksbcheck: Run, folder: Path, names: tuple[str, ...]
) -> None:
    before = ("cohort", "all", FRAMEWORK_HERE, *PEOPLE, *names)
    shutil.copytree(ROOT / FRAMEWORK, folder / FRAMEWORK_HERE)
    for output in ("before.jsonl", "before.parquet"):
        assert ksbcheck(*before, "-o", output, cwd=folder).returncode == 2
    shutil.rmtree(folder / "all/hana")
    shutil.rmtree(folder / "all/alfie")
    write_learner(folder / "all/alfie", "Alfie Nobody", piece("K1", "K2", "K3", "K5"))
    write_learner(folder / "all/new", "Nia New", piece("K1"))
    shapes = [
        [ksbcheck(*before, "--against", against, "-f", shape, cwd=folder).stdout for shape in ("json", "table")]
        for against in ("before.jsonl", "before.parquet")
    ]
    assert shapes[0] == shapes[1]
    assert {"slipped": 1, "stalled": 3, "new": 1}.items() <= json.loads(shapes[0][0])["against"].items()


FRAMEWORK_HERE = "framework"


def test_keyed_tables_name_nobody_and_join_by_the_key(ksbcheck: Run, folder: Path) -> None:
    signed = {"by": "Hettie Notreal", "on": "2026-11-09"}
    write_learner(
        folder / "all/zoe", "Zoe Zhang", piece("K1", "Zoe drew it", id="Zoe's map", assessed=signed),
        learner={"name": "Apprentice Zhang", "id": "0077700"},
    )  # fmt: skip
    (folder / "all.csv").write_text("path,tutor\nall/alfie,Tam Tutor\nall/umar,\nall/zoe,Tam Tutor\n", encoding="utf-8")
    (folder / "other.txt").write_text("f" * 16, encoding="utf-8")
    for output, key in (("one", "key.txt"), ("two", "key.txt"), ("three", "other.txt")):
        hidden = ("--pseudonymous", "--key-file", key, "-o", f"{output}.parquet")
        assert ksbcheck("cohort", "all.csv", *PEOPLE, *hidden, cwd=folder).returncode == 2
    one, two, three = (
        [table(folder / f"{name}.parquet", each) for each in COLUMNS] for name in ("one", "two", "three")
    )
    assert one == two
    assert [len(rows) for rows in one] == [len(rows) for rows in three]
    assert not re.search(
        "alfie|nobody|umar|tam|zoe|zhang|apprentice|hettie|notreal|77700|drew|s map|all/", str(one), re.IGNORECASE
    )
    for name in ("portfolio", "path", "learner"):
        values = [{row[name] for row in each[0]} - {None} for each in (one, three)]
        assert values[0].isdisjoint(values[1])
    text = b"".join(path.read_bytes() for path in folder.glob("*.parquet/**/*") if path.is_file())
    assert KEY.encode() not in text
    tutors = {row["attributes"]["tutor"] for row in one[0]}
    assert len(tutors) == 2
    assert "" in tutors
    assert any(row["ksb"].startswith("Code-") for row in one[3])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("-f", "parquet"), "name it, as in --output cohort.parquet"),
        (("-o", "t.parquet", "--pseudonymous"), "--pseudonymous needs --key-file for tables; make one: python -c"),
        (("-o", "t.parquet", "--key-file", "key.txt"), "--key-file is for --pseudonymous"),
        (("-o", "t.parquet", "--pseudonymous", "--key-file", "short.txt"), "the key is shorter than 16 bytes"),
        (("-o", "t.parquet", "--pseudonymous", "--key-file", "none.txt"), "cannot be opened"),
        (("-o", "all", "-f", "parquet"), "is an input"),
        (("-o", "mine", "-f", "parquet"), "cannot be replaced: it is not only tables of a cohort"),
        (("-o", "key.txt", "-f", "parquet"), "cannot be replaced"),
        (("-o", "none/t.parquet"), "cannot be written"),
        (("--against", "mine"), "these are no tables of a cohort"),
        (("--against", "odd"), "this is not of a cohort"),
        (("--against", "mine", "-o", "mine", "-f", "parquet"), "is an input"),
    ],
)
def test_wrong_options_end_with_a_message(ksbcheck: Run, folder: Path, args: tuple[str, ...], message: str) -> None:
    (folder / "mine").mkdir()
    (folder / "mine/notes.txt").write_text("mine", encoding="utf-8")
    (folder / "short.txt").write_text("0123456789abcde \n", encoding="utf-8")
    (folder / "odd/portfolio/standard=A/option=b").mkdir(parents=True)
    nothing = ", ".join(f"NULL::INTEGER AS {name}" for name in COLUMNS["portfolio"])
    duckdb.sql(f"COPY (SELECT {nothing}) TO '{folder}/odd/portfolio/standard=A/option=b/data.parquet'")
    before = sorted(folder.rglob("*"))
    done = ksbcheck("cohort", "all", *PEOPLE, *args, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert sorted(folder.rglob("*")) == before


def test_processes_give_the_same_tables_as_this_one(ksbcheck: Run, folder: Path) -> None:
    hidden = ("--pseudonymous", "--key-file", folder / "key.txt")
    for jobs in ("1", "2"):
        args = ("cohort", folder / "all", HALFWAY, "--as-of", AS_OF, *hidden, "--jobs", jobs)
        assert ksbcheck(*args, "-o", folder / f"{jobs}.parquet").returncode == 2
    one, two = ([table(folder / f"{jobs}.parquet", name) for name in COLUMNS] for jobs in ("1", "2"))
    assert one == two


def test_shards_are_merged_into_the_same_tables(ksbcheck: Run, folder: Path) -> None:
    shared_document(folder / "all")
    write_tables(ksbcheck, folder / "all", output=folder / "whole.parquet")
    for number in (1, 2):
        for ending, more in (("full", ("-f", "parquet")), ("short", ())):
            part = ("--shard", f"{number}/2", "-o", folder / f"{number}.{ending}", *more)
            assert ksbcheck("cohort", folder / "all", *PEOPLE, *part).returncode == 0
    merged = ksbcheck("merge", "1.full", "2.full", "-o", "merged.parquet", cwd=folder)
    assert (merged.returncode, merged.stderr) == (2, "Written to merged.parquet\n")
    for name in COLUMNS:
        assert table(folder / "merged.parquet", name) == table(folder / "whole.parquet", name)
    refused = ksbcheck("merge", "1.short", "2.short", "-o", "none.parquet", cwd=folder)
    assert (refused.returncode, (folder / "none.parquet").exists()) == (2, False)
    assert "the shards have no rows of tables; check them with --format parquet" in refused.stderr


def test_only_own_tables_are_replaced(ksbcheck: Run, folder: Path) -> None:
    output = folder / "cohort.parquet"
    write_tables(ksbcheck, folder / "all", output=output)
    write_tables(ksbcheck, folder / "all/alfie", output=output, status=1)
    assert len(table(output, "portfolio")) == 1
    (output / "claim/notes.txt").write_text("mine", encoding="utf-8")
    done = ksbcheck("cohort", folder / "all", *PEOPLE, "-o", output)
    assert done.returncode == 2
    assert "cannot be replaced" in done.stderr
    assert len(table(output, "portfolio")) == 1


def test_full_disk_leaves_the_earlier_tables(folder: Path) -> None:
    output = folder / "cohort.parquet"
    command = [sys.executable, "-m", "ksbcheck", "cohort", str(folder / "all"), *PEOPLE, "-o", str(output)]
    subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    assert len(before) > 5
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    for size in (3_000, 40_000):
        limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
        started = f"{limit}; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from ksbcheck.cli import main; main()"
        full = [sys.executable, "-c", started, *command[3:], "--no-cache"]
        environment = {**unmeasured, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(full, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
        assert done.returncode == 2
        assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
        assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before
        assert {path.name for path in folder.iterdir()} == {"all", "key.txt", "cohort.parquet"}


def test_odd_texts_come_back(ksbcheck: Run, folder: Path) -> None:
    odd = 'Q"uo\\te, \u2028 é\u0301 \U0001f600 \'x\' {"a": 1}'
    own = {"reference": "ÖST/1 =%", "title": "Own"}
    standard = (ROOT / "tests/cases/standard.yaml").read_text(encoding="utf-8")
    for key, value in own.items():
        standard = re.sub(
            rf"^{key}: .*$", f"{key}: {json.dumps(value, ensure_ascii=False)}", standard, flags=re.MULTILINE
        )
    write_learner(folder / "odd", odd, piece("K1"), standard="standard.yaml", option="indoor")
    (folder / "odd/standard.yaml").write_text(standard, encoding="utf-8")
    path = folder / "od'd;\udcff"
    (folder / "odd").rename(path)
    write_tables(ksbcheck, path, output=folder / "o'd.parquet", status=1)
    (row,) = table(folder / "o'd.parquet", "portfolio")
    assert (row["learner"], row["standard"], row["option"]) == (odd, own["reference"], "indoor")
    assert row["path"].endswith("od'd;&#56575;")
