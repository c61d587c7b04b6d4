"""Standards small enough to work out by hand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ksbcheck.domain.standard import Standard

CODES = ("K1", "K2", "K3", "S1", "S2", "B1")
HEAD = {"format": "ksbcheck-standard/1", "reference": "T1", "title": "Gardener", "level": 2, "version": "1.0"}


def gardener(duties: Sequence[Mapping[str, Any]], ksbs: Mapping[str, str], *options: str) -> Standard:
    """Return a standard with options; the statements are by code, or by code and option as in `K10 outdoor`."""
    statements = [{"code": key.split()[0], "options": key.split()[1:], "text": text} for key, text in ksbs.items()]
    titles = [{"id": each, "title": each.capitalize()} for each in options]
    return Standard.model_validate({**HEAD, "options": titles, "duties": duties, "ksbs": statements})


def mapped(mapping: Iterable[Iterable[str]], known: str, codes: Sequence[str] = CODES) -> Standard:
    """Return a standard of one option with a duty for each list of codes; `known` is how far those are known."""
    duties = [
        {"number": number, "text": "Do", "options": [], "mapping": known if ksbs else "none", "ksbs": list(ksbs)}
        for number, ksbs in enumerate(mapping, 1)
    ]
    return gardener(duties, {code: code for code in codes}, "all")
