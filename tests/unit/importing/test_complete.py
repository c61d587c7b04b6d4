"""What the library lacks is filled in from another source, and nothing that it prints is replaced."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.standard import DutyMapping, Standard, StandardVersion
from ksbcheck.importing.complete import Completed, complete
from ksbcheck.importing.official import read_official
from ksbcheck.rules import standard_findings
from tests.official import guid, mapped, of_skills_england
from tests.standards import changed, small


def whole() -> Standard:
    """Return the small standard as it would be had nothing of its mapping been lost."""
    codes = {2: ("K1", "B1"), 3: ("K2",), 5: ("K4", "S3")}
    complete = DutyMapping.COMPLETE
    duties = small().duties
    known = [d.model_copy(update={"mapping": complete, "ksbs": codes.get(d.number, d.ksbs)}) for d in duties]
    return changed(small(), duties=known)


def official(standard: Standard, **changes: Any) -> Standard:
    """Return what the standards API would say of a standard, as it is imported."""
    return imported(of_skills_england(standard, **changes))


def imported(content: dict[str, Any]) -> Standard:
    made = read_official(Path("api.json"), content, "api.json").standard
    assert made is not None
    return made


def completed(known: Standard, other: Standard) -> Completed:
    """Return a completed standard, after a look at what must hold of every one."""
    made = complete(known, other, "api.json")
    assert not list(standard_findings(made.standard))
    assert made.standard.option_ids == known.option_ids
    again = complete(made.standard, other, "api.json")
    assert again.standard == made.standard
    assert again.filled == ()
    return made


def texts(made: Completed) -> list[str]:
    return [each.text for each in made.differences]


def inferred(standard: Standard, *fields: str) -> Standard:
    return changed(standard, basis=(Basis(fields=fields, basis=BasisKind.INFERRED, why="By guess."),))


def test_complete_fills_in_the_bundled_mapping(st1414: Standard) -> None:
    whole = mapped(st1414)
    made = completed(st1414, official(whole))
    name = ("ST1414", "1.0")
    assert {duty.mapping for duty in made.standard.duties} == {DutyMapping.COMPLETE}
    for duty, expected in zip(made.standard.duties, whole.duties, strict=True):
        assert set(duty.ksbs) == set(expected.ksbs)
        assert (duty.text, duty.options, duty.guid) == (expected.text, expected.options, guid(*name, duty.number))
    assert [(ksb.code, ksb.text, ksb.options) for ksb in made.standard.ksbs] == [(ksb.code, ksb.text, ksb.options) for ksb in st1414.ksbs]  # fmt: skip
    assert [ksb.guid for ksb in made.standard.ksbs] == [guid(*name, ksb.code) for ksb in st1414.ksbs]
    assert [(o.id, o.guid) for o in made.standard.options] == [(o.id, guid(*name, o.id)) for o in st1414.options]
    assert texts(made) == []
    for field in ("title", "occupation", "english_and_maths", "early_years", "gateway", "source"):
        assert getattr(made.standard, field) == getattr(st1414, field)
    stated = [field for basis in made.standard.basis for field in basis.fields]
    assert len(stated) == len(set(stated))
    for field in ("duties.mapping", "duties.ksbs"):
        basis = made.standard.basis_of(field)
        assert basis
        assert basis.basis is BasisKind.PRINTED
        assert "api.json" in basis.why


def reworded(content: dict[str, Any]) -> None:
    content["knowledges"][0]["detail"] = "What plants need most"


def renumbered(content: dict[str, Any]) -> None:
    content["knowledges"][:2] = content["knowledges"][1::-1]


def one_less(content: dict[str, Any]) -> None:
    gone = content["behaviours"].pop()["behaviourId"]
    for duty in content["duties"]:
        duty["mappedBehaviour"] = [each for each in duty["mappedBehaviour"] if each != gone]
    content["skills"].append({"skillId": gone, "detail": "Sharpen tools"})
    content["duties"][0]["mappedSkills"].append(gone)


def one_more(content: dict[str, Any]) -> None:
    content["behaviours"].append({"behaviourId": guid("x"), "detail": "Whistle"})
    content["duties"][0]["mappedBehaviour"].append(guid("x"))


def duty_more(content: dict[str, Any]) -> None:
    content["duties"].append(content["duties"][0] | {"dutyDetail": "Whistle while at it", "dutyID": None})


def duty_less(content: dict[str, Any]) -> None:
    first = content["duties"].pop(0)
    for field in ("mappedKnowledge", "mappedSkills", "mappedBehaviour"):
        content["duties"][0][field] += first[field]


def duty_reworded(content: dict[str, Any]) -> None:
    content["duties"][1]["dutyDetail"] = "Work with some others"


def duty_of_another(content: dict[str, Any]) -> None:
    content["duties"][3] |= {"isThisACoreDuty": 1, "mappedOptions": None}


def option_renamed(content: dict[str, Any]) -> None:
    content["options"][0]["title"] = "House plants"


def option_more(content: dict[str, Any]) -> None:
    content["options"].append({"optionId": guid("z"), "title": "Roofs"})


def facts(content: dict[str, Any]) -> None:
    content |= {"title": "Gardener", "level": 3, "earliestStartDate": "2024-10-01"}


def option_less(content: dict[str, Any]) -> None:
    content["duties"].pop()
    content["options"].pop()
    content["knowledges"].pop()
    content["skills"].pop()


KEPT = "The library's value is kept"
DIFFERENCES: list[tuple[Callable[[dict[str, Any]], None], list[str]]] = [
    (reworded, ["K1 reads 'What plants need' in the library and 'What plants need most' in the import"]),
    (
        renumbered,
        [
            "the statement 'What plants need' is K1 in the library and K2 in the import",
            "the statement 'What harms plants' is K2 in the library and K1 in the import",
        ],
    ),
    (one_less, ["the import has an additional statement, S4: Sharpen tools", "the import lacks B1", "duty 2 needs B1"]),
    (one_more, ["the import has an additional statement, B2: Whistle"]),
    (duty_more, ["the import has an additional duty: Whistle while at it"]),
    (duty_less, ["the import lacks duties 1"]),
    (duty_reworded, ["duty 2 reads 'Work with others' in the library and 'Work with some others' in the import"]),
    (duty_of_another, ["duty 4 is indoor in the library and core in the import", "K3 is indoor in the library and core in the import"]),
    (option_renamed, ["the option indoor is called 'Indoor plants' in the library and 'House plants' in the import"]),
    (facts, ["the title is 'Test gardener' in the library and 'Gardener' in the import", "the level is 2", "the earliest start is 2024-09-01 in the library and 2024-10-01 in the import"]),
    (option_less, ["the import lacks the options: Outdoor beds"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), DIFFERENCES, ids=lambda value: getattr(value, "__name__", ""))
def test_complete_lists_differences_and_keeps_the_library(
    change: Callable[[dict[str, Any]], None], expected: list[str]
) -> None:
    known = small()
    content = of_skills_england(whole(), earliestStartDate="2024-09-01")
    assert texts(completed(known, imported(content))) == []
    change(content)
    made = completed(known, imported(content))
    for text in expected:
        assert any(each.startswith(text) for each in texts(made)), texts(made)
    assert {each.about_codes for each in made.differences} == {change is renumbered}
    assert not any("import's is taken" in each.remedy for each in made.differences)
    for field in ("title", "level", "versions"):
        assert getattr(made.standard, field) == getattr(known, field)
    assert [(k.code, k.text, k.options) for k in made.standard.ksbs] == [
        (k.code, k.text, k.options) for k in known.ksbs
    ]
    for duty, before in zip(made.standard.duties, known.duties, strict=True):
        assert (duty.number, duty.text, duty.options) == (before.number, before.text, before.options)
        assert set(before.ksbs) <= set(duty.ksbs)
        if before.mapping is DutyMapping.COMPLETE:
            assert (duty.mapping, duty.ksbs) == (before.mapping, before.ksbs)


def test_complete_maps_by_statement_not_by_code() -> None:
    known = small()
    content = of_skills_england(whole())
    renumbered(content)
    made = completed(known, imported(content))
    assert [set(d.ksbs) for d in made.standard.duties] == [set(d.ksbs) for d in whole().duties]


def test_complete_replaces_inferred_fields() -> None:
    known = inferred(small(), "ksbs.options", "options.title", "title")
    content = of_skills_england(whole(), earliestStartDate="2024-09-01", title="Gardener", level=3)
    content["duties"][0]["mappedKnowledge"].append(content["duties"][3]["mappedKnowledge"][0])
    option_renamed(content)
    made = completed(known, imported(content))
    assert made.standard.by_code["K3"].options == ()
    assert made.standard.options[0].title == "House plants"
    taken = {each.text.split(" is ")[0] for each in made.differences if each.remedy.endswith("import's is taken.")}
    assert taken == {"K3", "the option indoor", "the title"}
    bases = {field: made.standard.basis_of(field) for field in ("ksbs.options", "options.title", "title", "level")}
    assert {field: basis and basis.basis for field, basis in bases.items()} == {
        "ksbs.options": BasisKind.INFERRED,  # it is so in the import too
        "options.title": BasisKind.PRINTED,
        "title": BasisKind.PRINTED,
        "level": None,
    }
    assert (made.standard.title, made.standard.level) == ("Gardener", 2)


def test_complete_is_idempotent() -> None:
    content = of_skills_england(whole())
    first = imported(content)
    assert completed(first, imported(content)).standard == first


def test_complete_keeps_inferred_options_that_a_mapping_needs() -> None:
    known = inferred(small(), "ksbs.options")
    content = of_skills_england(whole())
    pots, beds = content["duties"][3:]
    for field in ("mappedKnowledge", "mappedSkills"):
        beds[field] += pots[field]
    pots |= {"mappedKnowledge": [content["knowledges"][0]["knowledgeId"]], "mappedSkills": []}
    made = completed(known, imported(content))
    assert {made.standard.by_code[code].options for code in ("K3", "S2")} == {("indoor",)}
    assert made.standard.by_number[4] == known.by_number[4].model_copy(update={"guid": pots["dutyID"]})
    about_k3 = [each for each in made.differences if each.text.startswith("K3 is indoor in the library and outdoor")]
    assert [each.remedy.startswith(KEPT) for each in about_k3] == [True]


def test_complete_rejects_a_mapping_across_options() -> None:
    known = small()
    content = of_skills_england(whole())
    indoor = content["duties"][3]["mappedKnowledge"][0]
    content["duties"][4]["mappedKnowledge"].append(indoor)
    made = completed(known, imported(content))
    assert made.standard.by_code["K3"].options == ("indoor",)
    assert "K3" not in made.standard.by_number[5].ksbs
    assert made.standard.by_number[5].mapping is DutyMapping.PARTIAL
    assert any("duty 5" in text and "K3" in text for text in texts(made))


@pytest.mark.parametrize(
    ("mapping", "ksbs", "other", "expected"),
    [
        (DutyMapping.NONE, (), "complete", (DutyMapping.COMPLETE, {"K1", "K2", "S1"})),
        (DutyMapping.NONE, (), "partial", (DutyMapping.PARTIAL, {"K1", "K2", "S1"})),
        (DutyMapping.NONE, (), "none", (DutyMapping.NONE, set())),
        (DutyMapping.PARTIAL, ("K1", "B1"), "complete", (DutyMapping.COMPLETE, {"K1", "B1", "K2", "S1"})),
        (DutyMapping.PARTIAL, ("K1",), "partial", (DutyMapping.PARTIAL, {"K1", "K2", "S1"})),
        (DutyMapping.PARTIAL, ("K1",), "none", (DutyMapping.PARTIAL, {"K1"})),
        (DutyMapping.COMPLETE, ("K1",), "complete", (DutyMapping.COMPLETE, {"K1"})),
        (DutyMapping.COMPLETE, ("K1",), "partial", (DutyMapping.COMPLETE, {"K1"})),
    ],
)
def test_complete_mapping(mapping: DutyMapping, ksbs: tuple[str, ...], other: str, expected: object) -> None:
    def with_first(standard: Standard, how: DutyMapping, codes: tuple[str, ...]) -> Standard:
        first, *others = standard.duties
        return changed(standard, duties=[first.model_copy(update={"mapping": how, "ksbs": codes}), *others])

    theirs = () if other == "none" else ("K1", "K2", "S1")
    made = completed(with_first(small(), mapping, ksbs), with_first(small(), DutyMapping(other), theirs))
    first = made.standard.duties[0]
    assert (first.mapping, set(first.ksbs)) == expected


def test_complete_fills_in_missing_fields() -> None:
    bare = changed(
        small(),
        versions=(),
        level=None,
        basis=(Basis(fields=("level", "title"), basis=BasisKind.UNKNOWN, why="Lost."),),
    )
    made = completed(bare, official(whole(), larsCode=77, route="Land", typicalDuration=12))
    assert (made.standard.level, made.standard.lars_code, made.standard.route) == (2, "77", "Land")
    assert made.standard.typical_duration == 12
    assert made.standard.versions[0].version == "1.0"
    assert {"level", "lars_code", "route", "typical_duration", "versions", "status", "kind"} <= set(made.filled)
    basis = made.standard.basis_of("level")
    assert basis
    assert basis.basis is BasisKind.PRINTED
    title = made.standard.basis_of("title")
    assert title
    assert title.basis is BasisKind.UNKNOWN


def test_complete_keeps_the_version_table() -> None:
    rows = (*small().versions, StandardVersion(version="0.9", change=None, earliest_start=None, latest_start=None))
    known = changed(small(), versions=rows)
    assert completed(known, official(whole())).standard.versions == rows


def test_complete_from_one_option(st1414: Standard) -> None:
    whole = mapped(st1414)
    send = whole.option("send")
    assert send is not None
    alone = changed(
        whole,
        options=[send.model_copy(update={"id": "one"})],
        duties=[d.model_copy(update={"options": ()}) for d, _ in whole.requirements["send"].duties],
        ksbs=[k.model_copy(update={"options": ()}) for k in whole.requirements["send"].ksbs],
    )
    made = completed(st1414, alone)
    assert texts(made)[0].startswith("the import lacks the options: ")
    assert len(made.differences) == 1
    of_send = {duty.number for duty, _ in whole.requirements["send"].duties}
    for duty in made.standard.duties:
        before = st1414.by_number[duty.number]
        assert duty.mapping is (DutyMapping.COMPLETE if duty.number in of_send else before.mapping)
        assert duty.options == before.options


def test_complete_pairs_single_options() -> None:
    def of_one(standard: Standard, identifier: str) -> Standard:
        core = {"options": ()}
        return changed(
            standard,
            options=[{"id": identifier, "title": "Gardens"}],
            duties=[duty.model_copy(update=core) for duty in standard.duties],
            ksbs=[ksb.model_copy(update=core) for ksb in standard.ksbs],
        )

    made = completed(of_one(small(), "gardens"), of_one(whole(), "core"))
    assert texts(made) == []
    assert made.standard == changed(of_one(whole(), "gardens"), basis=made.standard.basis)
