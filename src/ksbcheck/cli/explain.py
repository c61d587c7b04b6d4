"""`ksbcheck explain` and `rules`."""

from datetime import date
from typing import Annotated, Literal

import typer

from ksbcheck.cli.library import beginning_with, find_standard_here
from ksbcheck.cli.options import Output, parse_day, take_argument, take_option
from ksbcheck.cli.run import draw, stop, write
from ksbcheck.domain.day import today
from ksbcheck.domain.names import nearest_code, written_codes
from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.library import bundled_standards, gateway_rules
from ksbcheck.output.document import Document
from ksbcheck.reports.gateway import rules_document
from ksbcheck.reports.rules import entry, listing, page
from ksbcheck.reports.standard import duty_document, ksb_document
from ksbcheck.rules import RULES

_MANY_DIGITS = 6
"""Of so many digits no duty's number is."""


def complete_codes(begun: str) -> list[str]:
    """Return the codes of KSBs (of the bundled standards) and of rules that begin so."""
    codes = [code for _, standard in bundled_standards() for code in standard.by_code]
    return beginning_with(begun.upper(), [*codes, *(rule.code for rule in RULES)])


def explain(
    what: Annotated[
        list[str],
        take_argument(
            metavar="CODE|duty N|gateway",
            autocompletion=complete_codes,
            help="A KSB (K12), a duty (duty 5), a rule (KSB101), or the gateway.",
        ),
    ],
    standard: Annotated[str | None, take_option(metavar="REF", help="The standard of the KSB or duty.")] = None,
    as_of: Annotated[
        date | None, take_option(parser=parse_day, metavar="YYYY-MM-DD", help="The gateway's rules as of this day.")
    ] = None,
) -> None:
    """Explain a KSB (its statement, who needs it, which duties list it), a duty, a rule, or the gateway."""
    name = " ".join(what)
    if name.lower() == "gateway":
        draw(rules_document(gateway_rules(), as_of or today()), None)
    else:
        draw(_explanation(name, standard), None)


def _explanation(name: str, reference: str | None) -> Document:
    by_code = {rule.code: rule for rule in RULES}
    if name.upper() in by_code:
        return entry(by_code[name.upper()])
    _, known = find_standard_here(reference)
    return _of_standard(name, known) or stop(_not_known(name, known))


def _of_standard(name: str, standard: Standard) -> Document | None:
    code, *more = written_codes(name)
    if code in standard.by_code and not more:
        return ksb_document(standard, standard.by_code[code])
    number = name.lower().removeprefix("duty").strip()
    duty = standard.by_number.get(int(number)) if number.isdecimal() and len(number) < _MANY_DIGITS else None
    return duty_document(standard, duty) if duty else None


def _not_known(name: str, standard: Standard) -> str:
    meant = None if name.upper().startswith("KSB") else nearest_code(name, standard.by_code)
    codes = f"name a KSB ({standard.code_ranges})" if standard.by_code else "name a KSB"
    duties = f"a duty ({min(standard.by_number)} to {max(standard.by_number)})" if standard.by_number else "a duty"
    hint = f"did you mean {meant}?" if meant else f"{codes}, {duties}, or a rule (ksbcheck rules lists them)"
    return f"{name!r} is no KSB or duty of {standard.reference} and no rule; {hint}"


def rules(
    show_format: Annotated[
        Literal["table", "markdown"], typer.Option("--format", "-f", help="A table, or the whole reference page.")
    ] = "table",
    output: Output = None,
) -> None:
    """List the rules. `ksbcheck explain CODE` says why one matters and how to fix what it finds."""
    if show_format == "markdown":
        write(page(RULES), output)
    else:
        draw(listing(RULES), output)
