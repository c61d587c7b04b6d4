"""Two standards compared, as tables for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.standard import Duty, Ksb
from ksbcheck.domain.standard_change import Compared, Run, StandardDiff, WordChange
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, table, to_text, words
from ksbcheck.reports.standard_diff_words import (
    LEGEND,
    NOT_COMPARED,
    details,
    fact_in_words,
    marked,
    name_of,
    names,
    option_in_words,
    text_of,
    verdict,
    warning,
    what,
)

_STYLES = {WordChange.KEPT: "", WordChange.REMOVED: "red", WordChange.ADDED: "green"}


def render(diff: StandardDiff, files: tuple[str, str], screen: Screen) -> str:
    """Return what has changed from one standard to another; `files` name where they come from."""
    return to_text(_diff(diff, files, screen), screen)


def _diff(diff: StandardDiff, files: tuple[str, str], screen: Screen) -> Iterator[RenderableType]:
    loud = warning(diff)
    if loud:
        yield words(loud, "bold yellow")
        yield words("")
    both = zip(("From", "To"), (diff.old, diff.new), files, strict=True)
    yield facts((side, Text.assemble(words(name_of(each)), "\n", words(file, "dim"))) for side, each, file in both)
    if diff.facts:
        yield heading("The standard itself")
        yield facts((fact.field, words(fact_in_words(fact))) for fact in diff.facts)
    changed_options = [option for option in diff.options if option.changes]
    if changed_options:
        yield heading("Options")
        yield facts((what(option.changes), words(option_in_words(option))) for option in changed_options)
    yield from _items("Statements", "Statement", diff.statements, screen)
    yield from _items("Duties", "Duty", diff.duties, screen)
    if diff.is_anything_reworded:
        yield words("")
        yield words(LEGEND, "dim")
    yield heading("Not compared")
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    for line in NOT_COMPARED:
        rows.add_row("-", words(line))
    yield rows
    yield words("")
    yield words(verdict(diff), "bold")


def _items(
    title: str, column: str, items: Sequence[Compared[Ksb]] | Sequence[Compared[Duty]], screen: Screen
) -> Iterator[RenderableType]:
    changed = [item for item in items if item.changes]
    if not changed:
        return
    yield heading(title)
    rows = table(
        screen,
        Column("Was", no_wrap=True, style="bold"),
        Column("Is", no_wrap=True, style="bold"),
        Column("Change", width=11),
        Column(column, ratio=1),
    )
    for item in changed:
        lines = [marked_text(text_of(item)), *(words(line, "dim") for line in details(item))]
        rows.add_row(*names(item), words(what(item.changes)), Text("\n").join(lines))
    yield rows


def marked_text(runs: Iterable[Run]) -> Text:
    """Return words with signs that say what has become of them, and with colours that say it again."""
    return Text(" ").join(words(marked(run), _STYLES[run.change]) for run in runs)
