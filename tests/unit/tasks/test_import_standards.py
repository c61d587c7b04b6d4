"""What becomes of an imported standard: added, completed, replaced, unchanged, or not imported."""

from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.importing.imported import Given, Imported, unusable
from ksbcheck.importing.official import read_skills_england
from ksbcheck.importing.readers import standards_in
from ksbcheck.inputs.library import file_name, library
from ksbcheck.inputs.standard_file import load_standard, written
from ksbcheck.tasks.import_standards import Outcome, Shelf
from tests.official import mapped, of_skills_england
from tests.standards import changed, small

SOURCE = Path("api.json")
NAME = ("TEST1", "1.0")


def official(**changes):
    return read_skills_england(SOURCE, of_skills_england(mapped(small()), **changes), "api.json")


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
    """Put standards on a shelf, and return what has become of the last."""
    load_standard.cache_clear()
    *_, last = Shelf(folder, known or library(), **how).put(made, SOURCE)
    return last


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def test_a_new_one_is_added_and_is_the_same_when_it_is_read(folder):
    made = official()
    done = put(folder, made)
    assert (done.name, done.outcome, done.standard) == ("TEST1 1.0", Outcome.ADDED, made.standard)
    assert done.file == folder / "TEST1-1.0.yaml"
    assert loaded(done.file) == made.standard
    assert done.file.read_text(encoding="utf-8").startswith("# An occupational standard, imported by")
    before = contents(folder)
    assert put(folder, official()).outcome is Outcome.UNCHANGED
    assert contents(folder) == before


def test_a_rehearsal_writes_nothing_and_says_the_same(folder):
    done = put(folder, official(), rehearsal=True)
    assert (done.outcome, done.file, folder.exists()) == (Outcome.ADDED, folder / "TEST1-1.0.yaml", False)


def test_what_the_library_has_is_completed(folder, tmp_path):
    shelf = tmp_path / "library"
    shelf.mkdir()
    (shelf / "TEST1-1.0.yaml").write_text(written(small()), encoding="utf-8")
    done = put(folder, official(), known=library(shelf))
    assert done.outcome is Outcome.COMPLETED
    assert [each.rule for each in done.findings] == ["KSB523", "KSB523"]
    assert "duty 1 needs B1 in the import, and not in the library" in done.findings[0].message
    assert all(each.path == "api.json" for each in done.findings)
    completed = loaded(done.file)
    assert completed.by_number[1].mapping is completed.by_number[3].mapping is DutyMapping.COMPLETE
    assert completed.by_number[5].mapping is DutyMapping.COMPLETE
    assert completed.option_ids == small().option_ids
    assert loaded(shelf / "TEST1-1.0.yaml") == small()
    again = put(folder, official(), known=library(folder))
    assert (again.outcome, again.file) == (Outcome.UNCHANGED, done.file)


def test_what_stands_in_the_folder_is_known_though_the_library_does_not_name_it(folder):
    corrected = changed(official().standard, title="Corrected by hand")
    folder.mkdir(parents=True)
    file = folder / file_name(*NAME)
    file.write_text(written(corrected), encoding="utf-8")
    done = put(folder, official())
    assert done.outcome is Outcome.UNCHANGED
    assert [each.rule for each in done.findings] == ["KSB523"]
    assert loaded(file).title == "Corrected by hand"
    file.write_text("][", encoding="utf-8")
    broken = put(folder, official())
    assert (broken.outcome, broken.standard, file.read_text(encoding="utf-8")) == (Outcome.NOT_IMPORTED, None, "][")
    assert broken.findings[-1].path == str(file)
    file.write_text(written(changed(corrected, version="2.0")), encoding="utf-8")
    assert put(folder, official()).findings[-1].rule == "KSB918"


def test_the_import_replaces_only_when_asked(folder):
    put(folder, official(title="Before"))
    kept = put(folder, official(title="After"), known=library(folder))
    assert (kept.outcome, kept.standard.title) == (Outcome.UNCHANGED, "Before")
    done = put(folder, official(title="After"), known=library(folder), replace=True)
    assert (done.outcome, loaded(done.file).title) == (Outcome.REPLACED, "After")
    (told,) = done.findings
    assert told.rule == "KSB523"
    assert told.help == "What the import says has taken the library's place, as was asked for."


def test_codes_that_differ_are_told_together(folder):
    put(folder, official())
    content = of_skills_england(mapped(small()))
    content["knowledges"].reverse()
    done = put(folder, read_skills_england(SOURCE, content, ""), known=library(folder))
    assert [each.rule for each in done.findings] == ["KSB526"]
    assert "'What plants need' is K1 in the library and K4 in the import" in done.findings[0].message


def test_two_of_one_name_in_a_file(folder):
    done = put(folder, official(title="One"), official(title="Other"))
    assert (done.outcome, done.standard.title) == (Outcome.UNCHANGED, "One")
    assert [each.rule for each in done.findings] == ["KSB523"]


def test_one_that_can_not_be_had_leaves_the_others(folder):
    bad = unusable("ST1", ())
    unnamed = own(changed(small(), reference="a/b"))
    outcomes = [each.outcome for each in Shelf(folder, library()).put([bad, unnamed, official()], SOURCE)]
    assert outcomes == [Outcome.NOT_IMPORTED, Outcome.NOT_IMPORTED, Outcome.ADDED]
    assert list(contents(folder)) == ["TEST1-1.0.yaml"]


def test_a_completion_that_would_contradict_itself_is_not_written(folder):
    basis = [{"fields": ["ksbs.options"], "basis": "inferred", "why": "Guessed."}]
    first, second, *_ = small().ksbs
    known = changed(small(), duties=(), ksbs=[first], basis=basis)
    whose = {"outdoor": first, "indoor": second}
    ksbs = [ksb.model_copy(update={"options": (option,)}) for option, ksb in whose.items()]
    other = changed(small(), duties=(), ksbs=ksbs)
    put(folder, own(known))
    before = contents(folder)
    done = put(folder, own(other), known=library(folder))
    assert done.outcome is Outcome.NOT_IMPORTED
    assert done.findings[-1].rule == "KSB519"
    assert "completed, it would contradict itself: nothing is required of option indoor" in done.findings[-1].message
    assert contents(folder) == before


def test_the_bundled_standard(folder, st1414):
    content = of_skills_england(mapped(st1414))
    done = put(folder, read_skills_england(SOURCE, content, ""))
    assert (done.outcome, done.findings, done.file) == (Outcome.COMPLETED, (), folder / "ST1414-1.0.yaml")
    assert {duty.mapping for duty in loaded(done.file).duties} == {DutyMapping.COMPLETE}


def test_a_folder_that_can_not_be_made(folder):
    folder.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        put(folder, official())
    (finding,) = raised.value.findings
    assert finding.path == str(folder)
    assert finding.help == "Name another with --to."


def test_a_file_that_can_not_be_written_leaves_the_others(folder):
    folder.mkdir(parents=True)
    (folder / "TEST1-1.0.yaml").mkdir()
    done = list(Shelf(folder, library()).put([official(), own(changed(small(), version="2.0"))], SOURCE))
    assert [each.outcome for each in done] == [Outcome.NOT_IMPORTED, Outcome.ADDED]
    assert done[0].findings[-1].path == str(folder / "TEST1-1.0.yaml")


def test_readers_and_shelf_agree_on_a_written_file(folder):
    done = put(folder, official())
    (made,) = standards_in(done.file, Given())
    assert made.standard == done.standard
