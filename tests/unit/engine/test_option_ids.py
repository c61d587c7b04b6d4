"""Options of another version keep the ids that manifests know."""

import pytest

from ksbcheck.domain.standard import Standard
from ksbcheck.engine.option_ids import with_known_option_ids
from tests.standards import changed


def renamed(standard: Standard, ids: dict[str, str], titles: dict[str, str] | None = None) -> Standard:
    def new(item):
        return {**item.model_dump(), "options": [ids[option] for option in item.options]}

    options = [{"id": ids[o.id], "title": (titles or {}).get(o.id, f" {o.title.upper()} ")} for o in standard.options]
    return changed(
        standard, version="1.1", options=options, duties=[*map(new, standard.duties)], ksbs=[*map(new, standard.ksbs)]
    )


OTHERS = {"send": "a", "wellbeing": "b", "curriculum": "c"}


def test_option_ids_are_kept_for_the_same_titles(st1414):
    kept = with_known_option_ids(renamed(st1414, OTHERS), [st1414])
    assert kept.option_ids == st1414.option_ids
    for option in st1414.option_ids:
        ours, theirs = st1414.requirements[option], kept.requirements[option]
        assert [ksb.code for ksb in ours.ksbs] == [ksb.code for ksb in theirs.ksbs]
        assert [duty.number for duty, _ in ours.duties] == [duty.number for duty, _ in theirs.duties]
    stated = [field for basis in kept.basis for field in basis.fields]
    assert stated.count("options.id") == 1
    assert "another version" in kept.basis_of("options.id").why


@pytest.mark.parametrize(
    "titles",
    [{"send": "A", "wellbeing": "B", "curriculum": "C"}, {"send": "SEND", "wellbeing": "SEND", "curriculum": "SEND"}],
    ids=["of other titles", "all of one title"],
)
def test_option_ids_are_kept_if_ambiguous(st1414, titles):
    standard = renamed(st1414, OTHERS, titles)
    assert with_known_option_ids(standard, [st1414]) is standard
    assert with_known_option_ids(standard, []) is standard
