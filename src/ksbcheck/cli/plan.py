"""`ksbcheck plan`."""

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.judging import Judging, Looking, PathsIfAny, Pseudonymous, hidden, judged
from ksbcheck.cli.output import Output, Shape, TableOrJson, draw, stopping_on_bad_input, write


@unbundled
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

    Exit status, as of `check`: 0 no gaps and no errors; 1 something to close or mend; 2 nothing could be planned.

    Examples: ksbcheck plan portfolio/; ksbcheck plan portfolio/ --rung assessed --min-pieces 2
    """
    from ksbcheck.engine.plan import plan_next_steps

    reports = judged(paths, judging.request(looking), looking, output)
    plans = tuple(map(plan_next_steps, hidden(reports, pseudonymous=pseudonymous)))
    with stopping_on_bad_input():
        if show_format is Shape.JSON:
            from ksbcheck.reports.json import render_plans

            write(render_plans(plans), output)
        else:
            from ksbcheck.reports.plan import documents

            draw(documents(plans), output)
    raise typer.Exit(max(each.outcome for each in plans))
