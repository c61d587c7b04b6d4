"""`ksbcheck plan`."""

import typer

from ksbcheck.cli.options import (
    Judging,
    Looking,
    Output,
    PathsIfAny,
    Pseudonymous,
    Shape,
    TableOrJson,
    with_shared_options,
)
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import show
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.reports.json import render_plans
from ksbcheck.reports.plan import documents


@with_shared_options
def plan(
    *,
    paths: PathsIfAny = None,
    show_format: TableOrJson = Shape.TABLE,
    judging: Judging,
    looking: Looking,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Say what to do next: what to claim or have signed, and the fewest duties from which new evidence would do.

    Also which KSBs hang on a single piece, which pieces could be left out, and which are old or carry much.

    Exit status, as of `check`: 0 no gaps and no errors; 1 something to close or correct; 2 nothing could be planned.

    Examples: ksbcheck plan portfolio/; ksbcheck plan portfolio/ --rung assessed --min-pieces 2
    """
    reports = judged(paths, judging.request(looking), looking, output, pseudonymous=pseudonymous)
    plans = tuple(map(plan_next_steps, reports))
    show(show_format, output, documents=lambda: documents(plans), json=lambda: render_plans(plans))
    raise typer.Exit(max(each.outcome for each in plans))
