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
    return load_standard(file)


def put(folder, *made, known=None, **how):
    """Import standards, and return the result of the last."""
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
    bad = read_official(SOURCE, of_skills_england(small(), title=None), "api.json")
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


LEFT_OUT = ("'K9.1' (A2)",)


def test_incomplete_import_is_named_so_and_never_replaces_complete_standard(folder):
    incomplete = own(changed(small(), incomplete=LEFT_OUT))
    done = put(folder, incomplete)
    assert (done.outcome, loaded(done.file).incomplete) == (ImportOutcome.INCOMPLETE, LEFT_OUT)
    assert put(folder, incomplete, known=library(folder)).outcome is ImportOutcome.INCOMPLETE
    rehearsed = put(folder, own(small()), known=library(folder), rehearsal=True)
    assert (rehearsed.outcome, loaded(done.file).incomplete) == (ImportOutcome.REPLACED, LEFT_OUT)
    assert put(folder, own(small()), known=library(folder)).outcome is ImportOutcome.REPLACED
    assert loaded(done.file) == small()
    for how in ({}, {"replace": True}):
        kept = put(folder, incomplete, known=library(folder), **how)
        assert (kept.outcome, loaded(done.file)) == (ImportOutcome.NOT_IMPORTED, small())
        assert "the library has a complete file of the standard" in kept.findings[-1].message


def test_edited_incomplete_file_is_kept_beside(folder):
    file = put(folder, own(changed(small(), incomplete=LEFT_OUT))).file
    file.write_text(f"# mine\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    put(folder, own(small()), known=library(folder))
    assert contents(folder)["TEST1-1.0.yaml.old"].startswith(b"# mine")


def test_records_without_statements_are_one_finding_a_file(folder):
    without = [Imported(f"ST000{at} 1.0", None) for at in range(1, 8)]
    importer = Importer(folder, library())
    outcomes = [each.outcome for each in importer.add([without[0], official(), *without[1:]], SOURCE)]
    assert outcomes == [ImportOutcome.EMPTY, ImportOutcome.ADDED, *[ImportOutcome.EMPTY] * 6]
    (finding,) = importer.about_files
    names = "ST0001 1.0, ST0002 1.0, ST0003 1.0, ST0004 1.0, ST0005 1.0 and 2 more"
    assert finding.message == f"7 records have no knowledge, skills or behaviours yet: {names}"
    assert (finding.rule, finding.path) == ("KSB536", "api.json")


@pytest.mark.parametrize(("old", "is_same"), [("OCC9001", True), ("OCC9001A", True), ("OCC9002", False)])
def test_file_named_after_the_occupation_is_reported(folder, old, is_same):
    put(folder, own(changed(small(), reference=old)))
    done = put(folder, own(changed(small(), reference="ST9001")), known=library(folder))
    assert done.outcome is ImportOutcome.ADDED
    told = [(each.rule, each.message, each.help) for each in done.findings]
    what = f"ST9001 1.0: the library also has {old}@1.0, the same standard under the code of its occupation"
    remedy = f"Name ST9001 in manifests that name {old}, and delete {folder / f'{old}-1.0.yaml'}."
    assert told == ([("KSB523", what, remedy)] if is_same else [])
