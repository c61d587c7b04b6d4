"""Which reader a file needs, and that one item that will not do is not the end of the others."""

import json
import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pytest

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.importing import readers
from ksbcheck.importing.printed import Imported, Stated, option_id
from ksbcheck.importing.readers import standards_in
from ksbcheck.inputs.standard_file import to_yaml
from tests.official import many, mapped, of_skills_england, of_the_maps
from tests.standards import small

NOTHING = Stated()


def all_findings(made: Sequence[Imported]) -> tuple[Finding, ...]:
    return tuple(chain.from_iterable(each.findings for each in made))


@pytest.fixture
def put(tmp_path: Path):
    """Return a function that writes a file: a text, or a value as JSON."""

    def write(content: object, name: str = "official.json", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding=encoding)
        return path

    return write


def refused(path: Path, given: Stated = NOTHING) -> tuple[str, str]:
    with pytest.raises(InputError) as raised:
        standards_in(path, given)
    (finding,) = raised.value.findings
    assert finding.path == str(path)
    return finding.rule, finding.message


def names(path: Path, given: Stated = NOTHING) -> tuple[list[str], list[str], Sequence[Imported]]:
    """Return the names of what was imported, and of what was not, and all."""
    made = standards_in(path, given)
    return [e.name for e in made if e.standard], [e.name for e in made if not e.standard], made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_official_json_of_both_shapes(put, encoding):
    both = [*many(2), of_the_maps(mapped(small()))]
    good, bad, made = names(put(both, encoding=encoding))
    assert (good, bad) == (["ST0001 1.1", "ST0002 1.1", "TEST1 1.0"], [])
    assert all_findings(made) == ()


def test_unusable_item_leaves_others(put):
    one, other, third = many(3)
    other["skills"][3]["detail"] = None
    content = [one, "a word", None, other, {"name": "an apprentice"}, {**third, "level": "three"}, 5, {}]
    good, bad, made = names(put({"data": {"standards": content}}))
    assert good == ["ST0001 1.1", "ST0003 1.1"]
    assert bad == [f"item {n} of the list" for n in (2, 3)] + ["ST0002 1.1"] + [
        f"item {n} of the list" for n in (5, 7, 8)
    ]
    told: dict[str, str] = {each.name: each.findings[0].message for each in made if each.findings}
    assert told["ST0002 1.1"] == "ST0002 1.1: skills[3].detail should be text, not nothing"
    assert told["ST0003 1.1"] == "ST0003 1.1: level should be a whole number, not 'three'"
    assert told["item 5 of the list"].startswith("item 5 of the list: this is no known kind of standard")
    assert [each.rule for each in all_findings(made)].count("KSB519") == 6


def test_fields_left_out_are_named_once(put):
    standards = [{**each, "maxFunding": 5000, "coronationEmblem": False, "eQAProvider": {}} for each in many(3)]
    standards[1] |= {"eQAProvider": {"providerName": "Invented"}, "keywords": ["tea"]}
    standards[2]["duties"][3] |= {"criteriaForMeasuringPerformance": "Hot.", "dutyId": "3"}
    *made, note = standards_in(put(standards), NOTHING)
    assert [each.findings for each in made] == [(), (), ()]
    assert note.standard is None
    assert [(each.rule, each.message) for each in note.findings] == [
        ("KSB535", "fields are left out: maxFunding, eQAProvider, keywords and duties.criteriaForMeasuringPerformance")
    ]


def test_broken_off_list_is_rejected(put):
    for broken_off in (json.dumps(many(3))[:-9000], json.dumps(many(1)[0])[:-100]):
        assert refused(put(broken_off)) == ("KSB904", "this is not valid JSON: the file breaks off at line 1")


@pytest.mark.parametrize(
    ("content", "rule", "said"),
    [
        ({"name": "an apprentice"}, "KSB917", "no known kind of standard"),
        ([], "KSB917", "no known kind of standard"),
        ({"message": "Unauthorised", "errors": []}, "KSB917", "nor stdCode, but says 'Unauthorised'"),
        ({"error": "Too many requests", "status": 429}, "KSB917", "nor stdCode, but says 'Too many requests'"),
        ({"error": {"message": "No such standard"}}, "KSB917", "nor stdCode, but says 'No such standard'"),
        ("   ", "KSB903", "empty"),
        ('{"referenceNumber": "ST0001", "title": ', "KSB904", "JSON"),
        ('{"title": "x", "title": "y"}', "KSB904", "the key 'title' twice"),
        ("[" * 100_000, "KSB904", "nests deeper"),
    ],
    ids=str,
)
def test_no_standard_is_rejected(put, content, rule, said):
    found, message = refused(put(content))
    assert said in message
    assert found == rule


def test_invalid_value_rejects_one_standard(put):
    one, other, third = (json.dumps(each) for each in many(3))
    changed = [other.replace('"title"', '"name"', 1), re.sub('"level": [0-9]', '"level": "x"', third), '{"a": 1}']
    good, bad, made = names(put(f"[{','.join([one, *changed])}]"))
    assert good == ["ST0001 1.1", "ST0003 1.1"]
    assert bad == ["ST0002 1.1", "item 4 of the list"]
    messages = [each.message for each in all_findings(made)]
    assert messages[:2] == ["ST0002 1.1: title is missing", "ST0003 1.1: level should be a whole number, not 'x'"]
    assert "item 4 of the list: this is no known kind of standard" in messages[2]


