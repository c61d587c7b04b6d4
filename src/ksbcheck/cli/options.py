"""Options that several commands share."""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

import typer

from ksbcheck.cli.library import complete_options, complete_portfolios, complete_references
from ksbcheck.domain.day import parse_date, possible_dates, today
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.model import Text
from ksbcheck.domain.policy import Configuration, declared
from ksbcheck.domain.threshold import Threshold
from ksbcheck.inputs.settings import Overrides, from_command_line, from_environment
from ksbcheck.output.document import Detail
from ksbcheck.tasks.check import CheckRequest


def parse_day(text: str) -> date:
    day = parse_date(text)
    if day is None:
        as_in = " or ".join(map(str, possible_dates(text))) or "year-month-day, as in 2026-01-31"
        raise typer.BadParameter(f"{text!r} is not a date. Write {as_in}.")
    return day


def take_option(*flags: str, help: str, **more: Any) -> Any:  # noqa: ANN401 - as Typer has it
    """Declare an option whose default is not shown."""
    return typer.Option(*flags, help=help, show_default=False, **more)


def take_argument(*, help: str, **more: Any) -> Any:  # noqa: ANN401 - as Typer has it
    """Declare an argument whose default is not shown."""
    return typer.Argument(help=help, show_default=False, **more)


# Text and not Paths, to which an empty one (an unset variable in a script) would be the current folder.
Paths = Annotated[
    list[str],
    take_argument(metavar="PATH...", autocompletion=complete_portfolios, help="Portfolio folders, or their manifests."),
]
PathsIfAny = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH...",
        autocompletion=complete_portfolios,
        help="Portfolio folders, or their manifests.",
        show_default="`paths` of the configuration",
    ),
]
PortfolioFolder = Annotated[
    str,
    take_argument(metavar="FOLDER", autocompletion=complete_portfolios, help="A portfolio's folder, or its manifest."),
]
Pseudonymous = Annotated[
    bool, typer.Option("--pseudonymous", help="Show short stable labels in place of names and identifiers.")
]
MethodId = Annotated[
    str | None,
    take_option(
        "--method",
        metavar="ID",
        help="Look only at the KSBs that this method of the assessment plan assesses. `ksbcheck standard show` "
        "lists the methods.",
    ),
]
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


Reference = Annotated[
    str | None,
    take_argument(
        metavar="[REF]",
        autocompletion=complete_references,
        help="A reference (ST1414), with a version (ST1414@1.0), or the path of a standard's file.",
    ),
]
OnlyOption = Annotated[
    str | None,
    take_option("--option", metavar="ID", autocompletion=complete_options, help="Only what this option requires."),
]


TableOrJson = Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="How to show it.")]


class _Keys(NamedTuple):
    """Marks a parameter that collects the options of these settings."""

    keys: tuple[str, ...]


Given = Mapping[str, object]
"""The settings given as options, by key."""
FailOn = Annotated[Given, _Keys(("fail_on",))]


@dataclass(frozen=True)
class Judging:
    """What a portfolio is judged by. What is left out is up to the environment, the configuration and the policy."""

    settings: Annotated[Given, _Keys(("rung", "min_pieces", "duty_context", "fail_under", "policy"))]
    option: Annotated[
        str | None,
        take_option(
            "--option",
            metavar="ID",
            autocompletion=complete_options,
            help="Ask: what if the learner were on this option? `ksbcheck standard show` lists them.",
        ),
    ] = None
    as_of: Annotated[
        date | None,
        take_option(
            parser=parse_day,
            metavar="YYYY-MM-DD",
            help="Judge as of this day, not today: what is dated later doesn't count yet.",
        ),
    ] = None
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Ignore configuration files and KSBCHECK_* variables.")
    ] = False

    @property
    def day(self) -> date:
        """The day as of which to judge."""
        return self.as_of or today()

    def overrides(self, *more: Given) -> Overrides:
        """Return the settings of the command line, with those of other groups of options, and of the environment."""
        given = dict(self.settings)
        for each in more:
            given |= each
        line = from_command_line(given)
        return Overrides((line,), isolated=True) if self.isolated else Overrides((line, from_environment(os.environ)))

    def request(self, looking: "Looking", method: str | None = None, *more: Given) -> CheckRequest:
        overrides = self.overrides(looking.settings, *more)
        return CheckRequest(overrides, self.day, option=self.option, method=method)


