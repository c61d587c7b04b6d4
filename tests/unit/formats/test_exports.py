"""Each export read back as the system that it is for does, by rules written from that system's own importer."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from ksbcheck.domain.matrix import Part, part_of
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.formats import ExportFormat, render
from ksbcheck.output.cells import FORMULA
from tests import standards
from tests.case_schema import SCHEMA

HOSTILE = "=cmd|' /C calc'!A0 \"a\\\" <script>&amp;</script> <r>x</r> | `x` [l](http://example.org) 5 < 6, \\"
GUID = "0F8FAD5B-D9CB-469F-A165-70867728950E"


def hostile(standard: Standard) -> Standard:
    """Return a standard whose words try to be more than words, with statements and duties of no option, and ids."""
    ksbs = [k.model_copy(update={"text": f"{HOSTILE} {'long ' * 80}{k.code}"}) for k in standard.ksbs]
    ksbs[1] = ksbs[1].model_copy(update={"text": "-1 of a list", "options": None, "guid": GUID})
    duties = [d.model_copy(update={"text": f"{HOSTILE} {d.number}"}) for d in standard.duties]
    duties[4] = duties[4].model_copy(update={"options": None, "guid": GUID.replace("0F8", "1F8")})
    update = {"title": HOSTILE, "reference": "TEST <1>, " + "x" * 120, "level": None, "ksbs": tuple(ksbs)}
    return standards.changed(standard, **update, duties=tuple(duties), versions=())


@pytest.fixture(params=["bundled", "small", "hostile", "option"])
def part(request: pytest.FixtureRequest, st1414: Standard) -> Part:
    small = standards.small()
    match request.param:
        case "bundled":
            return part_of(st1414)
        case "option":
            return part_of(st1414, "send")
        case "small":
            return part_of(small)
        case _:
            return part_of(hostile(small))


def text(export_format: ExportFormat, part: Part) -> str:
    content = render(export_format, part)
    assert isinstance(content, str)
    assert render(export_format, part) == content
    return content


class Words(HTMLParser):
    """The words of a piece of HTML, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags = "", set[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.words += " "


# Mahara


def mahara_reads(matrix: str) -> list[dict[str, Any]]:
    """Return the framework's standards with their elements, as Mahara's tables hold them afterwards.

    What its importer does: `name` is required; elements belong to the standard with the same standardid, type and all;
    a parent is looked up among the elements of that standard that came before; names have the tables' bounds.
    """
    framework = json.loads(matrix)["framework"]
    assert framework["name"]
    assert len(framework["name"]) <= 255
    assert isinstance(framework["selfassess"], bool)
    keys = [next(iter(each)) for each in framework["evidencestatuses"]]
    assert keys == ["begun", "incomplete", "partialcomplete", "completed"]
    assert all(0 < len(name) <= 255 for each in framework["evidencestatuses"] for name in each.values())
    tables = []
    taken = 0
    for standard in framework["standards"]:
        assert 0 < len(standard["shortname"]) <= 100
        assert 0 < len(standard["name"]) <= 255
        ids: dict[int, str] = {}
        elements = []
        for element in framework["standardelements"]:
            if element["standardid"] is not standard["standardid"] and element["standardid"] != standard["standardid"]:
                continue
            taken += 1
            assert 0 < len(element["shortname"]) <= 100
            assert 0 < len(element["name"]) <= 255
            assert not re.fullmatch(r"[\d.eE+-]+", element["elementid"]), "loosely equal to another number"
            parent = None
            if "parentelementid" in element:
                (parent,) = [row for row, name in ids.items() if name == element["parentelementid"]]
            ids[taken] = element["elementid"]
            elements.append({**element, "row": taken, "parent": parent})
        assert len(set(ids.values())) == len(ids)
        tables.append({**standard, "elements": elements})
    assert taken == len(framework["standardelements"])
    return tables


def test_mahara_has_an_element_for_every_statement(part: Part) -> None:
    standards = mahara_reads(text(ExportFormat.MAHARA, part))
    assert [each["shortname"] for each in standards] == [kind for kind, _ in part.kinds]
    found = {each["shortname"]: each for standard in standards for each in standard["elements"]}
    groups = {
        element["row"]: element for element in found.values() if element["shortname"] not in part.standard.by_code
    }
    assert set(found) - {group["shortname"] for group in groups.values()} == {ksb.code for ksb in part.ksbs}
    for ksb in part.ksbs:
        element = found[ksb.code]
        shown = Words(element["description"])
        assert shown.tags == {"p"}
        assert ksb.text in shown.words
        assert "mapping is incomplete" in shown.words or not part.may_need(ksb)
        assert ("under no option" in shown.words) is (ksb.options is None)
        assert (element["parent"] is None) is (not ksb.options if ksb.options is not None else False) or part.option


def test_mahara_warns_of_open_mappings(part: Part) -> None:
    description = Words(json.loads(text(ExportFormat.MAHARA, part))["framework"]["description"]).words
    assert "Not mapped in the source: dut" in description
    assert ("requires" in description) is (part.option is not None)
    assert ("doesn't state the level" in description) is (part.standard.level is None)


# Moodle


def php_csv(content: str) -> list[list[str]]:
    """Return the rows that PHP's fgetcsv reads: like any other reader's, but that a backslash keeps a quotation mark."""
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert list(csv.reader(io.StringIO(content, newline=""), escapechar="\\")) == rows
    return rows


def moodle_reads(content: str) -> dict[str, dict[str, Any]]:
    """Return the competencies by their id, as Moodle's importer makes them, the framework by an empty one.

    What it does: the columns are taken by place; every row has as many as there are headings; a row is the framework if
    its thirteenth column says so; the ids and short names are cut at 100; children are found by their parent's id, and
    those without parent are the framework's; a competency without id or short name is left out; cross-references are
    parted at commas.
    """
    headings, *rows = php_csv(content)
    assert [re.sub(r"\W", "", heading.lower()) for heading in headings] == [
        "parentidnumber",
        "idnumber",
        "shortname",
        "description",
        "descriptionformat",
        "scalevalues",
        "scaleconfiguration",
        "ruletypeoptional",
        "ruleoutcomeoptional",
        "ruleconfigoptional",
        "crossreferencedcompetencyidnumbers",
        "exportedidoptional",
        "isframework",
        "taxonomy",
    ]
    assert all(len(row) == 14 for row in rows)
    framework, *others = rows
    assert [row[12] for row in rows] == ["1", *("" for _ in others)]
    scale, *values = json.loads(framework[6])
    assert set(scale) == {"scaleid"}
    assert len(values) == len(framework[5].split(","))
    assert [value["scaledefault"] for value in values] == [1, 0]
    assert [value["proficient"] for value in values] == [0, 1]
    assert set(framework[13].split(",")) <= {"competency", "domain", "skill", "behaviour", "outcome", "level"}
    flat = {
        row[1]: {"parent": row[0], "short": row[2], "html": row[3], "related": row[10], "in": None} for row in others
    }
    assert len(flat) == len(others)
    for row in rows:
        assert row[4] == "1"
        for kept in (row[1], row[2]):
            assert 0 < len(kept) <= 100
            assert kept == kept.strip()
            assert not re.search(r"<[^ ]", kept)  # strip_tags would take it out
    reached: list[str] = []

    def children(parent: str) -> None:
        for name, competency in flat.items():
            if competency["parent"] == parent:
                reached.append(name)
                children(name)

    children("")
    assert sorted(reached) == sorted(flat)
    for competency in flat.values():
        competency["related"] = [name for name in competency["related"].split(",") if name]
        assert set(competency["related"]) <= set(flat)
    return {"": {"id": framework[1], "short": framework[2], "html": framework[3]}, **flat}


def test_moodle_has_competencies_for_statements_and_duties(part: Part) -> None:
    found = moodle_reads(text(ExportFormat.MOODLE, part))
    framework = found.pop("")
    prefix = framework["id"].removesuffix(f"-{part.option.id}" if part.option else "")
    assert set(found) == {
        *(f"{prefix}-{kind}" for kind, _ in part.kinds),
        *(f"{prefix}-{ksb.code}" for ksb in part.ksbs),
        f"{prefix}-D",
        *(f"{prefix}-D{duty.number}" for duty in part.duties),
    }
    for ksb in part.ksbs:
        competency = found[f"{prefix}-{ksb.code}"]
        assert competency["short"].startswith(f"{ksb.code} ")
        assert ksb.text in Words(competency["html"]).words
        assert Words(competency["html"]).tags == {"p"}
    for duty in part.duties:
        competency = found[f"{prefix}-D{duty.number}"]
        assert competency["related"] == [f"{prefix}-{code}" for code in part.codes(duty)]
        assert duty.text in Words(competency["html"]).words
        assert ("only part of" in competency["html"]) is (duty.mapping is DutyMapping.PARTIAL)
        assert ("Not mapped in the source" in competency["html"]) is (duty.mapping is DutyMapping.NONE)
    assert "Not mapped in the source: dut" in framework["html"]


def test_moodle_ids_of_standards_differ(st1414: Standard) -> None:
    names = [("A B", "1"), ("A-B", "1"), ("A", "B-1"), ("A\u00e9", "1"), ("x" * 200, "1"), ("x" * 200, "2")]
    ids = set[str]()
    for reference, version in names:
        standard = standards.changed(st1414, reference=reference, version=version)
        ids |= {moodle_reads(text(ExportFormat.MOODLE, part_of(standard)))[""]["id"]}
    assert len(ids) == len(names) - 1  # "A-B" in version 1, and "A" in version "B-1", are one


# CASE


def test_case_fits_the_specification(part: Part) -> None:
    content = text(ExportFormat.CASE, part)
    package = json.loads(content)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(package)] == []
    assert content.isascii()
    named = [each for name in ("CFItems", "CFAssociations") for each in package[name]]
    defined = [each for kind in package["CFDefinitions"].values() for each in kind]
    ids = [each["identifier"] for each in (package["CFDocument"], *named, *defined)]
    assert len(set(ids)) == len(ids)
    items = {item["identifier"]: item for item in package["CFItems"]}
    children = [each for each in package["CFAssociations"] if each["associationType"] == "isChildOf"]
    assert sorted(each["originNodeURI"]["identifier"] for each in children) == sorted(items)
    parents = {each["originNodeURI"]["identifier"]: each["destinationNodeURI"]["identifier"] for each in children}
    for start in items:
        steps, at = 0, start
        while at != package["CFDocument"]["identifier"]:
            at, steps = parents[at], steps + 1
        assert steps in {1, 2}
    linked = [each["CFItemTypeURI"]["identifier"] for each in items.values()]
    assert set(linked) <= {each["identifier"] for each in package["CFDefinitions"]["CFItemTypes"]}
    mapping = [
        (items[each["originNodeURI"]["identifier"]], items[each["destinationNodeURI"]["identifier"]])
        for each in package["CFAssociations"]
        if each["associationType"] == "isRelatedTo"
    ]
    assert sorted((duty["humanCodingScheme"], ksb["humanCodingScheme"]) for duty, ksb in mapping) == sorted(
        (f"Duty {duty.number}", code) for duty in part.duties for code in part.codes(duty)
    )
    assert "Not mapped in the source: dut" in package["CFDocument"]["notes"]


