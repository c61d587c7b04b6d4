"""Options that several commands share, as one parameter of each."""

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints


def unbundled(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with the fields of each dataclass among its parameters in that parameter's place.

    Typer reads options from a signature, and a command would otherwise have to repeat them all.
    """
    hints = get_type_hints(command, include_extras=True)
    bundles: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in bundles:
            parameters += _of(bundles[name])
        else:
            parameters.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))

    def run(**given: Any) -> None:  # noqa: ANN401 - of every type that an option may have
        made = {name: bundle(**{f.name: given.pop(f.name) for f in fields(bundle)}) for name, bundle in bundles.items()}
        command(**given, **made)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what inspect looks for
    return run


def _of(bundle: Any) -> list[inspect.Parameter]:  # noqa: ANN401 - a dataclass of whatever kind
    """Return the fields of a dataclass as parameters."""
    hints = get_type_hints(bundle, include_extras=True)
    return [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
        for f in fields(bundle)
    ]
