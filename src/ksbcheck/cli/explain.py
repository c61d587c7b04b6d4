"""`ksbcheck explain`."""

from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.complete import explicable
from ksbcheck.cli.output import screen_for, stop, stopping_on_bad_input, write

if TYPE_CHECKING:
    from ksbcheck.domain.standard import Standard
    from ksbcheck.output.screen import Screen

_MANY_DIGITS = 6
"""Of so many digits no duty's number is."""


def explain(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE|duty N",
            autocompletion=explicable,
            help="A KSB (K12), a duty (duty 5), or a rule (KSB101).",
            show_default=False,
        ),
    ],
    standard: Annotated[
        str | None, typer.Option(metavar="REF", help="The standard of the KSB or duty.", show_default=False)
    ] = None,
) -> None:
    """Explain a KSB (its statement, who needs it, which duties are mapped to it), a duty, or a rule."""
    name = " ".join(what)
    with stopping_on_bad_input():
        write(_explanation(name, standard, screen_for(None)), None)


def _explanation(name: str, reference: str | None, screen: "Screen") -> str:
    from ksbcheck.cli.library import found
    from ksbcheck.rules import RULES

    by_code = {rule.code: rule for rule in RULES}
    if name.upper() in by_code:
        from ksbcheck.reports.rules_text import render_rule

        return render_rule(by_code[name.upper()], screen)
    _, known = found(reference)
    return _of_standard(name, known, screen) or stop(_not_known(name, known))


def _of_standard(name: str, standard: "Standard", screen: "Screen") -> str | None:
    from ksbcheck.reports.standard import render_duty, render_ksb

    if name.upper() in standard.by_code:
        return render_ksb(standard, standard.by_code[name.upper()], screen)
    number = name.lower().removeprefix("duty").strip()
    duty = standard.by_number.get(int(number)) if number.isdecimal() and len(number) < _MANY_DIGITS else None
    return render_duty(standard, duty, screen) if duty else None


def _not_known(name: str, standard: "Standard") -> str:
    from ksbcheck.domain.names import nearest_code

    meant = None if name.upper().startswith("KSB") else nearest_code(name, standard.by_code)
    duties = f"a duty ({min(standard.by_number)} to {max(standard.by_number)})" if standard.by_number else "a duty"
    hint = f"did you mean {meant}?" if meant else f"name a KSB (K12), {duties}, or a rule (ksbcheck rules lists them)"
    return f"{name!r} is no KSB or duty of {standard.reference} and no rule; {hint}"
