"""A standard as one HTML page without external resources or scripts."""

from functools import cache

from jinja2 import Template

from ksbcheck.domain.matrix import Part, panels
from ksbcheck.domain.names import KINDS
from ksbcheck.formats.standard import duty_table, ksb_table, matrix_table, option_table
from ksbcheck.output.page import environment, policy, style
from ksbcheck.reports.standard import NO_MATRIX, caveats, facts, signs_of

_MOST_COLUMNS = 20
"""How many KSBs stand side by side in a piece of the matrix: as many as a page of A4 has room for."""


def render(file: str, part: Part) -> str:
    """Return the page of a standard or option, with its file."""
    styles = [style("report.css"), style("standard.css")]
    pieces = list(panels(part, _MOST_COLUMNS))
    return _template().render(
        title=part.full_name,
        standard=part.standard,
        option=part.option,
        facts=[*facts(part.standard), ("File", file)],
        caveats=list(caveats(part)),
        options=option_table(part),
        duties=duty_table(part),
        kinds=[(KINDS[kind], ksb_table(part, ksbs)) for kind, ksbs in part.kinds],
        panels=[matrix_table(part, panel) for panel in pieces],
        signs=signs_of(pieces),
        no_matrix=NO_MATRIX,
        styles=styles,
        policy=policy(styles),
    )


@cache
def _template() -> Template:
    return environment().get_template("standard.html.j2")
