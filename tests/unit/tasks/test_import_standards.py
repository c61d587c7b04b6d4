"""What becomes of an imported standard: added, completed, replaced, unchanged, or not imported."""

from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.importing.official import read_official
from ksbcheck.importing.printed import Imported, Stated
from ksbcheck.importing.readers import standards_in
from ksbcheck.inputs.library import file_name, library
from ksbcheck.inputs.standard_file import load_standard, to_yaml
from ksbcheck.reports.library import ImportOutcome
from ksbcheck.tasks.import_standards import Importer
from tests.official import mapped, of_skills_england
from tests.standards import changed, small

SOURCE = Path("api.json")
NAME = ("TEST1", "1.0")


def official(**changes):
    return read_official(SOURCE, of_skills_england(mapped(small()), **changes), "api.json")


def own(standard):
    return Imported(f"{standard.reference} {standard.version}", standard)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "to" / "standards"


def loaded(file):
    """Return the standard of a file as it is now."""
    load_standard.cache_clear()
    return load_standard(file)


def put(folder, *made, known=None, **how):
    """Import standards, and return the result of the last."""
    load_standard.cache_clear()
    *_, last = Importer(folder, known or library(), **how).add(made, SOURCE)
    return last


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_add_new_standard(folder):
    made = official()
    done = put(folder, made)
    assert (done.name, done.outcome, done.standard) == ("TEST1 1.0", ImportOutcome.ADDED, made.standard)
    assert done.file == folder / "TEST1-1.0.yaml"
    assert loaded(done.file) == made.standard
    assert done.file.read_text(encoding="utf-8").startswith("# An occupational standard, imported by")
    before = contents(folder)
    assert put(folder, official()).outcome is ImportOutcome.UNCHANGED
    assert contents(folder) == before


def test_rehearsal_writes_nothing(folder):
    done = put(folder, official(), rehearsal=True)
    assert (done.outcome, done.file, folder.exists()) == (ImportOutcome.ADDED, folder / "TEST1-1.0.yaml", False)


def test_known_standard_is_completed(folder, tmp_path):
    shelf = tmp_path / "library"
    shelf.mkdir()
    (shelf / "TEST1-1.0.yaml").write_text(to_yaml(small()), encoding="utf-8")
    done = put(folder, official(), known=library(shelf))
    assert done.outcome is ImportOutcome.COMPLETED
    assert [each.rule for each in done.findings] == ["KSB523", "KSB523"]
    assert "duty 1 needs B1 in the import, but not in the library" in done.findings[0].message
    assert all(each.path == "api.json" for each in done.findings)
    completed = loaded(done.file)
    assert completed.by_number[1].mapping is completed.by_number[3].mapping is DutyMapping.COMPLETE
    assert completed.by_number[5].mapping is DutyMapping.COMPLETE
    assert completed.option_ids == small().option_ids
    assert loaded(shelf / "TEST1-1.0.yaml") == small()
    again = put(folder, official(), known=library(folder))
    assert (again.outcome, again.file) == (ImportOutcome.UNCHANGED, done.file)


def test_folder_comes_before_library(folder):
    corrected = changed(official().standard, title="Corrected by hand")
    folder.mkdir(parents=True)
    file = folder / file_name(*NAME)
    file.write_text(to_yaml(corrected), encoding="utf-8")
    done = put(folder, official())
    assert done.outcome is ImportOutcome.UNCHANGED
    assert [each.rule for each in done.findings] == ["KSB523"]
    assert loaded(file).title == "Corrected by hand"
    file.write_text("][", encoding="utf-8")
    broken = put(folder, official())
    assert (broken.outcome, broken.standard, file.read_text(encoding="utf-8")) == (
        ImportOutcome.NOT_IMPORTED,
        None,
        "][",
    )
    assert broken.findings[-1].path == str(file)
    file.write_text(to_yaml(changed(corrected, version="2.0")), encoding="utf-8")
    assert put(folder, official()).findings[-1].rule == "KSB918"


