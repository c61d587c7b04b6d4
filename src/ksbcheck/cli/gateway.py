"""`ksbcheck gateway` and `plan`."""

from functools import partial

import typer

from ksbcheck.cli.options import Screening, with_shared_options
from ksbcheck.cli.portfolios import judged
from ksbcheck.cli.run import show
from ksbcheck.domain.ladder import Rung
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.inputs.settings import Layer
from ksbcheck.reports.gateway import screens as gateway_screens
from ksbcheck.reports.json import render_gateways, render_plans
from ksbcheck.reports.plan import screens as plan_screens
from ksbcheck.tasks.check import gateway as gateway_report
from ksbcheck.tasks.pseudonyms import pseudonymous as hidden

_ASSESSED = Layer("the gateway", {"rung": Rung.ASSESSED})
"""What the gateway counts where no setting and no policy says otherwise."""


@with_shared_options
def gateway(asked: Screening) -> None:
    """Say whether learners are through the gateway: KSBs, English and maths, time, Early Years, declarations.

    Each component passes, fails, is not stated, not asked for or not known, with the reason and the source's sentence.
    English and maths go by the learner's age and choice; `ksbcheck explain gateway` shows the rules.
    KSBs count once they are assessed, unless --rung or the provider's policy asks for another rung.

    Exit status: 0 all pass or are not asked for, and the portfolio has no error; 1 not so; 2 it could not be judged.

    Examples: ksbcheck gateway portfolio/; ksbcheck gateway cohort/*/ --rung verified
    """
    request = asked.judging.request(asked.looking)
    request = request._replace(settings=request.settings._replace(fallback=_ASSESSED))
    reports = judged(asked.paths, request, asked.looking, asked.output)
    gateways = tuple(map(gateway_report, reports))
    gateways = hidden(gateways) if asked.pseudonymous else gateways
    drafts, json = partial(gateway_screens, gateways, asked.showing.detail), partial(render_gateways, gateways)
    show(asked.show_format, asked.output, drafts=drafts, json=json)
    raise typer.Exit(max(each.outcome for each in gateways))


@with_shared_options
def plan(asked: Screening) -> None:
    """Say what to do next: what to claim or have signed, and the fewest duties from which new evidence would do.

    Also which KSBs hang on a single piece, which pieces could be left out, and which are old or carry much.

    Exit status, as of `check`: 0 nothing missing and no errors; 1 missing or to correct; 2 nothing could be planned.

    Examples: ksbcheck plan portfolio/; ksbcheck plan portfolio/ --rung assessed --min-pieces 2
    """
    reports = judged(asked.paths, asked.judging.request(asked.looking), asked.looking, asked.output)
    plans = tuple(map(plan_next_steps, reports))
    plans = hidden(plans) if asked.pseudonymous else plans
    drafts, json = partial(plan_screens, plans, asked.showing.detail), partial(render_plans, plans)
    show(asked.show_format, asked.output, drafts=drafts, json=json)
    raise typer.Exit(max(each.exit_status for each in plans))
