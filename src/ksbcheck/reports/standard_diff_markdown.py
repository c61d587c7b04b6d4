"""Two standards compared, as Markdown for pull requests and pages."""

from collections.abc import Iterable, Iterator, Sequence

from ksbcheck.domain.standard import Duty, Ksb
from ksbcheck.domain.standard_change import Compared, Run, StandardDiff, WordChange
from ksbcheck.output.markdown_text import plain
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

_EMPHASIS = {WordChange.KEPT: "", WordChange.REMOVED: "~~", WordChange.ADDED: "**"}


def render(diff: StandardDiff, files: tuple[str, str]) -> str:
    """Return what has changed from one standard to another; `files` name where they come from."""
    return "\n".join(_lines(diff, files)).rstrip() + "\n"


def _lines(diff: StandardDiff, files: tuple[str, str]) -> Iterator[str]:
    yield from (f"# {plain(name_of(diff.new))}, compared with version {plain(diff.old.version)}", "")
    loud = warning(diff)
    if loud:
        yield from (f"**{plain(loud)}**", "")
    yield from (f"**{plain(verdict(diff))}**", "")
    for side, standard, file in zip(("From", "To"), (diff.old, diff.new), files, strict=True):
        yield f"- {side}: {plain(name_of(standard))} ({plain(file)})"
    yield ""
    yield from _table("The standard itself", ("Field", "Change"), ((f.field, fact_in_words(f)) for f in diff.facts))
    options = ((what(option.changes), option_in_words(option)) for option in diff.options if option.changes)
    yield from _table("Options", ("Change", "Option"), options)
    yield from _items("Statements", "Statement", diff.statements)
    yield from _items("Duties", "Duty", diff.duties)
    if diff.is_anything_reworded:
        yield from (plain(LEGEND), "")
    yield from ("## Not compared", "", *(f"- {plain(line)}" for line in NOT_COMPARED))


def _items(title: str, column: str, items: Sequence[Compared[Ksb]] | Sequence[Compared[Duty]]) -> Iterator[str]:
    changed = [item for item in items if item.changes]
    if changed:
        yield from _head(title, ("Was", "Is", "Change", column))
        for item in changed:
            cells = [*map(plain, names(item)), plain(what(item.changes)), _text(item)]
            yield f"| {' | '.join(cells)} |"
        yield ""


def _text(item: Compared[Ksb] | Compared[Duty]) -> str:
    return "<br>".join([" ".join(map(_marked, text_of(item))), *(f"*{plain(line)}*" for line in details(item))])


def _marked(run: Run) -> str:
    return f"{_EMPHASIS[run.change]}{plain(marked(run))}{_EMPHASIS[run.change]}"


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    written = [f"| {' | '.join(map(plain, row))} |" for row in rows]
    if written:
        yield from (*_head(title, columns), *written, "")


def _head(title: str, columns: Sequence[str]) -> Iterator[str]:
    yield from (f"## {title}", "", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}")