def test_case_keeps_official_ids(st1414: Standard) -> None:
    small = standards.small()
    items = json.loads(text(ExportFormat.CASE, part_of(hostile(small))))["CFItems"]
    assert GUID.lower() in {each["identifier"] for each in items}
    ksbs = tuple(each.model_copy(update={"guid": GUID}) for each in small.ksbs)
    twice = standards.changed(small, ksbs=ksbs, versions=())
    package = json.loads(text(ExportFormat.CASE, part_of(twice)))
    assert GUID.lower() not in {each["identifier"] for each in package["CFItems"]}
    assert package["CFDocument"]["lastChangeDateTime"] == "1970-01-01T00:00:00Z"
    assert "the standard states no date" in package["CFDocument"]["notes"]
    whole, option = (json.loads(text(ExportFormat.CASE, part_of(st1414, each))) for each in (None, "send"))
    assert whole["CFDocument"]["lastChangeDateTime"] == "2024-10-16T00:00:00Z"
    assert whole["CFDocument"]["identifier"] != option["CFDocument"]["identifier"]
    one, other = (
        next(item["identifier"] for item in package["CFItems"] if item.get("humanCodingScheme") == "K1")
        for package in (whole, option)
    )
    assert one == other


def test_case_extensions_have_the_rest() -> None:
    package = json.loads(text(ExportFormat.CASE, part_of(standards.small(), "indoor")))
    about = package["CFDocument"]["extensions"]["ksbcheck"]
    assert (about["format"], about["part"], about["holds"]) == ("ksbcheck-case/1", "indoor", {"ksbs": 6, "duties": 4})
    assert [each["id"] for each in about["options"]] == ["indoor", "outdoor"]
    items = {item.get("humanCodingScheme"): item["extensions"]["ksbcheck"] for item in package["CFItems"]}
    assert items["K1"] == {"is": "ksb", "options": []}
    assert items["S2"] == {"is": "ksb", "options": ["indoor"]}
    assert items["Duty 1"] == {"is": "duty", "mapping": "complete", "options": []}


