"""Where the output of every command goes, and how a command stops on bad input."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.text import shown
from ksbcheck.formats import FORMATS, DocumentFormat, ExportFormat, render
from ksbcheck.output.document import Document
from ksbcheck.output.document import Screen

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

COULD_NOT_CHECK = 2
NARROWEST = 60
"""The narrowest screen, in columns, that tables are laid out for; a narrower terminal wraps the lines."""
FILE_WIDTH = 100
"""The width of tables in a file, in columns, whatever the terminal it is written from."""

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        readable=False,  # what matters is whether it can be written, and that is found out by writing
        help="Write to this file instead of the screen, whole or not at all.",
        show_default=False,
    ),
]


class Shape(Enum):
    """How a command shows what it has to say."""

    TABLE = "table"
    JSON = "json"


TableOrJson = Annotated[Shape, typer.Option("--format", "-f", help="How to show it.")]


def screen_for(output: Path | None) -> Screen:
    """Return what a command renders for: its terminal, a pipe, or a file. NO_COLOR and COLUMNS are respected."""
    if output is not None:
        return Screen(width=FILE_WIDTH)
    width = max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)
    if sys.stdout is None:
        return Screen(width=width)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(width=width, colour=colour, unicode=_is_unicode(sys.stdout.encoding))


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "").startswith("utf")


def write(text: str, output: Path | None) -> None:
    """Write what a command has to say, to a file or to standard output.

    Raises:
        InputError: the file can't be written.
        typer.Exit: standard output can't be written.
    """
    from ksbcheck.inputs.files import write_text

    if output is not None:
        write_text(output, text)
        typer.echo(f"Written to {shown(str(output))}", err=True)
        return
    # not typer.echo, which overrides the encoding that the user has set
    _to_standard_output(lambda: sys.stdout.write(text))


def draw(documents: Sequence[Document], output: Path | None) -> None:
    """Write documents as people read them, to a file or to standard output.

    Raises:
        InputError: the file can't be written.
        typer.Exit: standard output can't be written.
    """
    from ksbcheck.output import terminal

    write(terminal.write(documents, screen_for(output)), output)


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


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far something long has come; the function takes how many of how many are done.

    Nothing is shown where standard error is no terminal, or before the first call.
    """
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _total: None
        return
    with ExitStack() as stack:
        tasks: list[tuple[Progress, TaskID]] = []

        def show(done: int, total: int) -> None:
            if not tasks:
                from rich.console import Console
                from rich.progress import Progress

                bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
                tasks.append((bar, bar.add_task(what)))
            bar, task = tasks[0]
            bar.update(task, completed=done, total=total)

        yield show


def write_document(document: str | bytes, file: Path | None) -> None:
    """Write a document to a file, whole or not at all, or to standard output: the same bytes, whatever the system.

    Raises:
        InputError: the file can't be written.
        typer.Exit: standard output can't be written.
    """
    from ksbcheck.inputs.files import write_bytes

    content = document.encode() if isinstance(document, str) else document
    if file is not None:
        write_bytes(file, content)
        typer.echo(f"Written to {shown(str(file))}", err=True)
    else:
        _to_standard_output(lambda: sys.stdout.buffer.write(content))


def rendered(chosen: DocumentFormat | ExportFormat, subject: object) -> str | bytes:
    """Return a subject in a format, or stop with the name of the extra that is not installed."""
    try:
        return render(chosen, subject)
    except ImportError:
        extra = FORMATS[chosen].extra
        if extra is None:
            raise
        stop_without(extra, chosen.value)


@contextmanager
def stopping_on_bad_input() -> Iterator[None]:
    """Turn input that can't be read into messages and exit status 2."""
    try:
        yield
    except InputError as error:
        tell(error)
        raise typer.Exit(COULD_NOT_CHECK) from None


def tell(error: InputError) -> None:
    """Say what was wrong with input that can't be read."""
    for finding in error.findings:
        typer.echo(_line(finding), err=True)


def stop(message: str) -> NoReturn:
    """Stop with a message and exit status 2."""
    typer.echo(f"ksbcheck: {message}", err=True)
    raise typer.Exit(COULD_NOT_CHECK)


def stop_without(extra: str, what: str) -> NoReturn:
    """Stop because an extra of the installation is missing."""
    stop(f"{what} needs the extra {extra!r}: pip install 'ksbcheck[{extra}]'")


def _line(finding: Finding) -> str:
    place = ":".join(map(str, (finding.path or "ksbcheck", *(finding.place or ()))))
    return f"{shown(place)}: {finding.severity} {finding.rule} {shown(finding.message)}\n  {shown(finding.help)}"
