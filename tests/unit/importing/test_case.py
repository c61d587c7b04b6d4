import json
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.basis import BasisKind
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.formats.case import render
from ksbcheck.importing.case import is_case, read_case
from ksbcheck.importing.imported import Given
from tests import standards

PATH = Path("package.json")
GIVEN = Given(reference="XY1", level=3)


def ours(standard: Standard | None = None, option: str | None = None) -> dict[str, Any]:
    """Return a package that we have written."""
    content = json.loads(render(part_of(standard or standards.small(), option)))
    assert isinstance(content, dict)
    return content


def item(identifier: str, statement: str, code: str | None = None, **more: object) -> dict[str, Any]:
    return {"identifier": identifier, "fullStatement": statement, "humanCodingScheme": code, **more}


def link(kind: str, origin: str, destination: str) -> dict[str, Any]:
    return {
        "associationType": kind,
        "originNodeURI": {"identifier": origin},
        "destinationNodeURI": {"identifier": destination},
    }


def foreign(*items: dict[str, Any], links: tuple[dict[str, Any], ...] = (), **document: object) -> dict[str, Any]:
    """Return a package as somebody else's tools write it: without our extensions, in a wrapper, and with nulls."""
    whole = {"title": "Fitter", "version": "2.0", "creator": "Somebody", "extensions": None, **document}
    return {"CFPackage": {"CFDocument": whole, "CFItems": list(items), "CFAssociations": list(links)}}


STATEMENTS = (item("a", "Tools", "K1"), item("b", "Filing", "S1"), item("c", "Care", "B1"))


def problem(content: dict[str, Any], given: Given | None = None) -> tuple[str, str]:
    """Return the one message with which a package is refused, and what to do."""
    with pytest.raises(InputError) as raised:
        read_case(PATH, content, given)
    (finding,) = raised.value.findings
    assert (finding.path, finding.rule) == (str(PATH), "KSB917")
    return finding.message, finding.help


def test_what_looks_like_a_package() -> None:
    assert is_case({"CFDocument": {}})
    assert is_case({"CFPackage": {}})
    assert not any(map(is_case, ({}, [], None, "CFDocument", {"referenceNumber": "ST1"})))


def test_a_package_of_ours_is_the_standard_again(st1414: Standard) -> None:
    for standard in (st1414, standards.small()):
        assert read_case(PATH, ours(standard)) == standard


def test_what_was_changed_in_the_package_changes_in_the_standard() -> None:
    content = ours()
    by_code = {each.get("humanCodingScheme"): each for each in content["CFItems"]}
    by_code["K1"]["fullStatement"] = "What all plants need"
    content["CFDocument"]["title"] = "Gardener"
    content["CFAssociations"] = [
        each
        for each in content["CFAssociations"]
        if each["originNodeURI"]["title"] != "Duty 1" or each["destinationNodeURI"]["title"] != "K2"
    ]
    standard = read_case(PATH, content)
    assert (standard.title, standard.by_code["K1"].text) == ("Gardener", "What all plants need")
    assert standard.by_number[1].ksbs == ("K1", "S1")


def test_a_part_of_a_standard_is_not_taken_for_all_of_it() -> None:
    message, remedy = problem(ours(option="indoor"))
    assert message == "the package holds only what the option 'indoor' requires, and is no whole standard"
    assert remedy == "Export the standard again without `--option`."


def test_a_package_of_ours_that_no_longer_says_all_is_refused() -> None:
    content = ours()
    content["CFItems"].append(item("x", "New", "K9"))
    assert problem(content)[0] == "these items were added elsewhere, and don't say whom they belong to: K9"
    content = ours()
    content["CFDocument"]["extensions"]["ksbcheck"]["format"] = "ksbcheck-case/9"
    assert "another version of ksbcheck: 'ksbcheck-case/9'" in problem(content)[0]
    content = ours()
    del content["CFDocument"]["extensions"]["ksbcheck"]["reference"]
    assert problem(content)[0] == "reference of the CASE package is missing"


def test_a_package_out_of_which_something_was_taken_is_refused() -> None:
    content = ours()
    content["CFItems"] = [each for each in content["CFItems"] if each.get("humanCodingScheme") != "K1"]
    message, remedy = problem(content)
    assert "and others were written into it" in message
    assert "Export the standard again" in remedy


