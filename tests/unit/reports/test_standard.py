import json
from datetime import date

import pytest

from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.standard import Qualification, Standard, StandardKind, StandardVersion
from ksbcheck.domain.text import cut
from ksbcheck.formats.standard import about_duty, about_ksb, first_day
from ksbcheck.output import terminal
from ksbcheck.output.document import Screen, Words
from ksbcheck.reports import standard_json
from ksbcheck.reports.standard import caveats, document, duties_in_words, duty_table, facts, option_table, owner_title
from tests import standards


@pytest.fixture
def loose() -> Standard:
    """Return the small standard with a statement and a duty of no option, and without a level."""
    small = standards.small()
    ksbs = (k.model_copy(update={"options": None}) if k.code in {"S3", "K4"} else k for k in small.ksbs)
    duties = (d.model_copy(update={"options": None}) if d.number == 5 else d for d in small.duties)
    return standards.changed(small, ksbs=tuple(ksbs), duties=tuple(duties), level=None)


def test_caveats_name_each_open_point_once(loose: Standard) -> None:
    assert list(caveats(part_of(loose, "indoor"))) == [
        "Only what the option Indoor plants (indoor) requires is shown.",
        "The source has only part of the mapping of duty 2: more KSBs may belong to them.",
        "Not mapped in the source: duty 3. Their KSBs are not known, which never means none.",
        "The source doesn't state the level.",
    ]
    assert list(caveats(part_of(loose)))[2:4] == [
        "The source lists these KSBs under no option: K4 and S3.",
        "The source lists under no option: duty 5.",
    ]
    whole = standards.changed(loose, level=3, duties=loose.duties[:1], ksbs=loose.ksbs[:3])
    assert list(caveats(part_of(whole))) == []


def test_ksb_and_duty_documents(loose: Standard) -> None:
    part = part_of(loose)
    assert list(about_ksb(part, loose.by_code["S3"])) == [
        "The source lists this KSB under no option.",
        "The source maps no duty to it.",
        "The source's mapping is incomplete: duties 2, 3 and 5 may need it as well.",
    ]
    assert next(about_ksb(part, loose.by_code["K3"])) == "Required of Indoor plants."
    assert list(about_duty(part, loose.by_number[5])) == [
        "The source doesn't say to which option this duty belongs.",
        "Mapped to K4.",
        "The source has only part of this mapping: more KSBs may belong to the duty.",
    ]
    assert list(about_duty(part, loose.by_number[4])) == ["Of Indoor plants.", "Mapped to K3 and S2."]
    few = part_of(loose, codes={"K2"})
    assert list(about_duty(few, loose.by_number[2]))[1] == "None of the KSBs shown is mapped to it."
    cells = [row[-1] for row in duty_table(few).rows]
    assert cells == [(Words("K2", "", "ksb-k2"),), "none shown here", "not known", *["none shown here"] * 2]


def test_owner_title(loose: Standard) -> None:
    assert owner_title(loose, ()) == "Core"
    assert owner_title(loose, ("outdoor", "indoor")) == "Indoor plants and Outdoor beds"
    assert owner_title(loose, None) == "Under no option in the source"


def test_options_count_required_ksbs() -> None:
    part = part_of(standards.small(), "indoor")
    assert part.full_name == "TEST1 Test gardener, version 1.0, option Indoor plants"
    assert option_table(part).rows == (("indoor", "Indoor plants", "3", "2", "1", "6"),)
    assert len(option_table(part_of(standards.small())).rows) == 2


def test_facts_omit_missing_values() -> None:
    small = standards.small()
    assert dict(facts(small))["Start dates"] == "from 2024-09-01, latest 2025-08-31"
    assert first_day(small) == date(2024, 9, 1)
    row = StandardVersion(
        version="1.0", change="x", earliest_start=None, latest_start=None, latest_end=date(2030, 1, 31)
    )
    full = standards.changed(
        small,
        kind=StandardKind.FOUNDATION_APPRENTICESHIP,
        status="Retired",
        lars_code="77",
        route="Land",
        typical_duration=1,
        qualifications=(Qualification(title="Diploma", level="3"),),
        versions=(row,),
        level=None,
    )
    stated = dict(facts(full))
    assert first_day(full) is None
    assert stated["Level"] == "not stated"
    assert stated["Start dates"] == "from not set, latest not set"
    assert stated["Latest end"] == "2030-01-31"
    assert stated["Kind"] == "foundation apprenticeship"
    assert (stated["Status"], stated["LARS code"], stated["Route"]) == ("Retired", "77", "Land")
    assert (stated["Typical duration"], stated["Qualification"]) == ("1 month", "Diploma; 3")


def test_duties_in_words_joins_ranges(st1414: Standard) -> None:
    by_number = st1414.by_number
    shown = {
        (1,): "duty 1",
        (1, 2): "duties 1 and 2",
        (1, 2, 3, 5): "duties 1 to 3 and 5",
        (1, 3, 4, 6, 7, 8): "duties 1, 3, 4 and 6 to 8",
    }
    assert {numbers: duties_in_words(by_number[each] for each in numbers) for numbers in shown} == shown


def test_long_panels_are_marked() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("ab cd", 4) == "ab\u2026"


def test_standard_without_basis_says_so() -> None:
    part = part_of(standards.changed(standards.small(), basis=()))
    assert "doesn't state which fields are printed" in terminal.write([document(part, "small.yaml")], Screen())


def test_standard_as_json_can_be_read_again(st1414: Standard) -> None:
    text = standard_json.standard(part_of(st1414))
    assert text.isascii()
    assert Standard.model_validate(json.loads(text)) == st1414