@dataclass(frozen=True)
class Looking:
    """How far to look into folders."""

    settings: Annotated[Given, _Keys(("max_file_mib", "max_files"))]
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Cache what was read and judged.")] = True


Full = Annotated[bool, typer.Option("--full", help="Every table, with all rows and whole statements.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="One line for each that fails.")]


@dataclass(frozen=True)
class Showing:
    full: Full = False
    quiet: Quiet = False
    each: Annotated[bool, typer.Option("--each", help="Of several portfolios, each on a screen.")] = False

    def __post_init__(self) -> None:
        if self.full + self.quiet + self.each > 1:
            raise typer.BadParameter("--full, --quiet and --each go one without the other")

    @property
    def detail(self) -> Detail:
        if self.full:
            return Detail.FULL
        return Detail.QUIET if self.quiet else Detail.EACH if self.each else Detail.FIRST


@dataclass(frozen=True, kw_only=True)
class Screening:
    paths: PathsIfAny = None
    show_format: TableOrJson = "table"
    judging: Judging
    looking: Looking
    showing: Showing
    pseudonymous: Pseudonymous = False
    output: Output = None


def with_shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with single options in place of the groups of options among its parameters.

    A group is a dataclass, or the settings of some keys. Typer reads the options from the signature.
    """
    hints = get_type_hints(command, include_extras=True)
    parameters = [
        option
        for name, parameter in inspect.signature(command).parameters.items()
        for option in _options(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))
    ]

    def run(**given: Any) -> None:  # noqa: ANN401 - of every type that an option may have
        command(**{name: _collected(name, hint, given) for name, hint in hints.items() if name != "return"})

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what inspect looks for
    return run


def _options(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    kind = parameter.annotation
    if is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        for field in fields(kind):
            default = inspect.Parameter.empty if field.default is MISSING else field.default
            yield from _options(parameter.replace(name=field.name, annotation=hints[field.name], default=default))
    elif keys := _keys(kind):
        for key in keys:
            yield parameter.replace(name=key, annotation=_option_of(key), default=None)
    else:
        yield parameter


def _collected(name: str, kind: Any, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as declared by the command
    """Return the value of a parameter, made from its options."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return kind(**{field.name: _collected(field.name, hints[field.name], given) for field in fields(kind)})
    if keys := _keys(kind):
        return {key: _text(given[key]) for key in keys if given[key] not in (None, [])}
    return given[name]


def _keys(kind: object) -> tuple[str, ...]:
    return next((part.keys for part in get_args(kind) if isinstance(part, _Keys)), ())


def _text(value: object) -> object:
    return ",".join(value) if isinstance(value, list) else value


_COUNTING: Any = Literal[tuple(map(str, COUNTING_RUNGS))]
_TYPES: Mapping[Any, Any] = {Rung: _COUNTING, tuple[Threshold, ...]: list[str], Text | None: str}
"""The types of options, where they are other than those of their settings."""


def _option_of(key: str) -> Any:  # noqa: ANN401 - a type with what Typer needs to know
    field, setting = Configuration.model_fields[key], declared(key)
    kind = _TYPES.get(field.annotation, field.annotation)
    text = str(field.description)
    option = typer.Option(
        setting.option,
        metavar=setting.metavar,
        min=1 if kind is int else None,
        case_sensitive=False,
        help=f"{text.removesuffix('.')}; may be repeated." if kind == list[str] else text,
        show_default=str(field.default) if field.default else False,
    )
    return Annotated[kind | None, option]
