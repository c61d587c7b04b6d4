"""A framework as tables for a terminal."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Column
from rich.text import Text

from ksbcheck.domain.framework import Framework, FrameworkLevel
from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, grid, heading, table, to_text, words
from ksbcheck.reports.standard import basis_table


def render_framework(file: str, framework: Framework, screen: Screen) -> str:
    """Return a framework."""
    return to_text(_framework(file, framework, screen), screen)


def render_roles(framework: Framework, title: str | None, screen: Screen) -> str:
    """Return the levels that list a job title, or what comes near it; without a title, all levels and all titles."""
    return to_text(_roles(framework, title), screen)


def _roles(framework: Framework, title: str | None) -> Iterator[RenderableType]:
    rows = [
        ("Framework", words(f"{framework.id} {framework.title}")),
        ("Issue", words(f"{framework.issue_number}, issued {framework.issued}")),
        *([("Job title", words(title))] if title else []),
    ]
    yield facts(rows)
    levels = framework.levels_that_list(title) if title else framework.levels
    for level in levels:
        yield heading(level.name)
        yield facts(_role(level, title))
    yield words("")
    if title and not levels:
        yield words(f"'{title}' is not listed{_nearest(framework, title)}.")
    yield words("The source does not say that its lists are complete.", "dim")


def _role(level: FrameworkLevel, title: str | None) -> Iterator[tuple[str, Text]]:
    yield "Level", words(level.id)
    yield ("Listed as", words(level.listed(title))) if title else ("Job titles", words("; ".join(level.job_titles)))
    yield "Supervision", words(level.supervision)


def _nearest(framework: Framework, title: str) -> str:
    """Return the end of a sentence: the nearest titles, each with the levels that list it."""
    near = "; ".join(_with_levels(framework, each) for each in framework.nearest_titles(title))
    return f"; nearest: {near}" if near else ", and no listed title is near it"


def _with_levels(framework: Framework, title: str) -> str:
    return f"{title} ({', '.join(level.id for level in framework.levels_that_list(title))})"


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
