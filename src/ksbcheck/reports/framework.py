"""A framework: its levels and job titles, and at which level a title is listed."""

from collections.abc import Iterator

from ksbcheck.domain.framework import Framework, FrameworkLevel, nearest_titles
from ksbcheck.output.document import Cell, Column, Document, Facts, Items, Note, Section, Table, Words
from ksbcheck.reports.standard import rests_on

_WORKFORCE = (Column("Year"), Column("Staff", right=True), Column("Share of the school workforce", right=True))
_MAY_BE_MORE = "The source does not say that its lists are complete."


def document(file: str, framework: Framework) -> Document:
    """Return a framework."""
    return Document(_name(framework), tuple(_sections(file, framework)))


def _sections(file: str, framework: Framework) -> Iterator[Section]:
    facts = (
        ("Framework", _name(framework)),
        ("Issue", f"{framework.issue_number}, issued {framework.issued} by {framework.issued_by}"),
        ("Status", framework.status),
        ("KSBs", "none: a framework defines no KSBs, so a portfolio made under it has no coverage"),
        ("File", file),
    )
    yield Section("", (Facts(facts),))
    for level in framework.levels:
        yield Section(level.name, (Facts(tuple(_level(level))),))
    yield Section("Contributions to the skills priorities for England", (Items(framework.contributions),))
    yield Section(f"Workforce ({framework.workforce_source})", (_workforce(framework),))
    yield rests_on(framework.basis)


def _name(framework: Framework) -> str:
    return f"{framework.id} {framework.title}"


def _level(level: FrameworkLevel) -> Iterator[tuple[str, Cell]]:
    yield "Level", str(level.level or "the source doesn't say")
    yield "Designed for", level.designed_for
    yield "Supervision", level.supervision
    yield "Role", level.role or "not described"
    yield "Job titles", "; ".join(level.job_titles)


def _workforce(framework: Framework) -> Table:
    rows = []
    for year, staff in framework.workforce.items():
        share = framework.workforce_share.get(year)
        rows.append((year, f"{staff:,}", "not stated" if share is None else f"{share:g} %"))
    return Table(_WORKFORCE, tuple(rows))


def roles(framework: Framework, title: str | None) -> Document:
    """Return the levels that list a job title, or the nearest titles; without a title, every level."""
    return Document(_name(framework), tuple(_roles(framework, title)))


def _roles(framework: Framework, title: str | None) -> Iterator[Section]:
    facts = [
        ("Framework", _name(framework)),
        ("Issue", f"{framework.issue_number}, issued {framework.issued}"),
        *([("Job title", title)] if title else []),
    ]
    yield Section("", (Facts(tuple(facts)),))
    levels = framework.levels_that_list(title) if title else framework.levels
    for level in levels:
        yield Section(level.name, (Facts(tuple(_role(level, title))),))
    unlisted = (Note(f"'{title}' is not listed{_nearest(framework, title)}."),) if title and not levels else ()
    yield Section("", (Note(), *unlisted, Note(Words(_MAY_BE_MORE, "quiet"))))


def _role(level: FrameworkLevel, title: str | None) -> Iterator[tuple[str, Cell]]:
    yield "Level", level.id
    yield ("Listed as", level.listed(title) or "") if title else ("Job titles", "; ".join(level.job_titles))
    yield "Supervision", level.supervision


def _nearest(framework: Framework, title: str) -> str:
    """Return the end of a sentence: the nearest titles, each with the levels that list it."""
    near = "; ".join(_with_levels(framework, each) for each in nearest_titles(title, framework.job_titles))
    return f"; nearest: {near}" if near else ", and no listed title is near it"


def _with_levels(framework: Framework, title: str) -> str:
    return f"{title} ({', '.join(level.id for level in framework.levels_that_list(title))})"