def test_list_without_standards_is_rejected_once(put):
    rule, message = refused(put([{"name": "a"}, {"name": "b"}]))
    assert (rule, "no known kind of standard" in message) == ("KSB917", True)


ROWS = [
    # JSON of rows, CSV of the same
    (
        [{"Code": "K1", "Description": "Tea."}, {"Code": "S1", "Description": "Pour."}],
        "Code,Description\nK1,Tea.\nS1,Pour.",
    ),
    ({"ksbs": [{"ksbCode": "k1", "ksbDescription": "Tea."}]}, "KSB code,KSB description\nK1,Tea."),
    (
        {
            "knowledge": [{"id": "K1", "text": "Tea.", "options": ["core"]}, {"id": "K1.1", "text": "Cup."}],
            "duties": [{"number": 1, "text": "Brew.", "ksbs": ["K1"]}],
        },
        "id,text,options\nK1,Tea.,core\nK1.1,Cup.,\n\nnumber,text,ksbs\n1,Brew.,K1",
    ),
]


@pytest.mark.parametrize(("rows", "table"), ROWS)
def test_json_rows_are_read_as_a_csv(put, rows, table):
    stated = Stated("ST9001", "1.0", "Tea maker", 2)
    (made,), (expected,) = standards_in(put(rows), stated), standards_in(put(table, "rows.csv"), stated)
    assert made.standard
    assert expected.standard
    for field in ("options", "duties", "ksbs"):
        assert getattr(made.standard, field) == getattr(expected.standard, field)
    assert [each.rule for each in made.findings] == [each.rule for each in expected.findings]
    assert len(made.standard.incomplete) == len(expected.standard.incomplete)


@pytest.mark.parametrize(
    "rows", [[{"a": 1}] * 40, [{"code": "K1", "statement": {"text": "Tea."}}], {"a": [], "b": [1]}]
)
def test_other_rows_are_rejected_once(put, rows):
    assert refused(put(rows))[0] == "KSB917"


def test_version_keeps_zeros(put):
    text = json.dumps(of_skills_england(mapped(small()))).replace('ersion": "1.0"', 'ersion": 1.10')
    text = text.replace('ersionNumber": "1.0"', 'ersionNumber": 1.10')
    (made,) = standards_in(put(text), NOTHING)
    assert made.standard
    assert made.standard.version == "1.10"


def test_official_data_allows_no_stated_names(put):
    _, message = refused(put(many(1)), Stated(reference="ST0002"))
    assert "official data states which standard it is" in message


@pytest.mark.parametrize("name", ["own.yaml", "own.json", "own.txt"])
def test_own_format(put, name):
    standard = mapped(small())
    content = standard.model_dump_json(exclude_defaults=True) if name == "own.json" else to_yaml(standard, "A comment")
    (made,) = standards_in(put(content, name), NOTHING)
    assert (made.name, made.standard) == ("TEST1 1.0", standard)


def test_lone_surrogate_is_reported(put):
    content = many(2)
    content[0]["title"] = "\ud800"
    content[1]["knowledges"][0]["detail"] = "\udc00"
    good, bad, _ = names(put(content))
    assert (good, bad) == ([], ["ST0001 1.1", "ST0002 1.1"])
    content[0]["referenceNumber"] = "\ud800"
    assert names(put(content[:1]))[0] == []


def test_too_large_file_is_rejected(put, monkeypatch):
    path = put(many(2))
    monkeypatch.setattr(readers, "MOST_BYTES", path.stat().st_size - 1)
    assert "large" in refused(path)[1]
    monkeypatch.setattr(readers, "MOST_BYTES", path.stat().st_size)
    assert len(names(path)[0]) == 2


def test_fifty_megabytes_are_read(put):
    (one,) = many(1)
    padding = " " * (50 * 2**20)
    good, _, _ = names(put(f"[{json.dumps(one)}{padding}]"))
    assert good == ["ST0001 1.1"]


@pytest.mark.parametrize(
    ("title", "taken", "expected"),
    [
        ("Social care", (), "social-care"),
        ("Pots", ("pots", "pots-2"), "pots-3"),
        ("4 x 4", (), "option-4-x-4"),
        ("\u00e9t\u00e9", (), "t"),
        ("\u4e2d", (), "option"),
        ("\u4e2d", ("option",), "option-2"),
        ("A & B (C)", (), "a-b-c"),
    ],
)
def test_option_id(title, taken, expected):
    assert option_id(title, taken) == expected


def test_utf_16_and_assessment_plan(tmp_path):
    page = (Path(__file__).parents[2] / "data" / "standard_page.txt").read_text(encoding="utf-8")
    file = tmp_path / "page.txt"
    file.write_text(page, encoding="utf-16")
    (made,) = standards_in(file, Stated("ST1414", "1.0", "Specialist teaching assistant", 5))
    assert made.standard
    assert len(made.standard.ksbs) == 88
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        standards_in(file, Stated())
    file.write_text("format: ksbcheck-assessment-plan/1\n", encoding="utf-8")
    with pytest.raises(InputError, match="assessment plan"):
        standards_in(file, Stated())