def test_replace_only_when_asked(folder):
    put(folder, official(title="Before"))
    kept = put(folder, official(title="After"), known=library(folder))
    assert (kept.outcome, kept.standard.title) == (ImportOutcome.UNCHANGED, "Before")
    done = put(folder, official(title="After"), known=library(folder), replace=True)
    assert (done.outcome, loaded(done.file).title) == (ImportOutcome.REPLACED, "After")
    (told,) = done.findings
    assert told.rule == "KSB523"
    assert told.help == "The import has replaced the library's standard."


def test_code_differences_are_one_finding(folder):
    put(folder, official())
    content = of_skills_england(mapped(small()))
    content["knowledges"].reverse()
    done = put(folder, read_official(SOURCE, content, ""), known=library(folder))
    assert [each.rule for each in done.findings] == ["KSB526"]
    assert "'What plants need' is K1 in the library and K4 in the import" in done.findings[0].message


def test_repeated_standard_in_a_file(folder):
    done = put(folder, official(title="One"), official(title="Other"))
    assert (done.outcome, done.standard.title) == (ImportOutcome.UNCHANGED, "One")
    assert [each.rule for each in done.findings] == ["KSB523"]


def test_unusable_standard_leaves_others(folder):
    bad = Imported("ST1", None)
    unnamed = own(changed(small(), reference="a/b"))
    outcomes = [each.outcome for each in Importer(folder, library()).add([bad, unnamed, official()], SOURCE)]
    assert outcomes == [ImportOutcome.NOT_IMPORTED, ImportOutcome.NOT_IMPORTED, ImportOutcome.ADDED]
    assert list(contents(folder)) == ["TEST1-1.0.yaml"]


def test_contradictory_completion_is_not_written(folder):
    basis = [{"fields": ["ksbs.options"], "basis": "inferred", "why": "Guessed."}]
    first, second, *_ = small().ksbs
    known = changed(small(), duties=(), ksbs=[first], basis=basis)
    whose = {"outdoor": first, "indoor": second}
    ksbs = [ksb.model_copy(update={"options": (option,)}) for option, ksb in whose.items()]
    other = changed(small(), duties=(), ksbs=ksbs)
    put(folder, own(known))
    before = contents(folder)
    done = put(folder, own(other), known=library(folder))
    assert done.outcome is ImportOutcome.NOT_IMPORTED
    assert done.findings[-1].rule == "KSB519"
    assert "completed, it would contradict itself: nothing is required of option indoor" in done.findings[-1].message
    assert contents(folder) == before


def test_bundled_standard_is_completed(folder, st1414):
    content = of_skills_england(mapped(st1414))
    done = put(folder, read_official(SOURCE, content, ""))
    assert (done.outcome, done.findings, done.file) == (ImportOutcome.COMPLETED, (), folder / "ST1414-1.0.yaml")
    assert {duty.mapping for duty in loaded(done.file).duties} == {DutyMapping.COMPLETE}


def test_unusable_folder_is_rejected(folder):
    folder.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        put(folder, official())
    (finding,) = raised.value.findings
    assert finding.path == str(folder)
    assert finding.help == "Name another folder with --to."


def test_unwritable_file_leaves_others(folder):
    folder.mkdir(parents=True)
    (folder / "TEST1-1.0.yaml").mkdir()
    done = list(Importer(folder, library()).add([official(), own(changed(small(), version="2.0"))], SOURCE))
    assert [each.outcome for each in done] == [ImportOutcome.NOT_IMPORTED, ImportOutcome.ADDED]
    assert done[0].findings[-1].path == str(folder / "TEST1-1.0.yaml")


def test_written_file_is_read_back(folder):
    done = put(folder, official())
    (made,) = standards_in(done.file, Stated())
    assert made.standard == done.standard
