"""`ksbcheck gateway`."""

from enum import Enum
from typing import Annotated

import typer

from ksbcheck.cli.judging import (
    AsOf,
    Cache,
    DutyContext,
    LowestRung,
    MaxFiles,
    MaxFileSize,
    MinPieces,
    OptionId,
    Paths,
    Pseudonymous,
    judged,
)
from ksbcheck.cli.output import Output, screen_for, stopping_on_bad_input, write
from ksbcheck.domain.ladder import Rung


class GatewayFormat(Enum):
    """How to show the gateway."""

    TABLE = "table"
    JSON = "json"


def gateway(
    paths: Paths,
    show_format: Annotated[GatewayFormat, typer.Option("--format", "-f", help="How to show it.")] = GatewayFormat.TABLE,
    rung: LowestRung = "claimed",
    min_pieces: MinPieces = 1,
    duty_context: DutyContext = False,
    option: OptionId = None,
    as_of: AsOf = None,
    max_file_size: MaxFileSize = 250,
    max_files: MaxFiles = 500,
    cache: Cache = True,
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Say whether learners are through the gateway: KSBs, English and maths, Early Years, declarations.

    Each component passes, fails, is not stated, or is not asked for, with the reason and the source's sentence.

    Exit status: 0 all pass or are not asked for, and the portfolio has no error; 1 not so; 2 it could not be judged.

    Examples: ksbcheck gateway portfolio/; ksbcheck gateway cohort/*/ --rung verified
    """
    from ksbcheck.domain.policy import Policy
    from ksbcheck.report import GatewayReport

    policy = Policy(
        rung=Rung(rung),
        min_pieces=min_pieces,
        duty_context=duty_context,
        max_file_mib=max_file_size,
        max_files=max_files,
    )
    gateways = tuple(
        map(GatewayReport.of, judged(paths, policy, as_of, option, output, cache=cache, hide_names=pseudonymous))
    )
    with stopping_on_bad_input():
        if show_format is GatewayFormat.JSON:
            from ksbcheck.render import gateway_json

            write(gateway_json.render(gateways), output)
        else:
            from ksbcheck.render import gateway_table

            write(gateway_table.render(gateways, screen_for(output)), output)
    raise typer.Exit(max(each.outcome for each in gateways))