# Tables


def check_sheet(part: Part, headings: list[str], rows: list[list[str]]) -> None:
    """Check the table of statements."""
    assert headings[:4] == ["code", "kind", "statement", "options"]
    found = [re.fullmatch(r"Duty (\d+): (.*) \[([^;\]]*); mapping (\w+)\]", each) for each in headings[4:]]
    assert [(int(each[1]), each[2], each[4]) for each in found if each] == [
        (duty.number, duty.text, duty.mapping.value) for duty in part.duties
    ]
    assert [row[0] for row in rows] == [ksb.code for ksb in part.ksbs]
    for row, ksb in zip(rows, part.ksbs, strict=True):
        assert row[2].strip() == ksb.text
        assert row[3] == ("not stated" if ksb.options is None else ", ".join(ksb.options) or "core")
        for sign, duty in zip(row[4:], part.duties, strict=True):
            assert (sign == "x") is (ksb.code in duty.ksbs)
            assert sign in ({"x", "?", ""} if duty.mapping is not DutyMapping.COMPLETE else {"x", ""})
            if sign == "" and duty.mapping is not DutyMapping.COMPLETE:
                assert not set(duty.options or ()) & set(ksb.options or ())


def test_csv_has_a_column_for_every_duty(part: Part) -> None:
    headings, *rows = csv.reader(io.StringIO(text(ExportFormat.CSV, part).removeprefix("\ufeff"), newline=""))
    assert not [cell for row in rows for cell in row if re.match("[=+@-]", cell)]
    undone = [[cell[1:] if FORMULA.match(cell) and cell[0] == "'" else cell for cell in row] for row in rows]
    check_sheet(part, headings, undone)


