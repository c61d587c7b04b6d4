"""`ksbcheck explain`."""

from typing import TYPE_CHECKING, Annotated

import typer

from ksbcheck.cli.complete import explicable
from ksbcheck.cli.output import draw, stop, stopping_on_bad_input

if TYPE_CHECKING:
    from ksbcheck.domain.standard import Standard
    from ksbcheck.output.document import Document

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
        draw([_explanation(name, standard)], None)


def _explanation(name: str, reference: str | None) -> "Document":
    from ksbcheck.cli.library import found
    from ksbcheck.rules import RULES

    by_code = {rule.code: rule for rule in RULES}
    if name.upper() in by_code:
        from ksbcheck.reports.rules import entry

        return entry(by_code[name.upper()])
    _, known = found(reference)
    return _of_standard(name, known) or stop(_not_known(name, known))


def _of_standard(name: str, standard: "Standard") -> "Document | None":
    from ksbcheck.reports.standard import duty_document, ksb_document

    if name.upper() in standard.by_code:
        return ksb_document(standard, standard.by_code[name.upper()])
    number = name.lower().removeprefix("duty").strip()
    duty = standard.by_number.get(int(number)) if number.isdecimal() and len(number) < _MANY_DIGITS else None
    return duty_document(standard, duty) if duty else None


def _not_known(name: str, standard: "Standard") -> str:
    from ksbcheck.domain.names import nearest_code

    meant = None if name.upper().startswith("KSB") else nearest_code(name, standard.by_code)
    duties = f"a duty ({min(standard.by_number)} to {max(standard.by_number)})" if standard.by_number else "a duty"
    hint = f"did you mean {meant}?" if meant else f"name a KSB (K12), {duties}, or a rule (ksbcheck rules lists them)"
    return f"{name!r} is no KSB or duty of {standard.reference} and no rule; {hint}"
