from ksbcheck.domain.matrix import Cell, Part, cell, panels, part_of
from ksbcheck.domain.standard import Standard
from tests import standards


def without_option() -> Standard:
    """Return the small standard with S3 and duty 5 of no option."""
    small = standards.small()
    ksbs = (k.model_copy(update={"options": None}) if k.code == "S3" else k for k in small.ksbs)
    duties = (d.model_copy(update={"options": None}) if d.number == 5 else d for d in small.duties)
    return standards.changed(small, ksbs=tuple(ksbs), duties=tuple(duties))


def rows(part: Part, most: int = 99) -> dict[str, dict[int, str]]:
    """Return the signs of each duty's row, by the first code of the piece."""
    return {
        panel.ksbs[0].code: {
            duty.number: "".join(each.value for each in cells)
            for _, of_owner in panel.groups
            for duty, cells in of_owner
        }
        for panel in panels(part, most)
    }


def test_matrix_part_has_required_items_of_option() -> None:
    small = standards.small()
    whole, indoor = part_of(small), part_of(small, "indoor")
    assert (len(whole.duties), len(whole.ksbs), whole.option) == (5, 8, None)
    assert [duty.number for duty in indoor.duties] == [1, 2, 3, 4]
    assert [ksb.code for ksb in indoor.ksbs] == ["K1", "K2", "K3", "S1", "S2", "B1"]
    assert indoor.option == small.option("indoor")
    few = part_of(small, "indoor", {1, 5}, {"S1", "K1", "K4"})
    assert ([duty.number for duty in few.duties], [ksb.code for ksb in few.ksbs]) == ([1], ["K1", "S1"])
    assert few.codes(few.duties[0]) == ("K1", "S1")
    assert [kind for kind, _ in whole.kinds] == ["K", "S", "B"]


def test_matrix_whole_includes_items_of_no_option() -> None:
    standard = without_option()
    assert {"S3"} == {k.code for k in part_of(standard).ksbs} - {"K1", "K2", "K3", "K4", "S1", "S2", "B1"}
    assert "S3" not in {k.code for k in part_of(standard, "outdoor").ksbs}
    assert 5 not in {d.number for d in part_of(standard, "outdoor").duties}


def test_matrix_cell_marks_unknown_mappings() -> None:
    small = standards.small()
    assert rows(part_of(small)) == {
        "K1": {1: "xx..", 2: "????", 4: "..x-", 5: "??-x"},
        "S1": {1: "x..", 2: "???", 4: ".x-", 5: "?-?"},
        "B1": {1: ".", 2: "x", 4: ".", 5: "?"},
    }
    loose = without_option()
    assert cell(loose.by_number[4], loose.by_code["S3"]) is Cell.NOT_MAPPED
    assert cell(loose.by_number[5], loose.by_code["K3"]) is Cell.NOT_KNOWN
    assert [duty.number for duty in part_of(small).may_need(small.by_code["S3"])] == [2, 3, 5]


def test_matrix_panels_are_equally_wide_and_ordered_by_owner() -> None:
    small = standards.small()
    assert [len(panel.ksbs) for panel in panels(part_of(small), 3)] == [2, 2, 3, 1]
    panel = next(panels(part_of(without_option()), 9))
    assert [owner for owner, _ in panel.groups] == [(), ("indoor",), None]


def test_matrix_has_no_panels_without_mapping() -> None:
    small = standards.small()
    assert not list(panels(part_of(small, duties={3}), 9))
    assert not list(panels(part_of(small, duties=set()), 9))
