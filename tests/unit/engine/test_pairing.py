import pytest

from ksbcheck.domain.standard import Duty, DutyMapping, Ksb
from ksbcheck.domain.standard_change import Change, label
from ksbcheck.engine.pairing import _best_assignment, pair_duties, pair_statements

PLAN = "Plan lessons that meet the needs of every pupil in the class."
PLAN_NOW = "Plan and adapt lessons that meet the needs of every pupil in the class."
KEEP = "Keep records."


def ksbs(**texts: str) -> list[Ksb]:
    return [Ksb(code=code, options=(), text=text) for code, text in texts.items()]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (ksbs(K1=PLAN), ksbs(K1=f" {PLAN.replace(' ', '  ')}"), [("K1", "K1", ())]),
        (ksbs(K1=PLAN), ksbs(K2=PLAN), [("K1", "K2", (Change.RENUMBERED,))]),
        (ksbs(K1=PLAN), ksbs(K1=PLAN_NOW), [("K1", "K1", (Change.REWORDED,))]),
        (ksbs(K1=PLAN), ksbs(K3=PLAN_NOW), [("K1", "K3", (Change.REWORDED, Change.RENUMBERED))]),
        (ksbs(K1=PLAN), ksbs(K1=KEEP), [("K1", None, (Change.REMOVED,)), (None, "K1", (Change.ADDED,))]),
        (ksbs(K1=PLAN), ksbs(S1=PLAN), [("K1", None, (Change.REMOVED,)), (None, "S1", (Change.ADDED,))]),
        # an equal text goes before an equal code
        (
            ksbs(K1=PLAN, K2=KEEP),
            ksbs(K1=KEEP, K2=PLAN_NOW),
            [("K1", "K2", (Change.REWORDED, Change.RENUMBERED)), ("K2", "K1", (Change.RENUMBERED,))],
        ),
        # between equals the code decides
        (ksbs(K1=PLAN), ksbs(K1=PLAN_NOW, K2=PLAN_NOW), [("K1", "K1", (Change.REWORDED,)), (None, "K2", (Change.ADDED,))]),
        (ksbs(K2=PLAN), ksbs(K1=PLAN_NOW, K2=PLAN_NOW), [("K2", "K2", (Change.REWORDED,)), (None, "K1", (Change.ADDED,))]),
        # two of one text go one by one
        (
            ksbs(K1=KEEP, K2=KEEP),
            ksbs(K2=KEEP, K5=KEEP),
            [("K1", "K5", (Change.RENUMBERED,)), ("K2", "K2", ())],
        ),
        (ksbs(K1="???"), ksbs(K1="!!!"), [("K1", None, (Change.REMOVED,)), (None, "K1", (Change.ADDED,))]),
        (ksbs(K10=KEEP, K9=PLAN, B1=KEEP), [], [(code, None, (Change.REMOVED,)) for code in ("K9", "K10", "B1")]),
    ],
)  # fmt: skip
def test_pairing_pairs_statements(old: list[Ksb], new: list[Ksb], pairs: list[object]) -> None:
    found = pair_statements(old, new)
    assert [(p.old and label(p.old), p.new and label(p.new), p.changes) for p in found] == pairs


def test_pairing_maximises_the_total_likeness() -> None:
    old = ksbs(K1="one two three four five six", K2="one two three four nine ten")
    new = ksbs(K3="one two three four five ten", K4="one two seven four five six")
    assert [(pair.old and pair.old.code, pair.new and pair.new.code) for pair in pair_statements(old, new)] == [
        ("K1", "K4"),
        ("K2", "K3"),
    ]


def test_pairing_pairs_duties() -> None:
    def duties(**texts: str) -> list[Duty]:
        return [
            Duty(number=int(n[1:]), text=text, options=(), mapping=DutyMapping.NONE, ksbs=())
            for n, text in texts.items()
        ]

    found = pair_duties(duties(D1=KEEP, D2=PLAN, D3="Tidy up."), duties(D1=PLAN_NOW, D3=KEEP, D4="Be on time, always."))
    assert [(pair.old and pair.old.number, pair.new and pair.new.number) for pair in found] == [
        (1, 3),
        (2, 1),
        (3, None),
        (None, 4),
    ]


def test_pairing_assigns_hundreds_exactly() -> None:
    hidden = [(row, row * 7 % 200) for row in range(200)]
    weights = [[row + column for column in range(200)] for row in range(200)]
    for row, column in hidden:
        weights[row][column] += 1
    assert _best_assignment(weights) == tuple(hidden)


@pytest.mark.parametrize(("weights", "pairs"), [([], ()), ([[]], ()), ([[0, -3]], ()), ([[1], [5], [2]], ((1, 0),))])
def test_pairing_leaves_unlike_items_alone(weights: list[list[int]], pairs: tuple[object, ...]) -> None:
    assert _best_assignment(weights) == pairs


def test_pairing_compares_huge_texts_by_words() -> None:
    words = [f"w{number}" for number in range(11_000)]
    one, other = [Ksb.model_construct(code="K1", options=(), text=" ".join(each)) for each in (words, words[::-1])]
    (pair,) = pair_statements([one], [other])
    assert (pair.old, pair.new) == (one, other)
