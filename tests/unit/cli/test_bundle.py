import inspect
from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from ksbcheck.cli.bundle import unbundled


@dataclass(frozen=True)
class Colours:
    """Options that commands share."""

    paint: Annotated[str, typer.Option(help="What to paint with.")] = "red"
    coats: int = 1


@unbundled
def paint(*, wall: str, colours: Colours, dry: bool = False) -> None:
    """Paint a wall."""
    typer.echo(f"{wall} {colours.paint} {colours.coats} {dry}")


def run(*args: str) -> str:
    app = typer.Typer()
    app.command()(paint)
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def test_the_fields_of_a_bundle_are_options_in_its_place() -> None:
    assert list(inspect.signature(paint).parameters) == ["wall", "paint", "coats", "dry"]
    assert run("north") == "north red 1 False"
    assert run("north", "--coats", "3", "--paint", "blue", "--dry") == "north blue 3 True"


def test_it_stays_the_command_that_it_was() -> None:
    assert (paint.__name__, paint.__doc__) == ("paint", "Paint a wall.")
    assert "What to paint with." in run("--help")
