import json

import pytest
from rich.table import Column

from ksbcheck.domain.standard import Standard
from ksbcheck.formats import RENDERERS, ReportFormat, renderer
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import heading, table, to_text, words
from ksbcheck.reports.standard import basis_table
from ksbcheck.reports.standard_json import render_standard


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


def test_a_standard_without_basis_says_so() -> None:
    assert "doesn't state" in to_text([basis_table((), Screen())], Screen())


def test_every_format_has_a_renderer() -> None:
    assert {*RENDERERS, ReportFormat.MARKDOWN} == set(ReportFormat)  # Markdown is a document
    for each in RENDERERS:
        assert callable(renderer(each))


def test_a_standard_shown_as_json_can_be_read_again(st1414: Standard) -> None:
    text = render_standard(st1414, set(st1414.by_number), set(st1414.by_code))
    assert text.isascii()
    assert Standard.model_validate(json.loads(text)) == st1414
