import sys
import unicodedata

import pytest

from ksbcheck.domain.text import first_few, hidden_characters, shown, shown_part

LAYOUT = "\t\n\r"
JOINERS = "\u200c\u200d"


def test_hidden_characters_include_control_and_format() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    hidden = [
        c for c in characters if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} and c not in LAYOUT + JOINERS
    ]
    assert [c for c in hidden if not hidden_characters(c)] == []


def test_hidden_characters_exclude_honest_text() -> None:
    assert hidden_characters("Learners’ voice, café, 學習, عربي, 👩\u200d🏫, ½ §\u00a0K12") == []


def test_shown_replaces_hidden_characters() -> None:
    assert shown("a\tb\nc") == "a b c"
    assert shown("\x1b[31mred\x1b]8;;x\x07") == "\ufffd[31mred\ufffd]8;;x\ufffd"
    assert shown("abc\u202ecba") == "abc\ufffdcba"
    assert shown("Learners’ voice") == "Learners’ voice"


def test_first_few_counts_the_rest() -> None:
    assert first_few([1]) == "1"
    assert first_few([1, 2, 3, 4, 5]) == "1, 2, 3, 4 and 5"
    assert first_few([1, 2, 3, 4, 5, 6, 7]) == "1, 2, 3, 4, 5 and 2 more"


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [(" é ", " é "), ("\n\té\u202e", " é\ufffd"), (" ", " "), ("\u00a0", " "), ("", ""), (" a", " a")],
)
def test_shown_part_keeps_a_blank_at_its_ends(text: str, shown_as: str) -> None:
    assert shown_part(text) == shown_as
