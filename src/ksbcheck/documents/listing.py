"""Lists of codes, which show nothing: with the standard's statements, or alone."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ksbcheck.documents.content import Known, tells
from ksbcheck.documents.mention_words import CLAIMS
from ksbcheck.domain.citation import Mention

_FEWEST_CODES = 12
_GAP = 300
"""The most characters between two codes of a list: somewhat more than a statement."""
_CLOSE = 33
"""How many characters a code has, on average, in a list that is not in the standard's order."""
_BESIDE = 600
"""How many characters behind a code may be about it: a statement, and what shows it."""
_MOST_CLAIMED = 0.75
"""The share of the standard's codes that a sentence may claim at once."""


def find_listed(mentions: Sequence[Mention], asked: Sequence[int], text: str, known: Known) -> frozenset[int]:
    """Return the asked mentions that are in lists, unless most have own words beside them, or beside their statement.

    Positions are in `text`, which may end earlier.
    """
    labels = [index for index in asked if mentions[index].labels]
    runs = ([labels[at] for at in run] for run in _runs([mentions[index] for index in labels]))
    lists = [run for run in runs if len({mentions[index].code for index in run}) >= _FEWEST_CODES]
    listed = frozenset(index for run in lists for index in run)
    if not known.runs:
        return listed
    told, stated, said = set[int](), set[int](), set[int]()
    starts = [mention.position for mention in mentions]
    is_part = len({mentions[index].code for index in listed}) < _MOST_CLAIMED * len(known.codes)
    for index in asked:
        start, following = starts[index], bisect_right(starts, starts[index])
        beside = text[mentions[index].end : min([*starts[following : following + 1], start + _BESIDE])]
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if index in listed and (tells(beside, known) or (is_part and CLAIMS.search(line))):
            told.add(index)
        elif any(known.states(part, mentions[index].code) and not tells(part, known) for part in (beside, line)):
            stated.add(index)
        elif index in listed and len(beside.partition("\n")[0].split()) > 1:
            said.add(index)
    return (listed - told - said if 2 * len(listed & told) >= len(listed) else listed) | stated


def _runs(mentions: Sequence[Mention]) -> Iterator[range]:
    """Yield runs of mentions near each other that are in the standard's order, or close together."""
    start, last = 0, 0
    highest: dict[str, int] = {}
    for at, mention in enumerate(mentions):
        kind = mention.code.rstrip("0123456789")
        number = int(mention.code[len(kind) :])
        is_close = mention.position - mentions[start].position <= _CLOSE * (at - start)
        if mention.position - last > _GAP or (number < highest.get(kind, 0) and not is_close):
            yield range(start, at)
            start, highest = at, {}
        last, highest[kind] = mention.position, number
    yield range(start, len(mentions))
