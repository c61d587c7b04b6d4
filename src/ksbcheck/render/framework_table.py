"""A framework as tables for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Column

from ksbcheck.domain.framework import Framework
from ksbcheck.render.screen import Screen
from ksbcheck.render.standard_table import basis_table
from ksbcheck.render.tables import facts, grid, heading, table, to_text, words


def render_framework(file: str, framework: Framework, screen: Screen) -> str:
    """Return a framework."""
    return to_text(_framework(file, framework, screen), screen)


def _framework(file: str, framework: Framework, screen: Screen) -> Iterator[RenderableType]:
    yield facts(
        [
            ("Framework", words(f"{framework.id} {framework.title}")),
            ("Issue", words(f"{framework.issue_number}, issued {framework.issued} by {framework.issued_by}")),
            ("Status", words(framework.status)),
            ("KSBs", words("none: a framework defines no KSBs, so a portfolio made under it has no coverage")),
            ("File", words(file)),
        ]
    )
    for level in framework.levels:
        yield heading(level.name)
        rows = [
            ("Level", words(level.level or "the source doesn't say")),
            ("Designed for", words(level.designed_for)),
            ("Supervision", words(level.supervision)),
            ("Role", words(level.role or "not described")),
            ("Job titles", words("; ".join(level.job_titles))),
        ]
        yield facts(rows)
    yield heading("Contributions to the skills priorities for England")
    bullets = grid(Column(no_wrap=True), Column())
    for contribution in framework.contributions:
        bullets.add_row("-", words(contribution))
    yield bullets
    yield heading(f"Workforce ({framework.workforce_source})")
    figures = table(
        screen,
        Column("Year"),
        Column("Staff", justify="right"),
        Column("Share of the school workforce", justify="right"),
    )
    for year, staff in framework.workforce.items():
        share = framework.workforce_share.get(year)
        figures.add_row(year, f"{staff:,}", "not stated" if share is None else f"{share:g} %")
    yield figures
    yield heading("What this rests on")
    yield basis_table(framework.basis, screen)
