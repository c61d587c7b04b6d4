"""`ksbcheck gateway`."""

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
from ksbcheck.reports.gateway import documents
from ksbcheck.reports.json import render_gateways
from ksbcheck.tasks.check import gateway as gateway_report


@with_shared_options
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
    reports = judged(paths, judging.request(looking), looking, output, pseudonymous=pseudonymous)
    gateways = tuple(map(gateway_report, reports))
    show(show_format, output, documents=lambda: documents(gateways), json=lambda: render_gateways(gateways))
    raise typer.Exit(max(each.outcome for each in gateways))
