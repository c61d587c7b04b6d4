"""A migration as tables for a terminal."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.migration import Fate, Migration, MovedClaim, Proposal
from ksbcheck.domain.standard import Ksb
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, table, to_text, words
from ksbcheck.reports.migrate_words import (
    FATES,
    by_code,
    claim_in_words,
    duty_in_words,
    exception_in_words,
    notes,
    verdict,
)
from ksbcheck.reports.standard_diff import marked_text
from ksbcheck.reports.standard_diff_words import LEGEND, name_of, text_of


def render(proposal: Proposal, files: tuple[str, str], screen: Screen, *, written: bool) -> str:
    """Return what would become of a portfolio, or has; `files` name where the standards come from."""
    return to_text(_migration(proposal, files, screen, written=written), screen)


def _migration(
    proposal: Proposal, files: tuple[str, str], screen: Screen, *, written: bool
) -> Iterator[RenderableType]:
    migration = proposal.migration
    yield facts(_header(proposal, files))
    if proposal.changed:
        yield heading("Claims")
        counts = {fate: len(migration.claims_that(fate)) for fate in Fate}
        rows = grid(Column(justify="right", no_wrap=True), Column(overflow="fold"))
        for fate, count in counts.items():
            if count or fate is Fate.UNCHANGED:
                rows.add_row(str(count), words(FATES[fate]))
        yield rows
        yield from _by_statement("To review", migration.claims_that(Fate.REVIEW), screen)
        yield from _by_statement("Taken out", migration.claims_that(Fate.GONE), screen)
        yield from _by_statement("New codes", migration.claims_that(Fate.RENUMBERED), screen)
        if migration.claims_that(Fate.REVIEW):
            yield words("")
            yield words(LEGEND, "dim")
        yield from _rest(migration)
        yield from _bullets("Look at this too", notes(proposal))
    yield words("")
    yield words(verdict(proposal, written=written), "bold")


def _header(proposal: Proposal, files: tuple[str, str]) -> Iterator[tuple[str, Text]]:
    diff = proposal.migration.diff
    yield "Portfolio", words(proposal.path)
    for side, standard, file in zip(("From", "To"), (diff.old, diff.new), files, strict=True):
        yield side, Text.assemble(words(name_of(standard)), "\n", words(file, "dim"))
    option = proposal.migration.option
    yield "Option", words(f"{option.id}: {option.title}")


def _by_statement(title: str, claims: Iterable[MovedClaim], screen: Screen) -> Iterator[RenderableType]:
    found = by_code(claims)
    if not found:
        return
    yield heading(title)
    rows = table(
        screen,
        Column("Was", no_wrap=True, style="bold"),
        Column("Is", no_wrap=True, style="bold"),
        Column("Statement, and the pieces that claim it", ratio=1),
    )
    for code, of_code in found.items():
        statement = of_code[0].statement
        text = marked_text(text_of(statement)) if statement else words("the old version has no such code")
        lines = [text, *(words(claim_in_words(claim), "dim") for claim in of_code)]
        rows.add_row(words(code), words(of_code[0].new_code or "-"), Text("\n").join(lines))
    yield rows


def _rest(migration: Migration) -> Iterator[RenderableType]:
    duties: dict[str, list[str]] = {}
    for move in migration.duties:
        if duty_in_words(move):
            duties.setdefault(duty_in_words(move), []).append(move.piece.id)
    yield from _bullets("Duties that pieces name", (f"{said} ({', '.join(ids)})" for said, ids in duties.items()))
    moves = (move for move in migration.exceptions if move.fate not in (Fate.UNCHANGED, Fate.UNKNOWN))
    yield from _bullets("Exceptions", map(exception_in_words, moves))
    yield from _statements("Newly required, and claimed by no piece", migration.newly_required)
    yield from _statements("Claimed, and not required any more", migration.no_longer_required)


def _statements(title: str, ksbs: tuple[Ksb, ...]) -> Iterator[RenderableType]:
    if ksbs:
        yield heading(title)
        yield facts((ksb.code, words(ksb.text)) for ksb in ksbs)


def _bullets(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    rows = grid(Column(no_wrap=True), Column(overflow="fold"))
    for line in lines:
        rows.add_row("-", words(line))
    if rows.row_count:
        yield heading(title)
        yield rows
