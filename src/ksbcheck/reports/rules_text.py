"""The rules, as a table, as a page, and one by one."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Column

from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import facts, table, to_text, words
from ksbcheck.rules.rule import Rule


def render_table(rules: Iterable[Rule], screen: Screen) -> str:
    """Return the rules as a table."""
    rows = table(
        screen,
        Column("Rule", no_wrap=True, style="bold"),
        Column("Severity", no_wrap=True),
        Column("What it finds", ratio=1),
    )
    for rule in rules:
        rows.add_row(rule.code, str(rule.severity), words(rule.title))
    return to_text([rows], screen)


def render_rule(rule: Rule, screen: Screen) -> str:
    """Return what there is to say of one rule."""
    return to_text(_rule(rule), screen)


def _rule(rule: Rule) -> Iterator[RenderableType]:
    yield facts(
        [
            (rule.code, words(rule.title, "bold")),
            ("Severity", words(rule.severity)),
            ("Why it matters", words(rule.why)),
            ("How to fix", words(rule.fix)),
        ]
    )
