"""The shelves of the library: which file answers to a name, and which is read at all."""

from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.library import Heading, file_name, find_standard, library, names_a_path, users_folder
from ksbcheck.inputs.standard_file import to_yaml
from tests.standards import SMALL, changed, small


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return the user's folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = users_folder()
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def project(tmp_path):
    """Return the folder of a project's standards."""
    folder = tmp_path / "standards"
    folder.mkdir()
    return folder


def put(folder, reference, version, name=None, **fields):
    """Write a standard to a folder, and return its file."""
    path = folder / (name or file_name(reference, version))
    path.write_text(to_yaml(changed(small(), reference=reference, version=version, **fields)), encoding="utf-8")
    return path


def refused(name, folder):
    with pytest.raises(InputError) as raised:
        find_standard(name, folder)
    (finding,) = raised.value.findings
    return finding


def test_the_later_shelf_answers(own, project):
    users = put(own, "ST0001", "1.0", title="The user's")
    assert find_standard("ST0001", project)[0] == users
    projects = put(project, "ST0001", "1.0", title="The project's")
    path, standard = find_standard("ST0001@1.0", project)
    assert (path, standard.title) == (projects, "The project's")
    assert find_standard("ST0001")[0] == users
    known = library(project)
    assert [(entry.name, entry.of_the_project) for entry in known.entries] == [
        ("ST1414@1.0", False),
        ("ST0001@1.0", False),
        ("ST0001@1.0", True),
    ]
    answering = known.versions("ST0001")["1.0"]
    assert answering.file == projects
    assert [entry.file for entry in known.entries_named_like(standard)] == [users, projects]


def test_without_folders_there_is_what_is_bundled():
    assert [entry.name for entry in library().entries] == ["ST1414@1.0"]


def test_versions_and_references_stand_in_their_order(project):
    for reference, version in (("ST0010", "1.0"), ("ST0002", "1.10"), ("ST0002", "1.9"), ("ST0002", "2")):
        put(project, reference, version)
    known = library(project)
    assert known.references == ("ST0002", "ST0010", "ST1414")
    assert list(known.versions("ST0002")) == ["1.9", "1.10", "2"]
    assert known.versions("ST9999") == {}
    finding = refused("ST0002", project)
    assert (finding.rule, finding.help) == ("KSB919", "Name one of ST0002@1.9, ST0002@1.10 and ST0002@2.")
    assert find_standard("ST0002@1.10", project)[1].version == "1.10"
    assert find_standard("ST0010", project)[1].reference == "ST0010"
    unknown = refused("ST0002@1.1", project)
    assert unknown.message.startswith("version '1.1'")
    assert "ST0010" in refused("ST0011", project).help


def test_files_whose_names_say_what_they_hold_are_read_when_asked_for(project, own):
    put(project, "ST0001", "1.0")
    for folder in (project, own):
        for broken in ("ST0002-1.0.yaml", "ST0003-1.yml", "ST0004-2.1.json", "OCC123A-1.0.yaml"):
            (folder / broken).write_text("][", encoding="utf-8")
    assert find_standard("ST0001", project)[1].reference == "ST0001"
    assert refused("ST0002", project).path == str(project / "ST0002-1.0.yaml")
    for nothing in ("notes.txt", "ST0005-1.0.assessment-plan.yaml", "ST0006-1.0.md"):
        (project / nothing).write_text("][", encoding="utf-8")
    assert "ST0005" not in library(project).references
    assert "ST0003" in library(project).references


@pytest.mark.parametrize(
    "name", ["mine.yaml", "ST0001.yaml", "st0001-1.0.yaml", "ST0001-1.0-draft.yaml", "ST0001-v2.yaml"]
)
def test_other_files_are_read_for_their_names(project, name):
    path = put(project, "ST0007", "3.1", name)
    assert find_standard("ST0007", project)[0] == path
    path.write_text("format: ksbcheck-standard/1\n][", encoding="utf-8")
    assert refused("ST1414", project).path == str(path)
    path.write_text("of somebody else: [", encoding="utf-8")
    assert find_standard("ST1414", project)[1].reference == "ST1414"


def test_a_file_that_holds_something_else_than_its_name_says(project):
    path = put(project, "ST0001", "1.0", "ST0002-1.0.yaml")
    finding = refused("ST0002", project)
    assert (finding.rule, finding.path) == ("KSB918", str(path))
    assert finding.message == "the file holds ST0001, version 1.0, but its name says otherwise"
    assert finding.help == "Rename the file to ST0001-1.0.yaml."
    path = put(project, "A/B", "1.0", "ST0003-1.0.yaml")
    assert refused("ST0003", project).help == "Rename the file."


def test_a_heading_is_read_without_the_rest(project):
    path = put(project, "ST0001", "1.0")
    heading = Heading("Test gardener", 2, ("indoor", "outdoor"))
    entry = library(project).versions("ST0001")["1.0"]
    assert entry.heading() == heading
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nduties:\n", "\nduties:\n][") + "][", encoding="utf-8")
    assert entry.heading() == heading


@pytest.mark.parametrize("change", ["other order", "no level", "otherwise named", "json"])
def test_a_heading_of_another_layout_is_read_from_the_whole(project, change):
    standard = changed(small(), reference="ST0001")
    path = project / ("ST0001-1.0.json" if change == "json" else "ST0001-1.0.yaml")
    head, duties, rest = to_yaml(standard).partition("\nduties:\n")
    text = head + duties + rest
    if change == "other order":
        text = text.replace('title: "Test gardener"\n', "") + "title: Test gardener\n"
    if change == "json":
        text = standard.model_dump_json(exclude_defaults=True)
    if change == "no level":
        text = head.replace("level: 2", "level: null") + duties + rest
    if change == "otherwise named":
        text = text.replace('"1.0"', '"1.1"')
    path.write_text(text, encoding="utf-8")
    entry = library(project).versions("ST0001")["1.0"]
    if change == "otherwise named":
        with pytest.raises(InputError) as raised:
            entry.heading()
        assert raised.value.findings[0].rule == "KSB918"
    else:
        assert entry.heading().title == "Test gardener"
        assert entry.heading().level == (None if change == "no level" else 2)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as raised:
        library(tmp_path / "none")
    assert raised.value.findings[0].path == str(tmp_path / "none")


@pytest.mark.parametrize(
    ("reference", "version", "name"),
    [
        ("ST0001", "1.0", "ST0001-1.0.yaml"),
        ("my-own_1", "v2", "my-own_1-v2.yaml"),
        ("../ST0001", "1.0", None),
        ("ST0001", "1/0", None),
        (".ST0001", "1.0", None),
        ("ST 0001", "1.0", None),
        ("é", "1.0", None),
        ("A" * 90, "1.0", None),
        ("ST0001", "1.0\n", None),
    ],
)
def test_names_of_files(reference, version, name):
    assert file_name(reference, version) == name


@pytest.mark.parametrize(("name", "expected"), [("ST1414", False), ("ST1414@1.0", False), ("a/b", True), ("a\\b", True), ("x.YAML", True), ("x.json", True)])  # fmt: skip
def test_what_is_a_path(name, expected):
    assert names_a_path(name) is expected


def test_a_path_is_read_whatever_the_shelves_hold(project):
    (project / "mine.yaml").write_text("][", encoding="utf-8")
    assert find_standard(str(SMALL), project) == (Path(SMALL), small())
