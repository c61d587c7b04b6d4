"""`ksbcheck gateway`."""

import typer

from ksbcheck.cli.bundle import unbundled
from ksbcheck.cli.judging import Judging, Looking, PathsIfAny, Pseudonymous, hidden, judged
from ksbcheck.cli.output import Output, Shape, TableOrJson, draw, stopping_on_bad_input, write


@unbundled
def gateway(
    *,
    paths: PathsIfAny = None,
    show_format: TableOrJson = Shape.TABLE,
    judging: Judging,
    looking: Looking,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Say whether learners are through the gateway: KSBs, English and maths, Early Years, declarations.

    Each component passes, fails, is not stated, not asked for or not known, with the reason and the source's sentence.

    Exit status: 0 all pass or are not asked for, and the portfolio has no error; 1 not so; 2 it could not be judged.

    Examples: ksbcheck gateway portfolio/; ksbcheck gateway cohort/*/ --rung verified
    """
    from ksbcheck.tasks.gateway import gateway as gateway_report

    reports = judged(paths, judging.request(looking), looking, output)
    gateways = tuple(map(gateway_report, hidden(reports, pseudonymous=pseudonymous)))
    with stopping_on_bad_input():
        if show_format is Shape.JSON:
            from ksbcheck.reports.json import render_gateways

            write(render_gateways(gateways), output)
        else:
            from ksbcheck.reports.gateway import documents

            draw(documents(gateways), output)
    raise typer.Exit(max(each.outcome for each in gateways))
