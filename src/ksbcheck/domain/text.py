"""Text made safe to show, and small pieces of English."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

_FEW = 5

# What a screen or page obeys instead of showing: control and C1 characters, format characters (among them the
# bidirectional marks, which can reorder a line), line and paragraph separators, lone surrogates, private use. Tab and
# line ends are layout, and the joiners belong to honest text and emoji.
# A string, compiled by `re` when it is first needed, which in most runs is never.
_HIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000f0000-\U0010ffff\ufffe\uffff]"
)


def hidden_characters(text: str) -> list[str]:
    """Return the characters of a text that a screen obeys instead of showing."""
    if text.replace("\n", "").isprintable():  # nearly always, and much faster to see
        return []
    return re.findall(_HIDDEN, text)


def shown(text: str) -> str:
    """Return a text as one line, with hidden characters replaced by U+FFFD and white space by single blanks."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_HIDDEN, "\ufffd", plain(text))


def shown_part(text: str) -> str:
    """Return a part of a line as `shown` does, with a blank where it begins or ends with one."""
    if text.isascii() and text.isprintable():
        return text
    return f"{' ' * text[:1].isspace()}{shown(text)}{' ' * (text[-1:].isspace() and not text.isspace())}"


def plain(text: str) -> str:
    """Return a text with any white space as one blank, to compare it."""
    return " ".join(text.split())


def day_in_words(day: date) -> str:
    """Return a day as people write it: `3 May 2025`."""
    return f"{day.day} {day:%B %Y}"


def clock(seconds: int) -> str:
    """Format seconds as a time stamp: `00:04:10`."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def seconds(written: str) -> int:
    """Parse a time stamp, as in `4:10` or `00:04:10`."""
    total = 0
    for part in written.split(":"):
        total = total * 60 + int(part)
    return total


def whole_number(text: str | None, otherwise: int = 0, most_digits: int = 7) -> int:
    """Parse a number that a document states; if it states none, or none that can be true, return another."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= most_digits else otherwise


def counted_noun(count: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 piece`, `2 pieces`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def first_few(items: Sequence[object]) -> str:
    """Return the first five items as an English list, with the number of the others."""
    more = len(items) - _FEW
    return listed([*items[:_FEW], f"{more} more"] if more > 0 else items)


def cut(text: str, most: int) -> str:
    """Return a text with at most so many characters, the last an ellipsis if there were more."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"


def lower_first(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def upper_first(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def listed(items: Iterable[object]) -> str:
    """Return items as an English list: `1, 2 and 3`."""
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last
