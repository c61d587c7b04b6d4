"""Running a task for a command: what it shows, where that goes, and how the program ends on bad input."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, TypeVar

import typer

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.text import shown
from ksbcheck.formats import FORMATS, AnyFormat, load, render
from ksbcheck.inputs.files import write_bytes
from ksbcheck.output.document import Document, Drafts, Screen

COULD_NOT_CHECK = 2
_NARROWEST = 40
"""The narrowest screen, in columns, that tables are laid out for; a narrower terminal wraps the lines."""
_FILE_WIDTH = 100
"""The width of tables in a file, in columns, whatever the terminal it is written from."""

_Subject = TypeVar("_Subject")
_Result = TypeVar("_Result")


def ending_on_bad_input(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that ends with messages and exit status 2 on input that can't be read."""

    @wraps(command)
    def run(**options: Any) -> None:  # noqa: ANN401 - of every type that an option may have
        try:
            command(**options)
        except InputError as error:
            tell([error])
            raise typer.Exit(COULD_NOT_CHECK) from None

    return run


def attempt(
    task: Callable[[_Subject], _Result], subjects: Iterable[_Subject]
) -> tuple[list[_Result], list[InputError]]:
    """Return the results of a task for each subject, and the errors of those whose input can't be read."""
    results: list[_Result] = []
    errors: list[InputError] = []
    for subject in subjects:
        try:
            results.append(task(subject))
        except InputError as error:
            errors.append(error)
    return results, errors


def tell(errors: Iterable[InputError]) -> None:
    for finding in (finding for error in errors for finding in error.findings):
        message = f"{shown(finding.where)}: {finding.severity} {finding.rule} {shown(finding.message)}"
        typer.echo(f"{message}\n  {shown(finding.help)}", err=True)


def stop(message: str) -> NoReturn:
    typer.echo(f"ksbcheck: {message}", err=True)
    raise typer.Exit(COULD_NOT_CHECK)


def stop_without(extra: str, what: str) -> NoReturn:
    stop(f"{what} needs the extra {extra!r}: pip install 'ksbcheck[{extra}]'")


def show(shape: str, output: Path | None, *, drafts: Callable[[], Iterable[Drafts]], json: Callable[[], str]) -> None:
    """Write a report in the shape asked for; as people read it, in the fullest drafts that fit."""
    if shape == "json":
        write(json(), output)
    else:
        draw_drafts(drafts(), output)


def whole(document: Document) -> list[Drafts]:
    return [([document], 0)]


def draw(document: Document, output: Path | None) -> None:
    draw_drafts(whole(document), output)


def draw_drafts(things: Iterable[Drafts], output: Path | None) -> None:
    """Write things as people read them: of each, the first of its drafts that fits into its lines."""
    from ksbcheck.output import terminal  # noqa: PLC0415 - Rich takes long to import

    write(terminal.write_drafts(things, screen_for(output)), output)


def write(text: str | Iterable[str], output: Path | None) -> None:
    """Write a text, or its parts as they come, to a file or to standard output."""
    parts = [text] if isinstance(text, str) else text
    if output is None:
        # not typer.echo, which overrides the encoding that the user has set
        _to_standard_output(lambda: sys.stdout.writelines(parts))
    else:
        to_file(output, (part.encode(errors="surrogateescape") for part in parts))


def write_document(document: str | bytes, output: Path | None) -> None:
    """Write a document as `write` does: the same bytes, whatever the system."""
    content = document.encode() if isinstance(document, str) else document
    if output is None:
        _to_standard_output(lambda: sys.stdout.buffer.write(content))
    else:
        to_file(output, [content])


def to_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all, and say so.

    Raises:
        InputError: the file can't be written.
    """
    write_bytes(path, parts)
    typer.echo(f"Written to {shown(str(path))}", err=True)


def rendered(chosen: AnyFormat, subject: object, *, full: bool = False) -> str | bytes:
    """Return a subject in a format, or stop with the name of the extra that is not installed."""
    refuse_without_extra(chosen)
    return render(chosen, subject, full=full)


def refuse_without_extra(chosen: AnyFormat) -> None:
    """Stop if a format needs an extra that is not installed."""
    try:
        load(chosen)
    except ImportError:
        extra = FORMATS[chosen].extra
        if extra is None:
            raise
        stop_without(extra, chosen.value)


def screen_for(output: Path | None) -> Screen:
    """Return the screen to lay out for: of a terminal, a pipe, or a file. NO_COLOR and COLUMNS are respected."""
    if output is not None:
        return Screen(width=_FILE_WIDTH)
    width = max(_NARROWEST, shutil.get_terminal_size((80, 24)).columns)
    if sys.stdout is None:
        return Screen(width=width)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(width=width, colour=colour, unicode=(sys.stdout.encoding or "").lower().startswith("utf"))


def _to_standard_output(send: Callable[[], object]) -> None:
    if sys.stdout is None:
        stop("standard output is closed")
    try:
        send()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever was reading has seen enough. What is still to come goes nowhere, and the status stays what it is.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        stop(f"standard output cannot be written: {error.strerror}")


def has_screen() -> bool:
    """Return whether progress is shown: standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function that shows how many of how many are done, and how fast, on a terminal, from its first call."""
    if not has_screen():
        yield lambda _done, _total: None
        return
    with ExitStack() as stack:
        tasks: list[Any] = []

        def show_progress(done: int, total: int | None) -> None:
            if not tasks:
                from rich.console import Console  # noqa: PLC0415 - Rich takes long to import
                from rich.progress import Progress, TextColumn  # noqa: PLC0415 - as above

                columns = (*Progress.get_default_columns(), TextColumn("{task.fields[rate]}"))
                bar = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
                tasks.extend((bar, bar.add_task(what, rate=""), monotonic()))
            bar, task, since = tasks
            rate = f"{done:,}, {done / max(monotonic() - since, 1):,.0f} a second"
            bar.update(task, completed=done, total=total, rate=rate)

        yield show_progress
