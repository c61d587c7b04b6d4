import pytest
from rich.table import Column

from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import heading, table, to_text, words


def test_data_is_never_markup() -> None:
    text = to_text([words("[bold]FAKE[/] :smile: \x1b[31m"), heading("[/]")], Screen())
    assert text == "[bold]FAKE[/] :smile: \ufffd[31m\n\n[/]\n"


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b[31m" in to_text([words("x", "red")], Screen(colour=True))
    assert to_text([words("x", "red")], Screen(colour=False)) == "x\n"


@pytest.mark.parametrize("unicode", [True, False])
def test_lines_that_the_screen_can_show(unicode: bool) -> None:
    screen = Screen(width=20, unicode=unicode)
    rows = table(screen, Column("A"), Column("B"))
    rows.add_row("1", "2")
    assert to_text([rows], screen).isascii() is not unicode
