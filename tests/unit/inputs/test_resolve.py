"""Finding and reading the assessment plan beside a standard's file."""

from pathlib import Path
from shutil import copytree

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.library import library
from ksbcheck.inputs.resolve import plan_beside, read_assessment
from ksbcheck.inputs.standard_file import assessment_paths, is_assessment_plan, load_standard
from tests.conftest import ROOT

KITES = ROOT / "tests" / "data" / "assessment"
STANDARD = "ST9001-1.0.yaml"
PLAN = "ST9001-1.0.assessment-plan.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(KITES, tmp_path / "standards")


def changed(folder: Path, old: str, new: str) -> Path:
    """Change something in the plan of a folder, and return the standard's file."""
    plan = folder / PLAN
    text = plan.read_text(encoding="utf-8")
    assert old in text
    plan.write_text(text.replace(old, new), encoding="utf-8")
    return folder / STANDARD


def messages(file: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_assessment(file, load_standard(file))
    return "\n".join(f"{each.path} {each.place and each.place.line} {each.message}" for each in caught.value.findings)


def test_it_is_found_by_the_name_of_the_standards_file(folder: Path) -> None:
    file = folder / STANDARD
    beside = read_assessment(file, load_standard(file))
    assert beside is not None
    assert beside.path == folder / PLAN
    assert beside.plan.method_ids == ("demonstration", "discussion")
    assert [theme.id for theme in beside.plan.themes_by_method["demonstration"]] == ["wind", "parks", "sea"]
    assert [finding.rule for finding in beside.findings] == ["KSB529"]
    assert beside.usable is beside.plan
    assert plan_beside(file, load_standard(file)) == (str(folder / PLAN), beside.plan)


@pytest.mark.parametrize("ending", ["yml", "json"])
def test_other_endings_will_do_whatever_that_of_the_standard(folder: Path, ending: str) -> None:
    text = '{"format": "ksbcheck-assessment-plan/1", "standard": "ST9001", "version": "1.0", "methods": [{"id": "all", '
    text += '"title": "All", "ksbs": ["K1", "K2", "K3", "S1", "S2", "S3", "S4", "B1"]}]}'
    (folder / PLAN).unlink()
    (folder / PLAN).with_suffix(f".{ending}").write_text(text, encoding="utf-8")
    beside = read_assessment(folder / STANDARD, load_standard(folder / STANDARD))
    assert beside is not None
    assert not beside.findings


def test_there_need_be_none_and_there_must_not_be_several(folder: Path) -> None:
    (folder / PLAN).with_suffix(".yml").write_bytes((folder / PLAN).read_bytes())
    assert "several assessment plans" in messages(folder / STANDARD)
    (folder / PLAN).with_suffix(".yml").unlink()
    (folder / PLAN).unlink()
    assert read_assessment(folder / STANDARD, load_standard(folder / STANDARD)) is None
    assert plan_beside(folder / STANDARD, load_standard(folder / STANDARD)) is None


def test_the_library_never_takes_one_for_a_standard(folder: Path) -> None:
    (folder / "portfolio.yaml").unlink()
    (folder / "other.assessment-plan.json").write_text("{}", encoding="utf-8")
    own = [entry.file.name for entry in library(folder).entries if entry.of_the_project]
    assert own == [STANDARD]
    for path in assessment_paths(folder / STANDARD):
        assert is_assessment_plan(path)
    for name in ("ST9001-1.0.yaml", "assessment-plan.yaml", "x.Assessment-Plan.yaml", "x.assessment-plan.txt"):
        assert not is_assessment_plan(folder / name)  # what isn't found as a plan isn't passed over either


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[K1, K2, S1]\nthemes", "[K1, K2, K1]\nthemes", "14 `ksbs`: it names K1 twice"),
        ("ksbs: [K3, S2]}", "ksbs: []}", "16 `ksbs`: the list is empty"),
        ("id: discussion", "id: Discussion", "11 `id`: 'Discussion' is not valid"),
        ("portfolio: true", "portfolio:", "13 `portfolio` is empty"),
        ("portfolio: true", "portfolio: maybe", "13 `portfolio`: 'maybe' is not true, false"),
        ("grade: pass", "grade: fail", "24 `grade`: 'fail' is not known"),
        ("title: Wind,", "name: Wind,", "the key 'name' is not known"),
        ('version: "1.0"\n', "", "`version` is missing"),
        ("ksbcheck-assessment-plan/1", "ksbcheck-standard/1", "`format`"),
    ],
)
def test_what_it_must_not_say(folder: Path, old: str, new: str, said: str) -> None:
    assert said in messages(changed(folder, old, new))


def test_one_that_cannot_be_right_is_of_no_use(folder: Path) -> None:
    file = changed(folder, "[K3, S2, S3, S4]", "[K3, S2, S3]")
    standard = load_standard(file)
    beside = read_assessment(file, standard)
    assert beside is not None
    assert beside.usable is None
    assert [finding.rule for finding in beside.errors] == ["KSB531"]
    with pytest.raises(InputError, match="theme sea groups S4"):
        plan_beside(file, standard)
