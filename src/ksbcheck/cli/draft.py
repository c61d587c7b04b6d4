"""`ksbcheck init` and `import`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ksbcheck.cli.library import complete_references
from ksbcheck.cli.options import parse_day, with_shared_options
from ksbcheck.cli.run import draw, stop, write
from ksbcheck.domain.draft import Draft
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.text import listed, shown
from ksbcheck.domain.tracker import Tracker
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.reports.draft import document
from ksbcheck.tasks.draft import Stated, Target, draft_folder, open_target, with_draft, write_target

_FLAGS = {"Standard": "--standard", "Option": "--option"}


@dataclass(frozen=True, slots=True)
class NewManifest:
    """What a person states of a new manifest."""

    standard: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            autocompletion=complete_references,
            help="The standard of a new manifest.",
            show_default=False,
        ),
    ] = None
    version: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Its version, if several are known.", show_default=False)
    ] = None
    option: Annotated[str | None, typer.Option(metavar="ID", help="The learner's option.", show_default=False)] = None
    learner: Annotated[str | None, typer.Option(metavar="NAME", help="The learner's name.", show_default=False)] = None
    learner_id: Annotated[str | None, typer.Option(metavar="ID", help="The learner's number.", show_default=False)] = (
        None
    )
    started: Annotated[
        date | None,
        typer.Option(
            metavar="DAY", parser=parse_day, help="The learner's first day on the programme.", show_default=False
        ),
    ] = None

    def stated(self) -> Stated:
        """Return it as the task takes it."""
        return Stated(self.standard, self.version, self.option, self.learner, self.learner_id, self.started)


def _ask(what: str, known: Sequence[str]) -> str | None:
    """Ask at a terminal; elsewhere, stop where an answer is needed."""
    if not sys.stdin.isatty():
        if flag := _FLAGS.get(what):
            stop(f"name the {what.lower()} with {flag}: {listed(known)}")
        return None
    words = f"{what} ({listed(known)})" if known else f"{what} (Enter: not stated)"
    return str(typer.prompt(words, default="", show_default=False)).strip() or None


@with_shared_options
def init(
    *,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder with the documents.", show_default=False)
    ],
    manifest: NewManifest,
    sources: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="SOURCE", help="A tracker to import, too; several times.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the manifest, and write nothing.")] = False,
) -> None:
    """Draft a manifest from a folder of documents: a piece for each, with the KSBs that it shows as suggestions.

    Run again, it adds documents that no piece names, and changes no entry. Standard and option are asked for at a
    terminal, and named by options elsewhere. Suggestions never count: `ksbcheck confirm` walks through them.

    Exit status: 0 drafted; 1 rows of a tracker were left out; 2 it could not be drafted.

    Example: ksbcheck init portfolio/ --standard ST1414 --option send --from tracker.xlsx
    """
    target = open_target(folder, manifest.stated(), _ask)
    with _documents() as documents:
        draft = draft_folder(target, documents, sources or ())
    _finish(target, draft, Tracker(), dry_run=dry_run)


def _documents() -> Outlines:
    return Outlines(OutlineCache.of_the_user())


def _finish(target: Target, draft: Draft, tracker: Tracker, *, dry_run: bool) -> None:
    """Write a draft, say what was done, and exit."""
    after = with_draft(target, draft)
    where = shown(str(target.path))
    if dry_run:
        write(after.document.text, None)
        raise typer.Exit(int(bool(tracker.left_out)))
    is_changed = after.document.text != target.before
    if is_changed:
        write_target(after)
    written = f"Written to {where}." if is_changed else f"{where} has all of it already."
    ending = (written, f"Next: {_next_command(target, draft)}")
    draw([document(draft, tracker.guesses, tracker.remarks, ending)], None)
    raise typer.Exit(int(bool(tracker.left_out)))


def _next_command(target: Target, draft: Draft) -> str:
    is_suggested = any(claim.rung is Rung.SUGGESTED for claim in draft.claims)
    return f"ksbcheck {'confirm' if is_suggested else 'check'} {shown(str(target.folder))}"
