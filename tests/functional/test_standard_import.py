"""`ksbcheck standard import`."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import AS_OF, ROOT, Run, one_line
from tests.official import many, mapped, of_skills_england, of_the_maps
from tests.standards import small


@pytest.fixture
def write_json(tmp_path):
    """Return a function that writes a value as JSON to a file of the working folder."""

    def write(content, name="official.json"):
        (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return name

    return write


@pytest.fixture
def run_import(ksbcheck: Run, tmp_path: Path):
    """Return a function that imports into the working folder; it returns status, outcomes and messages."""

    def run(*args, **environment):
        done = ksbcheck("standard", "import", *args, "--format", "json", cwd=tmp_path, **environment)
        rows = json.loads(done.stdout)["standards"] if done.stdout else None
        return done.returncode, rows, one_line(done.stderr)

    return run


def outcomes(rows):
    return {row["name"]: row["outcome"] for row in rows}


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.yaml"))


def test_import_adds_many_to_user_library(ksbcheck, write_json, tmp_path):
    write_json(many(30))
    home = {"XDG_DATA_HOME": str(tmp_path / "data")}
    done = ksbcheck("standard", "import", "official.json", cwd=tmp_path, **home)
    folder = tmp_path / "data" / "ksbcheck" / "standards"
    assert (done.returncode, done.stderr) == (0, "")
    assert "".join(done.stdout.split()) == f"30standards:30added.Library:{folder}".replace(" ", "")
    assert len(files(folder)) == 30
    listed = json.loads(ksbcheck("standard", "list", "ST0030", "--format", "json", cwd=tmp_path, **home).stdout)
    assert [(each["reference"], each["version"]) for each in listed["standards"]] == [("ST0030", "1.1")]
    again = ksbcheck("standard", "import", "official.json", cwd=tmp_path, **home)
    assert (again.returncode, "30 standards: 30 unchanged." in again.stdout) == (0, True)


def test_import_dry_run_writes_nothing(run_import, write_json, tmp_path):
    write_json(many(2))
    status, rows, told = run_import("official.json", "--to", "new", "--dry-run")
    assert (status, set(outcomes(rows).values()), told) == (0, {"added"}, "")
    assert [row["file"] for row in rows] == ["new/ST0001-1.1.yaml", "new/ST0002-1.1.yaml"]
    assert files(tmp_path) == []
    assert not (tmp_path / "new").exists()
    assert run_import("official.json", "--to", "new")[:2] == (0, rows)
    assert files(tmp_path) == ["new/ST0001-1.1.yaml", "new/ST0002-1.1.yaml"]


def test_import_json_has_outcomes(ksbcheck, write_json, tmp_path):
    content = many(1)[0]
    content["duties"][0]["mappedSkills"].append("nobody's")
    write_json(content)
    done = ksbcheck("standard", "import", "official.json", "--to", "new", "-f", "json", "-o", "out.json", cwd=tmp_path)
    told = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    (row,) = told.pop("standards")
    assert told == {"format": "ksbcheck-import/1", "folder": "new", "dry_run": False, "findings": []}
    (finding,) = row.pop("findings")
    assert (finding["rule"], finding["severity"]) == ("KSB520", "warning")
    assert len(row.pop("options")) == 2
    assert row.pop("title") == content["title"]
    assert row == {"name": "ST0001 1.1", "outcome": "added", "reference": "ST0001", "version": "1.1", "ksbs": 80, "duties": 20, "file": "new/ST0001-1.1.yaml", "filled": [], "incomplete": []}  # fmt: skip
    assert done.returncode == 0


def test_import_skips_unusable_standard(run_import, write_json, tmp_path):
    one, other, third = many(3)
    other["knowledges"][4]["detail"] = 5
    write_json({"data": {"items": [one, other, third, {"name": "x"}]}})
    status, rows, told = run_import("official.json", "--to", "new")
    assert (status, outcomes(rows)) == (
        1,
        {"ST0001 1.1": "added", "ST0002 1.1": "not imported", "ST0003 1.1": "added", "item 4 of the list": "not imported"},
    )  # fmt: skip
    assert "official.json: error KSB519 ST0002 1.1: knowledges[4].detail should be text, not a number" in told
    assert files(tmp_path) == ["new/ST0001-1.1.yaml", "new/ST0003-1.1.yaml"]


def test_import_rejects_truncated_json(run_import, write_json, tmp_path):
    text = json.dumps(many(3), indent=1)
    write_json(text[: int(len(text) * 0.9)])
    status, rows, told = run_import("official.json", "--to", "new")
    assert (status, rows) == (2, [])
    line = text[: int(len(text) * 0.9)].count("\n") + 1
    assert f"error KSB904 this is not valid JSON: the file breaks off at line {line} Download the file again." in told
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"name": "an apprentice"}, "error KSB917 this is no known kind of standard"),
        ([{"name": "a"}, {"name": "b"}], "error KSB917 this is no known kind of standard"),
        ("[" * 5000, "it nests deeper than any standard does"),
        ('{"referenceNumber": "ST0001", "level": NaN}', "there is NaN, which is not a JSON value"),
        ('{"referenceNumber": "ST0001", "referenceNumber": "ST0002"}', "the key 'referenceNumber' twice"),
        (" ", "the file is empty"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_import_rejects_data_without_standards(run_import, write_json, tmp_path, content, said):
    write_json(content)
    status, rows, told = run_import("official.json", "--to", "new")
    assert status == 2
    assert not rows or set(outcomes(rows).values()) == {"not imported"}
    assert said in told
    assert files(tmp_path) == []


def test_import_continues_after_missing_file(run_import, write_json):
    write_json(many(1))
    status, rows, told = run_import("none.json", "official.json", "--to", "new")
    assert (status, outcomes(rows)) == (1, {"ST0001 1.1": "added"})
    assert "none.json: error KSB901" in told
    assert run_import("none.json", "--to", "new")[0] == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Missing argument 'FILE...'"),
        (("official.json", "--reference", "ST0002"), "official data states which standard it is"),
        (("official.json", "--option", "pots"), "--option pots: write the id, an equals sign and the title"),
        (("official.json", "--to", "official.json"), "the folder cannot be made"),
        (("official.json", "--to", "official.json/deep"), "Name another folder with --to."),
        (("official.json", "--level", "9"), "Invalid value for '--level'"),
    ],
)
def test_import_rejects_bad_usage(run_import, write_json, args, said):
    write_json(many(1))
    status, _, told = run_import(*args)
    assert status == 2
    assert said in told.replace("│ ", "")


def test_import_completes_bundled_standard(ksbcheck, run_import, write_json, tmp_path, st1414):
    write_json(of_skills_england(mapped(st1414)))
    shutil.copytree(ROOT / "examples" / "halfway-send", tmp_path / "halfway-send")
    check = ("check", "halfway-send", "--full", "--as-of", AS_OF)
    before = ksbcheck(*check, cwd=tmp_path)
    status, rows, told = run_import("official.json", "--to", "standards")
    assert (status, outcomes(rows), told) == (0, {"ST1414 1.0": "completed"}, "")
    home = {"XDG_DATA_HOME": str(tmp_path / "data")}
    (tmp_path / "data" / "ksbcheck").mkdir(parents=True)
    answered = ksbcheck(*check, cwd=tmp_path)
    assert "standards/ST1414-1.0.yaml" in answered.stdout
    assert "KSB912" not in answered.stdout
    isolated = ksbcheck(*check, "--isolated", cwd=tmp_path)
    assert "ST1414-1.0.yaml" not in isolated.stdout
    shutil.move(tmp_path / "standards", tmp_path / "data" / "ksbcheck" / "standards")
    users = ksbcheck(*check, cwd=tmp_path, **home)
    assert "ksbcheck/standards/ST1414-1.0.yaml" in "".join(users.stdout.split())
    assert users.returncode == answered.returncode == before.returncode
    explained = ksbcheck("explain", "duty", "15", cwd=tmp_path, **home)
    assert explained.returncode == 0


def test_import_reports_differences_and_replaces(run_import, write_json, tmp_path):
    write_json(many(1))
    run_import("official.json", "--to", "standards")
    content = many(1)[0]
    content["knowledges"][0]["detail"] = "Something else altogether, in other words than these."
    content["skills"][0], content["skills"][1] = content["skills"][1], content["skills"][0]
    write_json(content)
    file = tmp_path / "standards" / "ST0001-1.1.yaml"
    before = file.read_text(encoding="utf-8")
    status, rows, told = run_import("official.json", "--to", "standards")
    assert (status, outcomes(rows)) == (0, {"ST0001 1.1": "unchanged"})
    assert "warning KSB523 ST0001 1.1: the import has an additional statement, K1: Something else" in told
    assert "warning KSB526 ST0001 1.1: the statement" in told
    assert file.read_text(encoding="utf-8") == before
    status, rows, _ = run_import("official.json", "--to", "standards", "--replace", "--dry-run")
    assert (status, outcomes(rows), file.read_text(encoding="utf-8")) == (0, {"ST0001 1.1": "replaced"}, before)
    run_import("official.json", "--to", "standards", "--replace")
    assert "Something else altogether" in file.read_text(encoding="utf-8")


def test_import_merges_both_official_sources(run_import, write_json, tmp_path):
    whole = mapped(small())
    write_json([of_the_maps(whole, option.id, "AB"[at]) for at, option in enumerate(whole.options)], "maps.json")
    write_json(of_skills_england(whole), "api.json")
    assert outcomes(run_import("maps.json", "--to", "standards")[1]) == {"TEST1 1.0": "added"}
    status, rows, told = run_import("api.json", "--to", "standards")
    assert (status, outcomes(rows), told) == (0, {"TEST1 1.0": "completed"}, "")
    assert "guid: " in (tmp_path / "standards" / "TEST1-1.0.yaml").read_text(encoding="utf-8")
    assert outcomes(run_import("maps.json", "api.json", "--to", "standards")[1]) == {"TEST1 1.0": "unchanged"}


def test_import_fits_the_screen(ksbcheck, write_json, tmp_path):
    content = many(40)
    for at, each in enumerate(content):
        if at % 3 == 0:
            each["title"] = None
        elif at % 3 == 1:
            each |= {"status": "Retired", "minimumHoursForCompliance": "lots", "versionNumber": "9.9"}
        else:
            each |= {"knowledges": None, "skills": None, "behaviours": None, "duties": None, "maxFunding": 9000}
    write_json(content)
    done = ksbcheck("standard", "import", "official.json", "--to", "new", cwd=tmp_path)
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert len(f"{done.stdout}{done.stderr}".splitlines()) == 12
    assert "40 standards: 14 not imported, 13 added and 13 without KSBs." in done.stdout
    told = one_line(done.stderr)
    few = "ST0001 1.1, ST0004 1.1, ST0007 1.1, ST0010 1.1, ST0013 1.1 and 9 more"
    assert f"error KSB519 in 14 standards: {few}. The first: ST0001 1.1: title should be text, not nothing" in told
    assert "warning KSB524 in 13 standards: ST0002 1.1," in told
    assert told.count("--format json lists all.") == 3
    done = ksbcheck("standard", "import", "official.json", "--to", "new", "-f", "json", cwd=tmp_path)
    listed = json.loads(done.stdout)
    assert [each["rule"] for each in listed["findings"]] == ["KSB536", "KSB535"]
    assert sum(len(each["findings"]) for each in listed["standards"]) == 14 + 13 * 3


def test_import_of_few_standards_shows_every_message(run_import, write_json):
    content = many(5)
    for each in content:
        each |= {"status": "Retired", "minimumHoursForCompliance": "lots", "versionNumber": "9.9"}
    write_json(content)
    status, _, told = run_import("official.json", "--to", "new")
    assert (status, told.count("warning KSB52")) == (0, 15)


(API,) = json.loads((ROOT / "tests/cases/KSB535/fail-fields-without-a-place.json").read_text(encoding="utf-8"))
MAPS = json.loads((ROOT / "tests/cases/KSB535/pass-each-field-is-kept.json").read_text(encoding="utf-8"))


def test_import_keeps_or_names_every_field(ksbcheck, run_import, write_json, tmp_path):
    write_json([API])
    status, rows, told = run_import("official.json", "--to", "new")
    assert (status, outcomes(rows)) == (0, {"ST9001 1.0": "added"})
    left_out = "maxFunding, integratedDegree, regulatedBody, eQAProvider, occupationCode and standardPageUrl"
    assert f"note KSB535 fields are left out: {left_out}" in told
    assert "warning KSB525 ST9001 1.0: starts are paused from 2026-01-01" in told
    assert "warning KSB524 ST9001 1.0: the rule on English and maths is not understood" in told
    shown = one_line(ksbcheck("standard", "show", "new/ST9001-1.0.yaml", cwd=tmp_path).stdout)
    for fact in (
        "Minimum hours 411, for starts from 2025-08-01",
        "Assessment takes 3 months",
        "Assessment plan https://example.invalid/st9001?view=epa",
        "Starts paused from 2026-01-01",
        "English, maths An invented sentence on English and maths.",
    ):
        assert fact in shown


@pytest.mark.parametrize(("first", "second"), [(API, MAPS), (MAPS, API)], ids=["api-first", "maps-first"])
def test_import_merges_standard_and_occupation(run_import, write_json, tmp_path, first, second):
    write_json(first, "first.json")
    write_json(second, "second.json")
    run_import("first.json", "--to", "standards")
    status, rows, _ = run_import("second.json", "--to", "standards")
    assert (status, rows[0]["reference"], files(tmp_path)) == (0, "ST9001", ["standards/ST9001-1.0.yaml"])
    text = (tmp_path / "standards" / "ST9001-1.0.yaml").read_text(encoding="utf-8")
    assert "hours: 411" in text
    assert "assessment_months: 3" in text


def test_import_compares_hours_and_dates(run_import, write_json):
    write_json(API)
    run_import("official.json", "--to", "standards")
    changes = {"minimumHoursForCompliance": 500, "ePALength": 4, "approvedForDeliveryPausedStarts": "2026-02-01"}
    write_json(API | changes)
    _, rows, told = run_import("official.json", "--to", "standards")
    assert outcomes(rows) == {"ST9001 1.0": "unchanged"}
    hours = "411, for starts from 2025-08-01 in the library and 500, for starts from 2025-08-01 in the import"
    assert f"the minimum hours is {hours}" in told
    assert "the assessment months is 3 in the library and 4 in the import" in told
    assert "the starts paused from is 2026-01-01 in the library and 2026-02-01 in the import" in told


def test_import_of_records_without_statements_only(run_import, write_json, tmp_path):
    later = {"referenceNumber": "ST9002", "title": "Later", "version": "1.0", "status": "In development"}
    write_json([later, {**later, "referenceNumber": "ST9003", "knowledges": None, "skills": []}])
    status, rows, told = run_import("official.json", "--to", "new")
    assert (status, set(outcomes(rows).values()), files(tmp_path)) == (2, {"without KSBs"}, [])
    assert "KSB536 2 records have no knowledge, skills or behaviours yet: ST9002 1.0 and ST9003 1.0" in told
    write_json([API, later])
    status, rows, told = run_import("official.json", "--to", "new")
    assert (status, outcomes(rows)) == (0, {"ST9001 1.0": "added", "ST9002 1.0": "without KSBs"})
    assert "error" not in told
    assert "KSB536 1 record has no knowledge" in told


def test_import_rejects_login_page_named_json(run_import, write_json):
    write_json("<!doctype html><html><head><title>Sign in</title></head><body><p>Sign in</p></body></html>")
    status, _, told = run_import("official.json", "--to", "new")
    assert (status, "KSB917 this looks like a login page" in told) == (2, True)


def test_import_of_incomplete_file_ends_with_one(run_import, write_json, tmp_path):
    write_json(API)
    run_import("official.json", "--to", "old")
    file = tmp_path / "old" / "ST9001-1.0.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(file.read_text(encoding="utf-8") + "incomplete: [K9]\n", encoding="utf-8")
    for how in ("--dry-run", "--replace"):
        status, rows, _ = run_import("own.yaml", "--to", "new", how)
        assert (status, outcomes(rows), rows[0]["incomplete"]) == (1, {"ST9001 1.0": "incomplete"}, ["K9"])
    status, rows, told = run_import("own.yaml", "--to", "old", "--replace")
    assert (status, outcomes(rows), "incomplete:" in file.read_text(encoding="utf-8")) == (
        2,
        {"ST9001 1.0": "not imported"},
        False,
    )
    assert "the library has a complete file of the standard" in told


TEA = ("--reference", "ST9001", "--version", "1.0", "--title", "Tea", "--level", "2", "--to", "lib")


def test_statements_left_out_stop_every_check(ksbcheck, run_import, tmp_path):
    shutil.copy(ROOT / "tests" / "data" / "left_out_codes.csv", tmp_path)
    status, rows, messages = run_import("left_out_codes.csv", *TEA)
    assert (status, outcomes(rows)) == (1, {"ST9001 1.0": "incomplete"})
    assert "and 'K5b' (A5) are left out: the code is not a letter and a number" in messages
    manifest = (
        "format: ksbcheck-portfolio/1\nstandard: ./lib/ST9001-1.0.yaml\nversion: '1.0'\noption: core\nevidence: []\n"
    )
    (tmp_path / "portfolio.yaml").write_text(manifest, encoding="utf-8")
    done = ksbcheck("check", ".", cwd=tmp_path)
    assert (done.returncode, "its import left out 'K1.1' (A2)" in one_line(done.stderr + done.stdout)) == (2, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tracker.csv", 'KSB Code,Description\n"K1\nCore.",Tea.\n"S1\nCore.",Pour.\n"B1\nCore.",Be kind.\n'),
        ("rows.json", [{"Code": "K1", "Description": "Tea."}, {"Code": "S1", "Description": "Pour."}]),
        ("list.md", "| KSB | Description |\n|---|---|\n| **K1:** | Tea. |\n| **S1:** | Pour. |\n"),
    ],
)
def test_lists_of_statements_become_standards(run_import, write_json, name, content):
    status, rows, messages = run_import(write_json(content, name), *TEA)
    assert (status, outcomes(rows)) == (0, {"ST9001 1.0": "added"})
    assert "KSB533" not in messages


def test_export_to_markdown_differs_in_nothing(ksbcheck, run_import, tmp_path):
    ksbcheck("standard", "export", "ST1414", "--to", "markdown", "--output", "st1414.md", cwd=tmp_path)
    status, rows, messages = run_import("st1414.md", "--version", "1.0", "--level", "5", "--to", "lib")
    assert (status, outcomes(rows)) == (0, {"ST1414 1.0": "completed"})
    assert "KSB523" not in messages
