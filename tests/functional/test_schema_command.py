"""`ksbcheck schema`; the committed schemas are current and fit real data and output."""

import json
from pathlib import Path
from shutil import copytree

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from jsonschema import Draft7Validator

from ksbcheck.cli.config import complete_names
from ksbcheck.schemas import SCHEMAS
from tests.conftest import AS_OF, ROOT, Run

FOLDER = ROOT / "schemas"
EXAMPLES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").iterdir() if path.is_dir())
REPORTS = [
    (*EXAMPLES,),
    (*EXAMPLES, "--pseudonymous"),
    (*EXAMPLES, "--rung", "verified", "--min-pieces", "2", "--duty-context", "--fail-on", "note"),
    ("examples", "no-such-folder"),
    ("examples/halfway-send/portfolio.yaml", "--option", "wellbeing"),
    *[(str(path.relative_to(ROOT)),) for path in sorted((ROOT / "tests" / "cases" / "KSB412").glob("*.yaml"))],
]


def schema_validator(name: str) -> Draft7Validator:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def test_schema_lists_names(ksbcheck: Run) -> None:
    done = ksbcheck("schema")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_file_is_current(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    assert ksbcheck("schema", name, "--output", tmp_path / "new.json").returncode == 0
    new, old = tmp_path / "new.json", FOLDER / f"{name}.schema.json"
    assert new.read_bytes() == old.read_bytes(), "run `make docs`"


def test_schema_folder_has_no_other_files() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.schema.json" for name in SCHEMAS}


def validate(*args: str | Path) -> None:
    """Run check-jsonschema, an independent validator."""
    done = CliRunner().invoke(check_jsonschema, [*map(str, args)])
    assert done.exit_code == 0, done.output


def test_schemas_follow_metaschema() -> None:
    validate("--check-metaschema", *FOLDER.iterdir())


@pytest.mark.parametrize(("wrong", "hint"), [("portfoli", "did you mean portfolio?"), ("zzz", "there are portfolio,")])
def test_schema_rejects_unknown_name(ksbcheck: Run, tmp_path: Path, wrong: str, hint: str) -> None:
    done = ksbcheck("schema", wrong, "--output", tmp_path / "new.json")
    assert done.returncode == 2
    assert f"there is no schema '{wrong}'; {hint}" in done.stderr
    assert not (tmp_path / "new.json").exists()


def test_schema_completes_names() -> None:
    assert complete_names("s") == ["standard", "seal"]


@pytest.mark.parametrize(("name", "file"), [("standard", "standard.yaml"), ("framework", "framework_fr04171.yaml")])
def test_schema_accepts_bundled_data(name: str, file: str) -> None:
    validate("--schemafile", FOLDER / f"{name}.schema.json", ROOT / "data" / file)


@pytest.mark.parametrize("args", REPORTS)
def test_report_schema_accepts_real_report(ksbcheck: Run, args: tuple[str, ...]) -> None:
    report = json.loads(ksbcheck("check", *args, "--as-of", AS_OF, "--format", "json").stdout)
    assert [error.message for error in schema_validator("report").iter_errors(report)] == []


@pytest.mark.parametrize(
    "options", [(), ("--pseudonymous",), ("--by", "tutor"), ("--by", "duty", "--method", "demonstration")]
)
def test_cohort_schema_accepts_real_cohort(ksbcheck: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """Of two standards, a framework, a folder left out, one that can't be read, and a learner and a document twice."""
    kites = copytree(ROOT / "tests/data/assessment", tmp_path / "kites")
    for name in ("a", "b"):
        folder = copytree(ROOT / EXAMPLES[0], tmp_path / name)
    (folder / "portfolio.yaml").write_text(
        (folder / "portfolio.yaml").read_text("utf-8").replace('"0012345"', '"7"'), encoding="utf-8"
    )
    (tmp_path / "kites/gone").mkdir()
    (tmp_path / "list.csv").write_text("path,tutor\na,Tam\nb,\nnowhere,Uma\n", encoding="utf-8")
    args = ("cohort", tmp_path / "list.csv", *EXAMPLES, kites, "--as-of", AS_OF, "--jobs", "1", *options)
    earlier = tmp_path / "earlier.jsonl"
    assert ksbcheck(*args, "--format", "jsonl", "--output", earlier).returncode == 2
    found = json.loads(ksbcheck(*args, "--format", "json", "--against", earlier).stdout)
    assert [error.message for error in schema_validator("cohort").iter_errors(found)] == []
    assert {row["outcome"] for row in found["portfolios"]} >= {"gaps", "error"}
    lines = map(json.loads, earlier.read_text("utf-8").splitlines())
    assert [{**row, "change": None} for row in found["portfolios"]] == list(lines)


def test_report_schema_rejects_extra_or_missing_key(ksbcheck: Run) -> None:
    report = json.loads(ksbcheck("check", "examples/early-curriculum", "--format", "json").stdout)
    (only,) = report["reports"]
    for inside in (only, only["portfolio"], only["policy"], only["coverage"]["ksbs"][0], only["findings"][0]):
        assert schema_validator("report").is_valid(report)
        inside["more"] = 1
        assert not schema_validator("report").is_valid(report)
        del inside["more"]
        key, value = inside.popitem()
        assert not schema_validator("report").is_valid(report)
        inside[key] = value


def test_seal_schema_accepts_real_seal(ksbcheck: Run, tmp_path: Path) -> None:
    folder = copytree(ROOT / "examples" / "early-curriculum", tmp_path / "portfolio")
    assert ksbcheck("seal", folder, "--by", "A. Assessor").returncode == 0
    seal = json.loads((folder / "portfolio.seal.json").read_text(encoding="utf-8"))
    assert schema_validator("seal").is_valid(seal)
    report = json.loads(ksbcheck("check", folder, "--format", "json").stdout)
    assert report["reports"][0]["files"]["seal"]["unchanged"] is True
    assert schema_validator("report").is_valid(report)
    seal["files"][0]["sha256"] = "0"
    assert [list(error.absolute_path) for error in schema_validator("seal").iter_errors(seal)] == [
        ["files", 0, "sha256"]
    ]


def test_report_schema_accepts_justified_gap_and_policy(ksbcheck: Run, tmp_path: Path) -> None:
    folder = copytree(ROOT / "examples" / "early-curriculum", tmp_path / "portfolio")
    excused = 'exceptions = [{ksb = "K12", reason = "in March", by = "T. Tutor", until = 2027-01-31}]\n'
    (tmp_path / "ksbcheck.toml").write_text(excused, encoding="utf-8")
    args = ("--policy", "data/policy_example.yaml", "--fail-under", "claimed=90.5", "--as-of", AS_OF)
    report = json.loads(ksbcheck("check", folder, *args, "--format", "json").stdout)
    assert [each["justification"]["ground"] for each in report["reports"][0]["findings"] if each["justification"]]
    assert [error.message for error in schema_validator("report").iter_errors(report)] == []