def test_xlsx_has_statements_and_duties(part: Part) -> None:
    content = render(ExportFormat.XLSX, part)
    assert isinstance(content, bytes)
    assert render(ExportFormat.XLSX, part) == content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["KSBs", "Duties", "Options", "Standard"]
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert not [cell for sheet in book for row in sheet for cell in row if cell.hyperlink]
    sheets = {
        sheet.title: [
            ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book
    }
    check_sheet(part, sheets["KSBs"][0], sheets["KSBs"][1:])
    assert sheets["Duties"][0] == ["number", "text", "options", "mapping", "ksbs"]
    assert [(int(row[0]), row[1].strip(), row[3], row[4].split()) for row in sheets["Duties"][1:]] == [
        (duty.number, duty.text, duty.mapping.value, list(part.codes(duty))) for duty in part.duties
    ]
    assert [row[0] for row in sheets["Options"][1:]] == (
        [part.option.id] if part.option else list(part.standard.option_ids)
    )
    facts = dict(sheets["Standard"][1:])
    assert facts["Level"] == str(part.standard.level or "not stated")
    assert any("Not mapped in the source" in value for _, value in sheets["Standard"])


# Markdown


def test_markdown_has_tables(part: Part) -> None:
    content = text(ExportFormat.MARKDOWN, part)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(content)
    assert {token.type for token in tokens if token.type.startswith("html")} == set()
    inline = [token for token in tokens if token.type == "inline"]
    children = {child.type for token in inline for child in token.children or ()}
    assert children <= {"text", "strong_open", "strong_close", "em_open", "em_close", "text_special", "html_inline"}
    shown = ["".join(child.content for child in token.children or ()).replace("\u200b", "") for token in inline]
    titles = [
        words
        for token, words in zip(inline, shown, strict=True)
        if token.level == 1
        and words in {"Options", "Duties", "Duties by KSBs", "What to bear in mind", "Basis of this data"}
    ]
    assert titles == ["What to bear in mind", "Options", "Duties", "Duties by KSBs", "Basis of this data"]
    for item in (*part.ksbs, *part.duties):
        assert item.text in shown
    assert any(words.startswith("Not mapped in the source") for words in shown)
    for duty in part.duties:
        rows = [at for at, words in enumerate(shown) if words == str(duty.number) and shown[at + 1] == duty.text]
        assert len(rows) == 1


def test_exports_explain_a_missing_matrix(st1414: Standard) -> None:
    bare = part_of(standards.changed(st1414, duties=(), basis=()))
    assert "The source maps no duty to any KSB" in text(ExportFormat.MARKDOWN, bare)
    assert "Duty" not in text(ExportFormat.CSV, bare)
    assert len(moodle_reads(text(ExportFormat.MOODLE, bare))) == 1 + 3 + 88
    assert {each["associationType"] for each in json.loads(text(ExportFormat.CASE, bare))["CFAssociations"]} == {
        "isChildOf"
    }
    assert mahara_reads(text(ExportFormat.MAHARA, bare))
