"""The key of a tracker: what its marks mean."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ksbcheck.domain.locator import parse
from ksbcheck.trackers.codes import codes_in
from ksbcheck.trackers.rows import Row, Table
from ksbcheck.trackers.words import LETTER_MARKS, Standing, entries, standing, whole_words

_KEY = whole_words("key; legend; codes used; meaning; symbols?; marks?")
_ENTRY = re.compile(
    r"(\S{1,3}|[A-Za-z]{1,12}|[\U0001f7e0-\U0001f7eb\U0001f534])\s*(?:=|:|\s[-\u2013]\s|\bmeans\b)\s*"
    r"([^=;|\n]{2,120}?)(?=$|;|\n|,\s*\S{1,12}\s*=|\s{2,})"
)
_BETWEEN = re.compile(r"\s*(?:/|,|;|\bor\b|\band\b|\n|\|)\s*")
_EXPLAINS = whole_words(
    r"evidenced?; shown; covered; taught; claimed; met; opportunit\w*; assessed; complete\w*; progress; not yet"
)
"""What the meaning of a mark says, where no title says that a key follows."""
_LONGEST_MARK, _SHORT, _SIGN = 14, 3, 2
_LONGEST = 200
_PAIR = 2
_MEANINGS = r"""
PLANNED = \A(?:planned|drafts?|in progress|to come)\b(?!.*\b(?:taught|teach|deliver))
ABSENT = not; no; none; without; gap; missing; nothing; n/a; never
TAUGHT = taught; teach\w*; deliver\w*; covered in (?:class|sessions?|module); introduced; session
POSSIBLE = opportunit\w+; possibl\w+; could; potential\w*; suggest\w*; may
PLANNED = will; plan\w*; to come; draft; in progress; working towards; to be; started; next; future; still to
PARTIAL = part\w*; some; weak
DONE = evidence[ds]?; show[ns]; covere?[ds]; claimed; met; complete[d]?; primary; secondary; main; supporting; full\w*
  demonstrated; strong; yes; done
"""
"""What the words of a meaning say; the first that they hold counts."""
_PATTERNS = tuple((Standing[name], whole_words(phrases)) for name, phrases in entries(_MEANINGS))
_SAME = str.maketrans(
    dict.fromkeys("\u2714\u2705\u2611\u2612", "\u2713")
    | dict.fromkeys("\u2718\u274c\u00d7", "\u2717")
    | dict.fromkeys("\u2013\u2014", "-")
)
_WORDS = {"yes": "y", "no": "n", "true": "y", "false": "n", "n/a": "na"}


def _look(mark: str) -> str:
    """Return a mark as a key has it, whichever tick, cross or dash a program wrote."""
    bare = " ".join(mark.replace("\ufe0f", "").split()).casefold().translate(_SAME)
    return _WORDS.get(bare, bare)


class Key(NamedTuple):
    """What marks mean; `entries` is empty where no key says."""

    entries: Mapping[str, Standing] = {}

    def read(self, text: str) -> Standing | None:
        """Return what a mark means; None if the key, or else custom, does not say."""
        bare = _look(text)
        if bare in self.entries:
            return self.entries[bare]
        return None if bare in LETTER_MARKS or (self.entries and len(bare) <= _SHORT) else standing(text)

    def marks(self, text: str) -> list[str]:
        """Return the marks in a cell: `T, A` has two where the key has both."""
        parts = _BETWEEN.split(text.strip())
        return parts if len(parts) > 1 and all(_look(part) in self.entries for part in parts) else [text.strip()]

    def is_mark(self, text: str) -> bool:
        """Return whether a cell has a mark, and no name of a piece."""
        if len(text) <= _SHORT or _look(text) in self.entries or standing(text) is not None:
            return True
        return len(text) <= _LONGEST_MARK and (
            parse(text) is not None or all(len(part) <= _SHORT for part in self.marks(text))
        )


def read_key(tables: Iterable[Table]) -> tuple[Key, frozenset[tuple[str, int]]]:
    """Return the key in any of the tables, and the places of its rows."""
    entries: dict[str, Standing] = {}
    places: set[tuple[str, int]] = set()
    for table in tables:
        is_key = _KEY.search(table.name) is not None
        for row in table.shown:
            is_key = is_key or (len(row.cells) <= _PAIR and _KEY.match(row.said) is not None)
            found = dict(_entries(row, is_key=is_key))
            if found:
                entries |= found
                places.add((table.name, row.number))
        for text in table.above:
            entries |= dict(_written(text, is_key=is_key or _KEY.match(text) is not None))
    return Key(entries), frozenset(places)


def _entries(row: Row, *, is_key: bool) -> Iterator[tuple[str, Standing]]:
    texts = list(row.cells.values())
    if len(texts) == _PAIR and not any(codes_in(text).every for text in texts):
        marks, said = _BETWEEN.split(texts[0]), _meaning(texts[1])
        is_sign = any(len(mark) <= _SIGN and not mark.isdigit() for mark in marks)
        if (
            said
            and all(len(mark) <= _LONGEST_MARK for mark in marks)
            and (is_key or (is_sign and _EXPLAINS.search(texts[1])))
        ):
            yield from ((_look(mark), said) for mark in marks)
            return
    if all(len(text) < _LONGEST for text in texts):
        for text in texts:
            yield from _written(text, is_key=is_key or _KEY.match(text) is not None)


def _written(text: str, *, is_key: bool) -> Iterator[tuple[str, Standing]]:
    """Yield the marks that a text explains: `x = evidenced; o = planned`."""
    text = re.sub(r"^\W*(?:key|legend)\W+", "", text, flags=re.IGNORECASE)
    for mark, meaning in _ENTRY.findall(text) if "=" in text or ":" in text else ():
        if (
            (said := _meaning(meaning))
            and (len(mark) <= _SHORT or ((is_key or "=" in text) and standing(mark)))
            and not codes_in(mark).every
        ):
            yield _look(mark), said


def _meaning(text: str) -> Standing | None:
    return standing(text) or next((said for said, pattern in _PATTERNS if pattern.search(text)), None)