def test_a_package_that_contradicts_itself_is_refused_like_a_standard() -> None:
    content = ours()
    next(each for each in content["CFItems"] if each.get("humanCodingScheme") == "K2")["humanCodingScheme"] = "K1"
    with pytest.raises(InputError) as raised:
        read_case(PATH, content)
    assert {"KSB505"} <= {finding.rule for finding in raised.value.findings}
    assert {finding.path for finding in raised.value.findings} == {str(PATH)}


def test_a_package_from_elsewhere_is_read_as_far_as_it_goes() -> None:
    content = foreign(
        item("g", "Knowledge", "K"),
        *STATEMENTS,
        item("h", "Duties"),
        item("d", "Make parts", "Duty 2"),
        item("e", "Measure", "D3"),
        item("f", "Tidy", "7", CFItemType="Duty"),
        links=(
            link("isChildOf", "a", "g"),
            link("isChildOf", "d", "h"),
            link("isRelatedTo", "d", "b"),
            link("isPartOf", "a", "d"),
            link("exactMatchOf", "d", "b"),
            link("isRelatedTo", "a", "elsewhere"),
        ),
    )
    standard = read_case(PATH, content, GIVEN)
    assert (standard.reference, standard.title, standard.version, standard.level) == ("XY1", "Fitter", "2.0", 3)
    assert standard.option_ids == ("core",)
    assert [(each.code, each.text, each.options) for each in standard.ksbs] == [
        ("K1", "Tools", ()),
        ("S1", "Filing", ()),
        ("B1", "Care", ()),
    ]
    assert [(each.number, each.text, each.mapping, each.ksbs) for each in standard.duties] == [
        (2, "Make parts", DutyMapping.PARTIAL, ("S1", "K1")),
        (3, "Measure", DutyMapping.NONE, ()),
        (7, "Tidy", DutyMapping.NONE, ()),
    ]
    kinds = {field: basis.basis for basis in standard.basis for field in basis.fields}
    assert kinds["ksbs.text"] is kinds["version"] is kinds["title"] is BasisKind.PRINTED
    assert kinds["options"] is kinds["duties.mapping"] is kinds["level"] is BasisKind.INFERRED


def test_what_a_person_says_counts_and_what_nobody_says_is_unknown() -> None:
    given = Given(reference="XY1", version="3.1", title="Fitter and turner", options=(("metal", "Metal"),))
    standard = read_case(PATH, foreign(*STATEMENTS, version=None), given)
    assert (standard.title, standard.version, standard.option_ids) == ("Fitter and turner", "3.1", ("metal",))
    kinds = {field: basis.basis for basis in standard.basis for field in basis.fields}
    assert kinds["level"] is BasisKind.UNKNOWN
    assert standard.level is None
    assert kinds["version"] is kinds["title"] is kinds["options"] is BasisKind.INFERRED


def test_what_is_missing_is_said_at_once() -> None:
    message, remedy = problem(foreign(*STATEMENTS, version=None))
    assert message == "the CASE package doesn't say the standard's reference and version"
    assert remedy == "Say it: --reference --version."
    assert "no item of the CASE package has the code of a KSB" in problem(foreign(item("a", "Tools")), GIVEN)[0]
    others = problem(foreign(*STATEMENTS, item("x", "Stray", None), item("y", "Other", "Z9")), GIVEN)
    assert others[0] == "these items of the CASE package are neither statements with a code nor duties: Stray and Z9"
    # a duty's type without a number, and a number without the type
    assert "nor duties: Lead" in problem(foreign(*STATEMENTS, item("x", "Lead", None, CFItemType="Duty")), GIVEN)[0]
    assert "nor duties: 7" in problem(foreign(*STATEMENTS, item("x", "Lead", "7")), GIVEN)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"CFPackage": []}, "the CASE package will not do: input should be"),
        ({"CFDocument": {"title": "x", "version": 5}}, "CFDocument.version"),
        ({"CFDocument": {}}, "CFDocument.title of the CASE package is missing"),
        ({"CFDocument": {"title": "x"}, "CFItems": "none"}, "CFItems"),
        ({"CFDocument": {"title": "x"}, "CFItems": [{"identifier": "a"}, {}]}, "(2 more like this)"),
        ({"CFDocument": {"title": "x", "extensions": {"ksbcheck": 5}}}, "reference and version"),
    ],
)
def test_wrong_values_are_named(content: dict[str, Any], said: str) -> None:
    assert said in problem(content)[0]
