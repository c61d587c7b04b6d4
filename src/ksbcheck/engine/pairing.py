"""Which statement, or duty, of one standard is which of another."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from ksbcheck.domain.codes import KINDS, code_order, kind_of
from ksbcheck.domain.standard import Duty, Ksb
from ksbcheck.domain.standard_change import Item, Pair, label, plain
from ksbcheck.engine.assignment import best_assignment

FLOOR = 0.6
"""How alike the words of two statements must be, from 0 to 1, to be one statement in other words."""
_MOST_PAIRS_OF_WORDS = 100_000_000
"""Beyond so many pairs of words, ten times what real standards have, their order is not looked at: it takes hours."""
_FINE = 1_000_000
"""Likeness is weighed in such parts of 1, so that sums are exact."""


def pair_statements(old: Sequence[Ksb], new: Sequence[Ksb]) -> tuple[Pair[Ksb], ...]:
    """Return each statement of two standards once, paired with what it is in the other.

    Within a kind (K with K), and with white space of any kind and length as one blank: first those of equal code and
    text; of the rest those of equal text, which are renumbered; and of the rest those that have the most words in
    common, so that the likeness of all of them together is as large as it can be, and none is below `FLOOR`. Between
    equals an equal code decides. All others are alone: an equal code with words too unlike is one statement removed
    and one added.

    They stand in the order of the old standard, the added ones last in the order of the new.
    """
    kinds = [[[ksb for ksb in ksbs if kind_of(ksb.code) == kind] for ksbs in (old, new)] for kind in KINDS]
    return _in_order([pair for of_old, of_new in kinds for pair in _paired(of_old, of_new)], _by_code)


def pair_duties(old: Sequence[Duty], new: Sequence[Duty]) -> tuple[Pair[Duty], ...]:
    """Return each duty of two standards once, paired with what it is in the other, as `pair_statements` does."""
    return _in_order(list(_paired(old, new)), _by_number)


def _by_code(ksb: Ksb) -> tuple[int, int]:
    return code_order(ksb.code)


def _by_number(duty: Duty) -> tuple[int, int]:
    return 0, duty.number


def _in_order(pairs: list[Pair[Item]], order: Callable[[Item], tuple[int, int]]) -> tuple[Pair[Item], ...]:
    def place(pair: Pair[Item]) -> tuple[bool, tuple[int, int]]:
        item = pair.old or pair.new
        return pair.old is None, order(item) if item else (0, 0)

    return tuple(sorted(pairs, key=place))


def _paired(old: Iterable[Item], new: Iterable[Item]) -> Iterator[Pair[Item]]:
    # The order of a file has no say in what is paired.
    olds, news = (sorted(items, key=lambda item: _number(label(item))) for items in (old, new))
    for equal in (_by_name_and_text, _by_text):
        pairs = list(_equal(olds, news, equal))
        yield from pairs
        olds = [item for item in olds if not any(pair.old is item for pair in pairs)]
        news = [item for item in news if not any(pair.new is item for pair in pairs)]
    alike = best_assignment(_weights(olds, news))
    yield from (Pair(olds[one], news[other]) for one, other in alike)
    yield from (Pair(item, None) for at, item in enumerate(olds) if at not in {one for one, _ in alike})
    yield from (Pair(None, item) for at, item in enumerate(news) if at not in {other for _, other in alike})


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name))


def _by_name_and_text(item: Ksb | Duty) -> Hashable:
    return label(item), plain(item.text)


def _by_text(item: Ksb | Duty) -> Hashable:
    return plain(item.text)


def _equal(old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], Hashable]) -> Iterator[Pair[Item]]:
    """Yield the pairs of equal keys; of several with one key the first goes with the first."""
    waiting: dict[Hashable, list[Item]] = {}
    for item in reversed(new):
        waiting.setdefault(key(item), []).append(item)
    for item in old:
        fitting = waiting.get(key(item))
        if fitting:
            yield Pair(item, fitting.pop())


def _weights(old: Sequence[Ksb | Duty], new: Sequence[Ksb | Duty]) -> list[list[int]]:
    """Return what pairing any two items is worth: their likeness, and next to nothing besides for an equal name."""
    texts = [_Words(item.text) for item in old]
    new_texts = [_Words(item.text) for item in new]
    in_order = sum(len(each.all) for each in texts) * sum(len(each.all) for each in new_texts) <= _MOST_PAIRS_OF_WORDS
    likeness = [_likeness(texts, words, in_order=in_order) for words in new_texts]
    more_than_all_names = min(len(old), len(new)) + 1
    return [
        [
            round(likeness[at][row] * _FINE) * more_than_all_names + (label(item) == label(other))
            if likeness[at][row] >= FLOOR
            else 0
            for at, other in enumerate(new)
        ]
        for row, item in enumerate(old)
    ]


class _Words:
    """The words of a text in their order, each of them once, and how many are repeated."""

    def __init__(self, text: str) -> None:
        self.all = re.findall(r"\w+", text.casefold()) or text.split()
        self.once = frozenset(self.all)
        self.repeated = len(self.all) - len(self.once)


def _likeness(texts: Sequence[_Words], words: _Words, *, in_order: bool) -> list[float]:
    """Return how alike texts are to one, from 0 to 1; 0 for those that are below the floor in any case.

    Not `in_order`, it is how many words they may have in common, whatever their order.
    """
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words.all)
    found = []
    for text in texts:
        # Whatever their order, no more words can match than these, and to count them is far quicker.
        at_most = len(text.once & words.once) + min(text.repeated, words.repeated)
        count = len(text.all) + len(words.all)
        if 2 * at_most < FLOOR * count:
            found.append(0.0)
        elif in_order:
            matcher.set_seq1(text.all)
            found.append(matcher.ratio())
        else:
            found.append(2 * at_most / count)
    return found
