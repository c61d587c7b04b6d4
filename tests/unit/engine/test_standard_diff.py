import pytest

from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard
from ksbcheck.domain.standard_change import Change, MappingChange, Run, WordChange
from ksbcheck.engine.standard_diff import compare_standards

COMPLETE, PARTIAL, NONE = DutyMapping.COMPLETE, DutyMapping.PARTIAL, DutyMapping.NONE
TEXTS = {
    "K1": "How bees live through the year.",
    "K2": "How honey is harvested without harm.",
    "K3": "How the law protects the hives of others.",
}


def standard(
    ksbs: dict[str, str] | None = None,
    mapping: DutyMapping = COMPLETE,
    codes: tuple[str, ...] = (),
    owners: dict[str, tuple[str, ...] | None] | None = None,
    options: dict[str, str] | None = None,
    **fields: object,
) -> Standard:
    given = {
        "reference": "BEE1",
        "title": "Beekeeper",
        "level": 3,
        "version": "1.0",
        "options": tuple(Option(id=key, title=title) for key, title in (options or {"a": "A", "b": "B"}).items()),
        "duties": (Duty(number=1, text="Keep bees.", options=(), mapping=mapping, ksbs=codes),),
        "ksbs": tuple(
            Ksb(code=code, text=text, options=(owners or {}).get(code, ())) for code, text in (ksbs or TEXTS).items()
        ),
    }
    return Standard(format="ksbcheck-standard/1", **{**given, **fields})


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        # mapping and codes of the old and new duty; gained, lost, newly named, no longer named
        ((COMPLETE, ("K1",)), (COMPLETE, ("K2",)), (("K2",), ("K1",), (), ())),
        ((PARTIAL, ("K1",)), (COMPLETE, ("K2",)), ((), ("K1",), ("K2",), ())),
        ((COMPLETE, ("K1",)), (PARTIAL, ("K2",)), (("K2",), (), (), ("K1",))),
        ((PARTIAL, ("K1",)), (PARTIAL, ("K2",)), ((), (), ("K2",), ("K1",))),
        ((NONE, ()), (COMPLETE, ("K2", "K1")), ((), (), ("K1", "K2"), ())),
        ((COMPLETE, ("K1", "K2")), (NONE, ()), ((), (), (), ("K1", "K2"))),
        ((NONE, ()), (NONE, ()), ((), (), (), ())),
    ],
)
def test_standard_diff_tells_certain_mapping_changes_apart(
    old: tuple[DutyMapping, tuple[str, ...]],
    new: tuple[DutyMapping, tuple[str, ...]],
    found: tuple[tuple[str, ...], ...],
) -> None:
    diff = compare_standards(standard(None, *old), standard(None, *new))
    (duty,) = diff.duties
    assert duty.mapping == MappingChange(old[0], new[0], *found)
    assert duty.changes == ((Change.REMAPPED,) if old != new else ())
    assert diff.is_same == (old == new)


def test_standard_diff_renumbers_mappings() -> None:
    later = {"K1": TEXTS["K2"], "K2": f"{TEXTS['K1']} And in winter.", "K4": "Weather."}
    (duty,) = compare_standards(
        standard(None, COMPLETE, ("K1", "K2", "K3")), standard(later, PARTIAL, ("K1", "K2", "K4"))
    ).duties
    assert duty.mapping == MappingChange(COMPLETE, PARTIAL, ("K4",), ("K3",), (), ())


def test_standard_diff_maps_added_and_removed_statements() -> None:
    later = {"K1": TEXTS["K1"], "K4": "Weather."}
    (duty,) = compare_standards(standard(None, PARTIAL, ("K1", "K3")), standard(later, PARTIAL, ("K1", "K4"))).duties
    assert duty.mapping == MappingChange(PARTIAL, PARTIAL, ("K4",), ("K3",), (), ())


def test_standard_diff_marks_words_in_order() -> None:
    later = {**TEXTS, "K2": "How fresh honey is harvested safely."}
    reworded = compare_standards(standard(), standard(later)).by_old_code["K2"]
    assert reworded.changes == (Change.REWORDED,)
    assert reworded.words == (
        Run(WordChange.KEPT, "How"),
        Run(WordChange.ADDED, "fresh"),
        Run(WordChange.KEPT, "honey is harvested"),
        Run(WordChange.REMOVED, "without harm."),
        Run(WordChange.ADDED, "safely."),
    )


@pytest.mark.parametrize(
    ("was", "now", "moved"),
    [
        ((), (), False),
        (("a",), (), True),
        (("a", "b"), ("b", "a"), False),
        (("a",), ("b",), True),
        (None, None, False),
        (None, (), True),
        (("b",), None, True),
    ],
)
def test_standard_diff_moves_statements(was: tuple[str, ...] | None, now: tuple[str, ...] | None, moved: bool) -> None:
    diff = compare_standards(standard(owners={"K1": was}), standard(owners={"K1": now}))
    assert diff.by_old_code["K1"].changes == ((Change.MOVED,) if moved else ())


def test_standard_diff_pairs_options_by_title_then_id() -> None:
    old = standard(
        options={"a": "Apiaries", "b": "Bees", "c": "Combs", "d": "Drones"}, owners={"K1": ("a",), "K2": ("b",)}
    )
    new = standard(
        options={"b": "Apiaries", "a": "Bees", "c": "Cells", "e": "Eggs"}, owners={"K1": ("b",), "K2": ("b",)}
    )
    diff = compare_standards(old, new)
    assert [(each.old and each.old.id, each.new and each.new.id, each.changes) for each in diff.options] == [
        ("a", "b", (Change.RENAMED,)),
        ("b", "a", (Change.RENAMED,)),
        ("c", "c", (Change.RETITLED,)),
        ("d", None, (Change.REMOVED,)),
        (None, "e", (Change.ADDED,)),
    ]
    assert [code for code, each in diff.by_old_code.items() if each.moved] == ["K2"]


def test_standard_diff_lists_changed_facts() -> None:
    assert compare_standards(standard(), standard(version="1.1", reference="BEE2")).is_same
    (fact,) = compare_standards(standard(), standard(level=4)).facts
    assert fact == ("level", 3, 4)
