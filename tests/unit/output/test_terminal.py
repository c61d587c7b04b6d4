import pytest

from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Document,
    Items,
    Lines,
    Mark,
    Note,
    Screen,
    Section,
    Table,
    Words,
)
from ksbcheck.output.terminal import write


def _written(*blocks: Block, title: str = "", screen: Screen = Screen(width=20)) -> str:  # noqa: B008 - frozen
    return write([Document("", (Section(title, blocks),))], screen)


def test_terminal_escapes_markup() -> None:
    text = _written(Note(Words("[bold]FAKE[/] :smile: \x1b[31m", "bad")), title="[/]", screen=Screen())
    assert text == "\n[/]\n[bold]FAKE[/] :smile: \ufffd[31m\n"


@pytest.mark.parametrize("cell", ["a\nb", Words("a\nb"), ("a\n", "b"), Lines(("a\nb",))])
def test_terminal_joins_lines_in_data(cell: Cell) -> None:
    assert _written(Note(cell)).count("\n") == 1


def test_terminal_draws_in_ascii_where_it_must() -> None:
    cut = Table((Column(whole=True, share=1),), (("█ ▓ × a long line of words",),))
    assert _written(cut, screen=Screen(width=12, unicode=False)) == "# = x a lon~\n"


def test_terminal_writes_rows_as_lines_where_columns_have_no_room() -> None:
    columns = (Column("Name", whole=True), Column("Of", whole=True), Column(whole=True), Column("Why", share=1))
    table = Table(columns, (("Ann Example", "1 of 2", "", "late"), ("Bo", "", "so", "")))
    assert _written(table) == "Ann Example: Of 1 of\n2, Why late\nBo: so\n"
    assert "Why" in _written(table, screen=Screen(width=50)).splitlines()[0]


def test_terminal_colours_only_on_request() -> None:
    note = Note(Words("x", "strong bad"))
    assert _written(note, screen=Screen(colour=True)) == "\x1b[1;31mx\x1b[0m\n"
    assert _written(note) == "x\n"


def test_terminal_in_ascii() -> None:
    blocks = (
        Table((Column("A"), Column("B")), (("1", "2"),)),
        Note((Words(Mark.YES), " ", Words(Mark.NO, "bad"))),
    )
    assert _written(*blocks, screen=Screen(width=60, unicode=False)).isascii()
    assert not _written(*blocks, screen=Screen(width=60)).isascii()


def test_table_with_headings_fills_the_width() -> None:
    table = Table((Column("Name"), Column("n", right=True, whole=True)), (("a", 1), (Lines(("b", "c")), 12)))
    assert (
        _written(table) == "Name               n\n────────────────────\na                  1\nb                 12\nc\n"
    )


def test_table_wraps_long_words() -> None:
    table = Table((Column("A", share=1), Column("B", share=1)), (("a" * 30, "b"),))
    assert _written(table).count("a") == 30


def test_table_without_headings_aligns_columns() -> None:
    assert _written(Table((Column(right=True), Column()), ((1, "a"), (10, "b")), indent=2)) == "   1  a\n  10  b\n"


def test_items() -> None:
    assert _written(Items(("a", "b"))) == "-  a\n-  b\n"
    assert _written(Items(("a", "b"), numbered=True)) == "1  a\n2  b\n"


def test_several_documents() -> None:
    document = Document("", (Section("A", (Note("b"),)), Section("", (Note("c"),))))
    assert write([document, document], Screen()) == "\nA\nb\nc\n" + "\n" + "\nA\nb\nc\n"


def test_table_caption() -> None:
    assert _written(Table((Column(),), (("1",),), caption="C")) == "C\n1\n"
