import inspect
from dataclasses import dataclass
from typing import Annotated, get_args

import pytest
import typer
from typer.testing import CliRunner

from ksbcheck.cli.app import app
from ksbcheck.cli.check import check
from ksbcheck.cli.options import with_shared_options
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.policy import Configuration, declared


@dataclass(frozen=True)
class Colours:
    """Options that commands share."""

    paint: Annotated[str, typer.Option(help="What to paint with.")] = "red"
    coats: int = 1


@with_shared_options
def paint(*, wall: str, colours: Colours, dry: bool = False) -> None:
    """Paint a wall."""
    typer.echo(f"{wall} {colours.paint} {colours.coats} {dry}")


def run(*args: str) -> str:
    app = typer.Typer()
    app.command()(paint)
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def test_shared_options_take_the_place_of_their_group() -> None:
    assert list(inspect.signature(paint).parameters) == ["wall", "paint", "coats", "dry"]
    assert run("north") == "north red 1 False"
    assert run("north", "--coats", "3", "--paint", "blue", "--dry") == "north blue 3 True"


def test_shared_options_keep_name_and_help() -> None:
    assert (paint.__name__, paint.__doc__) == ("paint", "Paint a wall.")
    assert "What to paint with." in run("--help")


@pytest.mark.parametrize("key", Configuration.model_fields)
def test_options_of_settings_have_declared_name_and_help(key: str) -> None:
    option = declared(key).option
    if option and key in inspect.signature(check).parameters:
        shown = " ".join(CliRunner().invoke(app, ["check", "--help"], env={"COLUMNS": "300"}).output.split())
        assert option.partition("/")[0] in shown
        assert str(Configuration.model_fields[key].description).removesuffix(".") in shown


def test_rung_option_takes_counting_rungs() -> None:
    rung = inspect.signature(check).parameters["rung"].annotation
    assert get_args(get_args(get_args(rung)[0])[0]) == tuple(map(str, COUNTING_RUNGS))
