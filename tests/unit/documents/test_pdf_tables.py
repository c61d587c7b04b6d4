"""Tables on the pages of PDFs: columns by the gaps between texts, rows by their lines."""

from ksbcheck.documents.pdf_tables import Box, Text, split_tables

_HEIGHT = 10


def _texts(*rows: tuple[float, dict[float, str]]) -> list[Text]:
    """Return texts by the tops of their lines and their left edges, five points a letter."""
    return [
        (Box(left, top - _HEIGHT, left + 5 * len(text), top), text)
        for top, cells in rows
        for left, text in cells.items()
    ]


def test_split_tables_joins_the_lines_of_a_cell() -> None:
    texts = _texts(
        (700, {50: "My mapping"}),
        (680, {50: "KSB", 100: "Evidence", 250: "Page"}),
        (660, {50: "K6", 100: "Phonics plan with", 250: "2"}),
        (648, {100: "a long title"}),
        (628, {100: "Film", 250: "3"}),
        (600, {50: "I wrote about K30 in a text."}),
    )
    assert list(split_tables(texts)) == [
        "My mapping",
        [("KSB", "Evidence", "Page"), ("K6", "Phonics plan with a long title", "2"), ("", "Film", "3")],
        "I wrote about K30 in a text.",
    ]


def test_split_tables_leaves_text_in_two_columns() -> None:
    texts = _texts((700, {50: "On 4 March 2026", 200: "K6 was 1 of 3"}), (688, {50: "we met", 200: "and K7 too"}))
    assert list(split_tables(texts)) == ["On 4 March 2026 K6 was 1 of 3", "we met and K7 too"]
