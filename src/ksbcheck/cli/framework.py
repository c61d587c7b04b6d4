"""`ksbcheck framework show` and `roles`."""

from typing import Annotated

import typer

from ksbcheck.cli.library import beginning_with
from ksbcheck.cli.options import Output, TableOrJson, take_argument, take_option
from ksbcheck.cli.run import show, stop, whole
from ksbcheck.inputs.library import find_framework, frameworks, named
from ksbcheck.reports import standard_json
from ksbcheck.reports.standard import framework_document, roles_document

_NOT_LISTED = 1


def complete_ids(begun: str) -> list[str]:
    return beginning_with(begun, (framework.id for _, framework in frameworks()))


def complete_titles(begun: str) -> list[str]:
    return beginning_with(begun, (title for _, framework in frameworks() for title in framework.job_titles))


def show_framework(
    framework_id: Annotated[
        str | None,
        take_argument(
            metavar="[ID]", autocompletion=complete_ids, help="A framework's id. Not needed while only one is known."
        ),
    ] = None,
    show_format: TableOrJson = "table",
    output: Output = None,
) -> None:
    """Show a framework: its issue, levels, job titles, contributions and workforce."""
    path, framework = find_framework(framework_id)
    show(
        show_format,
        output,
        drafts=lambda: whole(framework_document(named(path), framework)),
        json=lambda: standard_json.framework(framework),
    )


def roles(
    title: Annotated[
        list[str] | None,
        take_argument(
            metavar="[TITLE]",
            autocompletion=complete_titles,
            help="A job title, as in learning coach. Without one, all are listed.",
        ),
    ] = None,
    framework_id: Annotated[
        str | None,
        take_option(
            "--framework",
            metavar="ID",
            autocompletion=complete_ids,
            help="A framework's id. Not needed while only one is known.",
        ),
    ] = None,
    show_format: TableOrJson = "table",
    output: Output = None,
) -> None:
    """Find the levels of a framework at which a job title is listed, or list the job titles of each level.

    Letter case, blanks and hyphens make no difference. Exit status: 0 listed; 1 not listed, and the nearest titles are
    shown; 2 it could not look.

    Example: ksbcheck framework roles "learning mentor"
    """
    wanted = None if title is None else " ".join(title).strip()
    if wanted == "":
        stop("the job title is empty; name one, or leave it out to list them all")
    _, framework = find_framework(framework_id)
    show(
        show_format,
        output,
        drafts=lambda: whole(roles_document(framework, wanted)),
        json=lambda: standard_json.roles(framework, wanted),
    )
    if wanted is not None and not framework.levels_that_list(wanted):
        raise typer.Exit(_NOT_LISTED)
